//! Files in pieces are the files that were sent, all or nothing, and one step of undo.

use std::collections::BTreeMap;

use model::EpochMillis;
use proptest::prelude::{any, prop_assert_eq, proptest};

use super::{Piece, PieceError};
use crate::Engine;
use crate::journal::Host;
use crate::storage::MemoryStorage;
use crate::testing::Bench;

const STEP: usize = Piece::STEP_BYTES as usize;

/// Bytes of which no two pieces are the same.
fn content(size: usize, salt: u8) -> Vec<u8> {
    (0..size).map(|at| (at / STEP) as u8 ^ (at % 251) as u8 ^ salt).collect()
}

/// Puts a file in pieces of this many steps; `lost` leaves its last piece out.
fn put(bench: &mut Bench, key: &str, bytes: &[u8], steps: usize, lost: bool) {
    let context = bench.context();
    let mut offset = 0;
    loop {
        let end = bytes.len().min(offset + steps * STEP);
        if lost && end == bytes.len() {
            return;
        }
        let piece = Piece { offset: offset as u64, bytes: &bytes[offset..end], size_bytes: bytes.len() as u64 };
        let batch = bench.engine.put_bucket_piece(&context, "b", key, piece).unwrap();
        bench.records.extend(batch);
        offset = end;
        if offset == bytes.len() {
            return;
        }
    }
}

fn read(engine: &Engine, key: &str, most: usize) -> Option<Vec<u8>> {
    let mut bytes = vec![];
    loop {
        let (file, piece) = engine.bucket_piece("b", key, bytes.len() as u64, most).unwrap()?;
        bytes.extend(piece);
        if bytes.len() as u64 == file.size_bytes {
            return Some(bytes);
        }
    }
}

proptest! {
    #[test]
    fn whoever_reads_sees_the_last_file_that_came_whole(
        puts in proptest::collection::vec((0..2usize, 0..5 * STEP, any::<u8>(), 1..4usize, 0..4u8), 1..12),
        most in 1..3 * STEP,
    ) {
        let mut bench = Bench::default();
        let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        for (name, size, salt, steps, way) in puts {
            let (key, bytes) = (format!("f{name}"), content(size, salt));
            let context = bench.context();
            match way {
                0 => put(&mut bench, &key, &bytes, steps, true),
                1 => {
                    bench.engine.put_bucket_file(&context, "b", &key, &bytes).unwrap();
                    files.insert(key, bytes);
                }
                2 if steps == 1 => {
                    put(&mut bench, &key, &bytes, steps, true);
                    bench.engine.abandon_bucket_file(&context, "b", &key).unwrap();
                }
                2 => {
                    bench.engine.remove_bucket_files(&context, "b", std::slice::from_ref(&key)).unwrap();
                    files.remove(&key);
                }
                _ => {
                    put(&mut bench, &key, &bytes, steps, false);
                    files.insert(key, bytes);
                }
            }
            for (key, bytes) in &files {
                prop_assert_eq!(&bench.engine.bucket_file("b", key).unwrap().unwrap(), bytes);
                prop_assert_eq!(&read(&bench.engine, key, most).unwrap(), bytes);
            }
            let listed = bench.engine.bucket_files("b").unwrap().unwrap_or_default();
            prop_assert_eq!(listed.len(), files.len());
        }
        // Nothing is left of any other file: removing them all empties the bucket.
        let context = bench.context();
        bench.engine.remove_bucket_files(&context, "b", &["f0".to_owned(), "f1".to_owned()]).unwrap();
        let parts: usize = bench.engine.database().tables().map(|table| table.items.len()).sum();
        prop_assert_eq!(parts, 0);
    }
}

#[test]
fn a_file_that_came_in_pieces_is_one_step_of_undo_and_so_is_removing_several() {
    let mut bench = Bench::default();
    let (old, new) = (content(3 * STEP, 1), content(2 * STEP + 5, 2));
    put(&mut bench, "x", &old, 1, false);
    put(&mut bench, "x", &new, 1, false);
    put(&mut bench, "y", b"small", 1, false);
    let context = bench.context();
    bench.engine.remove_bucket_files(&context, "b", &["x".to_owned(), "y".to_owned()]).unwrap();
    let state = |bench: &Bench| (read(&bench.engine, "x", STEP), read(&bench.engine, "y", STEP));
    let small = Some(b"small".to_vec());
    let states = [(None, None), (Some(new.clone()), small), (Some(new), None), (Some(old), None), (None, None)];
    let labels = ["Remove 2 files from b", "Put y into b", "Put x into b", "Put x into b"];
    for (at, label) in labels.iter().enumerate() {
        assert_eq!(state(&bench), states[at]);
        assert_eq!(bench.engine.undo_label().unwrap().label, *label);
        bench.engine.undo(EpochMillis(bench.now));
    }
    assert_eq!(state(&bench), states[4]);
    assert_eq!(bench.engine.undo_label(), None);
    for state_then in states[..4].iter().rev() {
        bench.engine.redo(EpochMillis(bench.now));
        assert_eq!(state(&bench), *state_then);
    }
}

#[test]
fn nothing_is_left_of_a_file_that_was_given_up() {
    let mut bench = Bench::default();
    let parts = |bench: &Bench| bench.engine.database().tables().map(|table| table.items.len()).sum::<usize>();
    put(&mut bench, "x", &content(2 * STEP, 1), 1, false);
    let whole = parts(&bench);
    put(&mut bench, "x", &content(3 * STEP, 2), 1, true);
    assert_eq!(parts(&bench), whole + 2);
    let context = bench.context();
    bench.engine.abandon_bucket_file(&context, "b", "x").unwrap();
    assert_eq!(parts(&bench), whole);
    assert_eq!(read(&bench.engine, "x", STEP), Some(content(2 * STEP, 1)));
}

#[test]
fn pieces_out_of_order_change_nothing() {
    let mut bench = Bench::default();
    put(&mut bench, "x", &content(3 * STEP, 1), 1, true);
    let before = bench.engine.sequence();
    let context = bench.context();
    let bytes = content(2 * STEP, 9);
    let size_bytes = 9 * Piece::STEP_BYTES;
    for (key, offset, length, size_bytes) in [
        ("x", 3 * STEP, STEP, size_bytes),
        ("new", STEP, STEP, size_bytes),
        ("new", 0, STEP + 1, size_bytes),
        ("new", 0, 0, size_bytes),
        ("x", 2 * STEP + 1, STEP, size_bytes),
        ("new", 0, STEP, Piece::STEP_BYTES - 1),
    ] {
        let piece = Piece { offset: offset as u64, bytes: &bytes[..length], size_bytes };
        let put = bench.engine.put_bucket_piece(&context, "b", key, piece);
        assert_eq!(put, Err(PieceError::OutOfOrder), "{key} {piece:?}");
    }
    assert_eq!(bench.engine.sequence(), before);
}

#[test]
fn pieces_are_durable_one_by_one_and_a_bucket_is_loaded_for_the_next() {
    let mut host = Host::open(&MemoryStorage::default()).unwrap();
    let bytes = content(3 * STEP, 4);
    put(&mut host.bench, "x", &bytes, 1, true);
    host.commit();
    host.checkpoint();
    let mut again = Host::open(&host.storage).unwrap();
    let context = again.bench.context();
    let last = Piece { offset: 2 * STEP as u64, bytes: &bytes[2 * STEP..], size_bytes: bytes.len() as u64 };
    let Err(PieceError::Missing(missing)) = again.bench.engine.put_bucket_piece(&context, "b", "x", last) else {
        panic!("the bucket is not in memory");
    };
    again.load(missing);
    assert_eq!(again.bench.engine.bucket_piece("b", "x", 0, STEP), Ok(None), "half put, it is not there");
    let batch = again.bench.engine.put_bucket_piece(&context, "b", "x", last).unwrap();
    again.bench.records.extend(batch);
    again.commit();
    let mut third = Host::open(&again.storage).unwrap();
    let missing = third.bench.engine.bucket_piece("b", "x", 0, STEP).unwrap_err();
    third.load(missing);
    assert_eq!(read(&third.bench.engine, "x", STEP), Some(bytes));
}
