//! A button that copies what it stands beside.

use gloo::timers::callback::Timeout;
use yew::prelude::*;

use super::{Icon, icon};
use crate::app::Dispatch;
use crate::state::Msg;

/// How long the button says that it has copied.
const SAID_MS: u32 = 1_600;

/// What is copied.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct CopyButtonProps {
    /// The text.
    pub(crate) text: AttrValue,
    /// What it is, for the button's name and the announcement: `CLI line`.
    pub(crate) what: &'static str,
}

/// The button.
#[component]
pub(crate) fn CopyButton(props: &CopyButtonProps) -> Html {
    let dispatch = use_context::<Dispatch>().unwrap_or_default();
    let said = use_state(|| false);
    {
        let said = said.clone();
        use_effect_with(*said, move |&is_said| {
            let timer = is_said.then(|| Timeout::new(SAID_MS, move || said.set(false)));
            move || drop(timer)
        });
    }
    let onclick = {
        let (text, what, said) = (props.text.clone(), props.what, said.clone());
        move |_: MouseEvent| {
            dispatch.emit(Msg::Copy { text: text.to_string(), what });
            said.set(true);
        }
    };
    let name = format!("Copy {}", props.what);
    html! {
        <button type="button" class="small ghost" aria-label={name.clone()} title={name} {onclick}>
            { icon(if *said { Icon::Tick } else { Icon::Copy }) }{ if *said { "Copied" } else { "Copy" } }
        </button>
    }
}
