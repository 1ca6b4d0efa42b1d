//! Expressions: reserved words, placeholders, grammar.

use api::Json;
use api::text::{ExpressionKind, ExpressionProblem, Names, Validation};
use report::{Explanation, Fix};

use super::request::{each_object, member, remove, set, text};
use super::{Facts, listed, said, with_fix};

/// Members that hold expressions.
const EXPRESSIONS: [&str; 5] =
    ["ConditionExpression", "FilterExpression", "KeyConditionExpression", "ProjectionExpression", "UpdateExpression"];
/// Words of the grammar: they cannot be told from attribute names by their look.
const GRAMMAR: [&str; 8] = ["SET", "REMOVE", "ADD", "DELETE", "AND", "OR", "BETWEEN", "IN"];

/// What is wrong with an expression.
pub(super) fn explain(kind: ExpressionKind, problem: &ExpressionProblem, facts: &Facts) -> Explanation {
    match problem {
        ExpressionProblem::ReservedWord(word) => reserved_word(word, facts),
        ExpressionProblem::Syntax(token, near) => syntax(kind, token, near, facts),
        ExpressionProblem::UndefinedName(name) => said(
            &format!("The expression uses `{name}`, and nobody says which attribute that is."),
            &format!("Add it to ExpressionAttributeNames: {{\"{name}\": \"the attribute\"}}."),
        ),
        ExpressionProblem::UndefinedValue(value) => undefined_value(value, facts),
        ExpressionProblem::Empty => said("The expression is empty.", "Leave the expression out, or write one."),
        ExpressionProblem::UnknownFunction(function) => unknown_function(function, facts),
        ExpressionProblem::NotAConditionFunction(function) => said(
            &format!("`{function}` computes a value for an update; conditions and filters do not have it."),
            "In a condition, ask `attribute_exists(a)` or `attribute_not_exists(a)` instead.",
        ),
        ExpressionProblem::NotAnUpdateFunction(function) => said(
            &format!("`{function}` asks a question; an update needs a value."),
            "Updates have `if_not_exists(path, value)` and `list_append(a, b)`. Put the question into a ConditionExpression.",
        ),
        ExpressionProblem::OperandType(operator, operand) => said(
            &format!("`{operator}` does not work on a value of type {operand}."),
            "Look at the type letter of the value. For ADD and arithmetic it must be a number: {\"N\": \"1\"}.",
        ),
        ExpressionProblem::ActionOperandType(action, _) => said(
            &format!("{action} takes a number or a set, and the value is something else."),
            "To write any value into an attribute use SET: `SET a = :v`.",
        ),
        ExpressionProblem::OneConditionPerKey => said(
            "A key condition asks for one range of one item collection, so each key attribute may stand in it once.",
            "For a lower and an upper bound write `sk BETWEEN :low AND :high`.",
        ),
        ExpressionProblem::PathsOverlap(one, two) => said(
            &format!("The update writes `{one}` and `{two}`, and one contains the other: their order would matter."),
            "Write each path once.",
        ),
        ExpressionProblem::RepeatedSection(section) => said(
            &format!("{section} stands in the update twice."),
            &format!("Write it once and separate its actions by commas: `{section} a = :a, b = :b`."),
        ),
        ExpressionProblem::TooDeep => said("The expression is nested deeper than we read.", "Simplify it: fewer parentheses."),
        ExpressionProblem::RedundantParentheses => {
            said("There are two pairs of parentheses around the same thing.", "Take one pair away.")
        }
        ExpressionProblem::SameOperand(..) => {
            said("Something is compared with itself.", "Compare an attribute with a value: `a = :v`.")
        }
        ExpressionProblem::BetweenOrder(..) => said("The lower bound is above the upper one.", "Exchange the two values."),
        _ => said(&format!("The {kind} is not one that DynamoDB reads."), "Its message above names the place and the rule."),
    }
}

/// Names and values around an expression.
pub(super) fn around(problem: &Validation, facts: &Facts) -> Option<Explanation> {
    Some(match problem {
        Validation::ValuesUnused(keys) => unused(keys, "ExpressionAttributeValues", facts),
        Validation::NamesUnused(keys) => unused(keys, "ExpressionAttributeNames", facts),
        Validation::ValuesWithoutExpression => without_expression("ExpressionAttributeValues", facts),
        Validation::NamesWithoutExpression => without_expression("ExpressionAttributeNames", facts),
        Validation::ValuesEmpty => without_expression("ExpressionAttributeValues", facts),
        Validation::NamesEmpty => without_expression("ExpressionAttributeNames", facts),
        Validation::ValueKey(key) => misnamed(key, ':', "ExpressionAttributeValues", facts),
        Validation::NameKey(key) => misnamed(key, '#', "ExpressionAttributeNames", facts),
        Validation::UpdatePath => said(
            "The update writes into a map or list that the item does not have.",
            "Create the outer map first: `SET address = :empty` with {\":empty\": {\"M\": {}}}, then `SET address.city = :city`.",
        ),
        Validation::OperandMissing => said(
            "The update computes with an attribute that the item does not have.",
            "Give it a start: `SET n = if_not_exists(n, :zero) + :one`, or use `ADD n :one`.",
        ),
        Validation::OperandType => said(
            "The update computes with an attribute of the item that is of another type.",
            "Only numbers can be added or subtracted.",
        ),
        _ => return None,
    })
}

fn reserved_word(word: &str, facts: &Facts) -> Explanation {
    let placeholder = format!("#{word}");
    let explanation = said(
        &format!("`{word}` is one of DynamoDB's reserved words, so an expression cannot name an attribute like that."),
        &format!(
            "Write `{placeholder}` in the expression and say in ExpressionAttributeNames that it means `{word}`. The attribute itself may keep its name."
        ),
    );
    let label = format!("Use {placeholder} instead");
    let is_grammar = GRAMMAR.iter().any(|known| known.eq_ignore_ascii_case(word));
    let fix = (!is_grammar).then(|| facts.request.fixed(&label, |body| name_by_placeholder(body, word, &placeholder))).flatten();
    with_fix(explanation, fix)
}

/// Writes the placeholder for the word in every expression and adds it to the names beside it.
fn name_by_placeholder(body: &mut Json, word: &str, placeholder: &str) -> Option<()> {
    let mut found = false;
    each_object(body, &mut |object| {
        let mut here = false;
        for name in EXPRESSIONS {
            if let Some(Json::Text(expression)) = member(object, name) {
                let replaced = replace_word(expression, word, placeholder);
                here |= replaced != *expression;
                *expression = replaced;
            }
        }
        if here {
            found = true;
            match member(object, "ExpressionAttributeNames") {
                Some(names) => set(names, placeholder, text(word)),
                None => set(object, "ExpressionAttributeNames", Json::Object(vec![(placeholder.to_owned(), text(word))])),
            };
        }
    });
    found.then_some(())
}

/// The word where it stands as a name of its own: not as a placeholder, not as part of a longer name.
fn replace_word(expression: &str, word: &str, placeholder: &str) -> String {
    if word.is_empty() {
        return expression.to_owned();
    }
    let mut replaced = String::with_capacity(expression.len() + placeholder.len());
    let mut rest = expression;
    let mut before = None;
    while let Some(at) = rest.find(word) {
        let (head, tail) = rest.split_at(at);
        let tail = tail.get(word.len()..).unwrap_or_default();
        before = head.chars().next_back().or(before);
        let part = |char: char| char.is_alphanumeric() || char == '_';
        let stands_alone =
            !before.is_some_and(|char| part(char) || matches!(char, '#' | ':')) && !tail.chars().next().is_some_and(part);
        replaced.push_str(head);
        replaced.push_str(if stands_alone { placeholder } else { word });
        before = word.chars().next_back();
        rest = tail;
    }
    replaced.push_str(rest);
    replaced
}

fn syntax(kind: ExpressionKind, token: &str, near: &str, facts: &Facts) -> Explanation {
    let is_number = model::Number::parse(token).is_ok();
    let advice = match token {
        "=" | "&" | "|" | "!" => {
            "Expressions are written with `=`, `<>`, AND, OR and NOT, not with the signs of a programming language."
        }
        "-" => "A name with a hyphen needs a placeholder: write `#n` and say in ExpressionAttributeNames what it means.",
        "<EOF>" => "Something is missing at the end: an operand, or a closing parenthesis.",
        _ if is_number || token.starts_with(['\'', '"']) => {
            "A value never stands in an expression itself. Write a placeholder such as `:v` and give its value in \
             ExpressionAttributeValues."
        }
        _ => {
            "Names, `#names`, `:values`, functions and the operators = <> < <= > >= BETWEEN IN AND OR NOT are all that it can hold."
        }
    };
    let foreign = [("==", "="), ("!=", "<>"), ("&&", "AND"), ("||", "OR")].into_iter().find(|(wrong, _)| near.contains(wrong));
    let fix = match foreign {
        Some((wrong, right)) => in_expressions(facts, &format!("Write {right}"), |text| text.replace(wrong, right)),
        None if is_number => literal_by_placeholder(facts, kind, token),
        None => None,
    };
    with_fix(said(&format!("The {kind} makes sense up to `{token}`, and then it does not."), advice), fix)
}

/// Every expression of the request, changed.
fn in_expressions(facts: &Facts, label: &str, change: impl Fn(&str) -> String) -> Option<Fix> {
    facts.request.fixed(label, |body| {
        each_object(body, &mut |object| {
            for name in EXPRESSIONS {
                if let Some(Json::Text(expression)) = member(object, name) {
                    *expression = change(expression);
                }
            }
        });
        Some(())
    })
}

/// A number in an expression becomes a placeholder with that value.
fn literal_by_placeholder(facts: &Facts, kind: ExpressionKind, number: &str) -> Option<Fix> {
    let placeholder = ":value";
    facts.request.fixed(&format!("Write {placeholder} instead"), |body| {
        let Json::Text(expression) = member(body, &kind.to_string())? else { return None };
        *expression = replace_word(expression, number, placeholder);
        let value = Json::Object(vec![("N".to_owned(), text(number))]);
        match member(body, "ExpressionAttributeValues") {
            Some(values) if values.get(placeholder).is_some() => None,
            Some(values) => set(values, placeholder, value),
            None => set(body, "ExpressionAttributeValues", Json::Object(vec![(placeholder.to_owned(), value)])),
        }
    })
}

fn undefined_value(value: &str, facts: &Facts) -> Explanation {
    let given = facts.request.body.get("ExpressionAttributeValues").and_then(Json::as_object).unwrap_or_default();
    let names = given.iter().map(|(name, _)| name.as_str());
    let explanation = said(
        &format!(
            "The expression uses `{value}`, and ExpressionAttributeValues does not give its value; it has {}.",
            listed(names.clone())
        ),
        &format!("Add it: {{\"{value}\": {{\"S\": \"...\"}}}}, with the type letter that fits."),
    );
    let fix = syntax::nearest(value, names)
        .and_then(|near| in_expressions(facts, &format!("Use {near}"), |text| replace_word(text, value, near)));
    with_fix(explanation, fix)
}

fn unknown_function(function: &str, facts: &Facts) -> Explanation {
    let known = ["attribute_exists", "attribute_not_exists", "attribute_type", "begins_with", "contains", "size"];
    let explanation = said(
        &format!("There is no function `{function}`. Functions are written in lower case."),
        &format!("Conditions and filters have {}.", listed(known)),
    );
    let fix = syntax::nearest(function, known)
        .and_then(|near| in_expressions(facts, &format!("Use {near}"), |text| replace_word(text, function, near)));
    with_fix(explanation, fix)
}

fn unused(keys: &Names, map: &str, facts: &Facts) -> Explanation {
    let names = listed(keys.0.iter().map(String::as_str));
    let explanation = said(
        &format!("{map} has {names}, which no expression uses. DynamoDB takes that for a slip."),
        "Use it in an expression, or leave it out.",
    );
    let fix = facts.request.fixed(&format!("Leave out {}", keys.0.join(", ")), |body| {
        let given = member(body, map)?;
        keys.0.iter().try_for_each(|key| remove(given, key))?;
        if given.as_object().is_some_and(<[_]>::is_empty) { remove(body, map) } else { Some(()) }
    });
    with_fix(explanation, fix)
}

fn without_expression(map: &str, facts: &Facts) -> Explanation {
    let explanation = said(
        &format!("{map} stands for things in an expression, and there is nothing for it to stand for."),
        "Leave it out, or add the expression that was meant.",
    );
    with_fix(explanation, facts.request.fixed(&format!("Leave out {map}"), |body| remove(body, map)))
}

fn misnamed(key: &str, mark: char, map: &str, facts: &Facts) -> Explanation {
    let bare = key.trim_start_matches([':', '#']);
    let right = format!("{mark}{bare}");
    let explanation = said(
        &format!("Names in {map} begin with `{mark}`, and `{key}` does not."),
        &format!("Call it `{right}`, there and in the expression."),
    );
    let fix = facts.request.fixed(&format!("Call it {right}"), |body| {
        let Json::Object(members) = member(body, map)? else { return None };
        members.iter_mut().filter(|(name, _)| name == key).for_each(|(name, _)| right.clone_into(name));
        Some(())
    });
    with_fix(explanation, fix)
}

#[cfg(test)]
mod tests {
    use super::replace_word;

    #[test]
    fn only_whole_names_are_replaced() {
        for (expression, expected) in [
            ("name = :name", "#name = :name"),
            ("a.name AND name_2 = :v", "a.#name AND name_2 = :v"),
            ("#name = :v AND surname = :w", "#name = :v AND surname = :w"),
            ("contains(name,:v) OR name=:v", "contains(#name,:v) OR #name=:v"),
            ("namename", "namename"),
        ] {
            assert_eq!(replace_word(expression, "name", "#name"), expected);
        }
    }
}
