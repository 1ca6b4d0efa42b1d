//! Buckets for the page: lists, pieces of files, removals. A piece is durable before it is answered, like any write.

use std::rc::Rc;

use client::{FILE_BYTES_MAX, FILE_PIECE_BYTES, LaterAnswer};
use engine::storage::Storage;
use engine::{BucketFile, ChangeRecord, Context, Engine, Missing, Piece, PieceError, Settled};
use report::{BucketFileReport, BucketReport, ErrorReport};

use crate::console::{failed, storage_failure};
use crate::host::refusal;
use crate::workspace::Workspace;

/// Characters of a bucket's name (the service model's S3Bucket).
const NAME_LENGTH_MAX: usize = 255;
/// Bytes of a file's name (Amazon S3 User Guide, "Naming Amazon S3 objects").
const KEY_BYTES_MAX: usize = 1_024;

/// All buckets with their files.
pub(crate) async fn list<S: Storage + 'static>(workspace: &Rc<Workspace<S>>) -> Result<Vec<BucketReport>, ErrorReport> {
    workspace.catch_up();
    let names = workspace.engine.borrow().buckets();
    let mut buckets = Vec::new();
    for name in names {
        let files = read_when_resident(workspace, |engine| engine.bucket_files(&name)).await?;
        // A bucket that went meanwhile is none.
        if let Some(files) = files {
            buckets.push(BucketReport { files: files.into_iter().map(told).collect(), name });
        }
    }
    Ok(buckets)
}

/// A piece of a file.
pub(crate) async fn read<S: Storage + 'static>(
    workspace: &Rc<Workspace<S>>,
    bucket: &str,
    key: &str,
    offset: u64,
) -> Result<LaterAnswer, ErrorReport> {
    let most = usize::try_from(FILE_PIECE_BYTES).unwrap_or(usize::MAX);
    let piece = read_when_resident(workspace, |engine| engine.bucket_piece(bucket, key, offset, most)).await?;
    let (file, bytes) = piece.ok_or_else(|| refusal("NoSuchFile", &format!("There is no file {key} in the bucket {bucket}.")))?;
    Ok(LaterAnswer::Piece { file: told(file), bytes })
}

/// Puts a piece of a file.
pub(crate) async fn put<S: Storage + 'static>(
    workspace: &Rc<Workspace<S>>,
    bucket: &str,
    key: &str,
    piece: Piece<'_>,
) -> Result<LaterAnswer, ErrorReport> {
    if !is_bucket_name(bucket) {
        return Err(refusal(
            "BucketName",
            "A bucket's name has 3 to 255 letters, digits, dots, hyphens and underscores, and begins and ends with a letter or a digit.",
        ));
    }
    if key.is_empty() || key.len() > KEY_BYTES_MAX {
        return Err(refusal("FileName", &format!("A file's name has 1 to {KEY_BYTES_MAX} bytes.")));
    }
    if piece.size_bytes > FILE_BYTES_MAX || piece.bytes.len() as u64 > FILE_PIECE_BYTES {
        return Err(refusal(
            "FileTooLarge",
            &format!("{key} is too large: a bucket takes files of at most 256 MB from the page."),
        ));
    }
    change(workspace, |engine, context| engine.put_bucket_piece(context, bucket, key, piece)).await
}

/// Removes what came of a file of which nothing more will come.
pub(crate) async fn abandon<S: Storage + 'static>(
    workspace: &Rc<Workspace<S>>,
    bucket: &str,
    key: &str,
) -> Result<LaterAnswer, ErrorReport> {
    change(workspace, |engine, context| engine.abandon_bucket_file(context, bucket, key).map_err(PieceError::Missing)).await
}

/// Removes files.
pub(crate) async fn remove<S: Storage + 'static>(
    workspace: &Rc<Workspace<S>>,
    bucket: &str,
    keys: &[String],
) -> Result<LaterAnswer, ErrorReport> {
    change(workspace, |engine, context| engine.remove_bucket_files(context, bucket, keys).map_err(PieceError::Missing)).await
}

/// Changes the engine and waits until that is durable; what was rolled back for another's fault is made again.
async fn change<S: Storage + 'static>(
    workspace: &Rc<Workspace<S>>,
    make: impl Fn(&mut Engine, &Context) -> Result<Vec<ChangeRecord>, PieceError>,
) -> Result<LaterAnswer, ErrorReport> {
    loop {
        let made = make(&mut workspace.engine.borrow_mut(), &workspace.context());
        let changes = match made {
            Ok(changes) => changes,
            Err(PieceError::Missing(missing)) => {
                workspace.load(missing).await.map_err(failed)?;
                continue;
            }
            Err(PieceError::OutOfOrder) => {
                return Err(refusal(
                    "PieceOutOfOrder",
                    "This piece does not follow what is there of the file. Put the file again.",
                ));
            }
        };
        let Some(waiting) = workspace.enqueue_awaited(changes) else { return Ok(LaterAnswer::Done) };
        match waiting.settled().await {
            Settled::Durable => return Ok(LaterAnswer::Done),
            Settled::Retry => {}
            Settled::Failed(error) => return Err(storage_failure(&error)),
        }
    }
}

/// What the engine says once it has what it needs for it.
async fn read_when_resident<T, S: Storage + 'static>(
    workspace: &Rc<Workspace<S>>,
    read: impl Fn(&Engine) -> Result<T, Missing>,
) -> Result<T, ErrorReport> {
    loop {
        let said = read(&workspace.engine.borrow());
        match said {
            Ok(said) => return Ok(said),
            Err(missing) => workspace.load(missing).await.map_err(failed)?,
        }
    }
}

fn told(file: BucketFile) -> BucketFileReport {
    BucketFileReport { key: file.key, size_bytes: file.size_bytes, modified: file.modified }
}

/// What requests may name (the service model's pattern of S3Bucket), and at least three characters.
fn is_bucket_name(name: &str) -> bool {
    let within = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
    let at_ends = name.bytes().next().into_iter().chain(name.bytes().next_back()).all(|byte| byte.is_ascii_alphanumeric());
    (3..=NAME_LENGTH_MAX).contains(&name.len()) && at_ends && name.bytes().all(within)
}

#[cfg(test)]
mod tests;
