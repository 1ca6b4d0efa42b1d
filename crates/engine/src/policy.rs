//! Resource policies: what a document says and whether it lets a caller do something.
//!
//! A statement is read into patterns and conditions; an explicit denial beats every permission. Our model: identities have no
//! policies of their own here, so a caller of the table's own account may do what no statement denies, and a caller of another
//! account what some statement allows. A request without a verified caller is the account's own root. Conditions are looked at on
//! texts and ARNs of `dynamodb:LeadingKeys`, `aws:PrincipalArn` and `aws:PrincipalAccount`; any other condition makes a permission
//! void and leaves a denial in force.
//!
//! Follows: IAM User Guide, "Policy evaluation logic", "IAM JSON policy elements"; developer guide, "Using resource-based policies
//! for DynamoDB", "Using IAM policy conditions for fine-grained access control".

use api::Json;

/// Bytes of a policy at most, whitespace included (Quotas).
pub(crate) const POLICY_SIZE_BYTES: usize = 20 * 1024;

/// Keys of conditions that are looked at.
const KEYS: [&str; 3] = [LEADING_KEYS, PRINCIPAL_ARN, PRINCIPAL_ACCOUNT];
const LEADING_KEYS: &str = "dynamodb:leadingkeys";
const PRINCIPAL_ARN: &str = "aws:principalarn";
const PRINCIPAL_ACCOUNT: &str = "aws:principalaccount";

/// A policy, read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Policy {
    statements: Vec<Statement>,
}

#[derive(Clone, Debug, PartialEq)]
struct Statement {
    allows: bool,
    principals: Patterns,
    actions: Patterns,
    resources: Patterns,
    conditions: Vec<Condition>,
}

/// Patterns with `*` and `?`; `except` turns them round (`NotAction` and its kin).
#[derive(Clone, Debug, PartialEq)]
struct Patterns {
    except: bool,
    patterns: Vec<String>,
}

/// One key of one operator of a `Condition` block.
#[derive(Clone, Debug, PartialEq)]
struct Condition {
    /// `ForAllValues:` holds without any value, `ForAnyValue:` does not.
    all: bool,
    negated: bool,
    like: bool,
    ignores_case: bool,
    if_exists: bool,
    /// An operator or a key that is not looked at here.
    unknown: bool,
    key: String,
    values: Vec<String>,
}

/// What somebody wants to do.
#[derive(Clone, Debug)]
pub(crate) struct Wish<'w> {
    /// ARN of the caller.
    pub(crate) principal: &'w str,
    /// `dynamodb:GetItem`.
    pub(crate) action: String,
    /// ARN of the table or index.
    pub(crate) resource: String,
    /// Partition key values, as texts. `None` if the request has none (a Scan); an unknown one matches nothing.
    pub(crate) leading_keys: Option<Vec<String>>,
}

/// What a policy says of a wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// A statement denies it.
    Denied,
    /// A statement allows it and none denies it.
    Allowed,
    /// No statement is about it.
    Silent,
}

/// Why a document is no policy; AWS's words stand in `api::text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PolicyProblem {
    /// It is no JSON object.
    Json,
    /// It is `{}`.
    Syntax,
    /// It is `null`.
    Nothing,
    /// No statements.
    NoStatement,
    /// A statement lacks this element.
    Missing(&'static str),
    /// Two statements have one `Sid`.
    SidTwice,
    /// Actions that are none.
    Actions(Vec<String>),
    /// Something else as a principal than `*`, an account or an ARN.
    Principal,
    /// Everybody may, without a condition.
    Unbounded,
}

impl Policy {
    /// Reads a document.
    pub(crate) fn parse(text: &str) -> Result<Self, PolicyProblem> {
        let json = Json::parse(text.as_bytes()).map_err(|_| PolicyProblem::Json)?;
        let members = match &json {
            Json::Null => return Err(PolicyProblem::Nothing),
            Json::Object(members) if members.is_empty() => return Err(PolicyProblem::Syntax),
            Json::Object(members) => members,
            _ => return Err(PolicyProblem::Json),
        };
        let statements = members.iter().rfind(|(name, _)| name == "Statement").map(|(_, value)| value);
        let statements: &[Json] = match statements {
            Some(Json::Array(statements)) => statements,
            Some(one @ Json::Object(_)) => std::slice::from_ref(one),
            _ => &[],
        };
        if statements.is_empty() {
            return Err(PolicyProblem::NoStatement);
        }
        let mut sids: Vec<&str> = vec![];
        for sid in statements.iter().filter_map(|statement| statement.get("Sid")?.as_text()) {
            if sids.contains(&sid) {
                return Err(PolicyProblem::SidTwice);
            }
            sids.push(sid);
        }
        let statements = statements.iter().map(statement).collect::<Result<Vec<_>, _>>()?;
        Ok(Policy { statements })
    }

    /// What it says of a wish.
    pub(crate) fn verdict(&self, wish: &Wish<'_>) -> Verdict {
        let about = |statement: &&Statement| statement.is_about(wish);
        let mut found = self.statements.iter().filter(about).peekable();
        if found.peek().is_none() {
            return Verdict::Silent;
        }
        if found.any(|statement| !statement.allows) { Verdict::Denied } else { Verdict::Allowed }
    }
}

fn statement(json: &Json) -> Result<Statement, PolicyProblem> {
    let allows = match json.get("Effect").and_then(Json::as_text) {
        Some("Allow") => true,
        Some("Deny") => false,
        _ => return Err(PolicyProblem::Missing("Effect")),
    };
    let principals = principals(json)?;
    let actions = patterns(json, "Action", "NotAction")?;
    let wrong = |action: &&String| !is_action(action);
    let wrong: Vec<String> = actions.patterns.iter().filter(wrong).cloned().collect();
    if !wrong.is_empty() {
        return Err(PolicyProblem::Actions(wrong));
    }
    let resources = patterns(json, "Resource", "NotResource")?;
    let conditions = conditions(json.get("Condition"));
    let everybody = !principals.except && principals.patterns.iter().any(|principal| principal == "*");
    if allows && everybody && conditions.is_empty() {
        return Err(PolicyProblem::Unbounded);
    }
    Ok(Statement { allows, principals, actions, resources, conditions })
}

fn is_action(action: &str) -> bool {
    let name = action.strip_prefix("dynamodb:");
    action == "*"
        || name.is_some_and(|name| {
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"*?".contains(&byte))
        })
}

fn patterns(json: &Json, name: &'static str, except: &str) -> Result<Patterns, PolicyProblem> {
    let (value, except) = match (json.get(name), json.get(except)) {
        (Some(value), _) => (value, false),
        (None, Some(value)) => (value, true),
        (None, None) => return Err(PolicyProblem::Missing(name)),
    };
    let patterns = texts(value);
    if patterns.is_empty() { Err(PolicyProblem::Missing(name)) } else { Ok(Patterns { except, patterns }) }
}

fn principals(json: &Json) -> Result<Patterns, PolicyProblem> {
    let (value, except) = match (json.get("Principal"), json.get("NotPrincipal")) {
        (Some(value), _) => (value, false),
        (None, Some(value)) => (value, true),
        (None, None) => return Err(PolicyProblem::Missing("Principal")),
    };
    let patterns = match value {
        Json::Text(_) => texts(value),
        Json::Object(kinds) => kinds.iter().flat_map(|(_, value)| texts(value)).collect(),
        _ => vec![],
    };
    let known = |principal: &String| {
        let account = principal.len() == 12 && principal.bytes().all(|byte| byte.is_ascii_digit());
        principal == "*" || account || principal.starts_with("arn:") || principal.ends_with(".amazonaws.com")
    };
    if patterns.is_empty() || !patterns.iter().all(known) {
        return Err(PolicyProblem::Principal);
    }
    Ok(Patterns { except, patterns })
}

fn texts(value: &Json) -> Vec<String> {
    match value {
        Json::Text(text) => vec![text.clone()],
        Json::Bool(flag) => vec![flag.to_string()],
        Json::Array(values) => values.iter().filter_map(|value| value.as_text().map(str::to_owned)).collect(),
        _ => vec![],
    }
}

fn conditions(json: Option<&Json>) -> Vec<Condition> {
    let mut conditions = vec![];
    for (operator, keys) in json.and_then(Json::as_object).into_iter().flatten() {
        let (all, rest) = match operator.split_once(':') {
            Some(("ForAllValues", rest)) => (true, rest),
            Some((_, rest)) => (false, rest),
            None => (false, operator.as_str()),
        };
        let (rest, if_exists) = rest.strip_suffix("IfExists").map_or((rest, false), |rest| (rest, true));
        for (key, value) in keys.as_object().into_iter().flatten() {
            let key = key.to_ascii_lowercase();
            conditions.push(Condition {
                unknown: !(rest.starts_with("String") || rest.starts_with("Arn")) || !KEYS.contains(&key.as_str()),
                all,
                negated: rest.contains("Not"),
                like: rest.ends_with("Like"),
                ignores_case: rest.ends_with("IgnoreCase"),
                if_exists,
                key,
                values: texts(value),
            });
        }
    }
    conditions
}

impl Statement {
    fn is_about(&self, wish: &Wish<'_>) -> bool {
        let account = wish.principal.split(':').nth(4).unwrap_or_default();
        let root = format!("arn:aws:iam::{account}:root");
        // An account and its root mean everybody of that account.
        let principal = |pattern: &str| matches(pattern, wish.principal) || pattern == account || pattern == root;
        self.principals.hold(principal)
            && self.actions.hold(|pattern| matches(&pattern.to_ascii_lowercase(), &wish.action.to_ascii_lowercase()))
            && self.resources.hold(|pattern| matches(pattern, &wish.resource))
            && self.conditions.iter().all(|condition| match condition.unknown {
                true => !self.allows,
                false => condition.holds(wish, account),
            })
    }
}

impl Patterns {
    fn hold(&self, one: impl Fn(&str) -> bool) -> bool {
        self.patterns.iter().any(|pattern| one(pattern)) != self.except
    }
}

impl Condition {
    fn holds(&self, wish: &Wish<'_>, account: &str) -> bool {
        let found: Option<Vec<String>> = match self.key.as_str() {
            LEADING_KEYS => wish.leading_keys.clone(),
            PRINCIPAL_ARN => Some(vec![wish.principal.to_owned()]),
            // The account: other keys are not looked at.
            _ => Some(vec![account.to_owned()]),
        };
        let Some(found) = found else { return self.all || self.if_exists || self.negated };
        let equal = |value: &String| {
            self.values.iter().any(|wanted| match (self.like, self.ignores_case) {
                (true, _) => matches(wanted, value),
                (false, true) => wanted.eq_ignore_ascii_case(value),
                (false, false) => wanted == value,
            }) != self.negated
        };
        if self.all { found.iter().all(equal) } else { found.iter().any(equal) }
    }
}

/// Whether `text` fits a pattern: `*` is any run of characters, `?` any one. Time is bounded by the product of the lengths.
fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut at, mut here, mut star) = (0, 0, None);
    while here < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, here));
                at += 1;
            }
            Some(byte) if *byte == b'?' || Some(byte) == text.get(here) => {
                at += 1;
                here += 1;
            }
            _ => match star {
                Some((of, from)) => {
                    star = Some((of, from + 1));
                    at = of + 1;
                    here = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern.get(at..).is_some_and(|rest| rest.iter().all(|byte| *byte == b'*'))
}

#[cfg(test)]
mod tests {
    use super::{Policy, PolicyProblem, Verdict, Wish, matches};

    fn verdict(policy: &str, principal: &str, action: &str, keys: Option<&[&str]>) -> Verdict {
        let keys = keys.map(|keys| keys.iter().map(|key| (*key).to_owned()).collect());
        let resource = "arn:aws:dynamodb:us-east-1:123456789012:table/Tab".to_owned();
        Policy::parse(policy).unwrap().verdict(&Wish { principal, action: action.to_owned(), resource, leading_keys: keys })
    }

    #[test]
    fn patterns_have_runs_and_single_characters() {
        for (pattern, text, fits) in [
            ("*", "", true),
            ("a*c", "abbc", true),
            ("a*c", "abcd", false),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("**b*", "aabaa", true),
            ("", "a", false),
        ] {
            assert_eq!(matches(pattern, text), fits, "{pattern} {text}");
        }
    }

    #[test]
    fn a_denial_beats_a_permission() {
        let policy = r#"{"Statement":[
            {"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"dynamodb:*","Resource":"*"},
            {"Effect":"Deny","Principal":"*","Action":["dynamodb:Delete*"],"Resource":"arn:aws:dynamodb:*:*:table/Tab"}]}"#;
        let other = "arn:aws:iam::111122223333:user/ann";
        assert_eq!(verdict(policy, other, "dynamodb:GetItem", None), Verdict::Allowed);
        assert_eq!(verdict(policy, other, "dynamodb:DeleteItem", None), Verdict::Denied);
        assert_eq!(verdict(policy, "arn:aws:iam::444455556666:user/bob", "dynamodb:GetItem", None), Verdict::Silent);
    }

    #[test]
    fn leading_keys_bind_a_statement_to_items() {
        let policy = r#"{"Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"dynamodb:GetItem",
            "Resource":"*","Condition":{"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["user-*"]}}}}"#;
        let other = "arn:aws:iam::111122223333:user/ann";
        assert_eq!(verdict(policy, other, "dynamodb:GetItem", Some(&["user-1", "user-2"])), Verdict::Allowed);
        assert_eq!(verdict(policy, other, "dynamodb:GetItem", Some(&["user-1", "other"])), Verdict::Silent);
    }

    #[test]
    fn a_condition_that_is_not_looked_at_allows_nothing_and_denies_all_the_same() {
        let policy = |effect: &str, condition: &str| {
            format!(
                r#"{{"Statement":{{"Effect":"{effect}","Principal":{{"AWS":"111122223333"}},"Action":"*","Resource":"*","Condition":{condition}}}}}"#
            )
        };
        let other = "arn:aws:iam::111122223333:user/ann";
        for condition in [r#"{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}"#, r#"{"StringEquals":{"dynamodb:Select":"COUNT"}}"#] {
            assert_eq!(verdict(&policy("Allow", condition), other, "dynamodb:GetItem", None), Verdict::Silent);
            assert_eq!(verdict(&policy("Deny", condition), other, "dynamodb:GetItem", None), Verdict::Denied);
        }
        let known = r#"{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:user/ann"}}"#;
        assert_eq!(verdict(&policy("Allow", known), other, "dynamodb:GetItem", None), Verdict::Allowed);
    }

    #[test]
    fn what_is_no_policy_is_told() {
        let problem = |text: &str| Policy::parse(text).unwrap_err();
        assert_eq!(problem(""), PolicyProblem::Json);
        assert_eq!(problem("[]"), PolicyProblem::Json);
        assert_eq!(problem("{}"), PolicyProblem::Syntax);
        assert_eq!(problem("null"), PolicyProblem::Nothing);
        assert_eq!(problem(r#"{"Statement":[]}"#), PolicyProblem::NoStatement);
        assert_eq!(problem(r#"{"Statement":[{}]}"#), PolicyProblem::Missing("Effect"));
        let with = |more: &str| {
            format!(
                r#"{{"Statement":[{{"Sid":"a","Effect":"Allow","Principal":{{"AWS":"123456789012"}},"Action":"dynamodb:GetItem"{more}}}]}}"#
            )
        };
        assert_eq!(problem(&with("")), PolicyProblem::Missing("Resource"));
        assert!(Policy::parse(&with(r#","Resource":"*""#)).is_ok());
        assert_eq!(problem(&with(r#","Resource":"*"},{"Sid":"a""#)), PolicyProblem::SidTwice);
        assert_eq!(
            problem(&with(r#","Resource":"*","Action":"s3:GetObject""#)),
            PolicyProblem::Actions(vec!["s3:GetObject".into()])
        );
        assert_eq!(problem(&with(r#","Resource":"*","Principal":"*""#)), PolicyProblem::Unbounded);
        assert_eq!(problem(&with(r#","Resource":"*","Principal":{"AWS":"nobody"}"#)), PolicyProblem::Principal);
    }
}
