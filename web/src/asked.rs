//! A standing question to the worker: asked again when what it depends on changes, with the last answer kept meanwhile.

use std::cell::Cell;
use std::rc::Rc;

use client::{Answer, Ask};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::link::use_link;

/// What is known of a standing question.
#[derive(Clone, PartialEq)]
pub(crate) struct Asked {
    /// The newest answer; an older one while `busy`.
    pub(crate) answer: Option<Rc<Answer>>,
    /// A newer answer is on its way.
    pub(crate) busy: bool,
}

/// Asks `ask` now and whenever it or `since` changes; nothing is asked for `None`.
///
/// An answer that arrives after a newer question was asked is dropped, so a screen never goes back in time.
#[hook]
pub(crate) fn use_asked<V: PartialEq + 'static>(ask: Option<Ask>, since: V) -> Asked {
    let link = use_link();
    let state = use_state(|| Asked { answer: None, busy: true });
    let newest = use_mut_ref(|| Rc::new(Cell::new(0u64)));
    {
        let state = state.setter();
        let newest = newest.borrow().clone();
        use_effect_with((ask, since), move |(ask, _)| {
            let question = newest.get() + 1;
            newest.set(question);
            match ask.clone() {
                None => state.set(Asked { answer: None, busy: false }),
                Some(ask) => spawn_local(async move {
                    let answer = Rc::new(link.ask(ask).await);
                    if newest.get() == question {
                        state.set(Asked { answer: Some(answer), busy: false });
                    }
                }),
            }
        });
    }
    (*state).clone()
}
