//! The words and signs that a statement is made of.

use super::keywords::keyword;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A bare word that is no keyword: a letter, `_` or `$`, then also digits.
    Name,
    /// `"a name"`; two quotes stand for one.
    QuotedName,
    /// A keyword, in small letters.
    Keyword(&'static str),
    /// `'a text'`; two quotes stand for one.
    Text,
    /// `1`, `1.5`, `.5`, `1e-3`, without its sign.
    Number,
    /// `?`
    Parameter,
    Star,
    Comma,
    Dot,
    Colon,
    Semicolon,
    Open,
    Close,
    OpenBracket,
    CloseBracket,
    OpenBrace,
    CloseBrace,
    /// `<<`
    OpenBag,
    /// `>>`
    CloseBag,
    /// An operator that is no word: `=`, `<>`, `<`, `<=`, `>`, `>=`, `+`, `-`, `/`, `%`, `||`.
    Operator(&'static str),
    /// What no statement holds, or a quote that does not end.
    Broken,
    End,
}

/// A token and where it stands, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Signs, the longer ones first.
const SIGNS: [(&str, TokenKind); 25] = [
    ("<<", TokenKind::OpenBag),
    (">>", TokenKind::CloseBag),
    ("<>", TokenKind::Operator("<>")),
    ("!=", TokenKind::Operator("<>")),
    ("<=", TokenKind::Operator("<=")),
    (">=", TokenKind::Operator(">=")),
    ("||", TokenKind::Operator("||")),
    ("<", TokenKind::Operator("<")),
    (">", TokenKind::Operator(">")),
    ("=", TokenKind::Operator("=")),
    ("+", TokenKind::Operator("+")),
    ("-", TokenKind::Operator("-")),
    ("/", TokenKind::Operator("/")),
    ("%", TokenKind::Operator("%")),
    ("?", TokenKind::Parameter),
    ("*", TokenKind::Star),
    (",", TokenKind::Comma),
    (".", TokenKind::Dot),
    (":", TokenKind::Colon),
    (";", TokenKind::Semicolon),
    ("(", TokenKind::Open),
    (")", TokenKind::Close),
    ("[", TokenKind::OpenBracket),
    ("]", TokenKind::CloseBracket),
    ("{", TokenKind::OpenBrace),
];

/// The first token at or after `from`, which must be the start of the text or the end of a token.
pub(super) fn next_token(text: &str, from: usize) -> Token {
    let (start, closed) = skip_blanks(text, from);
    let rest = text.get(start..).unwrap_or_default();
    let (kind, length) = match rest.as_bytes() {
        _ if !closed => (TokenKind::Broken, rest.len()),
        [] => (TokenKind::End, 0),
        [b'\'', ..] => quoted(rest, '\'', TokenKind::Text),
        [b'"', ..] => quoted(rest, '"', TokenKind::QuotedName),
        [b'}', ..] => (TokenKind::CloseBrace, 1),
        [b'0'..=b'9', ..] | [b'.', b'0'..=b'9', ..] => (TokenKind::Number, number(rest)),
        [b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'$', ..] => {
            let length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$')).count();
            (keyword(rest.get(..length).unwrap_or_default()).map_or(TokenKind::Name, TokenKind::Keyword), length)
        }
        _ => match SIGNS.iter().find(|(sign, _)| rest.starts_with(sign)) {
            Some((sign, kind)) => (*kind, sign.len()),
            None => (TokenKind::Broken, rest.chars().next().map_or(1, char::len_utf8)),
        },
    };
    Token { kind, start, end: start + length }
}

/// Steps over blanks and comments; the flag is false where a comment does not end.
fn skip_blanks(text: &str, from: usize) -> (usize, bool) {
    let mut at = from;
    loop {
        let rest = text.get(at..).unwrap_or_default();
        let blank = rest.len() - rest.trim_start().len();
        at += blank;
        let rest = rest.get(blank..).unwrap_or_default();
        if rest.starts_with("--") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if rest.starts_with("/*") {
            match rest.find("*/") {
                Some(end) => at += end + 2,
                None => return (at, false),
            }
        } else {
            return (at, true);
        }
    }
}

/// The length of a quoted token; without its last quote it is broken.
fn quoted(rest: &str, quote: char, kind: TokenKind) -> (TokenKind, usize) {
    let mut at = 1;
    while let Some(next) = rest.get(at..).and_then(|rest| rest.find(quote)) {
        at += next + 1;
        if !rest.get(at..).unwrap_or_default().starts_with(quote) {
            return (kind, at);
        }
        at += 1;
    }
    (TokenKind::Broken, rest.len())
}

fn number(rest: &str) -> usize {
    let digits = |from: usize| rest.bytes().skip(from).take_while(u8::is_ascii_digit).count();
    let byte = |at: usize| rest.as_bytes().get(at).copied();
    let mut length = digits(0);
    if byte(length) == Some(b'.') {
        length += 1 + digits(length + 1);
    }
    if matches!(byte(length), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(byte(length + 1), Some(b'+' | b'-')));
        let exponent = digits(length + 1 + sign);
        if exponent > 0 {
            length += 1 + sign + exponent;
        }
    }
    length
}

/// The content of a quoted token, doubled quotes made single.
pub(super) fn unquoted(written: &str) -> String {
    let (quote, doubled) = if written.starts_with('"') { ("\"", "\"\"") } else { ("'", "''") };
    let inner = written.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)).unwrap_or_default();
    inner.replace(doubled, quote)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(text: &str, expected: Expect) {
        let (mut written, mut at) = (Vec::new(), 0);
        loop {
            let token = next_token(text, at);
            if token.kind == TokenKind::End {
                break;
            }
            written.push(format!("{:?} {}", token.kind, &text[token.start..token.end]));
            at = token.end;
        }
        expected.assert_eq(&written.join(", "));
    }

    #[test]
    fn texts_fall_into_tokens() {
        check("", expect![""]);
        check("Select a_1$ \"a-b\"", expect![[r#"Keyword("select") Select, Name a_1$, QuotedName "a-b""#]]);
        check("'it''s' \"x\"\"y\"", expect![[r#"Text 'it''s', QuotedName "x""y""#]]);
        check("<<1,2.5>>", expect!["OpenBag <<, Number 1, Comma ,, Number 2.5, CloseBag >>"]);
        check(
            "1e5 1.e .5 1e+ 7",
            expect![[r#"Number 1e5, Number 1., Name e, Number .5, Number 1, Name e, Operator("+") +, Number 7"#]],
        );
        check(
            "a<>b!=c<=d||e",
            expect![[
                r#"Name a, Operator("<>") <>, Name b, Operator("<>") !=, Name c, Operator("<=") <=, Name d, Operator("||") ||, Name e"#
            ]],
        );
        check("a -- the rest\n /* of */ ?", expect!["Name a, Parameter ?"]);
        check("'no end", expect!["Broken 'no end"]);
        check("a /* no end", expect!["Name a, Broken /* no end"]);
        check(
            "{}[]();:é@",
            expect![
                "OpenBrace {, CloseBrace }, OpenBracket [, CloseBracket ], Open (, Close ), Semicolon ;, Colon :, Broken é, Broken @"
            ],
        );
    }

    #[test]
    fn quotes_are_taken_off() {
        for (written, content) in [("'a'", "a"), ("''", ""), ("'it''s'", "it's"), ("''''", "'"), ("\"a\"\"b\"", "a\"b")] {
            assert_eq!(unquoted(written), content);
        }
    }
}
