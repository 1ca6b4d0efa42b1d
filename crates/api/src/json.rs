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
