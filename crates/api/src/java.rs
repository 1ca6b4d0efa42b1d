//! The order in which AWS's messages list names: that of a Java hash set of strings.
//!
//! It is not a hash set: only its iteration order, so that a message is the same here and there (facts 3.1; LAB).

use core::fmt;
use serde::{Deserialize, Serialize};

/// Names in the order of a `HashSet` that grew from its default of 16 buckets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HashSetOrder(Vec<String>);

/// Names in the order of a hash set that was made for their number.
///
/// Our model: the one measured message (`AttributeDefinitions: [sk, a, b], keys used: [a, sk]`) fits it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresizedHashSetOrder(Vec<String>);

impl HashSetOrder {
    /// The order of these names; a repeated one counts once.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let names = distinct(names);
        let mut buckets = 16;
        while names.len() * 4 > buckets * 3 {
            buckets *= 2;
        }
        HashSetOrder(in_buckets(names, buckets))
    }
}

impl PresizedHashSetOrder {
    /// The order of these names; a repeated one counts once.
    pub fn new<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let names = distinct(names);
        let buckets = (names.len() * 4 / 3 + 1).next_power_of_two();
        PresizedHashSetOrder(in_buckets(names, buckets))
    }
}

impl fmt::Display for HashSetOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(", "))
    }
}

impl fmt::Display for PresizedHashSetOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(", "))
    }
}

fn distinct<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut kept: Vec<String> = vec![];
    for name in names {
        if !kept.iter().any(|known| known == name) {
            kept.push(name.to_owned());
        }
    }
    kept
}

/// `buckets` is a power of two. Names of one bucket stay in the order of insertion.
fn in_buckets(mut names: Vec<String>, buckets: usize) -> Vec<String> {
    model::sort_by(&mut names, |left, right| bucket(left, buckets).cmp(&bucket(right, buckets)));
    names
}

/// The bucket of a name among `buckets`, a power of two.
pub(crate) fn bucket(name: &str, buckets: usize) -> usize {
    let hash = name.encode_utf16().fold(0u32, |hash, unit| hash.wrapping_mul(31).wrapping_add(u32::from(unit)));
    (hash ^ (hash >> 16)) as usize & (buckets - 1)
}

/// Buckets of a map that was made for this many entries and holds them: it doubles when more than three quarters are full.
pub(crate) fn map_buckets(entries: usize) -> usize {
    let buckets = entries.next_power_of_two();
    if entries * 4 > buckets * 3 { buckets * 2 } else { buckets }
}

#[cfg(test)]
mod tests {
    use super::{HashSetOrder, PresizedHashSetOrder};

    #[test]
    fn the_measured_message_is_reproduced() {
        assert_eq!(PresizedHashSetOrder::new(["a", "b", "sk"]).to_string(), "sk, a, b");
        assert_eq!(HashSetOrder::new(["sk", "a", "sk"]).to_string(), "a, sk");
    }
}
