//! The fan-out: one item, and what each index copies of it, drawn to scale in bytes.

use std::rc::Rc;

use report::{FanOut, FanOutBranch, FanOutState, IndexKind, ProjectionReport, TableReport};
use yew::prelude::*;

use crate::area::index_class;
use crate::chart::{Picture, px, use_width};
use crate::quantity;
use crate::see::fan_out_table::FanOutTable;
use crate::see::flow_layout::{Branch, Flow, TOP, flow, ribbon};
use crate::see::lanes::clipped;

/// Width of a bar.
const BAR: f64 = 12.0;

#[derive(Properties, PartialEq)]
pub(crate) struct FanOutViewProps {
    /// The fan-out.
    pub fan_out: Rc<FanOut>,
    /// Its table: the indexes' hues.
    pub table: Rc<TableReport>,
}

/// The picture with its summary and table twin.
#[component]
pub(crate) fn FanOutView(props: &FanOutViewProps) -> Html {
    html! {
        <Picture
            title={format!("Fan-out of {}", props.fan_out.key)} summary={summary(&props.fan_out)}
            table={html! { <FanOutTable fan_out={props.fan_out.clone()} /> }}
        >
            <FlowPicture fan_out={props.fan_out.clone()} table={props.table.clone()} />
        </Picture>
    }
}

/// Where the columns stand.
#[derive(Clone, Copy)]
struct Columns {
    label_right: f64,
    item: f64,
    entry: f64,
    text: f64,
    text_width: f64,
}

impl Columns {
    fn of(width: f64) -> Self {
        let labels = (width * 0.24).clamp(84.0, 190.0);
        let text_width = (width * 0.36).clamp(126.0, 320.0);
        let entry = (width - text_width - 8.0 - BAR).max(labels + 60.0);
        Columns { label_right: labels, item: labels + 8.0, entry, text: entry + BAR + 8.0, text_width }
    }
}

#[component]
fn FlowPicture(props: &FanOutViewProps) -> Html {
    let frame = use_node_ref();
    let width = use_width(frame.clone());
    let focused = use_state(|| 0usize);
    let layout = use_memo(props.fan_out.clone(), |fan_out| flow(fan_out));
    let columns = Columns::of(width);
    // A branch without an entry hangs below the item: nothing of the item flows into it.
    let bottom = layout.item.last().map_or(TOP, |segment| segment.top + segment.height) - 3.0;
    let fan_out = &props.fan_out;
    let attribute = |number: usize| {
        let onfocus = {
            let focused = focused.clone();
            Callback::from(move |_: FocusEvent| focused.set(number))
        };
        let onkeydown = {
            let (frame, last) = (frame.clone(), fan_out.attributes.len().saturating_sub(1));
            Callback::from(move |event: KeyboardEvent| {
                let target = match event.key().as_str() {
                    "ArrowDown" => (number + 1).min(last),
                    "ArrowUp" => number.saturating_sub(1),
                    "Home" => 0,
                    "End" => last,
                    _ => return,
                };
                event.prevent_default();
                focus_within(&frame, &format!("[data-attribute='{target}']"));
            })
        };
        html! {
            <g
                key={number} class="flow-attribute" role="img" tabindex={if *focused == number { "0" } else { "-1" }}
                data-attribute={number.to_string()} aria-label={attribute_words(fan_out, number)} {onfocus} {onkeydown}
            >
                { ribbons(props, &layout, columns, number) }
                { attribute_head(fan_out, &layout, columns, number) }
            </g>
        }
    };
    html! {
        <div class="flow-frame" ref={frame.clone()}>
            <svg
                class="flow" role="group" width={px(width)} height={px(layout.height)}
                aria-label={format!("Attributes of {} and what each index copies", fan_out.key)}
            >
                <text class="flow-head" x={px(columns.item + BAR)} y="14">
                    { clipped(&format!("Item: {} → {}", quantity::exact_bytes(fan_out.size_bytes), quantity::write_units(fan_out.put_units)), columns.item + BAR) }
                </text>
                <text class="flow-head start" x={px(columns.entry)} y="14">{ "Indexes" }</text>
                <g>{ for (0..fan_out.attributes.len()).map(attribute) }</g>
                { for fan_out.branches.iter().zip(&layout.branches).enumerate().map(|(number, (branch, place))| {
                    branch_view(props, branch, place, columns, number, bottom)
                }) }
                if fan_out.branches.is_empty() {
                    <text class="flow-note" x={px(columns.entry)} y={px(TOP + 20.0)}>{ "none" }</text>
                }
            </svg>
        </div>
    }
}

/// An attribute's label and its segment of the item's bar, with a leader between them where they stand apart.
fn attribute_head(fan_out: &FanOut, layout: &Flow, columns: Columns, number: usize) -> Html {
    let (Some((name, size_bytes)), Some(segment), Some(label)) =
        (fan_out.attributes.get(number), layout.item.get(number), layout.labels.get(number))
    else {
        return Html::default();
    };
    let middle = segment.top + segment.height / 2.0;
    let bytes = quantity::exact_bytes(*size_bytes);
    let room = columns.label_right - 10.0 - bytes.chars().count() as f64 * 7.0;
    html! {
        <>
            <rect class="flow-hit" x="0" y={px(label - 8.0)} width={px(columns.label_right)} height="16" />
            <text class="flow-label" x={px(columns.label_right - 6.0)} y={px(label + 4.0)}>
                { clipped(name, room) }<tspan class="flow-bytes" dx="6">{ bytes }</tspan>
            </text>
            <path class="flow-leader" d={format!("M{:.1} {label:.1}L{:.1} {middle:.1}", columns.label_right - 3.0, columns.item - 1.0)} />
            <rect class="flow-segment" x={px(columns.item)} y={px(segment.top)} width={px(BAR)} height={px((segment.height - 0.75).max(0.75))} />
        </>
    }
}

/// The ribbons from one attribute to every entry that copies it.
fn ribbons(props: &FanOutViewProps, layout: &Flow, columns: Columns, number: usize) -> Html {
    let Some(from) = layout.item.get(number) else { return Html::default() };
    let one = |(branch, place): (&FanOutBranch, &Branch)| {
        let to = place.segments.iter().find(|segment| segment.attribute == number)?;
        let hue = index_class(&props.table, &branch.index);
        Some(html! {
            <g class={hue}>
                <path class="flow-ribbon" d={ribbon(from, to, columns.item + BAR, columns.entry)} />
                <rect class="flow-copy" x={px(columns.entry)} y={px(to.top)} width={px(BAR)} height={px((to.height - 0.75).max(0.75))} />
            </g>
        })
    };
    props.fan_out.branches.iter().zip(&layout.branches).filter_map(one).collect()
}

/// The words of a branch, and the dashed line of one that has no entry.
fn branch_view(
    props: &FanOutViewProps,
    branch: &FanOutBranch,
    place: &Branch,
    columns: Columns,
    number: usize,
    from_y: f64,
) -> Html {
    let line = |row: u32| place.top + 12.0 + f64::from(row) * 17.0;
    let notes = branch_notes(branch);
    let sparse = matches!(branch.state, FanOutState::Sparse { .. });
    let y = place.top + 8.0;
    let middle = f64::midpoint(columns.item + BAR, columns.entry);
    html! {
        <g key={number} class={classes!("flow-branch", index_class(&props.table, &branch.index), sparse.then_some("sparse"))}>
            if sparse {
                <path class="flow-none" d={format!("M{:.1} {from_y:.1}C{middle:.1} {from_y:.1} {middle:.1} {y:.1} {:.1} {y:.1}", columns.item + BAR + 2.0, columns.entry - 2.0)} />
                <circle class="flow-hollow" cx={px(columns.entry + BAR / 2.0)} cy={px(y)} r="5" />
            }
            <text class="flow-name" x={px(columns.text)} y={px(line(0))}>
                { clipped(&branch.index, columns.text_width - 34.0) }<tspan class="flow-kind" dx="6">{ kind_word(branch.kind) }</tspan>
            </text>
            { for notes.into_iter().enumerate().map(|(row, (class, text))| html! {
                <text key={row} {class} x={px(columns.text)} y={px(line(row as u32 + 1))}>{ clipped(&text, columns.text_width) }</text>
            }) }
        </g>
    }
}

/// The lines below a branch's name, each with its class.
fn branch_notes(branch: &FanOutBranch) -> Vec<(&'static str, String)> {
    match &branch.state {
        FanOutState::Entry { key, projected, left_out, size_bytes, units } => {
            let cost = format!("{} → {}", quantity::exact_bytes(*size_bytes), quantity::write_units(*units));
            let of = projected.len() + left_out.len();
            let copies = format!("copies {} of {of}, {}", projected.len(), projection_words(&branch.projection));
            let mut notes = vec![("flow-units", cost), ("flow-note mono", format!("at {key}")), ("flow-note", copies)];
            if !left_out.is_empty() {
                notes.push(("flow-note", format!("leaves {}", left_out.join(", "))));
            }
            notes
        }
        FanOutState::Sparse { missing } => vec![
            ("flow-note", "no entry → 0 WCU".to_owned()),
            ("flow-note", format!("{missing} is missing:")),
            ("flow-note", "the index is sparse here".to_owned()),
        ],
    }
}

/// Moves the focus to an element of the picture.
fn focus_within(frame: &NodeRef, selector: &str) {
    let found = frame.cast::<web_sys::Element>().and_then(|frame| frame.query_selector(selector).ok().flatten());
    if let Some(element) = found.and_then(|element| wasm_bindgen::JsCast::dyn_into::<web_sys::SvgElement>(element).ok()) {
        // Focus can only fail on an element that has left the page.
        let _ = element.focus();
    }
}

/// `GSI` or `LSI`.
pub(crate) fn kind_word(kind: IndexKind) -> &'static str {
    match kind {
        IndexKind::Local => "LSI",
        IndexKind::Global => "GSI",
    }
}

/// `all`, `keys only` or `includes a, b`.
pub(crate) fn projection_words(projection: &ProjectionReport) -> String {
    match projection {
        ProjectionReport::All => "projects all".to_owned(),
        ProjectionReport::KeysOnly => "keys only".to_owned(),
        ProjectionReport::Include(names) => format!("includes {}", names.join(", ")),
    }
}

/// What happens to one attribute, in words.
fn attribute_words(fan_out: &FanOut, number: usize) -> String {
    let Some((name, size_bytes)) = fan_out.attributes.get(number) else { return String::new() };
    let mut kept = Vec::new();
    let mut left = Vec::new();
    for branch in &fan_out.branches {
        if let FanOutState::Entry { projected, .. } = &branch.state {
            if projected.contains(name) { kept.push(branch.index.as_str()) } else { left.push(branch.index.as_str()) }
        }
    }
    let mut text = format!("{name}, {}", quantity::exact_bytes(*size_bytes));
    if !kept.is_empty() {
        text.push_str(&format!(": copied to {}", kept.join(", ")));
    }
    if !left.is_empty() {
        text.push_str(&format!("; left behind by {}", left.join(", ")));
    }
    text
}

/// One sentence with the units of every branch.
fn summary(fan_out: &FanOut) -> String {
    let mut parts = vec![format!("{} for the table", quantity::units(fan_out.put_units))];
    let mut sparse = Vec::new();
    for branch in &fan_out.branches {
        match &branch.state {
            FanOutState::Entry { units, .. } => parts.push(format!("{} for {}", quantity::units(*units), branch.index)),
            FanOutState::Sparse { missing } => {
                sparse.push(format!("{} holds nothing of it, because {missing} is missing", branch.index))
            }
        }
    }
    let mut text = format!(
        "Writing this item anew takes {}: {}. Deleting it takes {}.",
        quantity::write_units(fan_out.total_put_units),
        parts.join(", "),
        quantity::write_units(fan_out.total_delete_units),
    );
    if !sparse.is_empty() {
        text.push_str(&format!(" {}.", sparse.join("; ")));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::HalfUnits;

    #[test]
    fn the_summary_names_every_branch() {
        let entry = FanOutState::Entry {
            key: "Lisbon / E-1".into(),
            projected: vec!["id".into(), "city".into()],
            left_out: vec!["bio".into()],
            size_bytes: 30,
            units: HalfUnits::whole(1),
        };
        let branch = |index: &str, state| FanOutBranch {
            index: index.into(),
            kind: IndexKind::Global,
            projection: ProjectionReport::KeysOnly,
            state,
        };
        let fan_out = FanOut {
            table: "employees".into(),
            key: "E-1".into(),
            item: "{}".into(),
            size_bytes: 1_100,
            attributes: vec![("bio".into(), 1_070), ("city".into(), 10), ("id".into(), 5)],
            put_units: HalfUnits::whole(2),
            branches: vec![branch("by-city", entry), branch("by-badge", FanOutState::Sparse { missing: "badge".into() })],
            total_put_units: HalfUnits::whole(3),
            total_delete_units: HalfUnits::whole(3),
        };
        assert_eq!(
            summary(&fan_out),
            "Writing this item anew takes 3 WCU: 2 for the table, 1 for by-city. Deleting it takes 3 WCU. \
             by-badge holds nothing of it, because badge is missing."
        );
        assert_eq!(attribute_words(&fan_out, 0), "bio, 1,070 B; left behind by by-city");
        assert_eq!(attribute_words(&fan_out, 1), "city, 10 B: copied to by-city");
    }
}
