//! The laboratory: runs scenarios, in a Web Worker of its own that the page starts when it first needs one.
//!
//! It is this crate's third program (`lab_main.rs`), beside the engine's and the desk's. It knows no workspace and no storage: a
//! scenario's text comes in, figures go out (`client::LabAsk`, `LabAnswer`, `LabTell`). [`clerk`] answers what is answered at once;
//! [`run`] takes a run in steps of bounded time and lets messages in between them, so that a cancel is heard. A panic is told before
//! the program ends; the page then starts another.

mod bills;
pub(crate) mod clerk;
mod designs;
pub(crate) mod run;
mod stored_keys;

use std::cell::RefCell;
use std::panic;
use std::rc::Rc;

use client::{CONTRACT, LabAnswer, LabAsk, LabTell};
use js_sys::{Array, Object, Reflect, Uint8Array};
use serde::Serialize;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::host::refusal;
use clerk::Clerk;
use run::{Ended, RunState};

/// Longest ask in bytes (our bound: a scenario's text and the report of a finished run).
const ASK_BYTES_MAX: u32 = 64 * 1_024 * 1_024;

/// One for each worker.
pub(crate) struct Laboratory {
    scope: DedicatedWorkerGlobalScope,
    clerk: RefCell<Clerk>,
    run: RefCell<Option<Rc<RunState>>>,
}

/// Installs the message handler, tells panics, and says that the laboratory listens.
pub(crate) fn open() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    tell_panics(scope.clone());
    let laboratory = Rc::new(Laboratory { scope: scope.clone(), clerk: RefCell::default(), run: RefCell::default() });
    let receiver = Rc::clone(&laboratory);
    let handler = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| receiver.receive(&event.data()));
    scope.set_onmessage(Some(handler.as_ref().unchecked_ref()));
    // The handler lives as long as the worker.
    handler.forget();
    post(&scope, "ready", None, None);
}

impl Laboratory {
    fn receive(self: &Rc<Self>, message: &JsValue) {
        // A message that carries no id has nobody who waits for an answer.
        let Some(id) = member(message, "id").and_then(|id| id.as_f64()).map(|id| id as u32) else { return };
        let body = member(message, "body").and_then(|body| body.dyn_into::<Uint8Array>().ok());
        let body = body.filter(|body| body.length() <= ASK_BYTES_MAX);
        match body.and_then(|body| postcard::from_bytes::<LabAsk>(&body.to_vec()).ok()) {
            Some(ask) => self.take(id, ask),
            None => {
                self.answer(id, &refused("UnreadableMessage", "The laboratory could not read this message. Reload the page."))
            }
        }
    }

    fn take(self: &Rc<Self>, id: u32, ask: LabAsk) {
        match ask {
            LabAsk::Run { text, driver } => {
                if self.run.borrow().is_some() {
                    return self.answer(id, &refused("RunGoesOn", "A run goes on. Cancel it, or wait until it is over."));
                }
                let begun = self.clerk.borrow().begin(&text, driver);
                match begun {
                    Err(answer) => self.answer(id, &answer),
                    Ok(steps) => {
                        let state = Rc::new(RunState::default());
                        self.run.replace(Some(Rc::clone(&state)));
                        let laboratory = Rc::clone(self);
                        spawn_local(async move {
                            let tell = |told| laboratory.tell(&told);
                            let ended = run::to_end(steps, id, &state, &laboratory.scope, tell).await;
                            laboratory.run.replace(None);
                            let answer = match ended {
                                Ended::Cancelled => LabAnswer::Cancelled,
                                Ended::Finished(report) => {
                                    laboratory.clerk.borrow_mut().keep((*report).clone());
                                    LabAnswer::Run(report)
                                }
                            };
                            laboratory.answer(id, &answer);
                        });
                    }
                }
            }
            LabAsk::Cancel => {
                if let Some(run) = &*self.run.borrow() {
                    run.cancel();
                }
                self.answer(id, &LabAnswer::Done);
            }
            other => {
                let answer = self.clerk.borrow_mut().answer(other);
                self.answer(id, &answer);
            }
        }
    }

    fn answer(&self, id: u32, answer: &LabAnswer) {
        post(&self.scope, "answer", Some(id), Some(&bytes(answer)));
    }

    fn tell(&self, tell: &LabTell) {
        post(&self.scope, "tell", None, Some(&bytes(tell)));
    }
}

/// A refusal of the laboratory itself.
fn refused(name: &str, message: &str) -> LabAnswer {
    LabAnswer::Refused(refusal(name, message))
}

/// Tells the page of a panic, with its words and place, before the program ends.
fn tell_panics(scope: DedicatedWorkerGlobalScope) {
    panic::set_hook(Box::new(move |info| {
        let reason = format!("The laboratory broke down ({info}). Nothing of your data is touched by it.");
        post(&scope, "tell", None, Some(&bytes(&LabTell::Stopped { reason })));
    }));
}

fn member(message: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(message, &name.into()).ok()
}

/// Only plain data is encoded, into a growing buffer: there is nothing that could fail.
fn bytes(value: &impl Serialize) -> Uint8Array {
    Uint8Array::from(postcard::to_allocvec(value).unwrap_or_default().as_slice())
}

fn post(scope: &DedicatedWorkerGlobalScope, kind: &str, id: Option<u32>, body: Option<&Uint8Array>) {
    let message = Object::new();
    // A plain object takes any member, and posting plain data fails only when the page is gone.
    let set = |name: &str, value: JsValue| Reflect::set(&message, &name.into(), &value);
    let _ = set("kind", kind.into());
    let _ = set("contract", CONTRACT.into());
    if let Some(id) = id {
        let _ = set("id", id.into());
    }
    let _ = match body {
        None => scope.post_message(&message),
        Some(body) => {
            let _ = set("body", body.into());
            scope.post_message_with_transfer(&message, &Array::of1(&body.buffer()))
        }
    };
}
