//! Create a table: a form as the AWS console has it, with the AWS CLI command beside it as it grows.

use model::ScalarType;
use report::{ErrorReport, IndexKind};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::request::{execute, use_cli_line};
use super::table_draft::{IndexDraft, KEY_TYPES, KeyDraft, KeyPlace, ProjectionDraft, TableDraft};
use crate::area::Area;
use crate::control::{CopyButton, Icon, SelectField, TextField, icon};
use crate::route::Route;
use crate::run::ErrorCard;
use crate::worker_link::use_link;

/// Where to go afterwards.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct CreateTableProps {
    /// Goes to the new table.
    pub(crate) go: Callback<Route>,
}

/// A change of the draft.
type Edit = Callback<Box<dyn FnOnce(&mut TableDraft)>>;

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
                    <TextField label="Table name" mono=true value={draft.name.clone()} placeholder="Orders"
                        hint="3 to 255 letters, digits, and _ - ." on_value={on(&edit, |draft, name| draft.name = name)} />
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
                        { for draft.indexes.iter().map(|index| index_fields(index, &edit)) }
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
                            <pre class="code" translate="no">{ serde_json::to_string_pretty(&body).unwrap_or_default() }</pre>
                        </details>
                    </div>
                </section>
            </div>
        </div>
    }
}

/// A callback that changes the draft by what a control gives.
fn on<T: 'static>(edit: &Edit, change: impl Fn(&mut TableDraft, T) + Clone + 'static) -> Callback<T> {
    let edit = edit.clone();
    Callback::from(move |value| {
        let change = change.clone();
        edit.emit(Box::new(move |draft| change(draft, value)));
    })
}

fn key_fields(label: &'static str, example: &'static str, key: &KeyDraft, edit: &Edit, at: KeyPlace) -> Html {
    let set_name = on(edit, move |draft, name| {
        if let Some(key) = draft.key_mut(at) {
            key.name = name;
        }
    });
    let set_type = on(edit, move |draft, place: usize| {
        if let (Some(key), Some(key_type)) = (draft.key_mut(at), KEY_TYPES.get(place)) {
            key.key_type = *key_type;
        }
    });
    let place = KEY_TYPES.iter().position(|one| *one == key.key_type).unwrap_or(0);
    let options = KEY_TYPES.iter().map(|one| AttrValue::from(type_word(*one))).collect::<Vec<_>>();
    html! {
        <div class="key-fields">
            <TextField {label} mono=true value={key.name.clone()} placeholder={example} on_value={set_name} />
            <SelectField label="Type" {options} value={place} on_value={set_type} />
        </div>
    }
}

const fn type_word(key_type: ScalarType) -> &'static str {
    match key_type {
        ScalarType::S => "String",
        ScalarType::N => "Number",
        ScalarType::B => "Binary",
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
                    <TextField label="Read capacity units" mode="numeric" value={draft.capacity.read_units.clone()}
                        on_value={on(edit, |draft, units| draft.capacity.read_units = units)} />
                    <TextField label="Write capacity units" mode="numeric" value={draft.capacity.write_units.clone()}
                        on_value={on(edit, |draft, units| draft.capacity.write_units = units)} />
                </div>
            }
        </fieldset>
    }
}

fn index_fields(index: &IndexDraft, edit: &Edit) -> Html {
    let id = index.id;
    let word = if index.kind == IndexKind::Local { "Local secondary index" } else { "Global secondary index" };
    let remove = on(edit, move |draft, _: MouseEvent| draft.indexes.retain(|one| one.id != id));
    let set_name = on(edit, move |draft, name| {
        if let Some(index) = draft.index_mut(id) {
            index.name = name;
        }
    });
    let set_projection = on(edit, move |draft, place: usize| {
        if let Some(index) = draft.index_mut(id) {
            index.projection = match place {
                1 => ProjectionDraft::KeysOnly,
                2 => ProjectionDraft::Include,
                _ => ProjectionDraft::All,
            };
        }
    });
    let set_include = on(edit, move |draft, names| {
        if let Some(index) = draft.index_mut(id) {
            index.include = names;
        }
    });
    let name = if index.name.is_empty() { word.to_owned() } else { index.name.clone() };
    html! {
        <fieldset class="index-fields stack" key={id}>
            <legend class="quiet">{ word }</legend>
            <div class="spread"><h2 class="index-title">{ word }</h2>
                <button type="button" class="small ghost" aria-label={format!("Remove {name}")} onclick={remove}>{ icon(Icon::Close) }{ "Remove" }</button>
            </div>
            <TextField label="Index name" mono=true value={index.name.clone()} placeholder="by-status" on_value={set_name} />
            if index.kind == IndexKind::Global {
                { key_fields("Partition key", "status", &index.partition, edit, KeyPlace::Partition(Some(id))) }
                { key_fields("Sort key, optional", "ordered_at", &index.sort, edit, KeyPlace::Sort(Some(id))) }
            } else {
                { key_fields("Sort key", "total", &index.sort, edit, KeyPlace::Sort(Some(id))) }
            }
            <SelectField label="Projected attributes" value={index.projection as usize} on_value={set_projection}
                options={vec!["All".into(), "Keys only".into(), "Keys and the following".into()]} />
            if index.projection == ProjectionDraft::Include {
                <TextField label="Attributes, with commas" mono=true value={index.include.clone()} placeholder="name, total" on_value={set_include} />
            }
        </fieldset>
    }
}
