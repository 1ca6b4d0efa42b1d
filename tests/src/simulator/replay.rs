//! The stream of the table, read to its end as a client does and replayed onto an empty table: it gives the table.

use api::{Json, encode};

use super::draw::TABLE;
use super::run::Run;

/// The table onto which the stream is replayed.
const COPY: &str = "copy";

impl Run {
    /// Replays the stream, each parent shard before its children, and compares the two tables.
    pub(super) fn check_stream(&mut self) {
        let table = self.wire("DescribeTable", &format!(r#"{{"TableName":"{TABLE}"}}"#));
        let text = |json: &Json, path: [&str; 2]| json.get(path[0]).and_then(|json| json.get(path[1])).cloned();
        let arn = text(&table, ["Table", "LatestStreamArn"]).expect("the table has a stream");
        let definition = |member| text(&table, ["Table", member]).expect("a table has a key");
        let (key, attributes) = (definition("KeySchema"), self.key_attributes(&definition("AttributeDefinitions")));
        self.wire(
            "CreateTable",
            &format!(
                r#"{{"TableName":"{COPY}","KeySchema":{key},"AttributeDefinitions":{attributes},"BillingMode":"PAY_PER_REQUEST"}}"#
            ),
        );
        for shard in self.shards(&arn) {
            let body = format!(r#"{{"StreamArn":{arn},"ShardId":{shard},"ShardIteratorType":"TRIM_HORIZON"}}"#);
            let mut iterator = self.wire("GetShardIterator", &body).get("ShardIterator").cloned();
            while let Some(next) = iterator {
                let page = self.wire("GetRecords", &format!(r#"{{"ShardIterator":{next},"Limit":37}}"#));
                let records = page.get("Records").and_then(Json::as_array).unwrap_or_default().to_vec();
                records.iter().for_each(|record| self.replay(record));
                iterator = page.get("NextShardIterator").cloned().filter(|_| !records.is_empty());
            }
        }
        let all = |run: &Run, name: &str| -> Vec<_> {
            let mut tables = run.host.engine.database().tables();
            let table = tables.find(|table| table.name == name).expect("both tables are there");
            table.items.iter().map(|(key, record)| (key.clone(), record.clone())).collect()
        };
        self.same("the replayed stream", &all(self, COPY), &all(self, TABLE));
    }

    fn replay(&mut self, record: &Json) {
        let change = record.get("dynamodb").expect("a record tells a change");
        let old = self.wire(
            "GetItem",
            &format!(r#"{{"TableName":"{COPY}","Key":{},"ConsistentRead":true}}"#, change.get("Keys").expect("keys")),
        );
        self.same("the image before a change", &old.get("Item"), &change.get("OldImage"));
        match change.get("NewImage") {
            Some(item) => self.wire("PutItem", &format!(r#"{{"TableName":"{COPY}","Item":{item}}}"#)),
            None => self.wire("DeleteItem", &format!(r#"{{"TableName":"{COPY}","Key":{}}}"#, change.get("Keys").expect("keys"))),
        };
    }

    /// The shards of a stream, parents first.
    fn shards(&mut self, arn: &Json) -> Vec<Json> {
        let described = self.wire("DescribeStream", &format!(r#"{{"StreamArn":{arn}}}"#));
        let shards = described.get("StreamDescription").and_then(|stream| stream.get("Shards")).and_then(Json::as_array);
        let mut waiting: Vec<Json> = shards.unwrap_or_default().to_vec();
        let mut ordered: Vec<Json> = vec![];
        while !waiting.is_empty() {
            let ready = |shard: &Json| shard.get("ParentShardId").is_none_or(|parent| ordered.contains(parent));
            let at = waiting.iter().position(ready).expect("every parent is there");
            ordered.extend(waiting.remove(at).get("ShardId").cloned());
        }
        ordered
    }

    /// The definitions of the table's own key: those of its indexes are no part of the copy.
    fn key_attributes(&self, definitions: &Json) -> Json {
        let own = |definition: &&Json| {
            let name = definition.get("AttributeName").and_then(Json::as_text);
            name.is_some_and(|name| self.table().key.contains(name))
        };
        Json::Array(definitions.as_array().unwrap_or_default().iter().filter(own).cloned().collect())
    }

    /// Asks in wire JSON; the reply is a success.
    fn wire(&mut self, operation: &str, body: &str) -> Json {
        let decoded = api::decode(operation, body.as_bytes()).expect("the request is right");
        let (reply, _) = self.ask(decoded);
        let encoded = encode(operation, &reply);
        self.same(operation, &encoded.status, &200);
        Json::parse(&encoded.body).expect("a reply is JSON")
    }
}
