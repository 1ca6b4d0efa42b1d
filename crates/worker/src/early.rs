//! What is opened before the page says hello: the list of workspaces, and the workspace that hello is likely to ask for.
//!
//! `web/boot.js` knows what the page remembers long before the app speaks. It is a guess: hello decides, and what it does not
//! ask for is given back as it was.

use std::rc::Rc;

use engine::storage::StorageError;
use futures_channel::oneshot;
use js_sys::Reflect;
use report::{FIRST_NAME, WorkspaceSummary};
use wasm_bindgen_futures::spawn_local;

use crate::host::Host;
use crate::indexed_db::IndexedDb;
use crate::lease::Lease;
use crate::opening::FIRST_OPENING;
use crate::registry::{Entries, OpenDatabase, Registry};

/// Where worker_boot.js leaves what the page remembers: an id, `null` if it remembers none, nothing if it is not asked.
const REMEMBERED: &str = "dynalabLast";

/// The list of workspaces and what it holds; fails where the browser refuses IndexedDB.
pub(crate) type Listed = Result<(Registry, Entries), StorageError>;

/// Which workspace hello is likely to ask for.
pub(crate) enum Guess {
    /// Nobody knows.
    Unknown,
    /// The page remembers none: a new one.
    New,
    /// The page remembers this one.
    Last(String),
}

/// What is on its way.
pub(crate) struct Early {
    pub(crate) listed: oneshot::Receiver<Listed>,
    pub(crate) guessed: Option<Guessed>,
}

/// A workspace that is being opened on a guess.
pub(crate) struct Guessed {
    pub(crate) summary: WorkspaceSummary,
    /// It was made up: only a list that began with it names it.
    pub(crate) is_new: bool,
    pub(crate) place: oneshot::Receiver<Option<Place>>,
}

/// The right to write to a workspace, and its database. The fields go in this order: the lock goes last.
pub(crate) struct Place {
    pub(crate) database: Result<OpenDatabase, StorageError>,
    pub(crate) lease: Option<Lease>,
}

impl Guessed {
    /// It is not asked for. `listed` are the workspaces there are.
    pub(crate) async fn give_back(self, listed: &[WorkspaceSummary]) {
        let id = self.summary.id.clone();
        let began_list = self.is_new && listed.iter().any(|workspace| workspace.id == id);
        let Ok(Some(Place { database: Ok(database), lease })) = self.place.await else { return };
        let created = database.created;
        drop(database);
        if created && !began_list {
            // What cannot be deleted stays there, empty and on no list.
            let _ = IndexedDb::delete(&Registry::database_name(&id)).await;
        }
        drop(lease);
    }
}

impl Guess {
    /// What the page has told in advance.
    pub(crate) fn told() -> Self {
        let told = Reflect::get(&js_sys::global(), &REMEMBERED.into()).unwrap_or_default();
        if told.is_null() { Guess::New } else { told.as_string().map_or(Guess::Unknown, Guess::Last) }
    }
}

impl Host {
    /// Opens the list, and beside it the workspace of this guess.
    pub(crate) fn open_early(self: &Rc<Self>, guess: Guess) -> Early {
        let guessed = match guess {
            Guess::Unknown => None,
            Guess::New => Some((self.new_summary(FIRST_NAME), true)),
            Guess::Last(id) => Some((WorkspaceSummary { id, name: FIRST_NAME.to_owned() }, false)),
        };
        let first = guessed.clone().filter(|(_, is_new)| *is_new).map(|(summary, _)| summary);
        let (sender, listed) = oneshot::channel();
        spawn_local(async move {
            // A host that is gone needs no list.
            let _ = sender.send(Registry::open(first.as_ref()).await);
        });
        let guessed = guessed.map(|(summary, is_new)| {
            let place = self.place(None, &summary.id, false, FIRST_OPENING);
            Guessed { summary, is_new, place }
        });
        Early { listed, guessed }
    }
}
