//! The partition map: hash space, partitions, items, heat and the last request's path.

use std::rc::Rc;

use report::{Fidelity, PartitionLane, PartitionMap, TablePast, TableReport};
use yew::prelude::*;

use crate::area::index_class;
use crate::chart::{HeatLegend, HeatScale, Picture};
use crate::quantity;
use crate::see::heat_of::HeatOf;
use crate::see::lanes::{Lanes, Place, lane_name};
use crate::see::last_request::LastRequest;
use crate::see::partition_details::PartitionDetails;
use crate::see::partition_table::PartitionTable;
use crate::see::pools::{map_events, pools};
use crate::see::ring::RingMap;

#[derive(Properties, PartialEq)]
pub(crate) struct PartitionsProps {
    /// The map.
    pub map: Rc<PartitionMap>,
    /// The table it is about: its indexes give the lanes their hues.
    pub table: Rc<TableReport>,
    /// Its last minutes, if they are known: what buckets hold at present.
    pub past: Option<Rc<TablePast>>,
}

/// The map with its controls, legend, details and table twin.
#[component]
pub(crate) fn Partitions(props: &PartitionsProps) -> Html {
    let heat = use_state(|| HeatOf::Both);
    let chosen = use_state(|| None::<Place>);
    let map = &props.map;
    // A place may have gone with a dropped index since it was chosen.
    let here = chosen.filter(|(lane, place)| map.lanes.get(*lane).is_some_and(|lane| *place < lane.partitions.len()));
    let hues = use_memo((map.clone(), props.table.clone()), |(map, table)| {
        let hue = |lane: &PartitionLane| lane.index.as_ref().map_or("lane-table", |(name, _)| index_class(table, name));
        map.lanes.iter().map(hue).collect::<Vec<_>>()
    });
    let request = use_state(|| None::<u64>);
    let last = use_memo((map.clone(), *request), |(map, request)| LastRequest::of(map, *request).map(Rc::new));
    let picker = request_picker(map, &request);
    let scale = HeatScale::new(heat.hottest(map));
    let summary = summary(map);
    let region = AttrValue::from(props.table.arn.split(':').nth(3).unwrap_or_default().to_owned());
    let choose = {
        let chosen = chosen.clone();
        Callback::from(move |place: Place| chosen.set((*chosen != Some(place)).then_some(place)))
    };
    let on_close = {
        let chosen = chosen.clone();
        Callback::from(move |()| chosen.set(None))
    };
    let heat_button = |choice: HeatOf| {
        let set = heat.clone();
        let onclick = Callback::from(move |_: MouseEvent| set.set(choice));
        html! { <button key={choice.label()} type="button" class="toggle" aria-pressed={(*heat == choice).to_string()} {onclick}>{ choice.label() }</button> }
    };
    let controls = html! {
        <div class="toggle-group" role="group" aria-label="Heat counts">{ for HeatOf::ALL.into_iter().map(heat_button) }</div>
    };
    let note = (map.fidelity == Fidelity::Modelled).then(|| {
        AttrValue::from(
            "a key's place is the MD5 hash of its encoded value, and partitions divide the hash space; so are the order of zones and the thresholds of splits. AWS says only that it uses an internal \
             hash function.",
        )
    });
    let table = html! { <div class="stack"><PartitionTable map={map.clone()} />{ pools(map, props.past.as_deref()) }{ map_events(map) }{ picker.clone() }{ last_story(map, last.as_deref()) }</div> };
    html! {
        <Picture title="Partitions" summary={summary.clone()} model_note={note} {controls} {table}>
            <div class="map">
                <div class="map-aside">
                    <RingMap map={map.clone()} hues={hues.clone()} heat={*heat} {scale} last={(*last).clone()} chosen={here} {summary} />
                    <div class="map-words">
                        <HeatLegend {scale} unit={heat.unit(map.window_ms)} />
                        { sampled(map) }
                        { pools(map, props.past.as_deref()) }
                        { picker }
                        { last_story(map, last.as_deref()) }
                    </div>
                </div>
                <Lanes map={map.clone()} {hues} heat={*heat} {scale} last={(*last).clone()} chosen={here} on_choose={choose} />
                if let Some(place) = here { <PartitionDetails map={map.clone()} {place} {region} {on_close} /> }
                { map_events(map) }
            </div>
        </Picture>
    }
}

/// One sentence about the whole map.
fn summary(map: &PartitionMap) -> String {
    let Some(table) = map.lanes.first() else { return format!("{} has no partitions yet.", map.table) };
    let mut text = format!(
        "{} lie in {} of {}",
        quantity::plural(table.item_count, "item"),
        quantity::plural(table.partitions.len() as u64, "partition"),
        map.table,
    );
    if table.item_count == 1 {
        text = text.replacen(" lie ", " lies ", 1);
    }
    let indexes = map.lanes.len() - 1;
    if indexes > 0 {
        let entries: u64 = map.lanes.iter().skip(1).map(|lane| lane.item_count).sum();
        let of_them = quantity::plural(indexes as u64, "global index");
        text.push_str(&format!(", and {} in {of_them}", quantity::plural(entries, "entry")));
    }
    text.push_str(". ");
    text.push_str(&hottest_words(map));
    text
}

fn hottest_words(map: &PartitionMap) -> String {
    let window = quantity::span(map.window_ms);
    let rows = map.lanes.iter().enumerate().flat_map(|(lane, found)| found.partitions.iter().map(move |row| (lane, row)));
    let all: u64 = rows.clone().map(|(_, row)| HeatOf::Both.amount(row).0).sum();
    match rows.max_by_key(|(_, row)| HeatOf::Both.amount(row)) {
        Some((lane, row)) if all > 0 => {
            let share = u128::from(HeatOf::Both.amount(row).0) * 1_000_000 / u128::from(all);
            format!(
                "In the last {window} partition {} of {} took {} of the load: {} and {}.",
                row.number,
                lane_name(map, lane),
                quantity::share(share as u64),
                quantity::read_units(row.read_units),
                quantity::write_units(row.write_units),
            )
        }
        _ => format!("No request touched them in the last {window}."),
    }
}

/// Says so where not every item is drawn.
fn sampled(map: &PartitionMap) -> Html {
    let line = |(number, lane): (usize, &PartitionLane)| {
        let drawn = lane.marks.len() as u64;
        (drawn < lane.item_count).then(|| {
            html! { <p class="hint">{ format!("{}: {} of {} drawn, spread evenly.", lane_name(map, number), quantity::count(drawn), quantity::count(lane.item_count)) }</p> }
        })
    };
    map.lanes.iter().enumerate().filter_map(line).collect()
}

/// Which of one's own requests is drawn; nothing to choose where there was one at most.
fn request_picker(map: &PartitionMap, request: &UseStateHandle<Option<u64>>) -> Html {
    let all = LastRequest::all(map);
    if all.len() < 2 {
        return Html::default();
    }
    let onchange = {
        let (request, numbers) = (request.clone(), all.iter().map(|(number, _)| *number).collect::<Vec<_>>());
        Callback::from(move |event: Event| {
            let select = event.target_dyn_into::<web_sys::HtmlSelectElement>();
            let place = select.and_then(|select| usize::try_from(select.selected_index()).ok());
            // The newest one stays the newest one: choosing it follows what comes.
            request.set(place.filter(|place| *place > 0).and_then(|place| numbers.get(place).copied()));
        })
    };
    let option = |(place, (number, operation)): (usize, &(u64, String))| {
        let words = format!("#{number} {operation}{}", if place == 0 { ", the last" } else { "" });
        html! { <option key={*number} selected={Some(*number) == **request || (place == 0 && request.is_none())}>{ words }</option> }
    };
    html! { <label class="field read-choice"><span>{ "Your request" }</span><select {onchange}>{ for all.iter().enumerate().map(option) }</select></label> }
}

/// The drawn request's path in words: the text twin of the lines.
fn last_story(map: &PartitionMap, last: Option<&LastRequest>) -> Html {
    let Some(last) = last else {
        return html! { <p class="hint">{ "Run a request, and its path is drawn here: reads end in a circle, writes in a square." }</p> };
    };
    let is_last = map.lanes.iter().flat_map(|lane| &lane.touched).all(|touched| touched.request <= last.number);
    let mut steps: Vec<(usize, u32, &'static str, Vec<&str>)> = Vec::new();
    for point in &last.points {
        let word = match point.touched.access {
            report::Access::Read => "read",
            report::Access::Write => "write",
        };
        let found = steps.iter_mut().find(|step| (step.0, step.1, step.2) == (point.lane, point.touched.partition, word));
        match found {
            Some(step) => step.3.push(&point.touched.key),
            None => steps.push((point.lane, point.touched.partition, word, vec![&point.touched.key])),
        }
    }
    let line = |(lane, partition, word, keys): &(usize, u32, &'static str, Vec<&str>)| {
        let more = keys.len().saturating_sub(1);
        html! {
            <li>
                <span class={classes!("touch-sign", *word)} aria-hidden="true"></span>
                { format!("{word} in partition {partition} of {}: ", lane_name(map, *lane)) }
                <span class="mono">{ keys.first().copied().unwrap_or_default() }</span>
                if more > 0 { { format!(" and {more} more") } }
            </li>
        }
    };
    html! {
        <div class="last-request">
            <h3>{ format!("{}: {}", if is_last { "Last request" } else { "Request" }, last.label()) }</h3>
            <ol class="touches">{ for steps.iter().take(8).map(line) }</ol>
            if last.left_out > 0 { <p class="hint">{ format!("{} more places were touched.", last.left_out) }</p> }
        </div>
    }
}
