//! Shard iterators of Kinesis: a place in a stream, for five minutes.

use api::text::KinesisProblem;
use model::EpochMillis;

/// How long an iterator can be used (API Reference, "GetShardIterator").
const LIFE_MS: u64 = 300_000;
const VERSION: &str = "1";

/// A place in a stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ShardIterator {
    /// ARN of the stream.
    pub(super) stream_arn: String,
    /// Records with higher sequence numbers follow.
    pub(super) after: u64,
    /// When it was made.
    pub(super) made: EpochMillis,
}

impl ShardIterator {
    /// As clients have it: opaque.
    pub(super) fn to_text(&self) -> String {
        api::wire::base64(format!("{VERSION}|{}|{}|{}", self.made.0, self.after, self.stream_arn).as_bytes())
    }

    /// Reads it back; `None` if it is none of ours.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let plain = String::from_utf8(api::wire::bytes_from_base64(text)?).ok()?;
        let mut parts = plain.splitn(4, '|');
        let version = parts.next()?;
        let (made, after, arn) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?);
        (version == VERSION).then(|| ShardIterator { stream_arn: arn.to_owned(), after, made: EpochMillis(made) })
    }

    /// Refuses one that is too old.
    pub(super) fn check_age(&self, now: EpochMillis) -> Result<(), KinesisProblem> {
        if now.0.saturating_sub(self.made.0) <= LIFE_MS {
            return Ok(());
        }
        Err(KinesisProblem::ExpiredIterator(api::IsoDate(self.made).to_string(), api::IsoDate(now).to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::ShardIterator;
    use model::EpochMillis;

    #[test]
    fn an_iterator_reads_back_and_ages() {
        let iterator = ShardIterator { stream_arn: "arn:a|b".to_owned(), after: 7, made: EpochMillis(1_000) };
        assert_eq!(ShardIterator::parse(&iterator.to_text()), Some(iterator.clone()));
        assert_eq!(iterator.check_age(EpochMillis(301_000)), Ok(()));
        assert!(iterator.check_age(EpochMillis(301_001)).unwrap_err().to_string().starts_with("Iterator expired."));
        for wrong in ["", "x", "MXwyfDM=", &api::wire::base64(b"2|1|1|a"), &api::wire::base64(b"1|x|1|a")] {
            assert_eq!(ShardIterator::parse(wrong), None, "{wrong}");
        }
    }
}
