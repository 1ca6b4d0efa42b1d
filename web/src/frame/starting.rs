//! Before the workspace is open: the readable shell of index.html stays on the screen; here is only what went wrong.

use yew::prelude::*;

use crate::app::Dispatch;
use crate::state::{Engine, Msg};

/// Nothing while the engine starts; if it did not, why, and what to press.
pub(crate) fn starting(engine: &Engine, dispatch: &Dispatch) -> Html {
    let Engine::Stopped(reason) = engine else { return Html::default() };
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
