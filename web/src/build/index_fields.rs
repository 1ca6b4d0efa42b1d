//! The fields of a key and of an index, for the create form and for adding an index later.

use model::ScalarType;
use report::IndexKind;
use yew::prelude::*;

use super::table_draft::{IndexDraft, KEY_TYPES, KeyDraft, KeyPlace, ProjectionDraft, TableDraft};
use crate::control::{Icon, SelectField, TextField, icon};

/// Takes a change of the draft.
pub(super) type Edit = Callback<Box<dyn FnOnce(&mut TableDraft)>>;

/// A callback that changes the draft by what a control gives.
pub(super) fn on<T: 'static>(edit: &Edit, change: impl Fn(&mut TableDraft, T) + Clone + 'static) -> Callback<T> {
    let edit = edit.clone();
    Callback::from(move |value| {
        let change = change.clone();
        edit.emit(Box::new(move |draft| change(draft, value)));
    })
}

/// Name and type of a key attribute.
pub(super) fn key_fields(label: &'static str, example: &'static str, key: &KeyDraft, edit: &Edit, at: KeyPlace) -> Html {
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
    let options = KEY_TYPES.iter().map(|one| type_word(*one)).collect();
    html! {
        <div class="key-fields">
            { TextField::new(label, key.name.clone(), set_name).mono().placeholder(example).draw() }
            { SelectField::new("Type", options, place, set_type).draw() }
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

/// Name, key and projection of an index; `removable` if it stands in a list.
pub(super) fn index_fields(index: &IndexDraft, edit: &Edit, removable: bool) -> Html {
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
                if removable {
                    <button type="button" class="small ghost" aria-label={format!("Remove {name}")} onclick={remove}>{ icon(Icon::Close) }{ "Remove" }</button>
                }
            </div>
            { TextField::new("Index name", index.name.clone(), set_name).mono().placeholder("by-status").draw() }
            if index.kind == IndexKind::Global {
                { key_fields("Partition key", "status", &index.partition, edit, KeyPlace::Partition(Some(id))) }
                { key_fields("Sort key, optional", "ordered_at", &index.sort, edit, KeyPlace::Sort(Some(id))) }
            } else {
                { key_fields("Sort key", "total", &index.sort, edit, KeyPlace::Sort(Some(id))) }
            }
            { SelectField::new("Projected attributes", vec!["All", "Keys only", "Keys and the following"], index.projection as usize, set_projection).draw() }
            if index.projection == ProjectionDraft::Include {
                { TextField::new("Attributes, with commas", index.include.clone(), set_include).mono().placeholder("name, total").draw() }
            }
        </fieldset>
    }
}
