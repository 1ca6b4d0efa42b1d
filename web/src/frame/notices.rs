//! Notices: what the user must know about the engine and the data, each with what to press.

use client::Ask;
use report::Persistence;
use yew::prelude::*;

use crate::app::Dispatch;
use crate::state::{Engine, Model, Msg};

/// The notices that hold now; mostly none. `quiet` does not say again that nothing is kept, because it was asked for.
pub(crate) fn notices(model: &Model, persistence: &Persistence, quiet: bool, dispatch: &Dispatch) -> Html {
    let press = |words: &'static str, primary: bool, msg: Msg| {
        let onclick = dispatch.reform(move |_: MouseEvent| msg.clone());
        html! { <button type="button" class={classes!("small", primary.then_some("primary"))} {onclick}>{ words }</button> }
    };
    let engine = match &model.engine {
        Engine::Running => None,
        Engine::Starting if model.report.is_none() => None,
        Engine::Starting => Some(notice("", "The engine is starting again. ", "Your data is safe.", Html::default())),
        Engine::Displaced => {
            let take = press("Take over here", true, Msg::Ask(Ask::TakeOver));
            Some(notice("stale", "Another tab took over. ", "It writes now; this one only shows what was there.", take))
        }
        Engine::Stopped(reason) => {
            let (head, again) = match model.report {
                Some(_) => ("The engine stopped. ", "Restart, data kept"),
                None => ("The engine did not start. ", "Start it again"),
            };
            let presses = html! { <>
                { press(again, true, Msg::Restart) }
                { press("Copy details", false, Msg::Copy { text: reason.clone(), what: "Details" }) }
            </> };
            let reason = reason.trim_end_matches('.');
            Some(notice("bad", head, &format!("{reason}. What was acknowledged is safe."), presses))
        }
    };
    let persistence = match persistence {
        _ if !super::is_running(&model.engine) => None,
        Persistence::Saved => None,
        Persistence::Memory(_) if quiet => None,
        Persistence::Memory(reason) => {
            let export = press("Export to a file", true, Msg::Ask(Ask::Export));
            Some(notice(
                "stale",
                "Memory only. ",
                &format!("{reason} Nothing is kept when this tab closes: export to keep it."),
                export,
            ))
        }
        // The screen itself says it: see `closed`.
        Persistence::OtherTab | Persistence::Cleared | Persistence::Damaged(_) => None,
    };
    let refusal = model.refusal.as_ref().map(|error| {
        let advice = error.explanation.as_ref().map(|one| format!(" {} {}", one.cause, one.advice)).unwrap_or_default();
        let presses = html! { <>
            { press("Copy replayable report", false, Msg::CopyReplay) }
            { press("Dismiss", false, Msg::DismissRefusal) }
        </> };
        notice("bad", &format!("{}. ", error.name), &format!("{}{advice}", error.message), presses)
    });
    if engine.is_none() && persistence.is_none() && refusal.is_none() {
        return Html::default();
    }
    html! { <section class="notices" aria-label="Notices">{ engine }{ persistence }{ refusal }</section> }
}

fn notice(class: &'static str, head: &str, words: &str, presses: Html) -> Html {
    html! {
        <div class={classes!("notice", class)}>
            <p><strong>{ head.to_owned() }</strong>{ words.to_owned() }</p>
            <div class="row">{ presses }</div>
        </div>
    }
}
