//! Request ids as the service gives them: 52 capital letters and digits.

use std::cell::Cell;
use std::hash::{BuildHasher, RandomState};

/// Characters of an id.
const LENGTH: usize = 52;
const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

thread_local! {
    /// The generator's state: a seed from the standard library's hasher, different in each thread and each run.
    static STATE: Cell<u64> = Cell::new(RandomState::new().hash_one(0u8));
}

/// A new id. Nobody can be harmed by guessing one, so a small generator (splitmix64) will do.
pub(crate) fn request_id() -> [u8; LENGTH] {
    STATE.with(|state| {
        let mut id = [b'A'; LENGTH];
        for chunk in id.chunks_mut(12) {
            let mut bits = next(state);
            for letter in chunk {
                *letter = LETTERS[(bits & 31) as usize];
                bits >>= 5;
            }
        }
        id
    })
}

fn next(state: &Cell<u64>) -> u64 {
    let now = state.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
    state.set(now);
    let mixed = (now ^ now >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ mixed >> 31
}

#[cfg(test)]
mod tests {
    use super::request_id;

    #[test]
    fn ids_have_the_services_form_and_differ() {
        let ids = [request_id(), request_id()];
        assert!(ids.iter().flatten().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()));
        assert_ne!(ids[0], ids[1]);
    }
}
