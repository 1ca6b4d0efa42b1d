//! The picker of the one object that every screen is about: a table or one of its indexes.

use report::{IndexKind, WorkspaceReport};
use wasm_bindgen::JsCast;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::app::Dispatch;
use crate::area::Selection;
use crate::state::Msg;

/// The picker: the browser's own, which every keyboard and screen reader knows.
pub(crate) fn object_picker(report: &WorkspaceReport, selected: Option<&Selection>, dispatch: &Dispatch) -> Html {
    let objects = objects(report);
    if objects.is_empty() {
        return html! { <span class="no-object">{ "No table yet" }</span> };
    }
    let onchange = {
        let (objects, dispatch) = (objects.clone(), dispatch.clone());
        move |event: Event| {
            let place = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
            let place = place.and_then(|select| usize::try_from(select.selected_index()).ok());
            if let Some(selection) = place.and_then(|place| objects.get(place)) {
                dispatch.emit(Msg::Select(selection.clone()));
            }
        }
    };
    html! {
        <select class="object" aria-label="Table or index" {onchange}>
            { for objects.iter().map(|one| html! {
                <option key={one.key()} selected={Some(one) == selected}>{ label(one, report) }</option>
            }) }
        </select>
    }
}

/// Each table, followed by its indexes.
fn objects(report: &WorkspaceReport) -> Vec<Selection> {
    let mut objects = Vec::new();
    for table in &report.tables {
        objects.push(Selection { table: table.name.clone(), index: None });
        for index in &table.indexes {
            objects.push(Selection { table: table.name.clone(), index: Some(index.name.clone()) });
        }
    }
    objects
}

fn label(selection: &Selection, report: &WorkspaceReport) -> String {
    let Some(name) = &selection.index else { return selection.table.clone() };
    let table = report.tables.iter().find(|table| table.name == selection.table);
    let kind = table.and_then(|table| table.indexes.iter().find(|index| index.name == *name)).map(|index| index.kind);
    let kind = if kind == Some(IndexKind::Local) { "LSI" } else { "GSI" };
    format!("{} / {name} ({kind})", selection.table)
}
