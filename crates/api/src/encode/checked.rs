//! Replies and requests against the shape table: whatever we emit has members that the model knows and of the right type;
//! and what we write as a request reads back as the same operation.

use std::collections::BTreeMap;

use expect_test::{Expect, expect};
use model::{AttributeValue, EpochMillis, HalfUnits, Item, ScalarType, SharedItem};
use proptest::prelude::{Just, Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};

use crate::shape::{Kind, members, operation, shape};
use crate::text::{InUse, NotFound, Throttled, Validation};
use crate::{
    BatchGetItem, BatchWriteItem, BillingMode, CancellationReason, ConsumedCapacity, CreateTable, DeleteItem, DeleteTable,
    DescribeTable, Encryption, Error, Expressions, GetItem, GlobalIndexUpdate, IndexDefinition, IndexDescription, IndexStatus,
    IndexUpdate, ItemCollectionMetrics, Json, KeysAndAttributes, ListTables, Operation, Projection, ProvisionedThroughput,
    PutItem, Query, Response, RestoreSummary, ReturnConsumedCapacity, ReturnValues, Scan, Select, TableDescription,
    TableSettings, TableStatus, ThrottlingReason, TransactGet, TransactGetItems, TransactWrite, TransactWriteItems,
    UnitsPerSecond, UpdateItem, UpdateTable, VectorDescription, WarmThroughput, WriteRequest, decode, encode, encode_request,
};

/// What in `json` does not fit the shape; the path to it and why.
fn misfit(json: &Json, index: u16, path: &str) -> Option<String> {
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

trait ParseNumber {
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

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{1,5}", any::<String>().prop_filter("no empty name", |text| !text.is_empty())]
}

fn value() -> impl Strategy<Value = AttributeValue> {
    let number = || (any::<i64>(), -60i32..60).prop_map(|(digits, power)| format!("{digits}e{power}").parse_number());
    let leaf = prop_oneof![
        any::<String>().prop_map(AttributeValue::S),
        number().prop_map(AttributeValue::N),
        prop::collection::vec(any::<u8>(), 0..9).prop_map(AttributeValue::B),
        any::<bool>().prop_map(AttributeValue::Bool),
        Just(AttributeValue::Null),
        prop::collection::btree_set(any::<String>(), 1..4).prop_map(AttributeValue::Ss),
        prop::collection::btree_set(number(), 1..4).prop_map(AttributeValue::Ns),
        prop::collection::btree_set(prop::collection::vec(any::<u8>(), 0..4), 1..4).prop_map(AttributeValue::Bs),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(AttributeValue::L),
            prop::collection::btree_map(text(), inner, 0..4).prop_map(AttributeValue::M),
        ]
    })
}

fn items() -> impl Strategy<Value = Item> {
    prop::collection::btree_map(text(), value(), 0..4)
}

fn expressions() -> impl Strategy<Value = Expressions> {
    let names = prop::option::of(prop::collection::btree_map("#[a-z0-9_]{1,4}", text(), 1..3));
    let values = prop::option::of(prop::collection::btree_map(":[a-z0-9_]{1,4}", value(), 1..3));
    (names, values).prop_map(|(names, values)| Expressions { names, values, ..Expressions::default() })
}

fn consumed() -> impl Strategy<Value = ReturnConsumedCapacity> {
    prop_oneof![Just(ReturnConsumedCapacity::None), Just(ReturnConsumedCapacity::Total), Just(ReturnConsumedCapacity::Indexes)]
}

const NAME: &str = "[a-zA-Z0-9_.-]{3,9}";

/// The members that PutItem, UpdateItem and DeleteItem share, as one of them.
fn put() -> impl Strategy<Value = PutItem> {
    let values = prop_oneof![Just(ReturnValues::None), Just(ReturnValues::AllOld)];
    (NAME, items(), any::<String>(), expressions(), values, consumed(), any::<bool>(), any::<bool>()).prop_map(
        |(table_name, item, condition, expressions, return_values, return_consumed_capacity, metrics, old)| PutItem {
            table_name,
            item,
            condition_expression: Some(condition),
            expressions,
            return_values,
            return_consumed_capacity,
            return_item_collection_metrics: metrics,
            return_old_on_condition_failure: old,
            ..PutItem::default()
        },
    )
}

fn delete(put: PutItem) -> DeleteItem {
    DeleteItem {
        table_name: put.table_name,
        key: put.item,
        condition_expression: put.condition_expression,
        expressions: put.expressions,
        return_values: put.return_values,
        return_consumed_capacity: put.return_consumed_capacity,
        return_item_collection_metrics: put.return_item_collection_metrics,
        return_old_on_condition_failure: put.return_old_on_condition_failure,
        ..DeleteItem::default()
    }
}

fn update(put: PutItem) -> UpdateItem {
    UpdateItem {
        table_name: put.table_name,
        key: put.item,
        update_expression: Some("SET a = :v".into()),
        condition_expression: put.condition_expression,
        expressions: put.expressions,
        return_values: ReturnValues::UpdatedNew,
        return_consumed_capacity: put.return_consumed_capacity,
        return_item_collection_metrics: put.return_item_collection_metrics,
        return_old_on_condition_failure: put.return_old_on_condition_failure,
        ..UpdateItem::default()
    }
}

fn item_operation() -> impl Strategy<Value = Operation> {
    (put(), 0..4u8, any::<bool>()).prop_map(|(put, which, consistent_read)| match which {
        0 => Operation::PutItem(put),
        1 => Operation::DeleteItem(delete(put)),
        2 => Operation::UpdateItem(update(put)),
        _ => Operation::GetItem(GetItem {
            table_name: put.table_name,
            key: put.item,
            consistent_read,
            projection_expression: put.condition_expression,
            expressions: Expressions { names: put.expressions.names, ..Expressions::default() },
            return_consumed_capacity: put.return_consumed_capacity,
            ..GetItem::default()
        }),
    })
}

fn page_operation() -> impl Strategy<Value = Operation> {
    let select = prop::option::of(prop_oneof![Just(Select::AllAttributes), Just(Select::Count)]);
    (put(), select, prop::option::of(1..100i64), any::<bool>(), prop::option::of(any::<bool>()), any::<bool>()).prop_map(
        |(put, select, limit, consistent_read, scan_index_forward, is_query)| {
            let start = Some(put.item).filter(|key| !key.is_empty());
            if is_query {
                return Operation::Query(Box::new(Query {
                    table_name: put.table_name,
                    index_name: Some("index".into()),
                    key_condition_expression: put.condition_expression.clone(),
                    filter_expression: put.condition_expression,
                    projection_expression: None,
                    expressions: put.expressions,
                    select,
                    limit,
                    consistent_read,
                    scan_index_forward,
                    exclusive_start_key: start,
                    return_consumed_capacity: put.return_consumed_capacity,
                    ..Query::default()
                }));
            }
            Operation::Scan(Box::new(Scan {
                table_name: put.table_name,
                index_name: None,
                filter_expression: put.condition_expression.clone(),
                projection_expression: select.is_none().then_some(put.condition_expression).flatten(),
                expressions: put.expressions,
                select,
                limit,
                consistent_read,
                segment: limit.map(|limit| limit - 1),
                total_segments: limit,
                exclusive_start_key: start,
                return_consumed_capacity: put.return_consumed_capacity,
                ..Scan::default()
            }))
        },
    )
}

fn batch_operation() -> impl Strategy<Value = Operation> {
    (prop::collection::vec(put(), 1..4), 0..4u8, any::<bool>()).prop_map(|(puts, which, metrics)| {
        let return_consumed_capacity = puts[0].return_consumed_capacity;
        match which {
            0 => Operation::BatchGetItem(BatchGetItem {
                request_items: puts
                    .into_iter()
                    .map(|put| (put.table_name, put.item, put.condition_expression, put.expressions.names))
                    .map(|(table, key, projection_expression, names)| {
                        let expressions = Expressions { names, ..Expressions::default() };
                        let consistent_read = metrics;
                        let keys = vec![key];
                        (
                            table,
                            KeysAndAttributes {
                                keys,
                                consistent_read,
                                projection_expression,
                                expressions,
                                attributes_to_get: None,
                            },
                        )
                    })
                    .collect::<BTreeMap<_, _>>()
                    .into_iter()
                    .collect(),
                return_consumed_capacity,
            }),
            1 => Operation::BatchWriteItem(BatchWriteItem {
                request_items: puts
                    .into_iter()
                    .map(|put| (put.table_name, vec![WriteRequest::Put(put.item.clone()), WriteRequest::Delete(put.item)]))
                    .collect::<BTreeMap<_, _>>()
                    .into_iter()
                    .collect(),
                return_consumed_capacity,
                return_item_collection_metrics: metrics,
            }),
            2 => Operation::TransactGetItems(TransactGetItems {
                transact_items: puts
                    .into_iter()
                    .map(|put| TransactGet {
                        table_name: put.table_name,
                        key: put.item,
                        projection_expression: put.condition_expression,
                        expressions: Expressions { names: put.expressions.names, ..Expressions::default() },
                    })
                    .collect(),
                return_consumed_capacity,
            }),
            _ => Operation::TransactWriteItems(TransactWriteItems {
                transact_items: puts.into_iter().enumerate().map(|(at, put)| action(at, put)).collect(),
                client_request_token: metrics.then(|| "token".to_owned()),
                return_consumed_capacity,
                return_item_collection_metrics: metrics,
            }),
        }
    })
}

/// Inside a transaction only the failure image of the return members counts.
fn action(at: usize, put: PutItem) -> TransactWrite {
    let put = PutItem {
        return_values: ReturnValues::None,
        return_consumed_capacity: ReturnConsumedCapacity::None,
        return_item_collection_metrics: false,
        ..put
    };
    match at % 4 {
        0 => TransactWrite::Put(put),
        1 => TransactWrite::ConditionCheck(delete(put)),
        2 => TransactWrite::Delete(delete(put)),
        _ => TransactWrite::Update(UpdateItem { return_values: ReturnValues::None, ..update(put) }),
    }
}

fn settings() -> impl Strategy<Value = TableSettings> {
    (prop::option::of(any::<bool>()), any::<bool>(), prop::collection::vec(("[a-z]{1,4}", "[a-z]{0,4}"), 0..3)).prop_map(
        |(flag, with_class, tags)| TableSettings {
            deletion_protection_enabled: flag,
            table_class: with_class.then(|| "STANDARD_INFREQUENT_ACCESS".to_owned()),
            tags,
            stream: flag.map(|enabled| (enabled, enabled.then(|| "KEYS_ONLY".to_owned()))),
            encryption: flag.map(|enabled| Encryption { enabled, key: (enabled && with_class).then(|| "alias/mine".to_owned()) }),
            on_demand_throughput: flag.map(|_| UnitsPerSecond { read: Some(5), write: with_class.then_some(-1) }),
            warm_throughput: with_class.then_some(UnitsPerSecond { read: None, write: Some(4_000) }),
            resource_policy: None,
        },
    )
}

fn table_operation() -> impl Strategy<Value = Operation> {
    let throughput = prop::option::of((1..9i64, 1..9i64)).prop_map(|units| {
        units.map(|(read_capacity_units, write_capacity_units)| ProvisionedThroughput {
            read_capacity_units,
            write_capacity_units,
        })
    });
    let mode = prop::option::of(prop_oneof![Just(BillingMode::Provisioned), Just(BillingMode::PayPerRequest)]);
    (NAME, settings(), throughput, mode, 0..5u8, any::<bool>()).prop_map(
        |(table_name, settings, provisioned_throughput, billing_mode, which, flag)| {
            let index = IndexDefinition {
                index_name: table_name.clone(),
                key_schema: vec![("a".into(), "HASH".into()), ("b".into(), "RANGE".into())],
                projection: Projection {
                    projection_type: flag.then(|| "INCLUDE".to_owned()),
                    non_key_attributes: flag.then(|| vec!["x".to_owned()]),
                },
                provisioned_throughput,
                on_demand_throughput: flag.then_some(UnitsPerSecond { read: Some(7), write: Some(8) }),
                warm_throughput: None,
            };
            let definitions = vec![("a".to_owned(), ScalarType::S), ("b".to_owned(), ScalarType::N)];
            match which {
                0 => Operation::CreateTable(Box::new(CreateTable {
                    table_name,
                    attribute_definitions: definitions,
                    key_schema: index.key_schema.clone(),
                    local_secondary_indexes: flag.then(|| {
                        vec![IndexDefinition { provisioned_throughput: None, on_demand_throughput: None, ..index.clone() }]
                    }),
                    global_secondary_indexes: flag.then(|| vec![index]),
                    billing_mode,
                    provisioned_throughput,
                    settings,
                })),
                1 => Operation::UpdateTable(Box::new(UpdateTable {
                    table_name: table_name.clone(),
                    attribute_definitions: flag.then_some(definitions),
                    billing_mode,
                    provisioned_throughput,
                    global_secondary_index_updates: flag.then(|| {
                        vec![
                            GlobalIndexUpdate { create: Some(index), ..GlobalIndexUpdate::default() },
                            GlobalIndexUpdate {
                                update: Some(IndexUpdate {
                                    index_name: table_name.clone(),
                                    provisioned_throughput,
                                    on_demand_throughput: None,
                                    warm_throughput: Some(UnitsPerSecond { read: Some(1), write: Some(2) }),
                                }),
                                ..GlobalIndexUpdate::default()
                            },
                            GlobalIndexUpdate { delete: Some(table_name), ..GlobalIndexUpdate::default() },
                        ]
                    }),
                    settings: TableSettings { tags: vec![], ..settings },
                })),
                2 => Operation::DescribeTable(DescribeTable { table_name }),
                3 => Operation::DeleteTable(DeleteTable { table_name }),
                _ => Operation::ListTables(ListTables {
                    exclusive_start_table_name: flag.then_some(table_name),
                    limit: provisioned_throughput.map(|units| units.read_capacity_units),
                }),
            }
        },
    )
}

fn operations() -> impl Strategy<Value = Operation> {
    prop_oneof![item_operation(), page_operation(), batch_operation(), table_operation()]
}

proptest! {
    #[test]
    fn a_request_reads_back_as_the_same_operation(request in operations()) {
        let body = encode_request(&request);
        let json = Json::parse(&body).unwrap();
        prop_assert_eq!(misfit(&json, operation(request.name()).unwrap().input, request.name()), None);
        prop_assert_eq!(decode(request.name(), &body), Ok(request));
    }

    #[test]
    fn a_damaged_request_never_panics(request in operations(), at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let mut body = encode_request(&request);
        let at = at.index(body.len());
        if cut { body.truncate(at) } else { body[at] = byte }
        if let Err(error) = decode(request.name(), &body) {
            let reply = encode(request.name(), &Err(error));
            prop_assert!(Json::parse(&reply.body).is_ok());
        }
    }

    #[test]
    fn arbitrary_json_never_panics(which in any::<prop::sample::Index>(), text in "[\\[\\]{}\",:0-9a\\\\ue.TableNamSN-]{0,60}") {
        let row = &crate::shape::OPERATIONS[which.index(crate::shape::OPERATIONS.len())];
        let _ = decode(row.name, text.as_bytes());
        let _ = decode(&text, b"{}");
    }

    #[test]
    fn items_read_back(item in items()) {
        prop_assert_eq!(crate::wire::item_from_json(&crate::wire::item_to_json(&item)), Ok(item));
    }
}
