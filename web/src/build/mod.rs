//! The area Build: tables and their items; buckets, which the stage draws.

mod attribute;
pub(crate) mod buckets;
mod create_table;
mod index_fields;
mod item_draft;
mod item_editor;
mod item_grid;
mod items;
mod key_words;
pub(crate) mod patterns;
mod query_bar;
mod query_draft;
pub(crate) mod request;
mod table_draft;
mod table_page;
pub(crate) mod views;
mod welcome;

use model::HalfUnits;
use report::IndexKind;
use yew::prelude::*;

use crate::app::Dispatch;
use crate::area::{AreaProps, index_class};
use crate::quantity;

use create_table::CreateTable;
use items::Items;
use table_page::TablePage;
use views::views;
use welcome::welcome;

/// Parts of the address.
const CREATE: &str = "create";
const TABLE: &str = "table";

/// The screen of this area.
pub(crate) fn build_screen(props: &AreaProps, dispatch: &Dispatch) -> Html {
    if props.part.as_deref() == Some(CREATE) {
        return html! { <CreateTable go={props.go.clone()} /> };
    }
    let (Some(table), Some(selected)) = (props.table().cloned(), props.selected.clone()) else {
        return welcome(dispatch);
    };
    let on_table = props.part.as_deref() == Some(TABLE);
    let index = props.index().cloned();
    let (key, count, size_bytes) = match &index {
        Some(index) => (&index.key, index.item_count, index.size_bytes),
        None => (&table.key, table.item_count, table.size_bytes),
    };
    html! {
        <div class="build stack wide">
            <div class="build-head">
                <div class="stack-close">
                    <h1 class={index.as_ref().map(|index| classes!("index-name", index_class(&table, &index.name)))} translate="no">
                        { index.as_ref().map_or(&table.name, |index| &index.name) }</h1>
                    <p class="build-facts">
                        if let Some(index) = &index {
                            <span>{ if index.kind == IndexKind::Local { "local index of " } else { "global index of " } }<b translate="no">{ &table.name }</b></span>
                        }
                        <span>{ key_words::schema(key) }</span>
                        <span>{ quantity::plural(count, if index.is_some() { "entry" } else { "item" }) }</span>
                        <span class="is-storage">{ quantity::bytes(size_bytes) }</span>
                        <span>{ key_words::capacity(&index.as_ref().and_then(|index| index.capacity).unwrap_or(table.capacity)) }</span>
                    </p>
                </div>
                { views(Some(&selected), on_table.then_some(TABLE)) }
            </div>
            if !may_be_read(&table.status) {
                <div class="empty" role="status"><p>{ format!("{} is {}: it can be read once it is ACTIVE.", table.name, table.status) }</p></div>
            } else if on_table {
                <TablePage {table} version={props.report.version} go={props.go.clone()} />
            } else {
                <Items key={selected.key()} {table} {index} version={props.report.version} />
            }
        </div>
    }
}

/// Whether a table in this state answers reads.
fn may_be_read(status: &str) -> bool {
    matches!(status, "ACTIVE" | "UPDATING")
}

/// `2.5 read units` of a sum, for a line of words.
fn read_words(units: HalfUnits) -> String {
    let noun = if units == HalfUnits::whole(1) { "read unit" } else { "read units" };
    format!("{} {noun}", quantity::units(units))
}
