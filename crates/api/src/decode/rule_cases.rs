//! Rules between the members of a request: expressions, legacy parameters, pages, batches, transactions.

use expect_test::expect;

use super::cases::{check, message};

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
