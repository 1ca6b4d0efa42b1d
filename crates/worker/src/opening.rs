//! Opening and closing workspaces: hello, changing to another one, taking over from another tab, beginning anew.

use std::rc::Rc;

use client::{CONTRACT, Hello, Tell};
use engine::storage::StorageError;
use engine::{Engine, OpenError};
use futures_channel::oneshot;
use report::{ErrorReport, Persistence, WorkspaceSummary};
use wasm_bindgen_futures::spawn_local;

use crate::console::storage_failure;
use crate::host::{Host, State, refusal};
use crate::later;
use crate::lease::{self, Claim, Lease};
use crate::registry::{Entries, OpenDatabase, Registry};
use crate::workspace::{Events, Home, Workspace};

/// Name of a workspace that nobody has named.
const FIRST_NAME: &str = "My workspace";
/// Ids of embeds' workspaces begin so; they are not among the user's.
pub(crate) const EMBED_PREFIX: &str = "embed/";

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

/// The list of workspaces and what it holds; fails where the browser refuses IndexedDB.
pub(crate) type Listed = Result<(Registry, Entries), StorageError>;

async fn listed() -> Listed {
    let registry = Registry::open().await?;
    // A list that cannot be read is taken for empty.
    let entries = registry.entries().await.unwrap_or_default();
    Ok((registry, entries))
}

/// Puts the workspace on the list, while it is being opened.
fn remembered(registry: &Rc<Registry>, summary: &WorkspaceSummary) -> oneshot::Receiver<()> {
    let (done, remembered) = oneshot::channel();
    let (registry, summary) = (Rc::clone(registry), summary.clone());
    spawn_local(async move {
        if !summary.id.starts_with(EMBED_PREFIX) {
            let _ = registry.remember(&summary).await;
        }
        let _ = done.send(());
    });
    remembered
}

impl Host {
    /// The page's first message. A second one is answered with a report.
    pub(crate) async fn hello(self: &Rc<Self>, hello: Hello) {
        if hello.contract != CONTRACT {
            let reason = format!(
                "The page speaks version {} of the worker's protocol, the worker {CONTRACT}. Reload the page.",
                hello.contract
            );
            return self.outbox.tell(&Tell::Stopped { reason });
        }
        if self.greeted.replace(true) {
            return self.changed();
        }
        let _turn = self.turnstile.pass().await;
        let early = self.early.take();
        let (registry, entries) = if hello.memory {
            (Registry::in_memory("This page asked to keep nothing.".to_owned()), Entries::default())
        } else {
            let listed = match early {
                Some(early) => early.await.unwrap_or(Err(StorageError::Gone)),
                None => listed().await,
            };
            listed.unwrap_or_else(|error| {
                let reason = format!("This browser or frame refuses IndexedDB: {}.", words(&error));
                (Registry::in_memory(reason), Entries::default())
            })
        };
        let registry = Rc::new(registry);
        *self.registry.borrow_mut() = Some(Rc::clone(&registry));
        self.open_first(&registry, entries, hello).await;
        later::prefetch();
    }

    /// Opens the list of workspaces while the page still prepares its hello. (A page that then asks to keep nothing leaves
    /// an empty list.)
    pub(crate) fn list_early(&self) {
        let (sender, receiver) = oneshot::channel();
        self.early.replace(Some(receiver));
        spawn_local(async move {
            // A host that is gone needs no list.
            let _ = sender.send(listed().await);
        });
    }

    /// Opens another workspace instead of the open one. Everything acknowledged before is durable.
    ///
    /// With `fresh` it may be new; otherwise one that is not there was cleared by the browser.
    pub(crate) async fn switch_to(self: &Rc<Self>, summary: WorkspaceSummary, fresh: bool) {
        let _turn = self.turnstile.pass().await;
        self.close().await;
        self.open(summary, Opening { fresh, ..Opening::default() }).await;
    }

    /// Opens a new workspace that holds `content`. If it cannot be stored, the one before stays open.
    pub(crate) async fn switch_to_new(self: &Rc<Self>, summary: WorkspaceSummary, content: Engine) -> Result<(), ErrorReport> {
        let _turn = self.turnstile.pass().await;
        let before = self.close().await;
        let opening = Opening { fresh: true, content: Some(content), ..Opening::default() };
        let Err(error) = self.try_open(summary.clone(), opening).await else { return Ok(()) };
        let registry = self.registry.borrow().clone();
        if let Some(registry) = registry {
            // What is left of it is of no use; if it cannot be removed either, it stays on the list, empty.
            let _ = registry.delete(&summary.id).await;
        }
        if let Some(before) = before {
            self.open(before, Opening::default()).await;
        }
        Err(match error {
            OpenError::Storage(error) => storage_failure(&error),
            other => refusal("NotStored", &format!("The new workspace could not be stored: {other}.")),
        })
    }

    /// Takes the workspace from the tab that has it.
    pub(crate) async fn take_over(self: &Rc<Self>) {
        let _turn = self.turnstile.pass().await;
        if let Some((summary, Persistence::OtherTab)) = self.closed() {
            self.open(summary, Opening { steal: true, ..Opening::default() }).await;
        }
    }

    /// Begins anew where the browser cleared a workspace.
    pub(crate) async fn start_anew(self: &Rc<Self>) {
        let _turn = self.turnstile.pass().await;
        if let Some((summary, Persistence::Cleared)) = self.closed() {
            self.open(summary, Opening { fresh: true, ..Opening::default() }).await;
        }
    }

    /// A workspace that does not exist yet. Ids sort by age.
    pub(crate) fn new_summary(&self, name: &str) -> WorkspaceSummary {
        let name = if name.trim().is_empty() { FIRST_NAME } else { name.trim() };
        // Two tabs may make one in the same millisecond.
        let tie_break = (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
        WorkspaceSummary { id: format!("w{}-{tie_break:08x}", js_sys::Date::now() as u64), name: name.to_owned() }
    }

    /// Opens what hello asks for, or what was open last, or a first workspace.
    async fn open_first(self: &Rc<Self>, registry: &Registry, entries: Entries, hello: Hello) {
        if let Some(embed) = hello.embed {
            let summary = WorkspaceSummary { id: format!("{EMBED_PREFIX}{embed}"), name: embed };
            return self.open(summary, Opening { fresh: true, ..Opening::default() }).await;
        }
        let Entries { workspaces: known, last } = entries;
        let find = |id: String| known.iter().find(|workspace| workspace.id == id).cloned();
        if let (Some(id), true, Persistence::Saved) = (&hello.workspace, known.is_empty(), registry.persistence()) {
            // The page remembers a workspace and the browser none at all: its storage was cleared.
            let summary = WorkspaceSummary { id: id.clone(), name: FIRST_NAME.to_owned() };
            return self.set_state(State::Closed(summary, Persistence::Cleared));
        }
        let found = hello.workspace.and_then(find).or_else(|| last.and_then(find)).or_else(|| known.first().cloned());
        let opening = Opening { fresh: found.is_none(), ..Opening::default() };
        let summary = found.unwrap_or_else(|| self.new_summary(FIRST_NAME));
        registry.foresee(known, &summary);
        self.open(summary, opening).await;
    }

    /// Opens a workspace, or says why it cannot be opened.
    async fn open(self: &Rc<Self>, summary: WorkspaceSummary, opening: Opening) {
        if let Err(error) = self.try_open(summary.clone(), opening).await {
            self.set_state(State::Closed(summary, Persistence::Damaged(error.to_string())));
        }
    }

    async fn try_open(self: &Rc<Self>, summary: WorkspaceSummary, opening: Opening) -> Result<(), OpenError> {
        let Opening { steal, fresh, content } = opening;
        let Some(registry) = self.registry.borrow().clone() else { return Ok(()) };
        let number = self.opened.get() + 1;
        self.opened.set(number);
        let Ok(lease) = self.claim(&registry, &summary.id, steal, number).await else {
            self.set_state(State::Closed(summary, Persistence::OtherTab));
            return Ok(());
        };
        // List and database are written at once. What is listed and not there is told; what is there unlisted is lost.
        let remembered = remembered(&registry, &summary);
        let database = match registry.database(&summary.id).await {
            Ok(database) => database,
            Err(error) => {
                let _ = remembered.await;
                if fresh {
                    // If that fails too, it stays on the list, empty.
                    let _ = registry.forget(&summary.id).await;
                }
                return Err(error.into());
            }
        };
        if database.created && !fresh {
            // The list names it, and it was not there: the browser has cleared it.
            drop((database, lease));
            let _ = registry.delete_database(&summary.id).await;
            self.set_state(State::Closed(summary, Persistence::Cleared));
            return Ok(());
        }
        if !database.created {
            match database.storage.claim().await {
                // A full disk can still be read, exported and deleted from: the first commit claims.
                Ok(()) | Err(StorageError::Quota) => {}
                Err(error) => return Err(error.into()),
            }
        }
        let OpenDatabase { storage, created } = database;
        let home = Home { storage, is_empty: created, lease, persistence: registry.persistence() };
        let limits = registry.limits(&summary.id);
        let workspace = Workspace::open(summary, content, home, self.events(number)).await?;
        if let Some(limits) = limits {
            workspace.set_limits(limits);
        }
        // The list is a convenience: a workspace opens without it.
        let _ = remembered.await;
        self.set_state(State::Open(workspace));
        Ok(())
    }

    fn events(self: &Rc<Self>, number: u64) -> Events {
        let (changed, displaced) = (Rc::downgrade(self), Rc::downgrade(self));
        Events {
            changed: Box::new(move || {
                if let Some(host) = changed.upgrade() {
                    host.changed();
                }
            }),
            displaced: Box::new(move || {
                if let Some(host) = displaced.upgrade() {
                    host.displaced(number);
                }
            }),
        }
    }

    /// The right to write to a workspace that is not open here; `Err` if another tab has it.
    pub(crate) async fn claim_for_deletion(self: &Rc<Self>, registry: &Registry, id: &str) -> Result<Option<Lease>, ()> {
        // No workspace has this number, so losing the lease closes none.
        self.claim(registry, id, false, 0).await
    }

    /// Asks for the writer's lock; `Ok(None)` where there are no locks: the fence in each commit still keeps writers apart.
    async fn claim(self: &Rc<Self>, registry: &Registry, id: &str, steal: bool, number: u64) -> Result<Option<Lease>, ()> {
        if registry.persistence() != Persistence::Saved {
            return Ok(None);
        }
        let host = Rc::downgrade(self);
        let on_lost = move || {
            if let Some(host) = host.upgrade() {
                host.displaced(number);
            }
        };
        match lease::claim(&Registry::database_name(id), steal, on_lost).await {
            Claim::Held(lease) => Ok(Some(lease)),
            Claim::Unsupported => Ok(None),
            Claim::Taken => Err(()),
        }
    }

    /// Another tab has taken the workspace that was opened with this number: stop at once.
    fn displaced(self: &Rc<Self>, number: u64) {
        let Ok(workspace) = self.workspace() else { return };
        if self.opened.get() == number {
            let summary = workspace.summary.borrow().clone();
            self.set_state(State::Closed(summary, Persistence::OtherTab));
            self.outbox.tell(&Tell::Displaced);
        }
    }

    /// Closes the open workspace when all it acknowledged is durable; messages wait. Gives what was open, or was to be.
    async fn close(self: &Rc<Self>) -> Option<WorkspaceSummary> {
        let open = self.workspace().ok();
        let before = open.as_ref().map(|workspace| workspace.summary.borrow().clone());
        let before = before.or_else(|| self.closed().map(|(summary, _)| summary));
        self.set_state(State::Opening(Vec::new()));
        if let Some(workspace) = open {
            workspace.flush().await;
            workspace.lease.borrow_mut().take();
        }
        self.session.forget();
        before
    }
}

fn words(error: &StorageError) -> &str {
    match error {
        StorageError::Quota => "there is no space",
        StorageError::Gone => "it is closed",
        StorageError::Failed(reason) => reason,
    }
}
