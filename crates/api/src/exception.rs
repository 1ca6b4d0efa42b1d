//! Exceptions of the operations beyond the core: their names, without payload. What they say is [`crate::text::Sentence`].
//!
//! Follows: the service model, "errors" of each operation.

use serde::{Deserialize, Serialize};

/// Declares the exceptions: each variant is the exception's name without `Exception`.
macro_rules! exceptions {
    ($($variant:ident => $name:literal,)*) => {
        /// An exception that carries a sentence and nothing else.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum Exception {
            $(#[doc = $name] $variant,)*
        }

        impl Exception {
            /// Its name without prefix, as on the wire.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

exceptions! {
    AccessDenied => "AccessDeniedException",
    BackupInUse => "BackupInUseException",
    BackupNotFound => "BackupNotFoundException",
    ContinuousBackupsUnavailable => "ContinuousBackupsUnavailableException",
    DuplicateItem => "DuplicateItemException",
    ExpiredIterator => "ExpiredIteratorException",
    ExportConflict => "ExportConflictException",
    ExportNotFound => "ExportNotFoundException",
    GlobalTableAlreadyExists => "GlobalTableAlreadyExistsException",
    GlobalTableNotFound => "GlobalTableNotFoundException",
    ImportConflict => "ImportConflictException",
    ImportNotFound => "ImportNotFoundException",
    IndexNotFound => "IndexNotFoundException",
    InvalidExportTime => "InvalidExportTimeException",
    InvalidRestoreTime => "InvalidRestoreTimeException",
    LimitExceeded => "LimitExceededException",
    PointInTimeRecoveryUnavailable => "PointInTimeRecoveryUnavailableException",
    PolicyNotFound => "PolicyNotFoundException",
    ReplicaAlreadyExists => "ReplicaAlreadyExistsException",
    ReplicaNotFound => "ReplicaNotFoundException",
    ReplicatedWriteConflict => "ReplicatedWriteConflictException",
    ResourceInUse => "ResourceInUseException",
    ResourceNotFound => "ResourceNotFoundException",
    TableAlreadyExists => "TableAlreadyExistsException",
    TableInUse => "TableInUseException",
    TableNotFound => "TableNotFoundException",
    Throttling => "ThrottlingException",
    TrimmedDataAccess => "TrimmedDataAccessException",
    Validation => "ValidationException",
}
