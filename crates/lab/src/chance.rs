//! Chance that can be replayed: a hash of a seed, a purpose and a counter.
//!
//! Not a shared stream: drawing once more for one purpose changes nothing for the others.

/// Draws for one seed.
#[derive(Clone, Copy, Debug)]
pub struct Chance {
    seed: u64,
}

impl Chance {
    /// Draws of this seed.
    pub const fn new(seed: u64) -> Self {
        Chance { seed }
    }

    /// The number for this purpose and counter: evenly spread over 64 bits.
    pub fn draw(self, purpose: &str, counter: u64) -> u64 {
        // FNV-1a of the purpose, then twice the finaliser of SplitMix64.
        let named = purpose
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
        mix(mix(self.seed ^ named).wrapping_add(counter.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }

    /// A number below `bound`; 0 if `bound` is 0.
    pub fn below(self, purpose: &str, counter: u64, bound: u64) -> u64 {
        ((u128::from(self.draw(purpose, counter)) * u128::from(bound)) >> 64) as u64
    }

    /// True in `percent` of a hundred cases.
    pub fn percent(self, purpose: &str, counter: u64, percent: u64) -> bool {
        self.below(purpose, counter, 100) < percent
    }

    /// One of the choices; `None` if there are none.
    pub fn pick<'a, T>(self, purpose: &str, counter: u64, choices: &'a [T]) -> Option<&'a T> {
        choices.get(self.below(purpose, counter, choices.len() as u64) as usize)
    }
}

const fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draw_depends_on_seed_purpose_and_counter_alone() {
        let chance = Chance::new(7);
        assert_eq!(chance.draw("name", 3), Chance::new(7).draw("name", 3));
        assert_ne!(chance.draw("name", 3), chance.draw("name", 4));
        assert_ne!(chance.draw("name", 3), chance.draw("city", 3));
        assert_ne!(chance.draw("name", 3), Chance::new(8).draw("name", 3));
        assert_eq!(chance.below("name", 3, 0), 0);
    }

    #[test]
    fn draws_are_even() {
        let mut counts = [0u32; 8];
        for counter in 0..8_000 {
            counts[Chance::new(1).below("even", counter, 8) as usize] += 1;
        }
        assert!(counts.iter().all(|count| (900..1_100).contains(count)), "{counts:?}");
    }
}
