//! Before the workspace is open: the readable shell of index.html stays on the screen; here is only what went wrong.

use yew::prelude::*;

use crate::app::Dispatch;
use crate::state::{Engine, Msg};

/// What is being waited for.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct StartingProps {
    /// Whether the engine runs.
    pub(crate) engine: Engine,
}

/// Nothing while the engine starts; if it did not, why, and what to press.
#[component]
pub(crate) fn Starting(props: &StartingProps) -> Html {
    let dispatch = use_context::<Dispatch>().unwrap_or_default();
    let Engine::Stopped(reason) = &props.engine else { return Html::default() };
    let details = Msg::Copy { text: reason.clone(), what: "Details" };
    html! {
        <section class="notices" aria-label="Notices">
            <div class="notice bad" role="alert">
                <p><strong>{ "The engine did not start. " }</strong>{ reason }{ " What was acknowledged earlier is safe." }</p>
                <div class="row">
                    <button type="button" class="small primary" onclick={dispatch.reform(|_: MouseEvent| Msg::Restart)}>{ "Start it again" }</button>
                    <button type="button" class="small" onclick={dispatch.reform(move |_: MouseEvent| details.clone())}>{ "Copy details" }</button>
                </div>
            </div>
        </section>
    }
}
