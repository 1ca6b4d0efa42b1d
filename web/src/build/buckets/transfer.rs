//! Files between the disk and a bucket, in pieces: what goes on, and what became of it.

use std::cell::Cell;
use std::rc::Rc;

use client::{FILE_BYTES_MAX, FILE_PIECE_BYTES, LaterAnswer, LaterAsk};
use js_sys::{Array, Uint8Array};
use report::{BucketFileReport, ErrorReport};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;
use yew::Reducible;

use super::archive::{ARCHIVE_BYTES_MAX, ARCHIVE_FILES_MAX, Entry, ending};
use crate::later::{ask_later, differs};
use crate::link::Link;
use crate::quantity;

/// One transfer on the screen.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Transfer {
    /// Tells it from the others.
    pub(super) id: u32,
    /// The file's name.
    pub(super) name: String,
    /// Bytes that have crossed.
    pub(super) done_bytes: u64,
    /// Bytes in all.
    pub(super) size_bytes: u64,
    /// How it stands.
    pub(super) state: State,
}

/// How a transfer stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum State {
    /// It waits for its turn, or goes on.
    Going,
    /// All is there.
    Done,
    /// It was given up.
    Cancelled,
    /// It could not be done.
    Failed(ErrorReport),
}

/// The transfers of this screen, oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Transfers(pub(super) Vec<Transfer>);

/// What happens to transfers.
pub(super) enum Happening {
    /// One begins.
    Begun(Transfer),
    /// The one with this id has come so far.
    Moved(u32, u64),
    /// It has ended so.
    Ended(u32, State),
    /// Those that have ended go from the screen.
    Cleared,
}

impl Transfers {
    /// Whether any goes on.
    pub(super) fn is_busy(&self) -> bool {
        self.0.iter().any(|one| one.state == State::Going)
    }
}

impl Reducible for Transfers {
    type Action = Happening;

    fn reduce(self: Rc<Self>, happening: Happening) -> Rc<Self> {
        let mut all = Rc::unwrap_or_clone(self);
        match happening {
            Happening::Begun(transfer) => all.0.push(transfer),
            Happening::Moved(id, done_bytes) => {
                all.0.iter_mut().filter(|one| one.id == id).for_each(|one| one.done_bytes = done_bytes);
            }
            Happening::Ended(id, state) => {
                all.0.iter_mut().filter(|one| one.id == id).for_each(|one| one.state = state.clone());
            }
            Happening::Cleared => all.0.retain(|one| one.state == State::Going),
        }
        Rc::new(all)
    }
}

/// How a transfer is told of and given up.
#[derive(Clone)]
pub(super) struct Course {
    /// Takes the bytes that have crossed.
    pub(super) moved: Rc<dyn Fn(u64)>,
    /// Set when it is given up.
    pub(super) cancelled: Rc<Cell<bool>>,
}

/// Puts a file of the disk into a bucket.
pub(super) async fn put(link: &Link, bucket: &str, key: &str, file: &File, course: &Course) -> State {
    let size_bytes = file.size() as u64;
    if size_bytes > FILE_BYTES_MAX {
        return State::Failed(refusal(
            "FileTooLarge",
            &format!(
                "{key} has {}; a bucket takes files of at most {}.",
                quantity::bytes(size_bytes),
                quantity::bytes(FILE_BYTES_MAX)
            ),
        ));
    }
    let state = put_pieces(link, bucket, key, file, size_bytes, course).await;
    if state != State::Done {
        let abandon = LaterAsk::AbandonFile { bucket: bucket.to_owned(), key: key.to_owned() };
        // If that fails too, what is left goes with the next file of this name.
        let _ = ask_later(link, &abandon).await;
    }
    state
}

async fn put_pieces(link: &Link, bucket: &str, key: &str, file: &File, size_bytes: u64, course: &Course) -> State {
    let mut offset = 0;
    loop {
        if course.cancelled.get() {
            return State::Cancelled;
        }
        let end = size_bytes.min(offset + FILE_PIECE_BYTES);
        let Some(bytes) = read(file, offset, end).await else {
            return State::Failed(refusal(
                "FileNotReadable",
                &format!(
                    "The browser could not read {key}: it may have been moved, changed or locked since it was picked. Pick it again."
                ),
            ));
        };
        let ask = LaterAsk::PutFile { bucket: bucket.to_owned(), key: key.to_owned(), offset, bytes, size_bytes };
        if let Err(error) = ask_later(link, &ask).await {
            return State::Failed(error);
        }
        offset = end;
        (course.moved)(offset);
        if offset == size_bytes {
            return State::Done;
        }
    }
}

/// A part of a file of the disk; `None` if it cannot be read any more.
async fn read(file: &File, from: u64, to: u64) -> Option<Vec<u8>> {
    let part = file.slice_with_f64_and_f64(from as f64, to as f64).ok()?;
    let bytes = Uint8Array::new(&JsFuture::from(part.array_buffer()).await.ok()?).to_vec();
    (bytes.len() as u64 == to - from).then_some(bytes)
}

/// The parts of a file of a bucket, for a download.
pub(super) async fn fetch(link: &Link, bucket: &str, key: &str, course: &Course) -> Result<Array, State> {
    let parts = Array::new();
    let take = |bytes: &[u8]| {
        parts.push(&Uint8Array::from(bytes));
    };
    fetch_into(link, bucket, key, course, 0, take).await?;
    Ok(parts)
}

/// Reads a file piece by piece; `before` are bytes of other files that have crossed.
async fn fetch_into(
    link: &Link,
    bucket: &str,
    key: &str,
    course: &Course,
    before: u64,
    mut take: impl FnMut(&[u8]),
) -> Result<BucketFileReport, State> {
    let (mut offset, mut first) = (0, None::<BucketFileReport>);
    loop {
        if course.cancelled.get() {
            return Err(State::Cancelled);
        }
        let ask = LaterAsk::ReadFile { bucket: bucket.to_owned(), key: key.to_owned(), offset };
        let (file, bytes) = match ask_later(link, &ask).await {
            Ok(LaterAnswer::Piece { file, bytes }) => (file, bytes),
            Ok(_) => return Err(State::Failed(differs())),
            Err(error) => return Err(State::Failed(error)),
        };
        if first.as_ref().is_some_and(|first| *first != file) || (bytes.is_empty() && offset < file.size_bytes) {
            let words = format!("{key} was replaced while it was read. Download it again.");
            return Err(State::Failed(refusal("FileReplaced", &words)));
        }
        take(&bytes);
        offset += bytes.len() as u64;
        (course.moved)(before + offset);
        if offset >= file.size_bytes {
            return Ok(file);
        }
        first = Some(file);
    }
}

/// The parts of an archive of these files, for a download.
pub(super) async fn fetch_archive(
    link: &Link,
    bucket: &str,
    files: &[BucketFileReport],
    course: &Course,
) -> Result<Array, State> {
    let total: u64 = files.iter().map(|file| file.size_bytes).sum();
    if total > ARCHIVE_BYTES_MAX || files.len() > ARCHIVE_FILES_MAX {
        let words = format!(
            "An archive has at most {} and {}. Download the files one by one.",
            quantity::bytes(ARCHIVE_BYTES_MAX),
            quantity::plural(ARCHIVE_FILES_MAX as u64, "file"),
        );
        return Err(State::Failed(refusal("ArchiveTooLarge", &words)));
    }
    let (parts, mut entries, mut before) = (Array::new(), Vec::new(), 0);
    for file in files {
        let (pieces, mut checksum) = (Array::new(), crc32fast::Hasher::new());
        let take = |bytes: &[u8]| {
            checksum.update(bytes);
            pieces.push(&Uint8Array::from(bytes));
        };
        let read = fetch_into(link, bucket, &file.key, course, before, take).await?;
        before += read.size_bytes;
        let size_bytes = u32::try_from(read.size_bytes).unwrap_or(u32::MAX);
        let entry = Entry { name: read.key, size_bytes, checksum: checksum.finalize(), modified: read.modified };
        // The header tells the checksum, so it is made after the bytes and put before them.
        parts.push(&Uint8Array::from(&*entry.header()));
        for piece in pieces.iter() {
            parts.push(&piece);
        }
        entries.push(entry);
    }
    parts.push(&Uint8Array::from(&*ending(&entries)));
    Ok(parts)
}

fn refusal(name: &str, message: &str) -> ErrorReport {
    ErrorReport { name: name.to_owned(), message: message.to_owned(), explanation: None, place: None }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use yew::Reducible;

    use super::{Happening, State, Transfer, Transfers};

    #[test]
    fn transfers_move_and_end_each_for_itself() {
        let begun = |id| {
            let transfer = Transfer { id, name: format!("f{id}"), done_bytes: 0, size_bytes: 10, state: State::Going };
            Happening::Begun(transfer)
        };
        let all = [begun(1), begun(2), Happening::Moved(2, 5), Happening::Ended(1, State::Cancelled)];
        let all = all.into_iter().fold(Rc::new(Transfers::default()), Transfers::reduce);
        assert_eq!(
            all.0.iter().map(|one| (one.done_bytes, &one.state)).collect::<Vec<_>>(),
            [(0, &State::Cancelled), (5, &State::Going)]
        );
        assert!(all.is_busy());
        let left = all.reduce(Happening::Cleared);
        assert_eq!(left.0.iter().map(|one| one.id).collect::<Vec<_>>(), [2]);
        let done = left.reduce(Happening::Ended(2, State::Done));
        assert!(!done.is_busy());
        assert!(done.reduce(Happening::Cleared).0.is_empty());
    }
}
