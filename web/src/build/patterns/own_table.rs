//! A scenario out of the selected table: its keys and indexes as design A, and a copy of them to be changed.

use client::{LabAnswer, LabAsk};
use report::ErrorReport;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::build::request::execute;
use crate::json::object;
use crate::laboratory::{LabMsg, ask, say};
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
    let onclick = {
        let (error, busy) = (error.setter(), busy.setter());
        let (table, region) = (props.table.clone(), props.region.clone());
        Callback::from(move |_: MouseEvent| {
            let (link, error, busy) = (link.clone(), error.clone(), busy.clone());
            let (table, region) = (table.clone(), region.clone());
            busy.set(true);
            spawn_local(async move {
                let done = forked(&link, &table, region).await;
                busy.set(false);
                error.set(done.err());
            });
        })
    };
    html! {
        <div class="stack">
            <div class="row">
                <button type="button" disabled={*busy} {onclick}>{ format!("Make a scenario of {}", props.table) }</button>
                <span class="hint">{ "Its keys are read by a Scan of one page, which leaves a receipt. Rates are assumed: write your own." }</span>
            </div>
            if let Some(error) = &*error { <ErrorCard error={error.clone()} /> }
        </div>
    }
}

/// Puts the scenario of a table into the editor.
async fn forked(link: &Link, table: &str, region: String) -> Result<(), ErrorReport> {
    let body = object([("TableName", table.into())]);
    let description = execute(link, "DescribeTable", &body).await?.output;
    let scanned = execute(link, "Scan", &body).await?.output;
    // A clock of whole seconds: the first of the day, so that dates begin with the scenario.
    let start_s = (js_sys::Date::now() / 86_400_000.0) as u64 * 86_400;
    match ask(&LabAsk::Fork { description, scanned, region, start_s }).await {
        LabAnswer::Text(text) => say(LabMsg::Put(text)),
        LabAnswer::Refused(error) => return Err(error),
        _ => {}
    }
    Ok(())
}
