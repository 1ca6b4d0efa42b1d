//! Parameters that are older than expressions, as a client would send them.

use crate::json::Writer;
use crate::value::write_value;
use crate::{AttributeCondition, AttributeConditions, AttributeUpdate, UpdateAction};

/// `Expected` and its `ConditionalOperator`.
pub(super) fn expected(expected: Option<&AttributeConditions>, out: &mut Writer) {
    filter("Expected", expected, out);
}

/// `QueryFilter` or `ScanFilter`, and its `ConditionalOperator`.
pub(super) fn filter(member: &str, filter: Option<&AttributeConditions>, out: &mut Writer) {
    let Some(filter) = filter else { return };
    conditions(member, &filter.conditions, out);
    if filter.any && filter.conditions.len() > 1 {
        out.member("ConditionalOperator", "OR");
    }
}

/// `KeyConditions`.
pub(super) fn key_conditions(key_conditions: Option<&[AttributeCondition]>, out: &mut Writer) {
    if let Some(key_conditions) = key_conditions {
        conditions("KeyConditions", key_conditions, out);
    }
}

/// `AttributeUpdates`.
pub(super) fn attribute_updates(updates: Option<&[AttributeUpdate]>, out: &mut Writer) {
    let Some(updates) = updates else { return };
    out.key("AttributeUpdates");
    out.open_object();
    for AttributeUpdate { attribute, action } in updates {
        let (code, value) = match action {
            UpdateAction::Put(value) => ("PUT", Some(value)),
            UpdateAction::Add(value) => ("ADD", Some(value)),
            UpdateAction::DeleteMembers(value) => ("DELETE", Some(value)),
            UpdateAction::Delete => ("DELETE", None),
        };
        out.key(attribute);
        out.open_object();
        out.member("Action", code);
        if let Some(value) = value {
            out.key("Value");
            write_value(value, out);
        }
        out.close_object();
    }
    out.close_object();
}

/// `AttributesToGet`.
pub(super) fn attributes_to_get(names: Option<&[String]>, out: &mut Writer) {
    let Some(names) = names else { return };
    out.key("AttributesToGet");
    out.open_array();
    names.iter().for_each(|name| out.text(name));
    out.close_array();
}

fn conditions(member: &str, conditions: &[AttributeCondition], out: &mut Writer) {
    out.key(member);
    out.open_object();
    for AttributeCondition { attribute, comparison, values } in conditions {
        out.key(attribute);
        out.open_object();
        out.member("ComparisonOperator", comparison.code());
        out.key("AttributeValueList");
        out.open_array();
        values.iter().for_each(|value| write_value(value, out));
        out.close_array();
        out.close_object();
    }
    out.close_object();
}

#[cfg(test)]
mod tests {
    use crate::{decode, encode_request};

    #[test]
    fn a_request_reads_back_as_the_same_operation() {
        const CONDITIONS: &str =
            r#"{"a":{"ComparisonOperator":"IN","AttributeValueList":[{"S":"x"},{"S":"y"}]},"b.c":{"ComparisonOperator":"NULL"}}"#;
        for (name, members) in [
            ("PutItem", format!(r#""Item":{{"a":{{"S":"x"}}}},"Expected":{CONDITIONS},"ConditionalOperator":"OR""#)),
            ("DeleteItem", r#""Key":{"a":{"S":"x"}},"Expected":{"a":{"Exists":false},"b":{"Value":{"N":"1"}}}"#.to_owned()),
            (
                "UpdateItem",
                r#""Key":{"a":{"S":"x"}},"AttributeUpdates":{"b":{"Action":"ADD","Value":{"N":"1"}},"c":{"Action":"DELETE","Value":{"SS":["x"]}},"d":{"Action":"DELETE"},"e":{"Value":{"NULL":true}}}"#.to_owned(),
            ),
            ("GetItem", r#""Key":{"a":{"S":"x"}},"AttributesToGet":["b","a"]"#.to_owned()),
            ("Scan", format!(r#""ScanFilter":{CONDITIONS},"ConditionalOperator":"AND","AttributesToGet":["a"]"#)),
            (
                "Query",
                format!(
                    r#""KeyConditions":{{"a":{{"ComparisonOperator":"EQ","AttributeValueList":[{{"S":"x"}}]}}}},"QueryFilter":{CONDITIONS},"ConditionalOperator":"OR""#
                ),
            ),
        ] {
            let operation = decode(name, format!(r#"{{"TableName":"abc",{members}}}"#).as_bytes()).unwrap();
            assert_eq!(decode(name, &encode_request(&operation)), Ok(operation), "{name}");
        }
        let batch = r#"{"RequestItems":{"abc":{"Keys":[{"a":{"S":"x"}}],"AttributesToGet":["b"]}}}"#;
        let operation = decode("BatchGetItem", batch.as_bytes()).unwrap();
        assert_eq!(decode("BatchGetItem", &encode_request(&operation)), Ok(operation));
    }
}
