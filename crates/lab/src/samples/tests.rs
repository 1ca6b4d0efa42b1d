//! The samples are what they say: valid requests, all keys there, every data type, the same bytes for the same seed.

use std::collections::{BTreeMap, BTreeSet};

use api::{Operation, WriteRequest};
use model::{AttributeName, AttributeValue, Item};
use report::SampleReport;

use super::{EMPLOYEE_COUNT, ORDER_COUNT, Sample, WireRequest, day, orders, sample};

fn decoded(request: &WireRequest) -> Operation {
    api::decode(request.operation, request.body.as_bytes()).unwrap_or_else(|error| panic!("{error:?}: {}", request.body))
}

fn items(requests: &[WireRequest]) -> Vec<Item> {
    let mut items = vec![];
    for request in requests {
        if let Operation::BatchWriteItem(batch) = decoded(request) {
            assert!(batch.request_items.iter().map(|(_, writes)| writes.len()).sum::<usize>() <= 25);
            for (_, writes) in batch.request_items {
                items.extend(
                    writes.into_iter().filter_map(|write| if let WriteRequest::Put(item) = write { Some(item) } else { None }),
                );
            }
        }
    }
    items
}

fn text<'a>(item: &'a Item, name: &str) -> &'a str {
    match item.get(name) {
        Some(AttributeValue::S(text)) => text,
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn every_sample_is_requests_that_decode() {
    for report in SampleReport::ALL {
        let Sample { requests, queries } = sample(report.id).unwrap();
        assert_eq!(requests.first().map(|request| request.operation), Some("CreateTable"));
        requests.iter().chain(queries.iter().map(|query| &query.request)).for_each(|request| drop(decoded(request)));
        assert!(!queries.is_empty());
    }
    assert_eq!(sample("nothing"), None);
}

#[test]
fn the_samples_are_described_as_they_are() {
    for (report, count) in [(SampleReport::EMPLOYEES, EMPLOYEE_COUNT), (SampleReport::ORDERS, ORDER_COUNT)] {
        assert!(report.description.starts_with(&format!("{count} ")), "{}", report.description);
        assert!(report.description.contains(&format!("table `{}`", report.id)), "{}", report.description);
        assert_eq!(items(&sample(report.id).unwrap().requests).len() as u64, count);
    }
}

#[test]
fn employees_are_many_and_differ() {
    let items = items(&sample("employees").unwrap().requests);
    let ids: BTreeSet<&str> = items.iter().map(|item| text(item, "employee_id")).collect();
    assert_eq!((items.len() as u64, ids.len() as u64), (EMPLOYEE_COUNT, EMPLOYEE_COUNT));
    let shapes: BTreeSet<Vec<&AttributeName>> = items.iter().map(|item| item.keys().collect()).collect();
    assert!(shapes.len() > 50, "{} shapes", shapes.len());
    let types: BTreeSet<&str> = items.iter().flat_map(Item::values).map(|value| value.attribute_type().code()).collect();
    assert_eq!(types, ["B", "BOOL", "L", "M", "N", "NS", "NULL", "S", "SS"].into());
    let names: BTreeSet<&str> = items.iter().map(|item| text(item, "name")).collect();
    assert!(names.len() > 300, "{} names", names.len());
    for item in &items {
        assert!(text(item, "email").is_ascii());
        assert!(("2009-01-01".."2026-01-01").contains(&text(item, "hire_date")), "{}", text(item, "hire_date"));
        if let Some(AttributeValue::S(manager)) = item.get("manager") {
            assert!(ids.contains(manager.as_str()) && manager != text(item, "employee_id"));
        }
    }
    assert_eq!(items.iter().filter(|item| !item.contains_key("manager")).count(), 1);
    let mut locations: BTreeMap<&str, u32> = BTreeMap::new();
    items.iter().for_each(|item| *locations.entry(text(item, "location")).or_default() += 1);
    assert!(locations.len() == 12 && locations.values().all(|count| *count > 10), "{locations:?}");
}

#[test]
fn orders_have_all_index_keys_and_their_sum() {
    let requests = orders(7, 1_000);
    assert_eq!(requests.len(), 1 + 40);
    assert_eq!(requests, orders(7, 1_000));
    assert_ne!(requests, orders(8, 1_000));
    let items = items(&requests);
    let distinct = |name: &str| items.iter().map(|item| text(item, name)).collect::<BTreeSet<_>>().len();
    assert_eq!((items.len(), distinct("order_id"), distinct("status")), (1_000, 1_000, 5));
    assert!((40..=50).contains(&distinct("customer_id")));
    assert!(items.iter().all(|item| ("2025-01-01".."2026-01-01").contains(&text(item, "ordered_at"))));
    // 1,000 orders do not fill their last batch with more than what is left.
    assert_eq!(orders(7, 26).len(), 1 + 2);
}

#[test]
fn days_follow_the_calendar() {
    for (days, expected) in
        [(0, "2000-01-01"), (59, "2000-02-29"), (60, "2000-03-01"), (366, "2001-01-01"), (9_490, "2025-12-25")]
    {
        assert_eq!(day(days), expected);
    }
}
