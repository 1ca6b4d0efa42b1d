//! Places: the points that partitions are cut at.
//!
//! A place is a hash of the space and a beginning of the sort key behind it, so that an item collection can be cut by sort
//! key. Our model: of the encoded sort key the first 16 bytes count; what agrees in them is never cut apart. A table or index
//! without a sort key has one place for each partition key value, whose `sort` is 0.
//!
//! Follows: developer guide, "Partitions and data distribution" (items of one partition key value lie side by side, ordered by
//! sort key, and may take more than one partition where the table has no local secondary index).

use model::KeyHash;

/// A point of a key space. Places have the order of the items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[repr(Rust, packed(8))]
pub struct Place {
    /// Hash of the partition key.
    pub hash: KeyHash,
    /// The first 16 bytes of the encoded sort key, the first of them highest, filled up with zeros.
    pub sort: u128,
}

impl Place {
    /// The first of all.
    pub const FIRST: Place = Place { hash: KeyHash(0), sort: 0 };
    /// The last of all.
    pub const LAST: Place = Place { hash: KeyHash(u128::MAX), sort: u128::MAX };

    /// Where the item collection of this hash begins.
    pub const fn of(hash: KeyHash) -> Self {
        Place { hash, sort: 0 }
    }

    /// The place right before; the first has none and gives itself.
    pub fn before(self) -> Self {
        match (self.sort.checked_sub(1), self.hash.0.checked_sub(1)) {
            (Some(sort), _) => Place { sort, ..self },
            (None, Some(hash)) => Place { hash: KeyHash(hash), sort: u128::MAX },
            (None, None) => self,
        }
    }

    /// The place right behind; the last has none.
    pub fn after(self) -> Option<Self> {
        match self.sort.checked_add(1) {
            Some(sort) => Some(Place { sort, ..self }),
            None => self.next_collection(),
        }
    }

    /// Where the next item collection begins, if there is one.
    pub fn next_collection(self) -> Option<Self> {
        Some(Place::of(KeyHash(self.hash.0.checked_add(1)?)))
    }

    /// The first place of the upper half of the range from here to `last`: between two hashes while the range has several,
    /// else between two sort keys. `None` for a range of one place, or none.
    pub fn middle(self, last: Place) -> Option<Place> {
        let hashes = last.hash.0.checked_sub(self.hash.0)?;
        if hashes > 0 {
            return Some(Place::of(KeyHash(self.hash.0 + hashes / 2 + 1)));
        }
        let sorts = last.sort.checked_sub(self.sort)?;
        (sorts > 0).then(|| Place { sort: self.sort + sorts / 2 + 1, ..self })
    }
}

impl From<KeyHash> for Place {
    fn from(hash: KeyHash) -> Self {
        Place::of(hash)
    }
}

#[cfg(test)]
mod tests {
    use model::KeyHash;
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    use super::Place;

    #[test]
    fn the_ends_have_no_neighbours_beyond() {
        assert_eq!((Place::FIRST.before(), Place::LAST.after()), (Place::FIRST, None));
        let last_of_one = Place { hash: KeyHash(1), sort: u128::MAX };
        assert_eq!(last_of_one.after(), Some(Place::of(KeyHash(2))));
        assert_eq!(Place::of(KeyHash(2)).before(), last_of_one);
        assert_eq!(Place::FIRST.middle(Place::LAST), Some(Place::of(KeyHash(1 << 127))));
        let item = Place { hash: KeyHash(7), sort: 9 };
        assert_eq!(item.middle(item), None);
        assert_eq!(Place::of(KeyHash(7)).middle(item), Some(Place { hash: KeyHash(7), sort: 5 }));
    }

    proptest! {
        #[test]
        fn a_middle_leaves_something_on_both_sides(one in any::<(u128, u128)>(), other in any::<(u128, u128)>()) {
            let place = |(hash, sort): (u128, u128)| Place { hash: KeyHash(hash), sort };
            let (first, last) = (place(one.min(other)), place(one.max(other)));
            if let Some(middle) = first.middle(last) {
                prop_assert!(first < middle && middle <= last);
                prop_assert_eq!(middle.before().after(), Some(middle));
            } else {
                prop_assert_eq!(first, last);
            }
        }
    }
}
