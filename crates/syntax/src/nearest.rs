//! The name that was probably meant.

/// The candidate nearest to `given` by single-character edits, if it is near enough to be worth suggesting.
///
/// Near enough: at most two edits, or a third of a longer name; case does not count.
pub fn nearest<'a>(given: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let given: Vec<char> = given.chars().take(LENGTH_MAX + 1).flat_map(char::to_lowercase).collect();
    if given.len() > LENGTH_MAX {
        return None;
    }
    let allowed = (given.len() / 3).max(2);
    candidates
        .into_iter()
        .map(|candidate| (distance(&given, candidate), candidate))
        .filter(|(edits, candidate)| *edits <= allowed && *edits < candidate.chars().count())
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, candidate)| candidate)
}

/// Longest name for which a suggestion is looked for, in characters (our bound: the longest table name).
const LENGTH_MAX: usize = 255;

/// Insertions, deletions, replacements and swaps of neighbours that turn one into the other.
fn distance(given: &[char], candidate: &str) -> usize {
    let candidate: Vec<char> = candidate.chars().take(LENGTH_MAX).flat_map(char::to_lowercase).collect();
    let mut before_last: Vec<usize> = vec![];
    let mut last: Vec<usize> = (0..=candidate.len()).collect();
    for (row, from) in given.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, to) in candidate.iter().enumerate() {
            let replaced = last[column] + usize::from(from != to);
            let mut best = replaced.min(last[column + 1] + 1).min(current[column] + 1);
            let swapped = row > 0 && column > 0 && *from == candidate[column - 1] && given[row - 1] == *to;
            if swapped {
                best = best.min(before_last[column - 1] + 1);
            }
            current.push(best);
        }
        before_last = last;
        last = current;
    }
    last.last().copied().unwrap_or(given.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_suggested_and_far_ones_are_not() {
        let names = ["table-name", "key-schema", "attribute-definitions"];
        for (given, expected) in [
            ("tabel-name", Some("table-name")),
            ("table-nam", Some("table-name")),
            ("TABLE-NAME", Some("table-name")),
            ("atribute-definition", Some("attribute-definitions")),
            ("region", None),
            ("", None),
        ] {
            assert_eq!(nearest(given, names), expected, "{given}");
        }
    }
}
