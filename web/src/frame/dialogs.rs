//! The frame's dialogs: names of workspaces, deleting one, help with keys; and the hidden chooser of files.

use client::Ask;
use report::WorkspaceReport;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::app::Dispatch;
use crate::browser;
use crate::control::Modal;
use crate::state::{Dialog, Msg};

/// Id of the hidden input that chooses a file to import.
pub(crate) const IMPORT_INPUT: &str = "import-file";
/// Longest name of a workspace, in characters (our bound: what the menu shows).
const NAME_MAX: usize = 60;

/// The open dialog, if any.
pub(crate) fn dialogs(dialog: Option<&Dialog>, report: &WorkspaceReport, dispatch: &Dispatch) -> Html {
    let on_close = dispatch.reform(|()| Msg::CloseDialog);
    let workspace = &report.workspace;
    let ask = {
        let dispatch = dispatch.clone();
        move |ask: Ask| {
            dispatch.emit(Msg::CloseDialog);
            dispatch.emit(Msg::Ask(ask));
        }
    };
    let id = workspace.id.clone();
    let dialog = match dialog {
        None => Html::default(),
        Some(Dialog::CreateWorkspace) => html! {
            <NameDialog title="New workspace" button="Create" value="" {on_close} on_name={move |name| ask(Ask::CreateWorkspace { name })} />
        },
        Some(Dialog::RenameWorkspace) => html! {
            <NameDialog title="Rename the workspace" button="Rename" value={workspace.name.clone()} {on_close}
                on_name={move |name| ask(Ask::RenameWorkspace { id: id.clone(), name })} />
        },
        Some(Dialog::DuplicateWorkspace) => html! {
            <NameDialog title="Duplicate the workspace" button="Duplicate" value={format!("{} copy", workspace.name)} {on_close}
                on_name={move |name| ask(Ask::DuplicateWorkspace { name })} />
        },
        Some(Dialog::DeleteWorkspace) => html! {
            <Modal title={format!("Delete {}", workspace.name)} on_close={on_close.clone()}>
                <p>{ "Its tables and their history are erased from this browser. Undo does not bring a workspace back; an exported file does." }</p>
                <div class="row modal-foot">
                    <button type="button" onclick={on_close.reform(|_: MouseEvent| ())}>{ "Keep it" }</button>
                    <button type="button" class="danger" onclick={move |_: MouseEvent| ask(Ask::DeleteWorkspace { id: id.clone() })}>{ "Delete the workspace" }</button>
                </div>
            </Modal>
        },
        Some(Dialog::Shortcuts) => html! { <Modal title="Keys and help" {on_close}>{ shortcuts() }</Modal> },
    };
    html! { <>{ dialog }{ file_input(dispatch) }</> }
}

fn file_input(dispatch: &Dispatch) -> Html {
    let dispatch = dispatch.clone();
    let onchange = move |event: Event| {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let dispatch = dispatch.clone();
        if let Some(input) = input {
            spawn_local(async move {
                if let Some(bytes) = browser::chosen_file(input).await {
                    dispatch.emit(Msg::Ask(Ask::Import { bytes }));
                }
            });
        }
    };
    html! { <input type="file" id={IMPORT_INPUT} hidden=true aria-label="File to import" {onchange} /> }
}

#[derive(Clone, PartialEq, Properties)]
struct NameDialogProps {
    title: &'static str,
    button: &'static str,
    value: AttrValue,
    on_close: Callback<()>,
    on_name: Callback<String>,
}

/// Asks for a name.
#[component]
fn NameDialog(props: &NameDialogProps) -> Html {
    let name = use_state(|| props.value.to_string());
    let kept = name.trim().to_owned();
    let oninput = {
        let name = name.clone();
        move |event: InputEvent| {
            if let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) {
                name.set(input.value());
            }
        }
    };
    let onsubmit = {
        let (on_name, kept) = (props.on_name.clone(), kept.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            if !kept.is_empty() {
                on_name.emit(kept.clone());
            }
        }
    };
    html! {
        <Modal title={props.title} on_close={props.on_close.clone()}>
            <form class="stack" {onsubmit}>
                <div class="field">
                    <label for="workspace-name">{ "Name" }</label>
                    <input id="workspace-name" value={(*name).clone()} maxlength={NAME_MAX.to_string()} autofocus=true {oninput} />
                </div>
                <div class="row modal-foot">
                    <button type="button" onclick={props.on_close.reform(|_: MouseEvent| ())}>{ "Cancel" }</button>
                    <button type="submit" class="primary" disabled={kept.is_empty()}>{ props.button }</button>
                </div>
            </form>
        </Modal>
    }
}

fn shortcuts() -> Html {
    const KEYS: [(&str, &str); 6] = [
        ("Ctrl + Enter", "Run what is in the console; on a Mac, ⌘ + Enter does the same"),
        ("Alt + ↑", "Bring back the input before, in the console"),
        ("Alt + ↓", "Go forward again"),
        ("Tab", "Leave the editor for the next control"),
        ("Esc", "Close a menu, a dialog or the drawer"),
        ("Arrows", "Move inside menus, lists of partitions and charts"),
    ];
    html! {
        <>
            <dl class="keys">
                { for KEYS.iter().map(|(key, words)| html! { <div><dt><kbd>{ *key }</kbd></dt><dd>{ *words }</dd></div> }) }
            </dl>
            <p>{ "Scripts on this page reach the database through " }<code>{ "dynalab.handle(target, headers, body)" }</code>{ "." }</p>
        </>
    }
}
