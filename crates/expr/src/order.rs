//! How values compare. Only strings, numbers and binaries have an order, each among its own.

use core::cmp::Ordering;

use model::{AttributeType, AttributeValue};

/// The order of two values; `None` if their types differ or have no order.
///
/// Strings compare by their UTF-8 bytes, binaries by their bytes, numbers exactly.
pub(crate) fn compare(left: &AttributeValue, right: &AttributeValue) -> Option<Ordering> {
    match (left, right) {
        (AttributeValue::S(left), AttributeValue::S(right)) => Some(left.as_bytes().cmp(right.as_bytes())),
        (AttributeValue::N(left), AttributeValue::N(right)) => Some(left.cmp(right)),
        (AttributeValue::B(left), AttributeValue::B(right)) => Some(left.cmp(right)),
        _ => None,
    }
}

/// Whether values of the type have an order.
pub(crate) const fn is_ordered(attribute_type: AttributeType) -> bool {
    matches!(attribute_type, AttributeType::S | AttributeType::N | AttributeType::B)
}
