//! Encryption at rest: which KMS key a table names. Nothing is encrypted here; the setting is kept and described.
//!
//! Our model: every key that is named exists. An alias stands for the same key id whenever it is named.
//!
//! Follows: developer guide, "DynamoDB encryption at rest"; facts 3.4.

use model::{EpochMillis, KeyHash};

use crate::chance::uuid;

/// Changes at once (LAB 461).
const CHANGES_AT_ONCE: usize = 4;
/// Milliseconds in which they count.
const WINDOW_MS: u64 = 24 * 3_600 * 1_000;
/// Milliseconds from one further change to the next.
const PAUSE_MS: u64 = 21_600 * 1_000;
/// The alias of the key that AWS manages.
const MANAGED: &str = "alias/aws/dynamodb";

/// The key of a table and when it was changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EncryptionSetting {
    /// ARN of the KMS key; `None` with the key that AWS owns.
    pub key: Option<String>,
    /// When it was changed within the last 24 hours, oldest first.
    pub changes: Vec<EpochMillis>,
}

impl EncryptionSetting {
    /// A new table's.
    pub(crate) fn new(key: Option<String>) -> Self {
        EncryptionSetting { key, changes: vec![] }
    }

    /// Takes another key at `now`.
    pub(crate) fn change(&mut self, key: Option<String>, now: EpochMillis) {
        self.changes.retain(|change| now.0.saturating_sub(change.0) < WINDOW_MS);
        self.changes.push(now);
        self.key = key;
    }

    /// Window's end, changes in it, the last one and the next possible one, if no change is possible at `now`.
    pub(crate) fn change_refused(&self, now: EpochMillis) -> Option<(EpochMillis, usize, EpochMillis, EpochMillis)> {
        let recent: Vec<_> = self.changes.iter().filter(|change| now.0.saturating_sub(change.0) < WINDOW_MS).collect();
        let (first, last) = (recent.first()?, recent.last()?);
        let next = EpochMillis(last.0.saturating_add(PAUSE_MS).min(first.0.saturating_add(WINDOW_MS)));
        let until = EpochMillis(first.0.saturating_add(WINDOW_MS));
        (recent.len() >= CHANGES_AT_ONCE && now < next).then_some((until, recent.len(), **last, next))
    }
}

/// The ARN of the key that a request names: by id, by alias, by ARN, or not at all.
pub(crate) fn key_arn(seed: u64, account: &str, region: &str, named: Option<&str>) -> String {
    let named = named.unwrap_or(MANAGED);
    if named.starts_with("arn:") && !named.contains(":alias/") {
        return named.to_owned();
    }
    let alias = named.rsplit_once(":alias/").map_or(named.strip_prefix("alias/"), |(_, alias)| Some(alias));
    let id = alias.map_or_else(|| named.to_owned(), |alias| uuid(seed, "kms key", KeyHash::of(alias.as_bytes()).0 as u64 >> 1));
    format!("arn:aws:kms:{region}:{account}:key/{id}")
}

#[cfg(test)]
mod tests {
    use super::{EncryptionSetting, EpochMillis, key_arn};

    #[test]
    fn keys_are_named_in_four_ways() {
        let of = |named| key_arn(1, "123456789012", "eu-west-1", named);
        assert_eq!(of(Some("1234")), "arn:aws:kms:eu-west-1:123456789012:key/1234");
        assert_eq!(of(Some("arn:aws:kms:eu-west-1:1:key/7")), "arn:aws:kms:eu-west-1:1:key/7");
        assert_eq!(of(Some("alias/mine")), of(Some("arn:aws:kms:eu-west-1:123456789012:alias/mine")));
        assert_eq!(of(None), of(Some("alias/aws/dynamodb")));
        assert_ne!(of(None), of(Some("alias/mine")));
    }

    #[test]
    fn four_changes_a_day_then_one_in_six_hours() {
        let mut setting = EncryptionSetting::default();
        let hour = 3_600_000;
        for at in 0..4 {
            assert_eq!(setting.change_refused(EpochMillis(at)), None);
            setting.change(Some("key".into()), EpochMillis(at));
        }
        let refused = Some((EpochMillis(24 * hour), 4, EpochMillis(3), EpochMillis(3 + 6 * hour)));
        assert_eq!(setting.change_refused(EpochMillis(hour)), refused);
        assert_eq!(setting.change_refused(EpochMillis(3 + 6 * hour)), None);
        setting.change(None, EpochMillis(23 * hour));
        assert_eq!(setting.change_refused(EpochMillis(24 * hour)).map(|(_, count, _, _)| count), Some(4));
        assert_eq!(setting.change_refused(EpochMillis(24 * hour + 3)), None);
    }
}
