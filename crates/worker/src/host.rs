//! The worker's life: it takes the page's messages, knows which workspace is open, and tells the page what changed.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use client::{Answer, Ask, Tell};
use report::{ErrorReport, Persistence, WorkspaceReport, WorkspaceSummary};
use wasm_bindgen_futures::spawn_local;

use crate::early::Early;
use crate::inbox::Inbound;
use crate::opening::EMBED_PREFIX;
use crate::outbox::Outbox;
use crate::registry::Registry;
use crate::session::Session;
use crate::turnstile::Turnstile;
use crate::workspace::Workspace;
use crate::{asks, console, later};

/// One for each worker.
pub(crate) struct Host {
    pub(crate) outbox: Outbox,
    pub(crate) session: Session,
    /// `None` until hello.
    pub(crate) registry: RefCell<Option<Rc<Registry>>>,
    /// What is on its way before hello.
    pub(crate) early: RefCell<Option<Early>>,
    /// Workspaces are opened and closed one after the other.
    pub(crate) turnstile: Turnstile,
    /// How many were opened in this worker: tells the open one from those before.
    pub(crate) opened: Cell<u64>,
    /// The number of the opening whose workspace another tab has taken last; 0 for none.
    pub(crate) lost: Cell<u64>,
    pub(crate) greeted: Cell<bool>,
    state: RefCell<State>,
    /// A report is on its way: more changes join it.
    report_due: Cell<bool>,
    /// Several requests that the page sees as one are running: it is told when they are through.
    pub(crate) in_step: Cell<bool>,
}

/// Whether there is a workspace to talk to.
pub(crate) enum State {
    /// Before hello, or between two workspaces: messages wait.
    Opening(Vec<Inbound>),
    /// Open.
    Open(Rc<Workspace>),
    /// Not to be had: another tab has it, or the browser cleared it.
    Closed(WorkspaceSummary, Persistence),
}

impl Host {
    /// A host that waits for hello.
    pub(crate) fn new(outbox: Outbox) -> Rc<Self> {
        Rc::new(Host {
            outbox,
            session: Session::default(),
            registry: RefCell::new(None),
            early: RefCell::new(None),
            turnstile: Turnstile::default(),
            opened: Cell::new(0),
            lost: Cell::new(0),
            greeted: Cell::new(false),
            state: RefCell::new(State::Opening(Vec::new())),
            report_due: Cell::new(false),
            in_step: Cell::new(false),
        })
    }

    /// Takes one message.
    pub(crate) fn receive(self: &Rc<Self>, inbound: Inbound) {
        let inbound = match inbound {
            Inbound::Hello(hello) => {
                let host = Rc::clone(self);
                return spawn_local(async move { host.hello(hello).await });
            }
            Inbound::TooLarge(id) => return self.outbox.response(id, 413, b""),
            Inbound::Unreadable(Some(id)) => return self.outbox.answer(id, &Answer::Refused(unreadable())),
            Inbound::Unreadable(None) => return,
            waits @ (Inbound::Ask(..) | Inbound::Request { .. }) => waits,
        };
        let workspace = match &mut *self.state.borrow_mut() {
            State::Opening(waiting) => return waiting.push(inbound),
            State::Open(workspace) => Some(Rc::clone(workspace)),
            State::Closed(..) => None,
        };
        match (inbound, workspace) {
            (Inbound::Request { id, target, body }, Some(workspace)) => self.request(&workspace, id, target, body),
            (Inbound::Request { id, .. }, None) => self.outbox.response(id, 500, &console::internal_error(CLOSED)),
            (Inbound::Ask(id, ask), _) => {
                let host = Rc::clone(self);
                spawn_local(async move {
                    let answer = host.answer(ask).await.unwrap_or_else(Answer::Refused);
                    host.outbox.answer(id, &answer);
                });
            }
            (Inbound::Hello(_) | Inbound::TooLarge(_) | Inbound::Unreadable(_), _) => {}
        }
    }

    /// Answers an ask, or says why not. Those of the first screen are answered here.
    async fn answer(self: &Rc<Self>, ask: Ask) -> Result<Answer, ErrorReport> {
        match ask {
            Ask::Report => {
                // A look at the frame is a look at the clock: what is due is done, so a new table is not CREATING for ever.
                if let Ok(workspace) = self.workspace() {
                    workspace.catch_up();
                }
                Ok(Answer::Report(Box::new(self.report().await)))
            }
            Ask::Execute { operation, body } => Ok(Answer::Steps(vec![console::execute(self, &operation, &body).await?])),
            other => {
                later::ensure()?;
                asks::answer(Rc::clone(self), other).await
            }
        }
    }

    /// The open workspace, or why there is none.
    pub(crate) fn workspace(&self) -> Result<Rc<Workspace>, ErrorReport> {
        match &*self.state.borrow() {
            State::Open(workspace) => Ok(Rc::clone(workspace)),
            State::Closed(..) | State::Opening(_) => Err(refusal("WorkspaceClosed", CLOSED)),
        }
    }

    /// The workspace that is not to be had, and why.
    pub(crate) fn closed(&self) -> Option<(WorkspaceSummary, Persistence)> {
        match &*self.state.borrow() {
            State::Closed(summary, persistence) => Some((summary.clone(), persistence.clone())),
            State::Open(_) | State::Opening(_) => None,
        }
    }

    /// What the frame shows.
    pub(crate) async fn report(self: &Rc<Self>) -> WorkspaceReport {
        let mut report = match &*self.state.borrow() {
            State::Open(workspace) => workspace.report(),
            State::Closed(summary, persistence) => closed_report(summary.clone(), persistence.clone()),
            State::Opening(_) => closed_report(WorkspaceSummary { id: String::new(), name: String::new() }, Persistence::Saved),
        };
        let registry = self.registry.borrow().clone();
        if let Some(registry) = registry {
            report.workspaces = registry.workspaces().await.unwrap_or_default();
            report.workspaces.retain(|workspace| !workspace.id.starts_with(EMBED_PREFIX));
        }
        if report.workspaces.is_empty() {
            report.workspaces.push(report.workspace.clone());
        }
        report
    }

    /// Tells the page that something changed; several changes within one turn are told once.
    pub(crate) fn changed(self: &Rc<Self>) {
        if self.in_step.get() || self.report_due.replace(true) {
            return;
        }
        let host = Rc::clone(self);
        spawn_local(async move {
            let report = host.report().await;
            host.report_due.set(false);
            // Between two workspaces there is nothing to show.
            if !matches!(&*host.state.borrow(), State::Opening(_)) {
                host.outbox.tell(&Tell::Report(Box::new(report)));
            }
        });
    }

    /// Changes the state, tells it, and hands over what waited.
    pub(crate) fn set_state(self: &Rc<Self>, state: State) {
        let before = self.state.replace(state);
        self.changed();
        if let State::Opening(waiting) = before {
            waiting.into_iter().for_each(|inbound| self.receive(inbound));
        }
    }
}

const CLOSED: &str = "This workspace is not open in this tab: another tab has it, or the browser has cleared it.";

/// A refusal of the worker itself, not of DynamoDB.
pub(crate) fn refusal(name: &str, message: &str) -> ErrorReport {
    ErrorReport { name: name.to_owned(), message: message.to_owned(), explanation: None, place: None }
}

fn unreadable() -> ErrorReport {
    refusal("UnreadableMessage", "The worker could not read this message. Reload the page.")
}

fn closed_report(workspace: WorkspaceSummary, persistence: Persistence) -> WorkspaceReport {
    WorkspaceReport::bare(workspace, persistence, model::EpochMillis(js_sys::Date::now() as u64))
}

#[cfg(test)]
mod tests;
