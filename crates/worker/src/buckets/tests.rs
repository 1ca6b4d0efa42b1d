//! What the page puts into a bucket is durable when it is answered, loaded when it is needed, and gone whole or not at all.

use client::{FILE_BYTES_MAX, FILE_PIECE_BYTES, LaterAnswer};
use engine::Piece;
use engine::storage::StorageError;
use report::ErrorReport;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{list, put, read, remove};
use crate::testing::{Bench, Faulty, settle};

const PIECE: usize = FILE_PIECE_BYTES as usize;

/// Puts a file as the page does: piece after piece.
async fn put_file(bench: &Bench, key: &str, bytes: &[u8]) -> Result<(), ErrorReport> {
    let mut offset = 0;
    loop {
        let end = bytes.len().min(offset + PIECE);
        let piece = Piece { offset: offset as u64, bytes: &bytes[offset..end], size_bytes: bytes.len() as u64 };
        put(&bench.workspace, "box", key, piece).await?;
        offset = end;
        if offset == bytes.len() {
            return Ok(());
        }
    }
}

async fn read_file(bench: &Bench, key: &str) -> Result<Vec<u8>, String> {
    let mut whole = Vec::new();
    loop {
        match read(&bench.workspace, "box", key, whole.len() as u64).await.map_err(|error| error.name)? {
            LaterAnswer::Piece { file, bytes } => {
                assert!(bytes.len() <= PIECE);
                whole.extend(bytes);
                if whole.len() as u64 == file.size_bytes {
                    return Ok(whole);
                }
            }
            other => panic!("{other:?}"),
        }
    }
}

async fn keys(bench: &Bench) -> Vec<String> {
    let buckets = list(&bench.workspace).await.unwrap();
    buckets.into_iter().flat_map(|bucket| bucket.files).map(|file| file.key).collect()
}

fn content(size: usize) -> Vec<u8> {
    (0..size).map(|at| (at % 253) as u8 ^ (at / PIECE) as u8).collect()
}

#[wasm_bindgen_test]
async fn a_file_in_pieces_is_found_by_the_next_visit() {
    let bench = Bench::open(&Faulty::default()).await;
    let large = content(2 * PIECE + 17);
    put_file(&bench, "data/large.json", &large).await.unwrap();
    put_file(&bench, "empty", b"").await.unwrap();
    bench.assert_stored().await;
    let next = Bench::open(&Faulty::over(bench.storage.inner())).await;
    assert_eq!(keys(&next).await, ["data/large.json", "empty"]);
    assert_eq!(read_file(&next, "data/large.json").await.unwrap(), large);
    assert_eq!(read_file(&next, "empty").await.unwrap(), b"");
    assert_eq!(read_file(&next, "nowhere").await, Err("NoSuchFile".to_owned()));
}

#[wasm_bindgen_test]
async fn a_piece_is_answered_after_its_commit_and_a_refused_one_leaves_the_old_file() {
    let bench = Bench::open(&Faulty::default()).await;
    put_file(&bench, "x", b"old").await.unwrap();
    bench.storage.hold();
    let large = content(PIECE + 1);
    let piece = Piece { offset: 0, bytes: &large[..PIECE], size_bytes: large.len() as u64 };
    let workspace = std::rc::Rc::clone(&bench.workspace);
    let (answered, answer) = futures_channel::oneshot::channel();
    let owned = large.clone();
    wasm_bindgen_futures::spawn_local(async move {
        let piece = Piece { offset: 0, bytes: &owned[..PIECE], size_bytes: owned.len() as u64 };
        answered.send(put(&workspace, "box", "x", piece).await).unwrap();
    });
    settle().await;
    let mut answer = answer;
    assert!(answer.try_recv().unwrap().is_none(), "not before its commit");
    bench.storage.release();
    answer.await.unwrap().unwrap();
    bench.storage.refuse(|_, _| Some(StorageError::Quota));
    let last = Piece { offset: PIECE as u64, bytes: &large[PIECE..], ..piece };
    let refused = put(&bench.workspace, "box", "x", last).await.unwrap_err();
    assert_eq!(refused.name, "StorageFull");
    bench.storage.accept();
    assert_eq!(read_file(&bench, "x").await.unwrap(), b"old");
    put(&bench.workspace, "box", "x", last).await.unwrap();
    assert_eq!(read_file(&bench, "x").await.unwrap(), large);
    bench.assert_stored().await;
}

#[wasm_bindgen_test]
async fn removed_files_come_back_by_undo_after_a_visit_that_had_to_load_them() {
    let first = Bench::open(&Faulty::default()).await;
    for key in ["a", "b", "c"] {
        put_file(&first, key, key.as_bytes()).await.unwrap();
    }
    first.workspace.flush().await;
    let bench = Bench::open(&Faulty::over(first.storage.inner())).await;
    remove(&bench.workspace, "box", &["a".to_owned(), "c".to_owned(), "no".to_owned()]).await.unwrap();
    assert_eq!(keys(&bench).await, ["b"]);
    bench.workspace.change(engine::Engine::undo).await.unwrap();
    assert_eq!(keys(&bench).await, ["a", "b", "c"]);
    assert_eq!(read_file(&bench, "c").await.unwrap(), b"c");
    bench.assert_stored().await;
}

#[wasm_bindgen_test]
async fn what_cannot_be_a_file_is_told_and_changes_nothing() {
    let bench = Bench::open(&Faulty::default()).await;
    let small = Piece { offset: 0, bytes: b"x", size_bytes: 1 };
    let too_large = Piece { size_bytes: FILE_BYTES_MAX + 1, ..small };
    let late = Piece { offset: FILE_PIECE_BYTES, size_bytes: FILE_PIECE_BYTES + 1, ..small };
    let long = "k".repeat(1_025);
    for (bucket, key, piece, name) in [
        ("my bucket", "x", small, "BucketName"),
        ("-box", "x", small, "BucketName"),
        ("ab", "x", small, "BucketName"),
        ("box", "", small, "FileName"),
        ("box", long.as_str(), small, "FileName"),
        ("box", "x", too_large, "FileTooLarge"),
        ("box", "x", late, "PieceOutOfOrder"),
    ] {
        let refused = put(&bench.workspace, bucket, key, piece).await.unwrap_err();
        assert_eq!(refused.name, name, "{bucket} {key}");
    }
    assert_eq!(list(&bench.workspace).await.unwrap(), []);
}
