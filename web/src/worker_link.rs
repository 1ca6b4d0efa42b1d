//! The page's connection to the worker: envelopes over `postMessage`, an answer for each ask.
//!
//! An envelope is a small plain object; what matters crosses in it as bytes (postcard for asks, JSON for AWS requests).
//! Every ask is answered: if the worker stops, what waits is answered with a refusal, so no screen hangs.
//!
//! ```text
//! page -> worker  {kind:"hello",   id:0, body: postcard Hello}
//!                 {kind:"ask",     id,   body: postcard Ask}
//!                 {kind:"request", id,   target, body: JSON bytes}     sent by boot.js (see `handle`)
//! worker -> page  {kind:"ready",   contract}
//!                 {kind:"answer",   id,  body: postcard Answer}
//!                 {kind:"response", id,  status, body: JSON bytes}
//!                 {kind:"tell",          body: postcard Tell}
//! ```

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use client::{Answer, Ask, CONTRACT, Hello, Tell};
use gloo::events::EventListener;
use gloo::timers::callback::Interval;
use js_sys::{Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::{ErrorEvent, Worker};
use yew::prelude::*;

use crate::envelope::Envelope;
use crate::handle::Requests;
use crate::link::{Link, Wire};

/// Where boot.js leaves the worker that it started.
const ADOPTED: &str = "dynalabWorker";

/// How often it is looked whether the engine still answers.
const LOOK_MS: u32 = 2_000;
/// How long the engine may say nothing at all while an ask waits before it is asked for a sign of life (our bound: long
/// work tells its progress every second).
const DOUBT_MS: f64 = 15_000.0;
/// How long until it is taken to have stopped.
const SILENCE_MS: f64 = 30_000.0;

/// What the link tells the frame.
#[derive(Clone, Debug)]
pub(crate) enum News {
    /// The worker said something unasked.
    Told(Tell),
    /// Any ask was answered.
    Answered(Rc<Answer>),
}

/// The connection; clones share it.
#[derive(Clone)]
pub(crate) struct WorkerLink(Rc<Inner>);

struct Inner {
    worker: RefCell<Option<Connected>>,
    /// Who waits for an answer: resolved with its bytes, or with the reason if the worker stops.
    waiting: RefCell<BTreeMap<u32, Function>>,
    requests: Requests,
    next: Cell<u32>,
    hello: RefCell<Hello>,
    stopped: RefCell<Option<String>>,
    /// The worker has said something. Before that it may be on a slow way here; if it fails on that way it says so by an event.
    is_here: Cell<bool>,
    /// When the worker last said anything, or was first asked after a rest.
    heard: Cell<f64>,
    news: Callback<News>,
}

struct Connected {
    worker: Worker,
    _messages: Closure<dyn Fn(JsValue)>,
    _errors: EventListener,
    _watch: Interval,
}

impl Wire for WorkerLink {
    fn send(&self, body: &Uint8Array) -> Promise {
        let id = self.next_id();
        let promise = Promise::new(&mut |resolve, _| self.wait(id, resolve));
        if !self.post(&Envelope::new("ask", id, body)) {
            self.settle(id, None);
        }
        promise
    }

    fn answered(&self, answer: &Answer) {
        self.0.news.emit(News::Answered(Rc::new(answer.clone())));
    }
}

impl WorkerLink {
    /// Adopts the worker that boot.js started (or starts one) and says hello.
    pub(crate) fn open(hello: Hello, news: Callback<News>) -> Self {
        let link = WorkerLink(Rc::new(Inner {
            worker: RefCell::default(),
            waiting: RefCell::default(),
            requests: Requests::of_page(),
            next: Cell::new(1),
            hello: RefCell::new(hello),
            stopped: RefCell::default(),
            is_here: Cell::new(false),
            heard: Cell::new(0.0),
            news,
        }));
        let adopted = Reflect::get(&js_sys::global(), &ADOPTED.into()).ok().and_then(|worker| worker.dyn_into::<Worker>().ok());
        let failure = adopted.as_ref().and_then(|worker| text(worker, "failure"));
        match (failure, adopted.map_or_else(start, Ok)) {
            (Some(reason), _) | (None, Err(reason)) => link.stop(reason),
            (None, Ok(worker)) => link.connect(worker),
        }
        link
    }

    /// The workspace to open when the worker is started again.
    pub(crate) fn remember(&self, workspace: String) {
        self.0.hello.borrow_mut().workspace = Some(workspace);
    }

    /// Ends the worker and starts another, which reopens the last commit.
    pub(crate) fn restart(&self) {
        self.disconnect("The engine was started again.");
        match start() {
            Ok(worker) => self.connect(worker),
            Err(reason) => self.stop(reason),
        }
    }

    /// What scripts ask for.
    pub(crate) fn requests(&self) -> &Requests {
        &self.0.requests
    }

    fn next_id(&self) -> u32 {
        let id = self.0.next.get();
        self.0.next.set(id.wrapping_add(1).max(1));
        id
    }

    fn wait(&self, id: u32, resolve: Function) {
        let mut all = self.0.waiting.borrow_mut();
        if all.is_empty() {
            self.0.heard.set(js_sys::Date::now());
        }
        all.insert(id, resolve);
    }

    fn post(&self, envelope: &Envelope) -> bool {
        self.0.worker.borrow().as_ref().is_some_and(|one| one.worker.post_message(envelope).is_ok())
    }

    fn settle(&self, id: u32, message: Option<&Envelope>) {
        let Some(resolve) = self.0.waiting.borrow_mut().remove(&id) else { return };
        let bytes = message.and_then(Envelope::bytes).map(JsValue::from);
        // Settling a promise never throws; what the call returns is of no use.
        let _ = resolve.call1(&JsValue::NULL, &bytes.unwrap_or_else(|| self.stopped_reason().into()));
    }

    fn connect(&self, worker: Worker) {
        let messages = {
            let link = self.clone();
            Closure::<dyn Fn(JsValue)>::new(move |message: JsValue| link.receive(message))
        };
        let errors = {
            let link = self.clone();
            EventListener::new(&worker, "error", move |event| {
                let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).unwrap_or_default();
                link.stop(if message.is_empty() { "The engine could not be loaded.".to_owned() } else { message });
            })
        };
        // A worker that is ended from outside, or is stuck, sends no event: its silence must tell.
        let watch = {
            let link = self.clone();
            Interval::new(LOOK_MS, move || link.look())
        };
        self.0.stopped.replace(None);
        self.0.is_here.set(false);
        // What answers a script does not come here.
        self.0.requests.connect(&worker, messages.as_ref().unchecked_ref());
        self.0.worker.replace(Some(Connected { worker, _messages: messages, _errors: errors, _watch: watch }));
        let hello = postcard::to_allocvec(&*self.0.hello.borrow()).unwrap_or_default();
        self.post(&Envelope::new("hello", 0, &Uint8Array::from(&*hello)));
    }

    fn look(&self) {
        let silent_ms = js_sys::Date::now() - self.0.heard.get().max(self.0.requests.heard());
        let nobody_waits = self.0.waiting.borrow().is_empty() && self.0.requests.waiting() == 0;
        if !self.0.is_here.get() || nobody_waits || silent_ms < DOUBT_MS {
            return;
        }
        if silent_ms > SILENCE_MS {
            self.stop("The engine has not answered for 30 seconds.".to_owned());
        } else {
            // Any answer is a sign of life, whatever the ask that waits has come to.
            let link = Link::over(self.clone());
            spawn_local(async move {
                link.ask(Ask::Report).await;
            });
        }
    }

    fn receive(&self, message: JsValue) {
        self.0.is_here.set(true);
        self.0.heard.set(js_sys::Date::now());
        let Some(message) = Envelope::read(message) else { return };
        match message.kind_text().as_deref() {
            Some("answer") => {
                if let Some(id) = message.id_number() {
                    self.settle(id, Some(&message));
                }
            }
            Some("tell") => self.told(&message),
            Some("ready") if message.contract_number() != Some(f64::from(CONTRACT)) => {
                self.stop("The page and its engine come from different versions. Reload the page.".to_owned());
            }
            _ => {}
        }
    }

    fn told(&self, message: &Envelope) {
        let Some(body) = message.bytes() else { return };
        match postcard::from_bytes(&body.to_vec()) {
            Ok(Tell::Stopped { reason }) => self.stop(reason),
            Ok(tell) => self.0.news.emit(News::Told(tell)),
            Err(_) => self.stop("The engine's message could not be read: page and engine differ. Reload the page.".to_owned()),
        }
    }

    /// Ends the connection, refuses what waits and tells the frame.
    fn stop(&self, reason: String) {
        self.disconnect(&reason);
        self.0.news.emit(News::Told(Tell::Stopped { reason }));
    }

    fn disconnect(&self, reason: &str) {
        self.0.stopped.replace(Some(reason.to_owned()));
        // Before the handler of its messages goes.
        self.0.requests.disconnect();
        if let Some(connected) = self.0.worker.take() {
            connected.worker.terminate();
        }
        let waiting: Vec<u32> = self.0.waiting.borrow().keys().copied().collect();
        for id in waiting {
            self.settle(id, None);
        }
    }

    fn stopped_reason(&self) -> String {
        self.0.stopped.borrow().clone().unwrap_or_else(|| "The engine did not answer.".to_owned())
    }
}

#[wasm_bindgen]
extern "C" {
    /// Starts a worker that compiles its own engine (boot.js).
    #[wasm_bindgen(catch, js_name = dynalabStartWorker)]
    fn start_worker() -> Result<Worker, JsValue>;
}

fn start() -> Result<Worker, String> {
    start_worker().map_err(|_| "The engine could not be started in this browser.".to_owned())
}

fn text(object: &JsValue, field: &str) -> Option<String> {
    Reflect::get(object, &field.into()).ok()?.as_string()
}
