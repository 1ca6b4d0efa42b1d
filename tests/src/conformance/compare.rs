//! What differs between two JSON documents.
//!
//! Numbers are compared by their text, so `1` is not `1.0`; members may stand in any order. The members of a set (`SS`, `NS`,
//! `BS`) have no order. In what is expected, `"…"` stands for any value (a name behind it keeps the value), and a list that begins with `"in any order"` for a
//! list of the others in any order.

use api::Json;

use super::names::is_anything;

const IN_ANY_ORDER: &str = "in any order";

/// The first difference, told with its place; none if `actual` is as expected. With `at_least`, objects may have more members.
pub fn difference(expected: &Json, actual: &Json, at_least: bool) -> Option<String> {
    Comparison { at_least }.values("", expected, actual)
}

struct Comparison {
    at_least: bool,
}

impl Comparison {
    fn values(&self, place: &str, expected: &Json, actual: &Json) -> Option<String> {
        match (expected, actual) {
            (Json::Text(text), _) if is_anything(text) => None,
            (Json::Object(expected), Json::Object(actual)) => self.objects(place, expected, actual),
            (Json::Array(expected), Json::Array(actual)) => self.arrays(place, expected, actual),
            _ if expected == actual => None,
            _ => Some(format!("{}: expected {expected}, got {actual}", name(place))),
        }
    }

    fn objects(&self, place: &str, expected: &[(String, Json)], actual: &[(String, Json)]) -> Option<String> {
        for (key, value) in expected {
            let place = format!("{place}.{key}");
            let Some((_, found)) = actual.iter().find(|(name, _)| name == key) else {
                return Some(format!("{}: expected {value}, got nothing", name(&place)));
            };
            let difference = match (key.as_str(), value, found) {
                ("SS" | "NS" | "BS", Json::Array(expected), Json::Array(actual)) => self.unordered(&place, expected, actual),
                _ => self.values(&place, value, found),
            };
            if difference.is_some() {
                return difference;
            }
        }
        let extra = actual.iter().find(|(key, _)| !expected.iter().any(|(name, _)| name == key));
        let (key, value) = extra.filter(|_| !self.at_least)?;
        Some(format!("{}: expected nothing, got {value}", name(&format!("{place}.{key}"))))
    }

    fn arrays(&self, place: &str, expected: &[Json], actual: &[Json]) -> Option<String> {
        if let Some((Json::Text(first), others)) = expected.split_first()
            && first == IN_ANY_ORDER
        {
            return self.unordered(place, others, actual);
        }
        if expected.len() != actual.len() {
            return Some(format!("{}: expected {} elements, got {}", name(place), expected.len(), actual.len()));
        }
        let mut pairs = expected.iter().zip(actual).enumerate();
        pairs.find_map(|(at, (expected, actual))| self.values(&format!("{place}[{at}]"), expected, actual))
    }

    fn unordered(&self, place: &str, expected: &[Json], actual: &[Json]) -> Option<String> {
        let mut left: Vec<&Json> = actual.iter().collect();
        for value in expected {
            let Some(at) = left.iter().position(|found| self.values(place, value, found).is_none()) else {
                return Some(format!("{}: expected {value} among {}", name(place), Json::Array(actual.to_vec())));
            };
            left.remove(at);
        }
        left.first().map(|extra| format!("{}: did not expect {extra}", name(place)))
    }
}

fn name(place: &str) -> &str {
    if place.is_empty() { "the body" } else { place.trim_start_matches('.') }
}

#[cfg(test)]
mod tests {
    use api::Json;
    use expect_test::{Expect, expect};

    use super::difference;

    fn check(expected: &str, actual: &str, told: Expect) {
        let parse = |text: &str| Json::parse(text.as_bytes()).unwrap();
        told.assert_eq(&difference(&parse(expected), &parse(actual), false).unwrap_or_default());
    }

    #[test]
    fn a_difference_is_told_with_its_place() {
        check(r#"{"a":1,"b":[2]}"#, r#"{"b":[2],"a":1}"#, expect![""]);
        check(r#"{"a":{"b":[1,2]}}"#, r#"{"a":{"b":[1,3]}}"#, expect!["a.b[1]: expected 2, got 3"]);
        check(r#"{"Units":1}"#, r#"{"Units":1.0}"#, expect!["Units: expected 1, got 1.0"]);
        check("{}", r#"{"a":1}"#, expect!["a: expected nothing, got 1"]);
        check(r#"{"a":1}"#, "{}", expect!["a: expected 1, got nothing"]);
        check("[1]", "[]", expect!["the body: expected 1 elements, got 0"]);
        check(r#"{"a":"…"}"#, r#"{"a":[1]}"#, expect![""]);
    }

    #[test]
    fn sets_have_no_order_and_lists_do() {
        check(r#"{"SS":["a","b"]}"#, r#"{"SS":["b","a"]}"#, expect![""]);
        check(r#"{"SS":["a","b"]}"#, r#"{"SS":["b"]}"#, expect![[r#"SS: expected "a" among ["b"]"#]]);
        check(r#"{"L":["a","b"]}"#, r#"{"L":["b","a"]}"#, expect![[r#"L[0]: expected "a", got "b""#]]);
        check(r#"["in any order",1,2]"#, "[2,1]", expect![""]);
        check(r#"["in any order",1,2]"#, "[2,1,3]", expect!["the body: did not expect 3"]);
    }

    #[test]
    fn at_least_lets_objects_have_more_members() {
        let parse = |text: &str| Json::parse(text.as_bytes()).unwrap();
        assert_eq!(difference(&parse(r#"{"a":{}}"#), &parse(r#"{"a":{"b":1},"c":2}"#), true), None);
    }
}
