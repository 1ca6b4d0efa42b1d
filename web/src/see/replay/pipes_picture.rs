//! From the table to each of its global indexes: flow, lag, and the writes that an index refused for its table.

use std::rc::Rc;

use report::SpaceRun;
use yew::prelude::*;

use crate::chart::{Picture, px, use_width};
use crate::quantity;
use crate::see::lanes::clipped;
use crate::see::replay::pipe_layout::{Pipe, behind, lag_words, pipe_width, pipes, widest};
use crate::see::replay::told::Told;

/// Height of one pipe with its words.
const STEP: f64 = 72.0;
/// Room for the table's name and the index's words.
const TABLE: f64 = 96.0;
const WORDS: f64 = 210.0;
/// Below this width the words stand under the pipe.
const NARROW: f64 = 560.0;

#[derive(Properties, PartialEq)]
pub(crate) struct PipesPictureProps {
    /// What is told.
    pub told: Told,
    /// The table, or one of its indexes.
    pub space: Rc<SpaceRun>,
    /// The moment.
    pub point: usize,
    /// The moment in words.
    pub moment: AttrValue,
}

/// The pipes.
#[component]
pub(crate) fn PipesPicture(props: &PipesPictureProps) -> Html {
    let frame = use_node_ref();
    let width = use_width(frame.clone());
    let most = *use_memo((props.told.clone(), props.space.clone()), |(told, space)| widest(&told.spaces, space, told.point_s));
    let found = pipes(&props.told.spaces, &props.space, props.point, props.told.point_s);
    if found.is_empty() {
        return Html::default();
    }
    let is_narrow = width < NARROW;
    let step = if is_narrow { STEP + 48.0 } else { STEP };
    let height = found.len() as f64 * step + 8.0;
    let ends = (TABLE.min(width * 0.26), if is_narrow { width - 8.0 } else { width - WORDS });
    html! {
        <Picture
            title="Pipes to the indexes" summary={summary(&found, &props.moment, props.told.span)} table={table(&found)}
            model_note={AttrValue::from("how long an index is behind. AWS says that it is normally a fraction of a second, and that a write is refused when an index cannot take it.")}
        >
            <div class="pipes" ref={frame}>
                <svg aria-hidden="true" width={px(width)} height={px(height)}>
                    <rect class="pipe-table" x="0.5" y="6" width={px(ends.0)} height={px(height - 12.0)} />
                    <text class="middle pipe-name" x={px(ends.0 / 2.0)} y={px(height / 2.0 + 4.0)}>{ clipped(&props.space.table, ends.0) }</text>
                    <g>{ for found.iter().enumerate().map(|(number, pipe)| drawn(pipe, most, number as f64 * step + STEP / 2.0, ends, (width, is_narrow))) }</g>
                </svg>
            </div>
        </Picture>
    }
}

/// One pipe: its flow, what still travels in it, and a closed gate where it refuses.
fn drawn(pipe: &Pipe, most: u64, y: f64, (from, to): (f64, f64), (width, is_narrow): (f64, bool)) -> Html {
    let thick = pipe_width(pipe.write_units, most);
    let refuses = pipe.refused > 0;
    let travelling = to - (to - from) * behind(pipe.lag_ms);
    let words_x = if is_narrow { from + 8.0 } else { to + 14.0 };
    let words_y = if is_narrow { y + 28.0 } else { y - 16.0 };
    let hue = format!("index-{}", (pipe.place + 7) % 8 + 1);
    html! {
        <g key={pipe.index.clone()} class={classes!("pipe", hue, refuses.then_some("refuses"))}>
            <path class="pipe-wall" d={format!("M{from:.1} {:.1}H{to:.1}M{from:.1} {:.1}H{to:.1}", y - 13.0, y + 13.0)} />
            if thick > 0.0 { <rect class="pipe-flow" x={px(from)} y={px(y - thick / 2.0)} width={px((travelling - from).max(0.0))} height={px(thick)} /> }
            if thick > 0.0 && travelling < to { <rect class="pipe-late" x={px(travelling)} y={px(y - thick / 2.0)} width={px(to - travelling)} height={px(thick)} /> }
            if refuses { <g class="throttled-mark"><rect x={px(from + 6.0)} y={px(y - 15.0)} width="10" height="30" /><path d={format!("M{:.1} {:.1}l10 -10m-10 20l10 -10", from + 6.0, y + 2.0)} /></g> }
            <rect class="pipe-index" x={px(to - 6.0)} y={px(y - 16.0)} width="12" height="32" />
            <text class="pipe-name" x={px(words_x)} y={px(words_y)}>{ clipped(&pipe.index, width - words_x) }</text>
            <text x={px(words_x)} y={px(words_y + 15.0)}>{ flow_words(pipe) }</text>
            <text x={px(words_x)} y={px(words_y + 30.0)}>{ format!("behind: {}", lag_words(pipe.lag_ms)) }</text>
            if refuses { <text class="pipe-refused" x={px(words_x)} y={px(words_y + 45.0)}>{ format!("refuses {} to the table", quantity::plural(pipe.refused, "write")) }</text> }
        </g>
    }
}

fn flow_words(pipe: &Pipe) -> String {
    format!("{} of {} WCU a second", quantity::units(pipe.write_units), quantity::count(pipe.write_limit))
}

/// One sentence: who refuses, or that nobody does.
fn summary(found: &[Pipe], moment: &str, span: &str) -> String {
    let refusing: Vec<&Pipe> = found.iter().filter(|pipe| pipe.refused > 0).collect();
    if let Some(first) = refusing.first() {
        let others = if refusing.len() > 1 { format!(", and {} more", refusing.len() - 1) } else { String::new() };
        return format!(
            "At {moment} {} refuses {} to the table (back-pressure){others}: the write fails though the table has capacity.",
            first.index,
            quantity::plural(first.refused, "write"),
        );
    }
    let refused: u64 = found.iter().map(|pipe| pipe.refused_in_all).fold(0, u64::saturating_add);
    let late = found.iter().max_by_key(|pipe| pipe.lag_ms).filter(|pipe| pipe.lag_ms > 0);
    let behind = late
        .map_or_else(|| "No index is behind".to_owned(), |pipe| format!("{} is {} behind", pipe.index, lag_words(pipe.lag_ms)));
    let told = if refused == 1 {
        "1 write to the table was".to_owned()
    } else {
        format!("{} writes to the table were", quantity::count(refused))
    };
    match refused {
        0 => format!("{behind} at {moment}; no index refused a write in {span}."),
        _ => format!("{behind} at {moment}; over {span} {told} refused by an index."),
    }
}

/// The table twin.
fn table(found: &[Pipe]) -> Html {
    let row = |pipe: &Pipe| {
        html! {
            <tr key={pipe.index.clone()}>
                <th scope="row">{ &pipe.index }</th>
                <td class="number">{ quantity::units(pipe.write_units) }</td>
                <td class="number">{ quantity::count(pipe.write_limit) }</td>
                <td class="number">{ lag_words(pipe.lag_ms) }</td>
                <td class="number">{ lag_words(pipe.worst_lag_ms) }</td>
                <td class="number">{ quantity::count(pipe.refused) }</td>
                <td class="number">{ quantity::count(pipe.refused_in_all) }</td>
            </tr>
        }
    };
    let head = |words: &'static str| html! { <th key={words} scope="col" class="number">{ words }</th> };
    html! {
        <div class="scroll panel" tabindex="0" role="region" aria-label="Pipes to the indexes as a table">
            <table class="data">
                <thead><tr>
                    <th scope="col">{ "Index" }</th>
                    { for ["WCU a second", "Limit", "Behind now", "Behind at worst", "Table writes refused now", "Refused in all"].map(head) }
                </tr></thead>
                <tbody>{ for found.iter().map(row) }</tbody>
            </table>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::see::replay::fixture;

    #[test]
    fn the_index_that_refuses_is_named() {
        let report = fixture::day();
        let spaces = fixture::shared(&report);
        let told = |point: usize| summary(&pipes(&spaces, &spaces[0], point, 60), "14:10", "the run");
        assert_eq!(
            told(850),
            "At 14:10 by-country refuses 50 writes to the table (back-pressure): the write fails though the table has capacity."
        );
        assert_eq!(
            told(10),
            "by-user is 12 ms behind at 14:10; over the run 3,270 writes to the table were refused by an index."
        );
    }
}
