//! Create a table: a form as the AWS console has it, with the AWS CLI command beside it as it grows.

use report::{ErrorReport, IndexKind};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::index_fields::{Edit, index_fields, key_fields, on};
use super::request::{execute, use_cli_line};
use super::table_draft::{KeyPlace, TableDraft};
use crate::area::Area;
use crate::control::{CopyButton, Icon, TextField, icon};
use crate::json::pretty;
use crate::link::use_link;
use crate::route::Route;
use crate::run::ErrorCard;

/// Where to go afterwards.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct CreateTableProps {
    /// Goes to the new table.
    pub(crate) go: Callback<Route>,
}

/// The form.
#[component]
pub(crate) fn CreateTable(props: &CreateTableProps) -> Html {
    let link = use_link();
    let draft = use_state(TableDraft::default);
    let error = use_state(|| None::<ErrorReport>);
    let busy = use_state(|| false);
    let body = draft.body();
    let command = use_cli_line("CreateTable", &body);
    let edit: Edit = {
        let draft = draft.clone();
        Callback::from(move |change: Box<dyn FnOnce(&mut TableDraft)>| {
            let mut changed = (*draft).clone();
            change(&mut changed);
            draft.set(changed);
        })
    };
    let onsubmit = {
        let (go, name, body) = (props.go.clone(), draft.name.trim().to_owned(), body.clone());
        let (error, busy) = (error.setter(), busy.setter());
        move |event: SubmitEvent| {
            event.prevent_default();
            let (link, go, name, body, error, busy) =
                (link.clone(), go.clone(), name.clone(), body.clone(), error.clone(), busy.clone());
            busy.set(true);
            spawn_local(async move {
                let done = execute(&link, "CreateTable", &body).await;
                busy.set(false);
                match done {
                    Ok(_) => go.emit(Route::table(&name, Area::Build)),
                    Err(found) => error.set(Some(found)),
                }
            });
        }
    };
    let add = |kind: IndexKind| on(&edit, move |draft, _: MouseEvent| draft.add_index(kind));
    let no_sort = draft.sort.name.trim().is_empty();
    html! {
        <div class="create stack wide">
            <h1>{ "Create a table" }</h1>
            <div class="create-columns">
                <form class="stack wide" {onsubmit}>
                    { TextField::new("Table name", draft.name.clone(), on(&edit, |draft, name| draft.name = name)).mono().placeholder("Orders").hint("3 to 255 letters, digits, and _ - .").draw() }
                    <fieldset class="stack">
                        <legend>{ "Key" }</legend>
                        { key_fields("Partition key", "customer_id", &draft.partition, &edit, KeyPlace::Partition(None)) }
                        { key_fields("Sort key, optional", "ordered_at", &draft.sort, &edit, KeyPlace::Sort(None)) }
                        <p class="hint">{ "The partition key's hash decides the partition. Items with the same partition key form an item collection, kept in the order of the sort key." }</p>
                    </fieldset>
                    { capacity_fields(&draft, &edit) }
                    <fieldset class="stack">
                        <legend>{ "Secondary indexes" }</legend>
                        if draft.indexes.is_empty() {
                            <p class="hint">{ "An index is a second copy of chosen attributes under another key. Each write to the table is written to it as well." }</p>
                        }
                        { for draft.indexes.iter().map(|index| index_fields(index, &edit, true)) }
                        <div class="row">
                            <button type="button" class="small" onclick={add(IndexKind::Global)}>{ icon(Icon::Add) }{ "Global index" }</button>
                            <button type="button" class="small" disabled={no_sort} onclick={add(IndexKind::Local)}
                                title={no_sort.then_some("A local index needs a table with a sort key")}>{ icon(Icon::Add) }{ "Local index" }</button>
                        </div>
                    </fieldset>
                    if let Some(error) = &*error { <ErrorCard error={error.clone()} /> }
                    <div class="row">
                        <button type="submit" class="primary" aria-busy={busy.to_string()} disabled={*busy}>{ "Create the table" }</button>
                    </div>
                </form>
                <section class="panel beside" aria-label="The same as a command">
                    <div class="head"><h2>{ "The same as a command" }</h2>
                        if let Some(command) = &command { <CopyButton text={command.clone()} what="CLI command" /> }
                    </div>
                    <div class="body stack">
                        <pre class="code" translate="no">{ command.unwrap_or_else(|| "aws dynamodb create-table …".to_owned()) }</pre>
                        <details>
                            <summary>{ "As wire JSON" }</summary>
                            <pre class="code" translate="no">{ pretty(&body) }</pre>
                        </details>
                    </div>
                </section>
            </div>
        </div>
    }
}

fn capacity_fields(draft: &TableDraft, edit: &Edit) -> Html {
    let choice = |on_demand: bool, title: &'static str, words: &'static str| {
        let onchange = on(edit, move |draft, _: Event| draft.capacity.on_demand = on_demand);
        html! {
            <label class="choice">
                <input type="radio" name="capacity" checked={draft.capacity.on_demand == on_demand} {onchange} />
                <span><b>{ title }</b><span class="hint">{ words }</span></span>
            </label>
        }
    };
    html! {
        <fieldset class="stack">
            <legend>{ "Capacity mode" }</legend>
            { choice(true, "On-demand", "Pay for each request. Right for traffic that is new, spiky or small.") }
            { choice(false, "Provisioned", "Pay by the hour for read and write units a second. Right for steady traffic.") }
            if !draft.capacity.on_demand {
                <div class="row">
                    { TextField::new("Read capacity units", draft.capacity.read_units.clone(), on(edit, |draft, units| draft.capacity.read_units = units)).numeric().draw() }
                    { TextField::new("Write capacity units", draft.capacity.write_units.clone(), on(edit, |draft, units| draft.capacity.write_units = units)).numeric().draw() }
                </div>
            }
        </fieldset>
    }
}
