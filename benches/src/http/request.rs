//! The requests of the comparison, as bytes: a table, its items, and what is asked of them.

use std::fmt::Write;

/// Items in the table.
pub const ITEMS: usize = 10_000;
/// Items of one partition key value: what a query reads.
const ITEMS_OF_A_KEY: usize = 20;
/// Characters that make an item about 1 KiB.
const PADDING: usize = 960;
/// Different requests of an operation; a connection begins anywhere among them.
const VARIETY: usize = 2_000;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// One item of 1 KiB.
    GetItem,
    /// One item of 1 KiB over an old one.
    PutItem,
    /// A partition key value's 20 items of 1 KiB.
    Query,
}

impl Operation {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Operation::GetItem => "GetItem",
            Operation::PutItem => "PutItem",
            Operation::Query => "Query of 20 items",
        }
    }
}

/// Requests of an operation, in a fixed order without a pattern.
pub fn requests(operation: Operation) -> Vec<Vec<u8>> {
    (0..VARIETY)
        .map(|number| {
            // A prime step visits the whole table.
            let at = number * 7_919 % ITEMS;
            match operation {
                Operation::GetItem => post("GetItem", &format!(r#"{{"TableName":"Load","Key":{{{}}}}}"#, key(at))),
                Operation::PutItem => post("PutItem", &format!(r#"{{"TableName":"Load","Item":{}}}"#, item(at))),
                Operation::Query => post(
                    "Query",
                    &format!(
                        r#"{{"TableName":"Load","KeyConditionExpression":"pk = :k","ExpressionAttributeValues":{{":k":{{"S":"{}"}}}}}}"#,
                        partition(at)
                    ),
                ),
            }
        })
        .collect()
}

/// What makes the table and fills it.
pub fn preparation() -> Vec<Vec<u8>> {
    let table = concat!(
        r#"{"TableName":"Load","BillingMode":"PAY_PER_REQUEST","#,
        r#""AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"sk","AttributeType":"S"}],"#,
        r#""KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}]}"#
    );
    let mut all = vec![post("CreateTable", table)];
    for first in (0..ITEMS).step_by(25) {
        let mut body = r#"{"RequestItems":{"Load":["#.to_owned();
        for at in first..(first + 25).min(ITEMS) {
            let comma = if at > first { "," } else { "" };
            // Writing to a String does not fail.
            let _ = write!(body, r#"{comma}{{"PutRequest":{{"Item":{}}}}}"#, item(at));
        }
        body += "]}}";
        all.push(post("BatchWriteItem", &body));
    }
    all
}

/// A signed request (no emulator verifies it) with the headers that SDKs send.
pub fn post(operation: &str, body: &str) -> Vec<u8> {
    format!(
        "POST / HTTP/1.1\r\nHost: localhost:8000\r\nContent-Type: application/x-amz-json-1.0\r\nX-Amz-Target: DynamoDB_20120810.{operation}\r\n\
         X-Amz-Date: 20260101T000000Z\r\nAuthorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/dynamodb/aws4_request, \
         SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=0000000000000000000000000000000000000000000000000000000000000000\r\n\
         User-Agent: load/1\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

fn partition(at: usize) -> String {
    format!("customer#{:06}", at / ITEMS_OF_A_KEY)
}

fn key(at: usize) -> String {
    format!(r#""pk":{{"S":"{}"}},"sk":{{"S":"order#{:08}"}}"#, partition(at), at % ITEMS_OF_A_KEY)
}

fn item(at: usize) -> String {
    format!(r#"{{{},"total":{{"N":"{at}"}},"note":{{"S":"{}"}}}}"#, key(at), "n".repeat(PADDING))
}
