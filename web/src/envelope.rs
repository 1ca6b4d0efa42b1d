//! The messages between page and worker as objects of JavaScript.
//!
//! Their members are read and set as properties: the name of a member is then part of the loader's code, and does not cross
//! into or out of the wasm with each message.

use js_sys::{Object, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

#[wasm_bindgen]
extern "C" {
    /// A message in either direction (see `worker_link` for its members). What is read is checked: it may be anything.
    #[wasm_bindgen(extends = Object)]
    #[derive(Clone, Debug)]
    pub(crate) type Envelope;

    #[wasm_bindgen(method, getter)]
    fn kind(this: &Envelope) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn id(this: &Envelope) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn body(this: &Envelope) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn contract(this: &Envelope) -> JsValue;

    #[wasm_bindgen(method, setter)]
    fn set_kind(this: &Envelope, kind: &str);

    #[wasm_bindgen(method, setter)]
    fn set_id(this: &Envelope, id: u32);

    #[wasm_bindgen(method, setter)]
    fn set_body(this: &Envelope, body: &Uint8Array);
}

impl Envelope {
    /// A message to the worker.
    pub(crate) fn new(kind: &str, id: u32, body: &Uint8Array) -> Self {
        let envelope: Envelope = Object::new().unchecked_into();
        envelope.set_kind(kind);
        envelope.set_id(id);
        envelope.set_body(body);
        envelope
    }

    /// A message of the worker; none if it is no object.
    pub(crate) fn read(message: JsValue) -> Option<Self> {
        message.is_object().then(|| message.unchecked_into())
    }

    /// What kind of message it is.
    pub(crate) fn kind_text(&self) -> Option<String> {
        self.kind().as_string()
    }

    /// Which ask or request it answers.
    pub(crate) fn id_number(&self) -> Option<u32> {
        self.id().as_f64().map(|id| id as u32)
    }

    /// The version of the protocol that the worker speaks.
    pub(crate) fn contract_number(&self) -> Option<f64> {
        self.contract().as_f64()
    }

    /// Its payload.
    pub(crate) fn bytes(&self) -> Option<Uint8Array> {
        self.body().dyn_into().ok()
    }
}
