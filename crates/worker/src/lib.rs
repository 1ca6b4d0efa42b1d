//! The browser host: engine, IndexedDB, clock and the one-writer lease, behind messages.
//!
//! A request is answered within the message handler when nothing has to be waited for; a write is answered when its
//! transaction is complete. This crate holds no rules of DynamoDB and no drawing: it loads, commits, measures and passes on.
#![cfg(target_arch = "wasm32")]

mod asks;
mod buckets;
mod commit;
mod console;
mod desk;
mod early;
mod explain;
mod host;
mod inbox;
mod indexed_db;
mod laboratory;
mod later;
mod later_asks;
mod lease;
mod lessons;
mod limits;
mod maker;
mod metered;
mod opening;
mod outbox;
mod receipts;
mod registry;
mod reserve;
mod retries;
mod session;
#[cfg(test)]
mod testing;
mod transfer;
mod turnstile;
mod views;
mod workspace;
mod workspace_file;

use std::cell::OnceCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::early::Guess;
use crate::host::Host;
use crate::inbox::Inbound;
use crate::outbox::Outbox;

// The tests run where the code does.
#[cfg(test)]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// Puts the desk up: the entry of the worker's second program.
pub fn start_desk() {
    desk::link::put_up();
}

/// Opens the laboratory: the entry of the third program, which runs in a worker of its own.
pub fn start_laboratory() {
    laboratory::open();
}

thread_local! {
    /// The host of this worker.
    static HOST: OnceCell<Rc<Host>> = const { OnceCell::new() };
}

/// Takes an AWS request that was read in JavaScript: a message of another kind, or one that cannot be read, comes through the
/// handler. It saves a dozen crossings between JavaScript and wasm for each request.
pub fn request(id: u32, target: String, body: Vec<u8>) {
    let inbound =
        if body.len() > inbox::REQUEST_BYTES_MAX { Inbound::TooLarge(id) } else { Inbound::Request { id, target, body } };
    HOST.with(|host| host.get().map(|host| host.receive(inbound)));
}

/// Installs the message handler and says that the worker listens.
pub fn start() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    let host = Host::new(Outbox::new(scope.clone()));
    let receiver = Rc::clone(&host);
    HOST.with(|one| one.set(Rc::clone(&host)).is_ok());
    let handler = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| receiver.receive(Inbound::read(&event.data())));
    scope.set_onmessage(Some(handler.as_ref().unchecked_ref()));
    // The handler lives as long as the worker.
    handler.forget();
    host.outbox.ready();
    let early = host.open_early(Guess::told());
    host.early.replace(Some(early));
}
