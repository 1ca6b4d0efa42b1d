//! The items of a table or the entries of an index: read by query or scan, page by page; add, edit, delete.

use std::collections::BTreeSet;
use std::rc::Rc;

use client::Ask;
use gloo::timers::callback::Timeout;
use model::{AttributeType, limits};
use report::{ConsoleStep, ErrorReport, IndexKind, IndexReport, TableReport};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::attribute::Attributes;
use super::item_editor::{ItemEditor, key_of};
use super::item_grid::{ItemGridProps, item_grid};
use super::query_bar::{QueryBarProps, query_bar};
use super::query_draft::QueryDraft;
use super::request::execute;
use crate::app::Dispatch;
use crate::control::{CopyButton, Icon, icon};
use crate::json::{Value, object, parse};
use crate::link::use_link;
use crate::quantity;
use crate::run::ErrorCard;
use crate::state::Msg;

/// How long changes from elsewhere rest before the page is read again.
const REST_MS: u32 = 250;
/// How long a change made here explains a new version; the engine tells of it well within.
const OWN_CHANGE_MS: f64 = 700.0;

/// What is read.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct ItemsProps {
    /// The table.
    pub(crate) table: TableReport,
    /// The index, if an index is read.
    pub(crate) index: Option<IndexReport>,
    /// Changes so far; a change from elsewhere reads the page again.
    pub(crate) version: u64,
}

/// A page that was read.
#[derive(Clone, Debug, Default, PartialEq)]
struct Page {
    items: Rc<Vec<Attributes>>,
    scanned: u64,
    last_key: Option<Value>,
    step: Option<ConsoleStep>,
}

/// What the editor is open for.
#[derive(Clone, PartialEq)]
enum Editing {
    New,
    Item(Attributes),
}

/// The screen.
#[component]
pub(crate) fn Items(props: &ItemsProps) -> Html {
    let link = use_link();
    let dispatch = use_context::<Dispatch>().unwrap_or_default();
    let draft = use_state(QueryDraft::default);
    let page = use_state(|| None::<Page>);
    // Where each page before this one began; the last one is where this page begins.
    let starts = use_state(Vec::<Value>::new);
    let error = use_state(|| None::<ErrorReport>);
    let busy = use_state(|| false);
    let ticked = use_state(BTreeSet::<usize>::new);
    let editing = use_state(|| None::<Editing>);
    let said = use_state(|| None::<String>);
    // When a change was made here. It is put into the page as it is shown: reading it again would cost units and hide its receipt.
    let own_change = use_mut_ref(|| 0.0_f64);

    let key = props.index.as_ref().map_or(&props.table.key, |index| &index.key).clone();
    let keys = table_keys(&props.table);
    let read = {
        let (link, draft, page, error, busy, ticked, starts) =
            (link.clone(), draft.clone(), page.setter(), error.setter(), busy.setter(), ticked.setter(), starts.setter());
        let (table, index, key) = (props.table.name.clone(), props.index.as_ref().map(|index| index.name.clone()), key.clone());
        Callback::from(move |from: Vec<Value>| {
            let body = draft.body(&table, index.as_deref(), &key, from.last());
            let operation = draft.operation();
            let (link, page, error, busy, ticked, starts) =
                (link.clone(), page.clone(), error.clone(), busy.clone(), ticked.clone(), starts.clone());
            busy.set(true);
            spawn_local(async move {
                let done = execute(&link, operation, &body).await;
                busy.set(false);
                match done {
                    Ok(step) => {
                        error.set(None);
                        ticked.set(BTreeSet::new());
                        starts.set(from);
                        page.set(Some(Page::read(step)));
                    }
                    Err(found) => error.set(Some(found)),
                }
            });
        })
    };
    {
        let (read, starts, own_change, is_first) = (read.clone(), starts.clone(), Rc::clone(&own_change), page.is_none());
        use_effect_with(props.version, move |_| {
            // Many changes in a row, such as a sample being loaded, are read once.
            let timer = Timeout::new(if is_first { 0 } else { REST_MS }, move || {
                if js_sys::Date::now() - *own_change.borrow() > OWN_CHANGE_MS {
                    read.emit((*starts).clone());
                }
            });
            move || drop(timer)
        });
    }
    let on_run = {
        let (read, said) = (read.clone(), said.setter());
        Callback::from(move |()| {
            said.set(None);
            read.emit(Vec::new());
        })
    };
    let on_open = {
        let (page, editing, error, link, table, keys) =
            (page.clone(), editing.setter(), error.setter(), link.clone(), props.table.name.clone(), keys.clone());
        let is_index = props.index.is_some();
        Callback::from(move |place: usize| {
            let Some(item) = page.as_ref().and_then(|page| page.items.get(place)).cloned() else { return };
            if !is_index {
                return editing.set(Some(Editing::Item(item)));
            }
            // An index may hold a part of the item; what is edited is always the whole of it.
            let body =
                object([("TableName", table.as_str().into()), ("Key", key_of(&item, &keys)), ("ConsistentRead", true.into())]);
            let (link, editing, error) = (link.clone(), editing.clone(), error.clone());
            spawn_local(async move {
                match execute(&link, "GetItem", &body).await {
                    Ok(step) => editing.set(whole_item(&step).map(Editing::Item)),
                    Err(found) => error.set(Some(found)),
                }
            });
        })
    };
    let on_done = {
        let (page, editing, said, own_change, keys) =
            (page.clone(), editing.clone(), said.setter(), Rc::clone(&own_change), keys.clone());
        let is_index = props.index.is_some();
        Callback::from(move |saved: Option<Attributes>| {
            let old = match &*editing {
                Some(Editing::Item(item)) => Some(item.clone()),
                _ => None,
            };
            said.set(Some(match (&saved, &old) {
                (None, _) => "Deleted 1 item.".to_owned(),
                (Some(_), None) => "Added 1 item.".to_owned(),
                (Some(_), Some(_)) => "Saved 1 item.".to_owned(),
            }));
            editing.set(None);
            // An index is read again, because only the engine knows its entries.
            if is_index {
                return;
            }
            own_change.replace(js_sys::Date::now());
            if let Some(shown) = &*page {
                page.set(Some(shown.with(old.as_ref(), saved, &keys)));
            }
        })
    };
    let delete_ticked = {
        let (page, ticked, said, error, link, table, keys) =
            (page.clone(), ticked.clone(), said.setter(), error.setter(), link.clone(), props.table.name.clone(), keys.clone());
        let own_change = Rc::clone(&own_change);
        move |_: MouseEvent| {
            let Some(shown) = (*page).clone() else { return };
            let gone: Vec<Attributes> =
                ticked.iter().filter_map(|place| shown.items.get(*place)).take(limits::BATCH_WRITE_REQUESTS).cloned().collect();
            let requests: Vec<Value> =
                gone.iter().map(|item| object([("DeleteRequest", object([("Key", key_of(item, &keys))]))])).collect();
            let body = object([("RequestItems", object([(&table, requests.into())]))]);
            let (page, ticked, said, error, link, keys) =
                (page.clone(), ticked.clone(), said.clone(), error.clone(), link.clone(), keys.clone());
            let own_change = Rc::clone(&own_change);
            spawn_local(async move {
                match execute(&link, "BatchWriteItem", &body).await {
                    Ok(_) => {
                        own_change.replace(js_sys::Date::now());
                        said.set(Some(format!("Deleted {}.", quantity::plural(gone.len() as u64, "item"))));
                        page.set(Some(gone.iter().fold(shown, |page, item| page.with(Some(item), None, &keys))));
                        ticked.set(BTreeSet::new());
                    }
                    Err(found) => error.set(Some(found)),
                }
            });
        }
    };
    let on_tick = {
        let ticked = ticked.clone();
        Callback::from(move |(place, is_ticked): (usize, bool)| {
            let mut places = (*ticked).clone();
            if is_ticked {
                places.insert(place);
            } else {
                places.remove(&place);
            }
            ticked.set(places);
        })
    };
    let add = {
        let editing = editing.setter();
        move |_: MouseEvent| editing.set(Some(Editing::New))
    };
    let undo = {
        let (said, own_change) = (said.setter(), Rc::clone(&own_change));
        dispatch.reform(move |_: MouseEvent| {
            said.set(None);
            own_change.replace(0.0);
            Msg::Ask(Ask::Undo)
        })
    };
    let columns = grid_keys(props);
    let may_be_strong = props.index.as_ref().is_none_or(|index| index.kind == IndexKind::Local);
    let on_draft = {
        let draft = draft.setter();
        Callback::from(move |changed| draft.set(changed))
    };
    html! {
        <div class="stack">
            { query_bar(&QueryBarProps { draft: (*draft).clone(), key_schema: key.clone(), may_be_strong, busy: *busy, on_draft, on_run }) }
            if let Some(error) = &*error { <ErrorCard error={error.clone()} /> }
            <div class="spread items-bar">
                <div class="row">
                    <button type="button" onclick={add.clone()}>{ icon(Icon::Add) }{ "Item" }</button>
                    if !ticked.is_empty() {
                        <button type="button" class="danger" onclick={delete_ticked}>{ format!("Delete {}", quantity::plural(ticked.len().min(limits::BATCH_WRITE_REQUESTS) as u64, "item")) }</button>
                    }
                    if let Some(said) = &*said {
                        <span class="said">{ said }{ " " }<button type="button" class="small ghost" onclick={undo}>{ icon(Icon::Undo) }{ "Undo" }</button></span>
                    }
                </div>
                { page.as_ref().map(|page| html! { <p class="counts">{ page.words() }</p> }) }
            </div>
            { body(page.as_ref(), props, columns, &ticked, on_tick, on_open, &add) }
            { page.as_ref().map(|page| pager(page, &starts, &read)) }
            { match &*editing {
                None => Html::default(),
                Some(open) => {
                    let item = match open { Editing::New => None, Editing::Item(item) => Some(item.clone()) };
                    let editing = editing.setter();
                    html! { <ItemEditor table={props.table.name.clone()} keys={keys.clone()} {item} on_close={move |()| editing.set(None)} {on_done} /> }
                }
            } }
        </div>
    }
}

fn body(
    page: Option<&Page>,
    props: &ItemsProps,
    columns: (Vec<String>, usize),
    ticked: &BTreeSet<usize>,
    on_tick: Callback<(usize, bool)>,
    on_open: Callback<usize>,
    add: &(impl Fn(MouseEvent) + Clone + 'static),
) -> Html {
    let Some(page) = page else { return Html::default() };
    if !page.items.is_empty() {
        let ticked = props.index.is_none().then(|| ticked.clone());
        let items = Rc::clone(&page.items);
        return item_grid(&ItemGridProps { items, keys: columns.0, partition_keys: columns.1, ticked, on_tick, on_open });
    }
    if page.last_key.is_some() {
        return html! { <div class="empty"><p>{ "0 matches on this page: there is more to read. Go to the next page." }</p></div> };
    }
    if props.table.item_count == 0 {
        return html! {
            <div class="empty">
                <p>{ "No items yet. An item needs its key attributes; all others are free, and may differ from item to item." }</p>
                <button type="button" class="primary" onclick={add.clone()}>{ "Write the first item" }</button>
            </div>
        };
    }
    html! { <div class="empty"><p>{ format!("Nothing matches. {} evaluated.", quantity::plural(page.scanned, "item")) }</p></div> }
}

fn pager(page: &Page, starts: &[Value], read: &Callback<Vec<Value>>) -> Html {
    let number = starts.len() + 1;
    let previous = starts.split_last().map(|(_, before)| before.to_vec());
    let next = page.last_key.clone().map(|key| starts.iter().cloned().chain([key]).collect::<Vec<_>>());
    let turn = |to: Option<Vec<Value>>, words: &'static str| {
        let (read, disabled) = (read.clone(), to.is_none());
        let onclick = move |_: MouseEvent| {
            if let Some(to) = &to {
                read.emit(to.clone());
            }
        };
        html! { <button type="button" class="small" {disabled} {onclick}>{ words }</button> }
    };
    html! {
        <div class="spread pager">
            <div class="row" role="group" aria-label="Pages">
                { turn(previous, "Previous page") }<span class="number">{ format!("page {number}") }</span>{ turn(next, "Next page") }
                if let Some(key) = &page.last_key {
                    <details><summary>{ "LastEvaluatedKey" }</summary><pre class="code" translate="no">{ key.to_string() }</pre></details>
                }
            </div>
            if let Some(cli) = page.step.as_ref().and_then(|step| step.cli.clone()) { <CopyButton text={cli} what="CLI line" /> }
        </div>
    }
}

impl Page {
    /// Reads the answer of a query or scan.
    fn read(step: ConsoleStep) -> Self {
        let answer = parse(&step.output).unwrap_or_default();
        let items = answer
            .get("Items")
            .and_then(Value::as_array)
            .map(|items| items.iter().filter_map(|item| item.as_object().cloned()).collect());
        Page {
            items: Rc::new(items.unwrap_or_default()),
            scanned: answer.get("ScannedCount").and_then(Value::as_u64).unwrap_or(0),
            last_key: answer.get("LastEvaluatedKey").filter(|key| key.as_object().is_some()).cloned(),
            step: Some(step),
        }
    }

    /// The page after a change: `old` gone, `new` in its place, or at the top if it is nowhere yet.
    fn with(&self, old: Option<&Attributes>, new: Option<Attributes>, keys: &[(String, AttributeType)]) -> Self {
        let key = |item: &Attributes| key_of(item, keys);
        let mut items: Vec<Attributes> = (*self.items).clone();
        match new {
            Some(new) => match items.iter_mut().find(|item| key(item) == key(&new)) {
                Some(place) => *place = new,
                None => items.insert(0, new),
            },
            None => items.retain(|item| old.is_none_or(|old| key(item) != key(old))),
        }
        Page { items: Rc::new(items), ..self.clone() }
    }

    /// `25 returned, 40 evaluated, 2.5 read units`.
    fn words(&self) -> String {
        let mut words =
            format!("{} returned, {} evaluated", quantity::count(self.items.len() as u64), quantity::count(self.scanned));
        if let Some(receipt) = self.step.as_ref().and_then(|step| step.receipt.as_ref()) {
            words.push_str(", ");
            words.push_str(&super::read_words(receipt.read_units));
        }
        words
    }
}

fn whole_item(step: &ConsoleStep) -> Option<Attributes> {
    let answer = parse(&step.output).ok()?;
    answer.get("Item")?.as_object().cloned()
}

fn table_keys(table: &TableReport) -> Vec<(String, AttributeType)> {
    let both = table.key.partition.iter().chain(&table.key.sort);
    both.map(|attribute| (attribute.name.clone(), attribute.key_type.attribute_type())).collect()
}

/// Key columns: those of what is read, then those of the table; and how many of them are the partition key.
fn grid_keys(props: &ItemsProps) -> (Vec<String>, usize) {
    let key = props.index.as_ref().map_or(&props.table.key, |index| &index.key);
    let mut names: Vec<String> = key.partition.iter().chain(&key.sort).map(|attribute| attribute.name.clone()).collect();
    for attribute in props.table.key.partition.iter().chain(&props.table.key.sort) {
        if !names.contains(&attribute.name) {
            names.push(attribute.name.clone());
        }
    }
    (names, key.partition.len())
}

#[cfg(test)]
mod tests {
    use super::{AttributeType, Attributes, Page, Rc, parse};
    use report::ConsoleStep;

    fn step(output: &str) -> ConsoleStep {
        let output = output.to_owned();
        ConsoleStep {
            input: String::new(),
            operation: None,
            request: None,
            cli: None,
            notes: vec![],
            status: 200,
            output,
            error: None,
            receipt: None,
            attempts: Vec::new(),
        }
    }

    fn item(text: &str) -> Attributes {
        parse(text).unwrap().as_object().cloned().unwrap()
    }

    #[test]
    fn a_page_is_read_from_the_answer() {
        let page = Page::read(step(
            r#"{"Items": [{"pk": {"S": "a"}}], "Count": 1, "ScannedCount": 40, "LastEvaluatedKey": {"pk": {"S": "z"}}}"#,
        ));
        assert_eq!((page.items.len(), page.scanned, page.last_key.is_some()), (1, 40, true));
        assert_eq!(page.words(), "1 returned, 40 evaluated");
        assert_eq!(Page::read(step("nonsense")).items.len(), 0);
    }

    #[test]
    fn a_change_shows_at_once() {
        let keys = vec![("pk".to_owned(), AttributeType::S)];
        let (a, b) = (item(r#"{"pk": {"S": "a"}, "n": {"N": "1"}}"#), item(r#"{"pk": {"S": "b"}}"#));
        let page = Page { items: Rc::new(vec![a.clone()]), ..Page::default() };
        let changed = item(r#"{"pk": {"S": "a"}, "n": {"N": "2"}}"#);
        assert_eq!(*page.with(Some(&a), Some(changed.clone()), &keys).items, vec![changed]);
        assert_eq!(*page.with(None, Some(b.clone()), &keys).items, vec![b, a.clone()]);
        assert!(page.with(Some(&a), None, &keys).items.is_empty());
    }
}
