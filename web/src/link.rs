//! How a component asks the worker, whichever program of the page it is part of.
//!
//! The app's link is the connection itself (`worker_link`); the stage's goes through the app (`stage`). Asks and answers are
//! bytes on the way, so that the one need not know what the other asks.

use std::rc::Rc;

use client::{Answer, Ask};
use js_sys::{Promise, Uint8Array};
use report::{ErrorReport, Explanation};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use yew::prelude::*;

/// What carries asks.
pub(crate) trait Wire {
    /// Sends a postcard ask. The promise gives the bytes of the answer, or a text that says why there is none.
    fn send(&self, body: &Uint8Array) -> Promise;

    /// Is shown each answer.
    fn answered(&self, _answer: &Answer) {}
}

/// A handle to the worker; clones share it.
#[derive(Clone)]
pub(crate) struct Link(Rc<dyn Wire>);

impl PartialEq for Link {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// The link, for a component inside the app or the stage.
#[hook]
pub(crate) fn use_link() -> Link {
    // Both roots provide it around everything, so it is always there; a component drawn alone gets a link that refuses.
    use_context::<Link>().unwrap_or_else(|| Link::over(Nowhere))
}

struct Nowhere;

impl Wire for Nowhere {
    fn send(&self, _: &Uint8Array) -> Promise {
        Promise::resolve(&JsValue::UNDEFINED)
    }
}

impl Link {
    /// The link over this wire.
    pub(crate) fn over(wire: impl Wire + 'static) -> Self {
        Link(Rc::new(wire))
    }

    /// Asks the worker. Always answers; a refusal says why.
    pub(crate) async fn ask(&self, ask: Ask) -> Answer {
        match postcard::to_allocvec(&ask) {
            Ok(body) => self.relay(&Uint8Array::from(&*body)).await.1,
            Err(_) => refusal("AskNotSent", "This ask could not be written down."),
        }
    }

    /// Sends an ask that is written down already: what came back, and what it says.
    pub(crate) async fn relay(&self, body: &Uint8Array) -> (JsValue, Answer) {
        let reply = JsFuture::from(self.0.send(body)).await.unwrap_or_default();
        let answer = match reply.dyn_ref::<Uint8Array>() {
            None => refusal("EngineStopped", reply.as_string().as_deref().unwrap_or("The engine did not answer.")),
            Some(body) => postcard::from_bytes(&body.to_vec())
                .unwrap_or_else(|_| refusal("AnswerNotRead", "The engine's answer could not be read: page and engine differ.")),
        };
        self.0.answered(&answer);
        (reply, answer)
    }
}

fn refusal(name: &str, message: &str) -> Answer {
    let explanation = Explanation {
        cause: "The engine runs in a worker beside the page and gave no usable answer.".to_owned(),
        advice: "Start the engine again. What was acknowledged is safe.".to_owned(),
        fix: None,
    };
    Answer::Refused(ErrorReport {
        name: name.to_owned(),
        message: message.to_owned(),
        explanation: Some(explanation),
        place: None,
    })
}
