//! A shard iterator: a place in a shard, as text that any later process can read.
//!
//! It is the ARN of the stream and, in hexadecimal digits with a checksum, the shard, the sequence number that is read first,
//! whether a record stood there, and when the iterator was made. It holds no state, so it survives a restart.

use model::EpochMillis;

use crate::chance::chance;

/// Milliseconds that an iterator can be used (API Reference, "GetShardIterator").
pub(crate) const ITERATOR_MS: u64 = 15 * 60 * 1_000;
/// What stands between the ARN and the place, as in AWS's iterators.
const SEPARATOR: &str = "|1|";

/// A place in a shard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ShardIterator {
    /// ARN of the stream.
    pub(crate) stream_arn: String,
    /// Number of the shard.
    pub(crate) shard: u32,
    /// What is read first: a record with this sequence number, or the next one.
    pub(crate) from: u64,
    /// A record stood there: if it is gone, it was trimmed.
    pub(crate) on_record: bool,
    /// When it was made.
    pub(crate) made: EpochMillis,
}

impl ShardIterator {
    /// As text.
    pub(crate) fn to_text(&self) -> String {
        let ShardIterator { stream_arn, shard, from, on_record, made } = self;
        let place = format!("{shard:08x}{from:016x}{:02x}{:016x}", u8::from(*on_record), made.0);
        format!("{stream_arn}{SEPARATOR}{place}{:016x}", checksum(stream_arn, &place))
    }

    /// Reads what [`ShardIterator::to_text`] wrote; `None` if it is anything else.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (stream_arn, rest) = text.rsplit_once(SEPARATOR)?;
        let (place, sum) = rest.split_at_checked(42)?;
        if sum != format!("{:016x}", checksum(stream_arn, place)) {
            return None;
        }
        let number = |from: usize, to: usize| u64::from_str_radix(place.get(from..to)?, 16).ok();
        Some(ShardIterator {
            stream_arn: stream_arn.to_owned(),
            shard: u32::try_from(number(0, 8)?).ok()?,
            from: number(8, 24)?,
            on_record: number(24, 26)? == 1,
            made: EpochMillis(number(26, 42)?),
        })
    }

    /// Whether it is too old at `now`.
    pub(crate) fn is_expired(&self, now: EpochMillis) -> bool {
        now.0.saturating_sub(self.made.0) > ITERATOR_MS
    }
}

/// It tells an iterator from any other text; it is no protection.
fn checksum(arn: &str, place: &str) -> u64 {
    chance(0, place, chance(0, arn, 0))
}

#[cfg(test)]
mod tests {
    use model::EpochMillis;
    use proptest::prelude::{any, prop_assert_eq, proptest};

    use super::ShardIterator;

    fn iterator() -> ShardIterator {
        let stream_arn = "arn:aws:dynamodb:us-east-1:123456789012:table/T/stream/2026-01-01T00:00:00.000".to_owned();
        ShardIterator { stream_arn, shard: 3, from: 77, on_record: true, made: EpochMillis(1_700_000_000_000) }
    }

    #[test]
    fn it_is_read_back_and_lasts_fifteen_minutes() {
        let iterator = iterator();
        assert_eq!(ShardIterator::parse(&iterator.to_text()), Some(iterator.clone()));
        assert!(!iterator.is_expired(EpochMillis(1_700_000_900_000)));
        assert!(iterator.is_expired(EpochMillis(1_700_000_900_001)));
    }

    proptest! {
        #[test]
        fn no_other_text_is_one(text in ".{0,80}", at in any::<usize>(), digit in 0u8..16) {
            prop_assert_eq!(ShardIterator::parse(&text), None);
            let whole = iterator().to_text();
            let place = whole.rfind('|').unwrap() + 1;
            let at = place + at % (whole.len() - place);
            let mut changed = whole.clone().into_bytes();
            changed[at] = b"0123456789abcdef"[usize::from(digit)];
            let changed = String::from_utf8(changed).unwrap();
            prop_assert_eq!(ShardIterator::parse(&changed).is_some(), changed == whole);
        }
    }
}
