//! The item editor: one item as a form or as DynamoDB JSON, lossless both ways, with its size and what writing it costs.

use model::{AttributeType, HalfUnits, limits};
use report::ErrorReport;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::attribute::{self, Attributes};
use super::item_draft::{self, ItemDraft, Row, RowProblem, TYPES, type_name};
use super::request::execute;
use crate::control::{CopyButton, Icon, Modal, SelectField, TextField, icon};
use crate::json::{Map, Value, object};
use crate::link::use_link;
use crate::quantity;
use crate::run::ErrorCard;

/// What is edited.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct ItemEditorProps {
    /// Table name.
    pub(crate) table: String,
    /// Key attributes of the table.
    pub(crate) keys: Vec<(String, AttributeType)>,
    /// The item as it is; a new one if absent.
    pub(crate) item: Option<Attributes>,
    /// Closed without saving.
    pub(crate) on_close: Callback<()>,
    /// Saved: the item as it is now; or deleted.
    pub(crate) on_done: Callback<Option<Attributes>>,
}

/// How the item is shown.
#[derive(Clone, PartialEq)]
enum View {
    Form(ItemDraft),
    Json(String),
}

impl View {
    fn item(&self) -> Result<Attributes, RowProblem> {
        match self {
            View::Form(draft) => draft.item(),
            View::Json(text) => item_draft::parse(text).map_err(|message| RowProblem { id: 0, message }),
        }
    }
}

/// The editor.
#[component]
pub(crate) fn ItemEditor(props: &ItemEditorProps) -> Html {
    let link = use_link();
    let view = use_state(|| View::Form(ItemDraft::of(&props.item.clone().unwrap_or_default(), &props.keys)));
    let problem = use_state(|| None::<RowProblem>);
    let error = use_state(|| None::<ErrorReport>);
    let busy = use_state(|| false);
    let item = view.item();
    let is_new = props.item.is_none();

    let switch = {
        let (view, problem, keys) = (view.clone(), problem.clone(), props.keys.clone());
        move |_: MouseEvent| match view.item() {
            Ok(item) => {
                problem.set(None);
                view.set(match &*view {
                    View::Form(_) => View::Json(item_draft::print(&item)),
                    View::Json(_) => View::Form(ItemDraft::of(&item, &keys)),
                });
            }
            Err(found) => problem.set(Some(found)),
        }
    };
    let send = {
        let (error, busy, on_done) = (error.setter(), busy.setter(), props.on_done.clone());
        move |operation: &'static str, body: Value, item: Option<Attributes>| {
            let (link, error, busy, on_done) = (link.clone(), error.clone(), busy.clone(), on_done.clone());
            busy.set(true);
            spawn_local(async move {
                match execute(&link, operation, &body).await {
                    Ok(_) => on_done.emit(item),
                    Err(found) => {
                        busy.set(false);
                        error.set(Some(found));
                    }
                }
            });
        }
    };
    let save = {
        let (view, problem, send, table, keys) =
            (view.clone(), problem.setter(), send.clone(), props.table.clone(), props.keys.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            match view.item() {
                Ok(item) => {
                    problem.set(None);
                    send("PutItem", put_body(&table, &item, &keys, is_new), Some(item));
                }
                Err(found) => problem.set(Some(found)),
            }
        }
    };
    let delete = props.item.clone().map(|item| {
        let body = object([("TableName", props.table.as_str().into()), ("Key", key_of(&item, &props.keys))]);
        let send = send.clone();
        html! { <button type="button" class="danger" disabled={*busy} onclick={move |_: MouseEvent| send("DeleteItem", body.clone(), None)}>{ "Delete the item" }</button> }
    });
    let key_changed = !is_new
        && item
            .as_ref()
            .is_ok_and(|now| props.item.as_ref().is_some_and(|old| key_of(now, &props.keys) != key_of(old, &props.keys)));
    let title = if is_new { "New item".to_owned() } else { format!("Item of {}", props.table) };
    html! {
        <Modal {title} class="wide" on_close={props.on_close.clone()}>
            <form class="stack wide item-editor" onsubmit={save}>
                <div class="spread">
                    <div class="segments" role="group" aria-label="How to edit">
                        <button type="button" class="small" aria-pressed={matches!(*view, View::Form(_)).to_string()} onclick={switch.clone()} disabled={matches!(*view, View::Form(_))}>{ "Form" }</button>
                        <button type="button" class="small" aria-pressed={matches!(*view, View::Json(_)).to_string()} onclick={switch} disabled={matches!(*view, View::Json(_))}>{ "DynamoDB JSON" }</button>
                    </div>
                    if let Ok(item) = &item { <CopyButton text={item_draft::print(item)} what="DynamoDB JSON" /> }
                </div>
                { match &*view {
                    View::Form(draft) => form(draft, &view, problem.as_ref()),
                    View::Json(text) => {
                        let setter = view.setter();
                        TextField::new("DynamoDB JSON", text.clone(), Callback::from(move |text| setter.set(View::Json(text)))).mono().rows(18).wrong(problem.is_some()).draw()
                    }
                } }
                if let Some(problem) = &*problem { <p class="wrong" role="alert">{ &problem.message }</p> }
                if key_changed {
                    <p class="hint"><span class="chip stale">{ "another key" }</span>{ " An item's key never changes: saving writes another item and leaves this one." }</p>
                }
                { meter(item.as_ref().ok().and_then(attribute::item_bytes)) }
                if let Some(error) = &*error { <ErrorCard error={error.clone()} /> }
                <div class="row modal-foot">
                    { delete }
                    <span class="bar-gap" />
                    <button type="button" onclick={props.on_close.reform(|_: MouseEvent| ())}>{ "Cancel" }</button>
                    <button type="submit" class="primary" disabled={*busy} aria-busy={busy.to_string()}>{ if is_new { "Add the item" } else { "Save" } }</button>
                </div>
            </form>
        </Modal>
    }
}

/// The key of an item, as a request has it.
pub(crate) fn key_of(item: &Attributes, keys: &[(String, AttributeType)]) -> Value {
    let mut key = Map::new();
    for (name, _) in keys {
        if let Some(value) = item.get(name) {
            key.insert(name.as_str(), value.clone());
        }
    }
    key.into()
}

/// A new item must not replace another one unnoticed.
fn put_body(table: &str, item: &Attributes, keys: &[(String, AttributeType)], is_new: bool) -> Value {
    let mut body = Map::new();
    body.insert("TableName", table);
    body.insert("Item", item.clone());
    if let (true, Some((name, _))) = (is_new, keys.first()) {
        body.insert("ConditionExpression", "attribute_not_exists(#key)");
        body.insert("ExpressionAttributeNames", object([("#key", name.as_str().into())]));
    }
    body.into()
}

/// Makes callbacks that change a copy of the form.
struct Changes<'a> {
    draft: &'a ItemDraft,
    view: &'a UseStateHandle<View>,
}

impl Changes<'_> {
    fn by<T: 'static>(&self, change: impl Fn(&mut ItemDraft, T) + 'static) -> Callback<T> {
        let (draft, setter) = (self.draft.clone(), self.view.setter());
        Callback::from(move |value| {
            let mut draft = draft.clone();
            change(&mut draft, value);
            setter.set(View::Form(draft));
        })
    }
}

fn form(draft: &ItemDraft, view: &UseStateHandle<View>, problem: Option<&RowProblem>) -> Html {
    let changes = Changes { draft, view };
    let by_row = |id: u32, edit: fn(&mut Row, String)| {
        changes.by(move |draft, text: String| {
            if let Some(row) = draft.rows.iter_mut().find(|row| row.id == id) {
                edit(row, text);
            }
        })
    };
    let add = changes.by(|draft, _: MouseEvent| draft.add());
    html! {
        <div class="attributes">
            { for draft.rows.iter().map(|row| {
                let id = row.id;
                let wrong = problem.is_some_and(|problem| problem.id == id);
                let name = if row.name.is_empty() { "the new attribute".to_owned() } else { row.name.clone() };
                let kind = TYPES.iter().position(|one| *one == row.kind).unwrap_or(0);
                let set_kind = by_row(id, |row, place| {
                    if let Some(kind) = place.parse().ok().and_then(|place: usize| TYPES.get(place)) {
                        row.kind = *kind;
                    }
                });
                html! {
                    <div class="attribute" role="group" aria-label={name.clone()} key={id}>
                        { TextField::new("Name", row.name.clone(), by_row(id, |row, text| row.name = text)).bare().mono().placeholder("name").fixed(row.is_key).draw() }
                        { SelectField::new(format!("Type of {name}"), TYPES.iter().map(|one| type_name(*one)).collect(), kind, set_kind.reform(|place: usize| place.to_string())).bare().fixed(row.is_key).draw() }
                        { value_field(row, &name, wrong, by_row(id, |row, text| row.text = text)) }
                        if row.is_key {
                            <span class="chip key-chip">{ "key" }</span>
                        } else {
                            <button type="button" class="ghost square" aria-label={format!("Remove {name}")}
                                onclick={changes.by(move |draft, _: MouseEvent| draft.rows.retain(|row| row.id != id))}>{ icon(Icon::Close) }</button>
                        }
                    </div>
                }
            }) }
            <div><button type="button" class="small" onclick={add}>{ icon(Icon::Add) }{ "Attribute" }</button></div>
        </div>
    }
}

fn value_field(row: &Row, name: &str, wrong: bool, set: Callback<String>) -> Html {
    let label = format!("Value of {name}");
    match row.kind {
        AttributeType::Null => html! { <span class="field hint">{ "null" }</span> },
        AttributeType::Bool => html! {
            { SelectField::new(label, vec!["false", "true"], usize::from(row.text.trim() == "true"), set.reform(|place: usize| if place == 1 { "true".to_owned() } else { "false".to_owned() })).bare().draw() }
        },
        AttributeType::M | AttributeType::L | AttributeType::Ss | AttributeType::Ns | AttributeType::Bs => html! {
            { TextField::new(label, row.text.clone(), set).bare().mono().rows(3).wrong(wrong).placeholder(example(row.kind)).draw() }
        },
        AttributeType::S if row.text.contains('\n') => html! {
            { TextField::new(label, row.text.clone(), set).bare().mono().rows(3).wrong(wrong).draw() }
        },
        _ => html! {
            { TextField::new(label, row.text.clone(), set).bare().mono().wrong(wrong).placeholder(if row.kind == AttributeType::B { "base64" } else { "" }).draw() }
        },
    }
}

const fn example(kind: AttributeType) -> &'static str {
    match kind {
        AttributeType::M => "{\"city\": {\"S\": \"Porto\"}}",
        AttributeType::L => "[{\"S\": \"a\"}, {\"N\": \"1\"}]",
        AttributeType::Ns => "[\"1\", \"2.5\"]",
        _ => "[\"a\", \"b\"]",
    }
}

/// How large the item is, and what writing and reading it costs.
fn meter(size_bytes: Option<usize>) -> Html {
    let Some(size_bytes) = size_bytes else {
        return html! { <p class="meter-words hint">{ "The size is known once every value is one." }</p> };
    };
    let most = limits::ITEM_SIZE_BYTES;
    let over = size_bytes > most;
    let words = format!("{} of {}", quantity::bytes(size_bytes as u64), quantity::bytes(most as u64));
    html! {
        <div class="meter">
            <meter min="0" max={most.to_string()} value={size_bytes.to_string()} aria-label={format!("Item size: {words}")} />
            <p class="meter-words">
                <span class={if over { "wrong" } else { "is-storage" }}>{ words }</span>
                <span class="is-write">{ format!("{} to write", quantity::write_units(HalfUnits::write(size_bytes))) }</span>
                <span class="is-read">{ format!("{} to read", quantity::read_units(HalfUnits::eventual_read(size_bytes))) }</span>
                <span class="hint">{ "eventually consistent, indexes not counted" }</span>
            </p>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::{AttributeType, key_of, put_body};
    use crate::json::parse;

    #[test]
    fn a_new_item_replaces_none() {
        let keys = vec![("pk".to_owned(), AttributeType::S)];
        let item = parse(r#"{"pk": {"S": "a"}, "n": {"N": "1"}}"#).unwrap().as_object().cloned().unwrap();
        assert_eq!(key_of(&item, &keys), parse(r#"{"pk": {"S": "a"}}"#).unwrap());
        assert!(put_body("t", &item, &keys, false).get("ConditionExpression").is_none());
        assert_eq!(put_body("t", &item, &keys, true).get("ExpressionAttributeNames"), parse(r##"{"#key": "pk"}"##).as_ref().ok());
    }
}
