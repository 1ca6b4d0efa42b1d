//! Requests and what they are answered before any table is looked at.

use expect_test::{Expect, expect};

use crate::{ErrorTexts, decode, decode_with, encode};

/// The reply to a refused request, or the operation.
#[track_caller]
fn check(target: &str, body: &str, expected: Expect) {
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
fn message(target: &str, body: &str, expected: &str) {
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

#[test]
fn expressions_names_and_values_belong_together() {
    let put = |members: &str| format!(r#"{{"TableName":"abc","Item":{{}},{members}}}"#);
    for (members, expected) in [
        (r##""ExpressionAttributeNames":{"#a":"b"}"##, "ExpressionAttributeNames can only be specified when using expressions"),
        (
            r#""ExpressionAttributeValues":{":a":{"S":"b"}}"#,
            "ExpressionAttributeValues can only be specified when using expressions",
        ),
        (r#""ConditionExpression":"x","ExpressionAttributeNames":{}"#, "ExpressionAttributeNames must not be empty"),
        (r#""ConditionExpression":"x","ExpressionAttributeValues":{}"#, "ExpressionAttributeValues must not be empty"),
        (
            r##""ConditionExpression":"x","ExpressionAttributeNames":{"a":"b"}"##,
            r#"ExpressionAttributeNames contains invalid key: Syntax error; key: "a""#,
        ),
        (
            r##""ConditionExpression":"x","ExpressionAttributeValues":{":":{"S":"b"}}"##,
            r#"ExpressionAttributeValues contains invalid key: Syntax error; key: ":""#,
        ),
        (
            r##""ConditionExpression":"x","ExpressionAttributeValues":{"":{"S":"b"}}"##,
            r#"ExpressionAttributeValues contains invalid key: Syntax error; key: """#,
        ),
        (
            r#""ConditionExpression":"x","Expected":{}"#,
            "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {Expected} Expression parameters: {ConditionExpression}",
        ),
        (
            r##""ExpressionAttributeNames":{"#a":""}"##,
            "ExpressionAttributeNames contains invalid value: Empty attribute name for key #a",
        ),
    ] {
        message("PutItem", &put(members), &format!("1 validation error detected: {expected}"));
    }
}

#[test]
fn legacy_parameters_have_rules() {
    const INVALID: &str = "One or more parameter values were invalid: ";
    let expected = |of_a: &str| format!(r#"{{"TableName":"abc","Item":{{}},"Expected":{{"a":{of_a}}}}}"#);
    for (of_a, text) in [
        (
            r#"{"Exists":true,"ComparisonOperator":"LT"}"#,
            "Exists and ComparisonOperator cannot be used together for Attribute: a",
        ),
        (
            r#"{"Value":{"S":"a"},"AttributeValueList":[],"ComparisonOperator":"LT"}"#,
            "Value and AttributeValueList cannot be used together for Attribute: a",
        ),
        (r#"{"AttributeValueList":[]}"#, "AttributeValueList can only be used with a ComparisonOperator for Attribute: a"),
        (
            r#"{"ComparisonOperator":"LT"}"#,
            "Value or AttributeValueList must be used with ComparisonOperator: LT for Attribute: a",
        ),
        (r#"{"ComparisonOperator":"LT","AttributeValueList":[]}"#, "Invalid number of argument(s) for the LT ComparisonOperator"),
        (r#"{"ComparisonOperator":"NULL","Value":{"S":"a"}}"#, "Invalid number of argument(s) for the NULL ComparisonOperator"),
        (
            r#"{"ComparisonOperator":"BEGINS_WITH","Value":{"N":"1"}}"#,
            "ComparisonOperator BEGINS_WITH is not valid for N AttributeValue type",
        ),
        (
            r#"{"ComparisonOperator":"IN","AttributeValueList":[{"S":"a"},{"BOOL":true}]}"#,
            "ComparisonOperator IN is not valid for BOOL AttributeValue type",
        ),
        (
            r#"{"ComparisonOperator":"BETWEEN","AttributeValueList":[{"S":"a"},{"N":"1"}]}"#,
            "AttributeValues inside AttributeValueList must be of same type",
        ),
        (r#"{"ComparisonOperator":"eq","Value":{"S":"a"}}"#, "Invalid comparison operator"),
        ("{}", "Value must be provided when Exists is null for Attribute: a"),
        (r#"{"Exists":true}"#, "Value must be provided when Exists is true for Attribute: a"),
        (r#"{"Exists":false,"Value":{"S":"a"}}"#, "Value cannot be used when Exists is false for Attribute: a"),
        (r#"{"Value":{"NULL":false}}"#, "Null attribute value types must have the value of true"),
    ] {
        message("PutItem", &expected(of_a), &format!("1 validation error detected: {INVALID}{text}"));
    }
    // An Exists in words sends the request to the older layer, which wraps nothing.
    message(
        "PutItem",
        &expected(r#"{"Exists":"yes"}"#),
        &format!("{INVALID}Value must be provided when Exists is true for Attribute: a"),
    );
    message(
        "PutItem",
        &expected(r#"{"ComparisonOperator":"BETWEEN","AttributeValueList":[{"N":"10"},{"N":"9"}]}"#),
        "1 validation error detected: The BETWEEN condition was provided a range where the lower bound is greater than the upper bound",
    );
    let update = |of_a: &str| format!(r#"{{"TableName":"abc","Key":{{}},"AttributeUpdates":{{"a":{of_a}}}}}"#);
    for (of_a, text) in [
        (
            r#"{"Action":"put","Value":{"S":"a"}}"#,
            "1 validation error detected: Member must satisfy enum value set: [ADD, DELETE, PUT]' for Action".to_owned(),
        ),
        (r#"{"Action":"ADD"}"#, format!("{INVALID}Only DELETE action is allowed when no attribute value is specified")),
        ("{}", format!("{INVALID}Only DELETE action is allowed when no attribute value is specified")),
        (
            r#"{"Action":"DELETE","Value":{"S":"a"}}"#,
            format!("{INVALID}DELETE action with value is not supported for the type S"),
        ),
        (r#"{"Action":"ADD","Value":{"S":"a"}}"#, format!("{INVALID}ADD action is not supported for the type S")),
    ] {
        message("UpdateItem", &update(of_a), &text);
    }
    message(
        "GetItem",
        r#"{"TableName":"abc","Key":{},"AttributesToGet":["a","b","a"]}"#,
        &format!("{INVALID}Duplicate value in attribute name: a"),
    );
    message("GetItem", r#"{"TableName":"abc","Key":{},"AttributesToGet":[""]}"#, "Empty attribute name");
}

#[test]
fn a_conditional_operator_joins_conditions() {
    let scan = |members: &str| format!(r#"{{"TableName":"abc",{members}}}"#);
    const TWO: &str = r#""ScanFilter":{"a":{"ComparisonOperator":"NULL"},"b":{"ComparisonOperator":"NULL"}}"#;
    for (members, expected) in [
        (r#""ConditionalOperator":"AND""#.to_owned(), "ConditionalOperator cannot be used without Filter or Expected"),
        (
            r#""ConditionalOperator":"x","ScanFilter":{"a":{"ComparisonOperator":"NULL"}}"#.to_owned(),
            "ConditionalOperator can only be used when Filter or Expected has two or more elements",
        ),
        (
            format!(r#""ConditionalOperator":"or",{TWO}"#),
            "Failed to satisfy constraint: Member must satisfy enum value set: [ALL, OR]",
        ),
        (
            r#""ScanFilter":{"a":{}}"#.to_owned(),
            "1 validation error detected: Value null at 'scanFilter.a.member.comparisonOperator' failed to satisfy constraint: Member must not be null",
        ),
        (
            r#""Select":"COUNT","AttributesToGet":["a"]"#.to_owned(),
            "1 validation error detected: Cannot specify the AttributesToGet when choosing to get only the Count",
        ),
    ] {
        message("Scan", &scan(&members), expected);
    }
    message(
        "PutItem",
        r#"{"TableName":"abc","Item":{},"ConditionalOperator":"OR"}"#,
        "1 validation error detected: ConditionalOperator cannot be used without Filter or Expected",
    );
    message(
        "Query",
        &scan(
            r#""AttributesToGet":["a"],"QueryFilter":{},"ConditionalOperator":"OR","KeyConditions":{},"ProjectionExpression":"","FilterExpression":"","KeyConditionExpression":"""#,
        ),
        "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {AttributesToGet, QueryFilter, ConditionalOperator, KeyConditions} Expression parameters: {ProjectionExpression, FilterExpression, KeyConditionExpression}",
    );
}

#[test]
fn select_and_segments_have_rules() {
    let scan = |members: &str| format!(r#"{{"TableName":"abc",{members}}}"#);
    for (members, expected) in [
        (
            r#""Select":"SPECIFIC_ATTRIBUTES""#,
            "1 validation error detected: Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
        ),
        (
            r#""Select":"COUNT","ProjectionExpression":"a""#,
            "1 validation error detected: Cannot specify the ProjectionExpression when choosing to get only the Count",
        ),
        (
            r#""Select":"ALL_PROJECTED_ATTRIBUTES""#,
            "1 validation error detected: ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName",
        ),
        (
            r#""Segment":0"#,
            "The TotalSegments parameter is required but was not present in the request when Segment parameter is present",
        ),
        (
            r#""TotalSegments":1"#,
            "The Segment parameter is required but was not present in the request when parameter TotalSegments is present",
        ),
        (r#""Segment":4,"TotalSegments":4"#, "The Segment parameter is zero-based and must be less than parameter TotalSegments"),
        (r#""ExclusiveStartKey":{"a":{"N":"x"}}"#, "The parameter cannot be converted to a numeric value: x"),
        (
            r#""ExclusiveStartKey":{"a":{"SS":[]}}"#,
            "The provided starting key is invalid: One or more parameter values were invalid: An string set  may not be empty",
        ),
        (
            // A wrong Select is told before a wrong start key.
            r#""Select":"X","ExclusiveStartKey":{"a":{}}"#,
            "1 validation error detected: Value 'X' at 'select' failed to satisfy constraint: Member must satisfy enum value set: [SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES]",
        ),
    ] {
        message("Scan", &scan(members), expected);
    }
    message(
        "Query",
        r#"{"TableName":"abc"}"#,
        "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
    );
}

#[test]
fn batches_are_bounded() {
    let keys = |count: usize| (0..count).map(|n| format!(r#"{{"k":{{"N":"{n}"}}}}"#)).collect::<Vec<_>>().join(",");
    let puts = |count: usize| {
        (0..count).map(|n| format!(r#"{{"PutRequest":{{"Item":{{"k":{{"N":"{n}"}}}}}}}}"#)).collect::<Vec<_>>().join(",")
    };
    for (body, expected) in [
        (
            r#"{"RequestItems":{}}"#.to_owned(),
            "1 validation error detected: Value at 'RequestItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
        (
            format!(r#"{{"RequestItems":{{"abc":{{"Keys":[{}]}}}}}}"#, keys(101)),
            "1 validation error detected: Value at 'RequestItems.abc.member.Keys' failed to satisfy constraint: Member must have length less than or equal to 100",
        ),
        (
            format!(r#"{{"RequestItems":{{"abc":{{"Keys":[{0}]}},"abd":{{"Keys":[{0}]}}}}}}"#, keys(51)),
            "Too many items requested for the BatchGetItem call",
        ),
        (
            r#"{"RequestItems":{"abc":{"Keys":[{"k":{"N":"1"}},{"k":{"N":"1.0"}}]}}}"#.to_owned(),
            "Provided list of item keys contains duplicates",
        ),
    ] {
        message("BatchGetItem", &body, expected);
    }
    for (body, expected) in [
        (r#"{"RequestItems":{}}"#.to_owned(), "The requestItems parameter is required for BatchWriteItem"),
        (
            r#"{"RequestItems":{"abc":[]}}"#.to_owned(),
            "1 validation error detected: Value '{abc=[]}' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 25, Member must have length greater than or equal to 1]",
        ),
        (
            r#"{"RequestItems":{"a":[{"DeleteRequest":{"Key":{"k":{"S":"x"}}}}]}}"#.to_owned(),
            "1 validation error detected: Value '{a=[WriteRequest(putRequest=null, deleteRequest=DeleteRequest(key={k=AttributeValue(s=x, n=null, b=null, iNT=null, dECIMAL=null, dOUBLE=null, sS=null, nS=null, bS=null, iNTSET=null, dECIMALSET=null, dOUBLESET=null, m=null, l=null, nULL=null, bOOL=null)}))]}' at 'requestItems' failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or equal to 255, Member must have length greater than or equal to 3, Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+]",
        ),
        (
            format!(r#"{{"RequestItems":{{"abc":[{0}],"abd":[{0}]}}}}"#, puts(13)),
            "Too many items requested for the BatchWriteItem call",
        ),
        (
            r#"{"RequestItems":{"abc":[{}]}}"#.to_owned(),
            "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
        ),
        (
            r#"{"RequestItems":{"abc":[{"PutRequest":{"Item":{}},"DeleteRequest":{"Key":{}}}]}}"#.to_owned(),
            "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes",
        ),
        (
            r#"{"RequestItems":{"abc":[{"PutRequest":{}}]}}"#.to_owned(),
            "1 validation error detected: Value null at 'requestItems.abc.member.1.member.putRequest.item' failed to satisfy constraint: Member must not be null",
        ),
    ] {
        message("BatchWriteItem", &body, expected);
    }
}

#[test]
fn transactions_have_one_action_in_each_entry() {
    let write = |entries: &str| format!(r#"{{"TransactItems":[{entries}]}}"#);
    for (body, expected) in [
        (
            write(""),
            "1 validation error detected: Value '[]' at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
        (write("{}"), "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request"),
        (
            write(r#"{"Put":{"TableName":"abc","Item":{}},"Delete":{"TableName":"abc","Key":{}}}"#),
            "TransactItems can only contain one of Check, Put, Update or Delete",
        ),
        (
            // The table's name waits until the actions have been counted.
            write(r#"{"Put":{"TableName":"","Item":{}}},{}"#),
            "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request",
        ),
        (
            write(r#"{"Put":{"TableName":"","Item":{}}},{"Delete":{"Key":{},"TableName":"ab"}}"#),
            "2 validation errors detected: Value '' at 'transactItems.1.member.put.tableName' failed to satisfy constraint: Member must have length greater than or equal to 1; Value 'ab' at 'transactItems.2.member.delete.tableName' failed to satisfy constraint: Member must have length greater than or equal to 3",
        ),
        (
            r#"{"TransactItems":[{"Put":{"ReturnValuesOnConditionCheckFailure":"x"}}],"ClientRequestToken":""}"#.to_owned(),
            "2 validation errors detected: Value 'x' at 'transactItems.1.member.put.returnValuesOnConditionCheckFailure' failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, NONE]; Value '' at 'clientRequestToken' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
    ] {
        message("TransactWriteItems", &body, expected);
    }
    message(
        "TransactGetItems",
        &write("{}"),
        "1 validation error detected: Value null at 'transactItems.1.member.get' failed to satisfy constraint: Member must not be null",
    );
}

#[test]
fn of_repeated_members_the_last_one_counts() {
    check(
        "ListTables",
        r#"{"Limit":1,"Limit":2,"Limit":3}"#,
        expect![[r#"ListTables(ListTables { exclusive_start_table_name: None, limit: Some(3) })"#]],
    );
    check(
        "GetItem",
        r#"{"TableName":"abc","Key":{"a":{"S":"x"},"a":{"S":"y","S":"z"}}}"#,
        expect![[
            r#"400 {"__type":"com.amazon.coral.validate#ValidationException","message":"Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes"}"#
        ]],
    );
}
