//! What goes to the page: small plain objects whose payload is bytes.

use client::{Answer, CONTRACT, Tell};
use js_sys::{Array, Object, Reflect, Uint8Array};
use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::DedicatedWorkerGlobalScope;

/// The page's end of the worker.
pub(crate) struct Outbox {
    scope: DedicatedWorkerGlobalScope,
    /// Whether worker_boot.js makes the messages that answer requests.
    responds: bool,
}

/// What worker_boot.js calls its function on the worker's scope.
const RESPOND: &str = "dynalabRespond";

/// First message: the script runs and speaks this contract.
#[derive(Serialize)]
struct Ready {
    kind: &'static str,
    contract: u32,
}

impl Outbox {
    /// The outbox of this worker.
    pub(crate) fn new(scope: DedicatedWorkerGlobalScope) -> Self {
        let responds = Reflect::has(&scope, &RESPOND.into()).unwrap_or(false);
        Outbox { scope, responds }
    }

    /// Says that the worker listens.
    pub(crate) fn ready(&self) {
        if let Ok(message) = serde_wasm_bindgen::to_value(&Ready { kind: "ready", contract: CONTRACT }) {
            self.post(&message, None);
        }
    }

    /// Answers an AWS request.
    pub(crate) fn response(&self, id: u32, status: u16, body: &[u8]) {
        if self.responds {
            // One crossing instead of eight.
            return self.scope.unchecked_ref::<Responder>().respond(id, status, body);
        }
        self.post_bytes("response", Some(id), Some(status), body);
    }

    /// Answers an ask.
    pub(crate) fn answer(&self, id: u32, answer: &Answer) {
        // Only plain data is encoded, into a growing buffer: there is nothing that could fail.
        let bytes = postcard::to_allocvec(answer).unwrap_or_default();
        self.post_bytes("answer", Some(id), None, &bytes);
    }

    /// Says something unasked.
    pub(crate) fn tell(&self, tell: &Tell) {
        let bytes = postcard::to_allocvec(tell).unwrap_or_default();
        self.post_bytes("tell", None, None, &bytes);
    }

    fn post_bytes(&self, kind: &str, id: Option<u32>, status: Option<u16>, bytes: &[u8]) {
        let message: Envelope = Object::new().unchecked_into();
        let body = Uint8Array::from(bytes);
        message.set_kind(kind);
        if let Some(id) = id {
            message.set_id(id);
        }
        if let Some(status) = status {
            message.set_status(status);
        }
        message.set_body(&body);
        // Handing a buffer over costs more than copying a small one.
        self.post(&message, Some(&body).filter(|_| bytes.len() > COPIED_BYTES_MAX));
    }

    /// Posts; a payload is handed over instead of copied.
    fn post(&self, message: &JsValue, payload: Option<&Uint8Array>) {
        // Posting plain data can only fail when the page is gone, and then nobody waits for it.
        let _ = match payload {
            Some(payload) => self.scope.post_message_with_transfer(message, &Array::of1(&payload.buffer())),
            None => self.scope.post_message(message),
        };
    }
}

/// Bodies up to this size are copied into the message (our measure: from here on, handing over is not slower).
const COPIED_BYTES_MAX: usize = 16 * 1_024;

#[wasm_bindgen]
extern "C" {
    /// The worker's envelope. Its members are set as properties, so that no name crosses with each message.
    #[wasm_bindgen(extends = Object)]
    type Envelope;

    #[wasm_bindgen(method, setter)]
    fn set_kind(this: &Envelope, kind: &str);

    #[wasm_bindgen(method, setter)]
    fn set_id(this: &Envelope, id: u32);

    #[wasm_bindgen(method, setter)]
    fn set_status(this: &Envelope, status: u16);

    #[wasm_bindgen(method, setter)]
    fn set_body(this: &Envelope, body: &Uint8Array);

    /// The worker's scope as worker_boot.js has made it.
    type Responder;

    /// Posts `{kind: "response", id, status, body}` with a copy of the body.
    #[wasm_bindgen(method, js_name = dynalabRespond)]
    fn respond(this: &Responder, id: u32, status: u16, body: &[u8]);
}
