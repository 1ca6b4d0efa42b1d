//! Which workspaces this browser has, and which one was open last: one small IndexedDB database beside them.

use engine::storage::{Area, Storage, StorageError, Write};
use indexed_db_futures::transaction::TransactionDurability;
use report::WorkspaceSummary;

use crate::indexed_db::IndexedDb;

/// Name of the registry's database; a workspace's is this, a slash and its id.
const DATABASE: &str = "dynalab";
/// Key of a workspace: this and its id. The value is its name, UTF-8.
const WORKSPACE_PREFIX: &[u8] = b"workspace/";
/// Key of the id opened last.
const LAST_KEY: &[u8] = b"last";

/// How often a write that another tab overtook is tried (our bound: more tabs do not write here at one time).
const WRITE_ATTEMPTS: usize = 20;

/// The list of workspaces.
pub(crate) struct Registry {
    storage: IndexedDb,
}

impl Registry {
    /// Opens the registry; fails where the browser refuses IndexedDB, with its reason.
    pub(crate) async fn open() -> Result<Self, String> {
        let opened = IndexedDb::open(DATABASE, TransactionDurability::Relaxed).await;
        let storage = opened.map_err(|error| error.to_string())?;
        Ok(Registry { storage })
    }

    /// Name of the database of a workspace.
    pub(crate) fn database_name(id: &str) -> String {
        format!("{DATABASE}/{id}")
    }

    /// All workspaces, by id.
    pub(crate) async fn workspaces(&self) -> Result<Vec<WorkspaceSummary>, StorageError> {
        let pairs = self.storage.load(Area::Meta, WORKSPACE_PREFIX).await?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Ok(pairs
            .iter()
            .map(|(key, name)| WorkspaceSummary { id: text(&key[WORKSPACE_PREFIX.len()..]), name: text(name) })
            .collect())
    }

    /// The workspace opened last.
    pub(crate) async fn last(&self) -> Result<Option<String>, StorageError> {
        let pairs = self.storage.load(Area::Meta, LAST_KEY).await?;
        Ok(pairs.into_iter().next().and_then(|(_, id)| String::from_utf8(id).ok()))
    }

    /// Adds or renames a workspace.
    pub(crate) async fn put(&self, workspace: &WorkspaceSummary) -> Result<(), StorageError> {
        self.write(vec![Write::Put(Area::Meta, key(&workspace.id), workspace.name.clone().into_bytes())]).await
    }

    /// Remembers which workspace is open.
    pub(crate) async fn set_last(&self, id: &str) -> Result<(), StorageError> {
        self.write(vec![Write::Put(Area::Meta, LAST_KEY.to_vec(), id.as_bytes().to_vec())]).await
    }

    /// Removes a workspace and deletes its database.
    pub(crate) async fn delete(&self, id: &str) -> Result<(), StorageError> {
        self.write(vec![Write::Delete(Area::Meta, key(id))]).await?;
        IndexedDb::delete(&Self::database_name(id)).await
    }

    /// Every tab may write here, one record at a time, so no tab stays the owner: one that was overtaken tries again.
    async fn write(&self, writes: Vec<Write>) -> Result<(), StorageError> {
        for _ in 0..WRITE_ATTEMPTS {
            self.storage.claim().await?;
            match self.storage.commit(writes.clone()).await {
                Err(StorageError::Gone) => {}
                settled => return settled,
            }
        }
        Err(StorageError::Gone)
    }
}

fn key(id: &str) -> Vec<u8> {
    [WORKSPACE_PREFIX, id.as_bytes()].concat()
}
