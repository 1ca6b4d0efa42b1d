//! Client request tokens: a transaction that is sent again with its token is answered, not carried out again.
//!
//! A token is remembered for ten minutes of engine time, for its account and region, once its transaction was carried out.
//!
//! Follows: API Reference, "TransactWriteItems" (`ClientRequestToken`).

use std::collections::{BTreeMap, VecDeque};

use model::limits::TRANSACTION_TOKEN_MS;
use model::{EpochMillis, KeyHash};

use crate::TableId;

/// Account, region, token.
pub(crate) type TokenKey = (String, String, String);

/// What is kept of a transaction.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Remembered {
    /// Hash of the request's bytes: the same token with another request is refused.
    pub(crate) fingerprint: KeyHash,
    /// The newest change when the transaction was carried out: its repeat depends on it.
    pub(crate) sequence: u64,
    /// What a repeat is charged for: table, its name as sent, place, bytes of the item.
    pub(crate) charges: Vec<(TableId, String, KeyHash, u32)>,
    time: EpochMillis,
}

impl Remembered {
    /// A transaction that is about to be carried out.
    pub(crate) fn new(fingerprint: KeyHash, charges: Vec<(TableId, String, KeyHash, u32)>) -> Self {
        Remembered { fingerprint, sequence: 0, charges, time: EpochMillis(0) }
    }
}

/// All tokens that are remembered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tokens {
    known: BTreeMap<TokenKey, Remembered>,
    /// In order of time.
    ages: VecDeque<(EpochMillis, TokenKey)>,
}

impl Tokens {
    /// What is remembered of this token.
    pub(crate) fn get(&mut self, key: &TokenKey, now: EpochMillis) -> Option<&Remembered> {
        self.forget_old(now);
        self.known.get(key)
    }

    /// Remembers a transaction that was carried out.
    pub(crate) fn insert(&mut self, key: TokenKey, transaction: Remembered, sequence: u64, now: EpochMillis) {
        self.ages.push_back((now, key.clone()));
        self.known.insert(key, Remembered { sequence, time: now, ..transaction });
    }

    /// Forgets transactions that were rolled back: those that are not older than this change.
    pub(crate) fn forget_from(&mut self, sequence: u64) {
        self.known.retain(|_, transaction| transaction.sequence < sequence);
        self.ages.retain(|(_, key)| self.known.contains_key(key));
    }

    fn forget_old(&mut self, now: EpochMillis) {
        while let Some((time, _)) = self.ages.front() {
            if now.0.saturating_sub(time.0) < TRANSACTION_TOKEN_MS {
                return;
            }
            if let Some((time, key)) = self.ages.pop_front() {
                // A token that was used again since is younger than this entry.
                if self.known.get(&key).is_some_and(|transaction| transaction.time == time) {
                    self.known.remove(&key);
                }
            }
        }
    }
}
