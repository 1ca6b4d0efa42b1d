//! The envelope of an error: prefix, message key and payload (facts, section 1).

use crate::json::Writer;
use crate::value::write_item;
use crate::{CancellationReason, Error, Exception, ThrottlingReason};

/// Writes the body of an error of an operation.
pub(super) fn write(operation: &str, error: &Error, out: &mut Writer) {
    out.open_object();
    out.member("__type", &format!("{}#{}", prefix(error), error.name()));
    let message = error.message();
    if !message.is_empty() {
        out.member(message_key(operation, error), &message);
    }
    match error {
        Error::ConditionalCheckFailed(Some(item)) => {
            out.key("Item");
            write_item(item, out);
        }
        Error::TransactionCanceled(reasons) => {
            out.key("CancellationReasons");
            out.open_array();
            for reason in reasons {
                cancellation(reason, out);
            }
            out.close_array();
        }
        Error::ProvisionedThroughputExceeded(_, reasons) => throttling("ThrottlingReasons", reasons, out),
        Error::Throttling(_, reasons) => throttling("throttlingReasons", reasons, out),
        _ => {}
    }
    out.close_object();
}

fn prefix(error: &Error) -> &'static str {
    match error {
        Error::Validation(_) | Error::Exception(Exception::Validation, _) => "com.amazon.coral.validate",
        Error::Serialization(_)
        | Error::MalformedJson { .. }
        | Error::UnknownOperation
        | Error::Authentication(_)
        | Error::Exception(Exception::AccessDenied, _) => "com.amazon.coral.service",
        // Public wire logs of an on-demand table (facts 3.20).
        Error::Throttling(..) => "com.amazon.coral.availability",
        _ => "com.amazonaws.dynamodb.v20120810",
    }
}

fn message_key(operation: &str, error: &Error) -> &'static str {
    match error {
        // Captured: of the operations that answer with the item, this one alone writes a capital.
        Error::ConditionalCheckFailed(Some(_)) if operation == "ExecuteStatement" => "Message",
        Error::Serialization(_)
        | Error::TransactionCanceled(_)
        | Error::TransactionInProgress
        | Error::IdempotentParameterMismatch
        | Error::Exception(Exception::AccessDenied, _) => "Message",
        _ => "message",
    }
}

fn cancellation(reason: &CancellationReason, out: &mut Writer) {
    out.open_object();
    out.member("Code", reason.code());
    out.optional("Message", reason.message().as_deref());
    if let CancellationReason::ConditionalCheckFailed(Some(item)) = reason {
        out.key("Item");
        write_item(item, out);
    }
    out.close_object();
}

fn throttling(member: &str, reasons: &[ThrottlingReason], out: &mut Writer) {
    if reasons.is_empty() {
        return;
    }
    out.key(member);
    out.open_array();
    for reason in reasons {
        out.open_object();
        out.member("reason", &reason.reason);
        out.member("resource", &reason.resource);
        out.close_object();
    }
    out.close_array();
}
