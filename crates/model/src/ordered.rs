//! Ordered maps and sets from a handful of entries.

/// Puts the entries into an ordered map or set one by one.
///
/// `collect()` and `BTreeMap::from` sort first and then build, which pays for thousands of entries; but each pair of types
/// then brings a stable sort of its own, some four kilobytes of wasm. Here nothing is sorted.
pub fn ordered<C: Default + Extend<T>, T>(entries: impl IntoIterator<Item = T>) -> C {
    let mut collection = C::default();
    collection.extend(entries);
    collection
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::ordered;

    #[test]
    fn the_last_entry_of_a_key_wins_as_with_collect() {
        let entries = [(2, "a"), (1, "b"), (2, "c")];
        let map: BTreeMap<i32, &str> = ordered(entries);
        assert_eq!(map, entries.into_iter().collect());
    }
}
