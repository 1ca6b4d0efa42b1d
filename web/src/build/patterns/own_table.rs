//! A scenario out of the selected table: its keys and indexes as design A, and a copy of them to be changed; with assumed patterns, or
//! with those of what ran on it in this visit.

use client::{LabAnswer, LabAsk, LaterAnswer, LaterAsk};
use report::{ErrorReport, RanRequest};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::build::request::execute;
use crate::json::object;
use crate::laboratory::{LabMsg, ask, say};
use crate::later::{ask_later, differs};
use crate::link::{Link, use_link};
use crate::run::ErrorCard;

#[derive(PartialEq, Properties)]
pub(super) struct OwnTableProps {
    /// The selected table.
    pub(super) table: String,
    /// The workspace's region.
    pub(super) region: String,
}

/// The button, and what went wrong.
#[component]
pub(super) fn OwnTable(props: &OwnTableProps) -> Html {
    let link = use_link();
    let error = use_state(|| None::<ErrorReport>);
    let busy = use_state(|| false);
    let make = |of_what_ran: bool| {
        let (error, busy) = (error.setter(), busy.setter());
        let (link, table, region) = (link.clone(), props.table.clone(), props.region.clone());
        Callback::from(move |_: MouseEvent| {
            let (link, error, busy) = (link.clone(), error.clone(), busy.clone());
            let (table, region) = (table.clone(), region.clone());
            busy.set(true);
            spawn_local(async move {
                let done = made(&link, &table, region, of_what_ran).await;
                busy.set(false);
                error.set(done.err());
            });
        })
    };
    html! {
        <div class="stack">
            <div class="row">
                <button type="button" disabled={*busy} onclick={make(true)}>{ format!("From what you ran on {}", props.table) }</button>
                <button type="button" disabled={*busy} onclick={make(false)}>{ format!("Make a scenario of {}", props.table) }</button>
            </div>
            <p class="hint">{ "The first groups the requests of this visit by what they do with which attributes, and counts how often; the second assumes \
                patterns and rates. The table’s keys are read by a Scan of one page, which leaves a receipt." }</p>
            if let Some(error) = &*error { <ErrorCard error={error.clone()} /> }
        </div>
    }
}

/// Puts the scenario of a table into the editor.
async fn made(link: &Link, table: &str, region: String, of_what_ran: bool) -> Result<(), ErrorReport> {
    // Before it is scanned: that scan is no request of the reader's.
    let requests = if of_what_ran { requests(link).await? } else { vec![] };
    let body = object([("TableName", table.into())]);
    let description = execute(link, "DescribeTable", &body).await?.output;
    let scanned = execute(link, "Scan", &body).await?.output;
    // A clock of whole seconds: the first of the day, so that dates begin with the scenario.
    let start_s = (js_sys::Date::now() / 86_400_000.0) as u64 * 86_400;
    let asked = if of_what_ran {
        LabAsk::Observe { description, scanned, region, start_s, requests }
    } else {
        LabAsk::Fork { description, scanned, region, start_s }
    };
    match ask(&asked).await {
        LabAnswer::Text(text) => {
            say(LabMsg::Put(text));
            Ok(())
        }
        LabAnswer::Refused(error) => Err(error),
        _ => Err(differs()),
    }
}

/// The requests of this visit.
async fn requests(link: &Link) -> Result<Vec<RanRequest>, ErrorReport> {
    match ask_later(link, &LaterAsk::Requests).await? {
        LaterAnswer::Requests(requests) => Ok(requests),
        _ => Err(differs()),
    }
}
