//! Asks the desk, loading it first if need be, and puts it up on its own side.
//!
//! `web/worker_boot.js` gives the worker `dynalabLoadDesk`, which fetches `desk.wasm`; that one's entry installs `dynalabDesk`, from
//! bytes to bytes, on the same global object.

use js_sys::{Function, Promise, Reflect, Uint8Array};
use report::ErrorReport;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::{Question, Reply};
use crate::host::refusal;

/// Asks a question.
pub(crate) async fn ask(question: Question) -> Result<Reply, ErrorReport> {
    // The tests run in one wasm: the desk's code is right here.
    #[cfg(test)]
    if desk().is_none() {
        return Ok(super::clerk::reply(question));
    }
    let desk = match desk() {
        Some(desk) => desk,
        None => {
            load().await.map_err(|reason| missing(&reason))?;
            desk().ok_or_else(|| missing(&JsValue::UNDEFINED))?
        }
    };
    let bytes = postcard::to_allocvec(&question).unwrap_or_default();
    let reply = desk.call1(&JsValue::UNDEFINED, &Uint8Array::from(bytes.as_slice())).map_err(|reason| missing(&reason))?;
    postcard::from_bytes(&Uint8Array::new(&reply).to_vec()).map_err(|_| missing(&JsValue::UNDEFINED))
}

/// Puts the desk up: the other program of this worker may ask it from now on.
pub(crate) fn put_up() {
    let answer = Closure::<dyn Fn(Uint8Array) -> Uint8Array>::new(|bytes: Uint8Array| {
        // Bytes that are no question get no reply; the asker says so.
        let reply = postcard::from_bytes(&bytes.to_vec()).map(super::clerk::reply);
        let bytes = reply.ok().and_then(|reply| postcard::to_allocvec(&reply).ok()).unwrap_or_default();
        Uint8Array::from(bytes.as_slice())
    });
    // The global object of a worker takes new properties.
    let _ = Reflect::set(&js_sys::global(), &"dynalabDesk".into(), answer.as_ref());
    // It stays up as long as the worker lives.
    answer.forget();
}

fn desk() -> Option<Function> {
    global_function("dynalabDesk")
}

async fn load() -> Result<(), JsValue> {
    let load = global_function("dynalabLoadDesk").ok_or(JsValue::UNDEFINED)?;
    let loading: Promise = load.call0(&JsValue::UNDEFINED)?.dyn_into()?;
    JsFuture::from(loading).await.map(drop)
}

pub(crate) fn global_function(name: &str) -> Option<Function> {
    Reflect::get(&js_sys::global(), &name.into()).ok()?.dyn_into().ok()
}

/// A part of the program did not come, for this reason.
pub(crate) fn missing(reason: &JsValue) -> ErrorReport {
    let detail = Reflect::get(reason, &"message".into()).ok().and_then(|message| message.as_string());
    let detail = detail.map(|detail| format!(" ({detail})")).unwrap_or_default();
    refusal(
        "PartMissing",
        &format!(
            "A part of dynalab could not be loaded{detail}. Nothing was run. Try again; if that does not help, reload the page."
        ),
    )
}
