//! The folder of `--data`: one redb file, as the engine's [`Storage`].
//!
//! redb is a copy-on-write B-tree in one file: a commit is there as a whole or not at all, and when it returns it has been
//! synced to the disk. It locks the file, so one process at a time has the folder; the system takes the lock back when the
//! process dies, however it dies.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::{fmt, io};

use engine::storage::{Area, Pairs, Storage, StorageError, Write};
use redb::{Database, DatabaseError, ReadableDatabase, Table, TableDefinition, TableError};

/// The file inside the folder.
const FILE: &str = "dynalab.redb";
/// Bytes of the file that redb keeps in memory (our bound: the engine holds all items itself, so they are read once).
const CACHE_BYTES: usize = 64 * 1024 * 1024;

type Pages = TableDefinition<'static, &'static [u8], &'static [u8]>;

/// An open folder.
pub(crate) struct Store {
    path: PathBuf,
    /// `None` after a failure: redb wants the file to be opened anew then.
    file: Mutex<Option<Database>>,
}

/// Why a folder cannot be opened.
#[derive(Debug)]
pub enum StoreError {
    /// The folder cannot be made or read.
    Folder(PathBuf, io::Error),
    /// Another process has it.
    InUse(PathBuf),
    /// It is not what was written.
    Damaged(PathBuf, String),
    /// It was written by another version of this program.
    OtherVersion(PathBuf),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreError::Folder(path, error) => {
                write!(f, "cannot use the folder {} of --data: {error}; choose another one", path.display())
            }
            StoreError::InUse(path) => write!(
                f,
                "the folder {} is in use by another dynalab; stop that one, or choose another folder with --data",
                path.display()
            ),
            StoreError::Damaged(path, detail) => write!(
                f,
                "the data in {} is damaged ({detail}); nothing was changed: put a copy of {FILE} there, or choose another folder \
                 with --data",
                path.display()
            ),
            StoreError::OtherVersion(path) => write!(
                f,
                "the data in {} was written by another version of dynalab; start that one, or choose another folder with --data",
                path.display()
            ),
        }
    }
}

impl std::error::Error for StoreError {}

impl Store {
    /// Opens the folder, which is made if it is not there.
    pub(crate) fn open(folder: &Path) -> Result<Self, StoreError> {
        let unusable = |error| StoreError::Folder(folder.to_owned(), error);
        fs::create_dir_all(folder).map_err(unusable)?;
        let path = folder.join(FILE);
        let is_new = !path.exists();
        let file = open_file(&path).map_err(|error| refused(folder, error))?;
        if is_new {
            // The file's name is in the folder for good only when the folder is synced too.
            #[cfg(unix)]
            File::open(folder).and_then(|folder| folder.sync_all()).map_err(unusable)?;
        }
        Ok(Store { path, file: Mutex::new(Some(file)) })
    }

    /// Runs with the open file, which is opened again if the last run failed.
    fn with_file<T>(&self, run: impl FnOnce(&Database) -> Result<T, redb::Error>) -> Result<T, StorageError> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let open = match file.take() {
            Some(open) => open,
            None => open_file(&self.path).map_err(|error| told(redb::Error::from(error)))?,
        };
        let result = run(&open);
        if result.is_ok() {
            *file = Some(open);
        }
        result.map_err(told)
    }
}

impl Storage for Store {
    async fn load(&self, area: Area, prefix: &[u8]) -> Result<Pairs, StorageError> {
        self.with_file(|file| {
            let table = match file.begin_read()?.open_table(pages(area)) {
                Ok(table) => table,
                Err(TableError::TableDoesNotExist(_)) => return Ok(vec![]),
                Err(error) => return Err(error.into()),
            };
            let mut pairs = vec![];
            for entry in table.range(prefix..)? {
                let (key, value) = entry?;
                if !key.value().starts_with(prefix) {
                    break;
                }
                pairs.push((key.value().to_vec(), value.value().to_vec()));
            }
            Ok(pairs)
        })
    }

    async fn commit(&self, writes: Vec<Write>) -> Result<(), StorageError> {
        self.with_file(|file| {
            let transaction = file.begin_write()?;
            {
                let mut meta = transaction.open_table(pages(Area::Meta))?;
                let mut log = transaction.open_table(pages(Area::Log))?;
                let mut blocks = transaction.open_table(pages(Area::Blocks))?;
                for write in &writes {
                    let (Write::Put(area, ..) | Write::Delete(area, _) | Write::DeleteRange(area, ..)) = write;
                    let table = match area {
                        Area::Meta => &mut meta,
                        Area::Log => &mut log,
                        Area::Blocks => &mut blocks,
                    };
                    apply(table, write)?;
                }
            }
            Ok(transaction.commit()?)
        })
    }

    async fn used_bytes(&self) -> Result<u64, StorageError> {
        fs::metadata(&self.path).map(|file| file.len()).map_err(|error| StorageError::Failed(error.to_string()))
    }
}

fn apply(table: &mut Table<&'static [u8], &'static [u8]>, write: &Write) -> Result<(), redb::StorageError> {
    match write {
        Write::Put(_, key, value) => drop(table.insert(key.as_slice(), value.as_slice())?),
        Write::Delete(_, key) => drop(table.remove(key.as_slice())?),
        Write::DeleteRange(_, from, to) => table.retain_in(from.as_slice()..to.as_slice(), |_, _| false)?,
    }
    Ok(())
}

fn open_file(path: &Path) -> Result<Database, DatabaseError> {
    Database::builder().set_cache_size(CACHE_BYTES).create(path)
}

const fn pages(area: Area) -> Pages {
    Pages::new(match area {
        Area::Meta => "meta",
        Area::Log => "log",
        Area::Blocks => "blocks",
    })
}

fn refused(folder: &Path, error: DatabaseError) -> StoreError {
    let folder = folder.to_owned();
    match error {
        DatabaseError::DatabaseAlreadyOpen => StoreError::InUse(folder),
        DatabaseError::UpgradeRequired(_) => StoreError::OtherVersion(folder),
        DatabaseError::Storage(redb::StorageError::Io(error)) if error.kind() != io::ErrorKind::InvalidData => {
            StoreError::Folder(folder, error)
        }
        other => StoreError::Damaged(folder, other.to_string()),
    }
}

fn told(error: redb::Error) -> StorageError {
    match error {
        redb::Error::Io(error) if matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded) => {
            StorageError::Quota
        }
        other => StorageError::Failed(other.to_string()),
    }
}
