//! Replies against the shape table: whatever we emit has members that the model knows, and of the right type.

use std::collections::BTreeMap;

use expect_test::{Expect, expect};
use model::{AttributeValue, EpochMillis, HalfUnits, Item, ScalarType, SharedItem};

use crate::shape::{Kind, members, operation, shape};
use crate::text::{InUse, NotFound, Throttled, Validation};
use crate::{
    BillingMode, CancellationReason, ConsumedCapacity, Error, IndexDescription, IndexStatus, ItemCollectionMetrics, Json,
    KeysAndAttributes, ProvisionedThroughput, Response, RestoreSummary, TableDescription, TableStatus, ThrottlingReason,
    UnitsPerSecond, VectorDescription, WarmThroughput, WriteRequest, encode,
};

/// What in `json` does not fit the shape; the path to it and why.
pub(super) fn misfit(json: &Json, index: u16, path: &str) -> Option<String> {
    let wrong = |why: &str| Some(format!("{path}: {why}: {json}"));
    match (shape(index).kind, json) {
        (Kind::Structure { first, count, .. }, Json::Object(entries)) => {
            for (name, value) in entries {
                let Some(member) = members(first, count).iter().find(|member| member.name == name) else {
                    return wrong(&format!("no member {name}"));
                };
                if let Some(found) = misfit(value, member.shape, &format!("{path}.{name}")) {
                    return Some(found);
                }
            }
            let missing = members(first, count).iter().find(|member| member.required && json.get(member.name).is_none());
            missing.and_then(|member| wrong(&format!("{} is missing", member.name)))
        }
        (Kind::List(member), Json::Array(values)) => {
            values.iter().enumerate().find_map(|(at, value)| misfit(value, member, &format!("{path}[{at}]")))
        }
        (Kind::Map { value: inner, .. }, Json::Object(entries)) => {
            entries.iter().find_map(|(key, value)| misfit(value, inner, &format!("{path}.{key}")))
        }
        (Kind::Text { enumeration, .. }, Json::Text(text)) => {
            let values = enumeration.and_then(|index| crate::shape::ENUMS.get(usize::from(index)));
            values.is_some_and(|values| !values.contains(&text.as_str())).then(|| format!("{path}: {text} is no value"))
        }
        (Kind::Integer | Kind::Long, Json::Number(text)) => text.parse::<i64>().err().map(|error| format!("{path}: {error}")),
        (Kind::Double | Kind::Timestamp, Json::Number(_)) | (Kind::Boolean, Json::Bool(_)) => None,
        (Kind::AttributeValue, Json::Object(entries)) if entries.len() == 1 => {
            crate::wire::value_from_json(&json.to_string()).err().map(|error| format!("{path}: {error}"))
        }
        _ => wrong("another type"),
    }
}

#[track_caller]
fn check(name: &str, response: Response, expected: Expect) {
    let encoded = encode(name, &Ok(response));
    let json = Json::parse(&encoded.body).unwrap();
    let output = operation(name).unwrap().output;
    assert_eq!((encoded.status, misfit(&json, output, name)), (200, None));
    expected.assert_eq(&String::from_utf8(encoded.body).unwrap());
}

fn item() -> Item {
    Item::from([("pk".to_owned(), AttributeValue::S("a\"".into())), ("n".to_owned(), AttributeValue::N("1.50".parse_number()))])
}

pub(super) trait ParseNumber {
    fn parse_number(&self) -> model::Number;
}

impl ParseNumber for str {
    fn parse_number(&self) -> model::Number {
        model::Number::parse(self).unwrap()
    }
}

fn capacity() -> ConsumedCapacity {
    ConsumedCapacity {
        table_name: "T".into(),
        capacity_units: HalfUnits(5),
        table: Some(HalfUnits(2)),
        global_secondary_indexes: BTreeMap::from([("G".to_owned(), HalfUnits(3))]),
        ..ConsumedCapacity::default()
    }
}

fn metrics() -> ItemCollectionMetrics {
    ItemCollectionMetrics {
        item_collection_key: Item::from([("pk".to_owned(), AttributeValue::S("a".into()))]),
        size_estimate_range_gb: (0, 1),
    }
}

#[test]
fn replies_about_items() {
    let item = Some(SharedItem::new(item()));
    check("GetItem", Response::GetItem { item: None, consumed_capacity: None }, expect!["{}"]);
    check(
        "GetItem",
        Response::GetItem { item: item.clone(), consumed_capacity: Some(capacity()) },
        expect![[
            r#"{"Item":{"n":{"N":"1.5"},"pk":{"S":"a\""}},"ConsumedCapacity":{"TableName":"T","CapacityUnits":2.5,"Table":{"CapacityUnits":1.0},"GlobalSecondaryIndexes":{"G":{"CapacityUnits":1.5}}}}"#
        ]],
    );
    check(
        "UpdateItem",
        Response::Write { attributes: item.clone(), consumed_capacity: None, item_collection_metrics: Some(metrics()) },
        expect![[
            r#"{"Attributes":{"n":{"N":"1.5"},"pk":{"S":"a\""}},"ItemCollectionMetrics":{"ItemCollectionKey":{"pk":{"S":"a"}},"SizeEstimateRangeGB":[0.0,1.0]}}"#
        ]],
    );
    check(
        "Query",
        Response::Page {
            items: Some(item.clone().into_iter().collect()),
            count: 1,
            scanned_count: 2,
            last_evaluated_key: Some(metrics().item_collection_key),
            consumed_capacity: None,
        },
        expect![[
            r#"{"Items":[{"n":{"N":"1.5"},"pk":{"S":"a\""}}],"Count":1,"ScannedCount":2,"LastEvaluatedKey":{"pk":{"S":"a"}}}"#
        ]],
    );
    check(
        "BatchGetItem",
        Response::BatchGetItem {
            responses: vec![("T".into(), item.clone().into_iter().collect())],
            unprocessed_keys: vec![(
                "T".into(),
                KeysAndAttributes { keys: vec![metrics().item_collection_key], ..KeysAndAttributes::default() },
            )],
            consumed_capacity: Some(vec![capacity()]),
        },
        expect![[
            r#"{"Responses":{"T":[{"n":{"N":"1.5"},"pk":{"S":"a\""}}]},"UnprocessedKeys":{"T":{"Keys":[{"pk":{"S":"a"}}]}},"ConsumedCapacity":[{"TableName":"T","CapacityUnits":2.5,"Table":{"CapacityUnits":1.0},"GlobalSecondaryIndexes":{"G":{"CapacityUnits":1.5}}}]}"#
        ]],
    );
    check(
        "BatchWriteItem",
        Response::BatchWriteItem {
            unprocessed_items: vec![("T".into(), vec![WriteRequest::Delete(metrics().item_collection_key)])],
            item_collection_metrics: Some(vec![("T".into(), vec![metrics()])]),
            consumed_capacity: None,
        },
        expect![[
            r#"{"UnprocessedItems":{"T":[{"DeleteRequest":{"Key":{"pk":{"S":"a"}}}}]},"ItemCollectionMetrics":{"T":[{"ItemCollectionKey":{"pk":{"S":"a"}},"SizeEstimateRangeGB":[0.0,1.0]}]}}"#
        ]],
    );
    let written = ConsumedCapacity { write_capacity_units: Some(HalfUnits(5)), ..capacity() };
    check(
        "TransactWriteItems",
        Response::TransactWriteItems { consumed_capacity: Some(vec![written]), item_collection_metrics: None },
        expect![[
            r#"{"ConsumedCapacity":[{"TableName":"T","CapacityUnits":2.5,"WriteCapacityUnits":2.5,"Table":{"WriteCapacityUnits":1.0,"CapacityUnits":1.0},"GlobalSecondaryIndexes":{"G":{"WriteCapacityUnits":1.5,"CapacityUnits":1.5}}}]}"#
        ]],
    );
    check(
        "TransactGetItems",
        Response::TransactGetItems { responses: vec![item, None], consumed_capacity: None },
        expect![[r#"{"Responses":[{"Item":{"n":{"N":"1.5"},"pk":{"S":"a\""}}},{}]}"#]],
    );
}

fn vector_index() -> IndexDescription {
    IndexDescription {
        index_name: "V".into(),
        key_schema: vec![],
        vector: Some(VectorDescription {
            attribute: "v".into(),
            search_schema: vec![("h".into(), "HASH"), ("f".into(), "INLINE_FILTER")],
            dimensions: 3,
            distance_function: "COSINE",
        }),
        projection_type: "ALL",
        non_key_attributes: None,
        status: Some(IndexStatus::Creating),
        backfilling: Some(true),
        provisioned_throughput: None,
        on_demand_throughput: None,
        warm_throughput: None,
        index_size_bytes: 13,
        item_count: 1,
        index_arn: "arn".into(),
    }
}

fn description() -> TableDescription {
    let index = |name: &str, is_global: bool| IndexDescription {
        index_name: name.into(),
        key_schema: vec![("pk".into(), "HASH"), ("n".into(), "RANGE")],
        vector: None,
        projection_type: "INCLUDE",
        non_key_attributes: Some(vec!["x".into()]),
        status: is_global.then_some(IndexStatus::Active),
        backfilling: is_global.then_some(false),
        provisioned_throughput: is_global.then_some(ProvisionedThroughput { read_capacity_units: 1, write_capacity_units: 2 }),
        on_demand_throughput: None,
        warm_throughput: is_global.then_some(WarmThroughput { read: 1, write: 2, updating: true }),
        index_size_bytes: 10,
        item_count: 1,
        index_arn: "arn".into(),
    };
    TableDescription {
        global: crate::Reply::default().text("GlobalTableVersion", "2019.11.21"),
        attribute_definitions: vec![("pk".into(), ScalarType::S), ("n".into(), ScalarType::N)],
        table_name: "T".into(),
        key_schema: vec![("pk".into(), "HASH")],
        table_status: TableStatus::Active,
        creation_date_time: EpochMillis(1_421_866_952_062),
        provisioned_throughput: ProvisionedThroughput { read_capacity_units: 5, write_capacity_units: 5 },
        number_of_decreases_today: 0,
        last_increase: Some(EpochMillis(1_421_866_953_000)),
        last_decrease: None,
        table_size_bytes: 42,
        item_count: 2,
        table_arn: "arn:aws:dynamodb:us-east-1:000000000000:table/T".into(),
        table_id: "id".into(),
        billing_mode: Some((BillingMode::PayPerRequest, Some(EpochMillis(1)))),
        local_secondary_indexes: vec![index("L", false)],
        global_secondary_indexes: vec![index("G", true)],
        vector_indexes: vec![vector_index()],
        table_class: Some(("STANDARD".into(), Some(EpochMillis(1_500)))),
        deletion_protection_enabled: false,
        stream: Some("NEW_IMAGE".into()),
        latest_stream: Some(("label".into(), "stream-arn".into())),
        encryption_updating: false,
        encryption_key: Some("arn:aws:kms:eu-west-1:123456789012:key/1".into()),
        on_demand_throughput: Some(UnitsPerSecond { read: Some(9), write: None }),
        warm_throughput: WarmThroughput { read: 12_000, write: 4_000, updating: false },
        restore: Some(RestoreSummary {
            source_backup_arn: Some("backup-arn".into()),
            source_table_arn: "source-arn".into(),
            restore_date_time: EpochMillis(2_500),
            restore_in_progress: true,
        }),
    }
}

#[test]
fn descriptions_of_tables() {
    check(
        "DescribeTable",
        Response::Table(Box::new(description())),
        expect![[
            r#"{"Table":{"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"n","AttributeType":"N"}],"TableName":"T","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"TableStatus":"ACTIVE","CreationDateTime":1421866952.062,"ProvisionedThroughput":{"LastIncreaseDateTime":1421866953.000,"NumberOfDecreasesToday":0,"ReadCapacityUnits":5,"WriteCapacityUnits":5},"TableSizeBytes":42,"ItemCount":2,"TableArn":"arn:aws:dynamodb:us-east-1:000000000000:table/T","TableId":"id","BillingModeSummary":{"BillingMode":"PAY_PER_REQUEST","LastUpdateToPayPerRequestDateTime":0.001},"LocalSecondaryIndexes":[{"IndexName":"L","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"n","KeyType":"RANGE"}],"Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["x"]},"IndexSizeBytes":10,"ItemCount":1,"IndexArn":"arn"}],"GlobalSecondaryIndexes":[{"IndexName":"G","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"n","KeyType":"RANGE"}],"Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["x"]},"IndexStatus":"ACTIVE","Backfilling":false,"ProvisionedThroughput":{"NumberOfDecreasesToday":0,"ReadCapacityUnits":1,"WriteCapacityUnits":2},"IndexSizeBytes":10,"ItemCount":1,"IndexArn":"arn","WarmThroughput":{"ReadUnitsPerSecond":1,"WriteUnitsPerSecond":2,"Status":"UPDATING"}}],"VectorIndexes":[{"IndexName":"V","SearchSchema":[{"AttributeName":"h","SearchSchemaElementType":"HASH"},{"AttributeName":"f","SearchSchemaElementType":"INLINE_FILTER"}],"VectorAttribute":{"AttributeName":"v"},"Dimensions":3,"DistanceFunction":"COSINE","Projection":{"ProjectionType":"ALL"},"IndexStatus":"CREATING","Backfilling":true,"IndexSizeBytes":13,"ItemCount":1,"IndexArn":"arn"}],"StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_IMAGE"},"LatestStreamLabel":"label","LatestStreamArn":"stream-arn","GlobalTableVersion":"2019.11.21","RestoreSummary":{"SourceBackupArn":"backup-arn","SourceTableArn":"source-arn","RestoreDateTime":2.500,"RestoreInProgress":true},"SSEDescription":{"Status":"ENABLED","SSEType":"KMS","KMSMasterKeyArn":"arn:aws:kms:eu-west-1:123456789012:key/1"},"TableClassSummary":{"TableClass":"STANDARD","LastUpdateDateTime":1.500},"DeletionProtectionEnabled":false,"OnDemandThroughput":{"MaxReadRequestUnits":9,"MaxWriteRequestUnits":-1},"WarmThroughput":{"ReadUnitsPerSecond":12000,"WriteUnitsPerSecond":4000,"Status":"ACTIVE"}}}"#
        ]],
    );
    for name in ["CreateTable", "UpdateTable", "DeleteTable"] {
        let body = encode(name, &Ok(Response::Table(Box::new(description())))).body;
        assert_eq!(misfit(&Json::parse(&body).unwrap(), operation(name).unwrap().output, name), None);
    }
    check(
        "ListTables",
        Response::ListTables { table_names: vec!["a".into(), "b".into()], last_evaluated_table_name: Some("b".into()) },
        expect![[r#"{"TableNames":["a","b"],"LastEvaluatedTableName":"b"}"#]],
    );
}

#[test]
fn errors_have_their_prefix_and_payload() {
    let check = |error: Error, expected: Expect| {
        let encoded = encode("PutItem", &Err(error));
        Json::parse(&encoded.body).unwrap();
        expected.assert_eq(&format!("{} {}", encoded.status, String::from_utf8(encoded.body).unwrap()));
    };
    check(
        Error::ConditionalCheckFailed(None),
        expect![[
            r#"400 {"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"The conditional request failed"}"#
        ]],
    );
    check(
        Error::ConditionalCheckFailed(Some(SharedItem::new(item()))),
        expect![[
            r#"400 {"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"The conditional request failed","Item":{"n":{"N":"1.5"},"pk":{"S":"a\""}}}"#
        ]],
    );
    check(
        Error::TransactionCanceled(vec![
            CancellationReason::ConditionalCheckFailed(Some(item())),
            CancellationReason::None,
            CancellationReason::ValidationError(Validation::UpdatedItemSize),
        ]),
        expect![[
            r#"400 {"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"Transaction cancelled, please refer cancellation reasons for specific reasons [ConditionalCheckFailed, None, ValidationError]","CancellationReasons":[{"Code":"ConditionalCheckFailed","Message":"The conditional request failed","Item":{"n":{"N":"1.5"},"pk":{"S":"a\""}}},{"Code":"None"},{"Code":"ValidationError","Message":"Item size to update has exceeded the maximum allowed size"}]}"#
        ]],
    );
    check(
        Error::ResourceNotFound(NotFound::Table("T".into())),
        expect![[
            r#"400 {"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"Requested resource not found: Table: T not found"}"#
        ]],
    );
    check(
        Error::ResourceInUse(InUse::BeingCreated("T".into())),
        expect![[
            r#"400 {"__type":"com.amazonaws.dynamodb.v20120810#ResourceInUseException","message":"Attempt to change a resource which is still in use: Table is being created: T"}"#
        ]],
    );
    check(
        Error::ProvisionedThroughputExceeded(
            Throttled::ProvisionedTable,
            vec![ThrottlingReason { reason: "TableReadProvisionedThroughputExceeded".into(), resource: "arn".into() }],
        ),
        expect![[
            r#"400 {"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.","ThrottlingReasons":[{"reason":"TableReadProvisionedThroughputExceeded","resource":"arn"}]}"#
        ]],
    );
    check(
        Error::InternalServerError,
        expect![[r#"500 {"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError","message":"Internal server error"}"#]],
    );
}
