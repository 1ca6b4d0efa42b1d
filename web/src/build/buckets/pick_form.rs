//! Files of the disk on their way into a bucket: where to, and which.

use gloo::file::FileList;
use wasm_bindgen::JsCast;
use web_sys::{File, HtmlInputElement};
use yew::prelude::*;

use super::transfer_list::TransfersHandle;
use crate::browser;
use crate::control::TextField;

/// Ids of the inputs that open the browser's choosers.
const FILES: &str = "bucket-files";
const FOLDER: &str = "bucket-folder";

/// What the form needs.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct PickFormProps {
    /// The bucket that it proposes.
    pub(super) bucket: String,
    /// Takes the files.
    pub(super) transfers: TransfersHandle,
    /// Called after each file.
    pub(super) on_put: Callback<()>,
}

/// The form.
#[component]
pub(super) fn PickForm(props: &PickFormProps) -> Html {
    let bucket = use_state(|| None::<String>);
    let prefix = use_state(String::new);
    let into = (*bucket).clone().unwrap_or_else(|| props.bucket.clone());
    let onchange = {
        let (transfers, on_put, into, prefix) = (props.transfers.clone(), props.on_put.clone(), into.clone(), (*prefix).clone());
        Callback::from(move |event: Event| {
            let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
            let Some(input) = input else { return };
            let files = picked(&input, prefix.trim());
            // The same file may be picked again.
            input.set_value("");
            if !files.is_empty() {
                transfers.put(into.trim().to_owned(), files, on_put.clone());
            }
        })
    };
    let open = |id: &'static str| {
        move |_: MouseEvent| {
            if let Some(input) = browser::element(id) {
                input.click();
            }
        }
    };
    let set_bucket = {
        let bucket = bucket.setter();
        Callback::from(move |text| bucket.set(Some(text)))
    };
    let set_prefix = {
        let prefix = prefix.setter();
        Callback::from(move |text| prefix.set(text))
    };
    html! {
        <section class="panel" aria-label="Put files into a bucket">
            <div class="head"><h2>{ "Put files into a bucket" }</h2></div>
            <div class="body stack">
                <div class="bucket-fields">
                    { TextField::new("Bucket", into, set_bucket).mono().hint("3 or more letters, digits, and . - _").draw() }
                    { TextField::new("Folder, optional", (*prefix).clone(), set_prefix).mono().placeholder("in/").hint("The files' names begin with it.").draw() }
                </div>
                <div class="row">
                    <button type="button" class="primary" onclick={open(FILES)}>{ "Pick files" }</button>
                    <button type="button" onclick={open(FOLDER)}>{ "Pick a folder" }</button>
                    <span class="hint">{ "Up to 256 MB each. A file of the same name is replaced; undo brings it back." }</span>
                </div>
                <input type="file" id={FILES} multiple=true hidden=true aria-label="Files for the bucket" onchange={onchange.clone()} />
                <input type="file" id={FOLDER} webkitdirectory=true hidden=true aria-label="Folder for the bucket" {onchange} />
            </div>
        </section>
    }
}

/// The picked files with their names in the bucket: those of a folder keep their path.
fn picked(input: &HtmlInputElement, prefix: &str) -> Vec<(String, File)> {
    let Some(files) = input.files() else { return Vec::new() };
    let start = match prefix {
        "" => String::new(),
        prefix => format!("{}/", prefix.trim_end_matches('/')),
    };
    let files: Vec<File> = FileList::from(files).iter().map(|file| AsRef::<File>::as_ref(file).clone()).collect();
    let name =
        |file: &File| js_sys::Reflect::get(file, &"webkitRelativePath".into()).ok()?.as_string().filter(|path| !path.is_empty());
    files.into_iter().map(|file| (format!("{start}{}", name(&file).unwrap_or_else(|| file.name())), file)).collect()
}
