//! The table twin of the map over time: one row for each partition, with what it carried over the whole run.

use std::rc::Rc;

use model::HalfUnits;
use report::SpaceRun;
use yew::prelude::*;

use crate::quantity;
use crate::see::heat_of::HeatOf;
use crate::see::replay::partition_panel::origin;
use crate::see::replay::time_axis::moment_words;
use crate::see::replay::timeline::{Timeline, a_second, units};

/// Rows before "Show all".
const ROWS: usize = 100;

#[derive(Properties, PartialEq)]
pub(crate) struct RunTableProps {
    /// The key space.
    pub space: Rc<SpaceRun>,
    /// Its partitions over time.
    pub timeline: Rc<Timeline>,
}

/// Every partition, in the order of their ranges.
#[component]
pub(crate) fn RunTable(props: &RunTableProps) -> Html {
    let all = use_state(|| false);
    let clock = props.timeline.clock;
    let row = |place: &usize| {
        let partition = props.space.partitions.get(*place)?;
        let hottest =
            (0..clock.points).max_by_key(|point| (units(partition, HeatOf::Both, *point), core::cmp::Reverse(*point)))?;
        let second = |heat: HeatOf| quantity::units(a_second(units(partition, heat, hottest), clock.point_s));
        let sum = |series: &[HalfUnits]| quantity::units(series.iter().copied().sum());
        let is_idle = units(partition, HeatOf::Both, hottest) == HalfUnits::ZERO;
        Some(html! {
            <tr key={partition.number}>
                <th scope="row">{ format!("P{}", partition.number) }</th>
                <td class="mono">{ quantity::hash(partition.first) }</td>
                <td>{ origin(&props.space, partition, clock) }</td>
                <td class="number">{ sum(&partition.read_units) }</td>
                <td class="number">{ sum(&partition.write_units) }</td>
                <td class="mono">{ if is_idle { "never".to_owned() } else { moment_words(clock, clock.second_of(hottest)) } }</td>
                <td class="number">{ second(HeatOf::Reads) }</td>
                <td class="number">{ second(HeatOf::Writes) }</td>
                <td class="number">{ quantity::count(partition.throttles.iter().copied().fold(0, u64::saturating_add)) }</td>
            </tr>
        })
    };
    let shown = if *all { props.timeline.order.len() } else { ROWS };
    let more = props.timeline.order.len().saturating_sub(shown);
    let onclick = {
        let all = all.clone();
        Callback::from(move |_: MouseEvent| all.set(true))
    };
    let head = |words: &'static str| html! { <th key={words} scope="col" class="number">{ words }</th> };
    html! {
        <div class="stack">
            <div class="scroll panel tall" tabindex="0" role="region" aria-label="Partitions over time as a table">
                <table class="data">
                    <thead><tr>
                        <th scope="col">{ "Partition" }</th><th scope="col">{ "From hash" }</th><th scope="col">{ "Came to be" }</th>
                        { for ["RCU in all", "WCU in all"].map(head) }
                        <th scope="col">{ "Hottest at" }</th>
                        { for ["RCU a second then", "WCU a second then", "Throttled in all"].map(head) }
                    </tr></thead>
                    <tbody>{ for props.timeline.order.iter().take(shown).filter_map(row) }</tbody>
                </table>
            </div>
            if more > 0 { <button type="button" class="small" {onclick}>{ format!("Show {} more", quantity::count(more as u64)) }</button> }
        </div>
    }
}
