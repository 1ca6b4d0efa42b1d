//! What goes wrong: one variant for each DynamoDB exception, with its payload. Its text comes from [`crate::text`].

use model::{Item, SharedItem};
use serde::{Deserialize, Serialize};

use crate::Exception;
use crate::text::{self, Authentication, InUse, LimitExceeded, NotFound, Sentence, Serialization, Throttled, Validation};

/// An exception of the service.
///
/// It can be read back only from bytes that live as long as the program: some fields are the program's own words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Error {
    /// ValidationException.
    Validation(Validation),
    /// SerializationException: the body does not fit the operation's shape.
    Serialization(Option<Serialization>),
    /// The body is no JSON. AWS answers a bare SerializationException; we keep where it stopped for a plain explanation.
    MalformedJson {
        /// Line, from 1.
        line: u32,
        /// Column in characters, from 1.
        column: u32,
        /// What was expected, in plain words.
        expected: &'static str,
    },
    /// UnknownOperationException.
    UnknownOperation,
    /// The request does not say who asks, or does not prove it: MissingAuthenticationTokenException and its kin.
    Authentication(Authentication),
    /// ResourceNotFoundException.
    ResourceNotFound(NotFound),
    /// ResourceInUseException.
    ResourceInUse(InUse),
    /// LimitExceededException.
    LimitExceeded(LimitExceeded),
    /// ConditionalCheckFailedException, with the item if it was asked for.
    ConditionalCheckFailed(Option<SharedItem>),
    /// TransactionCanceledException: one reason for each action.
    TransactionCanceled(Vec<CancellationReason>),
    /// TransactionConflictException.
    TransactionConflict,
    /// TransactionInProgressException.
    TransactionInProgress,
    /// IdempotentParameterMismatchException.
    IdempotentParameterMismatch,
    /// ItemCollectionSizeLimitExceededException.
    ItemCollectionSizeLimitExceeded,
    /// ProvisionedThroughputExceededException.
    ProvisionedThroughputExceeded(Throttled, Vec<ThrottlingReason>),
    /// ThrottlingException.
    Throttling(Throttled, Vec<ThrottlingReason>),
    /// An exception of the operations beyond the core, and what it says.
    Exception(Exception, Sentence),
    /// InternalServerError.
    InternalServerError,
}

/// Which of AWS's wordings errors have. Its regions move from the older to the newer one, operation by operation, since
/// June 2026; clients and test suites that know the older one can ask for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ErrorTexts {
    /// What most regions answer.
    #[default]
    Newer,
    /// What all regions answered before.
    Older,
}

impl Error {
    /// The exception's name without its prefix, for example `ValidationException`.
    pub const fn name(&self) -> &'static str {
        match self {
            Error::Validation(_) => "ValidationException",
            Error::Serialization(_) | Error::MalformedJson { .. } => "SerializationException",
            Error::UnknownOperation => "UnknownOperationException",
            Error::Authentication(text) => text.exception(),
            Error::ResourceNotFound(_) => "ResourceNotFoundException",
            Error::ResourceInUse(_) => "ResourceInUseException",
            Error::LimitExceeded(_) => "LimitExceededException",
            Error::ConditionalCheckFailed(_) => "ConditionalCheckFailedException",
            Error::TransactionCanceled(_) => "TransactionCanceledException",
            Error::TransactionConflict => "TransactionConflictException",
            Error::TransactionInProgress => "TransactionInProgressException",
            Error::IdempotentParameterMismatch => "IdempotentParameterMismatchException",
            Error::ItemCollectionSizeLimitExceeded => "ItemCollectionSizeLimitExceededException",
            Error::ProvisionedThroughputExceeded(..) => "ProvisionedThroughputExceededException",
            Error::Throttling(..) => "ThrottlingException",
            Error::Exception(exception, _) => exception.name(),
            Error::InternalServerError => "InternalServerError",
        }
    }

    /// AWS's sentence; empty where the service sends none.
    pub fn message(&self) -> String {
        match self {
            Error::Validation(text) => text.to_string(),
            Error::Serialization(text) => text.as_ref().map(ToString::to_string).unwrap_or_default(),
            Error::MalformedJson { .. } | Error::UnknownOperation => String::new(),
            Error::Authentication(text) => text.to_string(),
            Error::ResourceNotFound(text) => text.to_string(),
            Error::ResourceInUse(text) => text.to_string(),
            Error::LimitExceeded(text) => text.to_string(),
            Error::TransactionCanceled(reasons) => text::transaction_canceled(reasons.iter().map(CancellationReason::code)),
            Error::ProvisionedThroughputExceeded(text, _) | Error::Throttling(text, _) => text.to_string(),
            Error::ConditionalCheckFailed(_) => text::CONDITION_FAILED.to_owned(),
            Error::TransactionConflict => text::TRANSACTION_CONFLICT.to_owned(),
            Error::TransactionInProgress => text::TRANSACTION_IN_PROGRESS.to_owned(),
            Error::IdempotentParameterMismatch => text::TOKEN_MISMATCH.to_owned(),
            Error::ItemCollectionSizeLimitExceeded => text::COLLECTION_SIZE.to_owned(),
            Error::Exception(_, sentence) => sentence.to_string(),
            Error::InternalServerError => text::INTERNAL.to_owned(),
        }
    }

    /// HTTP status: 500 for a failure of the service, 409 for a conflict with another region, 400 for everything else.
    pub const fn status(&self) -> u16 {
        match self {
            Error::InternalServerError => 500,
            Error::Exception(Exception::ReplicatedWriteConflict, _) => 409,
            _ => 400,
        }
    }
}

impl CancellationReason {
    /// `Code`, for example `ConditionalCheckFailed`.
    pub const fn code(&self) -> &'static str {
        match self {
            CancellationReason::None => "None",
            CancellationReason::ConditionalCheckFailed(_) => "ConditionalCheckFailed",
            CancellationReason::ItemCollectionSizeLimitExceeded => "ItemCollectionSizeLimitExceeded",
            CancellationReason::TransactionConflict => "TransactionConflict",
            CancellationReason::ProvisionedThroughputExceeded(_) => "ProvisionedThroughputExceeded",
            CancellationReason::ThrottlingError(_) => "ThrottlingError",
            CancellationReason::ValidationError(_) => "ValidationError",
            CancellationReason::ResourceNotFound => "ResourceNotFound",
            CancellationReason::DuplicateItem => "DuplicateItem",
        }
    }

    /// `Message`; `None` for an action that was fine.
    pub fn message(&self) -> Option<String> {
        Some(match self {
            CancellationReason::None => return None,
            CancellationReason::ConditionalCheckFailed(_) => text::CONDITION_FAILED.to_owned(),
            CancellationReason::ItemCollectionSizeLimitExceeded => text::COLLECTION_SIZE.to_owned(),
            CancellationReason::TransactionConflict => text::CONFLICT_REASON.to_owned(),
            CancellationReason::ProvisionedThroughputExceeded(text) | CancellationReason::ThrottlingError(text) => {
                text.to_string()
            }
            CancellationReason::ValidationError(text) => text.to_string(),
            CancellationReason::ResourceNotFound => NotFound::Resource.to_string(),
            CancellationReason::DuplicateItem => text::DUPLICATE_ITEM.to_owned(),
        })
    }
}

impl core::fmt::Display for Error {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Error::MalformedJson { line, column, expected } => {
                write!(f, "{}: line {line}, column {column}: expected {expected}", self.name())
            }
            _ => write!(f, "{}: {}", self.name(), self.message()),
        }
    }
}

impl core::error::Error for Error {}

impl From<Validation> for Error {
    fn from(text: Validation) -> Self {
        Error::Validation(text)
    }
}

impl From<Serialization> for Error {
    fn from(text: Serialization) -> Self {
        Error::Serialization(Some(text))
    }
}

/// One of `ThrottlingReasons`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThrottlingReason {
    /// For example `TableWriteKeyRangeThroughputExceeded`.
    pub reason: String,
    /// ARN of the table or index.
    pub resource: String,
}

/// One of `CancellationReasons`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "Validation: Deserialize<'de>"))]
pub enum CancellationReason {
    /// `None`: this action was fine.
    #[default]
    None,
    /// `ConditionalCheckFailed`, with the item if it was asked for.
    ConditionalCheckFailed(Option<Item>),
    /// `ItemCollectionSizeLimitExceeded`.
    ItemCollectionSizeLimitExceeded,
    /// `TransactionConflict`.
    TransactionConflict,
    /// `ProvisionedThroughputExceeded`.
    ProvisionedThroughputExceeded(Throttled),
    /// `ThrottlingError`.
    ThrottlingError(Throttled),
    /// `ValidationError`.
    ValidationError(Validation),
    /// `ResourceNotFound`: a statement's table.
    ResourceNotFound,
    /// `DuplicateItem`: a statement's INSERT.
    DuplicateItem,
}
