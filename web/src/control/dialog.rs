//! A modal dialog: the browser's own, which keeps the focus inside and gives it back to the opener.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

/// A dialog with a title.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct ModalProps {
    /// Its title and name.
    pub(crate) title: AttrValue,
    /// The user closed it: Escape, or a button that says so.
    pub(crate) on_close: Callback<()>,
    /// More classes.
    #[prop_or_default]
    pub(crate) class: Classes,
    /// What it holds.
    pub(crate) children: Html,
}

/// The dialog, open as long as it is drawn.
#[component]
pub(crate) fn Modal(props: &ModalProps) -> Html {
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with((), move |()| {
            let dialog = node.cast::<HtmlDialogElement>();
            if let Some(dialog) = &dialog {
                // Refused only if it is open already.
                let _ = dialog.show_modal();
            }
            // Closing before it is taken out gives the focus back.
            move || {
                if let Some(dialog) = dialog {
                    dialog.close();
                }
            }
        });
    }
    let oncancel = {
        let on_close = props.on_close.clone();
        move |event: Event| {
            event.prevent_default();
            on_close.emit(());
        }
    };
    let close = props.on_close.reform(|_: MouseEvent| ());
    html! {
        <dialog ref={node} class={classes!("modal", props.class.clone())} aria-label={props.title.clone()} {oncancel}>
            <div class="modal-head">
                <h2>{ props.title.clone() }</h2>
                <button type="button" class="ghost small" aria-label="Close" onclick={close}>{ super::icon(super::Icon::Close) }</button>
            </div>
            <div class="modal-body">{ props.children.clone() }</div>
        </dialog>
    }
}
