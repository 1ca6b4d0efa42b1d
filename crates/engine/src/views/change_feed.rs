//! Where a table's changes can be read, and the newest records there.
//!
//! Reading a stream costs read request units and a client its iterators; a look at this page costs nothing and moves no iterator.

use report::{ChangeEntry, ChangeEvent, ChangeFeed, ChangeSource, ChangeSourceKind};

use crate::kinesis::is_kept;
use crate::operations::get_records::describe;
use crate::operations::stream_source::StreamSource;
use crate::{Engine, ItemRecord, KinesisDestination, Missing, Origin, Stream, Table, TablePlace};

/// Records of one page (our bound: what a screen shows without being asked for more).
const PAGE: usize = 50;

impl Engine {
    /// The streams and Kinesis data streams of a table, and a page of the one with this ARN: its newest records with sequence
    /// numbers below `before`. `None` if there is no such table; [`Missing`] if its past has to be loaded first.
    pub fn change_feed(
        &self,
        place: TablePlace<'_>,
        source: Option<&str>,
        before: Option<u64>,
    ) -> Result<Option<ChangeFeed>, Missing> {
        let Some(table) = self.database.find(place).map(|table| &**table) else { return Ok(None) };
        let streams: Vec<&Stream> = table.control.streams.iter().rev().filter(|stream| stream.is_readable(self.now)).collect();
        let destinations: Vec<&KinesisDestination> = table.control.kinesis.iter().collect();
        let mut feed = ChangeFeed::default();
        feed.sources.extend(streams.iter().map(|stream| stream_source(table, stream)));
        feed.sources.extend(destinations.iter().map(|destination| self.kinesis_source(destination)));
        let wanted = feed.sources.iter().position(|one| Some(one.arn.as_str()) == source).unwrap_or(0);
        feed.shown = feed.sources.get(wanted).map(|one| one.arn.clone());
        let before = before.unwrap_or(u64::MAX);
        // One more than a page tells whether there is another.
        feed.records = match (streams.get(wanted), destinations.get(wanted.saturating_sub(streams.len()))) {
            (Some(stream), _) => self.stream_page(StreamSource { table, stream }, before)?,
            (None, Some(destination)) => self.kinesis_page(&destination.stream_arn, before)?,
            (None, None) => vec![],
        };
        if feed.records.len() > PAGE {
            feed.records.truncate(PAGE);
            feed.older = feed.records.last().map(|oldest| oldest.sequence);
        }
        Ok(Some(feed))
    }

    fn stream_page(&self, source: StreamSource<'_>, before: u64) -> Result<Vec<ChangeEntry>, Missing> {
        let StreamSource { table, stream } = source;
        let Some(history) = self.history(table.id)? else { return Ok(vec![]) };
        let older = history.records().rev().skip_while(|record| record.sequence >= before);
        let in_shard = older.take_while(|record| is_kept(record, self.now)).filter_map(|record| {
            let shard = stream.shards.iter().position(|shard| shard.holds(record))?;
            Some((record, shard))
        });
        let told = in_shard.take(PAGE + 1).map(|(record, shard)| {
            let whole = describe(self, source, record).0.to_json();
            let shows = |views: &[&str]| views.contains(&stream.view_type.as_str());
            ChangeEntry {
                old_image: record.before.as_ref().filter(|_| shows(&["OLD_IMAGE", "NEW_AND_OLD_IMAGES"])).map(|item| json(item)),
                new_image: record.after.as_ref().filter(|_| shows(&["NEW_IMAGE", "NEW_AND_OLD_IMAGES"])).map(|item| json(item)),
                ..entry(table, record, stream.shard_id(table, shard), whole)
            }
        });
        Ok(told.collect())
    }

    fn kinesis_page(&self, stream_arn: &str, before: u64) -> Result<Vec<ChangeEntry>, Missing> {
        let found = self.newest_kinesis_records(stream_arn, before, PAGE + 1)?;
        let told = found.into_iter().map(|(table, record, told)| ChangeEntry {
            old_image: record.before.as_ref().map(|item| json(item)),
            new_image: record.after.as_ref().map(|item| json(item)),
            ..entry(table, record, told.partition_key, told.data)
        });
        Ok(told.collect())
    }

    fn kinesis_source(&self, destination: &KinesisDestination) -> ChangeSource {
        let writers = self.writers_to(&destination.stream_arn).map(|(table, _)| table.name.clone());
        ChangeSource {
            arn: destination.stream_arn.clone(),
            kind: ChangeSourceKind::Kinesis { precision: destination.precision.name().to_owned(), tables: writers.collect() },
            status: destination.status(self.now).to_owned(),
            since: destination.changed,
        }
    }
}

fn stream_source(table: &Table, stream: &Stream) -> ChangeSource {
    ChangeSource {
        arn: stream.arn(table),
        kind: ChangeSourceKind::Stream {
            view_type: stream.view_type.clone(),
            shards: u32::try_from(stream.shards.len()).unwrap_or(u32::MAX),
        },
        status: if stream.disabled.is_none() { "ENABLED" } else { "DISABLED" }.to_owned(),
        since: stream.disabled.unwrap_or(stream.enabled),
    }
}

/// A record without its images.
fn entry(table: &Table, record: &ItemRecord, place: String, whole: Vec<u8>) -> ChangeEntry {
    let event = match (&record.before, &record.after) {
        (None, _) => ChangeEvent::Insert,
        (Some(_), Some(_)) => ChangeEvent::Modify,
        (Some(_), None) => ChangeEvent::Remove,
    };
    let image = record.after.as_ref().or(record.before.as_ref());
    ChangeEntry {
        sequence: record.sequence,
        time: record.time,
        event,
        by_service: record.origin == Origin::Expiry,
        table: table.name.clone(),
        place,
        key: image.map(|item| table.readable_key(item)).unwrap_or_default(),
        old_image: None,
        new_image: None,
        record: String::from_utf8_lossy(&whole).into_owned(),
    }
}

fn json(item: &model::Item) -> String {
    api::wire::item_to_json(item)
}

#[cfg(test)]
mod tests {
    use report::ChangeFeed;

    use crate::testing::Bench;
    use crate::{Missing, TablePlace};

    const ARN: &str = "arn:aws:kinesis:eu-west-1:123456789012:stream/changes";

    fn feed(bench: &Bench, table: &str, source: Option<&str>, before: Option<u64>) -> Result<ChangeFeed, Missing> {
        let context = bench.context();
        let place = TablePlace { account: &context.account, region: &context.region, name: table };
        Ok(bench.engine.change_feed(place, source, before)?.unwrap())
    }

    fn told(feed: &ChangeFeed) -> String {
        let mut text = String::new();
        for source in &feed.sources {
            text += &format!("{} {:?}\n", source.status, source.kind);
        }
        for record in &feed.records {
            let image = |image: &Option<String>| image.clone().unwrap_or_else(|| "-".to_owned());
            let by = if record.by_service { " by the service" } else { "" };
            text += &format!(
                "{} {} {}: {} -> {}{by}\n",
                record.table,
                record.event.name(),
                record.key,
                image(&record.old_image),
                image(&record.new_image),
            );
        }
        text + &format!("older: {}\n", feed.older.is_some())
    }

    #[test]
    fn each_source_tells_its_newest_records_first_as_its_readers_see_them() {
        let mut bench = Bench::default();
        for table in ["One", "Two"] {
            let body = r#"{"TableName":"%","BillingMode":"PAY_PER_REQUEST","StreamSpecification":{"StreamEnabled":true,"StreamViewType":"OLD_IMAGE"},"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]}"#;
            bench.ask("CreateTable", &body.replace('%', table)).unwrap();
            let body = format!(r#"{{"TableName":"{table}","StreamArn":"{ARN}"}}"#);
            bench.ask("EnableKinesisStreamingDestination", &body).unwrap();
        }
        for (table, n) in [("One", 1), ("Two", 2), ("One", 3)] {
            let body = format!(r#"{{"TableName":"{table}","Item":{{"pk":{{"S":"a"}},"n":{{"N":"{n}"}}}}}}"#);
            bench.ask("PutItem", &body).unwrap();
        }
        bench.ask("DeleteItem", r#"{"TableName":"One","Key":{"pk":{"S":"a"}}}"#).unwrap();
        expect_test::expect![[r#"
            ENABLED Stream { view_type: "OLD_IMAGE", shards: 4 }
            ACTIVE Kinesis { precision: "MILLISECOND", tables: ["One", "Two"] }
            One REMOVE a: {"n":{"N":"3"},"pk":{"S":"a"}} -> -
            One MODIFY a: {"n":{"N":"1"},"pk":{"S":"a"}} -> -
            One INSERT a: - -> -
            older: false
        "#]]
        .assert_eq(&told(&feed(&bench, "One", None, None).unwrap()));
        expect_test::expect![[r#"
            ENABLED Stream { view_type: "OLD_IMAGE", shards: 4 }
            ACTIVE Kinesis { precision: "MILLISECOND", tables: ["One", "Two"] }
            One REMOVE a: {"n":{"N":"3"},"pk":{"S":"a"}} -> -
            One MODIFY a: {"n":{"N":"1"},"pk":{"S":"a"}} -> {"n":{"N":"3"},"pk":{"S":"a"}}
            Two INSERT a: - -> {"n":{"N":"2"},"pk":{"S":"a"}}
            One INSERT a: - -> {"n":{"N":"1"},"pk":{"S":"a"}}
            older: false
        "#]]
        .assert_eq(&told(&feed(&bench, "Two", Some(ARN), None).unwrap()));
    }

    #[test]
    fn pages_follow_each_other_without_a_gap_and_end_after_a_day_even_with_point_in_time_recovery() {
        let mut bench = Bench::default();
        let body = r#"{"TableName":"Things","BillingMode":"PAY_PER_REQUEST","StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_IMAGE"},"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]}"#;
        bench.ask("CreateTable", body).unwrap();
        bench
            .ask(
                "UpdateContinuousBackups",
                r#"{"TableName":"Things","PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true}}"#,
            )
            .unwrap();
        for n in 0..120 {
            bench.ask("PutItem", &format!(r#"{{"TableName":"Things","Item":{{"pk":{{"S":"{n}"}}}}}}"#)).unwrap();
        }
        let (mut before, mut keys) = (None, vec![]);
        loop {
            let page = feed(&bench, "Things", None, before).unwrap();
            keys.extend(page.records.iter().map(|record| record.key.clone()));
            before = page.older;
            if before.is_none() {
                break;
            }
        }
        assert_eq!(keys, (0..120).rev().map(|n| n.to_string()).collect::<Vec<_>>());
        bench.now += 25 * 3_600 * 1_000;
        bench.ask("PutItem", r#"{"TableName":"Things","Item":{"pk":{"S":"new"}}}"#).unwrap();
        let page = feed(&bench, "Things", None, None).unwrap();
        assert_eq!(page.records.iter().map(|record| record.key.as_str()).collect::<Vec<_>>(), ["new"]);
    }
}
