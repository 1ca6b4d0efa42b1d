//! Errors of the constraint validator: a member, its value and the rule that it breaks.
//!
//! Follows: facts, section 2; LAB 442, 457, DYX.

use core::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use super::join;

/// Names printed `a, b`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names(pub Vec<String>);

impl fmt::Display for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        join(&self.0, ", ", f)
    }
}

/// A change of a stream that is under way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamToggle {
    /// Table.
    pub table: String,
    /// Label of the stream.
    pub label: String,
    /// Enabled, or else disabled.
    pub enabling: bool,
}

impl fmt::Display for StreamToggle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let StreamToggle { table, label, enabling } = self;
        let operation = if *enabling { "ENABLE" } else { "DISABLE" };
        write!(f, "Table: {table} Stream: {label} Operation: {operation}")
    }
}

/// Errors of the constraint validator: how many, then each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "Constraint: Deserialize<'de>"))]
pub struct ConstraintErrors(pub Vec<Constraint>);

impl fmt::Display for ConstraintErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let [Constraint::Bare(error)] = self.0.as_slice() {
            return write!(f, "{error}");
        }
        let plural = if self.0.len() == 1 { "" } else { "s" };
        write!(f, "{} validation error{plural} detected: ", self.0.len())?;
        join(&self.0, "; ", f)
    }
}

texts! {
    /// One error of the constraint validator (section 2; LAB 442, 457, DYX).
    #[serde(bound(deserialize = "Rule: Deserialize<'de>"))]
    Constraint {
        /// A member that breaks a rule.
        Member(place: Place, rule: Rule) => "{place} failed to satisfy constraint: {rule}",
        /// ReturnValues is none of the five, newer layer (UPDATE_NEW is the service's own slip).
        ReturnValues
            => "Failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]",
        /// DeleteItem with ReturnValues that it lacks, which the service counts among the members.
        ReturnValuesOldOnly => "ReturnValues can only be ALL_OLD or NONE",
        /// An error that stands alone and without the envelope.
        Bare(error: Box<Constraint>) => "{error}",
    }
}

/// Which value breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// How the message shows the value.
    pub echo: Echo,
    /// `tableName`, `keySchema.1.member.keyType`; capitals as in the model in the newer layer.
    pub path: String,
}

/// How a message shows a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Echo {
    /// Not at all (newer layer).
    Nothing,
    /// As `null`.
    Null,
    /// In quotes.
    Value(String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.echo {
            Echo::Nothing => write!(f, "Value at '{}'", self.path),
            Echo::Null => write!(f, "Value null at '{}'", self.path),
            Echo::Value(value) => write!(f, "Value '{value}' at '{}'", self.path),
        }
    }
}

texts! {
    /// What a value must satisfy.
    Rule {
        /// It is required.
        NotNull => "Member must not be null",
        /// Shortest length.
        MinLength(bound: i32) => "Member must have length greater than or equal to {bound}",
        /// Greatest length.
        MaxLength(bound: i32) => "Member must have length less than or equal to {bound}",
        /// Smallest value.
        MinValue(bound: i32) => "Member must have value greater than or equal to {bound}",
        /// Greatest value.
        MaxValue(bound: i32) => "Member must have value less than or equal to {bound}",
        /// A pattern.
        Pattern(pattern: &'static str) => "Member must satisfy regular expression pattern: {pattern}",
        /// Certain values.
        Enumeration(values: Values) => "Member must satisfy enum value set: [{values}]",
        /// Rules for all keys of a map.
        MapKeys(rules: Rules) => "Map keys must satisfy constraint: [{rules}]",
        /// Rules for all values of a map.
        MapValues(rules: Rules) => "Map value must satisfy constraint: [{rules}]",
    }
}

/// Rules printed one after the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "Rule: Deserialize<'de>"))]
pub struct Rules(pub Vec<Rule>);

impl fmt::Display for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        join(&self.0, ", ", f)
    }
}

/// The values of an enumeration, in the service's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Values(pub &'static [&'static str]);

impl<'de: 'static> Deserialize<'de> for Values {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Words in an error are the program's own, so they live as long as it does, wherever they were read.
        Vec::deserialize(deserializer).map(|values| Values(values.leak()))
    }
}

impl fmt::Display for Values {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        join(self.0, ", ", f)
    }
}
