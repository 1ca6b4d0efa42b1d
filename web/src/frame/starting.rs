//! The page before the engine has opened the workspace: what dynalab is, and what is being waited for.

use client::Progress;
use yew::prelude::*;

use crate::app::Dispatch;
use crate::state::{Engine, Msg};

/// What is being waited for.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct StartingProps {
    /// Whether the engine runs.
    pub(crate) engine: Engine,
    /// How far it is.
    pub(crate) progress: Option<Progress>,
}

/// The screen. It looks like the readable shell of index.html, so that nothing jumps.
#[component]
pub(crate) fn Starting(props: &StartingProps) -> Html {
    let dispatch = use_context::<Dispatch>().unwrap_or_default();
    let restart = dispatch.reform(|_: MouseEvent| Msg::Restart);
    let state = match &props.engine {
        Engine::Stopped(reason) => html! {
            <div class="notice bad" role="alert">
                <p><strong>{ "The engine did not start. " }</strong>{ reason }</p>
                <button type="button" onclick={restart}>{ "Start it again" }</button>
            </div>
        },
        _ => html! {
            <p class="shell-state" role="status">
                { props.progress.as_ref().map_or("Opening the database…".to_owned(), |progress| format!("{}: {} of {}", progress.label, progress.done, progress.total)) }
            </p>
        },
    };
    html! {
        <div class="shell">
            <header class="bar"><span class="brand">{ crate::frame::top_bar::mark() }{ "dynalab" }</span></header>
            <main class="shell-main">
                <h1>{ "A DynamoDB-compatible database in this browser tab" }</h1>
                <p>{ "Create tables, run real requests, and see which partitions they touch, what they consume, when they throttle \
                    and what they would cost. Everything runs and stays in this browser." }</p>
                { state }
            </main>
        </div>
    }
}
