//! Creating and changing tables: declarations, capacity, indexes.

use api::Json;
use api::text::Validation;
use report::Explanation;

use super::request::{each_object, member, remove, set, text};
use super::{Facts, said, with_fix};

pub(super) fn explain(problem: &Validation, facts: &Facts) -> Option<Explanation> {
    Some(match problem {
        Validation::ThroughputMissing => with_fix(
            said(
                "Without a billing mode a table is provisioned, and then it must say how many units a second it holds ready.",
                "Say --billing-mode PAY_PER_REQUEST to pay for each request, or give --provisioned-throughput.",
            ),
            facts.request.fixed("Make it on-demand", |body| set(body, "BillingMode", text("PAY_PER_REQUEST"))),
        ),
        Validation::ThroughputOnDemand | Validation::IndexThroughputOnDemand(_) => with_fix(
            said(
                "On-demand capacity is not set in units: the table takes what comes and each request is paid.",
                "Leave out the provisioned throughput, of the indexes too.",
            ),
            facts.request.fixed("Leave out the throughput", |body| {
                each_object(body, &mut |object| {
                    remove(object, "ProvisionedThroughput");
                });
                Some(())
            }),
        ),
        Validation::DefinitionCountMismatch | Validation::DefinitionsUnused(..) => with_fix(
            said(
                "Attributes are declared that no key uses. Only key attributes of the table and its indexes are declared; all others just appear in items.",
                "Leave the other attributes out of AttributeDefinitions.",
            ),
            facts.request.fixed("Declare the key attributes only", |body| {
                let keys = key_names(body);
                let Json::Array(definitions) = member(body, "AttributeDefinitions")? else { return None };
                definitions.retain(|one| {
                    one.get("AttributeName").and_then(Json::as_text).is_some_and(|name| keys.iter().any(|key| key == name))
                });
                Some(())
            }),
        ),
        Validation::KeyAttributesUndefined(..)
        | Validation::FewerDefinitionsThanKeys
        | Validation::DefinitionsMissingForIndex(_) => with_fix(
            said(
                "A key attribute has no declaration, so its type is not known.",
                "Add it to AttributeDefinitions with its type: S for strings, N for numbers, B for binary.",
            ),
            facts.request.fixed("Declare what is missing as strings", declare_missing),
        ),
        Validation::FirstKeyNotHash => with_fix(
            said("The first key attribute must be the partition key, which the API calls HASH.", "Put the HASH attribute first."),
            facts.request.fixed("Put HASH first", |body| {
                let Json::Array(keys) = member(body, "KeySchema")? else { return None };
                keys.sort_by_key(|key| key.get("KeyType").and_then(Json::as_text) != Some("HASH"));
                keys.first()?.get("KeyType").and_then(Json::as_text).filter(|kind| *kind == "HASH").map(drop)
            }),
        ),
        Validation::SecondKeyNotRange => said(
            "A table has one partition key (HASH) and at most one sort key (RANGE).",
            "Make the second key attribute the RANGE one.",
        ),
        Validation::KeyNamesEqual | Validation::KeyNameRepeated => {
            said("The same attribute stands in the key twice.", "Use two different attributes, or the partition key alone.")
        }
        Validation::LocalIndexNeedsSortKey => said(
            "A local secondary index sorts the items of one partition key differently, so the table must have a sort key to begin with.",
            "Give the table a sort key, or create a global secondary index.",
        ),
        Validation::ProjectionTypeMissing => said(
            "An index must say what it copies: Projection is missing its type.",
            "Say ProjectionType ALL, KEYS_ONLY or INCLUDE.",
        ),
        Validation::IncludeWithoutAttributes => {
            said("INCLUDE copies the attributes that you name, and none is named.", "Add NonKeyAttributes.")
        }
        Validation::AttributesWithoutInclude(kind) => said(
            &format!("{kind} says already what is copied; attributes can be named for INCLUDE only."),
            "Use INCLUDE, or drop NonKeyAttributes.",
        ),
        Validation::NothingToUpdate => said("The request changes nothing.", "Say what to change, such as --billing-mode."),
        Validation::DeletionProtected => said(
            "The table is protected against deletion.",
            "Switch the protection off first: update-table --no-deletion-protection-enabled.",
        ),
        Validation::NotExecuted(member) => said(
            &format!("dynalab knows {member} and does not do it yet. It refuses rather than pretend."),
            "Leave it out to run the rest.",
        ),
        _ => return None,
    })
}

/// Names in every KeySchema of the request.
fn key_names(body: &mut Json) -> Vec<String> {
    let mut names = vec![];
    each_object(body, &mut |object| {
        if let Some(keys) = object.get("KeySchema").and_then(Json::as_array) {
            let found = keys.iter().filter_map(|key| key.get("AttributeName").and_then(Json::as_text));
            names.extend(found.map(str::to_owned));
        }
    });
    names
}

fn declare_missing(body: &mut Json) -> Option<()> {
    let keys = key_names(body);
    if member(body, "AttributeDefinitions").is_none() {
        set(body, "AttributeDefinitions", Json::Array(vec![]))?;
    }
    let Json::Array(definitions) = member(body, "AttributeDefinitions")? else { return None };
    for key in keys {
        let known = definitions.iter().any(|one| one.get("AttributeName").and_then(Json::as_text) == Some(&key));
        if !known {
            definitions
                .push(Json::Object(vec![("AttributeName".to_owned(), text(&key)), ("AttributeType".to_owned(), text("S"))]));
        }
    }
    Some(())
}
