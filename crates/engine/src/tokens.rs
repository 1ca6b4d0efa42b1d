//! Client request tokens: a transaction that is sent again with its token is answered, not carried out again.
//!
//! A token is remembered for ten minutes of engine time, for its account and region, once its transaction was carried out. It is
//! an object that is committed with the transaction's items, so it outlives a restart and is rolled back and undone with them.
//!
//! Follows: API Reference, "TransactWriteItems" (`ClientRequestToken`).

use std::collections::BTreeSet;

use model::limits::TRANSACTION_TOKEN_MS;
use model::{EpochMillis, KeyHash};

use crate::journal::codec::{Reader, Writer};
use crate::{Change, ChangeRecord, Context, Engine, ObjectBytes, ObjectKey, ObjectKind, TableId};

/// Tokens remembered at most (our bound; beyond it the oldest are forgotten before their time).
const TOKENS_MAX: usize = 20_000;
/// Old tokens that one transaction forgets (our bound: more than it adds, so that they never pile up).
const FORGOTTEN_AT_ONCE: usize = 2;

/// What is kept of a transaction.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Remembered {
    /// Hash of the request's bytes: the same token with another request is refused.
    pub(crate) fingerprint: KeyHash,
    /// The newest change when the transaction was carried out: its repeat depends on it.
    pub(crate) sequence: u64,
    /// When it was carried out.
    pub(crate) time: EpochMillis,
    /// What a repeat is charged for: table, its name as sent, place, bytes of the item.
    pub(crate) charges: Vec<(TableId, String, KeyHash, u32)>,
}

/// All tokens by age; `None` until it is needed after opening or a roll-back.
#[derive(Clone, Debug, Default)]
pub(crate) struct TokenAges(Option<BTreeSet<(EpochMillis, ObjectKey)>>);

impl TokenAges {
    /// Objects were changed behind its back.
    pub(crate) fn forget(&mut self) {
        self.0 = None;
    }
}

impl Remembered {
    fn to_bytes(&self) -> ObjectBytes {
        let mut out = Writer::default();
        out.number(self.time.0);
        out.wide(self.fingerprint.0);
        out.number(self.sequence);
        out.list(self.charges.iter(), |out, (table, name, hash, size_bytes)| {
            out.number(table.0);
            out.text(name);
            out.wide(hash.0);
            out.number(u64::from(*size_bytes));
        });
        ObjectBytes::from(out.bytes)
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut bytes = Reader::new(bytes);
        let time = EpochMillis(bytes.number()?);
        let (fingerprint, sequence) = (KeyHash(bytes.wide()?), bytes.number()?);
        let charges = bytes.list(|bytes| {
            let (table, name, hash) = (TableId(bytes.number()?), bytes.text()?, KeyHash(bytes.wide()?));
            Some((table, name, hash, u32::try_from(bytes.number()?).ok()?))
        })?;
        bytes.end()?;
        Some(Remembered { fingerprint, sequence, time, charges })
    }
}

/// Where a token is remembered: the same token in another operation is another one.
pub(crate) fn place(context: &Context, operation: &str, token: &str) -> ObjectKey {
    let (account, region) = (context.account.clone(), context.region.clone());
    ObjectKey { kind: ObjectKind::TransactionToken, account, region, name: format!("{operation} {token}") }
}

/// Whether a change only remembers or forgets a token: nothing that a person would undo.
pub(crate) fn is_token(change: &Change) -> bool {
    matches!(change, Change::Object(change) if change.key.kind == ObjectKind::TransactionToken)
}

impl Engine {
    /// What is remembered of this token.
    pub(crate) fn remembered(&self, key: &ObjectKey) -> Option<Remembered> {
        let known = Remembered::from_bytes(self.object(key)?)?;
        (self.now.0.saturating_sub(known.time.0) < TRANSACTION_TOKEN_MS).then_some(known)
    }

    /// Remembers a transaction that was carried out just now, and forgets some that are too old. Total.
    pub(crate) fn remember(
        &mut self,
        key: ObjectKey,
        fingerprint: KeyHash,
        charges: Vec<(TableId, String, KeyHash, u32)>,
    ) -> Vec<ChangeRecord> {
        let known = Remembered { fingerprint, sequence: self.sequence, time: self.now, charges };
        let mut ages = self.token_ages.0.take().unwrap_or_else(|| self.ages());
        if let Some(before) = self.object(&key).and_then(|bytes| Remembered::from_bytes(bytes)) {
            ages.remove(&(before.time, key.clone()));
        }
        ages.insert((self.now, key.clone()));
        let mut records: Vec<ChangeRecord> = self.commit_object(key, Some(known.to_bytes())).into_iter().collect();
        for _ in 0..FORGOTTEN_AT_ONCE {
            let is_old = |time: EpochMillis| self.now.0.saturating_sub(time.0) >= TRANSACTION_TOKEN_MS;
            let full = ages.len() > TOKENS_MAX;
            let Some((_, old)) = ages.pop_first_if(|(time, _)| full || is_old(*time)) else { break };
            records.extend(self.commit_object(old, None));
        }
        self.token_ages = TokenAges(Some(ages));
        records
    }

    fn ages(&self) -> BTreeSet<(EpochMillis, ObjectKey)> {
        let tokens = self.objects.iter().filter(|(key, _)| key.kind == ObjectKind::TransactionToken);
        tokens.filter_map(|(key, bytes)| Some((Remembered::from_bytes(bytes)?.time, key.clone()))).collect()
    }
}

/// `BTreeSet::pop_first` under a condition.
trait PopFirstIf<T> {
    fn pop_first_if(&mut self, condition: impl FnOnce(&T) -> bool) -> Option<T>;
}

impl<T: Ord> PopFirstIf<T> for BTreeSet<T> {
    fn pop_first_if(&mut self, condition: impl FnOnce(&T) -> bool) -> Option<T> {
        self.first().is_some_and(condition).then(|| self.pop_first()).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(token: &str) -> ObjectKey {
        ObjectKey { kind: ObjectKind::TransactionToken, account: "1".into(), region: "r".into(), name: token.into() }
    }

    #[test]
    fn what_is_kept_reads_back() {
        let known = Remembered {
            fingerprint: KeyHash(7 << 90),
            sequence: 5,
            time: EpochMillis(9),
            charges: vec![(TableId(1), "Tab".into(), KeyHash(3), 400)],
        };
        assert_eq!(Remembered::from_bytes(&known.to_bytes()), Some(known));
        assert_eq!(Remembered::from_bytes(b"no"), None);
    }

    #[test]
    fn a_token_is_remembered_for_ten_minutes_since_its_last_use() {
        let mut engine = Engine::new(1);
        engine.remember(key("a"), KeyHash(1), vec![]);
        engine.now = EpochMillis(599_999);
        assert_eq!(engine.remembered(&key("a")).map(|known| known.fingerprint), Some(KeyHash(1)));
        assert_eq!(engine.remembered(&key("b")), None);
        engine.now = EpochMillis(600_000);
        assert_eq!(engine.remembered(&key("a")), None);
        engine.remember(key("a"), KeyHash(2), vec![]);
        engine.now = EpochMillis(1_100_000);
        assert_eq!(engine.remembered(&key("a")).map(|known| known.fingerprint), Some(KeyHash(2)));
    }

    #[test]
    fn old_tokens_go_and_what_was_rolled_back_may_be_sent_again() {
        let mut engine = Engine::new(1);
        for token in ["a", "b", "c"] {
            engine.remember(key(token), KeyHash(1), vec![]);
        }
        engine.now = EpochMillis(600_000);
        let records = engine.remember(key("d"), KeyHash(1), vec![]);
        assert_eq!((records.len(), engine.objects.len()), (3, 2), "one comes, two go");
        engine.roll_back(&records);
        assert_eq!(engine.objects.len(), 3);
        assert_eq!(engine.remembered(&key("d")), None);
        // After a roll-back the ages are found again.
        engine.remember(key("e"), KeyHash(1), vec![]);
        assert_eq!(engine.objects.len(), 2);
    }

    #[test]
    fn tokens_are_bounded() {
        let mut engine = Engine::new(1);
        for number in 0..TOKENS_MAX + 10 {
            engine.now = EpochMillis(number as u64 / 100);
            engine.remember(key(&number.to_string()), KeyHash(1), vec![]);
        }
        assert_eq!(engine.objects.len(), TOKENS_MAX);
    }
}
