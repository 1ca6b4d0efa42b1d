//! Typed members out of a decoded structure. A member of another type than asked for counts as absent: the decoder has
//! already refused it.

use model::{AttributeValue, EpochMillis, Item, Number};

use crate::node::{Fields, Node};
use crate::text::Validation;
use crate::{Error, ReturnConsumedCapacity, ReturnValues, Select};

/// The latest moment that is understood (our bound: the end of the year 9999).
const MOMENT_MAX_MS: u64 = 253_402_300_799_999;

impl Fields {
    /// Whether a member was sent.
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// A string that the validator has found to be there.
    pub fn text(&mut self, name: &str) -> String {
        self.optional_text(name).unwrap_or_default()
    }

    /// A string.
    pub fn optional_text(&mut self, name: &str) -> Option<String> {
        if let Some(Node::Text(text)) = self.take(name) { Some(text) } else { None }
    }

    /// A whole number.
    pub fn integer(&mut self, name: &str) -> Option<i64> {
        if let Some(Node::Integer(value)) = self.take(name) { Some(value) } else { None }
    }

    /// A boolean.
    pub fn flag(&mut self, name: &str) -> Option<bool> {
        if let Some(Node::Bool(value)) = self.take(name) { Some(value) } else { None }
    }

    /// An item or key that the validator has found to be there.
    pub fn item(&mut self, name: &str) -> Item {
        self.optional_item(name).unwrap_or_default()
    }

    /// An item, a key or expression values.
    pub fn optional_item(&mut self, name: &str) -> Option<Item> {
        if let Some(Node::Item(item)) = self.take(name) { Some(item) } else { None }
    }

    /// The text of a number with a fraction, or of a moment in seconds.
    pub fn decimal(&mut self, name: &str) -> Option<String> {
        if let Some(Node::Decimal(text)) = self.take(name) { Some(text) } else { None }
    }

    /// A moment, sent in seconds with or without a fraction; before 1970 it is 1970, and beyond the year 9999 that.
    pub fn moment(&mut self, name: &str) -> Option<EpochMillis> {
        let seconds = Number::parse(&self.decimal(name)?).ok();
        let ms = seconds.map_or(i128::from(MOMENT_MAX_MS), |seconds| {
            let (negative, coefficient, exponent) = seconds.to_parts();
            let places = i32::from(exponent) + 3;
            let coefficient = if negative { 0 } else { i128::try_from(coefficient).unwrap_or(i128::MAX) };
            match u32::try_from(places) {
                Ok(places) => coefficient.saturating_mul(10i128.checked_pow(places).unwrap_or(i128::MAX)),
                Err(_) => coefficient / 10i128.checked_pow(places.unsigned_abs()).unwrap_or(i128::MAX),
            }
        });
        Some(EpochMillis(u64::try_from(ms).unwrap_or(MOMENT_MAX_MS).min(MOMENT_MAX_MS)))
    }

    /// A list of attribute values: the parameters of a statement.
    pub fn values(&mut self, name: &str) -> Option<Vec<AttributeValue>> {
        let value = |node| if let Node::Value(value) = node { Some(value) } else { None };
        Some(self.list(name)?.into_iter().filter_map(value).collect())
    }

    /// An attribute value.
    pub fn value(&mut self, name: &str) -> Option<AttributeValue> {
        if let Some(Node::Value(value)) = self.take(name) { Some(value) } else { None }
    }

    /// A structure.
    pub fn fields(&mut self, name: &str) -> Option<Fields> {
        if let Some(Node::Structure(fields)) = self.take(name) { Some(fields) } else { None }
    }

    /// A string that stays where it is.
    pub fn peek_text(&self, name: &str) -> Option<&str> {
        if let Some(Node::Text(text)) = self.get(name) { Some(text) } else { None }
    }

    /// The structures of a list, where they are.
    pub fn peek_structures(&self, name: &str) -> impl Iterator<Item = &Fields> {
        let nodes = if let Some(Node::List(nodes)) = self.get(name) { nodes.as_slice() } else { &[] };
        nodes.iter().filter_map(|node| if let Some(Node::Structure(fields)) = node { Some(fields) } else { None })
    }

    /// A structure that stays where it is.
    pub fn peek_fields(&self, name: &str) -> Option<&Fields> {
        if let Some(Node::Structure(fields)) = self.get(name) { Some(fields) } else { None }
    }

    /// A list without its nulls, which the validator has refused.
    pub(super) fn list(&mut self, name: &str) -> Option<Vec<Node>> {
        if let Some(Node::List(nodes)) = self.take(name) { Some(nodes.into_iter().flatten().collect()) } else { None }
    }

    /// A list of structures.
    pub fn structures(&mut self, name: &str) -> Option<Vec<Fields>> {
        let structure = |node| if let Node::Structure(fields) = node { Some(fields) } else { None };
        Some(self.list(name)?.into_iter().filter_map(structure).collect())
    }

    /// A list of strings.
    pub fn texts(&mut self, name: &str) -> Option<Vec<String>> {
        let text = |node| if let Node::Text(text) = node { Some(text) } else { None };
        Some(self.list(name)?.into_iter().filter_map(text).collect())
    }

    /// A map without its nulls, in the order sent.
    pub(super) fn map(&mut self, name: &str) -> Option<Vec<(String, Node)>> {
        let Some(Node::Map(entries)) = self.take(name) else { return None };
        Some(entries.into_iter().filter_map(|(key, node)| Some((key, node?))).collect())
    }

    /// `ReturnConsumedCapacity`.
    pub fn return_consumed_capacity(&mut self) -> ReturnConsumedCapacity {
        match self.optional_text("ReturnConsumedCapacity").as_deref() {
            Some("TOTAL") => ReturnConsumedCapacity::Total,
            Some("INDEXES") => ReturnConsumedCapacity::Indexes,
            _ => ReturnConsumedCapacity::None,
        }
    }

    /// `ReturnValues`.
    pub(super) fn return_values(&mut self) -> ReturnValues {
        match self.optional_text("ReturnValues").as_deref() {
            Some("ALL_OLD") => ReturnValues::AllOld,
            Some("UPDATED_OLD") => ReturnValues::UpdatedOld,
            Some("ALL_NEW") => ReturnValues::AllNew,
            Some("UPDATED_NEW") => ReturnValues::UpdatedNew,
            _ => ReturnValues::None,
        }
    }

    /// `Select`.
    pub(super) fn select(&mut self) -> Option<Select> {
        Some(match self.optional_text("Select")?.as_str() {
            "ALL_PROJECTED_ATTRIBUTES" => Select::AllProjectedAttributes,
            "SPECIFIC_ATTRIBUTES" => Select::SpecificAttributes,
            "COUNT" => Select::Count,
            _ => Select::AllAttributes,
        })
    }

    /// Whether `ReturnItemCollectionMetrics` is SIZE.
    pub(super) fn return_item_collection_metrics(&mut self) -> bool {
        self.optional_text("ReturnItemCollectionMetrics").as_deref() == Some("SIZE")
    }

    /// Whether `ReturnValuesOnConditionCheckFailure` is ALL_OLD.
    pub fn return_old_on_condition_failure(&mut self) -> bool {
        self.optional_text("ReturnValuesOnConditionCheckFailure").as_deref() == Some("ALL_OLD")
    }

    /// Whether something was sent and not taken.
    pub fn any(&self) -> bool {
        self.members().any(|(_, node)| node.is_some())
    }

    /// Refuses what was sent and not taken: a member that is known but not executed must not be ignored.
    pub fn finish(self) -> Result<(), Error> {
        match self.members().find(|(_, node)| node.is_some()) {
            Some((name, _)) => Err(Validation::NotExecuted(name.to_owned()).into()),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::node;
    use crate::shape::operation;

    #[track_caller]
    fn check(sent: &str, ms: Option<u64>) {
        let body = format!(r#"{{"TableArn":"t","S3Bucket":"b","ExportTime":{sent}}}"#);
        let row = operation("ExportTableToPointInTime").unwrap();
        let mut fields = node::decode_body(row.input, body.as_bytes()).unwrap().fields;
        assert_eq!(fields.moment("ExportTime").map(|moment| moment.0), ms, "{sent}");
    }

    #[test]
    fn moments_are_read_without_floats() {
        check("1700000000", Some(1_700_000_000_000));
        check("1700000000.5", Some(1_700_000_000_500));
        check("1700000000.1239", Some(1_700_000_000_123));
        check("1.7E9", Some(1_700_000_000_000));
        check("0", Some(0));
        check("-1", Some(0));
        check("1e100", Some(253_402_300_799_999));
        check("1e-100", Some(0));
        check("9e999", Some(253_402_300_799_999));
        check("null", None);
    }
}
