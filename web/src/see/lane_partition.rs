//! One partition in its lane: a button for mouse and keyboard that shows its heat and opens its details.

use std::rc::Rc;

use report::PartitionMap;
use yew::prelude::*;

use crate::chart::px;
use crate::see::lanes::{BAND_HEIGHT, BAND_TOP, BASELINE, DOTS_HEIGHT, Place, partition_words, top};

#[derive(Properties, PartialEq)]
pub(crate) struct LanePartitionProps {
    /// The map.
    pub map: Rc<PartitionMap>,
    /// The partition.
    pub place: Place,
    /// Left edge in pixels.
    pub left: f64,
    /// Width in pixels.
    pub width: f64,
    /// The class of its heat.
    pub heat_class: &'static str,
    /// The word for its heat.
    pub heat_word: &'static str,
    /// It is the one that Tab reaches.
    pub tabbable: bool,
    /// Its details are open.
    pub chosen: bool,
    /// Opens its details, or closes them.
    pub on_choose: Callback<Place>,
    /// It has the focus.
    pub on_focus: Callback<Place>,
    /// What holds all lanes: arrow keys look for their target there.
    pub frame: NodeRef,
}

/// One partition: heat band, field for its dots, number. A button for mouse and keyboard.
#[component]
pub(crate) fn LanePartition(props: &LanePartitionProps) -> Html {
    let (lane, place) = props.place;
    let Some(row) = props.map.lanes.get(lane).and_then(|lane| lane.partitions.get(place)) else { return Html::default() };
    let onclick = {
        let (on_choose, place) = (props.on_choose.clone(), props.place);
        Callback::from(move |_: MouseEvent| on_choose.emit(place))
    };
    let onfocus = {
        let (on_focus, place) = (props.on_focus.clone(), props.place);
        Callback::from(move |_: FocusEvent| on_focus.emit(place))
    };
    let onkeydown = {
        let (on_choose, at, map, frame) = (props.on_choose.clone(), props.place, props.map.clone(), props.frame.clone());
        Callback::from(move |event: KeyboardEvent| {
            let key = event.key();
            if key == "Enter" || key == " " {
                event.prevent_default();
                on_choose.emit(at);
            } else if let Some((lane, place)) = neighbour(&map, at, &key) {
                event.prevent_default();
                let target = frame.cast::<web_sys::Element>();
                let found =
                    target.and_then(|frame| frame.query_selector(&format!("[data-place='{lane}-{place}']")).ok().flatten());
                if let Some(element) =
                    found.and_then(|element| wasm_bindgen::JsCast::dyn_into::<web_sys::SvgElement>(element).ok())
                {
                    // Focus can only fail on an element that has left the page.
                    let _ = element.focus();
                }
            }
        })
    };
    let (x, width, y) = (px(props.left), px(props.width), top(lane));
    html! {
        <g
            class={classes!("partition", props.chosen.then_some("chosen"))}
            role="button" tabindex={if props.tabbable { "0" } else { "-1" }}
            data-place={format!("{lane}-{place}")}
            aria-pressed={props.chosen.to_string()}
            aria-label={format!("{}, {}", partition_words(&props.map, props.place), props.heat_word)}
            {onclick} {onfocus} {onkeydown}
        >
            <rect class={classes!("partition-heat", props.heat_class)} x={x.clone()} y={px(y + BAND_TOP)} width={width.clone()} height={px(BAND_HEIGHT)} />
            <rect class="partition-field" {x} y={px(y + BAND_TOP + BAND_HEIGHT)} {width} height={px(DOTS_HEIGHT + 3.0)} />
            if props.width > 22.0 {
                <text class="partition-number" x={px(props.left + props.width / 2.0)} y={px(y + BASELINE + 19.0)}>{ format!("P{}", row.number) }</text>
            }
        </g>
    }
}

/// Where an arrow key leads from a partition.
fn neighbour(map: &PartitionMap, (lane, place): Place, key: &str) -> Option<Place> {
    let count = |lane: usize| map.lanes.get(lane).map_or(0, |lane| lane.partitions.len());
    // Up and down keep the place in the hash space, not the number.
    let across = |other: usize| {
        let first = map.lanes.get(lane)?.partitions.get(place)?.first;
        let rows = &map.lanes.get(other)?.partitions;
        rows.iter().rposition(|row| row.first <= first).map(|found| (other, found))
    };
    match key {
        "ArrowRight" => (place + 1 < count(lane)).then_some((lane, place + 1)),
        "ArrowLeft" => place.checked_sub(1).map(|place| (lane, place)),
        "ArrowDown" => across(lane + 1),
        "ArrowUp" => across(lane.checked_sub(1)?),
        "Home" => Some((lane, 0)),
        "End" => count(lane).checked_sub(1).map(|place| (lane, place)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{HalfUnits, KeyHash};
    use report::{Fidelity, PartitionLane, PartitionRow};

    fn lane(firsts: &[u128]) -> PartitionLane {
        let row = |(number, first): (usize, &u128)| PartitionRow {
            number: number as u32,
            first: KeyHash(*first),
            last: KeyHash(firsts.get(number + 1).map_or(u128::MAX, |next| next - 1)),
            item_count: 1,
            size_bytes: 212,
            read_units: HalfUnits(1),
            write_units: HalfUnits::whole(2),
            read_units_total: HalfUnits::ZERO,
            write_units_total: HalfUnits::ZERO,
            ..PartitionRow::default()
        };
        let partitions = firsts.iter().enumerate().map(row).collect();
        PartitionLane { partitions, ..PartitionLane::default() }
    }

    #[test]
    fn arrow_keys_follow_the_hash_space() {
        let lanes = vec![lane(&[0, 100, 200]), lane(&[0, 150])];
        let map = PartitionMap { table: "t".into(), lanes, fidelity: Fidelity::Modelled, window_ms: 0 };
        assert_eq!(neighbour(&map, (0, 0), "ArrowRight"), Some((0, 1)));
        assert_eq!(neighbour(&map, (0, 2), "ArrowRight"), None);
        assert_eq!(neighbour(&map, (0, 0), "ArrowLeft"), None);
        assert_eq!(neighbour(&map, (0, 1), "ArrowDown"), Some((1, 0)));
        assert_eq!(neighbour(&map, (0, 2), "ArrowDown"), Some((1, 1)));
        assert_eq!(neighbour(&map, (1, 1), "ArrowUp"), Some((0, 1)));
        assert_eq!(neighbour(&map, (1, 1), "ArrowDown"), None);
        assert_eq!(neighbour(&map, (0, 0), "End"), Some((0, 2)));
        assert_eq!(partition_words(&map, (0, 1)), "P1 of t (table): 1 item, 212 B, 0.5 RCU and 2 WCU");
    }
}
