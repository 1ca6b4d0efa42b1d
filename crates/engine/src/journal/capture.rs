//! What is stored of a table's change capture and of what watches it: streams, time to live, Kinesis destinations, contributor
//! insights.

use model::{EpochMillis, KeyHash};

use super::codec::{Reader, Writer};
use crate::control::Control;
use crate::{Insight, KinesisDestination, Precision, Shard, Stream, TimeToLive};

/// Appends everything but the streams.
pub(super) fn write(out: &mut Writer, control: &Control) {
    out.optional(control.time_to_live.as_ref(), |out, ttl| {
        out.text(&ttl.attribute);
        out.flag(ttl.enabled);
        out.number(ttl.changed.0);
        out.number(ttl.settled.0);
    });
    out.list(control.kinesis.iter(), write_destination);
    out.list(control.insights.iter(), |out, insight| {
        out.optional(insight.index.as_deref(), Writer::text);
        out.flag(insight.enabled);
        out.flag(insight.throttled_only);
        out.number(insight.changed.0);
        out.number(insight.settled.0);
    });
}

/// Reads what [`write`] wrote into `control`.
pub(super) fn read(bytes: &mut Reader<'_>, control: &mut Control) -> Option<()> {
    control.time_to_live = bytes.optional(|bytes| {
        Some(TimeToLive { attribute: bytes.text()?, enabled: bytes.flag()?, changed: moment(bytes)?, settled: moment(bytes)? })
    })?;
    control.kinesis = bytes.list(read_destination)?;
    control.insights = bytes.list(|bytes| {
        Some(Insight {
            index: bytes.optional(Reader::text)?,
            enabled: bytes.flag()?,
            throttled_only: bytes.flag()?,
            changed: moment(bytes)?,
            settled: moment(bytes)?,
        })
    })?;
    Some(())
}

fn write_destination(out: &mut Writer, destination: &KinesisDestination) {
    out.text(&destination.stream_arn);
    out.flag(destination.precision == Precision::Microsecond);
    out.flag(destination.active);
    out.flag(destination.updating);
    out.optional(destination.failure.as_deref(), Writer::text);
    out.number(destination.changed.0);
    out.number(destination.settled.0);
    out.list(destination.precision_changes.iter(), |out, at| out.number(at.0));
    out.list(destination.spans.iter(), |out, (after, last)| {
        out.number(*after);
        out.optional(*last, Writer::number);
    });
}

fn read_destination(bytes: &mut Reader<'_>) -> Option<KinesisDestination> {
    Some(KinesisDestination {
        stream_arn: bytes.text()?,
        precision: if bytes.flag()? { Precision::Microsecond } else { Precision::Millisecond },
        active: bytes.flag()?,
        updating: bytes.flag()?,
        failure: bytes.optional(Reader::text)?,
        changed: moment(bytes)?,
        settled: moment(bytes)?,
        precision_changes: bytes.list(moment)?,
        spans: bytes.list(|bytes| Some((bytes.number()?, bytes.optional(Reader::number)?)))?,
    })
}

/// Appends the streams of a table.
pub(super) fn write_streams(out: &mut Writer, streams: &[Stream]) {
    out.list(streams.iter(), |out, stream| {
        out.text(&stream.view_type);
        out.number(stream.enabled.0);
        out.optional(stream.disabled, |out, at| out.number(at.0));
        out.list(stream.shards.iter(), write_shard);
        out.list(stream.tags.iter(), |out, (key, value)| {
            out.text(key);
            out.text(value);
        });
    });
}

pub(super) fn read_streams(bytes: &mut Reader<'_>) -> Option<Vec<Stream>> {
    bytes.list(|bytes| {
        Some(Stream {
            view_type: bytes.text()?,
            enabled: moment(bytes)?,
            disabled: bytes.optional(moment)?,
            shards: bytes.list(read_shard)?,
            tags: bytes.list(|bytes| Some((bytes.text()?, bytes.text()?)))?,
        })
    })
}

fn write_shard(out: &mut Writer, shard: &Shard) {
    out.optional(shard.parent, |out, parent| out.number(u64::from(parent)));
    out.wide(shard.first.0);
    out.wide(shard.last.0);
    out.number(shard.opened.0);
    out.number(shard.after_sequence);
    out.optional(shard.closed, |out, (at, last)| {
        out.number(at.0);
        out.number(last);
    });
}

fn read_shard(bytes: &mut Reader<'_>) -> Option<Shard> {
    Some(Shard {
        parent: bytes.optional(|bytes| u32::try_from(bytes.number()?).ok())?,
        first: KeyHash(bytes.wide()?),
        last: KeyHash(bytes.wide()?),
        opened: moment(bytes)?,
        after_sequence: bytes.number()?,
        closed: bytes.optional(|bytes| Some((moment(bytes)?, bytes.number()?)))?,
    })
}

/// The enabled stream as layout 1 kept it: its shards are told by the partitions, once they are known.
pub(super) fn read_first_stream(bytes: &mut Reader<'_>) -> Option<Vec<Stream>> {
    let stream = bytes.optional(|bytes| {
        Some(Stream { view_type: bytes.text()?, enabled: moment(bytes)?, disabled: None, shards: vec![], tags: vec![] })
    })?;
    Some(stream.into_iter().collect())
}

fn moment(bytes: &mut Reader<'_>) -> Option<EpochMillis> {
    bytes.number().map(EpochMillis)
}
