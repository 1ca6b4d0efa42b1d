//! Nesting without end, in every language and in JSON: refused, not followed.

use tests::conformance::Transport;

use crate::languages::{ask_all, read_all};
use crate::wire::Watched;

/// Brackets that have brought parsers down, and far more of them than any bound allows.
const DEPTHS: [usize; 2] = [4_096, 100_000];
/// What opens a level, and what closes it.
const LEVELS: [(&str, &str); 18] = [
    ("(", ")"),
    ("[", "]"),
    ("{", "}"),
    ("{'a':", "}"),
    ("<<", ">>"),
    ("NOT ", ""),
    ("NOT (", ")"),
    ("-", ""),
    ("a.", ""),
    ("a[0]", ""),
    ("size(", ")"),
    ("SET a = (", ")"),
    ("SET a = if_not_exists(a, ", ")"),
    ("a AND ", ""),
    ("a = :a OR ", ""),
    ("SELECT * FROM Tab WHERE (", ")"),
    ("SELECT * FROM Tab WHERE pk = [", "]"),
    ("INSERT INTO Tab VALUE {'a':", "}"),
];

fn texts(depth: usize) -> Vec<String> {
    let nested = |(open, close): &(&str, &str)| {
        // A statement begins once; only what ends its beginning is repeated.
        let (head, level) = match open.rfind(['(', '[', '{']).filter(|_| open.contains(' ')) {
            Some(_) if open.ends_with(':') => open.rsplit_once('{').map_or((*open, *open), |(head, _)| (head, "{'a':")),
            Some(at) => open.split_at(at),
            None => ("", *open),
        };
        let opened = format!("{head}{}", level.repeat(depth));
        [opened.clone(), format!("{opened}a = :a{}", close.repeat(depth))]
    };
    LEVELS.iter().flat_map(nested).collect()
}

#[test]
fn no_language_follows_nesting_without_end() {
    for text in DEPTHS.into_iter().flat_map(texts) {
        read_all(&text);
    }
}

#[test]
fn no_request_follows_nesting_without_end() {
    for text in DEPTHS.into_iter().flat_map(texts) {
        ask_all(&text);
    }
}

#[test]
fn json_is_not_followed_without_end() {
    for depth in DEPTHS {
        for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("{\"L\":[", "]}"), ("{\"M\":{\"a\":", "}}")] {
            let nested = format!("{}{{\"S\":\"a\"}}{}", open.repeat(depth), close.repeat(depth));
            for body in [
                nested.clone(),
                open.repeat(depth),
                format!(r#"{{"TableName":"Tab","Item":{{"pk":{nested}}}}}"#),
                format!(r#"{{"TableName":"Tab","Unknown":{nested}}}"#),
                format!(r#"{{"TableName":"Tab","Item":{{"pk":{}"#, open.repeat(depth)),
            ] {
                Watched::default().send("PutItem", body.as_bytes());
            }
        }
    }
}
