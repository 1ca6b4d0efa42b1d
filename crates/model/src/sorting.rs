//! One sort for all types.

use std::cmp::Ordering;

/// Sorts as `[T]::sort_by` does, which is stable.
///
/// Each type that is sorted by the standard library brings a sort of its own, some four kilobytes of wasm. Here places are
/// sorted, by one sort for all types, and then the items are put there: a pass more than the standard library's.
pub fn sort_by<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let mut places: Vec<usize> = (0..items.len()).collect();
    sort_places(&mut places, &|left, right| compare(&items[left], &items[right]));
    let mut taken: Vec<Option<T>> = core::mem::take(items).into_iter().map(Some).collect();
    items.extend(places.into_iter().filter_map(|place| taken[place].take()));
}

fn sort_places(places: &mut [usize], compare: &dyn Fn(usize, usize) -> Ordering) {
    places.sort_by(|left, right| compare(*left, *right));
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::{any, prop_assert_eq, proptest};

    use super::sort_by;

    proptest! {
        #[test]
        fn it_sorts_as_the_standard_library_does(items in vec((0u8..9, any::<u16>()), 0..40)) {
            let (mut ours, mut theirs) = (items.clone(), items);
            sort_by(&mut ours, |left, right| left.0.cmp(&right.0));
            theirs.sort_by_key(|item| item.0);
            prop_assert_eq!(ours, theirs);
        }
    }
}
