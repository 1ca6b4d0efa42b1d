//! Where a partition key lies in the hash space.

use md5::{Digest, Md5};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A point of the hash space, from 0 to 2^128 - 1.
///
/// Our model: MD5 of the encoded partition key. AWS only says "an internal hash function".
///
/// Packed, as is `capacity::Place`: with the alignment of a `u128`, wasm's allocator looks for room by a slow way (see
/// `number::Coefficient`), at each request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(Rust, packed(8))]
pub struct KeyHash(pub u128);

impl Serialize for KeyHash {
    /// For people as 32 hexadecimal digits: readers of JSON take large numbers for floats. In bytes as a number.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(&format_args!("{:032x}", { self.0 }))
        } else {
            { self.0 }.serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for KeyHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            u128::from_str_radix(&text, 16).map(KeyHash).map_err(D::Error::custom)
        } else {
            u128::deserialize(deserializer).map(KeyHash)
        }
    }
}

impl KeyHash {
    /// The hash of an encoded partition key (see [`crate::KeySchema`]).
    pub fn of(encoded_partition_key: &[u8]) -> Self {
        KeyHash(u128::from_be_bytes(Md5::digest(encoded_partition_key).into()))
    }

    /// The point in millionths of the whole space, for drawing.
    pub fn millionths(self) -> u32 {
        // The top 64 bits are more than a screen can show.
        (((self.0 >> 64) * 1_000_000) >> 64) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_md5() {
        assert_eq!({ KeyHash::of(b"").0 }, 0xd41d_8cd9_8f00_b204_e980_0998_ecf8_427e);
        assert_eq!(KeyHash(0).millionths(), 0);
        assert_eq!(KeyHash(1 << 127).millionths(), 500_000);
        assert_eq!(KeyHash(u128::MAX).millionths(), 999_999);
    }
}
