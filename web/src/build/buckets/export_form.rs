//! An export of the selected table, with its command beside it.

use client::{LaterAnswer, LaterAsk};
use report::ErrorReport;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::draft::ExportDraft;
use crate::build::request::{execute, use_cli_line};
use crate::control::{CopyButton, SelectField, TextField};
use crate::json::{Value, object};
use crate::later::use_later;
use crate::link::use_link;
use crate::run::ErrorCard;

/// What the form needs.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct ExportFormProps {
    /// The table.
    pub(super) name: String,
    /// Its ARN.
    pub(super) arn: String,
    /// The bucket that it proposes.
    pub(super) bucket: String,
    /// Changes so far.
    pub(super) version: u64,
    /// Called when an export has begun.
    pub(super) on_begun: Callback<()>,
}

/// The form.
#[component]
pub(super) fn ExportForm(props: &ExportFormProps) -> Html {
    let link = use_link();
    let draft = use_state(|| None::<ExportDraft>);
    let shown = (*draft).clone().unwrap_or_else(|| ExportDraft::into_bucket(&props.bucket));
    let error = use_state(|| None::<ErrorReport>);
    let busy = use_state(|| false);
    let body = shown.body(&props.arn);
    let line = use_cli_line("ExportTableToPointInTime", &body);
    let recovery = use_later(Some(LaterAsk::RecoveryIsOn { table: props.name.clone() }), props.version);
    let is_off = matches!(recovery.as_deref(), Some(Ok(LaterAnswer::Flag(false))));
    let send = {
        let (error, busy, on_begun) = (error.setter(), busy.setter(), props.on_begun.clone());
        Callback::from(move |(operation, body): (&'static str, Value)| {
            let (link, error, busy, on_begun) = (link.clone(), error.clone(), busy.clone(), on_begun.clone());
            busy.set(true);
            spawn_local(async move {
                let done = execute(&link, operation, &body).await;
                busy.set(false);
                error.set(done.err());
                on_begun.emit(());
            });
        })
    };
    let edit = |change: fn(&mut ExportDraft, String)| {
        let (draft, shown) = (draft.setter(), shown.clone());
        Callback::from(move |text: String| {
            let mut changed = shown.clone();
            change(&mut changed, text);
            draft.set(Some(changed));
        })
    };
    let set_format = {
        let (draft, shown) = (draft.setter(), shown.clone());
        Callback::from(move |place: usize| draft.set(Some(ExportDraft { ion: place == 1, ..shown.clone() })))
    };
    let turn_on = {
        let specification = object([("PointInTimeRecoveryEnabled", true.into())]);
        let body = object([("TableName", props.name.as_str().into()), ("PointInTimeRecoverySpecification", specification)]);
        send.reform(move |_: MouseEvent| ("UpdateContinuousBackups", body.clone()))
    };
    let onsubmit = {
        let body = body.clone();
        send.reform(move |event: SubmitEvent| {
            event.prevent_default();
            ("ExportTableToPointInTime", body.clone())
        })
    };
    html! {
        <section class="panel" aria-label={format!("Export {}", props.name)}>
            <div class="head"><h2>{ "Export " }<span class="mono" translate="no">{ &props.name }</span></h2></div>
            <div class="body create-columns">
                <form class="stack" {onsubmit}>
                    <div class="bucket-fields">
                        { TextField::new("Bucket", shown.bucket.clone(), edit(|draft, text| draft.bucket = text)).mono().draw() }
                        { TextField::new("Folder, optional", shown.prefix.clone(), edit(|draft, text| draft.prefix = text)).mono().placeholder("daily").draw() }
                        { SelectField::new("Format", vec!["DynamoDB JSON", "Ion text"], usize::from(shown.ion), set_format).draw() }
                    </div>
                    <p class="hint">{ "An export reads the table as it was at a moment, consumes no read units, and is billed by the size of the table." }</p>
                    if let Some(error) = &*error { <ErrorCard error={error.clone()} /> }
                    if is_off {
                        <div class="notice">
                            <span>{ "Exports need point-in-time recovery, which keeps the table's past." }</span>
                            <button type="button" class="small" disabled={*busy} onclick={turn_on}>{ "Turn it on" }</button>
                        </div>
                    }
                    <div class="row"><button type="submit" class="primary" aria-busy={busy.to_string()} disabled={*busy || is_off}>{ "Export the table" }</button></div>
                </form>
                { command_panel(line, &body, "aws dynamodb export-table-to-point-in-time …") }
            </div>
        </section>
    }
}

/// The command and the wire JSON of a form.
pub(super) fn command_panel(line: Option<String>, body: &Value, until_then: &str) -> Html {
    html! {
        <div class="stack" role="group" aria-label="The same as a command">
            <div class="spread"><h3>{ "The same as a command" }</h3>
                if let Some(line) = &line { <CopyButton text={line.clone()} what="CLI command" /> }
            </div>
            <pre class="code" translate="no">{ line.unwrap_or_else(|| until_then.to_owned()) }</pre>
            <details>
                <summary>{ "As wire JSON" }</summary>
                <pre class="code" translate="no">{ crate::json::pretty(body) }</pre>
            </details>
        </div>
    }
}
