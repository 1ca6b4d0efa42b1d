//! The validator's list: members that are missing, too long, out of range.

use api::text::{Constraint, ConstraintErrors, Place, Rule};
use report::Explanation;

use super::request::{member, set, text};
use super::{Facts, said, with_fix};

pub(super) fn explain(errors: &ConstraintErrors, facts: &Facts) -> Option<Explanation> {
    let first = errors.0.first()?;
    let Constraint::Member(place, rule) = first else {
        return Some(said("ReturnValues has five values.", "Use NONE, ALL_OLD, UPDATED_OLD, ALL_NEW or UPDATED_NEW."));
    };
    let name = readable(place);
    let (cause, advice) = match rule {
        Rule::NotNull => (format!("`{name}` is missing."), format!("Add `{name}`.")),
        Rule::MinLength(bound) => (format!("`{name}` is too short: at least {bound}."), "Lengthen it.".to_owned()),
        Rule::MaxLength(bound) => (format!("`{name}` is too long: at most {bound}."), "Shorten it.".to_owned()),
        Rule::MinValue(bound) => (format!("`{name}` is too small: at least {bound}."), format!("Use {bound} or more.")),
        Rule::MaxValue(bound) => (format!("`{name}` is too large: at most {bound}."), format!("Use {bound} or less.")),
        Rule::Pattern(_) => (
            format!("`{name}` has a character that it cannot have."),
            "Names of tables and indexes consist of letters, digits, `_`, `-` and `.`, without blanks.".to_owned(),
        ),
        Rule::Enumeration(values) => (format!("`{name}` has a value that there is not."), format!("Use one of: {values}.")),
        Rule::MapKeys(_) | Rule::MapValues(_) => {
            (format!("A key or value in `{name}` breaks a rule."), "The message above lists the rules.".to_owned())
        }
    };
    let others = match errors.0.len() {
        1 => String::new(),
        count => format!(" There are {} more like this in the message.", count - 1),
    };
    Some(with_fix(said(&(cause + &others), &advice), nearest_value(place, rule, facts)))
}

/// `keySchema.1.member.keyType` as the member that people write: `KeyType`.
fn readable(place: &Place) -> String {
    let last = place.path.rsplit('.').find(|part| *part != "member" && part.parse::<u32>().is_err()).unwrap_or(&place.path);
    let mut chars = last.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A value of an enumeration at the top of the request, as it was probably meant.
fn nearest_value(place: &Place, rule: &Rule, facts: &Facts) -> Option<report::Fix> {
    let Rule::Enumeration(values) = rule else { return None };
    if place.path.contains('.') {
        return None;
    }
    let name = readable(place);
    let given = facts.request.body.get(&name)?.as_text()?.to_owned();
    let near = syntax::nearest(&given, values.0.iter().copied())?;
    facts.request.fixed(&format!("Use {near}"), |body| {
        member(body, &name)?;
        set(body, &name, text(near))
    })
}
