//! Texts about the parameters that are older than expressions: `Expected`, `AttributeUpdates`, `KeyConditions`, `QueryFilter`,
//! `ScanFilter`, `AttributesToGet`, `ConditionalOperator`.
//!
//! Follows: API Reference, "Legacy conditional parameters"; facts 3.14 to 3.16 (DYX) and texts seen in public logs.

use core::fmt;

use serde::{Deserialize, Serialize};

use super::INVALID;

texts! {
    /// What is wrong with a legacy parameter.
    LegacyProblem {
        /// ConditionalOperator without conditions.
        OperatorWithoutConditions => "ConditionalOperator cannot be used without Filter or Expected",
        /// ConditionalOperator with one condition.
        OperatorWithOneCondition => "ConditionalOperator can only be used when Filter or Expected has two or more elements",
        /// ConditionalOperator is neither AND nor OR (ALL is the service's own slip).
        UnknownConditionalOperator => "Failed to satisfy constraint: Member must satisfy enum value set: [ALL, OR]",
        /// ComparisonOperator has no such value.
        UnknownComparison => INVALID "Invalid comparison operator",
        /// Too many or too few values: operator.
        ArgumentCount(operator: String) => INVALID "Invalid number of argument(s) for the {operator} ComparisonOperator",
        /// A value of a type that the operator does not compare: operator, type code.
        ArgumentType(operator: &'static str, found: &'static str)
            => INVALID "ComparisonOperator {operator} is not valid for {found} AttributeValue type",
        /// Values of several types.
        ArgumentTypesDiffer => INVALID "AttributeValues inside AttributeValueList must be of same type",
        /// BETWEEN with bounds the wrong way round.
        BetweenOrder
            => "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound",
        /// Exists beside ComparisonOperator: attribute.
        ExistsWithComparison(attribute: String)
            => INVALID "Exists and ComparisonOperator cannot be used together for Attribute: {attribute}",
        /// Value beside AttributeValueList: attribute.
        ValueWithList(attribute: String)
            => INVALID "Value and AttributeValueList cannot be used together for Attribute: {attribute}",
        /// AttributeValueList without ComparisonOperator: attribute.
        ListWithoutComparison(attribute: String)
            => INVALID "AttributeValueList can only be used with a ComparisonOperator for Attribute: {attribute}",
        /// ComparisonOperator without a value: operator, attribute.
        ValueMissing(operator: String, attribute: String)
            => INVALID "Value or AttributeValueList must be used with ComparisonOperator: {operator} for Attribute: {attribute}",
        /// No Value though Exists is not false: `true` or `null`, attribute.
        ValueRequired(exists: &'static str, attribute: String)
            => INVALID "Value must be provided when Exists is {exists} for Attribute: {attribute}",
        /// Value beside Exists false: attribute.
        ValueForbidden(attribute: String) => INVALID "Value cannot be used when Exists is false for Attribute: {attribute}",
        /// Action has no such value (the stray quote is the service's own).
        UnknownAction => "Member must satisfy enum value set: [ADD, DELETE, PUT]' for Action",
        /// PUT or ADD without a value.
        ActionWithoutValue => INVALID "Only DELETE action is allowed when no attribute value is specified",
        /// DELETE with a value that is no set: type code.
        DeleteType(found: &'static str) => INVALID "DELETE action with value is not supported for the type {found}",
        /// ADD of something that cannot be added: type code.
        AddType(found: &'static str) => INVALID "ADD action is not supported for the type {found}",
        /// AttributesToGet names an attribute twice.
        AttributeRepeated(attribute: String) => INVALID "Duplicate value in attribute name: {attribute}",
        /// AttributesToGet with a Select that forbids it: `ALL_ATTRIBUTES`, `ALL_PROJECTED_ATTRIBUTES` or `only the Count`.
        SelectForbidsAttributes(what: &'static str) => "Cannot specify the AttributesToGet when choosing to get {what}",
        /// KeyConditions is an empty map.
        NoKeyConditions => "Conditions can be of length 1 or 2 only",
        /// KeyConditions with an operator that no key can answer.
        NotIndexable => "Attempted conditional constraint is not an indexable operation",
        /// QueryFilter on a key attribute.
        FilterOnKey(attribute: String)
            => "QueryFilter can only contain non-primary key attributes: Primary key attribute: {attribute}",
    }
}
