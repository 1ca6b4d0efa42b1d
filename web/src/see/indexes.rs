//! The index screen: choose an item, see its fan-out; and what the table's indexes are.

use std::rc::Rc;

use client::{Answer, Ask};
use report::{ConsoleStep, ErrorReport, IndexReport, TableReport};
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::area::index_class;
use crate::asked::use_asked;
use crate::link::use_link;
use crate::quantity;
use crate::run::ErrorCard;
use crate::see::fan_out::{FanOutView, kind_word, projection_words};
use crate::see::item_key::{ItemKey, listed, listing_scan, type_hint};

/// Items that one listing reads.
const LISTED: u32 = 50;

#[derive(Properties, PartialEq)]
pub(crate) struct IndexesProps {
    /// The table.
    pub table: Rc<TableReport>,
    /// Grows with every change.
    pub version: u64,
}

/// The picker, the fan-out of the picked item, and the indexes.
#[component]
pub(crate) fn Indexes(props: &IndexesProps) -> Html {
    let table = &props.table;
    let picked = use_state(|| None::<ItemKey>);
    let ask = picked.as_ref().map(|key| Ask::FanOut { table: table.name.clone(), key: key.to_wire(&table.key) });
    let asked = use_asked(ask, props.version);
    let on_pick = {
        let picked = picked.clone();
        Callback::from(move |key: ItemKey| picked.set(Some(key)))
    };
    let found = match (picked.is_some(), asked.answer.as_deref()) {
        (true, Some(Answer::FanOut(fan_out))) => {
            html! { <FanOutView fan_out={Rc::new((**fan_out).clone())} table={table.clone()} /> }
        }
        (true, Some(Answer::Refused(error))) => html! { <ErrorCard error={error.clone()} /> },
        (true, _) => html! { <p class="hint" role="status">{ "Reading the item…" }</p> },
        (false, _) => html! {
            <div class="empty">
                <p>{ "Choose an item above. Its attributes are then drawn to scale, with a ribbon to every index that copies them, the units of each write, and the reason where an index holds nothing of it." }</p>
            </div>
        },
    };
    html! {
        <div class="stack wide">
            <ItemPicker table={table.clone()} picked={(*picked).clone()} {on_pick} />
            { found }
            <IndexList table={table.clone()} />
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct ItemPickerProps {
    table: Rc<TableReport>,
    picked: Option<ItemKey>,
    on_pick: Callback<ItemKey>,
}

/// Fields for a typed key, and a list of keys read on demand.
#[component]
fn ItemPicker(props: &ItemPickerProps) -> Html {
    let link = use_link();
    let table = &props.table;
    let typed = use_state(|| props.picked.clone().unwrap_or_else(|| ItemKey::empty(&table.key)));
    let keys = use_state(Vec::<ItemKey>::new);
    let trouble = use_state(|| None::<ErrorReport>);
    let busy = use_state(|| false);
    let list = {
        let (table, keys, trouble, busy) = (table.clone(), keys.clone(), trouble.clone(), busy.clone());
        let (typed, on_pick) = (typed.clone(), props.on_pick.clone());
        Callback::from(move |_: MouseEvent| {
            let (link, table, keys, trouble, busy) = (link.clone(), table.clone(), keys.clone(), trouble.clone(), busy.clone());
            let (typed, on_pick) = (typed.clone(), on_pick.clone());
            busy.set(true);
            spawn_local(async move {
                let body = listing_scan(&table.name, &table.key, LISTED);
                match link.ask(Ask::Execute { operation: "Scan".to_owned(), body }).await {
                    Answer::Steps(steps) => {
                        let found: Vec<ItemKey> =
                            steps.iter().flat_map(|step: &ConsoleStep| listed(&table.key, &step.output)).collect();
                        trouble.set(steps.into_iter().find_map(|step| step.error));
                        if let Some(first) = found.first() {
                            typed.set(first.clone());
                            on_pick.emit(first.clone());
                        }
                        keys.set(found);
                    }
                    Answer::Refused(error) => trouble.set(Some(error)),
                    _ => {}
                }
                busy.set(false);
            });
        })
    };
    let choose = {
        let (keys, typed, on_pick) = (keys.clone(), typed.clone(), props.on_pick.clone());
        Callback::from(move |event: Event| {
            let place = event
                .target_dyn_into::<web_sys::HtmlSelectElement>()
                .and_then(|select| usize::try_from(select.selected_index()).ok());
            if let Some(key) = place.and_then(|place| keys.get(place)) {
                typed.set(key.clone());
                on_pick.emit(key.clone());
            }
        })
    };
    let submit = {
        let (typed, table, on_pick) = (typed.clone(), table.clone(), props.on_pick.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if typed.is_complete(&table.key) {
                on_pick.emit((*typed).clone());
            }
        })
    };
    let field = |(number, attribute): (usize, &model::KeyAttribute)| {
        let typed = typed.clone();
        let value = typed.0.get(number).cloned().unwrap_or_default();
        let oninput = Callback::from(move |event: InputEvent| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            let mut next = (*typed).clone();
            if let Some(text) = next.0.get_mut(number) {
                *text = input.value();
            }
            typed.set(next);
        });
        html! {
            <label key={attribute.name.clone()} class="field">
                <span>{ format!("{} ({})", attribute.name, type_hint(attribute.key_type)) }</span>
                <input class="mono" type="text" autocomplete="off" spellcheck="false" {value} {oninput} />
            </label>
        }
    };
    let option = |(number, key): (usize, &ItemKey)| {
        html! { <option key={number} selected={props.picked.as_ref() == Some(key)}>{ key.words() }</option> }
    };
    html! {
        <div class="panel">
            <form class="body picker" onsubmit={submit}>
                { for table.key.attributes().enumerate().map(field) }
                <button type="submit" class="primary" disabled={!typed.is_complete(&table.key)}>{ "Draw this item" }</button>
                <div class="picker-list">
                    <button type="button" onclick={list} disabled={*busy} aria-busy={busy.to_string()}>
                        { format!("List {LISTED} keys") }
                    </button>
                    if keys.is_empty() {
                        <span class="hint">{ "A real Scan: it reads up to 50 items and its receipt is kept." }</span>
                    } else {
                        <label class="field"><span>{ "Item" }</span><select class="mono" onchange={choose}>{ for keys.iter().enumerate().map(option) }</select></label>
                    }
                </div>
            </form>
            if let Some(error) = &*trouble { <ErrorCard error={error.clone()} /> }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct IndexListProps {
    table: Rc<TableReport>,
}

/// The table's indexes as they are defined.
#[component]
fn IndexList(props: &IndexListProps) -> Html {
    let table = &props.table;
    if table.indexes.is_empty() {
        return html! { <p class="hint">{ format!("{} has no secondary index: each write is one write. Add a global index in Build.", table.name) }</p> };
    }
    let row = |index: &IndexReport| {
        let key = index.key.attributes().map(|attribute| attribute.name.clone()).collect::<Vec<_>>().join(" / ");
        html! {
            <tr key={index.name.clone()}>
                <th scope="row"><span class={classes!("hue-mark", index_class(table, &index.name))} aria-hidden="true"></span>{ &index.name }</th>
                <td>{ kind_word(index.kind) }</td>
                <td class="mono">{ key }</td>
                <td>{ projection_words(&index.projection) }</td>
                <td class="number">{ quantity::count(index.item_count) }</td>
                <td class="number">{ quantity::bytes(index.size_bytes) }</td>
            </tr>
        }
    };
    html! {
        <section class="panel" aria-label="Indexes">
            <header><h2>{ format!("Indexes of {}", table.name) }</h2></header>
            <div class="scroll" tabindex="0" role="region" aria-label="Indexes as a table">
                <table class="data">
                    <thead><tr>
                        <th scope="col">{ "Index" }</th><th scope="col">{ "Kind" }</th><th scope="col">{ "Key" }</th>
                        <th scope="col">{ "Projection" }</th><th scope="col" class="number">{ "Entries" }</th><th scope="col" class="number">{ "Size" }</th>
                    </tr></thead>
                    <tbody>{ for table.indexes.iter().map(row) }</tbody>
                </table>
            </div>
        </section>
    }
}
