//! The patterns that the service model puts on strings. It is no regular expression engine: a pattern is a sequence of
//! character classes, each with a count.

/// A pattern.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pattern {
    /// As the model writes it and as error messages quote it.
    pub(crate) text: &'static str,
    /// Its classes, in order.
    pub(crate) pieces: &'static [Piece],
}

/// Characters of one class.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    /// Ranges of code points, both ends included.
    pub(crate) class: &'static [(u32, u32)],
    /// At least this many.
    pub(crate) min: u32,
    /// At most this many.
    pub(crate) max: u32,
    /// In groups of this many.
    pub(crate) step: u32,
}

impl Pattern {
    /// Whether the whole text matches.
    pub(crate) fn matches(&self, text: &str) -> bool {
        matches(self.pieces, text)
    }
}

/// Takes as many characters as the first piece can and gives them back one group at a time. The recursion is as deep as the
/// pattern has pieces (at most nine).
fn matches(pieces: &[Piece], text: &str) -> bool {
    let Some((piece, rest)) = pieces.split_first() else { return text.is_empty() };
    // Byte positions after each whole group that the piece may end with.
    let mut ends = vec![];
    let mut taken = 0;
    let mut at = 0;
    loop {
        if taken >= piece.min && taken % piece.step == 0 {
            ends.push(at);
        }
        let Some(next) = text.get(at..).and_then(|text| text.chars().next()) else { break };
        if taken == piece.max || !piece.class.iter().any(|(low, high)| (*low..=*high).contains(&u32::from(next))) {
            break;
        }
        taken += 1;
        at += next.len_utf8();
    }
    if rest.is_empty() {
        return ends.last() == Some(&text.len());
    }
    ends.iter().rev().any(|end| text.get(*end..).is_some_and(|text| matches(rest, text)))
}

#[cfg(test)]
mod tests {
    use crate::shape::PATTERNS;

    #[test]
    fn patterns_match_what_they_say() {
        for (pattern, text, expected) in [
            ("[a-zA-Z0-9_.-]+", "a-B_9.", true),
            ("[a-zA-Z0-9_.-]+", "", false),
            ("[a-zA-Z0-9_.-]+", "a b", false),
            ("[0-9]{12}", "123456789012", true),
            ("[0-9]{12}", "1234567890123", false),
            ("([0-9a-f]{16})+", "0123456789abcdef0123456789abcdef", true),
            ("([0-9a-f]{16})+", "0123456789abcdef0", false),
            ("^[a-z0-9A-Z]+[\\.\\-\\w]*[a-z0-9A-Z]+$", "ab", true),
            ("^[a-z0-9A-Z]+[\\.\\-\\w]*[a-z0-9A-Z]+$", "a.b-", false),
            ("[A-Za-z0-9][A-Za-z0-9\\-\\_\\.]{0,126}[A-Za-z0-9]", "a_b", true),
            ("[A-Za-z0-9][A-Za-z0-9\\-\\_\\.]{0,126}[A-Za-z0-9]", "a", false),
            ("^[^\\$]+$", "a$", false),
            ("^[^\\$]+$", "\u{10ffff}", true),
            ("\\p{Print}+", "a\n", false),
            ("[,;:|\\t ]", "\t", true),
            ("[\\x20-\\x21\\x23-\\x2B\\x2D-\\x7E]*", "a,", false),
            ("[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\r\\n\\t]*", "a\u{1f600}\n", true),
            ("[\\u0020-\\uD7FF\\uE000-\\uFFFD\\uD800\\uDC00-\\uDBFF\\uDFFF\\r\\n\\t]*", "\u{0}", false),
            ("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "01234567-89ab-cdef-0123-456789abcdef", true),
        ] {
            let found = PATTERNS.iter().find(|known| known.text == pattern);
            assert_eq!(found.map(|known| known.matches(text)), Some(expected), "{pattern} {text:?}");
        }
    }
}
