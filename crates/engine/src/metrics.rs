//! Metrics with CloudWatch's names: what was measured of each table, index, operation and account.
//!
//! What is measured goes into samples, one for each second, metric and label. After an hour they are folded into minutes, which
//! keep their busiest second; after a day they are forgotten. Both are bounded by number, too. Metrics are kept in memory only.
//!
//! Our model: latency (`capacity::latency_us`); errors of requests on several tables are counted for the first one named.
//! Provisioned units are known from when this database was opened. Never measured, because here it never happens: what Kinesis
//! throttles or does not take, and errors that AWS Fault Injection Service induces.
//!
//! Follows: developer guide, "DynamoDB metrics and dimensions".

mod quotas;
mod told;

use std::collections::{BTreeMap, VecDeque};

use api::{CancellationReason, Error, Response};
use capacity::{Direction, Limit};
use model::{EpochMillis, HalfUnits};
use report::{IndexKind, Metrics};

use crate::{CapacitySetting, Context, Engine, Outcome, Refusal, Table, TableId, ThroughputBounds, addressing};

/// Samples by second of one table or index (our bound, about 5 MB).
const SECONDS_MAX: usize = 60_000;
/// Samples by minute of one table or index (our bound, about 2 MB).
const MINUTES_MAX: usize = 20_000;
/// Samples of one second, or of one minute, among which one of the same metric and label is looked for (our bound: more than there
/// are).
const LOOK_BACK: usize = 64;
/// Changes of provisioned capacity that are kept of one table or index (our bound).
const SETTINGS_MAX: usize = 1_000;

/// Tables that one request settles (our bound: a batch names a hundred).
const SETTLED_MAX: usize = 128;
/// Accounts in regions that are measured (our bound, about 10 MB if each had errors in every second).
const ACCOUNTS_MAX: usize = 32;

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Metric {
    /// Half units.
    Consumed(Access),
    /// Events, by the limit that refused.
    Throttled(Access, Limit),
    /// Requests with a throttle event.
    ThrottledRequests,
    /// Microseconds.
    Latency,
    /// Items of Query and Scan.
    ReturnedItems,
    /// Requests that were wrong, of an account.
    UserErrors,
    /// Requests that could not be carried out, of an account.
    SystemErrors,
    /// Conditions that were false.
    ConditionFailed,
    /// Items that another transaction held.
    Conflict,
    /// Items removed after their time to live.
    Expired,
    /// Microseconds to another region.
    Replication,
    /// Records of GetRecords, by stream.
    ReturnedRecords,
    /// Their bytes.
    ReturnedBytes,
    /// Half units that filling a new index consumed.
    IndexBuild,
    /// Percent of the items that filling a new index has passed; only the highest of a second counts.
    IndexProgress,
    /// Writes that a new index had no capacity for.
    IndexThrottled,
    /// Changes to Kinesis, in units of 1 KB.
    ChangeUnits,
    /// Bytes that vector indexes searched or wrote.
    Vectors(Access),
}

/// Settings that are told over time; a 0 is none.
const SETTINGS: [&str; 4] = [
    "ProvisionedReadCapacityUnits",
    "ProvisionedWriteCapacityUnits",
    "OnDemandMaxReadRequestUnits",
    "OnDemandMaxWriteRequestUnits",
];

/// Reading or writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Access {
    Read,
    Write,
}

/// What a metric has besides table and index.
#[derive(Clone, Debug, Eq)]
pub(crate) enum Label {
    /// Nothing.
    None,
    /// An operation.
    Operation(&'static str),
    /// A region or a stream.
    Named(String),
}

impl Label {
    fn as_str(&self) -> &str {
        match self {
            Label::None => "",
            Label::Operation(name) => name,
            Label::Named(name) => name,
        }
    }
}

impl PartialEq for Label {
    /// Every request asks this some times: names of operations are the same texts in memory.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Label::None, Label::None) => true,
            (Label::Operation(one), Label::Operation(other)) => std::ptr::eq(*one, *other) || one == other,
            (Label::Named(one), Label::Named(other)) => one == other,
            _ => false,
        }
    }
}

/// One metric in one second, or one minute.
#[derive(Clone, Debug, PartialEq)]
struct Sample {
    second: u64,
    metric: Metric,
    label: Label,
    sum: u64,
    count: u64,
    /// The largest sum of a second; of a metric that is no sum, the largest value.
    peak: u64,
}

/// The samples of a table, a global index or an account.
#[derive(Clone, Debug, Default, PartialEq)]
struct Series {
    index: Option<String>,
    /// The second that runs, and its samples.
    second: u64,
    running: Vec<Sample>,
    /// Seconds that are over.
    seconds: VecDeque<Sample>,
    minutes: VecDeque<Sample>,
    /// Settings from a second on, in the order of [`SETTINGS`].
    settings: VecDeque<(u64, [u64; 4])>,
}

/// All metrics.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct MetricStore {
    tables: BTreeMap<TableId, Vec<Series>>,
    /// Accounts and their regions.
    accounts: Vec<(String, String, Series)>,
    /// What the present request has settled: tables, and units of each.
    settled: Vec<(TableId, HalfUnits, Access)>,
    /// The first table that it names.
    named: String,
}

impl MetricStore {
    /// Adds a value.
    pub(crate) fn add(
        &mut self,
        now: EpochMillis,
        table: TableId,
        index: Option<&str>,
        metric: Metric,
        label: Label,
        value: u64,
    ) {
        self.series(table, index).add(now.0 / 1_000, metric, label, value);
    }

    /// Counts an error for an account, whatever table it was about.
    fn add_error(&mut self, context: &Context, now: EpochMillis, metric: Metric, label: Label) {
        let is_it =
            |(account, region, _): &&mut (String, String, Series)| *account == context.account && *region == context.region;
        let second = now.0 / 1_000;
        if let Some((.., series)) = self.accounts.iter_mut().find(is_it) {
            series.add(second, metric, label, 1);
        } else if self.accounts.len() < ACCOUNTS_MAX {
            let mut series = Series::default();
            series.add(second, metric, label, 1);
            self.accounts.push((context.account.clone(), context.region.clone(), series));
        }
    }

    /// A request settles units: its latency follows from them once it is known to have succeeded.
    pub(crate) fn settle(&mut self, table: TableId, units: HalfUnits, access: Access) {
        let is_full = self.settled.len() >= SETTLED_MAX;
        match self.settled.last_mut() {
            Some((last, sum, of)) if *last == table => (*sum, *of) = (*sum + units, access.max(*of)),
            // What due work settles between two requests is no request's: it is cleared before the next one.
            _ if is_full => {}
            _ => self.settled.push((table, units, access)),
        }
    }

    /// Notes capacity as it is from now on.
    pub(crate) fn note_settings(&mut self, now: EpochMillis, table: &Table) {
        let global = table.indexes.iter().filter(|index| index.kind == IndexKind::Global);
        self.series(table.id, None).set(now, table.capacity, &table.control.bounds);
        for index in global {
            self.series(table.id, Some(&index.name)).set(now, index.capacity, &index.bounds);
        }
    }

    /// Throttle events of a table or a global index from a second on, by second and limit; the newest first.
    pub(crate) fn throttled_since(
        &self,
        table: TableId,
        index: Option<&str>,
        from_s: u64,
    ) -> impl Iterator<Item = (u64, Direction, Limit, u64)> {
        let all = self.tables.get(&table).map(Vec::as_slice).unwrap_or_default();
        let series = all.iter().find(|series| series.index.as_deref() == index);
        let seconds = series.into_iter().flat_map(|series| series.samples(false).rev());
        seconds.take_while(move |sample| sample.second >= from_s).filter_map(|sample| match sample.metric {
            Metric::Throttled(Access::Read, limit) => Some((sample.second, Direction::Read, limit, sample.sum)),
            Metric::Throttled(Access::Write, limit) => Some((sample.second, Direction::Write, limit, sample.sum)),
            _ => None,
        })
    }

    /// Forgets a table that is gone.
    pub(crate) fn forget(&mut self, table: TableId) {
        self.tables.remove(&table);
    }

    fn series(&mut self, table: TableId, index: Option<&str>) -> &mut Series {
        let all = self.tables.entry(table).or_default();
        let at = all.iter().position(|series| series.index.as_deref() == index).unwrap_or_else(|| {
            all.push(Series { index: index.map(str::to_owned), ..Series::default() });
            all.len() - 1
        });
        &mut all[at]
    }
}

impl Series {
    fn add(&mut self, second: u64, metric: Metric, label: Label, value: u64) {
        if second != self.second || self.running.len() >= LOOK_BACK {
            self.turn(second);
        }
        for same in &mut self.running {
            // Labels first: they tell most samples apart, and cost least.
            if same.label == label && same.metric == metric {
                (same.sum, same.count) = (same.sum.saturating_add(value), same.count + 1);
                same.peak = if metric == Metric::IndexProgress { same.peak.max(value) } else { same.sum };
                return;
            }
        }
        self.running.push(Sample { second, metric, label, sum: value, count: 1, peak: value });
    }

    /// Another second runs.
    #[inline(never)]
    fn turn(&mut self, second: u64) {
        self.second = second;
        let oldest = second.saturating_sub(Metrics::SECONDS_KEPT);
        for sample in std::mem::take(&mut self.running) {
            self.seconds.push_back(sample);
            // Each new one moves two old ones at most: nothing takes long, and none is left for ever.
            for _ in 0..2 {
                let many = self.seconds.len() > SECONDS_MAX;
                if let Some(old) = self.seconds.pop_front_if(|sample| many || sample.second < oldest) {
                    self.fold(old);
                }
            }
        }
    }

    /// All samples in order of time: minutes only if they are asked for.
    fn samples(&self, with_minutes: bool) -> impl DoubleEndedIterator<Item = &Sample> {
        self.minutes.iter().filter(move |_| with_minutes).chain(&self.seconds).chain(&self.running)
    }

    /// Puts a second into its minute.
    fn fold(&mut self, sample: Sample) {
        let minute = sample.second / 60 * 60;
        let recent = self.minutes.iter_mut().rev().take(LOOK_BACK).take_while(|sample| sample.second == minute);
        match recent.into_iter().find(|known| known.metric == sample.metric && known.label == sample.label) {
            Some(known) => {
                (known.sum, known.count) = (known.sum.saturating_add(sample.sum), known.count + sample.count);
                known.peak = known.peak.max(sample.peak);
            }
            None => self.minutes.push_back(Sample { second: minute, ..sample }),
        }
        let oldest = minute.saturating_sub(60 * Metrics::POINTS_MAX as u64);
        while self.minutes.len() > MINUTES_MAX || self.minutes.front().is_some_and(|sample| sample.second < oldest) {
            self.minutes.pop_front();
        }
    }

    fn set(&mut self, now: EpochMillis, setting: CapacitySetting, bounds: &ThroughputBounds) {
        let (read, write) = crate::due::units_of(setting);
        let units = [read, write, bounds.max_read.unwrap_or(0), bounds.max_write.unwrap_or(0)];
        if self.settings.back().is_none_or(|(_, last)| *last != units) {
            self.settings.push_back((now.0 / 1_000, units));
        }
        if self.settings.len() > SETTINGS_MAX {
            self.settings.pop_front();
        }
    }
}

impl Engine {
    /// Notes which table a request names, before it is carried out.
    pub(crate) fn begin_measure(&mut self, operation: &api::Operation) {
        let metrics = &mut self.meters.metrics;
        metrics.settled.clear();
        metrics.named.clear();
        if let Some(name) = addressing::first_table(operation) {
            metrics.named.push_str(name);
        }
    }

    /// Measures what came of a request.
    pub(crate) fn measure(&mut self, context: &Context, operation: &'static str, result: &Result<Outcome, Refusal>) {
        match result {
            Ok(outcome) => {
                let now = self.now;
                let mut settled = std::mem::take(&mut self.meters.metrics.settled);
                if let (Response::Page { count, .. }, Some((table, ..))) = (&outcome.response, settled.first()) {
                    self.meters.metrics.add(now, *table, None, Metric::ReturnedItems, Label::Operation(operation), *count);
                }
                for (table, units, access) in settled.drain(..) {
                    let latency = latency_us(operation, access, units);
                    self.meters.metrics.add(now, table, None, Metric::Latency, Label::Operation(operation), latency);
                }
                self.meters.metrics.settled = settled;
            }
            Err(Refusal::Error { error, .. }) => self.measure_error(context, operation, error),
            // It comes again when its table is in memory.
            Err(Refusal::Missing(..)) => {}
        }
    }

    /// Measures a request that was refused before it came here: it could not be read, or what it needs did not come.
    pub fn measure_refused(&mut self, context: &Context, operation: &str, error: &Error) {
        let now = self.now.max(context.now);
        let (metric, label) = match error {
            Error::InternalServerError => (Metric::SystemErrors, Label::Named(operation.to_owned())),
            _ => (Metric::UserErrors, Label::None),
        };
        self.meters.metrics.add_error(context, now, metric, label);
    }

    #[inline(never)]
    fn measure_error(&mut self, context: &Context, operation: &'static str, error: &Error) {
        let counted: Vec<Metric> = match error {
            Error::ConditionalCheckFailed(_) => vec![Metric::ConditionFailed],
            Error::TransactionConflict => vec![Metric::Conflict],
            Error::ProvisionedThroughputExceeded(..) | Error::Throttling(..) => vec![Metric::ThrottledRequests],
            Error::TransactionCanceled(reasons) => of_transaction(reasons),
            _ => vec![],
        };
        if counted.is_empty() {
            return self.measure_refused(context, operation, error);
        }
        let place = addressing::place_of(context, &self.meters.metrics.named).ok();
        let Some(table) = place.and_then(|place| self.database.find(place)).map(|table| table.id) else { return };
        for metric in counted {
            let label = if metric == Metric::ThrottledRequests { Label::Operation(operation) } else { Label::None };
            self.meters.metrics.add(self.now, table, None, metric, label, 1);
        }
    }
}

/// What the reasons of a cancelled transaction count: each false condition and each conflict; a throttled one is one request.
fn of_transaction(reasons: &[CancellationReason]) -> Vec<Metric> {
    let mut counted: Vec<Metric> = reasons
        .iter()
        .filter_map(|reason| match reason {
            CancellationReason::ConditionalCheckFailed(_) => Some(Metric::ConditionFailed),
            CancellationReason::TransactionConflict => Some(Metric::Conflict),
            _ => None,
        })
        .collect();
    let throttled = |reason: &CancellationReason| {
        matches!(reason, CancellationReason::ProvisionedThroughputExceeded(_) | CancellationReason::ThrottlingError(_))
    };
    if reasons.iter().any(throttled) {
        counted.push(Metric::ThrottledRequests);
    }
    counted
}

/// Server-side microseconds of a request that succeeds, as simulated runs have them: a transaction has two phases.
fn latency_us(operation: &str, access: Access, units: HalfUnits) -> u64 {
    let direction = match access {
        Access::Read => Direction::Read,
        Access::Write => Direction::Write,
    };
    let phases = if matches!(operation, "TransactWriteItems" | "ExecuteTransaction") && access == Access::Write { 2 } else { 1 };
    capacity::latency_us(direction, units) * phases
}

#[cfg(test)]
mod tests;
