//! Texts of Amazon Kinesis Data Streams, for the few operations that read a stream of changes back.
//!
//! Sources: Kinesis Data Streams API Reference; errors as clients of the service have logged them. The first text is ours.

use core::fmt;

use serde::{Deserialize, Serialize};

texts! {
    /// What is wrong with a request to Kinesis.
    KinesisProblem {
        /// Another operation of Kinesis.
        Operation(operation: String)
            => "dynalab reads back the Kinesis data streams that tables name as destinations: ListStreams, DescribeStreamSummary, ListShards, GetShardIterator and GetRecords. {operation} is none of them. A stream comes into being when EnableKinesisStreamingDestination names it.",
        /// No table names the stream.
        NoStream(name: String, account: String) => "Stream {name} under account {account} not found.",
        /// The stream has no shard of this id.
        NoShard(shard: String, name: String, account: String)
            => "Shard {shard} in stream {name} under account {account} does not exist",
        /// A shard's id that is none.
        NoShardId(shard: String, name: String, account: String)
            => "Could not find shard {shard} in stream {name} under account {account}.",
        /// A member that has to be there is not.
        Required(member: String)
            => "1 validation error detected: Value null at '{member}' failed to satisfy constraint: Member must not be null",
        /// A number is too small.
        AtLeast(value: String, member: String, least: u64)
            => "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: Member must have value greater than or equal to {least}",
        /// A number is too large.
        AtMost(value: String, member: String, most: u64)
            => "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: Member must have value less than or equal to {most}",
        /// A word that is none of those there are.
        NotInSet(value: String, member: String, set: String)
            => "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: Member must satisfy enum value set: [{set}]",
        /// Neither name nor ARN of a stream.
        StreamUnnamed => "Our model: StreamARN or StreamName has to be given.",
        /// A sequence number or none, against the type of the iterator.
        SequenceNumber(kind: String, given: String)
            => "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified {kind} and {given}.",
        /// A sequence number that is none of this stream.
        WrongSequenceNumber(number: String, shard: String, name: String, account: String)
            => "StartingSequenceNumber {number} used in GetShardIterator on shard {shard} in stream {name} under account {account} is invalid because it did not come from this stream.",
        /// AT_TIMESTAMP without a moment.
        Timestamp => "Our model: AT_TIMESTAMP needs a Timestamp.",
        /// A text that is no iterator.
        InvalidIterator => "Invalid ShardIterator.",
        /// An iterator older than five minutes; the moments as the service writes them.
        ExpiredIterator(made: String, now: String)
            => "Iterator expired. The iterator was created at time {made} while right now it is {now} which is further in the future than the tolerated delay of 300000 milliseconds.",
    }
}

impl KinesisProblem {
    /// The name of the exception that says it.
    pub fn exception(&self) -> &'static str {
        match self {
            KinesisProblem::Operation(_) => "UnknownOperationException",
            KinesisProblem::NoStream(..) | KinesisProblem::NoShard(..) | KinesisProblem::NoShardId(..) => {
                "ResourceNotFoundException"
            }
            KinesisProblem::Required(_)
            | KinesisProblem::AtLeast(..)
            | KinesisProblem::AtMost(..)
            | KinesisProblem::NotInSet(..) => "ValidationException",
            KinesisProblem::ExpiredIterator(..) => "ExpiredIteratorException",
            _ => "InvalidArgumentException",
        }
    }
}
