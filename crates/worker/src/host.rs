//! The worker's life: hello, opening and closing workspaces, taking over, and passing messages on.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use client::{Answer, Ask, CONTRACT, Hello, Tell};
use engine::Engine;
use engine::storage::MemoryStorage;
use indexed_db_futures::transaction::TransactionDurability;
use report::{ErrorReport, Persistence, WorkspaceReport, WorkspaceSummary};
use wasm_bindgen_futures::spawn_local;

use crate::inbox::Inbound;
use crate::indexed_db::IndexedDb;
use crate::lease::{self, Claim, Lease};
use crate::maker::Maker;
use crate::outbox::Outbox;
use crate::registry::Registry;
use crate::session::Session;
use crate::workspace::{REGION, Workspace};

/// Name of a workspace that nobody has named.
const FIRST_NAME: &str = "My workspace";
/// Ids of embeds' workspaces begin so; they are not among the user's.
const EMBED_PREFIX: &str = "embed/";

/// One for each worker.
pub(crate) struct Host {
    pub(crate) outbox: Outbox,
    pub(crate) session: Session,
    /// `None` until hello, and where IndexedDB is refused.
    pub(crate) registry: RefCell<Option<Rc<Registry>>>,
    state: RefCell<State>,
    /// A report is on its way: more changes join it.
    report_due: Cell<bool>,
}

/// Whether there is a workspace to talk to.
enum State {
    /// Before hello, or between two workspaces: messages wait.
    Opening(Vec<Inbound>),
    /// Open.
    Open(Rc<Workspace>),
    /// Not to be had: another tab has it, or the browser cleared it.
    Closed(WorkspaceSummary, Persistence),
}

/// How a workspace is opened.
#[derive(Default)]
struct Opening {
    /// Take the lease from another tab.
    steal: bool,
    /// The database may be new. If not, one that is not there was cleared by the browser.
    fresh: bool,
    /// What a new workspace holds.
    content: Option<Engine>,
}

impl Host {
    /// A host that waits for hello.
    pub(crate) fn new(outbox: Outbox) -> Rc<Self> {
        Rc::new(Host {
            outbox,
            session: Session::default(),
            registry: RefCell::new(None),
            state: RefCell::new(State::Opening(Vec::new())),
            report_due: Cell::new(false),
        })
    }

    /// Takes one message.
    pub(crate) fn receive(self: &Rc<Self>, inbound: Inbound) {
        if let Inbound::Hello(hello) = inbound {
            let host = Rc::clone(self);
            spawn_local(async move { host.hello(hello).await });
            return;
        }
        let workspace = match &mut *self.state.borrow_mut() {
            State::Opening(waiting) => {
                waiting.push(inbound);
                return;
            }
            State::Open(workspace) => Some(Rc::clone(workspace)),
            State::Closed(..) => None,
        };
        match (inbound, workspace) {
            (Inbound::Request { id, target, body }, Some(workspace)) => self.request(&workspace, id, target, body),
            (Inbound::Request { id, .. }, None) => self.outbox.response(id, 500, CLOSED_BODY.as_bytes()),
            (Inbound::Ask(id, ask), _) => {
                let host = Rc::clone(self);
                spawn_local(async move {
                    let answer = host.ask(ask).await.unwrap_or_else(Answer::Refused);
                    host.outbox.answer(id, &answer);
                });
            }
            (Inbound::Unreadable(Some(id)), _) => self.outbox.answer(id, &Answer::Refused(unreadable())),
            (Inbound::Unreadable(None) | Inbound::Hello(_), _) => {}
        }
    }

    /// The open workspace, or why there is none.
    pub(crate) fn workspace(&self) -> Result<Rc<Workspace>, ErrorReport> {
        match &*self.state.borrow() {
            State::Open(workspace) => Ok(Rc::clone(workspace)),
            State::Closed(..) | State::Opening(_) => Err(refusal("WorkspaceClosed", CLOSED)),
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
        if self.report_due.replace(true) {
            return;
        }
        let host = Rc::clone(self);
        spawn_local(async move {
            let report = host.report().await;
            host.report_due.set(false);
            host.outbox.tell(&Tell::Report(Box::new(report)));
        });
    }

    /// Opens another workspace instead of the open one. Everything acknowledged before is durable.
    ///
    /// With `fresh` it may be new; otherwise one that is not there was cleared by the browser.
    pub(crate) async fn switch_to(self: &Rc<Self>, summary: WorkspaceSummary, fresh: bool) {
        self.close().await;
        self.open(summary, Opening { fresh, ..Opening::default() }).await;
    }

    /// Opens a new workspace that holds `content`.
    pub(crate) async fn switch_to_new(self: &Rc<Self>, summary: WorkspaceSummary, content: Engine) {
        self.close().await;
        self.open(summary, Opening { fresh: true, content: Some(content), ..Opening::default() }).await;
    }

    /// Takes the workspace from the tab that has it.
    pub(crate) async fn take_over(self: &Rc<Self>) {
        let summary = match &*self.state.borrow() {
            State::Closed(summary, Persistence::OtherTab) => summary.clone(),
            _ => return,
        };
        self.open(summary, Opening { steal: true, ..Opening::default() }).await;
    }

    /// Begins anew where the browser cleared a workspace.
    pub(crate) async fn start_anew(self: &Rc<Self>) {
        let summary = match &*self.state.borrow() {
            State::Closed(summary, Persistence::Cleared) => summary.clone(),
            _ => return,
        };
        self.open(summary, Opening { fresh: true, ..Opening::default() }).await;
    }

    /// A workspace that does not exist yet.
    pub(crate) fn new_summary(&self, name: &str) -> WorkspaceSummary {
        let name = if name.trim().is_empty() { FIRST_NAME } else { name.trim() };
        WorkspaceSummary { id: format!("w{}", js_sys::Date::now() as u64), name: name.to_owned() }
    }

    async fn hello(self: &Rc<Self>, hello: Hello) {
        if hello.contract != CONTRACT {
            let reason = format!(
                "The page speaks version {} of the worker's protocol, the worker {CONTRACT}. Reload the page.",
                hello.contract
            );
            self.outbox.tell(&Tell::Stopped { reason });
            return;
        }
        if hello.memory {
            return self.open_in_memory(self.new_summary(FIRST_NAME), None, "This page asked to keep nothing.".to_owned()).await;
        }
        match Registry::open().await {
            Err(reason) => {
                let reason = format!("This browser or frame refuses IndexedDB ({reason}).");
                self.open_in_memory(self.new_summary(FIRST_NAME), None, reason).await;
            }
            Ok(registry) => {
                *self.registry.borrow_mut() = Some(Rc::new(registry));
                self.open_first(hello).await;
            }
        }
    }

    /// Opens what hello asks for, or what was open last, or a first workspace.
    async fn open_first(self: &Rc<Self>, hello: Hello) {
        let Some(registry) = self.registry.borrow().clone() else { return };
        if let Some(embed) = hello.embed {
            let summary = WorkspaceSummary { id: format!("{EMBED_PREFIX}{embed}"), name: embed };
            return self.open(summary, Opening { fresh: true, ..Opening::default() }).await;
        }
        let known = registry.workspaces().await.unwrap_or_default();
        let find = |id: &str| known.iter().find(|workspace| workspace.id == id).cloned();
        if let Some(id) = &hello.workspace {
            return match find(id) {
                Some(summary) => self.open(summary, Opening::default()).await,
                // The page remembers a workspace that the browser does not: its storage was cleared.
                None => self.close_as(WorkspaceSummary { id: id.clone(), name: FIRST_NAME.to_owned() }, Persistence::Cleared),
            };
        }
        let last = registry.last().await.ok().flatten();
        match last.and_then(|id| find(&id)).or_else(|| known.first().cloned()) {
            Some(summary) => self.open(summary, Opening::default()).await,
            None => self.open(self.new_summary(FIRST_NAME), Opening { fresh: true, ..Opening::default() }).await,
        }
    }

    /// Opens a workspace in IndexedDB.
    async fn open(self: &Rc<Self>, summary: WorkspaceSummary, opening: Opening) {
        let Opening { steal, fresh, content } = opening;
        let Some(registry) = self.registry.borrow().clone() else {
            return self.open_in_memory(summary, content, "IndexedDB is not to be had here.".to_owned()).await;
        };
        let name = Registry::database_name(&summary.id);
        let lease = match self.claim(&name, steal).await {
            Ok(lease) => lease,
            Err(()) => return self.close_as(summary, Persistence::OtherTab),
        };
        let storage = match IndexedDb::open(&name, TransactionDurability::Relaxed).await {
            Ok(storage) => storage,
            Err(error) => {
                return self.open_in_memory(summary, content, format!("IndexedDB could not be opened ({error}).")).await;
            }
        };
        if storage.was_created() && !fresh {
            // The list names it, and it was not there: the browser has cleared it.
            drop((storage, lease));
            let _ = IndexedDb::delete(&name).await;
            return self.close_as(summary, Persistence::Cleared);
        }
        if let Err(error) = storage.claim().await {
            return self.open_in_memory(summary, content, format!("IndexedDB refuses writes ({error:?}).")).await;
        }
        if !summary.id.starts_with(EMBED_PREFIX) {
            // The list is a convenience: a workspace opens without it.
            let _ = registry.put(&summary).await;
            let _ = registry.set_last(&summary.id).await;
        }
        self.opened(summary, content, Maker::IndexedDb(storage), lease, Persistence::Saved).await;
    }

    async fn open_in_memory(self: &Rc<Self>, summary: WorkspaceSummary, content: Option<Engine>, reason: String) {
        self.opened(summary, content, Maker::Memory(MemoryStorage::default()), None, Persistence::Memory(reason)).await;
    }

    async fn opened(
        self: &Rc<Self>,
        summary: WorkspaceSummary,
        content: Option<Engine>,
        maker: Maker,
        lease: Option<Lease>,
        persistence: Persistence,
    ) {
        let (changed, displaced) = (Rc::downgrade(self), Rc::downgrade(self));
        let on_change = Box::new(move || {
            if let Some(host) = changed.upgrade() {
                host.changed();
            }
        });
        let on_displaced = Box::new(move || {
            if let Some(host) = displaced.upgrade() {
                host.displaced();
            }
        });
        match Workspace::open(summary, content, maker, lease, persistence, on_change, on_displaced).await {
            Ok(workspace) => self.set_state(State::Open(workspace)),
            Err(error) => self.outbox.tell(&Tell::Stopped { reason: error.to_string() }),
        }
    }

    /// Asks for the writer's lock; `Ok(None)` where there are no locks: the fence in each commit still keeps writers apart.
    async fn claim(self: &Rc<Self>, name: &str, steal: bool) -> Result<Option<Lease>, ()> {
        let host = Rc::downgrade(self);
        let on_lost = move || {
            if let Some(host) = host.upgrade() {
                host.displaced();
            }
        };
        match lease::claim(name, steal, on_lost).await {
            Claim::Held(lease) => Ok(Some(lease)),
            Claim::Unsupported => Ok(None),
            Claim::Taken => Err(()),
        }
    }

    /// Another tab has taken the workspace: stop at once.
    fn displaced(self: &Rc<Self>) {
        let Ok(workspace) = self.workspace() else { return };
        let summary = workspace.summary.borrow().clone();
        let host = Rc::clone(self);
        spawn_local(async move {
            host.close_as(summary, Persistence::OtherTab);
            host.outbox.tell(&Tell::Displaced);
        });
    }

    /// Closes the open workspace when all it acknowledged is durable; messages wait.
    pub(crate) async fn close(self: &Rc<Self>) {
        if let Ok(workspace) = self.workspace() {
            workspace.flush().await;
            workspace.lease.borrow_mut().take();
        }
        *self.state.borrow_mut() = State::Opening(Vec::new());
        self.session.forget();
    }

    fn close_as(self: &Rc<Self>, summary: WorkspaceSummary, persistence: Persistence) {
        self.set_state(State::Closed(summary, persistence));
    }

    /// Changes the state, tells it, and hands over what waited.
    fn set_state(self: &Rc<Self>, state: State) {
        let before = self.state.replace(state);
        self.changed();
        if let State::Opening(waiting) = before {
            for inbound in waiting {
                self.receive(inbound);
            }
        }
    }

    /// Asks that need no open workspace are answered in any state.
    async fn ask(self: &Rc<Self>, ask: Ask) -> Result<Answer, ErrorReport> {
        crate::session::answer(self, ask).await
    }
}

const CLOSED: &str = "This workspace is not open in this tab: another tab has it, or the browser has cleared it.";
/// The same as the body of an AWS response.
const CLOSED_BODY: &str = r#"{"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"This workspace is not open in this tab: another tab has it, or the browser has cleared it."}"#;

/// A refusal of the worker itself, not of DynamoDB.
pub(crate) fn refusal(name: &str, message: &str) -> ErrorReport {
    ErrorReport { name: name.to_owned(), message: message.to_owned(), explanation: None, place: None }
}

fn unreadable() -> ErrorReport {
    refusal("UnreadableMessage", "The worker could not read this message. Reload the page.")
}

fn closed_report(workspace: WorkspaceSummary, persistence: Persistence) -> WorkspaceReport {
    WorkspaceReport {
        workspace,
        workspaces: Vec::new(),
        persistence,
        version: 0,
        clock: model::EpochMillis(js_sys::Date::now() as u64),
        region: REGION.to_owned(),
        tables: Vec::new(),
        undo: None,
        redo: None,
        samples: Vec::new(),
    }
}
