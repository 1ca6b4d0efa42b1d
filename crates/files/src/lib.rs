//! How items lie in files: DynamoDB JSON lines, Amazon Ion text and CSV; gzip and checksums around them.
//!
//! It turns items into text and text into items, piece by piece. It knows no tables and no buckets, and it opens no file: bytes
//! come and go as arguments. Whatever is in them, nothing panics and nothing grows without bound.
//!
//! Follows: developer guide, "DynamoDB table export output format", "Amazon S3 import formats for DynamoDB".

mod checksum;
mod csv;
mod gzip;
mod ion;
mod records;

pub use checksum::{etag, md5_base64};
pub use csv::CsvProblem;
pub use gzip::{GzipError, compress, decompress};
pub use ion::{IonError, item_to_ion};
pub use records::{CsvOptions, Format, Record, RecordError, Records};
