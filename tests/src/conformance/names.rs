//! Values that a reply gives and later steps of its case use: ARNs, tokens, iterators.
//!
//! `"…arn"` in what is expected is any value, and names it; from then on `…arn` stands for that value in requests and
//! expectations. A case needs it where the service chooses a text.

use api::Json;

/// What begins a name.
const MARK: char = '…';

/// Named values, those with longer names first.
#[derive(Debug, Default)]
pub(super) struct Names(Vec<(String, String)>);

impl Names {
    /// The text with all known names replaced.
    pub(super) fn write_out(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
    }

    /// The document with all known names replaced.
    pub(super) fn write_out_json(&self, json: &Json) -> Json {
        match json {
            Json::Text(text) => Json::Text(self.write_out(text)),
            Json::Array(values) => Json::Array(values.iter().map(|value| self.write_out_json(value)).collect()),
            Json::Object(members) => {
                let member = |(key, value): &(String, Json)| (self.write_out(key), self.write_out_json(value));
                Json::Object(members.iter().map(member).collect())
            }
            other => other.clone(),
        }
    }

    /// Keeps the values that a reply, which is as expected, has where names stand.
    pub(super) fn learn(&mut self, expected: &Json, actual: &Json) {
        match (expected, actual) {
            (Json::Text(name), Json::Text(value)) if is_name(name) => {
                self.0.push((name.clone(), value.clone()));
                self.0.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
            }
            (Json::Object(expected), _) => {
                expected.iter().filter_map(|(key, value)| Some((value, actual.get(key)?))).for_each(|(value, found)| {
                    self.learn(value, found);
                });
            }
            (Json::Array(expected), Json::Array(actual)) => {
                expected.iter().zip(actual).for_each(|(expected, actual)| self.learn(expected, actual));
            }
            _ => {}
        }
    }
}

/// Whether an expected text stands for any value: the mark alone or with a name behind it.
pub(super) fn is_anything(text: &str) -> bool {
    text.strip_prefix(MARK).is_some_and(|name| name.chars().all(|char| char.is_ascii_lowercase()))
}

fn is_name(text: &str) -> bool {
    is_anything(text) && text.chars().count() > 1
}

#[cfg(test)]
mod tests {
    use api::Json;

    use super::Names;

    #[test]
    fn a_name_stands_for_what_it_met() {
        let parse = |text: &str| Json::parse(text.as_bytes()).unwrap();
        let mut names = Names::default();
        names.learn(&parse(r#"{"A":["…","…a",{"B":"…arn"}],"N":"…n"}"#), &parse(r#"{"A":["x","1",{"B":"2"}],"N":3}"#));
        assert_eq!(names.write_out("… …arn …a …n"), "… 2 1 …n");
        assert_eq!(names.write_out_json(&parse(r#"{"K":["x…arn",1]}"#)), parse(r#"{"K":["x2",1]}"#));
    }
}
