//! The keys that took most units.

use std::collections::BTreeMap;

use model::{HalfUnits, KeyHash};
use report::HotKey;

use super::nearest;

/// Keys told (our bound).
const TOLD: usize = 10;
/// Keys counted at a time (our bound): with one more, the coldest half is forgotten.
const COUNTED: usize = 1_024;

/// Units that keys were asked for, in millionths of a half unit. Bounded: a key that comes late and slowly may be missed.
#[derive(Debug, Default)]
pub(in crate::simulate) struct HotKeys {
    keys: BTreeMap<KeyHash, (String, u64)>,
    all: u64,
}

impl HotKeys {
    pub(super) fn new() -> Self {
        HotKeys::default()
    }

    /// Units asked of any key.
    pub(in crate::simulate) fn add_all(&mut self, millionths: u64) {
        self.all = self.all.saturating_add(millionths);
    }

    /// Of them, units asked of this key.
    pub(in crate::simulate) fn add(&mut self, hash: KeyHash, key: &str, millionths: u64) {
        if let Some((_, units)) = self.keys.get_mut(&hash) {
            *units = units.saturating_add(millionths);
            return;
        }
        self.keys.insert(hash, (key.to_owned(), millionths));
        if self.keys.len() > COUNTED {
            let mut units: Vec<u64> = self.keys.values().map(|(_, units)| *units).collect();
            model::sort_by(&mut units, u64::cmp);
            let median = units[units.len() / 2];
            self.keys.retain(|_, (_, units)| *units > median);
        }
    }

    /// The hottest first.
    pub(super) fn finish(self) -> Vec<HotKey> {
        let mut keys: Vec<(KeyHash, (String, u64))> = self.keys.into_iter().collect();
        model::sort_by(&mut keys, |a, b| b.1.1.cmp(&a.1.1).then_with(|| a.0.cmp(&b.0)));
        keys.truncate(TOLD);
        let share = |units: u64| (u128::from(units) * 1_000 / u128::from(self.all.max(1))) as u32;
        keys.into_iter()
            .map(|(hash, (key, units))| HotKey { key, hash, units: HalfUnits(nearest(units)), share_thousandths: share(units) })
            .collect()
    }
}
