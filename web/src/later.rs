//! Asks that no first screen makes ([`client::LaterAsk`]): for screens of the stage, which alone can read their answers.

use std::cell::Cell;
use std::rc::Rc;

use client::{Answer, Ask, LaterAnswer, LaterAsk};
use report::ErrorReport;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::link::{Link, use_link};

/// What came of an ask.
pub(crate) type Told = Result<LaterAnswer, ErrorReport>;

/// Asks once.
pub(crate) async fn ask_later(link: &Link, ask: &LaterAsk) -> Told {
    let bytes = postcard::to_allocvec(ask).unwrap_or_default();
    match link.ask(Ask::Later(bytes)).await {
        Answer::Refused(error) => Err(error),
        Answer::Later(bytes) => postcard::from_bytes(&bytes).map_err(|_| differs()),
        _ => Err(differs()),
    }
}

/// Asks `ask` now and whenever it or `since` changes, with the last answer kept meanwhile; nothing is asked for `None`. An answer that
/// arrives after a newer question was asked is dropped.
#[hook]
pub(crate) fn use_later<V: PartialEq + 'static>(ask: Option<LaterAsk>, since: V) -> Option<Rc<Told>> {
    let link = use_link();
    let state = use_state(|| None);
    let newest = use_mut_ref(|| Rc::new(Cell::new(0u64)));
    {
        let state = state.setter();
        let newest = newest.borrow().clone();
        use_effect_with((ask, since), move |(ask, _)| {
            let question = newest.get() + 1;
            newest.set(question);
            let Some(ask) = ask.clone() else { return };
            spawn_local(async move {
                let told = Rc::new(ask_later(&link, &ask).await);
                if newest.get() == question {
                    state.set(Some(told));
                }
            });
        });
    }
    (*state).clone()
}

/// The answer is none to this ask.
pub(crate) fn differs() -> ErrorReport {
    ErrorReport {
        name: "AnswerNotRead".to_owned(),
        message: "The engine's answer could not be read: page and engine differ. Reload the page.".to_owned(),
        explanation: None,
        place: None,
    }
}
