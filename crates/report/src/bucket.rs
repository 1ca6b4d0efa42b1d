//! Buckets and their files, and the jobs that read and write them.

use model::EpochMillis;
use serde::{Deserialize, Serialize};

/// A named local bucket: what S3 is at AWS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BucketReport {
    /// Name.
    pub name: String,
    /// Files, in byte order of their keys.
    pub files: Vec<BucketFileReport>,
}

/// A file of a bucket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BucketFileReport {
    /// Its name: at S3, the object's key.
    pub key: String,
    /// Bytes.
    pub size_bytes: u64,
    /// When it was put.
    pub modified: EpochMillis,
}

/// An export, an import or a bulk put, as far as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobReport {
    /// Which of them.
    pub kind: JobKind,
    /// `ExportDescription`, `ImportTableDescription` or `BulkOperationDescription` as JSON.
    pub description: String,
}

/// What a job does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum JobKind {
    /// ExportTableToPointInTime.
    Export,
    /// ImportTable.
    Import,
    /// StartBulkPutItems.
    BulkPut,
}
