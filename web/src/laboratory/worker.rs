//! The connection to the laboratory's worker: it is started when something is first asked, and again after it stopped.
//!
//! Every ask is answered: if the worker stops, what waits is answered with a refusal that says why. While a run goes on it
//! tells its progress; a worker that says nothing for long is taken to have stopped.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use client::{CONTRACT, LabAnswer, LabAsk, LabTell};
use gloo::events::EventListener;
use gloo::timers::callback::Interval;
use js_sys::{Function, Promise, Uint8Array};
use report::ErrorReport;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{ErrorEvent, MessageEvent, Worker};

use crate::envelope::Envelope;

/// How often it is looked whether the laboratory still answers.
const LOOK_MS: u32 = 2_000;
/// How long it may say nothing while somebody waits (our bound: a run tells its progress ten times a second, and a first ask also
/// waits for the program to be fetched and compiled).
const SILENCE_MS: f64 = 30_000.0;

#[wasm_bindgen]
extern "C" {
    /// Starts a laboratory (boot.js).
    #[wasm_bindgen(catch, js_name = dynalabStartLaboratory)]
    fn start_laboratory() -> Result<Worker, JsValue>;
}

/// What the worker says unasked.
pub(crate) type OnTell = Box<dyn Fn(LabTell)>;

/// The connection.
#[derive(Clone)]
pub(crate) struct LabWorker(Rc<Inner>);

struct Inner {
    connected: RefCell<Option<Connected>>,
    /// Who waits: resolved with the bytes of the answer, or with the reason why there is none.
    waiting: RefCell<BTreeMap<u32, Function>>,
    next: Cell<u32>,
    heard: Cell<f64>,
    tell: OnTell,
}

struct Connected {
    worker: Worker,
    /// Messages for a worker that does not listen yet.
    early: Option<Vec<Envelope>>,
    _listeners: [EventListener; 2],
    _watch: Interval,
}

impl LabWorker {
    /// No worker yet; `tell` hears what it says unasked once there is one.
    pub(crate) fn new(tell: OnTell) -> Self {
        LabWorker(Rc::new(Inner {
            connected: RefCell::default(),
            waiting: RefCell::default(),
            next: Cell::new(1),
            heard: Cell::new(0.0),
            tell,
        }))
    }

    /// Whether there is a worker.
    pub(crate) fn is_up(&self) -> bool {
        self.0.connected.borrow().is_some()
    }

    /// Asks, starting the worker first if there is none. Always answers; a refusal says why.
    pub(crate) async fn ask(&self, ask: &LabAsk) -> LabAnswer {
        if !self.is_up()
            && let Err(reason) = self.connect()
        {
            return refused("LaboratoryMissing", &reason);
        }
        let body = Uint8Array::from(postcard::to_allocvec(ask).unwrap_or_default().as_slice());
        let id = self.0.next.replace(self.0.next.get().wrapping_add(1).max(1));
        if self.0.waiting.borrow().is_empty() {
            self.0.heard.set(js_sys::Date::now());
        }
        let reply = Promise::new(&mut |resolve, _| {
            self.0.waiting.borrow_mut().insert(id, resolve);
        });
        self.post(Envelope::new("ask", id, &body));
        // The promise is only ever resolved.
        let reply = JsFuture::from(reply).await.unwrap_or_default();
        match reply.dyn_ref::<Uint8Array>() {
            Some(body) => postcard::from_bytes(&body.to_vec()).unwrap_or_else(|_| {
                refused(
                    "AnswerNotRead",
                    "The laboratory's answer could not be read: page and laboratory differ. Reload the page.",
                )
            }),
            None => refused("LaboratoryStopped", reply.as_string().as_deref().unwrap_or("The laboratory did not answer.")),
        }
    }

    fn post(&self, envelope: Envelope) {
        let mut connected = self.0.connected.borrow_mut();
        match connected.as_mut() {
            Some(Connected { early: Some(early), .. }) => early.push(envelope),
            // A worker that is gone is heard of by its silence.
            Some(Connected { worker, .. }) => drop(worker.post_message(&envelope)),
            None => {}
        }
    }

    fn connect(&self) -> Result<(), String> {
        let worker = start_laboratory().map_err(|_| "The laboratory could not be started in this browser.".to_owned())?;
        let messages = {
            let link = self.clone();
            EventListener::new(&worker, "message", move |event| {
                if let Some(message) = event.dyn_ref::<MessageEvent>().and_then(|event| Envelope::read(event.data())) {
                    link.receive(&message);
                }
            })
        };
        let errors = {
            let link = self.clone();
            EventListener::new(&worker, "error", move |event| {
                // Told here; the page's console need not tell it again.
                event.prevent_default();
                let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).filter(|message| !message.is_empty());
                link.stop(&message.unwrap_or_else(|| "The laboratory could not be loaded.".to_owned()));
            })
        };
        let watch = {
            let link = self.clone();
            Interval::new(LOOK_MS, move || link.look())
        };
        let connected = Connected { worker, early: Some(Vec::new()), _listeners: [messages, errors], _watch: watch };
        self.0.connected.replace(Some(connected));
        Ok(())
    }

    fn look(&self) {
        if !self.0.waiting.borrow().is_empty() && js_sys::Date::now() - self.0.heard.get() > SILENCE_MS {
            self.stop("The laboratory has not answered for 30 seconds.");
        }
    }

    fn receive(&self, message: &Envelope) {
        self.0.heard.set(js_sys::Date::now());
        match message.kind_text().as_deref() {
            Some("ready") if message.contract_number() == Some(f64::from(CONTRACT)) => self.hand_over(),
            Some("ready") => self.stop("The page and its laboratory come from different versions. Reload the page."),
            Some("answer") => {
                let waits = message.id_number().and_then(|id| self.0.waiting.borrow_mut().remove(&id));
                if let Some(waits) = waits {
                    settle(&waits, &message.bytes().map_or(JsValue::UNDEFINED, JsValue::from));
                }
            }
            Some("tell") => match message.bytes().and_then(|body| postcard::from_bytes(&body.to_vec()).ok()) {
                Some(LabTell::Stopped { reason }) => self.stop(&reason),
                Some(tell) => (self.0.tell)(tell),
                None => {}
            },
            _ => {}
        }
    }

    /// The worker listens: it is handed what was asked before.
    fn hand_over(&self) {
        let early = self.0.connected.borrow_mut().as_mut().and_then(|connected| connected.early.take());
        for envelope in early.into_iter().flatten() {
            self.post(envelope);
        }
    }

    /// Ends the worker, refuses what waits and says so. The next ask starts another.
    fn stop(&self, reason: &str) {
        let Some(connected) = self.0.connected.take() else { return };
        connected.worker.terminate();
        let waiting = self.0.waiting.take();
        (self.0.tell)(LabTell::Stopped { reason: reason.to_owned() });
        for waits in waiting.values() {
            settle(waits, &reason.into());
        }
        // The listeners may be those that called: they are dropped when they have returned.
        gloo::timers::callback::Timeout::new(0, move || drop(connected)).forget();
    }
}

fn settle(waits: &Function, value: &JsValue) {
    // Settling a promise never throws; what the call returns is of no use.
    let _ = waits.call1(&JsValue::NULL, value);
}

fn refused(name: &str, message: &str) -> LabAnswer {
    LabAnswer::Refused(ErrorReport { name: name.to_owned(), message: message.to_owned(), explanation: None, place: None })
}
