//! Files of a bucket on their way into a new table or into the selected one, with the command beside the form.

use report::ErrorReport;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::draft::{DELIMITERS, FileFormat, ImportDraft};
use super::export_form::command_panel;
use crate::build::index_fields::{Edit, key_fields};
use crate::build::request::{execute, use_cli_line};
use crate::build::table_draft::{KeyPlace, TableDraft};
use crate::control::{SelectField, TextField};
use crate::link::use_link;
use crate::run::ErrorCard;

/// Id of the form's beginning, which takes the focus when a folder was chosen.
pub(super) const BUCKET_FIELD: &str = "import-form";

/// What the form needs.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct ImportFormProps {
    /// The selected table.
    pub(super) present: Option<String>,
    /// Bucket and prefix that were chosen.
    pub(super) folder: Option<(String, String)>,
    /// The bucket that it proposes else.
    pub(super) bucket: String,
    /// Called when a job has begun.
    pub(super) on_begun: Callback<()>,
}

/// The form.
#[component]
pub(super) fn ImportForm(props: &ImportFormProps) -> Html {
    let link = use_link();
    let draft = use_state(|| None::<ImportDraft>);
    let shown = (*draft).clone().unwrap_or_else(|| proposed(props));
    let error = use_state(|| None::<ErrorReport>);
    let busy = use_state(|| false);
    let present = props.present.clone().unwrap_or_default();
    let body = shown.body(&present);
    let operation = shown.operation();
    let line = use_cli_line(operation, &body);
    let change = {
        let (draft, shown) = (draft.setter(), shown.clone());
        Callback::from(move |change: Box<dyn FnOnce(&mut ImportDraft)>| {
            let mut changed = shown.clone();
            change(&mut changed);
            draft.set(Some(changed));
        })
    };
    let on_table: Edit = change.reform(|edit: Box<dyn FnOnce(&mut TableDraft)>| -> Box<dyn FnOnce(&mut ImportDraft)> {
        Box::new(move |draft| edit(&mut draft.table))
    });
    let onsubmit = {
        let (error, busy, body, on_begun) = (error.setter(), busy.setter(), body.clone(), props.on_begun.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            let (link, error, busy, body, on_begun) = (link.clone(), error.clone(), busy.clone(), body.clone(), on_begun.clone());
            busy.set(true);
            spawn_local(async move {
                let done = execute(&link, operation, &body).await;
                busy.set(false);
                error.set(done.err());
                on_begun.emit(());
            });
        }
    };
    let formats = if shown.into_present { vec!["DynamoDB JSON", "Ion text"] } else { vec!["DynamoDB JSON", "Ion text", "CSV"] };
    let place = FileFormat::ALL.iter().position(|one| *one == shown.format).unwrap_or(0);
    let set_format = set(&change, |draft, place: usize| draft.format = FileFormat::ALL.get(place).copied().unwrap_or_default());
    let delimiters = DELIMITERS.iter().map(|(_, name)| *name).collect();
    html! {
        <section class="panel" aria-label="Import files" id={BUCKET_FIELD} tabindex="-1">
            <div class="head"><h2>{ "Import files" }</h2>
                if props.present.is_some() { { target(&shown, &present, &change) } }
            </div>
            <div class="body create-columns">
                <form class="stack" {onsubmit}>
                    <div class="bucket-fields">
                        { TextField::new("Bucket", shown.bucket.clone(), set(&change, |draft, text| draft.bucket = text)).mono().draw() }
                        { TextField::new("Names begin with, optional", shown.prefix.clone(), set(&change, |draft, text| draft.prefix = text)).mono().placeholder("in/").draw() }
                        { SelectField::new("Format", formats, place, set_format).draw() }
                        { SelectField::new("Compression", vec!["None", "GZIP"], usize::from(shown.gzip), set(&change, |draft, place: usize| draft.gzip = place == 1)).draw() }
                        if shown.format == FileFormat::Csv {
                            { SelectField::new("Delimiter", delimiters, shown.delimiter, set(&change, |draft, place| draft.delimiter = place)).draw() }
                        }
                    </div>
                    if !shown.into_present {
                        { TextField::new("Name of the new table", shown.table.name.clone(), set(&change, |draft, text| draft.table.name = text)).mono().placeholder("Orders").draw() }
                        { key_fields("Partition key", "customer_id", &shown.table.partition, &on_table, KeyPlace::Partition(None)) }
                        { key_fields("Sort key, optional", "ordered_at", &shown.table.sort, &on_table, KeyPlace::Sort(None)) }
                    }
                    <p class="hint">{ hint(&shown) }</p>
                    if let Some(error) = &*error { <ErrorCard error={error.clone()} /> }
                    <div class="row"><button type="submit" class="primary" aria-busy={busy.to_string()} disabled={*busy}>
                        { if shown.into_present { format!("Put into {present}") } else { "Import into a new table".to_owned() } }</button></div>
                </form>
                { command_panel(line, &body, "aws dynamodb import-table …") }
            </div>
        </section>
    }
}

/// What the form begins with.
fn proposed(props: &ImportFormProps) -> ImportDraft {
    let (bucket, prefix) = props.folder.clone().unwrap_or_else(|| (props.bucket.clone(), String::new()));
    // Exports are packed.
    let gzip = prefix.contains("AWSDynamoDB/");
    ImportDraft { bucket, prefix, gzip, ..ImportDraft::default() }
}

fn hint(draft: &ImportDraft) -> &'static str {
    match (draft.into_present, draft.format) {
        (true, _) => {
            "A bulk put replaces items of the same key. Records that are wrong, or whose condition fails, are left out and told in files under reports/."
        }
        (false, FileFormat::Csv) => {
            "The first line names the attributes. Keys get the types above; all other values are strings."
        }
        (false, _) => "An import makes a new table and consumes no write units. Records that are wrong are left out and counted.",
    }
}

/// Into a new table, or into the selected one.
fn target(draft: &ImportDraft, present: &str, change: &Change) -> Html {
    let choice = |into_present: bool, words: String| {
        let onclick = set(change, move |draft: &mut ImportDraft, _: MouseEvent| {
            draft.into_present = into_present;
            if into_present && draft.format == FileFormat::Csv {
                draft.format = FileFormat::DynamoDbJson;
            }
        });
        html! { <button type="button" class="small" aria-pressed={(draft.into_present == into_present).to_string()} {onclick}>{ words }</button> }
    };
    html! {
        <div class="segments" role="group" aria-label="Into">
            { choice(false, "A new table".to_owned()) }{ choice(true, present.to_owned()) }
        </div>
    }
}

type Change = Callback<Box<dyn FnOnce(&mut ImportDraft)>>;

/// A callback that changes the draft by what a control gives.
fn set<T: 'static>(change: &Change, edit: impl Fn(&mut ImportDraft, T) + Clone + 'static) -> Callback<T> {
    let change = change.clone();
    Callback::from(move |value| {
        let edit = edit.clone();
        change.emit(Box::new(move |draft| edit(draft, value)));
    })
}
