//! Values: types, numbers, sets, sizes.

use api::Json;
use api::text::{Serialization, Validation};
use report::Explanation;

use super::request::{each_object, member};
use super::{Facts, said, with_fix};

/// The body does not have the shape of the operation.
pub(super) fn serialization(problem: Option<&Serialization>, facts: &Facts) -> Explanation {
    let number_as_text = said(
        "In DynamoDB JSON a number is written as a text, so that no program on the way rounds it.",
        "Put it in quotes: {\"N\": \"42\"}.",
    );
    let explanation = match problem {
        Some(Serialization::Scalar(_, "String")) => number_as_text,
        Some(Serialization::Scalar(token, wanted)) => {
            said(&format!("A {} is wanted, and a {} was sent.", wanted.to_lowercase(), plain(token)), "Correct the value's type.")
        }
        Some(Serialization::UnexpectedToken) => {
            said("A boolean is written without quotes.", "Write {\"BOOL\": true}, not {\"BOOL\": \"true\"}.")
        }
        Some(Serialization::UnexpectedStructure | Serialization::UnexpectedField) => said(
            "Something in the request has another shape than it should: an object, a list and a plain value were mixed up.",
            "Each attribute value is an object with its type letter: {\"name\": {\"S\": \"Ana\"}}.",
        ),
        Some(Serialization::CollectionClass(_) | Serialization::CollectionType(_)) => said(
            "A list was sent where something else belongs.",
            "Take the square brackets away, or look which member takes a list.",
        ),
        Some(Serialization::Base64Length(_) | Serialization::Base64Character) => {
            said("Binary values are sent in base64, and this is none.", "Encode the bytes: \"hello\" is aGVsbG8=.")
        }
        None => said("The request's body does not have the shape of this operation.", "Compare it with the example in the form."),
    };
    let fix = facts.request.fixed("Correct the type letters' values", |body| {
        each_object(body, &mut |object| {
            if object.as_object().is_some_and(|members| members.len() == 1) {
                quote_number(object);
            }
        });
        Some(())
    });
    with_fix(explanation, fix)
}

/// `{"N": 42}` becomes `{"N": "42"}`, `{"BOOL": "true"}` becomes `{"BOOL": true}`.
fn quote_number(object: &mut Json) {
    for code in ["N", "S"] {
        if let Some(value) = member(object, code) {
            let written = match &value {
                Json::Number(number) => Some(number.clone()),
                Json::Bool(boolean) if code == "S" => Some(boolean.to_string()),
                _ => None,
            };
            if let Some(written) = written {
                *value = Json::Text(written);
            }
        }
    }
    if let Some(value) = member(object, "BOOL") {
        match value.as_text() {
            Some("true") => *value = Json::Bool(true),
            Some("false") => *value = Json::Bool(false),
            _ => {}
        }
    }
}

fn plain(token: &str) -> &'static str {
    match token {
        "NUMBER_VALUE" | "DECIMAL_VALUE" => "number",
        "TRUE_VALUE" | "FALSE_VALUE" => "boolean",
        _ => "text",
    }
}

pub(super) fn explain(problem: &Validation, facts: &Facts) -> Option<Explanation> {
    Some(match problem {
        Validation::NoDataType => said(
            "A value has no type letter, or one that there is not. DynamoDB JSON says the type of every value.",
            "Write {\"S\": \"text\"}, {\"N\": \"42\"}, {\"BOOL\": true}, and so on: S N B BOOL NULL L M SS NS BS.",
        ),
        Validation::SeveralDataTypes => said("A value has two type letters.", "Keep one: an attribute has one type."),
        Validation::NullNotTrue => with_fix(
            said("NULL is a value of its own, and it is written as true.", "Write {\"NULL\": true}."),
            facts.request.fixed("Write NULL as true", |body| {
                each_object(body, &mut |object| {
                    if let Some(value @ Json::Bool(false)) = member(object, "NULL") {
                        *value = Json::Bool(true);
                    }
                });
                Some(())
            }),
        ),
        Validation::EmptyStringSet | Validation::EmptyNumberSet | Validation::EmptyBinarySet => {
            said("A set cannot be empty.", "Leave the attribute out; a list may be empty: {\"L\": []}.")
        }
        Validation::StringSetDuplicates(_)
        | Validation::BinarySetDuplicates(_)
        | Validation::NumberSetDuplicates
        | Validation::NumberSetDuplicatesOlder => {
            said("A set holds each value once.", "Remove the repeated value, or use a list.")
        }
        Validation::NumberDigits => said("Numbers keep up to 38 digits, exactly.", "Round it, or store it as a string."),
        Validation::NumberOverflow | Validation::NumberUnderflow => {
            said("The number is outside of what DynamoDB stores: up to 9.99e125, down to 1e-130.", "Store it as a string.")
        }
        Validation::NotANumber(value) => said(&format!("`{value}` is no number."), "Use S for texts, or correct the number."),
        Validation::EmptyNumberOlder => said("The number is empty.", "Give it a value, or leave the attribute out."),
        Validation::ItemSize | Validation::UpdatedItemSize => said(
            "An item has at most 400 KB, names and values together.",
            "Keep large things elsewhere and store their address, or split the item under several sort keys.",
        ),
        Validation::NestingLevels | Validation::UpdatedNestingLevels => {
            said("Lists and maps nest at most 32 levels deep.", "Flatten the document.")
        }
        Validation::ReturnValuesOldOnly => said(
            "PutItem and DeleteItem can give back the item as it was, and nothing else.",
            "Use ALL_OLD or NONE. Only UpdateItem knows ALL_NEW.",
        ),
        Validation::BatchWriteTooMany => said("A BatchWriteItem has at most 25 writes.", "Send several batches."),
        Validation::BatchGetTooMany => said("A BatchGetItem asks for at most 100 keys.", "Send several batches."),
        Validation::TransactActionMissing | Validation::TransactActionSeveral => said(
            "Each entry of TransactItems is one action: Put, Update, Delete or ConditionCheck.",
            "Give every action its own entry.",
        ),
        _ => return None,
    })
}
