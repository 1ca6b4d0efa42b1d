//! The one handle that scripts on the page see: `globalThis.dynalab.handle(target, headers, body)`.
//!
//! It answers a promise of `{ status, headers, body }`: enough for the request handler of an AWS SDK, a page's own scripts
//! and an embed. `target` is `DynamoDB_20120810.GetItem` or `GetItem`, `body` a string or bytes of AWS JSON 1.0. Errors of
//! DynamoDB are replies with their status; only a stopped engine rejects.

use js_sys::{Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};

use crate::worker_link::WorkerLink;

/// Puts the handle onto the global object.
pub(crate) fn install(link: &WorkerLink) {
    let link = link.clone();
    let handle =
        Closure::<dyn Fn(JsValue, JsValue, JsValue) -> Promise>::new(
            move |target: JsValue, _headers, body: JsValue| match bytes(&body).filter(|_| target.is_string()) {
                Some(body) => link.request(&target, &body),
                None => Promise::reject(&js_sys::TypeError::new("target must be a string, body a string or a Uint8Array")),
            },
        );
    let dynalab = Object::new();
    let installed = Reflect::set(&dynalab, &"handle".into(), handle.as_ref())
        .and_then(|_| Reflect::set(&js_sys::global(), &"dynalab".into(), &dynalab));
    if installed.is_ok() {
        // The handle lives as long as the page.
        handle.forget();
    }
}

/// The body as bytes; bytes stay where they are.
fn bytes(body: &JsValue) -> Option<Uint8Array> {
    match (body.dyn_ref::<Uint8Array>(), body.as_string()) {
        (Some(bytes), _) => Some(bytes.clone()),
        (None, Some(text)) => Some(Uint8Array::from(text.as_bytes())),
        (None, None) => (body.is_null() || body.is_undefined()).then(|| Uint8Array::from(&b"{}"[..])),
    }
}
