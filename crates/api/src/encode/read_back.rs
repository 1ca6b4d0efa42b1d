//! Requests: what we write as one reads back as the same operation, and what was damaged is an error at worst.

use std::collections::BTreeMap;

use model::{AttributeValue, Item, ScalarType};
use proptest::prelude::{Just, Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};

use super::checked::{ParseNumber, misfit};
use crate::shape::operation;
use crate::{
    BatchGetItem, BatchWriteItem, BillingMode, CreateTable, DeleteItem, DeleteTable, DescribeTable, Encryption, Expressions,
    GetItem, GlobalIndexUpdate, IndexDefinition, IndexUpdate, Json, KeysAndAttributes, ListTables, Operation, Projection,
    ProvisionedThroughput, PutItem, Query, ReturnConsumedCapacity, ReturnValues, Scan, Select, TableSettings, TransactGet,
    TransactGetItems, TransactWrite, TransactWriteItems, UnitsPerSecond, UpdateItem, UpdateTable, WriteRequest, decode, encode,
    encode_request,
};

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
            prop::collection::btree_map(text(), inner, 0..4).prop_map(|map| AttributeValue::M(map.into_iter().collect())),
        ]
    })
}

fn items() -> impl Strategy<Value = Item> {
    prop::collection::btree_map(text(), value(), 0..4).prop_map(|map| map.into_iter().collect())
}

fn expressions() -> impl Strategy<Value = Expressions> {
    let names = prop::option::of(prop::collection::btree_map("#[a-z0-9_]{1,4}", text(), 1..3));
    let values =
        prop::option::of(prop::collection::btree_map(":[a-z0-9_]{1,4}", value(), 1..3).prop_map(|map| map.into_iter().collect()));
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
