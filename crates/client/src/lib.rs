//! The page's half of the worker protocol: what the page may ask, what the worker answers and tells, and how it crosses.
//!
//! Requests cross as bytes: an AWS request is `(target, body)`, everything else is an [`Ask`] in postcard. The envelope
//! around them is a small plain object. This crate knows no engine; the worker depends on it, not the
//! other way round.

mod laboratory;
mod later;
mod protocol;

pub use laboratory::{LabAnswer, LabAsk, LabProgress, LabTell};
pub use later::{FILE_BYTES_MAX, FILE_PIECE_BYTES, LaterAnswer, LaterAsk};
pub use protocol::{Answer, Ask, CONTRACT, Hello, Progress, Tell};
