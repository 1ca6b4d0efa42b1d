//! A page of items as a grid: key attributes first, item collections visibly together.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use yew::prelude::*;

use super::attribute::{self, Attributes};
use crate::control::CheckField;
use crate::json::Value;
use crate::quantity;

/// Columns shown (our bound: the rest is in the editor).
const COLUMNS_MAX: usize = 24;

/// The page.
pub(crate) struct ItemGridProps {
    /// Items in the order they were read.
    pub(crate) items: Rc<Vec<Attributes>>,
    /// Key attributes of what was read, then those of its table.
    pub(crate) keys: Vec<String>,
    /// How many of `keys` are the partition key: items that share it are one collection.
    pub(crate) partition_keys: usize,
    /// Places of ticked items; none can be ticked in an index.
    pub(crate) ticked: Option<BTreeSet<usize>>,
    /// Ticks or unticks.
    pub(crate) on_tick: Callback<(usize, bool)>,
    /// Opens an item.
    pub(crate) on_open: Callback<usize>,
}

/// The grid.
pub(crate) fn item_grid(props: &ItemGridProps) -> Html {
    let others = other_columns(&props.items, &props.keys);
    let hidden = others.len().saturating_sub(COLUMNS_MAX);
    let others: Vec<String> = others.into_iter().take(COLUMNS_MAX).collect();
    html! {
        <>
            <div class="scroll grid" tabindex="0" role="region" aria-label="Items">
                <table class="data">
                    <thead><tr>
                        if props.ticked.is_some() { <th scope="col"><span class="quiet">{ "Tick" }</span></th> }
                        { for props.keys.iter().map(|name| html! { <th scope="col" class="key-column" translate="no">{ name }</th> }) }
                        { for others.iter().map(|name| html! { <th scope="col" translate="no">{ name }</th> }) }
                    </tr></thead>
                    <tbody>{ for props.items.iter().enumerate().map(|(place, item)| row(props, place, item, &others)) }</tbody>
                </table>
            </div>
            if hidden > 0 { <p class="hint">{ format!("{} more: open an item to see all of it.", quantity::plural(hidden as u64, "attribute")) }</p> }
        </>
    }
}

fn row(props: &ItemGridProps, place: usize, item: &Attributes, others: &[String]) -> Html {
    let before = place.checked_sub(1).and_then(|place| props.items.get(place));
    let same =
        before.is_some_and(|before| props.keys.iter().take(props.partition_keys).all(|name| before.get(name) == item.get(name)));
    let name = props.keys.iter().filter_map(|key| item.get(key)).map(attribute::cell).collect::<Vec<_>>().join(" / ");
    let open = {
        let on_open = props.on_open.clone();
        move |_: MouseEvent| on_open.emit(place)
    };
    let tick = props.ticked.as_ref().map(|ticked| {
        let on_value = props.on_tick.reform(move |value| (place, value));
        html! { <td class="tick">{ CheckField::new(format!("Tick {name}"), ticked.contains(&place), on_value).bare().draw() }</td> }
    });
    let keys = props.keys.iter().enumerate().map(|(column, key)| {
        let text = item.get(key).map(attribute::cell).unwrap_or_default();
        // The first sort key of a collection, or the partition key of a table without, opens the item.
        let opens = column + 1 == props.keys.len().min(props.partition_keys + 1);
        let again = same && column < props.partition_keys && props.keys.len() > props.partition_keys;
        let class = classes!("key-cell", again.then_some("again"));
        if opens {
            html! { <td {class}><button type="button" class="open" aria-label={format!("Open {name}")} onclick={open.clone()}>{ text }</button></td> }
        } else {
            html! { <td {class}>{ text }</td> }
        }
    });
    html! {
        <tr key={place} class={classes!((!same && place > 0).then_some("collection"))}>
            { tick }{ for keys }
            { for others.iter().map(|name| cell(item.get(name))) }
        </tr>
    }
}

fn cell(value: Option<&Value>) -> Html {
    let Some(value) = value else { return html! { <td class="absent"><span class="quiet">{ "absent" }</span></td> } };
    let kind = attribute::parts(value).map_or("", |(kind, _)| kind.code());
    let class = if kind == "N" { "number" } else { "" };
    html! { <td {class} title={kind}>{ attribute::cell(value) }</td> }
}

/// Attribute names beyond the keys, the most frequent first, then by name.
fn other_columns(items: &[Attributes], keys: &[String]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in items.iter().flat_map(|item| item.keys()) {
        *counts.entry(name).or_default() += 1;
    }
    let mut names: Vec<(&str, usize)> = counts.into_iter().filter(|(name, _)| !keys.iter().any(|key| key == name)).collect();
    // The sort is stable, so names of equal frequency stay in their order.
    names.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    names.into_iter().map(|(name, _)| name.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Attributes, other_columns};
    use crate::json::parse;

    #[test]
    fn frequent_attributes_come_first() {
        let item = |text: &str| parse(text).unwrap().as_object().cloned().unwrap();
        let items: Vec<Attributes> = vec![item(r#"{"pk": 1, "z": 1, "b": 1}"#), item(r#"{"pk": 1, "z": 1, "a": 1}"#)];
        assert_eq!(other_columns(&items, &["pk".to_owned()]), ["z", "a", "b"]);
    }
}
