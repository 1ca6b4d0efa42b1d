//! Chance: a hash of (seed, purpose, counter), so that an extra read or a trace changes nothing that comes later.
//!
//! It is not a random stream and not cryptographic.

/// 64 bits for this purpose and counter.
pub(crate) fn chance(seed: u64, purpose: &str, counter: u64) -> u64 {
    let named = purpose.bytes().fold(mix(seed), |hash, byte| mix(hash ^ u64::from(byte)));
    mix(named ^ mix(counter))
}

/// A version 4 UUID for this purpose and counter.
pub(crate) fn uuid(seed: u64, purpose: &str, counter: u64) -> String {
    let (high, low) = (chance(seed, purpose, counter * 2), chance(seed, purpose, counter * 2 + 1));
    let high = high & 0xffff_ffff_ffff_0fff | 0x4000;
    let low = low & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000;
    let (time_low, time_mid, time_high) = (high >> 32, high >> 16 & 0xffff, high & 0xffff);
    format!("{time_low:08x}-{time_mid:04x}-{time_high:04x}-{:04x}-{:012x}", low >> 48, low & 0xffff_ffff_ffff)
}

/// SplitMix64's step: every bit of the input reaches every bit of the result.
fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::uuid;

    #[test]
    fn uuids_have_the_form_and_differ_by_seed_purpose_and_counter() {
        let drawn: Vec<String> = [(1, "table", 1), (2, "table", 1), (1, "tablf", 1), (1, "table", 2)]
            .map(|(seed, purpose, counter)| uuid(seed, purpose, counter))
            .to_vec();
        assert_eq!(drawn.iter().collect::<BTreeSet<_>>().len(), 4);
        for text in drawn {
            let parts: Vec<usize> = text.split('-').map(str::len).collect();
            assert_eq!(parts, [8, 4, 4, 4, 12], "{text}");
            assert_eq!(&text[14..15], "4");
            assert!("89ab".contains(&text[19..20]));
        }
        assert_eq!(uuid(1, "table", 1), uuid(1, "table", 1));
    }
}
