//! How the data plane's tests are written: requests in wire JSON, a line each, and what came of them.

use std::collections::BTreeMap;

use crate::testing::Bench;

/// An engine with one table: `Tab pk:S sk:N / lsi Loc pk:S l:S KEYS_ONLY / gsi Glo g:S+h:S n:N INCLUDE(a,b)`. On-demand.
pub(crate) fn with_table(definition: &str) -> Bench {
    let mut bench = Bench::default();
    let mut parts = definition.split('/').map(str::trim);
    let mut attributes = BTreeMap::new();
    let table = parts.next().unwrap();
    let (name, key) = table.split_once(' ').unwrap();
    let mut members =
        format!(r#""TableName":"{name}","BillingMode":"PAY_PER_REQUEST","KeySchema":{}"#, schema(key, &mut attributes));
    let (mut local, mut global) = (vec![], vec![]);
    for index in parts {
        let (kind, rest) = index.split_once(' ').unwrap();
        let (name, rest) = rest.split_once(' ').unwrap();
        let (key, projection) = rest.rsplit_once(' ').unwrap();
        let projection = match projection.strip_prefix("INCLUDE(").and_then(|names| names.strip_suffix(')')) {
            Some(names) => {
                let names: Vec<String> = names.split(',').map(|name| format!("{name:?}")).collect();
                format!(r#""ProjectionType":"INCLUDE","NonKeyAttributes":[{}]"#, names.join(","))
            }
            None => format!(r#""ProjectionType":"{projection}""#),
        };
        let schema = schema(key, &mut attributes);
        let index = format!(r#"{{"IndexName":"{name}","KeySchema":{schema},"Projection":{{{projection}}}}}"#);
        if kind == "lsi" { local.push(index) } else { global.push(index) }
    }
    for (member, indexes) in [("LocalSecondaryIndexes", local), ("GlobalSecondaryIndexes", global)] {
        if !indexes.is_empty() {
            members += &format!(r#","{member}":[{}]"#, indexes.join(","));
        }
    }
    let definitions = attributes.iter().map(|(name, kind)| format!(r#"{{"AttributeName":"{name}","AttributeType":"{kind}"}}"#));
    members += &format!(r#","AttributeDefinitions":[{}]"#, definitions.collect::<Vec<_>>().join(","));
    bench.ask("CreateTable", &format!("{{{members}}}")).unwrap();
    bench
}

/// Runs `Operation {body}` lines; each answer is its body, or its exception and text unless there is more to it.
pub(crate) fn replay(bench: &mut Bench, script: &str) -> String {
    let mut told = String::new();
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (operation, body) = line.split_once(' ').unwrap();
        let result = bench.ask(operation, body);
        told += &match &result {
            Ok(_) | Err(api::Error::TransactionCanceled(_)) => String::from_utf8(api::encode(operation, &result).body).unwrap(),
            Err(error) => error.to_string(),
        };
        told.push('\n');
    }
    told
}

/// `pk:S sk:N`, several attributes of a kind joined by `+`.
fn schema(key: &str, attributes: &mut BTreeMap<String, String>) -> String {
    let mut elements = vec![];
    for (part, kind) in key.split(' ').zip(["HASH", "RANGE"]) {
        for attribute in part.split('+') {
            let (name, of) = attribute.split_once(':').unwrap();
            attributes.insert(name.to_owned(), of.to_owned());
            elements.push(format!(r#"{{"AttributeName":"{name}","KeyType":"{kind}"}}"#));
        }
    }
    format!("[{}]", elements.join(","))
}
