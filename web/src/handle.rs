//! The one handle that scripts on the page see: `globalThis.dynalab.handle(target, headers, body)`.
//!
//! It answers a promise of `{ status, headers, body }`: enough for the request handler of an AWS SDK, a page's own scripts
//! and an embed. `target` is `DynamoDB_20120810.GetItem` or `GetItem`, `body` a string or bytes of AWS JSON 1.0. Errors of
//! DynamoDB are replies with their status; only a stopped engine rejects.

use js_sys::{Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::future_to_promise;

use crate::worker_link::Link;

/// The content type of AWS JSON 1.0.
const CONTENT_TYPE: &str = "application/x-amz-json-1.0";

/// Puts the handle onto the global object.
pub(crate) fn install(link: &Link) {
    let link = link.clone();
    let handle = Closure::<dyn Fn(JsValue, JsValue, JsValue) -> Promise>::new(move |target: JsValue, _headers, body: JsValue| {
        let link = link.clone();
        future_to_promise(async move { reply(&link, &target, &body).await })
    });
    let dynalab = Object::new();
    let installed = Reflect::set(&dynalab, &"handle".into(), handle.as_ref())
        .and_then(|_| Reflect::set(&js_sys::global(), &"dynalab".into(), &dynalab));
    if installed.is_ok() {
        // The handle lives as long as the page.
        handle.forget();
    }
}

async fn reply(link: &Link, target: &JsValue, body: &JsValue) -> Result<JsValue, JsValue> {
    let target = target.as_string().ok_or_else(|| js_sys::TypeError::new("target must be a string"))?;
    let body = match (body.as_string(), body.dyn_ref::<Uint8Array>()) {
        (Some(text), _) => text.into_bytes(),
        (None, Some(bytes)) => bytes.to_vec(),
        (None, None) if body.is_null() || body.is_undefined() => b"{}".to_vec(),
        _ => return Err(js_sys::TypeError::new("body must be a string or a Uint8Array").into()),
    };
    let response = link.request(&target, &body).await.ok_or_else(|| js_sys::Error::new("dynalab: the engine has stopped"))?;
    let headers = Object::new();
    Reflect::set(&headers, &"content-type".into(), &CONTENT_TYPE.into())?;
    let reply = Object::new();
    Reflect::set(&reply, &"status".into(), &response.status.into())?;
    Reflect::set(&reply, &"headers".into(), &headers)?;
    Reflect::set(&reply, &"body".into(), &response.body)?;
    Ok(reply.into())
}
