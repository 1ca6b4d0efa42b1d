//! Small damages to bytes that were whole.

use proptest::collection::vec;
use proptest::prelude::{Strategy, any};
use proptest::sample::{Index, select};

/// What is written into them: what parsers look for, and what they do not expect.
const PIECES: [&str; 40] = [
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "\"",
    "'",
    ",",
    ":",
    "\\",
    "\\u0000",
    "\\ud800",
    "null",
    "true",
    "-",
    "1e400",
    "-0",
    "1E-131",
    "99999999999999999999999999999999999999999",
    "{\"S\":\"",
    "{\"N\":\"1\"}",
    "{\"L\":[",
    "{\"M\":{\"a\":",
    "{\"NULL\":true}",
    "\u{0}",
    "é",
    "\u{1f600}",
    " AND ",
    " NOT ",
    " OR ",
    "size(",
    "#a",
    ":a",
    "[99999999999]",
    "arn:",
    "?",
    "\"\":",
    "VALUE",
    "\u{feff}",
];

/// One damage: where, what kind, with which byte and piece.
pub(crate) type Edit = (Index, u8, u8, &'static str);

/// Some damages.
pub(crate) fn edits() -> impl Strategy<Value = Vec<Edit>> {
    vec((any::<Index>(), any::<u8>(), any::<u8>(), select(&PIECES[..])), 1..6)
}

/// Damages the bytes.
pub(crate) fn apply(bytes: &mut Vec<u8>, edits: &[Edit]) {
    for (at, kind, byte, piece) in edits {
        if bytes.is_empty() {
            bytes.extend_from_slice(piece.as_bytes());
            continue;
        }
        let at = at.index(bytes.len());
        let end = (at + usize::from(*byte) % 16 + 1).min(bytes.len());
        match kind % 6 {
            0 => drop(bytes.drain(at..end)),
            1 => drop(bytes.splice(at..at, piece.bytes())),
            2 => bytes[at] ^= (*byte).max(1),
            3 if *byte < 64 => bytes.truncate(at),
            4 => {
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy);
            }
            _ => drop(bytes.splice(at..end, piece.bytes())),
        }
    }
}
