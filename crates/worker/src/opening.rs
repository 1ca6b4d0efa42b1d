//! Opening and closing workspaces: hello, changing to another one, taking over from another tab, beginning anew.

use std::rc::Rc;

use client::{CONTRACT, Hello, Tell};
use engine::storage::StorageError;
use engine::{Engine, OpenError};
use futures_channel::oneshot;
use report::{ErrorReport, FIRST_NAME, Persistence, WorkspaceSummary};
use wasm_bindgen_futures::spawn_local;

use crate::console::storage_failure;
use crate::early::{Early, Guess, Guessed, Place};
use crate::host::{Host, State, refusal};
use crate::later;
use crate::lease::{self, Claim, Lease};
use crate::registry::{Entries, OpenDatabase, Registry};
use crate::workspace::{Events, Home, Workspace};

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
    /// It was being opened before it was asked for.
    guessed: Option<Guessed>,
    /// The list says already that it was opened last.
    is_listed: bool,
}

/// Another tab has the workspace.
pub(crate) struct Taken;

/// The number of the first opening in a worker.
pub(crate) const FIRST_OPENING: u64 = 1;

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
        let Early { listed, guessed } = self.early.take().unwrap_or_else(|| self.open_early(Guess::Unknown));
        let listed = if hello.memory {
            // The list that is on its way stays behind.
            Ok((Registry::in_memory("This page asked to keep nothing.".to_owned()), Entries::default()))
        } else {
            listed.await.unwrap_or(Err(StorageError::Gone))
        };
        let (registry, entries) = listed.unwrap_or_else(|error| {
            let reason = format!("This browser or frame refuses IndexedDB: {}.", words(&error));
            (Registry::in_memory(reason), Entries::default())
        });
        let registry = Rc::new(registry);
        *self.registry.borrow_mut() = Some(Rc::clone(&registry));
        self.open_first(&registry, entries, hello, guessed).await;
        later::prefetch();
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
    async fn open_first(self: &Rc<Self>, registry: &Registry, entries: Entries, hello: Hello, guessed: Option<Guessed>) {
        let Entries { workspaces: known, last } = entries;
        let is_saved = registry.persistence() == Persistence::Saved;
        let made_up = guessed.as_ref().filter(|guessed| guessed.is_new).map(|guessed| guessed.summary.clone());
        let find = |id: &String| known.iter().find(|workspace| workspace.id == *id).cloned();
        let found =
            hello.workspace.as_ref().and_then(find).or_else(|| last.as_ref().and_then(find)).or_else(|| known.first().cloned());
        let is_listed = found.as_ref().is_some_and(|found| last.as_ref() == Some(&found.id));
        let mut fresh = found.as_ref().is_none_or(|found| made_up.as_ref().is_some_and(|made_up| made_up.id == found.id));
        let mut is_cleared = false;
        let summary = match (hello.embed, &hello.workspace) {
            (Some(name), _) => {
                fresh = true;
                WorkspaceSummary { id: format!("{EMBED_PREFIX}{name}"), name }
            }
            // The page remembers a workspace and the browser none at all: its storage was cleared.
            (None, Some(id)) if known.is_empty() && is_saved => {
                is_cleared = true;
                WorkspaceSummary { id: id.clone(), name: FIRST_NAME.to_owned() }
            }
            (None, _) => {
                let summary = found.or(made_up).unwrap_or_else(|| self.new_summary(FIRST_NAME));
                registry.foresee(known.clone(), &summary);
                summary
            }
        };
        let guessed = match guessed {
            Some(guessed) if !is_saved || is_cleared || guessed.summary.id != summary.id => {
                guessed.give_back(&known).await;
                None
            }
            guessed => guessed,
        };
        if is_cleared {
            return self.set_state(State::Closed(summary, Persistence::Cleared));
        }
        self.open(summary, Opening { fresh, guessed, is_listed, ..Opening::default() }).await;
    }

    /// Opens a workspace, or says why it cannot be opened.
    async fn open(self: &Rc<Self>, summary: WorkspaceSummary, opening: Opening) {
        if let Err(error) = self.try_open(summary.clone(), opening).await {
            self.set_state(State::Closed(summary, Persistence::Damaged(error.to_string())));
        }
    }

    async fn try_open(self: &Rc<Self>, summary: WorkspaceSummary, opening: Opening) -> Result<(), OpenError> {
        let Opening { steal, fresh, content, guessed, is_listed } = opening;
        let Some(registry) = self.registry.borrow().clone() else { return Ok(()) };
        let number = self.opened.get() + 1;
        self.opened.set(number);
        let place = match guessed {
            Some(guessed) => guessed.place,
            None => self.place(Some(&registry), &summary.id, steal, number),
        };
        // What was taken again meanwhile must not be claimed: it would fence off who has it now.
        let place = place.await.unwrap_or(None).filter(|_| self.lost.get() != number);
        let Some(Place { database, lease }) = place else {
            self.set_state(State::Closed(summary, Persistence::OtherTab));
            return Ok(());
        };
        let database = match database {
            Ok(database) => database,
            Err(error) => {
                if fresh && is_listed {
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
        let summary = workspace.summary.borrow().clone();
        if !is_listed && !summary.id.starts_with(EMBED_PREFIX) {
            // The list is a convenience: a workspace opens without it.
            let _ = registry.remember(&summary).await;
        }
        self.set_state(match self.lost.get() == number {
            true => State::Closed(summary, Persistence::OtherTab),
            false => State::Open(workspace),
        });
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
    pub(crate) async fn claim_for_deletion(self: &Rc<Self>, registry: &Registry, id: &str) -> Result<Option<Lease>, Taken> {
        // No workspace has this number, so losing the lease closes none.
        if registry.persistence() == Persistence::Saved { self.lock(id, false, 0).await } else { Ok(None) }
    }

    /// Asks for the writer's lock and the database; none if another tab has the lock. Before there is a list, what it names is in
    /// IndexedDB.
    pub(crate) fn place(
        self: &Rc<Self>,
        registry: Option<&Rc<Registry>>,
        id: &str,
        steal: bool,
        number: u64,
    ) -> oneshot::Receiver<Option<Place>> {
        let (sender, place) = oneshot::channel();
        let (host, registry, id) = (Rc::clone(self), registry.cloned(), id.to_owned());
        spawn_local(async move {
            let is_saved = registry.as_ref().is_none_or(|registry| registry.persistence() == Persistence::Saved);
            // Both at once, because each takes some milliseconds in the browser's other processes. Without the lock nothing is
            // read or written; a database that was not there is then for whoever has the lock, who never sees it deleted by us.
            let (opened, database) = oneshot::channel();
            spawn_local({
                let (registry, id) = (registry.clone(), id.clone());
                async move {
                    // Who asked for it waits for it.
                    let _ = opened.send(match registry {
                        Some(registry) => registry.database(&id).await,
                        None => OpenDatabase::in_browser(&id).await,
                    });
                }
            });
            let lease = if is_saved { host.lock(&id, steal, number).await } else { Ok(None) };
            let database = database.await.unwrap_or(Err(StorageError::Gone));
            let placed = lease.ok().map(|lease| Place { database, lease });
            // A host that is gone needs no place.
            let _ = sender.send(placed);
        });
        place
    }

    /// Asks for the writer's lock; `Ok(None)` where there are no locks: the fence in each commit still keeps writers apart.
    async fn lock(self: &Rc<Self>, id: &str, steal: bool, number: u64) -> Result<Option<Lease>, Taken> {
        let host = Rc::downgrade(self);
        let on_lost = move || {
            if let Some(host) = host.upgrade() {
                host.displaced(number);
            }
        };
        match lease::claim(&Registry::database_name(id), steal, on_lost).await {
            Claim::Held(lease) => Ok(Some(lease)),
            Claim::Unsupported => Ok(None),
            Claim::Taken => Err(Taken),
        }
    }

    /// Another tab has taken the workspace that was opened with this number: stop at once.
    fn displaced(self: &Rc<Self>, number: u64) {
        // It may still be on its way.
        self.lost.set(self.lost.get().max(number));
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
