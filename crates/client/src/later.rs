//! Asks and answers that no first screen needs.
//!
//! They cross as bytes within [`crate::Ask::Later`] and [`crate::Answer::Later`], so that the programs that the first screen waits
//! for need not know how to read them: the worker's later part does, and the page's stage.

use report::{BucketFileReport, BucketReport, ChangeFeed, JobReport, Limits, RanRequest, TablePast};
use serde::{Deserialize, Serialize};

/// Bytes of one piece of a file on its way (our bound: about a megabyte, and a multiple of the 48 KiB that the engine stores it in).
pub const FILE_PIECE_BYTES: u64 = 20 * 48 * 1024;
/// Bytes of the largest file that a bucket takes from a page (our bound: with what unpacks it, it fits the wasm memory of 4 GiB).
pub const FILE_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// What a screen may ask for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LaterAsk {
    /// All buckets with their files: [`LaterAnswer::Buckets`].
    Buckets,
    /// A piece of a file: [`LaterAnswer::Piece`].
    ReadFile {
        /// Bucket.
        bucket: String,
        /// File.
        key: String,
        /// From here on, at most [`FILE_PIECE_BYTES`].
        offset: u64,
    },
    /// Put a piece of a file; with the last one it is there: [`LaterAnswer::Done`] when the piece is durable. Pieces come in order,
    /// each of [`FILE_PIECE_BYTES`] but the last.
    PutFile {
        /// Bucket; it comes into being with its first file.
        bucket: String,
        /// File.
        key: String,
        /// Where the piece stands.
        offset: u64,
        /// The piece.
        bytes: Vec<u8>,
        /// Bytes of the whole file.
        size_bytes: u64,
    },
    /// Nothing more comes of a file that was begun: remove what came. A whole file of that name stays: [`LaterAnswer::Done`].
    AbandonFile {
        /// Bucket.
        bucket: String,
        /// File.
        key: String,
    },
    /// Remove files, as one step of undo, and what is left of those that were half put: [`LaterAnswer::Done`].
    RemoveFiles {
        /// Bucket.
        bucket: String,
        /// Files.
        keys: Vec<String>,
    },
    /// The newest exports, imports and bulk puts: [`LaterAnswer::Jobs`].
    Jobs,
    /// Whether point-in-time recovery of a table is on, which exports need: [`LaterAnswer::Flag`].
    RecoveryIsOn {
        /// Table name.
        table: String,
    },
    /// Where a table's changes can be read, and a page of one of these: [`LaterAnswer::Changes`].
    Changes {
        /// Table name.
        table: String,
        /// ARN of a stream or of a Kinesis data stream; the first if absent.
        source: Option<String>,
        /// Only records with lower sequence numbers; the newest if absent.
        before: Option<u64>,
    },
    /// The values of an attribute of a table's items, to replay them: [`LaterAnswer::Keys`].
    Keys {
        /// Table name.
        table: String,
        /// Attribute, of type string or number.
        attribute: String,
    },
    /// The last minutes of a table and its global indexes, second by second: [`LaterAnswer::Past`].
    Past {
        /// Table name.
        table: String,
    },
    /// The requests of this visit that succeeded, the oldest first, as many as are remembered: [`LaterAnswer::Requests`].
    Requests,
    /// Set what the requests of the open workspace meet beyond its data; kept with it: [`LaterAnswer::Done`].
    SetLimits {
        /// From now on.
        limits: Limits,
    },
}

/// The answer to a [`LaterAsk`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LaterAnswer {
    /// It is done, and durable.
    Done,
    /// Yes or no.
    Flag(bool),
    /// Values in the table's order, evenly chosen if there are very many; none if there is no such table.
    Keys(Option<Vec<String>>),
    /// Buckets, in byte order of their names.
    Buckets(Vec<BucketReport>),
    /// A piece of a file, and the file that it is of: it may have been replaced since the piece before.
    Piece {
        /// The file.
        file: BucketFileReport,
        /// Bytes.
        bytes: Vec<u8>,
    },
    /// Jobs, newest first.
    Jobs(Vec<JobReport>),
    /// Changes.
    Changes(Box<ChangeFeed>),
    /// Requests.
    Requests(Vec<RanRequest>),
    /// The last minutes; none if there is no such table.
    Past(Option<Box<TablePast>>),
}
