//! The table twin of a moment: every partition with the numbers that ring and band draw.

use std::rc::Rc;

use report::SpaceRun;
use yew::prelude::*;

use crate::quantity;
use crate::see::replay::moment_strip::{Load, range_millionths};
use crate::see::replay::partition_panel::origin;
use crate::see::replay::replicas::zone_letter;
use crate::see::replay::timeline::Clock;

/// Rows before "Show all": a thousand rows at each step of the slider would be felt.
const ROWS: usize = 100;

#[derive(Properties, PartialEq)]
pub(crate) struct MomentTableProps {
    /// Its region.
    pub region: AttrValue,
    /// The key space.
    pub space: Rc<SpaceRun>,
    /// Its partitions at the moment.
    pub loads: Rc<Vec<Load>>,
    /// The points.
    pub clock: Clock,
}

/// Every partition of the moment, in the order of their ranges.
#[component]
pub(crate) fn MomentTable(props: &MomentTableProps) -> Html {
    let all = use_state(|| false);
    let row = |load: &Load| {
        let partition = props.space.partitions.get(load.alive.place)?;
        let zone = zone_letter(partition.leader_zone);
        Some(html! {
            <tr key={load.number}>
                <th scope="row">{ format!("P{}", load.number) }</th>
                <td class="mono">{ quantity::hash(load.alive.first) }</td>
                <td class="number">{ quantity::share(range_millionths(load.alive)) }</td>
                <td class="number">{ quantity::units(load.read_units) }</td>
                <td class="number">{ quantity::units(load.write_units) }</td>
                <td class="number">{ quantity::count(load.throttles) }</td>
                <td class="mono">{ format!("{}{zone}", props.region) }</td>
                <td>{ origin(&props.space, partition, props.clock) }</td>
            </tr>
        })
    };
    let shown = if *all { props.loads.len() } else { ROWS };
    let more = props.loads.len().saturating_sub(shown);
    let onclick = {
        let all = all.clone();
        Callback::from(move |_: MouseEvent| all.set(true))
    };
    html! {
        <div class="stack">
            <div class="scroll panel tall" tabindex="0" role="region" aria-label="Partitions of this moment as a table">
                <table class="data">
                    <thead><tr>
                        <th scope="col">{ "Partition" }</th>
                        <th scope="col">{ "From hash" }</th>
                        <th scope="col" class="number">{ "Of the hash space" }</th>
                        <th scope="col" class="number">{ "RCU a second" }</th>
                        <th scope="col" class="number">{ "WCU a second" }</th>
                        <th scope="col" class="number">{ "Throttled" }</th>
                        <th scope="col">{ "Leader" }</th>
                        <th scope="col">{ "Came to be" }</th>
                    </tr></thead>
                    <tbody>{ for props.loads.iter().take(shown).filter_map(row) }</tbody>
                </table>
            </div>
            if more > 0 { <button type="button" class="small" {onclick}>{ format!("Show {} more", quantity::count(more as u64)) }</button> }
        </div>
    }
}
