//! The stream that an ARN names: of a table that is there, or of one that was deleted within the last day.

use api::text::Sentence;
use api::{Error, Exception};

use crate::{Engine, Refusal, Stream, Table, TablePlace};

/// A stream that can be read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StreamSource<'e> {
    pub(crate) table: &'e Table,
    pub(crate) stream: &'e Stream,
}

/// The parts of a stream's ARN.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StreamArn<'a> {
    pub(crate) table: TablePlace<'a>,
    pub(crate) label: &'a str,
}

impl<'a> StreamArn<'a> {
    /// Reads `arn:aws:dynamodb:REGION:ACCOUNT:table/NAME/stream/LABEL`.
    pub(crate) fn parse(arn: &'a str) -> Option<Self> {
        let mut parts = arn.strip_prefix("arn:")?.splitn(5, ':');
        let (_partition, service) = (parts.next()?, parts.next()?);
        let (region, account) = (parts.next()?, parts.next()?);
        let (name, label) = parts.next()?.strip_prefix("table/")?.split_once("/stream/")?;
        (service == "dynamodb").then_some(StreamArn { table: TablePlace { account, region, name }, label })
    }
}

impl Engine {
    /// All streams that can be read, with their tables: those that are there first, by number.
    pub(crate) fn streams(&self) -> impl Iterator<Item = StreamSource<'_>> {
        let now = self.now;
        let tables = self.database.tables().chain(self.deleted_tables());
        let streams = tables.flat_map(|table| table.control.streams.iter().map(move |stream| StreamSource { table, stream }));
        streams.filter(move |source| source.stream.is_readable(now))
    }

    /// The stream of this ARN.
    pub(crate) fn stream(&self, arn: &str) -> Result<StreamSource<'_>, Refusal> {
        let parsed = StreamArn::parse(arn).ok_or(Error::Exception(Exception::Validation, Sentence::InvalidStreamArn))?;
        let found = self.streams().find(|source| {
            let TablePlace { account, region, name } = parsed.table;
            source.table.name == name
                && source.table.account == account
                && source.table.region == region
                && source.stream.label() == parsed.label
        });
        found.ok_or_else(|| Refusal::Error {
            error: Error::Exception(Exception::ResourceNotFound, Sentence::StreamNotFound(arn.to_owned())),
            observed: self.undurable.of_tables(),
        })
    }
}
