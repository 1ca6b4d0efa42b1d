//! One writer for each workspace: an exclusive Web Lock, which the browser frees when its holder dies.
//!
//! web-sys has the Web Locks API only behind an unstable flag, so the two calls are made through `Reflect`.

use std::cell::RefCell;
use std::rc::Rc;

use futures_channel::oneshot;
use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The right to write. Dropping it gives it back.
pub(crate) struct Lease {
    release: Function,
}

impl Drop for Lease {
    fn drop(&mut self) {
        // The resolver of a promise cannot fail.
        let _ = self.release.call0(&JsValue::UNDEFINED);
    }
}

/// Whether the lock was to be had.
pub(crate) enum Claim {
    /// This tab holds it.
    Held(Lease),
    /// Another tab holds it.
    Taken,
    /// This browser or frame has no Web Locks.
    Unsupported,
}

/// Asks for the lock of this name without waiting. With `steal`, it is taken from whoever holds it.
///
/// `on_lost` is called if another tab steals it from us later.
pub(crate) async fn claim(name: &str, steal: bool, on_lost: impl FnOnce() + 'static) -> Claim {
    let (sender, receiver) = oneshot::channel();
    let answer: Answer = Rc::new(RefCell::new(Some(sender)));
    let Some(held) = request(name, steal, Rc::clone(&answer)) else { return Claim::Unsupported };
    wasm_bindgen_futures::spawn_local(async move {
        if JsFuture::from(held).await.is_ok() {
            return;
        }
        let unanswered = answer.borrow_mut().take();
        match unanswered {
            // Refused before it was granted: this frame may not use locks.
            Some(sender) => drop(sender.send(Claim::Unsupported)),
            None => on_lost(),
        }
    });
    receiver.await.unwrap_or(Claim::Unsupported)
}

/// Whom to tell what came of the request, once.
type Answer = Rc<RefCell<Option<oneshot::Sender<Claim>>>>;

/// Calls `navigator.locks.request`; its promise settles when the lock is given back, and fails when it is stolen.
fn request(name: &str, steal: bool, answer: Answer) -> Option<Promise> {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into()).ok()?;
    let locks = Reflect::get(&navigator, &"locks".into()).ok().filter(JsValue::is_object)?;
    let request: Function = Reflect::get(&locks, &"request".into()).ok()?.dyn_into().ok()?;
    let options = Object::new();
    let option = if steal { "steal" } else { "ifAvailable" };
    Reflect::set(&options, &option.into(), &JsValue::TRUE).ok()?;

    let granted = Closure::once_into_js(move |lock: JsValue| -> JsValue {
        let Some(sender) = answer.borrow_mut().take() else { return JsValue::UNDEFINED };
        if lock.is_null() {
            let _ = sender.send(Claim::Taken);
            return JsValue::UNDEFINED;
        }
        let mut release = None;
        // The lock is held until this promise resolves.
        let held = Promise::new(&mut |resolve, _| release = Some(resolve));
        if let Some(release) = release {
            let _ = sender.send(Claim::Held(Lease { release }));
        }
        held.into()
    });
    request.call3(&locks, &name.into(), &options, &granted).ok()?.dyn_into().ok()
}

#[cfg(test)]
mod tests;
