//! Client request tokens: a transaction that is sent again with its token is answered, not carried out again.
//!
//! A token is remembered for ten minutes of engine time, for its account and region, once its transaction was carried out.
//!
//! Follows: API Reference, "TransactWriteItems" (`ClientRequestToken`).

use std::collections::{BTreeMap, VecDeque};

use model::limits::TRANSACTION_TOKEN_MS;
use model::{EpochMillis, KeyHash};

use crate::TableId;

/// Tokens remembered at most (our bound; beyond it the oldest are forgotten before their time).
const TOKENS_MAX: usize = 20_000;

/// Account, region, operation, token: the same token in another operation is another one.
pub(crate) type TokenKey = (String, String, &'static str, String);

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
            if self.ages.len() <= TOKENS_MAX && now.0.saturating_sub(time.0) < TRANSACTION_TOKEN_MS {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn key(token: &str) -> TokenKey {
        ("account".to_owned(), "region".to_owned(), "TransactWriteItems", token.to_owned())
    }

    fn transaction(fingerprint: u128) -> Remembered {
        Remembered::new(KeyHash(fingerprint), vec![])
    }

    #[test]
    fn a_token_is_remembered_for_ten_minutes_since_its_last_use() {
        let mut tokens = Tokens::default();
        tokens.insert(key("a"), transaction(1), 5, EpochMillis(0));
        assert_eq!(tokens.get(&key("a"), EpochMillis(599_999)).map(|known| known.sequence), Some(5));
        assert_eq!(tokens.get(&key("b"), EpochMillis(599_999)), None);
        assert_eq!(tokens.get(&key("a"), EpochMillis(600_000)), None);
        tokens.insert(key("a"), transaction(2), 6, EpochMillis(600_000));
        tokens.insert(key("a"), transaction(3), 7, EpochMillis(700_000));
        assert_eq!(tokens.get(&key("a"), EpochMillis(1_250_000)).map(|known| known.sequence), Some(7));
    }

    #[test]
    fn what_was_rolled_back_may_be_sent_again() {
        let mut tokens = Tokens::default();
        tokens.insert(key("a"), transaction(1), 5, EpochMillis(0));
        tokens.insert(key("b"), transaction(2), 6, EpochMillis(0));
        tokens.forget_from(6);
        assert!(tokens.get(&key("a"), EpochMillis(1)).is_some());
        assert!(tokens.get(&key("b"), EpochMillis(1)).is_none());
    }

    #[test]
    fn tokens_are_bounded() {
        let mut tokens = Tokens::default();
        for number in 0..TOKENS_MAX + 10 {
            tokens.insert(key(&number.to_string()), transaction(1), 1, EpochMillis(0));
        }
        assert!(tokens.get(&key("9"), EpochMillis(0)).is_none());
        assert!(tokens.get(&key("10"), EpochMillis(0)).is_some());
    }
}
