//! Exceptions other than a wrong request: what is there or not, what was refused, what was too much.

use api::text::{InUse, NotFound};
use api::{CancellationReason, Error, Json};
use report::Explanation;

use super::request::each_object;
use super::{Facts, listed, said, throttling, with_fix};

pub(super) fn explain(error: &Error, facts: &Facts) -> Option<Explanation> {
    Some(match error {
        Error::ResourceNotFound(NotFound::Index(index, _)) => {
            said(&format!("The table has no index `{index}`."), "List its indexes with describe-table.")
        }
        Error::ResourceNotFound(_) => missing_table(facts),
        Error::ResourceInUse(InUse::AlreadyExists(table)) => said(
            &format!("There is a table `{table}` already, and two tables cannot share a name."),
            "Use it as it is, choose another name, or delete it first.",
        ),
        Error::ResourceInUse(_) => said(
            "The table is being created, changed or deleted at this moment.",
            "Wait until describe-table says ACTIVE, then try again.",
        ),
        Error::LimitExceeded(_) => {
            said("A quota of the account or the table is used up.", "The message above names it, and when more is allowed.")
        }
        Error::ConditionalCheckFailed(_) => said(
            "The condition was checked on the item as it is, and it is not true there. Nothing was written, and a write unit was consumed.",
            "That may be just what you wanted: somebody else was first. To see the item add --return-values-on-condition-check-failure ALL_OLD.",
        ),
        Error::TransactionCanceled(reasons) => canceled(reasons),
        Error::TransactionConflict => {
            said("Another transaction works on the same item at this moment.", "Try again after a short pause.")
        }
        Error::IdempotentParameterMismatch => said(
            "The token says that this is a repeat of an earlier transaction, but the request is a different one.",
            "Use a new ClientRequestToken for each new transaction, and repeat the very same request with the old one.",
        ),
        Error::ItemCollectionSizeLimitExceeded => said(
            "In a table with local secondary indexes all items of one partition key value stay together, at most 10 GB.",
            "Spread them over more partition key values, or use global secondary indexes.",
        ),
        Error::ProvisionedThroughputExceeded(throttled, reasons) | Error::Throttling(throttled, reasons) => {
            throttling::explain(*throttled, reasons, facts)
        }
        Error::UnknownOperation => said(
            &format!("DynamoDB has no operation {}.", facts.request.operation),
            "Check how its name is written: PutItem, or DynamoDB_20120810.PutItem with the service before it.",
        ),
        _ => return None,
    })
}

fn missing_table(facts: &Facts) -> Explanation {
    let known: Vec<&str> = facts.tables.iter().map(|table| table.name.as_str()).collect();
    let mut named = vec![];
    each_table(&mut facts.request.body.clone(), &mut |name| named.push(name.clone()));
    let missing = named.into_iter().find(|name| !known.contains(&name.as_str()));
    let Some(missing) = missing else {
        return said("The table is there, but what was asked of it is not.", "Look at it with describe-table.");
    };
    let tables = if known.is_empty() {
        "There are no tables yet.".to_owned()
    } else {
        format!("There are: {}.", listed(known.iter().copied()))
    };
    let explanation = said(
        &format!("There is no table `{missing}` in this region. {tables}"),
        "Correct the name (capitals count), or create the table first.",
    );
    let fix = syntax::nearest(&missing, known.iter().copied()).and_then(|near| {
        facts.request.fixed(&format!("Use {near}"), |body| {
            each_table(body, &mut |name| {
                if *name == missing {
                    near.clone_into(name);
                }
            });
            Some(())
        })
    });
    with_fix(explanation, fix)
}

/// Every table name of a request: `TableName` at any depth, and the keys of `RequestItems`.
fn each_table(body: &mut Json, visit: &mut impl FnMut(&mut String)) {
    each_object(body, &mut |object| {
        let Json::Object(members) = object else { return };
        for (name, value) in members {
            match (name.as_str(), value) {
                ("TableName", Json::Text(table)) => visit(table),
                ("RequestItems", Json::Object(tables)) => tables.iter_mut().for_each(|(table, _)| visit(table)),
                _ => {}
            }
        }
    });
}

fn canceled(reasons: &[CancellationReason]) -> Explanation {
    let told: Vec<String> = reasons
        .iter()
        .enumerate()
        .filter_map(|(at, reason)| {
            let why = match reason {
                CancellationReason::None => return None,
                CancellationReason::ConditionalCheckFailed(_) => "its condition is not true".to_owned(),
                CancellationReason::TransactionConflict => "another transaction works on its item".to_owned(),
                CancellationReason::ItemCollectionSizeLimitExceeded => "its item collection is full".to_owned(),
                CancellationReason::ProvisionedThroughputExceeded(_) | CancellationReason::ThrottlingError(_) => {
                    "too much traffic".to_owned()
                }
                CancellationReason::ValidationError(problem) => problem.to_string(),
                CancellationReason::ResourceNotFound => "its table is not there".to_owned(),
                CancellationReason::DuplicateItem => "its key is taken, and an INSERT never replaces".to_owned(),
            };
            Some(format!("action {}: {why}", at + 1))
        })
        .collect();
    said(
        &format!("All actions of a transaction happen, or none. None happened, because of {}.", told.join("; ")),
        "Correct that action, or accept the answer: a condition that fails is how a transaction says no.",
    )
}
