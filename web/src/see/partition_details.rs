//! One partition in full: range, items, load against its ceilings, and the items that lie in it.

use model::{HalfUnits, KeyHash};
use report::{ItemMark, PartitionLane, PartitionMap, PartitionRow};
use yew::prelude::*;

use crate::quantity;
use crate::see::lanes::{Place, access_class, lane_name};
use crate::see::replay::replicas::replicas;

/// A partition's ceilings, in units a second (DynamoDB developer guide, "Burst and adaptive capacity").
pub(crate) const READ_CEILING: u64 = 3_000;
pub(crate) const WRITE_CEILING: u64 = 1_000;
/// A partition holds about this much before it is split (same guide, "Partitions and data distribution").
const SIZE_CEILING_BYTES: u64 = 10 << 30;
/// Items listed at most; the table of items lists all.
const ITEMS_LISTED: usize = 50;
/// Requests listed at most.
const TOUCHES_LISTED: usize = 12;

#[derive(Properties, PartialEq)]
pub(crate) struct PartitionDetailsProps {
    /// The map.
    pub map: std::rc::Rc<PartitionMap>,
    /// The partition.
    pub place: Place,
    /// The table's region.
    pub region: AttrValue,
    /// Closes the details.
    pub on_close: Callback<()>,
}

/// The details of the chosen partition.
#[component]
pub(crate) fn PartitionDetails(props: &PartitionDetailsProps) -> Html {
    let (lane_number, place) = props.place;
    let Some(lane) = props.map.lanes.get(lane_number) else { return Html::default() };
    let Some(row) = lane.partitions.get(place) else { return Html::default() };
    let title = format!("Partition {} of {}", row.number, lane_name(&props.map, lane_number));
    let onclick = {
        let on_close = props.on_close.clone();
        Callback::from(move |_: MouseEvent| on_close.emit(()))
    };
    let noun = if lane.index.is_some() { "entry" } else { "item" };
    html! {
        <section class="panel partition-details" aria-label={title.clone()}>
            <header>
                <h3>{ title }</h3>
                <button type="button" class="ghost small" {onclick}>{ "Close" }</button>
            </header>
            <div class="body partition-facts">
                <dl class="facts">
                    <dt>{ "Key range" }</dt>
                    <dd class="mono">{ format!("{} to {}", quantity::hash(row.first), quantity::hash(row.last)) }</dd>
                    <dt>{ "Share of the hash space" }</dt>
                    <dd>{ quantity::share(range_millionths(row)) }</dd>
                    <dt>{ "Holds" }</dt>
                    <dd>{ format!("{}, {}", quantity::plural(row.item_count, noun), quantity::bytes(row.size_bytes)) }
                        <small>{ format!("of about {} before it splits", quantity::bytes(SIZE_CEILING_BYTES)) }</small></dd>
                    <dt>{ "Largest item collection" }</dt>
                    <dd>{ collection(row, noun) }</dd>
                    <dt>{ format!("Last {}", quantity::span(props.map.window_ms)) }</dt>
                    <dd>{ load("read", row.read_units, READ_CEILING, props.map.window_ms) }
                        { load("write", row.write_units, WRITE_CEILING, props.map.window_ms) }</dd>
                    if let Some((reads, writes)) = row.left_thousandths {
                        <dt>{ "Left of its ceilings in this second" }</dt>
                        <dd>{ format!("{} of reads, {} of writes", thousandths(reads), thousandths(writes)) }</dd>
                    }
                    <dt>{ "Since creation" }</dt>
                    <dd>{ format!("{} and {}", quantity::read_units(row.read_units_total), quantity::write_units(row.write_units_total)) }</dd>
                </dl>
                <div class="partition-list">
                    <h4>{ "Replicas" }</h4>
                    { replicas(&props.region, row.zones[0]) }
                    { touches(lane, row) }
                </div>
                { items(lane, row, noun) }
            </div>
        </section>
    }
}

fn collection(row: &PartitionRow, noun: &str) -> Html {
    match &row.largest_collection {
        Some((key, count)) => {
            html! { <><span class="mono">{ key }</span>{ format!(" with {}", quantity::plural(*count, noun)) }</> }
        }
        None => html! { "none yet" },
    }
}

/// Units of the window and the average share of the ceiling that they are.
fn load(kind: &'static str, amount: HalfUnits, ceiling: u64, window_ms: u64) -> Html {
    let (text, unit) = match kind {
        "read" => (quantity::read_units(amount), "RCU"),
        _ => (quantity::write_units(amount), "WCU"),
    };
    let ceiling_units = u128::from(ceiling) * u128::from(window_ms.max(1)) * 2;
    let millionths = u128::from(amount.0) * 1_000_000_000 / ceiling_units.max(1);
    html! {
        <div class="load">
            <span class={classes!("chip", kind)}>{ text }</span>
            <small>{ format!("{} of {} {unit} a second, on average", small_share(millionths as u64), quantity::count(ceiling)) }</small>
        </div>
    }
}

fn thousandths(share: u32) -> String {
    quantity::share(u64::from(share) * 1_000)
}

/// A share that is never said to be nothing when it is something.
fn small_share(millionths: u64) -> String {
    match millionths {
        0 => "0 %".to_owned(),
        1..500 => "under 0.1 %".to_owned(),
        _ => quantity::share(millionths),
    }
}

fn touches(lane: &PartitionLane, row: &PartitionRow) -> Html {
    let found: Vec<_> = lane.touched.iter().filter(|touched| touched.partition == row.number).take(TOUCHES_LISTED).collect();
    let line = |touched: &&report::Touched| {
        html! {
            <li>
                <span class={classes!("touch-sign", access_class(touched.access))} aria-hidden="true"></span>
                { format!("#{} {} ", touched.request, touched.operation) }<span class="mono">{ &touched.key }</span>
            </li>
        }
    };
    html! {
        <div class="partition-list">
            <h4>{ "Last touched by" }</h4>
            if found.is_empty() { <p class="hint">{ "No request of this session." }</p> } else { <ol class="touches">{ for found.iter().map(line) }</ol> }
        </div>
    }
}

fn items(lane: &PartitionLane, row: &PartitionRow, noun: &str) -> Html {
    let lies_here = |mark: &&ItemMark| row.first <= mark.hash && mark.hash <= row.last;
    let found: Vec<_> = lane.marks.iter().filter(lies_here).take(ITEMS_LISTED).collect();
    let all_listed = found.len() as u64 >= row.item_count;
    let line = |mark: &&ItemMark| {
        html! {
            <tr>
                <th scope="row" class="mono">{ &mark.key }</th>
                <td class="mono">{ quantity::hash(mark.hash) }</td>
                <td class="number">{ quantity::exact_bytes(mark.size_bytes.into()) }</td>
            </tr>
        }
    };
    html! {
        <div class="partition-list">
            <h4>{ if noun == "item" { "Items that lie here" } else { "Entries that lie here" } }</h4>
            if found.is_empty() {
                <p class="hint">{ "None." }</p>
            } else {
                <div class="scroll partition-items" tabindex="0" role="region" aria-label="Items of this partition">
                    <table class="data">
                        <thead><tr><th scope="col">{ "Key" }</th><th scope="col">{ "Hash" }</th><th scope="col" class="number">{ "Size" }</th></tr></thead>
                        <tbody>{ for found.iter().map(line) }</tbody>
                    </table>
                </div>
                if !all_listed {
                    <p class="hint">{ format!("{} of {} listed.", found.len(), quantity::plural(row.item_count, noun)) }</p>
                }
            }
        </div>
    }
}

/// The part of the hash space that a partition's range covers.
pub(crate) fn range_millionths(row: &PartitionRow) -> u64 {
    let width = KeyHash(row.last.0.saturating_sub(row.first.0));
    // The last point of the whole space is one short of a million.
    if width.0 == u128::MAX { 1_000_000 } else { u64::from(width.millionths()) + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_the_hash_space() {
        let row = |first, last| PartitionRow {
            number: 0,
            first: KeyHash(first),
            last: KeyHash(last),
            item_count: 0,
            size_bytes: 0,
            read_units: HalfUnits::ZERO,
            write_units: HalfUnits::ZERO,
            read_units_total: HalfUnits::ZERO,
            write_units_total: HalfUnits::ZERO,
            ..PartitionRow::default()
        };
        assert_eq!(quantity::share(range_millionths(&row(0, u128::MAX))), "100 %");
        assert_eq!(quantity::share(range_millionths(&row(0, (1 << 127) - 1))), "50 %");
        assert_eq!(quantity::share(range_millionths(&row(3 << 126, u128::MAX))), "25 %");
        assert_eq!([0, 3, 499, 500].map(small_share), ["0 %", "under 0.1 %", "under 0.1 %", "0.1 %"]);
    }
}
