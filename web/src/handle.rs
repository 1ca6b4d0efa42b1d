//! The one handle that scripts on the page see: `globalThis.dynalab.handle(target, headers, body)`.
//!
//! It answers a promise of `{ status, headers, body }`: enough for the request handler of an AWS SDK, a page's own scripts
//! and an embed. `target` is `DynamoDB_20120810.GetItem` or `GetItem`, `body` a string or bytes of AWS JSON 1.0. Errors of
//! DynamoDB are replies with their status; only a stopped engine rejects.
//!
//! The requests themselves are sent and answered by boot.js: they are the quickest way to the worker, and what crosses there
//! has no business in this wasm. Here is only when there is a worker to send them to.

use js_sys::{Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Worker;

#[wasm_bindgen]
extern "C" {
    /// What boot.js keeps of the requests that scripts have sent.
    #[derive(Clone)]
    pub(crate) type Requests;

    /// From now on requests go to this worker, and what it says that answers none goes to `others`.
    #[wasm_bindgen(method)]
    pub(crate) fn connect(this: &Requests, worker: &Worker, others: &Function);

    /// There is no worker: what waits is refused, and what comes.
    #[wasm_bindgen(method)]
    pub(crate) fn disconnect(this: &Requests);

    /// Sends AWS JSON; the promise gives `{ status, headers, body }`.
    #[wasm_bindgen(method)]
    pub(crate) fn send(this: &Requests, target: &str, body: &Uint8Array) -> Promise;

    /// How many wait.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn waiting(this: &Requests) -> u32;

    /// When one was last answered, or first asked after a rest: milliseconds since 1970.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn heard(this: &Requests) -> f64;
}

/// Where boot.js keeps them.
const REQUESTS: &str = "dynalabRequests";

impl Requests {
    /// Those of this page.
    pub(crate) fn of_page() -> Self {
        // boot.js has started this program, so they are there.
        Reflect::get(&js_sys::global(), &REQUESTS.into()).unwrap_or_default().unchecked_into()
    }

    /// Puts the handle onto the global object.
    pub(crate) fn install(&self) {
        let dynalab = Object::new();
        let handle = Reflect::get(self, &"handle".into()).unwrap_or(JsValue::UNDEFINED);
        // Setting a property of a plain object, and of the global one, is never refused.
        let _ = Reflect::set(&dynalab, &"handle".into(), &handle);
        let _ = Reflect::set(&js_sys::global(), &"dynalab".into(), &dynalab);
    }
}
