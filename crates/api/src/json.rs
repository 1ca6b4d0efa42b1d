//! JSON, read and written without loss: number texts stay as they were, members keep their order.
//!
//! [`Json`] is the tree for other crates; inside this one, [`Reader`] pulls tokens, so that items never become a tree.
//! Nothing here recurses over the input without a bound. Follows: RFC 8259.

mod pretty;
mod reader;
mod tree;
mod writer;

pub use pretty::pretty;
pub use tree::Json;

pub(crate) use reader::{Reader, Token};
pub(crate) use writer::Writer;

/// Bytes that are looked at together: the compiler makes one comparison of them.
const STRIDE: usize = 32;

/// Where the first byte stands that a text holds only escaped. Texts are long and such bytes rare, so whole strides are passed over.
fn first_special(bytes: &[u8]) -> Option<usize> {
    let (strides, _) = bytes.as_chunks::<STRIDE>();
    let passed = strides.iter().take_while(|stride| is_plain(stride)).count() * STRIDE;
    bytes.get(passed..)?.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f)).map(|at| passed + at)
}

/// Whether no byte is special: without a branch for each byte, so that the compiler compares many at once.
fn is_plain(stride: &[u8; STRIDE]) -> bool {
    let mut special = 0;
    for byte in stride {
        special |= u8::from(*byte == b'"') | u8::from(*byte == b'\\') | u8::from(*byte < 0x20);
    }
    special == 0
}
