//! The newest records of a stream: when, what happened, to which item, and both images beside each other.

use std::rc::Rc;

use report::{ChangeEntry, ChangeEvent, ChangeFeed};
use yew::prelude::*;

use super::stream_change::{AttributeChange, attribute_changes, in_words};
use crate::json::{parse, pretty};
use crate::quantity;

/// What is drawn.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct StreamRecordsProps {
    /// The records.
    pub(super) feed: Rc<ChangeFeed>,
}

/// The list.
#[component]
pub(super) fn StreamRecords(props: &StreamRecordsProps) -> Html {
    let records = &props.feed.records;
    html! {
        <section class="stack" aria-label="Records">
            <div class="spread"><h2>{ "Records" }</h2>
                <p class="hint">{ "Newest first, kept for 24 hours. A look here reads nothing from the stream and costs nothing." }</p>
            </div>
            if records.is_empty() {
                <div class="empty"><p>{ "No record yet. Put, change or delete an item, in Build, in the console or with an SDK, and its record appears here." }</p></div>
            } else {
                <ol class="records">{ for records.iter().map(record) }</ol>
            }
        </section>
    }
}

fn record(entry: &ChangeEntry) -> Html {
    let changes = attribute_changes(entry);
    let class = match entry.event {
        ChangeEvent::Insert => "ok",
        ChangeEvent::Modify => "write",
        ChangeEvent::Remove => "bad",
    };
    let whole = parse(&entry.record).map_or_else(|_| entry.record.clone(), |json| pretty(&json));
    html! {
        <li key={entry.sequence} class="panel record">
            <div class="record-line">
                <time>{ moment(entry) }</time>
                <span class={classes!("chip", class)}>{ entry.event.name() }</span>
                <b class="mono" translate="no">{ &entry.key }</b>
                <span class="hint">{ format!("{} · {}", entry.table, in_words(entry, &changes)) }</span>
                if entry.by_service { <span class="chip">{ "Time to live" }</span> }
            </div>
            if !changes.is_empty() { { images(entry, &changes) } }
            <details>
                <summary>{ "The record as a client reads it" }</summary>
                <p class="hint">{ format!("Sequence number {} · {}", entry.sequence, entry.place) }</p>
                <pre class="code" translate="no">{ whole }</pre>
            </details>
        </li>
    }
}

/// Both images, attribute by attribute; what differs is marked by a word as well.
fn images(entry: &ChangeEntry, changes: &[AttributeChange]) -> Html {
    let (has_old, has_new) = (entry.old_image.is_some(), entry.new_image.is_some());
    let cell = |value: &Option<String>| match value {
        Some(value) => html! { <td class="mono image" translate="no">{ value }</td> },
        None => html! { <td class="absent">{ "not there" }</td> },
    };
    let row = |change: &AttributeChange| {
        let words = match (change.differs, &change.old, &change.new) {
            (false, ..) => "",
            (true, None, _) => "added",
            (true, _, None) => "removed",
            (true, ..) => "changed",
        };
        html! {
            <tr class={classes!(change.differs.then_some("differs"))}>
                <th scope="row" class="mono" translate="no">{ &change.name }</th>
                if has_old { { cell(&change.old) } }
                if has_new { { cell(&change.new) } }
                if has_old && has_new { <td>{ words }</td> }
            </tr>
        }
    };
    html! {
        <div class="scroll" tabindex="0" role="region" aria-label={format!("Images of {}, record {}", entry.key, entry.sequence)}>
            <table class="data images">
                <thead><tr><th scope="col">{ "Attribute" }</th>
                    if has_old { <th scope="col">{ "Old image" }</th> }
                    if has_new { <th scope="col">{ "New image" }</th> }
                    if has_old && has_new { <th scope="col">{ "Change" }</th> }
                </tr></thead>
                <tbody>{ for changes.iter().map(row) }</tbody>
            </table>
        </div>
    }
}

/// Approximate creation time, to the millisecond: what the engine's clock has.
fn moment(entry: &ChangeEntry) -> String {
    format!("{}.{:03} UTC", quantity::moment(entry.time), entry.time.0 % 1_000)
}
