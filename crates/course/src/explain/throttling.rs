//! Throttled: which limit was met, of which table or index, and what helps against that one.
//!
//! The service tells it by `ThrottlingReasons`: table or index, read or write, and one of four limits, with the ARN. Follows the
//! developer guide, "Diagnosing throttling" and "GSI write throttling and back pressure".

use api::ThrottlingReason;
use api::text::Throttled;
use report::{Access, CapacityMode, Explanation};

use super::{Facts, said};

/// One of the four limits, as the end of a reason names it.
#[derive(Clone, Copy)]
enum Limit {
    Provisioned,
    KeyRange,
    Account,
    MaxOnDemand,
}

/// The first reason, read.
struct Met<'a> {
    access: Access,
    limit: Limit,
    table: &'a str,
    index: Option<&'a str>,
}

pub(super) fn explain(throttled: Throttled, reasons: &[ThrottlingReason], facts: &Facts) -> Explanation {
    match reasons.first().and_then(read) {
        Some(met) => of(&met, facts),
        None => without_reason(throttled),
    }
}

fn read(reason: &ThrottlingReason) -> Option<Met<'_>> {
    let (is_index, rest) = match reason.reason.strip_prefix("Index") {
        Some(rest) => (true, rest),
        None => (false, reason.reason.strip_prefix("Table")?),
    };
    let (access, limit) = match rest.strip_prefix("Read") {
        Some(limit) => (Access::Read, limit),
        None => (Access::Write, rest.strip_prefix("Write")?),
    };
    let limit = match limit {
        "ProvisionedThroughputExceeded" => Limit::Provisioned,
        "KeyRangeThroughputExceeded" => Limit::KeyRange,
        "AccountLimitExceeded" => Limit::Account,
        "MaxOnDemandThroughputExceeded" => Limit::MaxOnDemand,
        _ => return None,
    };
    // arn:aws:dynamodb:region:account:table/NAME[/index/NAME]
    let mut parts = reason.resource.split('/');
    let table = parts.nth(1)?;
    let index = parts.nth(1);
    Some(Met { access, limit, table, index: index.filter(|_| is_index) })
}

fn of(met: &Met<'_>, facts: &Facts) -> Explanation {
    let place = match met.index {
        Some(index) => format!("index `{index}` of `{}`", met.table),
        None => format!("table `{}`", met.table),
    };
    let (what, unit, partition_most) = match met.access {
        Access::Read => ("reads", "RCU", "3,000"),
        Access::Write => ("writes", "WCU", "1,000"),
    };
    let (cause, advice) = match met.limit {
        Limit::Provisioned => {
            let has = provisioned(met, facts).map(|units| format!(" It has {units} {unit}.")).unwrap_or_default();
            (
                format!("The {what} of {place} asked for more than its provisioned units, and the burst reserve of up to 300 seconds is empty.{has}"),
                "Spread the requests over more seconds, raise the provisioned units, let auto scaling raise them, or go on-demand.".to_owned(),
            )
        }
        Limit::KeyRange => (
            format!("One partition of {place} was asked for more than it serves: {partition_most} {unit} a second. The others may be idle."),
            "Look at the partition map for the hot key. Spread it over several partition key values (a suffix), read it through a cache, or use keys that \
             are asked for more evenly; more units for the table do not help one partition."
                .to_owned(),
        ),
        Limit::Account => (
            format!("The {what} of {place} reached the account's quota for one table or index."),
            "Ask AWS to raise the quota, or spread the traffic over more time or tables.".to_owned(),
        ),
        Limit::MaxOnDemand => (
            format!("The {what} of {place} reached the maximum on-demand throughput that is set for it."),
            "That limit is a setting: raise it with update-table if the traffic is wanted.".to_owned(),
        ),
    };
    if met.index.is_some() && met.access == Access::Write {
        let cause = format!(
            "{cause} The write was to the table, but an index that cannot take its entry refuses the write to the table as well."
        );
        let advice = format!("{advice} An index needs at least the write capacity that its share of the table's writes takes.");
        return said(&cause, &advice);
    }
    said(&cause, &advice)
}

/// Units that are provisioned where the limit was met.
fn provisioned(met: &Met<'_>, facts: &Facts) -> Option<u64> {
    let table = facts.tables.iter().find(|table| table.name == met.table)?;
    let capacity = match met.index {
        None => table.capacity,
        Some(name) => table.indexes.iter().find(|index| index.name == name)?.capacity?,
    };
    match (capacity, met.access) {
        (CapacityMode::Provisioned { read_units, .. }, Access::Read) => Some(read_units),
        (CapacityMode::Provisioned { write_units, .. }, Access::Write) => Some(write_units),
        (CapacityMode::OnDemand, _) => None,
    }
}

fn without_reason(throttled: Throttled) -> Explanation {
    match throttled {
        Throttled::ProvisionedTable | Throttled::ProvisionedIndex => said(
            "More units were asked for in this second than are provisioned, and the burst reserve is empty.",
            "Wait and try again, raise the provisioned units, or go on-demand. If it is an index: a starved index also stops the writes to its table.",
        ),
        Throttled::OnDemandTable | Throttled::OnDemandIndex => said(
            "On-demand capacity grows with the traffic, but not this fast; or one key gets more than its partition can serve.",
            "Try again shortly. If it stays, look at the partition map for a hot key.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use api::ThrottlingReason;
    use expect_test::{Expect, expect};

    use super::{Throttled, explain};
    use crate::explain::{Facts, FailedRequest};

    fn check(reason: &str, resource: &str, expected: Expect) {
        let request = FailedRequest::new("PutItem", "{}", "");
        let facts = Facts { request: &request, tables: &[] };
        let reasons = [ThrottlingReason {
            reason: reason.to_owned(),
            resource: format!("arn:aws:dynamodb:us-east-1:000000000000:{resource}"),
        }];
        let found = explain(Throttled::ProvisionedTable, &reasons, &facts);
        expected.assert_eq(&format!("{}\n{}", found.cause, found.advice));
    }

    #[test]
    fn the_limit_and_its_place_are_named() {
        check(
            "TableReadProvisionedThroughputExceeded",
            "table/Orders",
            expect![[r#"
            The reads of table `Orders` asked for more than its provisioned units, and the burst reserve of up to 300 seconds is empty.
            Spread the requests over more seconds, raise the provisioned units, let auto scaling raise them, or go on-demand."#]],
        );
        check(
            "TableWriteKeyRangeThroughputExceeded",
            "table/Orders",
            expect![[r#"
            One partition of table `Orders` was asked for more than it serves: 1,000 WCU a second. The others may be idle.
            Look at the partition map for the hot key. Spread it over several partition key values (a suffix), read it through a cache, or use keys that are asked for more evenly; more units for the table do not help one partition."#]],
        );
        check(
            "IndexWriteMaxOnDemandThroughputExceeded",
            "table/Orders/index/by-date",
            expect![[r#"
            The writes of index `by-date` of `Orders` reached the maximum on-demand throughput that is set for it. The write was to the table, but an index that cannot take its entry refuses the write to the table as well.
            That limit is a setting: raise it with update-table if the traffic is wanted. An index needs at least the write capacity that its share of the table's writes takes."#]],
        );
        check(
            "IndexReadAccountLimitExceeded",
            "table/Orders/index/by-date",
            expect![[r#"
            The reads of index `by-date` of `Orders` reached the account's quota for one table or index.
            Ask AWS to raise the quota, or spread the traffic over more time or tables."#]],
        );
    }

    #[test]
    fn a_reason_that_is_not_known_is_explained_by_the_exception() {
        check(
            "TableReadTooMuch",
            "table/Orders",
            expect![[r#"
            More units were asked for in this second than are provisioned, and the burst reserve is empty.
            Wait and try again, raise the provisioned units, or go on-demand. If it is an index: a starved index also stops the writes to its table."#]],
        );
    }
}
