//! Every exact AWS error text, here and in the modules below, and nowhere else.
//!
//! A variant names what happened; its text stands beside it, AWS's oddities included. It is not where anything is decided:
//! `api`, `expr` and `engine` pick the variant. Sources are the tags of the project's facts: LAB and DYX are measured on the
//! service, API is the service model, DOC the guide. Texts that begin with `Our model:` are ours, where AWS is silent.

use core::fmt;

use serde::{Deserialize, Serialize};

/// Declares an enum of texts: each line is a variant, its fields and AWS's sentence, after an optional prefix.
macro_rules! texts {
    ($(#[$outer:meta])* $name:ident {
        $($(#[$doc:meta])* $variant:ident $(($($field:ident: $type:ty),*))? $({$($(#[$inner:meta])* $key:ident: $kind:ty,)*})?
            => $($prefix:ident)? $text:literal,)*
    }) => {
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        $(#[$outer])*
        pub enum $name {
            $($(#[$doc])* $variant $(($($type),*))? $({$($(#[$inner])* $key: $kind,)*})?,)*
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$variant $(($($field),*))? $({$($key),*})? => {
                        $(f.write_str($prefix)?;)?
                        write!(f, $text)
                    })*
                }
            }
        }
    };
}

mod authentication;
mod constraint;
mod expression;
mod kinesis;
mod legacy;
mod limit;
mod resource;
mod sentence;
mod statement;
mod validation;
mod vector;

pub use authentication::{Authentication, MissingPart, MissingParts};
pub use constraint::{Constraint, ConstraintErrors, Echo, Names, Place, Rule, Rules, StreamToggle, Values};
pub use expression::{ExpressionKind, ExpressionProblem};
pub use kinesis::KinesisProblem;
pub use legacy::LegacyProblem;
pub use limit::{LimitExceeded, Throttled};
pub use resource::{InUse, NotFound};
pub use sentence::Sentence;
pub use statement::{DUPLICATE_ITEM, StatementProblem, TokenPlace};
pub use validation::Validation;
pub use vector::VectorProblem;

/// `OOMP` of the facts.
const INVALID: &str = "One or more parameter values were invalid: ";
/// `RIU:` of the facts.
const IN_USE: &str = "Attempt to change a resource which is still in use: ";
const SUBSCRIBER: &str = "Subscriber limit exceeded: ";

texts! {
    /// Whose WarmThroughput or OnDemandThroughput a text is about.
    WarmPlace {
        /// The table's.
        Table => "table",
        /// An index's.
        Index(index: String) => "index {index}",
    }
}

texts! {
    /// Texts of SerializationException: JSON of another type than the member (section 1; DYX).
    Serialization {
        /// A scalar of another type: `NUMBER_VALUE`, `DECIMAL_VALUE`, `TRUE_VALUE`, `FALSE_VALUE`, `STRING_VALUE`; the wanted type.
        Scalar(token: &'static str, wanted: &'static str) => "{token} cannot be converted to {wanted}",
        /// A list for something else: its Java class.
        CollectionClass(class: String) => "Unrecognized collection type class {class}",
        /// A list for a map: the map's Java type.
        CollectionType(java_type: String) => "Unrecognized collection type {java_type}",
        /// An object for a scalar or a list.
        UnexpectedStructure => "Start of structure or map found where not expected",
        /// A scalar for a list or a structure.
        UnexpectedField => "Unexpected field type",
        /// A string for a boolean.
        UnexpectedToken => "Unexpected token received from parser",
        /// Base64 of another length. Our model: the wording of public emulators.
        Base64Length(length: usize) => "Base64 encoded length is expected a multiple of 4 bytes but found: {length}",
        /// Base64 with a character that it lacks. Our model: likewise.
        Base64Character => "Invalid last non-pad Base64 character detected",
    }
}

fn join(parts: &[impl fmt::Display], separator: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            f.write_str(separator)?;
        }
        write!(f, "{part}")?;
    }
    Ok(())
}

/// The Java class of a shape of the service, as messages name it.
pub fn java_class(shape: &str) -> String {
    format!("com.amazonaws.dynamodb.v20120810.{shape}")
}

/// The Java type of a map with these values.
pub fn java_map(value: &str) -> String {
    format!("java.util.Map<java.lang.String, {value}>")
}

/// ConditionalCheckFailedException, and the reason of that code.
pub const CONDITION_FAILED: &str = "The conditional request failed";
/// TransactionConflictException (public logs).
pub const TRANSACTION_CONFLICT: &str = "Transaction is ongoing for the item";
/// TransactionInProgressException (public logs).
pub const TRANSACTION_IN_PROGRESS: &str = "Transaction from previous request is still in progress";
/// IdempotentParameterMismatchException (API).
pub const TOKEN_MISMATCH: &str = "DynamoDB rejected the request because you retried a request with a different payload but with an \
    idempotent token that was already used.";
/// ItemCollectionSizeLimitExceededException and its reason (API).
pub const COLLECTION_SIZE: &str = "Collection size exceeded.";
/// The reason TransactionConflict (API).
pub const CONFLICT_REASON: &str = "Transaction is ongoing for the item.";
/// FailureMessage of an import with records that are no items (IMPORT).
pub const IMPORT_ITEMS_FAILED: &str = "Some of the items failed validation checks and were not imported. Please check CloudWatch error \
    logs for more details.";

/// FailureMessage of a job whose bucket is not there (EXPORT); the request id is our model.
pub fn no_such_bucket() -> String {
    "The specified bucket does not exist (Service: Amazon S3; Status Code: 404; Error Code: NoSuchBucket; Request ID: \
        0000000000000000)"
        .to_owned()
}

/// FailureMessage of a job with a file that cannot be read (our model).
pub fn unreadable_file(key: &str) -> String {
    format!("Our model: the file {key} cannot be read: it is not packed as was said, or it is no UTF-8 text")
}

/// InternalServerError (LAB 448).
pub const INTERNAL: &str = "Internal server error";

/// TransactionCanceledException: one code for each action.
pub fn transaction_canceled<'a>(codes: impl Iterator<Item = &'a str>) -> String {
    let codes: Vec<&str> = codes.collect();
    format!("Transaction cancelled, please refer cancellation reasons for specific reasons [{}]", codes.join(", "))
}
