//! Reading: key conditions, indexes, filters, pages.

use api::Json;
use api::text::Validation;
use report::{Explanation, TableReport};

use super::key::schema_in_words;
use super::request::{remove, set, text};
use super::{Facts, listed, said, with_fix};

pub(super) fn explain(problem: &Validation, facts: &Facts) -> Option<Explanation> {
    Some(match problem {
        Validation::KeyConditionMissing => said(
            "A query reads the items of one partition key value, and must say which.",
            "Add a KeyConditionExpression such as `pk = :v`. To read everything, that is a scan.",
        ),
        Validation::KeyConditionMissed(attribute) => missed(attribute, facts),
        Validation::KeyConditionUnsupported => said(
            "The partition key can only be asked for with `=`: its values are hashed, so they lie in no order.",
            "Use `=` on the partition key, and <, >, BETWEEN or begins_with on the sort key.",
        ),
        Validation::KeyConditionOperator(operator) => said(
            &format!("A key condition does not have `{operator}`: it asks for one stretch of neighbouring items."),
            "Put what it cannot say into a FilterExpression, which costs nothing and saves nothing.",
        ),
        Validation::KeyConditionType => said(
            "The value is compared with a key of another type.",
            "Look at the type letter: a number key needs {\"N\": \"42\"}, a string key {\"S\": \"42\"}.",
        ),
        Validation::KeyConditionCount(..) => {
            said("The key condition has more conditions than the key has attributes.", "Put the others into a FilterExpression.")
        }
        Validation::FilterOnKey(attribute) => said(
            &format!("`{attribute}` is part of the key that is read by, and a filter comes after reading."),
            "Move that condition into the KeyConditionExpression: there it makes the read smaller.",
        ),
        Validation::UnknownIndex(index) => unknown_index(index, facts),
        Validation::ConsistentGlobalIndex => with_fix(
            said(
                "A global secondary index follows the table with a delay, so it has no strongly consistent reads.",
                "Leave out ConsistentRead. If the newest value matters, read the table by its key.",
            ),
            facts.request.fixed("Read eventually consistent", |body| remove(body, "ConsistentRead")),
        ),
        Validation::SelectAllOfIndex(index) => with_fix(
            said(
                &format!(
                    "The index `{index}` does not hold all attributes, and a global index is never completed from the table."
                ),
                "Ask for ALL_PROJECTED_ATTRIBUTES, or project more when you create the index.",
            ),
            facts.request.fixed("Ask for what is projected", |body| set(body, "Select", text("ALL_PROJECTED_ATTRIBUTES"))),
        ),
        Validation::IndexDoesNotProject(index, names) => said(
            &format!("The index `{index}` does not hold {}.", listed(names.0.iter().map(String::as_str))),
            "Leave it out of the projection, or project it when you create the index.",
        ),
        Validation::StartKey
        | Validation::ExclusiveStartKey
        | Validation::StartKeyOutside
        | Validation::StartKeySortCondition => said(
            "The start key is not one that this request could have ended at.",
            "Give back LastEvaluatedKey exactly as the page before returned it, with the same table, index and conditions.",
        ),
        Validation::SegmentRange | Validation::SegmentMissing | Validation::TotalSegmentsMissing => said(
            "A parallel scan needs both: how many segments there are, and which of them this is, counted from 0.",
            "For four workers use --total-segments 4 with --segment 0, 1, 2 and 3.",
        ),
        _ => return None,
    })
}

/// A key condition without the partition key: perhaps an index has the attribute that was asked for.
fn missed(attribute: &str, facts: &Facts) -> Explanation {
    let expression = facts.request.body.get("KeyConditionExpression").and_then(Json::as_text).unwrap_or_default();
    let names = facts.request.body.get("ExpressionAttributeNames");
    let asks_for = |name: &str| {
        expression
            .split(|char: char| !char.is_alphanumeric() && !matches!(char, '_' | '#' | '-'))
            .any(|word| word == name || names.and_then(|names| names.get(word)).and_then(Json::as_text) == Some(name))
    };
    let named = facts.request.body.get("IndexName").is_some();
    let fitting = facts.table().filter(|_| !named).and_then(|table: &TableReport| {
        table.indexes.iter().find(|index| index.key.partition.iter().all(|key| asks_for(&key.name)))
    });
    let cause = format!("A query must say which `{attribute}` it wants, with `=`: that is the partition key here.");
    match fitting {
        Some(index) => with_fix(
            said(
                &cause,
                &format!("The index `{}` has the key {}: name it and the query works.", index.name, schema_in_words(&index.key)),
            ),
            facts.request.fixed(&format!("Use the index {}", index.name), |body| set(body, "IndexName", text(&index.name))),
        ),
        None => said(
            &cause,
            "Add it to the key condition. If you do not know it, an index by the attribute that you do know is needed.",
        ),
    }
}

fn unknown_index(index: &str, facts: &Facts) -> Explanation {
    let indexes = facts.table().map(|table| table.indexes.as_slice()).unwrap_or_default();
    let names: Vec<&str> = indexes.iter().map(|index| index.name.as_str()).collect();
    let explanation = said(
        &format!("The table has no index `{index}`. Its indexes are: {}.", listed(names.iter().copied())),
        "Correct the name, or create the index with update-table.",
    );
    let fix = syntax::nearest(index, names.iter().copied())
        .and_then(|near| facts.request.fixed(&format!("Use {near}"), |body| set(body, "IndexName", text(near))));
    with_fix(explanation, fix)
}
