//! A small program on the AWS SDK for Rust, run against dynalab: create, write, query by index, transact, page.
//!
//! The steps share one table, as in a real program, so the first one that fails ends it.

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use aws_sdk_dynamodb::client::Waiters;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, Put, ScalarAttributeType, TransactWriteItem, Update,
};
use aws_sdk_dynamodb::{Client, Config};

type Outcome = Result<(), Box<dyn Error>>;

const TABLE: &str = "rust-ledger";

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

fn number(value: i64) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

async fn create(client: &Client) -> Outcome {
    let key = |name: &str, kind| KeySchemaElement::builder().attribute_name(name).key_type(kind).build();
    let defined = |name: &str, kind| AttributeDefinition::builder().attribute_name(name).attribute_type(kind).build();
    let index = GlobalSecondaryIndex::builder()
        .index_name("by-kind")
        .key_schema(key("kind", KeyType::Hash)?)
        .projection(Projection::builder().projection_type(ProjectionType::KeysOnly).build())
        .build()?;
    client
        .create_table()
        .table_name(TABLE)
        .billing_mode(BillingMode::PayPerRequest)
        .attribute_definitions(defined("account", ScalarAttributeType::S)?)
        .attribute_definitions(defined("entry", ScalarAttributeType::N)?)
        .attribute_definitions(defined("kind", ScalarAttributeType::S)?)
        .key_schema(key("account", KeyType::Hash)?)
        .key_schema(key("entry", KeyType::Range)?)
        .global_secondary_indexes(index)
        .send()
        .await?;
    client.wait_until_table_exists().table_name(TABLE).wait(Duration::from_secs(20)).await?;
    Ok(())
}

async fn write(client: &Client) -> Outcome {
    for entry in 0..12 {
        client
            .put_item()
            .table_name(TABLE)
            .item("account", text("a"))
            .item("entry", number(entry))
            .item("kind", text(if entry % 2 == 0 { "in" } else { "out" }))
            .item("amount", number(entry * 10))
            .send()
            .await?;
    }
    let found = client.get_item().table_name(TABLE).key("account", text("a")).key("entry", number(3)).send().await?;
    let amount = found.item.as_ref().and_then(|item| item.get("amount")).cloned();
    (amount == Some(number(30))).then_some(()).ok_or_else(|| format!("{found:?}").into())
}

async fn page(client: &Client) -> Outcome {
    let query = client
        .query()
        .table_name(TABLE)
        .index_name("by-kind")
        .key_condition_expression("kind = :k")
        .expression_attribute_values(":k", text("in"))
        .limit(4);
    let mut pages = query.into_paginator().send();
    let mut counts = vec![];
    while let Some(page) = pages.next().await {
        counts.push(page?.count);
    }
    (counts.iter().sum::<i32>() == 6 && counts.first() == Some(&4)).then_some(()).ok_or_else(|| format!("{counts:?}").into())
}

async fn transact(client: &Client) -> Outcome {
    let update = Update::builder()
        .table_name(TABLE)
        .key("account", text("a"))
        .key("entry", number(0))
        .update_expression("SET amount = amount + :n")
        .expression_attribute_values(":n", number(5))
        .build()?;
    let put = Put::builder()
        .table_name(TABLE)
        .item("account", text("b"))
        .item("entry", number(0))
        .condition_expression("attribute_not_exists(account)")
        .build()?;
    let both = || [TransactWriteItem::builder().update(update.clone()).build(), TransactWriteItem::builder().put(put.clone()).build()];
    client.transact_write_items().set_transact_items(Some(both().into())).send().await?;
    let Err(refused) = client.transact_write_items().set_transact_items(Some(both().into())).send().await else {
        return Err("the second transaction was carried out".into());
    };
    let refused = refused.into_service_error();
    let cancelled = refused.is_transaction_canceled_exception();
    let found = client.get_item().table_name(TABLE).key("account", text("a")).key("entry", number(0)).send().await?;
    let amount = found.item.as_ref().and_then(|item| item.get("amount")).cloned();
    (cancelled && amount == Some(number(5))).then_some(()).ok_or_else(|| format!("{refused:?} {amount:?}").into())
}

async fn refuse(client: &Client) -> Outcome {
    let Err(error) = client.get_item().table_name("nowhere").key("account", text("a")).send().await else {
        return Err("a table that is not there was read".into());
    };
    let error = error.into_service_error();
    let told = (error.code(), error.message());
    (told == (Some("ResourceNotFoundException"), Some("Requested resource not found")))
        .then_some(())
        .ok_or_else(|| format!("{told:?}").into())
}

async fn delete(client: &Client) -> Outcome {
    client.delete_table().table_name(TABLE).send().await?;
    client.wait_until_table_not_exists().table_name(TABLE).wait(Duration::from_secs(20)).await?;
    Ok(())
}

async fn steps(client: &Client) -> (u32, u32) {
    let mut passed = 0;
    let mut told = |name: &str, outcome: Outcome| {
        match &outcome {
            Ok(()) => {
                passed += 1;
                println!("ok AWS SDK for Rust: {name}");
            }
            Err(error) => println!("not ok AWS SDK for Rust: {name}\n{error:?}"),
        }
        outcome.is_ok()
    };
    let whole = told("a table with an index becomes active", create(client).await)
        && told("items are written and read", write(client).await)
        && told("an index is queried page by page", page(client).await)
        && told("a transaction is all or nothing", transact(client).await)
        && told("an error is typed and carries its text", refuse(client).await)
        && told("the table goes", delete(client).await);
    (passed, u32::from(!whole))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let endpoint = std::env::var("DYNALAB_ENDPOINT").unwrap_or_else(|_| "http://127.0.0.1:8000".to_owned());
    let config = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .endpoint_url(endpoint)
        .credentials_provider(Credentials::new("AKIDEXAMPLE", "secret", None, None, "test"))
        .build();
    let (passed, failed) = steps(&Client::from_conf(config)).await;
    println!("test result: {}. {passed} passed; {failed} failed", if failed == 0 { "ok" } else { "FAILED" });
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
