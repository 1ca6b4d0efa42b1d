//! Requests and what they are answered before any table is looked at: bodies, types, members, values.

use expect_test::{Expect, expect};

use crate::{ErrorTexts, decode, decode_with, encode};

/// The reply to a refused request, or the operation.
#[track_caller]
pub(super) fn check(target: &str, body: &str, expected: Expect) {
    let answer = match decode(target, body.as_bytes()) {
        Ok(operation) => format!("{operation:?}"),
        Err(error) => {
            let encoded = encode(target, &Err(error));
            format!("{} {}", encoded.status, String::from_utf8_lossy(&encoded.body))
        }
    };
    expected.assert_eq(&answer);
}

/// The message alone.
#[track_caller]
pub(super) fn message(target: &str, body: &str, expected: &str) {
    match decode(target, body.as_bytes()) {
        Ok(operation) => panic!("accepted: {operation:?}"),
        Err(error) => assert_eq!(error.message(), expected, "{target} {body}"),
    }
}

#[test]
fn an_unknown_operation_has_no_message() {
    for target in ["", "Nonsense", "DynamoDB_20120810.Nonsense", "DynamoDB_20111205.PutItem", "DynamoDBStreams_20120810.PutItem"]
    {
        check(target, "{}", expect![[r#"400 {"__type":"com.amazon.coral.service#UnknownOperationException"}"#]]);
    }
    check("Nonsense", "{", expect![[r#"400 {"__type":"com.amazon.coral.service#SerializationException"}"#]]);
}

#[test]
fn an_empty_or_malformed_body_is_a_bare_serialization_exception() {
    for body in ["", "  ", "{", "{\"TableName\":}", "nothing", "{} {}"] {
        check("GetItem", body, expect![[r#"400 {"__type":"com.amazon.coral.service#SerializationException"}"#]]);
    }
    // JSON is checked before types.
    check("GetItem", "{\"TableName\":1,", expect![[r#"400 {"__type":"com.amazon.coral.service#SerializationException"}"#]]);
}

#[test]
fn types_are_told_in_javas_words() {
    check(
        "GetItem",
        r#"{"TableName":1}"#,
        expect![[
            r#"400 {"__type":"com.amazon.coral.service#SerializationException","Message":"NUMBER_VALUE cannot be converted to String"}"#
        ]],
    );
    for (body, expected) in [
        (r#"{"TableName":1.5}"#, "DECIMAL_VALUE cannot be converted to String"),
        (r#"{"TableName":true}"#, "TRUE_VALUE cannot be converted to String"),
        (r#"{"TableName":[]}"#, "Unrecognized collection type class java.lang.String"),
        (r#"{"TableName":{}}"#, "Start of structure or map found where not expected"),
        (r#"{"ConsistentRead":"maybe"}"#, "Unexpected token received from parser"),
        (r#"{"ConsistentRead":-0}"#, "NUMBER_VALUE cannot be converted to Boolean"),
        (r#"{"ConsistentRead":1e0}"#, "DECIMAL_VALUE cannot be converted to Boolean"),
        (r#"{"Key":"a"}"#, "Unexpected field type"),
        (
            r#"{"Key":[]}"#,
            "Unrecognized collection type java.util.Map<java.lang.String, com.amazonaws.dynamodb.v20120810.AttributeValue>",
        ),
        (r#"{"Key":{"a":"b"}}"#, "Unexpected field type"),
        (r#"{"Key":{"a":["b"]}}"#, "Unrecognized collection type class com.amazonaws.dynamodb.v20120810.AttributeValue"),
        (r#"{"Key":{"a":{"N":1}}}"#, "NUMBER_VALUE cannot be converted to String"),
        (r#"{"Key":{"a":{"SS":"x"}}}"#, "Unexpected field type"),
        (r#"{"Key":{"a":{"L":{}}}}"#, "Start of structure or map found where not expected"),
        (r#"{"Key":{"a":{"BOOL":"maybe"}}}"#, "Unexpected token received from parser"),
        (r#"{"Key":{"a":{"B":"abc"}}}"#, "Base64 encoded length is expected a multiple of 4 bytes but found: 3"),
        (r#"{"Key":{"a":{"B":"ab*="}}}"#, "Invalid last non-pad Base64 character detected"),
    ] {
        message("GetItem", body, expected);
    }
    message("Query", r#"{"Limit":"1"}"#, "STRING_VALUE cannot be converted to Integer");
    message("CreateTable", r#"{"ProvisionedThroughput":{"ReadCapacityUnits":"1"}}"#, "STRING_VALUE cannot be converted to Long");
    message("BatchWriteItem", r#"{"RequestItems":{"T":{}}}"#, "Start of structure or map found where not expected");
    message(
        "BatchWriteItem",
        r#"{"RequestItems":[]}"#,
        "Unrecognized collection type java.util.Map<java.lang.String, java.util.List<com.amazonaws.dynamodb.v20120810.WriteRequest>>",
    );
    message(
        "BatchWriteItem",
        r#"{"RequestItems":{"T":[[]]}}"#,
        "Unrecognized collection type class com.amazonaws.dynamodb.v20120810.WriteRequest",
    );
}

#[test]
fn members_are_checked_together_in_the_services_order() {
    check(
        "PutItem",
        r#"{"TableName":"a b","ReturnConsumedCapacity":"x","ReturnValues":"y","ReturnItemCollectionMetrics":"z"}"#,
        expect![[
            r#"400 {"__type":"com.amazon.coral.validate#ValidationException","message":"5 validation errors detected: Value 'a b' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; Value null at 'item' failed to satisfy constraint: Member must not be null; Value 'x' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]; Failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]; Value 'z' at 'returnItemCollectionMetrics' failed to satisfy constraint: Member must satisfy enum value set: [SIZE, NONE]"}"#
        ]],
    );
    for (target, body, expected) in [
        (
            "GetItem",
            r#"{"TableName":"","Key":{}}"#,
            "1 validation error detected: Value at 'TableName' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
        (
            "GetItem",
            "{}",
            "2 validation errors detected: Value null at 'key' failed to satisfy constraint: Member must not be null; Value null at 'tableName' failed to satisfy constraint: Member must not be null",
        ),
        (
            "UpdateItem",
            r#"{"TableName":"a;","Key":{}}"#,
            "2 validation errors detected: Value 'a;' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; Value 'a;' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3",
        ),
        (
            "DescribeTable",
            r#"{"TableName":""}"#,
            "2 validation errors detected: Value '' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3; Value '' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
        ),
        (
            "ListTables",
            r#"{"ExclusiveStartTableName":"","Limit":101}"#,
            "3 validation errors detected: Value '' at 'exclusiveStartTableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+; Value '' at 'exclusiveStartTableName' failed to satisfy constraint: Member must have length greater than or equal to 3; Value '101' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 100",
        ),
        (
            "Query",
            r#"{"TableName":"abc","Limit":0}"#,
            "1 validation error detected: Value at 'Limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
        ),
        (
            "Scan",
            r#"{"TableName":"abc","Segment":-1,"TotalSegments":1000001}"#,
            "2 validation errors detected: Value at 'Segment' failed to satisfy constraint: Member must have value greater than or equal to 0; Value at 'TotalSegments' failed to satisfy constraint: Member must have value less than or equal to 1000000",
        ),
    ] {
        message(target, body, expected);
    }
}

#[test]
fn create_table_is_checked_by_hand_and_by_the_model() {
    for (body, expected) in [
        ("{}", "The parameter 'TableName' is required but was not present in the request"),
        (
            r#"{"TableName":"ab","AttributeDefinitions":[],"KeySchema":[{"AttributeName":"a","KeyType":"HASH"}]}"#,
            "1 validation error detected: Value 'ab' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3",
        ),
        (
            r#"{"TableName":"abc","KeySchema":[],"AttributeDefinitions":[{"AttributeName":"","AttributeType":"X"}],"ProvisionedThroughput":{"ReadCapacityUnits":0,"WriteCapacityUnits":-1}}"#,
            "5 validation errors detected: Value 'X' at 'attributeDefinitions.1.member.attributeType' failed to satisfy constraint: Member must satisfy enum value set: [B, N, S]; Value '' at 'attributeDefinitions.1.member.attributeName' failed to satisfy constraint: Member must have length greater than or equal to 1; Value '[]' at 'keySchema' failed to satisfy constraint: Member must have length greater than or equal to 1; Value '-1' at 'provisionedThroughput.writeCapacityUnits' failed to satisfy constraint: Member must have value greater than or equal to 1; Value '0' at 'provisionedThroughput.readCapacityUnits' failed to satisfy constraint: Member must have value greater than or equal to 1",
        ),
        (
            r#"{"TableName":"abc","AttributeDefinitions":[],"KeySchema":[{"AttributeName":"a","KeyType":"HASH"},{"AttributeName":"b","KeyType":"RANGE"},{"AttributeName":"c","KeyType":"RANGE"}]}"#,
            "1 validation error detected: Value '[KeySchemaElement(attributeName=a, keyType=HASH), KeySchemaElement(attributeName=b, keyType=RANGE), KeySchemaElement(attributeName=c, keyType=RANGE)]' at 'keySchema' failed to satisfy constraint: Member must have length less than or equal to 2",
        ),
        (
            r#"{"TableName":"abc","AttributeDefinitions":[],"KeySchema":[{"KeyType":"x"}],"SSESpecification":{"SSEType":"q"}}"#,
            "3 validation errors detected: Value null at 'keySchema.1.member.attributeName' failed to satisfy constraint: Member must not be null; Value 'x' at 'keySchema.1.member.keyType' failed to satisfy constraint: Member must satisfy enum value set: [HASH, RANGE]; Value 'q' at 'sSESpecification.sSEType' failed to satisfy constraint: Member must satisfy enum value set: [AES256, KMS]",
        ),
        (
            r#"{"TableName":"abc","AttributeDefinitions":[],"KeySchema":[{"AttributeName":"a","KeyType":"HASH"}],"TableClass":"GOLD"}"#,
            "Invalid table-class parameter provided. Please try again with a valid table-class value: [STANDARD, STANDARD_INFREQUENT_ACCESS].",
        ),
    ] {
        message("CreateTable", body, expected);
    }
    message(
        "DeleteTable",
        r#"{"TableName":"a"}"#,
        "TableName must be at least 3 characters long and at most 255 characters long",
    );
    check(
        "CreateTable",
        r#"{"TableName":"abc","AttributeDefinitions":[{"AttributeName":"a","AttributeType":"S"}],"KeySchema":[{"AttributeName":"a","KeyType":"HASH"}],"BillingMode":"PAY_PER_REQUEST","Unknown":[1]}"#,
        expect![[
            r#"CreateTable(CreateTable { table_name: "abc", attribute_definitions: [("a", S)], key_schema: [("a", "HASH")], local_secondary_indexes: None, global_secondary_indexes: None, billing_mode: Some(PayPerRequest), provisioned_throughput: None, settings: TableSettings { deletion_protection_enabled: None, table_class: None, tags: [], stream: None, encryption: None, on_demand_throughput: None, warm_throughput: None, resource_policy: None } })"#
        ]],
    );
}

#[test]
fn an_arn_stands_for_a_table_name() {
    check(
        "DescribeTable",
        r#"{"TableName":"arn:aws:dynamodb:us-east-1:000000000000:table/T"}"#,
        expect![[r#"DescribeTable(DescribeTable { table_name: "arn:aws:dynamodb:us-east-1:000000000000:table/T" })"#]],
    );
}

#[test]
fn values_are_checked_after_members() {
    let put = |item: &str| format!(r#"{{"TableName":"abc","Item":{{{item}}}}}"#);
    for (item, expected) in [
        (r#""a":{}"#, "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"),
        (r#""a":null"#, "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"),
        (r#""a":{"Q":1}"#, "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"),
        (
            r#""a":{"S":"x","N":"1"}"#,
            "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
        ),
        (
            r#""a":{"NULL":false}"#,
            "1 validation error detected: One or more parameter values were invalid: Null attribute value types must have the value of true",
        ),
        (
            r#""a":{"NULL":"no"}"#,
            "One or more parameter values were invalid: Null attribute value types must have the value of true",
        ),
        (
            r#""a":{"SS":[]}"#,
            "1 validation error detected: One or more parameter values were invalid: An string set  may not be empty",
        ),
        (
            r#""a":{"NS":[]}"#,
            "1 validation error detected: One or more parameter values were invalid: An number set  may not be empty",
        ),
        (
            r#""a":{"BS":[]}"#,
            "1 validation error detected: One or more parameter values were invalid: Binary sets should not be empty",
        ),
        (
            r#""a":{"SS":["b","a","b","C"]}"#,
            r#"1 validation error detected: One or more parameter values were invalid: Input collection ["a", "b", "b", "C"] contains duplicates."#,
        ),
        (
            r#""a":{"BS":["AA==","AQ==","AA=="]}"#,
            r#"1 validation error detected: One or more parameter values were invalid: Input collection ["AA==","AQ==","AA=="]of type BS contains duplicates."#,
        ),
        (
            r#""a":{"NS":["1","1.0"]}"#,
            "1 validation error detected: One or more parameter values were invalid: Input collection contains duplicates.",
        ),
        (r#""a":{"N":"abc"}"#, "1 validation error detected: The parameter cannot be converted to a numeric value: abc"),
        (r#""a":{"N":""}"#, "1 validation error detected: The parameter cannot be converted to a numeric value: "),
        (
            r#""a":{"N":"123456789012345678901234567890123456789"}"#,
            "1 validation error detected: Attempting to store more than 38 significant digits in a Number",
        ),
        (
            r#""a":{"N":"1e126"}"#,
            "1 validation error detected: Number overflow. Attempting to store a number with magnitude larger than supported range",
        ),
        (
            r#""a":{"N":"1e-131"}"#,
            "1 validation error detected: Number underflow. Attempting to store a number with magnitude smaller than supported range",
        ),
        (r#""":{"S":"x"}"#, "1 validation error detected: Empty attribute name"),
        // An empty name comes before NULL, and NULL before everything else, wherever they stand.
        (r#""a":{"SS":[]},"b":{"NULL":false},"":{"S":"x"}"#, "1 validation error detected: Empty attribute name"),
        (
            r#""a":{"SS":[]},"b":{"M":{"c":{"NULL":false}}}"#,
            "1 validation error detected: One or more parameter values were invalid: Null attribute value types must have the value of true",
        ),
    ] {
        message("PutItem", &put(item), expected);
    }
    message(
        "PutItem",
        r#"{"TableName":"abc","Item":{"a":{}},"ReturnConsumedCapacity":"x"}"#,
        "1 validation error detected: Value 'x' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]",
    );
}

#[test]
fn the_older_layer_says_it_otherwise() {
    let update = |values: &str| {
        format!(
            r#"{{"TransactItems":[{{"Update":{{"TableName":"abc","Key":{{}},"UpdateExpression":"x","ExpressionAttributeValues":{{{values}}}}}}}]}}"#
        )
    };
    for (values, expected) in [
        (
            r#"":v":{"N":"x"}"#,
            "ExpressionAttributeValues contains invalid value: The parameter cannot be converted to a numeric value: x for key :v",
        ),
        (
            r#"":v":{"N":""}"#,
            "ExpressionAttributeValues contains invalid value: The parameter cannot be converted to a numeric value for key :v",
        ),
        (
            r#"":u":{"S":"x"},":v":{"SS":["a","b","a"]}"#,
            "ExpressionAttributeValues contains invalid value: One or more parameter values were invalid: Input collection [a, b, a] contains duplicates. for key :v",
        ),
        (
            r#"":v":{"NS":["1","1"]}"#,
            "ExpressionAttributeValues contains invalid value: Input collection contains duplicates for key :v",
        ),
    ] {
        message("TransactWriteItems", &update(values), expected);
    }
}

#[test]
fn the_older_wording_can_be_asked_for() {
    let text = |texts, target: &str, body: &str| match decode_with(texts, target, body.as_bytes()) {
        Ok(operation) => panic!("accepted: {operation:?}"),
        Err(error) => error.message(),
    };
    for (target, body, newer, older) in [
        (
            "PutItem",
            r#"{"TableName":"abc","Item":{"a":{"N":"1e2147483647"}}}"#,
            "1 validation error detected: Number overflow. Attempting to store a number with magnitude larger than supported range",
            "Number underflow. Attempting to store a number with magnitude smaller than supported range",
        ),
        (
            "PutItem",
            r#"{"TableName":"abc","Item":{"a":{"BS":["/w==","AA==","AA=="]}}}"#,
            r#"1 validation error detected: One or more parameter values were invalid: Input collection ["AA==","/w==","AA=="]of type BS contains duplicates."#,
            "One or more parameter values were invalid: Input collection [/w==, AA==, AA==]of type BS contains duplicates.",
        ),
        (
            "CreateTable",
            r#"{"TableName":"ab","AttributeDefinitions":[],"KeySchema":[{"AttributeName":"a","KeyType":"HASH"}]}"#,
            "1 validation error detected: Value 'ab' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3",
            "TableName must be at least 3 characters long and at most 255 characters long",
        ),
        (
            "Query",
            r#"{"TableName":"abc","Limit":0}"#,
            "1 validation error detected: Value at 'Limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
            "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
        ),
    ] {
        assert_eq!(text(ErrorTexts::Newer, target, body), newer, "{target} {body}");
        assert_eq!(text(ErrorTexts::Older, target, body), older, "{target} {body}");
    }
}

#[test]
fn nesting_is_bounded() {
    let nested = |levels: usize| {
        format!(r#"{{"TableName":"abc","Item":{{"a":{}{{"S":"x"}}{}}}}}"#, r#"{"L":["#.repeat(levels), "]}".repeat(levels))
    };
    assert!(decode("PutItem", nested(31).as_bytes()).is_ok());
    let text = "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit";
    message("PutItem", &nested(32), &format!("1 validation error detected: {text}"));
    message("PutItem", &nested(62), &format!("1 validation error detected: {text}"));
    message("PutItem", &nested(63), text);
    message("PutItem", &nested(100_000), text);
    for bracket in ["[", "{\"a\":", "{\"M\":{\"a\":"] {
        assert!(decode("PutItem", bracket.repeat(4_096).as_bytes()).is_err());
        assert!(decode("PutItem", format!("{{\"Item\":{}", bracket.repeat(4_096)).as_bytes()).is_err());
    }
}
