//! The page that embeds a lesson: what it is told, and what it may say.
//!
//! Contract 1: plain objects `{dynalab: 1, id, type, ...}` over `postMessage`. They hold no words of the learner. Nothing
//! that comes from a host is run; an unknown type is ignored. Until the host has acknowledged a height, the embed keeps
//! its own scrollbar, so that a host that ignores it cuts nothing off.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use js_sys::{Object, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::MessageEvent;
use yew::prelude::*;

use crate::browser;
use crate::learn::reported_height::ReportedHeight;
use crate::state::Theme;

/// Version of the contract with hosts.
const CONTRACT: f64 = 1.0;
/// Heights are reported at most so often, in milliseconds.
const DEBOUNCE_MS: u32 = 100;
/// Set on the root element while the host sizes the frame: the embed's own scrollbar is then not needed.
const HOST_SIZES: &str = "data-host-sizes";

/// What a host is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum HostEvent {
    /// The lesson is on the screen.
    Ready { version: u32 },
    /// A block ran.
    Run { block: String, operation: Option<String>, status: u16 },
    /// A check was evaluated.
    Check { block: String, passed: bool, attempts: u32, hints: u32 },
    /// All checks have passed.
    Complete { version: u32, score: u32, score_max: u32 },
}

/// The embed's side of the contract.
#[derive(Clone, PartialEq)]
pub(crate) struct Host {
    id: String,
    lesson: String,
}

impl Host {
    /// The host of this page. `id` comes from the address and goes back in every message.
    pub(crate) fn new(lesson: &str) -> Self {
        let id = browser::query().into_iter().find(|(name, _)| name == "id").map(|(_, value)| value).unwrap_or_default();
        Host { id, lesson: lesson.to_owned() }
    }

    /// Tells the host.
    pub(crate) fn tell(&self, event: &HostEvent) {
        let lesson = ("lesson", JsValue::from(&self.lesson));
        match event {
            HostEvent::Ready { version } => {
                self.post("ready", vec![lesson, ("version", (*version).into()), ("contract", CONTRACT.into())])
            }
            HostEvent::Run { block, operation, status } => {
                let operation = operation.as_deref().map_or(JsValue::NULL, JsValue::from);
                self.post("run", vec![lesson, ("block", block.into()), ("operation", operation), ("status", (*status).into())]);
            }
            HostEvent::Check { block, passed, attempts, hints } => self.post(
                "check",
                vec![
                    lesson,
                    ("block", block.into()),
                    ("pass", (*passed).into()),
                    ("attempts", (*attempts).into()),
                    ("hints", (*hints).into()),
                ],
            ),
            HostEvent::Complete { version, score, score_max } => self.post(
                "complete",
                vec![lesson, ("version", (*version).into()), ("score", (*score).into()), ("scoreMax", (*score_max).into())],
            ),
        }
    }

    fn post(&self, kind: &str, fields: Vec<(&str, JsValue)>) {
        let window = gloo::utils::window();
        let Some(parent) = window.parent().ok().flatten() else { return };
        // A page that is not in a frame is its own parent and would only talk to itself.
        if parent == window {
            return;
        }
        let message = Object::new();
        let head = [("dynalab", CONTRACT.into()), ("id", JsValue::from(&self.id)), ("type", kind.into())];
        for (name, value) in head.into_iter().chain(fields) {
            // Setting a field of a fresh object is never refused.
            let _ = Reflect::set(&message, &name.into(), &value);
        }
        // The message holds nothing private, so any origin may read it; a host that has gone reads nothing.
        let _ = parent.post_message(&message, "*");
    }

    /// What the host says: that it took over a height, or another theme.
    fn heard(event: &MessageEvent) {
        let parent = gloo::utils::window().parent().ok().flatten();
        let from_parent = event.source().is_some_and(|source| parent.as_ref().is_some_and(|parent| Object::is(&source, parent)));
        let data = event.data();
        let field = |name: &str| Reflect::get(&data, &name.into()).ok();
        if !from_parent || !data.is_object() || field("dynalab").and_then(|version| version.as_f64()) != Some(CONTRACT) {
            return;
        }
        match field("type").and_then(|kind| kind.as_string()).as_deref() {
            Some("resized") => {
                if let Some(root) = gloo::utils::document().document_element() {
                    // A fixed attribute name is never refused.
                    let _ = root.set_attribute(HOST_SIZES, "");
                }
            }
            Some("theme") => {
                if let Some(slug) = field("theme").and_then(|theme| theme.as_string()) {
                    browser::show_theme(Theme::from_slug(&slug));
                }
            }
            _ => {}
        }
    }
}

/// Reports the height of the element behind `node` to the host whenever it changes, and listens to the host.
#[hook]
pub(crate) fn use_host(host: Host, node: NodeRef) {
    use_effect_with((host, node), |(host, node)| {
        let listener = EventListener::new(&gloo::utils::window(), "message", |event| {
            if let Some(event) = event.dyn_ref::<MessageEvent>() {
                Host::heard(event);
            }
        });
        let observed = node.cast::<web_sys::Element>().and_then(|element| observe(host.clone(), element));
        move || {
            drop(listener);
            if let Some((observer, callback)) = observed {
                observer.disconnect();
                drop(callback);
            }
        }
    });
}

type Observed = (web_sys::ResizeObserver, Closure<dyn Fn()>);

fn observe(host: Host, element: web_sys::Element) -> Option<Observed> {
    let reported = Rc::new(RefCell::new(ReportedHeight::default()));
    let pending = Rc::new(RefCell::new(None::<Timeout>));
    let watched = element.clone();
    let callback = Closure::<dyn Fn()>::new(move || {
        let (host, element, reported) = (host.clone(), watched.clone(), reported.clone());
        let send = move || {
            // What holds the lesson adds its padding below.
            let corner = element.closest("main").ok().flatten().as_ref().unwrap_or(&element).get_bounding_client_rect();
            let scrolled = gloo::utils::window().scroll_y().unwrap_or_default();
            let due = reported.borrow_mut().due(corner.bottom() + scrolled, js_sys::Date::now());
            if let Some(height) = due {
                host.post("resize", vec![("height", height.into())]);
            }
        };
        // Replacing the pending one cancels it: only the last of a burst is sent.
        pending.replace(Some(Timeout::new(DEBOUNCE_MS, send)));
    });
    let observer = web_sys::ResizeObserver::new(callback.as_ref().unchecked_ref()).ok()?;
    observer.observe(&element);
    Some((observer, callback))
}
