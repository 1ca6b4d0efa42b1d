//! The words and signs an expression is made of.

/// What a token is. Keywords are names here; each grammar knows its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// A letter, then letters, digits and underscores.
    Name,
    /// `#` and at least one letter, digit or underscore.
    NameRef,
    /// `:` and at least one letter, digit or underscore.
    ValueRef,
    /// `0`, or digits that do not begin with 0.
    Digits,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Plus,
    Minus,
    Open,
    Close,
    OpenBracket,
    CloseBracket,
    Dot,
    Comma,
    /// One character that no expression holds.
    Unknown,
    /// The end of the text.
    End,
}

/// A token and where it stands, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// The first token at or after `from`, which must be the start of the text or the end of a token.
pub(crate) fn next_token(text: &str, from: usize) -> Token {
    let bytes = text.as_bytes();
    let blank = bytes.iter().skip(from).take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).count();
    let start = from + blank;
    let rest = bytes.get(start..).unwrap_or_default();
    let word = |skip: usize| rest.iter().skip(skip).take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
    let (kind, length) = match rest {
        [] => (TokenKind::End, 0),
        [b'a'..=b'z' | b'A'..=b'Z', ..] => (TokenKind::Name, word(0)),
        [b'#', ..] if word(1) > 0 => (TokenKind::NameRef, 1 + word(1)),
        [b':', ..] if word(1) > 0 => (TokenKind::ValueRef, 1 + word(1)),
        [b'0', ..] => (TokenKind::Digits, 1),
        [b'1'..=b'9', ..] => (TokenKind::Digits, rest.iter().take_while(|byte| byte.is_ascii_digit()).count()),
        [b'=', ..] => (TokenKind::Equal, 1),
        [b'<', b'>', ..] => (TokenKind::NotEqual, 2),
        [b'<', b'=', ..] => (TokenKind::LessOrEqual, 2),
        [b'<', ..] => (TokenKind::Less, 1),
        [b'>', b'=', ..] => (TokenKind::GreaterOrEqual, 2),
        [b'>', ..] => (TokenKind::Greater, 1),
        [b'+', ..] => (TokenKind::Plus, 1),
        [b'-', ..] => (TokenKind::Minus, 1),
        [b'(', ..] => (TokenKind::Open, 1),
        [b')', ..] => (TokenKind::Close, 1),
        [b'[', ..] => (TokenKind::OpenBracket, 1),
        [b']', ..] => (TokenKind::CloseBracket, 1),
        [b'.', ..] => (TokenKind::Dot, 1),
        [b',', ..] => (TokenKind::Comma, 1),
        // Tokens end between characters, so `start` is the start of one.
        _ => (TokenKind::Unknown, text.get(start..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)),
    };
    Token { kind, start, end: start + length }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(text: &str, expected: Expect) {
        let mut written = Vec::new();
        let mut at = 0;
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
        check(" \t\r\n", expect![""]);
        check("a=b", expect!["Name a, Equal =, Name b"]);
        check("a1_b #0:x", expect!["Name a1_b, NameRef #0, ValueRef :x"]);
        check("<><=>=<>", expect!["NotEqual <>, LessOrEqual <=, GreaterOrEqual >=, NotEqual <>"]);
        check("l[00]", expect!["Name l, OpenBracket [, Digits 0, Digits 0, CloseBracket ]"]);
        check("123a", expect!["Digits 123, Name a"]);
        check("_a", expect!["Unknown _, Name a"]);
        check("# : é!", expect!["Unknown #, Unknown :, Unknown é, Unknown !"]);
        check("a.b,(c)+-", expect!["Name a, Dot ., Name b, Comma ,, Open (, Name c, Close ), Plus +, Minus -"]);
    }
}
