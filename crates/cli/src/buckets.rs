//! Buckets as folders: `serve --buckets FOLDER` keeps each bucket's files in a folder of its name.
//!
//! What an export writes appears there; what lies there can be imported. Files are brought in when a request names their bucket
//! and written out after each change of a bucket. A file that is deleted on either side stays on the other.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use engine::{ChangeRecord, Context, Engine};
use model::EpochMillis;

/// Bytes of a file that is brought in (our bound: it is held in memory).
const FILE_SIZE_BYTES: u64 = 1 << 30;
/// Folders within folders that are looked at (our bound).
const DEPTH_MAX: usize = 32;

/// The folder, and what both sides have.
#[derive(Debug)]
pub(crate) struct Buckets {
    folder: PathBuf,
    /// Size and time of each file in the engine that the folder has too, by bucket and name.
    known: BTreeMap<(String, String), (u64, EpochMillis)>,
    /// Size and time on the disk of each file that was brought in.
    brought: BTreeMap<PathBuf, (u64, Option<std::time::SystemTime>)>,
    /// Changes of buckets that were looked at.
    seen: u64,
}

impl Buckets {
    /// The buckets of a folder, which is made if it is not there.
    pub(crate) fn of(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Buckets { folder: folder.to_owned(), known: BTreeMap::new(), brought: BTreeMap::new(), seen: u64::MAX })
    }

    /// Brings in the files of a bucket that are new or have changed. The changes are to be made durable.
    pub(crate) fn bring_in(&mut self, engine: &mut Engine, context: &Context, bucket: &str) -> Vec<ChangeRecord> {
        let mut found = vec![];
        if is_plain(bucket) {
            look(&self.folder.join(bucket), String::new(), DEPTH_MAX, &mut found);
        }
        let mut changes = vec![];
        for (key, path) in found {
            let Ok(state) = fs::metadata(&path) else { continue };
            let stamp = (state.len(), state.modified().ok());
            if self.brought.get(&path) == Some(&stamp) {
                continue;
            }
            if state.len() > FILE_SIZE_BYTES {
                eprintln!("dynalab: the file {key} of bucket {bucket} was not read: it is larger than 1 GiB");
                continue;
            }
            let bytes = match fs::read(&path) {
                Ok(bytes) => bytes,
                Err(error) => {
                    eprintln!("dynalab: the file {key} of bucket {bucket} was not read: {error}");
                    continue;
                }
            };
            let Ok(batch) = engine.put_bucket_file(context, bucket, &key, &bytes) else { continue };
            changes.extend(batch);
            self.brought.insert(path, stamp);
            self.known.insert((bucket.to_owned(), key), (bytes.len() as u64, engine.now()));
        }
        changes
    }

    /// Writes out what the engine's buckets have and the folder has not.
    pub(crate) fn write_out(&mut self, engine: &Engine) {
        if engine.bucket_changes() == self.seen {
            return;
        }
        self.seen = engine.bucket_changes();
        for bucket in engine.buckets() {
            let Ok(Some(files)) = engine.bucket_files(&bucket) else { continue };
            for file in files {
                let place = (bucket.clone(), file.key.clone());
                let state = (file.size_bytes, file.modified);
                if self.known.get(&place) == Some(&state) {
                    continue;
                }
                let Ok(Some(bytes)) = engine.bucket_file(&bucket, &file.key) else { continue };
                if let Err(error) = self.write(&bucket, &file.key, &bytes) {
                    eprintln!("dynalab: the file {} of bucket {bucket} was not written: {error}", file.key);
                }
                self.known.insert(place, state);
            }
        }
    }

    fn write(&mut self, bucket: &str, key: &str, bytes: &[u8]) -> io::Result<()> {
        if !is_plain(bucket) || !key.split('/').all(is_plain) {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "its name is no path within a folder"));
        }
        let path = self.folder.join(bucket).join(key);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, bytes)?;
        let state = fs::metadata(&path)?;
        self.brought.insert(path, (state.len(), state.modified().ok()));
        Ok(())
    }
}

/// Whether a text is one name of a path, and nothing that leads elsewhere.
fn is_plain(name: &str) -> bool {
    let mut components = Path::new(name).components();
    let only = matches!((components.next(), components.next()), (Some(Component::Normal(_)), None));
    only && !name.contains(['/', '\\', ':', '\0'])
}

/// All files under a folder, with their names in the bucket. Links are not followed.
fn look(folder: &Path, prefix: String, depth: usize, found: &mut Vec<(String, PathBuf)>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else { continue };
        let key = format!("{prefix}{name}");
        if kind.is_dir() && depth > 0 {
            look(&entry.path(), key + "/", depth - 1, found);
        } else if kind.is_file() {
            found.push((key, entry.path()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn no_name_leads_out_of_the_folder() {
        for name in ["..", ".", "", "a/b", "/", "a\\b", "C:", "a\0"] {
            assert!(!is_plain(name), "{name:?}");
        }
        for name in ["box", "a..b", ".hidden", "manifest-files.json"] {
            assert!(is_plain(name), "{name:?}");
        }
    }
}
