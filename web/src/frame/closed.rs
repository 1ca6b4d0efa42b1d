//! A workspace that this tab cannot open: another tab has it, the browser cleared it, or it cannot be read. Says so and what to press.

use client::Ask;
use report::Persistence;
use yew::prelude::*;

use crate::app::Dispatch;
use crate::state::{Dialog, Msg};

/// Whether there is nothing to show but the reason.
pub(crate) fn is_closed(persistence: &Persistence) -> bool {
    matches!(persistence, Persistence::OtherTab | Persistence::Cleared | Persistence::Damaged(_))
}

/// The screen.
pub(crate) fn closed(persistence: &Persistence, dispatch: &Dispatch) -> Html {
    let press = |words: &'static str, primary: bool, msg: Msg| {
        let onclick = dispatch.reform(move |_: MouseEvent| msg.clone());
        html! { <button type="button" class={classes!(primary.then_some("primary"))} {onclick}>{ words }</button> }
    };
    match persistence {
        Persistence::Cleared => html! {
            <div class="stack wide">
                <h1>{ "This browser cleared your database" }</h1>
                <p class="lead">{ "Browsers do so when space is short, or for pages long unvisited. A file that you exported brings everything back." }</p>
                <div class="row">
                    { press("Import a file", true, Msg::ChooseImport) }
                    { press("Start anew", false, Msg::Ask(Ask::StartAnew)) }
                </div>
            </div>
        },
        Persistence::Damaged(reason) => html! {
            <div class="stack wide">
                <h1>{ "This workspace cannot be opened" }</h1>
                <p class="lead">{ "It may be damaged, written by a newer version of dynalab, or refused by the browser. Nothing of it was changed." }</p>
                <pre class="code">{ reason }</pre>
                <div class="row">
                    { press("Import a file", true, Msg::ChooseImport) }
                    { press("New workspace…", false, Msg::Open(Dialog::CreateWorkspace)) }
                    { press("Copy details", false, Msg::Copy { text: reason.clone(), what: "Details" }) }
                </div>
            </div>
        },
        _ => html! {
            <div class="stack wide">
                <h1>{ "This workspace is open in another tab" }</h1>
                <p class="lead">{ "Only one tab writes to a workspace at a time, so that nothing is half written. Go on in the other tab, or take over: \
                    the other one then says that it no longer writes." }</p>
                <div class="row">{ press("Take over here", true, Msg::Ask(Ask::TakeOver)) }</div>
            </div>
        },
    }
}
