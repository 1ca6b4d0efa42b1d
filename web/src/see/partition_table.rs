//! The table twin of the partition map.

use report::{PartitionMap, PartitionRow};
use yew::prelude::*;

use crate::quantity;
use crate::see::lanes::lane_name;

#[derive(Properties, PartialEq)]
pub(crate) struct PartitionTableProps {
    /// The map.
    pub map: std::rc::Rc<PartitionMap>,
}

/// Every partition of every lane with the numbers that the picture draws.
#[component]
pub(crate) fn PartitionTable(props: &PartitionTableProps) -> Html {
    let map = &props.map;
    let row = |lane: usize, row: &PartitionRow| {
        let collection =
            row.largest_collection.as_ref().map_or_else(|| "none".to_owned(), |(key, count)| format!("{key} ({count})"));
        let percent = |share: u32| quantity::share(u64::from(share) * 1_000);
        let left = row
            .left_thousandths
            .map_or_else(|| "not enforced".to_owned(), |(reads, writes)| format!("{} and {}", percent(reads), percent(writes)));
        html! {
            <tr key={format!("{lane}-{}", row.number)}>
                <th scope="row">{ lane_name(map, lane) }</th>
                <td class="number">{ row.number }</td>
                <td class="mono">{ quantity::hash(row.first) }</td>
                <td class="mono">{ quantity::hash(row.last) }</td>
                <td class="number">{ quantity::count(row.item_count) }</td>
                <td class="number">{ quantity::exact_bytes(row.size_bytes) }</td>
                <td class="number">{ quantity::units(row.read_units) }</td>
                <td class="number">{ quantity::units(row.write_units) }</td>
                <td class="mono">{ collection }</td>
                <td class="mono">{ row.zones[0] }</td>
                <td class="number">{ left }</td>
            </tr>
        }
    };
    let rows = map.lanes.iter().enumerate().flat_map(|(lane, found)| found.partitions.iter().map(move |one| (lane, one)));
    html! {
        <div class="scroll panel" tabindex="0" role="region" aria-label={format!("Partitions of {} as a table", map.table)}>
            <table class="data">
                <thead>
                    <tr>
                        <th scope="col">{ "Key space" }</th>
                        <th scope="col" class="number">{ "Partition" }</th>
                        <th scope="col">{ "From hash" }</th>
                        <th scope="col">{ "To hash" }</th>
                        <th scope="col" class="number">{ "Items" }</th>
                        <th scope="col" class="number">{ "Size" }</th>
                        <th scope="col" class="number">{ format!("RCU, last {}", quantity::span(map.window_ms)) }</th>
                        <th scope="col" class="number">{ format!("WCU, last {}", quantity::span(map.window_ms)) }</th>
                        <th scope="col">{ "Largest collection" }</th>
                        <th scope="col">{ "Leader’s zone" }</th>
                        <th scope="col" class="number">{ "Left of ceilings, reads and writes" }</th>
                    </tr>
                </thead>
                <tbody>{ for rows.map(|(lane, one)| row(lane, one)) }</tbody>
            </table>
        </div>
    }
}
