//! JSON inside a longer input: where one document ends, and where it goes wrong.

use api::{Error, Json};

use crate::Place;

/// Where JSON goes wrong: a byte of its text, and what was expected there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct JsonError {
    pub(crate) at: usize,
    pub(crate) expected: &'static str,
}

/// Reads one JSON document.
pub(crate) fn parse(text: &str) -> Result<Json, JsonError> {
    Json::parse(text.as_bytes()).map_err(|error| match error {
        Error::MalformedJson { line, column, expected } => JsonError { at: Place { line, column }.byte(text), expected },
        _ => JsonError { at: 0, expected: "JSON" },
    })
}

/// The byte after the object that begins at byte `from`: its closing brace, or the end of the input if there is none.
pub(crate) fn object_end(input: &str, from: usize) -> usize {
    let mut depth = 0usize;
    let mut in_text = false;
    let mut escaped = false;
    for (at, byte) in input.bytes().enumerate().skip(from) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            _ if in_text => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    input.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_ends_at_its_brace() {
        let input = r#"x {"a":"}\"}","b":[{}]} rest"#;
        assert_eq!(&input[2..object_end(input, 2)], r#"{"a":"}\"}","b":[{}]}"#);
        assert_eq!(object_end("{\"a\":1", 0), 6);
    }

    #[test]
    fn an_error_has_its_byte() {
        assert_eq!(parse("{\"é\":\n 1,}"), Err(JsonError { at: 10, expected: "a member name in double quotes" }));
    }
}
