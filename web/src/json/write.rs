//! Writing JSON: compact by `Display`, or on lines with an indent of two.

use core::fmt::{self, Write};

use super::Value;

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::new();
        write(self, None, &mut out);
        f.write_str(&out)
    }
}

/// A value on several lines.
pub(crate) fn pretty(value: &Value) -> String {
    let mut out = String::new();
    write(value, Some(0), &mut out);
    out
}

/// `indent` counts the levels around the value; `None` writes it compact.
fn write(value: &Value, indent: Option<usize>, out: &mut String) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(truth) => out.push_str(if *truth { "true" } else { "false" }),
        Value::Number(text) => out.push_str(text),
        Value::String(text) => string(text, out),
        Value::Array(elements) => {
            out.push('[');
            for (place, element) in elements.iter().enumerate() {
                separate(place, indent, out);
                write(element, indent.map(|level| level + 1), out);
            }
            close(elements.is_empty(), indent, ']', out);
        }
        Value::Object(members) => {
            out.push('{');
            for (place, (name, value)) in members.iter().enumerate() {
                separate(place, indent, out);
                string(name, out);
                out.push_str(if indent.is_some() { ": " } else { ":" });
                write(value, indent.map(|level| level + 1), out);
            }
            close(members.is_empty(), indent, '}', out);
        }
    }
}

fn separate(place: usize, indent: Option<usize>, out: &mut String) {
    if place > 0 {
        out.push(',');
    }
    if let Some(level) = indent {
        line(level + 1, out);
    }
}

fn close(is_empty: bool, indent: Option<usize>, bracket: char, out: &mut String) {
    if let Some(level) = indent.filter(|_| !is_empty) {
        line(level, out);
    }
    out.push(bracket);
}

fn line(level: usize, out: &mut String) {
    out.push('\n');
    for _ in 0..level {
        out.push_str("  ");
    }
}

fn string(text: &str, out: &mut String) {
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if control < ' ' => {
                // Writing into a String never fails.
                let _ = write!(out, "\\u{:04x}", u32::from(control));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::pretty;
    use crate::json::parse;

    #[test]
    fn lines_are_indented() {
        let value = parse(r#"{"a":[1,{"b":"x\u0001\t"}],"c":[],"d":{}}"#).unwrap();
        assert_eq!(
            pretty(&value),
            "{\n  \"a\": [\n    1,\n    {\n      \"b\": \"x\\u0001\\t\"\n    }\n  ],\n  \"c\": [],\n  \"d\": {}\n}"
        );
        assert_eq!(parse(&pretty(&value)), Ok(value.clone()));
        assert_eq!(parse(&value.to_string()), Ok(value));
    }
}
