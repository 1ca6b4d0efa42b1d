//! The one laboratory of this program: it carries commands out, tells the components that draw it, and outlives the screens.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use client::{LabAnswer, LabAsk, LabTell, LaterAnswer, LaterAsk};
use report::Driver;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::state::{LabCommand, LabMsg, Laboratory, TEXT_BYTES_MAX};
use super::worker::LabWorker;
use crate::kept;
use crate::later::ask_later;
use crate::link::Link;

/// Where text and driver are kept.
const TEXT: &str = "dynalab.scenario";
const DRIVER: &str = "dynalab.driver";
/// The driver that is not the usual one, as it is kept.
const PER_REQUEST: &str = "per-request";

/// What the page outside of this program is told.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum LabNews {
    /// A run goes on, stands elsewhere, or is over.
    Running(Option<super::Running>),
    /// For a screen reader.
    Announce(String),
}

thread_local! {
    static STORE: Store = Store::open();
}

struct Store {
    model: RefCell<Rc<Laboratory>>,
    listeners: RefCell<Vec<(u64, Callback<Rc<Laboratory>>)>>,
    next: Cell<u64>,
    worker: LabWorker,
    /// Number of the run that the worker keeps.
    kept_run: Cell<u32>,
    news: RefCell<Callback<LabNews>>,
    /// The way to the engine's worker, for keys of stored tables.
    engine: RefCell<Option<Link>>,
}

/// The laboratory as a component sees it.
#[derive(Clone, PartialEq)]
pub(crate) struct LabHandle {
    /// What is known of it.
    pub(crate) model: Rc<Laboratory>,
}

impl LabHandle {
    /// A way to say what a screen wants, for its controls.
    pub(crate) fn callback<E: 'static>(&self, msg: impl Fn(E) -> LabMsg + 'static) -> Callback<E> {
        Callback::from(move |event| say(msg(event)))
    }
}

/// The page outside of this program hears of runs from now on.
pub(crate) fn connect(news: Callback<LabNews>, engine: Link) {
    STORE.with(|store| {
        store.engine.replace(Some(engine));
        news.emit(LabNews::Running(store.model.borrow().running.clone()));
        store.news.replace(news);
    });
}

/// Changes the laboratory and does what follows.
pub(crate) fn say(msg: LabMsg) {
    STORE.with(|store| store.update(msg));
}

/// The laboratory, drawn anew when it changes.
#[hook]
pub(crate) fn use_laboratory() -> LabHandle {
    let model = use_state(|| STORE.with(|store| store.model.borrow().clone()));
    {
        let model = model.setter();
        use_effect_with((), move |()| {
            let id = STORE.with(|store| store.listen(Callback::from(move |now| model.set(now))));
            say(LabMsg::Open);
            move || STORE.with(|store| store.listeners.borrow_mut().retain(|(other, _)| *other != id))
        });
    }
    LabHandle { model: (*model).clone() }
}

/// A standing question to the laboratory: asked now and whenever it or `since` changes; the last answer is kept meanwhile. Nothing is
/// asked for `None`. An answer that comes after a newer question is dropped.
#[hook]
pub(crate) fn use_lab_asked<V: PartialEq + 'static>(ask: Option<LabAsk>, since: V) -> Option<Rc<LabAnswer>> {
    let answer = use_state(|| None::<Rc<LabAnswer>>);
    let newest = use_mut_ref(|| Rc::new(Cell::new(0u64)));
    {
        let answer = answer.setter();
        let newest = newest.borrow().clone();
        use_effect_with((ask, since), move |(ask, _)| {
            let question = newest.get() + 1;
            newest.set(question);
            match ask.clone() {
                None => answer.set(None),
                Some(ask) => spawn_local(async move {
                    let found = Rc::new(self::ask(&ask).await);
                    if newest.get() == question {
                        answer.set(Some(found));
                    }
                }),
            }
        });
    }
    (*answer).clone()
}

/// Asks the laboratory, which is given the last finished run first if it does not have it, and the keys of stored tables that it
/// says it needs.
pub(crate) async fn ask(ask: &LabAsk) -> LabAnswer {
    let (worker, missing, engine) =
        STORE.with(|store| (store.worker.clone(), store.missing_run(), store.engine.borrow().clone()));
    if let Some(adopt) = missing {
        worker.ask(&adopt).await;
    }
    let answer = worker.ask(ask).await;
    let (LabAnswer::NeedsKeys(needed), Some(engine)) = (&answer, engine) else { return answer };
    for (table, attribute) in needed {
        let (table, attribute) = (table.clone(), attribute.clone());
        let found = ask_later(&engine, &LaterAsk::Keys { table: table.clone(), attribute: attribute.clone() }).await;
        let values = if let Ok(LaterAnswer::Keys(values)) = found { values } else { None };
        worker.ask(&LabAsk::Keys { table, attribute, values }).await;
    }
    worker.ask(ask).await
}

impl Store {
    fn open() -> Self {
        let text = kept::text(TEXT).filter(|text| text.len() <= TEXT_BYTES_MAX).unwrap_or_default();
        let driver = if kept::text(DRIVER).as_deref() == Some(PER_REQUEST) { Driver::PerRequest } else { Driver::Fluid };
        Store {
            model: RefCell::new(Rc::new(Laboratory::with(text, driver))),
            listeners: RefCell::default(),
            next: Cell::new(0),
            worker: LabWorker::new(Box::new(|tell| match tell {
                LabTell::Progress(progress) => say(LabMsg::Progress(progress)),
                LabTell::Sketch(sketch) => say(LabMsg::Sketch(Rc::from(sketch))),
                LabTell::Stopped { reason } => {
                    STORE.with(|store| store.kept_run.set(0));
                    say(LabMsg::Stopped(reason));
                }
            })),
            kept_run: Cell::new(0),
            news: RefCell::default(),
            engine: RefCell::default(),
        }
    }

    fn listen(&self, listener: Callback<Rc<Laboratory>>) -> u64 {
        let id = self.next.get();
        self.next.set(id + 1);
        listener.emit(self.model.borrow().clone());
        self.listeners.borrow_mut().push((id, listener));
        id
    }

    fn update(&self, msg: LabMsg) {
        let (before, now, commands) = {
            let mut model = self.model.borrow_mut();
            let before = Rc::clone(&model);
            let commands = Rc::make_mut(&mut model).update(msg);
            (before, Rc::clone(&model), commands)
        };
        if before.running != now.running {
            self.news(LabNews::Running(now.running.clone()));
        }
        let listeners = self.listeners.borrow().clone();
        for (_, listener) in listeners {
            listener.emit(Rc::clone(&now));
        }
        for command in commands {
            self.carry_out(command);
        }
    }

    fn news(&self, news: LabNews) {
        let callback = self.news.borrow().clone();
        callback.emit(news);
    }

    fn carry_out(&self, command: LabCommand) {
        match command {
            LabCommand::AskTemplates => spawn_local(async { say(LabMsg::Templates(ask(&LabAsk::Templates).await)) }),
            LabCommand::Read { reading, text } => spawn_local(async move {
                let answer = ask(&LabAsk::Read { text }).await;
                say(LabMsg::WasRead { reading, answer });
            }),
            LabCommand::Run { number, ask: run } => spawn_local(async move {
                // A run is about the tables as they are now.
                ask(&LabAsk::ForgetKeys).await;
                let answer = ask(&run).await;
                if matches!(answer, LabAnswer::Run(_)) {
                    STORE.with(|store| store.kept_run.set(number));
                }
                say(LabMsg::Ended { number, answer });
            }),
            LabCommand::Change { text, change } => spawn_local(async move {
                let answer = ask(&LabAsk::Change { text: text.clone(), change }).await;
                say(LabMsg::Changed { text, answer });
            }),
            LabCommand::Cancel => spawn_local(async { drop(ask(&LabAsk::Cancel).await) }),
            LabCommand::Keep => {
                let model = self.model.borrow().clone();
                kept::set_text(TEXT, &model.text);
                kept::set_text(DRIVER, if model.driver.0 == Driver::PerRequest { PER_REQUEST } else { "" });
            }
            LabCommand::Announce(words) => self.news(LabNews::Announce(words)),
        }
    }

    /// The last finished run, if the worker does not keep it.
    fn missing_run(&self) -> Option<LabAsk> {
        let last = self.model.borrow().last.clone()?;
        if self.kept_run.replace(last.number) == last.number {
            return None;
        }
        Some(LabAsk::Adopt { report: Box::new((*last.report).clone()) })
    }
}
