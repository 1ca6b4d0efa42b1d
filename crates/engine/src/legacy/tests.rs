use expect_test::{Expect, expect};

use crate::script::{replay, with_table};

/// An item with an attribute of each kind, then the script.
fn check(script: &str, expected: Expect) {
    let mut bench = with_table("Tab pk:S sk:N / gsi Glo g:S ALL");
    let item = r#"{"pk":{"S":"a"},"sk":{"N":"1"},"s":{"S":"hello"},"n":{"N":"5"},"b":{"B":"AQI="},"ss":{"SS":["x","y"]},"ns":{"NS":["1","2"]},"l":{"L":[{"N":"7"},{"S":"q"}]},"t":{"BOOL":true}}"#;
    replay(&mut bench, &format!(r#"PutItem {{"TableName":"Tab","Item":{item}}}"#));
    expected.assert_eq(&replay(&mut bench, script));
}

/// How many items a scan with each of these filters returns: 1 if the condition holds.
fn holds(conditions: &[(&str, &str, &str)], expected: &str) {
    let mut bench = with_table("Tab pk:S sk:N");
    let item = r#"{"pk":{"S":"a"},"sk":{"N":"1"},"s":{"S":"hello"},"n":{"N":"5"},"b":{"B":"AQI="},"ss":{"SS":["x","y"]},"ns":{"NS":["1","2"]},"l":{"L":[{"N":"7"},{"BOOL":true}]},"t":{"BOOL":true}}"#;
    replay(&mut bench, &format!(r#"PutItem {{"TableName":"Tab","Item":{item}}}"#));
    let mut told = String::new();
    for (attribute, operator, values) in conditions {
        let filter = format!(r#"{{"{attribute}":{{"ComparisonOperator":"{operator}","AttributeValueList":[{values}]}}}}"#);
        let reply = replay(&mut bench, &format!(r#"Scan {{"TableName":"Tab","Select":"COUNT","ScanFilter":{filter}}}"#));
        told.push(if reply.contains(r#""Count":1"#) { '1' } else { '0' });
        assert!(reply.contains("ScannedCount"), "{reply}");
    }
    assert_eq!(told, expected);
}

#[test]
fn every_operator_holds_where_it_should() {
    holds(
        &[
            ("n", "EQ", r#"{"N":"5.0"}"#),
            ("n", "EQ", r#"{"S":"5"}"#),
            ("ss", "EQ", r#"{"SS":["y","x"]}"#),
            ("no", "EQ", r#"{"S":"5"}"#),
            ("n", "NE", r#"{"N":"5"}"#),
            ("n", "NE", r#"{"S":"5"}"#),
            ("no", "NE", r#"{"S":"5"}"#),
        ],
        "1010011",
    );
    holds(
        &[
            ("n", "LE", r#"{"N":"5"}"#),
            ("n", "LT", r#"{"N":"5"}"#),
            ("n", "GE", r#"{"N":"5"}"#),
            ("n", "GT", r#"{"N":"4.9"}"#),
            ("s", "GT", r#"{"N":"4"}"#),
            ("no", "LT", r#"{"N":"4"}"#),
            ("b", "LT", r#"{"B":"AQM="}"#),
        ],
        "1011001",
    );
    holds(
        &[
            ("n", "NOT_NULL", ""),
            ("no", "NOT_NULL", ""),
            ("n", "NULL", ""),
            ("no", "NULL", ""),
            ("s", "CONTAINS", r#"{"S":"ell"}"#),
            ("ss", "CONTAINS", r#"{"S":"x"}"#),
            ("ns", "CONTAINS", r#"{"N":"2"}"#),
            ("l", "CONTAINS", r#"{"N":"7"}"#),
            ("l", "CONTAINS", r#"{"BOOL":true}"#),
            ("b", "CONTAINS", r#"{"B":"Ag=="}"#),
            ("n", "CONTAINS", r#"{"N":"5"}"#),
        ],
        "10011111110",
    );
    holds(
        &[
            ("s", "NOT_CONTAINS", r#"{"S":"ell"}"#),
            ("s", "NOT_CONTAINS", r#"{"S":"dog"}"#),
            ("n", "NOT_CONTAINS", r#"{"N":"5"}"#),
            ("no", "NOT_CONTAINS", r#"{"S":"dog"}"#),
            ("s", "BEGINS_WITH", r#"{"S":"hel"}"#),
            ("n", "BEGINS_WITH", r#"{"S":"5"}"#),
            ("n", "IN", r#"{"N":"4"},{"N":"5"}"#),
            ("ss", "IN", r#"{"S":"x"}"#),
            ("n", "BETWEEN", r#"{"N":"5"},{"N":"6"}"#),
            ("n", "BETWEEN", r#"{"N":"6"},{"N":"7"}"#),
            ("s", "BETWEEN", r#"{"N":"5"},{"N":"6"}"#),
        ],
        "01101010100",
    );
}

#[test]
fn expectations_join_by_and_or_by_or() {
    check(
        r#"
        PutItem {"TableName":"Tab","Item":{"pk":{"S":"b"},"sk":{"N":"1"}},"Expected":{"pk":{"Exists":false}}}
        PutItem {"TableName":"Tab","Item":{"pk":{"S":"b"},"sk":{"N":"1"}},"Expected":{"pk":{"Exists":false}}}
        DeleteItem {"TableName":"Tab","Key":{"pk":{"S":"a"},"sk":{"N":"1"}},"Expected":{"n":{"Value":{"N":"5"}},"s":{"Value":{"S":"x"}}}}
        DeleteItem {"TableName":"Tab","Key":{"pk":{"S":"a"},"sk":{"N":"1"}},"Expected":{"n":{"Value":{"N":"5"}},"s":{"Value":{"S":"x"}}},"ConditionalOperator":"OR","ReturnValues":"ALL_OLD"}
        "#,
        expect![[r#"
            {}
            ConditionalCheckFailedException: The conditional request failed
            ConditionalCheckFailedException: The conditional request failed
            {"Attributes":{"b":{"B":"AQI="},"l":{"L":[{"N":"7"},{"S":"q"}]},"n":{"N":"5"},"ns":{"NS":["1","2"]},"pk":{"S":"a"},"s":{"S":"hello"},"sk":{"N":"1"},"ss":{"SS":["x","y"]},"t":{"BOOL":true}}}
        "#]],
    );
}

#[test]
fn updates_put_add_and_delete() {
    check(
        r#"
        UpdateItem {"TableName":"Tab","Key":{"pk":{"S":"a"},"sk":{"N":"1"}},"AttributeUpdates":{"n":{"Action":"ADD","Value":{"N":"2"}},"ss":{"Action":"DELETE","Value":{"SS":["x","z"]}},"l":{"Action":"ADD","Value":{"L":[{"N":"8"}]}},"s":{"Value":{"BOOL":true}},"ns":{"Action":"DELETE"},"new":{"Action":"ADD","Value":{"SS":["p"]}}},"ReturnValues":"UPDATED_NEW"}
        UpdateItem {"TableName":"Tab","Key":{"pk":{"S":"a"},"sk":{"N":"1"}},"AttributeUpdates":{"n":{"Action":"DELETE"},"no":{"Action":"DELETE"}},"ReturnValues":"UPDATED_OLD"}
        UpdateItem {"TableName":"Tab","Key":{"pk":{"S":"a"},"sk":{"N":"1"}},"AttributeUpdates":{"ss":{"Action":"ADD","Value":{"NS":["1"]}}}}
        UpdateItem {"TableName":"Tab","Key":{"pk":{"S":"a"},"sk":{"N":"1"}},"AttributeUpdates":{"g":{"Value":{"N":"1"}}}}
        UpdateItem {"TableName":"Tab","Key":{"pk":{"S":"a"},"sk":{"N":"1"}},"AttributeUpdates":{"g":{"Value":{"S":""}}}}
        UpdateItem {"TableName":"Tab","Key":{"pk":{"S":"a"},"sk":{"N":"1"}},"AttributeUpdates":{"sk":{"Value":{"N":"1"}}}}
        UpdateItem {"TableName":"Tab","Key":{"pk":{"S":"z"},"sk":{"N":"1"}},"AttributeUpdates":{"n":{"Action":"DELETE"}},"ReturnValues":"ALL_NEW"}
        UpdateItem {"TableName":"Tab","Key":{"pk":{"S":"z"},"sk":{"N":"1"}},"AttributeUpdates":{"n":{"Action":"ADD","Value":{"N":"3"}}},"ReturnValues":"ALL_NEW"}
        UpdateItem {"TableName":"Tab","Key":{"pk":{"S":"y"},"sk":{"N":"1"}},"AttributeUpdates":{},"ReturnValues":"ALL_NEW"}
        "#,
        expect![[r#"
            {"Attributes":{"l":{"L":[{"N":"7"},{"S":"q"},{"N":"8"}]},"n":{"N":"7"},"new":{"SS":["p"]},"s":{"BOOL":true},"ss":{"SS":["y"]}}}
            {"Attributes":{"n":{"N":"7"}}}
            ValidationException: Type mismatch for attribute to update
            ValidationException: One or more parameter values were invalid: Type mismatch for Index Key g Expected: S Actual: N IndexName: Glo
            ValidationException: One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: Glo, IndexKey: g
            ValidationException: One or more parameter values were invalid: Cannot update attribute sk. This attribute is part of the key
            {}
            {"Attributes":{"n":{"N":"3"},"pk":{"S":"z"},"sk":{"N":"1"}}}
            {"Attributes":{"pk":{"S":"y"},"sk":{"N":"1"}}}
        "#]],
    );
}

#[test]
fn key_conditions_and_filters_of_a_query() {
    check(
        r#"
        Query {"TableName":"Tab","KeyConditions":{"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]},"sk":{"ComparisonOperator":"BETWEEN","AttributeValueList":[{"N":"0"},{"N":"2"}]}},"AttributesToGet":["sk","no"]}
        Query {"TableName":"Tab","KeyConditions":{"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]}},"QueryFilter":{"n":{"ComparisonOperator":"GT","AttributeValueList":[{"N":"9"}]}}}
        Query {"TableName":"Tab","KeyConditions":{"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]}},"QueryFilter":{"sk":{"ComparisonOperator":"NOT_NULL"}}}
        Query {"TableName":"Tab","KeyConditions":{"sk":{"ComparisonOperator":"EQ","AttributeValueList":[{"N":"1"}]}}}
        Query {"TableName":"Tab","KeyConditions":{"pk":{"ComparisonOperator":"NE","AttributeValueList":[{"S":"a"}]}}}
        Query {"TableName":"Tab","KeyConditions":{"pk":{"ComparisonOperator":"GT","AttributeValueList":[{"S":"a"}]}}}
        Query {"TableName":"Tab","KeyConditions":{"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"N":"1"}]}}}
        Query {"TableName":"Tab","KeyConditions":{"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]},"n":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]}}}
        Query {"TableName":"Tab","KeyConditions":{}}
        Query {"TableName":"Tab","KeyConditions":{"pk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]}},"ProjectionExpression":"n"}
        GetItem {"TableName":"Tab","Key":{"pk":{"S":"a"},"sk":{"N":"1"}},"AttributesToGet":["n","s.x"]}
        BatchGetItem {"RequestItems":{"Tab":{"Keys":[{"pk":{"S":"a"},"sk":{"N":"1"}}],"AttributesToGet":["n"]}}}
        "#,
        expect![[r#"
            {"Items":[{"sk":{"N":"1"}}],"Count":1,"ScannedCount":1}
            {"Items":[],"Count":0,"ScannedCount":1}
            ValidationException: QueryFilter can only contain non-primary key attributes: Primary key attribute: sk
            ValidationException: Query condition missed key schema element: pk
            ValidationException: Attempted conditional constraint is not an indexable operation
            ValidationException: Query key condition not supported
            ValidationException: One or more parameter values were invalid: Condition parameter type does not match schema type
            ValidationException: Query condition missed key schema element: sk
            ValidationException: Conditions can be of length 1 or 2 only
            {"Items":[{"n":{"N":"5"}}],"Count":1,"ScannedCount":1}
            {"Item":{"n":{"N":"5"}}}
            {"Responses":{"Tab":[{"n":{"N":"5"}}]},"UnprocessedKeys":{}}
        "#]],
    );
}
