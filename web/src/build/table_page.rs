//! A table's keys, capacity and indexes: what they are, and what can be changed later.

use report::{CapacityMode, ErrorReport, IndexKind, IndexReport, TableReport};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::index_fields::{Edit, index_fields};
use super::key_words;
use super::request::execute;
use super::table_draft::{CapacityDraft, TableDraft};
use crate::area::{Area, index_class};
use crate::control::{CopyButton, Icon, TextField, icon};
use crate::json::{Map, Value, object};
use crate::link::use_link;
use crate::quantity;
use crate::route::Route;
use crate::run::ErrorCard;

/// The table.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct TablePageProps {
    /// The table.
    pub(crate) table: TableReport,
    /// Changes so far.
    pub(crate) version: u64,
    /// Goes elsewhere once the table is gone.
    pub(crate) go: Callback<Route>,
}

/// The screen.
#[component]
pub(crate) fn TablePage(props: &TablePageProps) -> Html {
    let link = use_link();
    let table = &props.table;
    let error = use_state(|| None::<ErrorReport>);
    let busy = use_state(|| false);
    let send = {
        let (error, busy) = (error.setter(), busy.setter());
        Callback::from(move |(operation, body, then): (&'static str, Value, Option<Callback<()>>)| {
            let (link, error, busy) = (link.clone(), error.clone(), busy.clone());
            busy.set(true);
            spawn_local(async move {
                let done = execute(&link, operation, &body).await;
                busy.set(false);
                error.set(done.as_ref().err().cloned());
                if let (Ok(_), Some(then)) = (done, then) {
                    then.emit(());
                }
            });
        })
    };
    let adding = use_state(|| false);
    let toggle = {
        let adding = adding.clone();
        move |_: MouseEvent| adding.set(!*adding)
    };
    let added = {
        let adding = adding.setter();
        Callback::from(move |()| adding.set(false))
    };
    let delete = {
        let (send, name) = (send.clone(), table.name.clone());
        let gone = props.go.reform(|()| Route::area(Area::Build));
        move |_: MouseEvent| send.emit(("DeleteTable", object([("TableName", name.as_str().into())]), Some(gone.clone())))
    };
    html! {
        <div class="stack wide">
            if let Some(error) = &*error { <ErrorCard error={error.clone()} /> }
            <section class="panel" aria-label="Table">
                <div class="head"><h2>{ "Table" }</h2><span class={classes!("chip", (table.status == "ACTIVE").then_some("ok"))}>{ &table.status }</span></div>
                <div class="body">
                    <dl class="facts">
                        { fact("Key", html! { { key_words::schema(&table.key) } }) }
                        { fact("Capacity", html! { { key_words::capacity(&table.capacity) } }) }
                        { fact("Items", html! { { quantity::count(table.item_count) } }) }
                        { fact("Size", html! { <span class="is-storage">{ quantity::bytes(table.size_bytes) }</span> }) }
                        { fact("Partitions", html! { { quantity::count(u64::from(table.partition_count)) } }) }
                        { fact("Created", html! { { format!("{} UTC", quantity::moment(table.created)) } }) }
                        { fact("ARN", html! { <span class="row"><code translate="no">{ &table.arn }</code><CopyButton text={table.arn.clone()} what="ARN" /></span> }) }
                    </dl>
                </div>
            </section>
            <section class="panel" aria-label="Secondary indexes">
                <div class="head"><h2>{ "Secondary indexes" }</h2>
                    <button type="button" class="small" aria-expanded={adding.to_string()} onclick={toggle}>{ icon(Icon::Add) }{ "Global index" }</button>
                </div>
                if *adding { <AddIndex table={table.clone()} busy={*busy} send={send.clone()} on_added={added} /> }
                if table.indexes.is_empty() {
                    <div class="body"><p>{ "None. An index answers questions by another key, at the price of writing each item there as well." }</p></div>
                } else {
                    <div class="scroll" tabindex="0" role="region" aria-label="List of secondary indexes">
                        <table class="data">
                            <thead><tr><th scope="col">{ "Index" }</th><th scope="col">{ "Key" }</th><th scope="col">{ "Projected" }</th><th scope="col" class="number">{ "Entries" }</th><th scope="col" class="number">{ "Size" }</th><th scope="col">{ "Status" }</th><th scope="col"><span class="quiet">{ "Actions" }</span></th></tr></thead>
                            <tbody>{ for table.indexes.iter().map(|index| index_row(table, index, &send)) }</tbody>
                        </table>
                    </div>
                }
            </section>
            <CapacityForm key={key_words::capacity(&table.capacity)} table={table.clone()} busy={*busy} send={send.clone()} />
            <section class="panel" aria-label="Delete the table">
                <div class="head"><h2>{ "Delete the table" }</h2><button type="button" class="danger" disabled={*busy} onclick={delete}>{ format!("Delete {}", table.name) }</button></div>
                <div class="body"><p>{ "Its items and indexes go with it. Undo brings all of it back." }</p></div>
            </section>
        </div>
    }
}

type Send = Callback<(&'static str, Value, Option<Callback<()>>)>;

fn fact(name: &'static str, value: Html) -> Html {
    html! { <div><dt>{ name }</dt><dd>{ value }</dd></div> }
}

fn index_row(table: &TableReport, index: &IndexReport, send: &Send) -> Html {
    let drop = (index.kind == IndexKind::Global).then(|| {
        let body = object([("TableName", table.name.as_str().into()), ("GlobalSecondaryIndexUpdates", vec![update("Delete", index, None)].into())]);
        let onclick = send.reform(move |_: MouseEvent| ("UpdateTable", body.clone(), None));
        html! { <button type="button" class="small ghost" aria-label={format!("Drop {}", index.name)} {onclick}>{ icon(Icon::Close) }{ "Drop" }</button> }
    });
    let class = classes!("index-name", index_class(table, &index.name));
    let kind = if index.kind == IndexKind::Local { "LSI" } else { "GSI" };
    html! {
        <tr key={index.name.clone()}>
            <td><a {class} href={Route::index(&table.name, &index.name, Area::Build).fragment()} translate="no">{ &index.name }</a>{ " " }<span class="chip">{ kind }</span></td>
            <td>{ key_words::schema(&index.key) }</td>
            <td>{ key_words::projection(&index.projection) }</td>
            <td class="number">{ quantity::count(index.item_count) }</td>
            <td class="number is-storage">{ quantity::bytes(index.size_bytes) }</td>
            <td>{ &index.status }</td>
            <td>{ drop }</td>
        </tr>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct AddIndexProps {
    table: TableReport,
    busy: bool,
    send: Send,
    on_added: Callback<()>,
}

/// Adds a global index; the engine fills it from the table, as AWS does.
#[component]
fn AddIndex(props: &AddIndexProps) -> Html {
    let draft = use_state(TableDraft::of_global_index);
    let edit: Edit = {
        let draft = draft.clone();
        Callback::from(move |change: Box<dyn FnOnce(&mut TableDraft)>| {
            let mut changed = (*draft).clone();
            change(&mut changed);
            draft.set(changed);
        })
    };
    let provisioned = match props.table.capacity {
        CapacityMode::OnDemand => None,
        CapacityMode::Provisioned { read_units, write_units } => Some((read_units, write_units)),
    };
    let onsubmit = {
        let (send, body, on_added) =
            (props.send.clone(), draft.add_index_body(&props.table.name, provisioned), props.on_added.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            send.emit(("UpdateTable", body.clone(), Some(on_added.clone())));
        }
    };
    html! {
        <form class="body stack add-index" aria-label="Add a global index" {onsubmit}>
            { for draft.indexes.iter().map(|index| index_fields(index, &edit, false)) }
            <div class="row"><button type="submit" class="primary" disabled={props.busy}>{ "Add the index" }</button></div>
        </form>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct CapacityFormProps {
    table: TableReport,
    busy: bool,
    send: Send,
}

/// Changes the capacity mode or the provisioned units.
#[component]
fn CapacityForm(props: &CapacityFormProps) -> Html {
    let present = match props.table.capacity {
        CapacityMode::OnDemand => CapacityDraft::default(),
        CapacityMode::Provisioned { read_units, write_units } => {
            CapacityDraft { on_demand: false, read_units: read_units.to_string(), write_units: write_units.to_string() }
        }
    };
    let draft = use_state(|| present.clone());
    let mode = |on_demand: bool, words: &'static str| {
        let state = draft.clone();
        let onclick = move |_: MouseEvent| state.set(CapacityDraft { on_demand, ..(*state).clone() });
        html! { <button type="button" class="small" aria-pressed={(draft.on_demand == on_demand).to_string()} {onclick}>{ words }</button> }
    };
    let units = |read: bool| {
        let state = draft.clone();
        Callback::from(move |text: String| {
            let mut changed = (*state).clone();
            if read {
                changed.read_units = text;
            } else {
                changed.write_units = text;
            }
            state.set(changed);
        })
    };
    let onsubmit = {
        let (send, body) = (props.send.clone(), update_body(&props.table, &draft));
        move |event: SubmitEvent| {
            event.prevent_default();
            send.emit(("UpdateTable", body.clone(), None));
        }
    };
    html! {
        <form class="panel" aria-label="Capacity" {onsubmit}>
            <div class="head"><h2>{ "Capacity" }</h2>
                <div class="segments" role="group" aria-label="Capacity mode">{ mode(true, "On-demand") }{ mode(false, "Provisioned") }</div>
            </div>
            <div class="body row end">
                if draft.on_demand {
                    <p>{ "Each request is paid by its units." }</p>
                } else {
                    { TextField::new("Read capacity units", draft.read_units.clone(), units(true)).numeric().draw() }
                    { TextField::new("Write capacity units", draft.write_units.clone(), units(false)).numeric().draw() }
                }
                <button type="submit" disabled={props.busy || *draft == present}>{ "Change" }</button>
            </div>
        </form>
    }
}

/// The UpdateTable request. Global indexes without units of their own get the table's when it becomes provisioned.
fn update_body(table: &TableReport, draft: &CapacityDraft) -> Value {
    let mut body = Map::new();
    body.insert("TableName", table.name.as_str());
    if draft.on_demand {
        body.insert("BillingMode", "PAY_PER_REQUEST");
        return body.into();
    }
    body.insert("BillingMode", "PROVISIONED");
    body.insert("ProvisionedThroughput", draft.throughput());
    let was_on_demand = table.capacity == CapacityMode::OnDemand;
    let updates: Vec<Value> = table
        .indexes
        .iter()
        .filter(|index| was_on_demand && index.kind == IndexKind::Global)
        .map(|index| update("Update", index, Some(draft.throughput())))
        .collect();
    if !updates.is_empty() {
        body.insert("GlobalSecondaryIndexUpdates", updates);
    }
    body.into()
}

/// One entry of GlobalSecondaryIndexUpdates.
fn update(verb: &str, index: &IndexReport, throughput: Option<Value>) -> Value {
    let mut members = Map::new();
    members.insert("IndexName", index.name.as_str());
    if let Some(throughput) = throughput {
        members.insert("ProvisionedThroughput", throughput);
    }
    object([(verb, members.into())])
}
