//! Which workspaces there are, which one was open last, and where each is kept.
//!
//! In IndexedDB it is one small database beside those of the workspaces. Where the browser refuses that, or a page asks to keep
//! nothing, list and workspaces are in memory and go when the worker ends.

use std::cell::RefCell;
use std::collections::BTreeMap;

use engine::storage::{Area, MemoryStorage, Storage, StorageError, Write};
use indexed_db_futures::transaction::TransactionDurability;
use report::{Limits, Persistence, WorkspaceSummary};

use crate::indexed_db::IndexedDb;
use crate::maker::Maker;

/// Name of the registry's database; a workspace's is this, a slash and its id.
const DATABASE: &str = "dynalab";
/// Key of a workspace: this and its id. The value is its name, UTF-8.
const WORKSPACE_PREFIX: &[u8] = b"workspace/";
/// Key of a workspace's limits: this and its id. The value is a `report::Limits` in postcard; none if all of them are off.
const LIMITS_PREFIX: &[u8] = b"limits/";
/// Key of the id opened last.
const LAST_KEY: &[u8] = b"last";

/// How often a write that another tab overtook is tried (our bound: more tabs do not write here at one time).
const WRITE_ATTEMPTS: usize = 20;

/// The list of workspaces.
pub(crate) struct Registry {
    list: Maker,
    /// Databases in memory, by workspace.
    in_memory: RefCell<BTreeMap<String, MemoryStorage>>,
    persistence: Persistence,
    /// What the list is going to be when all that was written to it is stored; for the one who asks next.
    foreseen: RefCell<Option<Vec<WorkspaceSummary>>>,
    /// Limits of the workspaces that have any, by id, as last read or written.
    limits: RefCell<Vec<(String, Vec<u8>)>>,
}

/// What the registry holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Entries {
    /// All workspaces, by id.
    pub(crate) workspaces: Vec<WorkspaceSummary>,
    /// Id of the one opened last.
    pub(crate) last: Option<String>,
}

/// A workspace's database, open.
pub(crate) struct OpenDatabase {
    pub(crate) storage: Maker,
    /// It was not there before: it is empty, and we have claimed it.
    pub(crate) created: bool,
}

impl Registry {
    /// Opens the registry in IndexedDB and reads it; fails where the browser refuses that. One that was not there begins with
    /// this workspace, opened last.
    pub(crate) async fn open(first: Option<&WorkspaceSummary>) -> Result<(Self, Entries), StorageError> {
        let writes = first.map(remembering).unwrap_or_default();
        let storage = IndexedDb::open(DATABASE, TransactionDurability::Relaxed, writes).await?;
        let created = storage.was_created();
        let registry = Self::over(Maker::IndexedDb(storage), Persistence::Saved);
        let entries = if created {
            Entries { workspaces: first.cloned().into_iter().collect(), last: first.map(|workspace| workspace.id.clone()) }
        } else {
            // A list that cannot be read is taken for empty.
            registry.entries().await.unwrap_or_default()
        };
        Ok((registry, entries))
    }

    /// A registry that keeps nothing, for this reason.
    pub(crate) fn in_memory(reason: String) -> Self {
        Self::over(Maker::Memory(MemoryStorage::default()), Persistence::Memory(reason))
    }

    fn over(list: Maker, persistence: Persistence) -> Self {
        Registry { list, in_memory: RefCell::default(), persistence, foreseen: RefCell::default(), limits: RefCell::default() }
    }

    /// How long workspaces of this registry last.
    pub(crate) fn persistence(&self) -> Persistence {
        self.persistence.clone()
    }

    /// Name of the database of a workspace, which is also that of its lock.
    pub(crate) fn database_name(id: &str) -> String {
        format!("{DATABASE}/{id}")
    }

    /// Opens the database of a workspace, or makes it.
    pub(crate) async fn database(&self, id: &str) -> Result<OpenDatabase, StorageError> {
        if let Maker::Memory(_) = self.list {
            let known = self.in_memory.borrow().get(id).cloned();
            let created = known.is_none();
            let storage = known.unwrap_or_default();
            self.in_memory.borrow_mut().insert(id.to_owned(), storage.clone());
            return Ok(OpenDatabase { storage: Maker::Memory(storage), created });
        }
        OpenDatabase::in_browser(id).await
    }

    /// Deletes the database of a workspace, which stays on the list.
    pub(crate) async fn delete_database(&self, id: &str) -> Result<(), StorageError> {
        match self.list {
            Maker::Memory(_) => {
                self.in_memory.borrow_mut().remove(id);
                Ok(())
            }
            Maker::IndexedDb(_) => IndexedDb::delete(&Self::database_name(id)).await,
        }
    }

    /// All that it holds, read at once.
    pub(crate) async fn entries(&self) -> Result<Entries, StorageError> {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let mut entries = Entries::default();
        let mut limits = Vec::new();
        for (key, value) in self.list.load(Area::Meta, &[]).await? {
            if let Some(id) = key.strip_prefix(WORKSPACE_PREFIX) {
                entries.workspaces.push(WorkspaceSummary { id: text(id), name: text(&value) });
            } else if key == LAST_KEY {
                entries.last = Some(text(&value));
            } else if let Some(id) = key.strip_prefix(LIMITS_PREFIX) {
                limits.push((text(id), value));
            }
        }
        *self.limits.borrow_mut() = limits;
        Ok(entries)
    }

    /// All workspaces, by id.
    pub(crate) async fn workspaces(&self) -> Result<Vec<WorkspaceSummary>, StorageError> {
        let foreseen = self.foreseen.take();
        match foreseen {
            Some(list) => Ok(list),
            None => Ok(self.entries().await?.workspaces),
        }
    }

    /// The list was just read and this workspace is being added to it: who asks next need not read it again.
    pub(crate) fn foresee(&self, mut workspaces: Vec<WorkspaceSummary>, opened: &WorkspaceSummary) {
        if workspaces.iter().all(|workspace| workspace.id != opened.id) {
            workspaces.push(opened.clone());
            model::sort_by(&mut workspaces, |a, b| a.id.cmp(&b.id));
        }
        *self.foreseen.borrow_mut() = Some(workspaces);
    }

    /// Adds or renames a workspace.
    pub(crate) async fn put(&self, workspace: &WorkspaceSummary) -> Result<(), StorageError> {
        self.write(vec![Write::Put(Area::Meta, key(&workspace.id), workspace.name.clone().into_bytes())]).await
    }

    /// Adds a workspace, if it is not there yet, and remembers that it was opened last.
    pub(crate) async fn remember(&self, workspace: &WorkspaceSummary) -> Result<(), StorageError> {
        self.write(remembering(workspace)).await
    }

    /// The limits of a workspace, if it has any.
    pub(crate) fn limits(&self, id: &str) -> Option<Limits> {
        let limits = self.limits.borrow();
        let (_, bytes) = limits.iter().find(|(other, _)| other == id)?;
        // What another build has written and this one cannot read is off.
        postcard::from_bytes(bytes).ok()
    }

    /// Keeps the limits of a workspace.
    pub(crate) async fn put_limits(&self, id: &str, limits: Limits) -> Result<(), StorageError> {
        let key = [LIMITS_PREFIX, id.as_bytes()].concat();
        let bytes = (limits != Limits::default()).then(|| postcard::to_allocvec(&limits).unwrap_or_default());
        let write = match bytes.clone() {
            Some(bytes) => Write::Put(Area::Meta, key, bytes),
            None => Write::Delete(Area::Meta, key),
        };
        self.write(vec![write]).await?;
        let mut all = self.limits.borrow_mut();
        all.retain(|(other, _)| other != id);
        all.extend(bytes.map(|bytes| (id.to_owned(), bytes)));
        Ok(())
    }

    /// Removes a workspace from the list and deletes its database.
    pub(crate) async fn delete(&self, id: &str) -> Result<(), StorageError> {
        self.forget(id).await?;
        self.delete_database(id).await
    }

    /// Removes a workspace from the list alone.
    pub(crate) async fn forget(&self, id: &str) -> Result<(), StorageError> {
        let limits = [LIMITS_PREFIX, id.as_bytes()].concat();
        self.write(vec![Write::Delete(Area::Meta, key(id)), Write::Delete(Area::Meta, limits)]).await
    }

    /// Every tab may write here, one record at a time, so no tab stays the owner: one that was overtaken tries again.
    async fn write(&self, writes: Vec<Write>) -> Result<(), StorageError> {
        for _ in 0..WRITE_ATTEMPTS {
            match self.list.commit(writes.clone()).await {
                Err(StorageError::Gone) => self.list.claim().await?,
                settled => return settled,
            }
        }
        Err(StorageError::Gone)
    }
}

impl OpenDatabase {
    /// Opens the database of a workspace in IndexedDB, or makes it.
    pub(crate) async fn in_browser(id: &str) -> Result<Self, StorageError> {
        let storage = IndexedDb::open(&Registry::database_name(id), TransactionDurability::Relaxed, Vec::new()).await?;
        Ok(OpenDatabase { created: storage.was_created(), storage: Maker::IndexedDb(storage) })
    }
}

/// What puts a workspace on the list as the one opened last.
fn remembering(workspace: &WorkspaceSummary) -> Vec<Write> {
    vec![
        Write::Put(Area::Meta, key(&workspace.id), workspace.name.clone().into_bytes()),
        Write::Put(Area::Meta, LAST_KEY.to_vec(), workspace.id.as_bytes().to_vec()),
    ]
}

fn key(id: &str) -> Vec<u8> {
    [WORKSPACE_PREFIX, id.as_bytes()].concat()
}

#[cfg(test)]
mod tests;
