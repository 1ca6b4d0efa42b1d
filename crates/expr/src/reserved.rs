//! The reserved words, which cannot stand as attribute names in an expression.
//!
//! Follows: developer guide, "Reserved words in DynamoDB".

/// The list as AWS publishes it: one word a line, in order.
const TEXT: &str = include_str!("../data/reserved-words.txt");
const COUNT: usize = 573;
const WORDS: [&str; COUNT] = split(TEXT);
/// Bytes of the longest word, so that a longer name needs no search.
const LONGEST_BYTES: usize = 14;

/// Whether the name is reserved, whatever its case.
pub(crate) fn is_reserved(name: &str) -> bool {
    if name.len() > LONGEST_BYTES {
        return false;
    }
    WORDS.binary_search_by(|word| word.bytes().cmp(name.bytes().map(|byte| byte.to_ascii_uppercase()))).is_ok()
}

/// Cuts the list into its lines when the crate is compiled; a list of another length does not compile.
const fn split(text: &'static str) -> [&'static str; COUNT] {
    let mut words = [""; COUNT];
    let mut rest = text;
    let mut at = 0;
    while !rest.is_empty() {
        let mut end = 0;
        while rest.as_bytes()[end] != b'\n' {
            end += 1;
        }
        let (word, tail) = rest.split_at(end);
        words[at] = word;
        at += 1;
        rest = tail.split_at(1).1;
    }
    assert!(at == COUNT, "the list has another number of words than its bound says");
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_case() {
        for word in ["abort", "ABORT", "Name", "zone", "LOCALTIMESTAMP", "size", "in"] {
            assert!(is_reserved(word), "{word}");
        }
        for word in ["", "a", "nameless", "abor", "pk", "LOCALTIMESTAMPS", "zonez", "größe"] {
            assert!(!is_reserved(word), "{word}");
        }
    }

    #[test]
    fn the_list_is_in_order_and_none_is_longer_than_the_bound() {
        assert!(WORDS.is_sorted());
        assert_eq!(WORDS.iter().map(|word| word.len()).max(), Some(LONGEST_BYTES));
    }
}
