//! What a screen is told of metrics: series of points by minute, or by second.

use std::borrow::Cow;
use std::collections::BTreeMap;

use capacity::Limit;
use report::{Fidelity, MetricScope, MetricSeries, MetricUnit, Metrics, Statistic};

use super::{Access, Metric, SETTINGS, Sample, Series, quotas};
use crate::{Engine, TablePlace};

/// What a series is: its place, name and label, and how its points are put together.
type Key = (usize, Cow<'static, str>, String, u8);
/// The place of the account, behind the table and its indexes.
const ACCOUNT: usize = usize::MAX;

impl Engine {
    /// The metrics of a table, its indexes and its account from one second up to another, since 1970; `None` if there is no such
    /// table. By minutes, for as long as a day back, or `by_second` for as long as an hour. At most [`Metrics::POINTS_MAX`]
    /// points: of a longer span, the newest.
    pub fn metrics(&self, place: TablePlace<'_>, from_s: u64, to_s: u64, by_second: bool) -> Option<Metrics> {
        let table = self.database.find(place)?;
        let point_s: u64 = if by_second { 1 } else { 60 };
        let to = to_s.div_ceil(point_s);
        let first = (from_s / point_s).max(to.saturating_sub(Metrics::POINTS_MAX as u64)).min(to);
        let span = Span { first, points: usize::try_from(to - first).unwrap_or(0), point_s };
        let mut told = BTreeMap::<Key, MetricSeries>::new();
        for (at, series) in self.series_of(table).enumerate() {
            let scope = series.index.clone().map_or(MetricScope::Table, MetricScope::Index);
            span.tell((at, &scope), series, &mut told);
            span.tell_settings((at, &scope), series, table.created.0 / 1_000, &mut told);
        }
        let account = |(account, region, _): &&(String, String, Series)| *account == table.account && *region == table.region;
        if let Some((.., errors)) = self.meters.metrics.accounts.iter().find(account) {
            span.tell((ACCOUNT, &MetricScope::Account), errors, &mut told);
        }
        let mut series: Vec<MetricSeries> = told.into_values().collect();
        series.iter_mut().filter(|series| series.statistic == Statistic::Average).for_each(average);
        series.extend(quotas::series(self, table, &span));
        Some(Metrics {
            table: table.name.clone(),
            start_s: first * point_s,
            point_s,
            points: u32::try_from(span.points).unwrap_or(u32::MAX),
            series,
        })
    }
}

/// The points asked for.
pub(super) struct Span {
    /// Number of the first point since 1970.
    pub(super) first: u64,
    /// How many.
    pub(super) points: usize,
    /// Seconds of one.
    pub(super) point_s: u64,
}

impl Span {
    fn tell(&self, (at, scope): (usize, &MetricScope), series: &Series, told: &mut BTreeMap<Key, MetricSeries>) {
        for sample in series.samples(self.point_s > 1) {
            let Some(point) = self.point(sample.second) else { continue };
            for (order, (name, statistic, value)) in (0..).zip(shown(sample)) {
                let key = (at, name, sample.label.as_str().to_owned(), order);
                let entry = told.entry(key.clone()).or_insert_with(|| self.empty(scope, &key, sample.metric, statistic));
                if let Some(known) = entry.values.get_mut(point) {
                    *known = if statistic == Statistic::Maximum { value.max(*known) } else { known.saturating_add(value) };
                }
                let peak = if statistic == Statistic::Sum { sample.peak } else { sample.count };
                if let Some(known) = entry.peaks.get_mut(point) {
                    // Of an average, the number of values stands here until it is divided by.
                    *known = if statistic == Statistic::Sum { peak.max(*known) } else { *known + peak };
                }
            }
        }
    }

    /// Provisioned units at the end of each point.
    fn tell_settings(
        &self,
        (at, scope): (usize, &MetricScope),
        series: &Series,
        created_s: u64,
        told: &mut BTreeMap<Key, MetricSeries>,
    ) {
        let units = self.settings(series, created_s);
        for (which, name) in SETTINGS.into_iter().enumerate() {
            let values: Vec<u64> = units.iter().filter_map(|units| units.get(which)).map(|units| units * 2).collect();
            if values.iter().any(|value| *value > 0) {
                let key = (at, Cow::Borrowed(name), String::new(), 0);
                let mut entry = self.empty(scope, &key, Metric::Consumed(Access::Read), Statistic::Maximum);
                (entry.values, entry.peaks) = (values, vec![]);
                told.insert(key, entry);
            }
        }
    }

    /// Settings at the end of each point, in the order of [`SETTINGS`]; what was before the first change that is known is taken to
    /// be the same, back to the table's creation.
    pub(super) fn settings(&self, series: &Series, created_s: u64) -> Vec<[u64; 4]> {
        let Some((_, earliest)) = series.settings.front().copied() else { return vec![] };
        let units = |number: u64| {
            let end = (number + 1) * self.point_s;
            let known = series.settings.iter().take_while(|(from, _)| *from < end).last();
            known.map_or(if created_s < end { earliest } else { [0; 4] }, |(_, units)| *units)
        };
        (self.first..).take(self.points).map(units).collect()
    }

    fn point(&self, second: u64) -> Option<usize> {
        let point = usize::try_from((second / self.point_s).checked_sub(self.first)?).ok()?;
        (point < self.points).then_some(point)
    }

    fn empty(&self, scope: &MetricScope, (_, name, label, _): &Key, metric: Metric, statistic: Statistic) -> MetricSeries {
        let dimensions: &[(&str, &str)] = match metric {
            Metric::Replication => &[("ReceivingRegion", label)],
            Metric::ReturnedRecords | Metric::ReturnedBytes => &[("Operation", "GetRecords"), ("StreamLabel", label)],
            Metric::ChangeUnits => &[("DelegatedOperation", "PutRecord")],
            _ if label.is_empty() => &[],
            _ => &[("Operation", label)],
        };
        let has_peaks = statistic == Statistic::Average || (statistic == Statistic::Sum && self.point_s > 1);
        MetricSeries {
            name: name.to_string(),
            scope: scope.clone(),
            dimensions: dimensions.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            statistic,
            unit: match (metric, statistic) {
                (_, Statistic::SampleCount) => MetricUnit::Count,
                (Metric::Consumed(_) | Metric::IndexBuild, _) => MetricUnit::HalfUnits,
                (Metric::ReturnedBytes | Metric::Vectors(_), _) => MetricUnit::Bytes,
                (Metric::IndexProgress, _) => MetricUnit::PercentThousandths,
                (Metric::Latency | Metric::Replication, _) => MetricUnit::Microseconds,
                _ => MetricUnit::Count,
            },
            values: vec![0; self.points],
            peaks: if has_peaks { vec![0; self.points] } else { vec![] },
            fidelity: match metric {
                Metric::Latency | Metric::Replication | Metric::IndexBuild | Metric::IndexProgress => Fidelity::Modelled,
                _ => Fidelity::Exact,
            },
        }
    }
}

/// Divides sums by how many values there were.
fn average(series: &mut MetricSeries) {
    for (value, count) in series.values.iter_mut().zip(std::mem::take(&mut series.peaks)) {
        *value /= count.max(1);
    }
}

/// The series that a sample counts in.
fn shown(sample: &Sample) -> Vec<(Cow<'static, str>, Statistic, u64)> {
    let sum = |name: &'static str| vec![(Cow::Borrowed(name), Statistic::Sum, sample.sum)];
    let mean = |name: &'static str| {
        vec![(Cow::Borrowed(name), Statistic::Average, sample.sum), (Cow::Borrowed(name), Statistic::SampleCount, sample.count)]
    };
    match sample.metric {
        Metric::Consumed(Access::Read) => sum("ConsumedReadCapacityUnits"),
        Metric::Consumed(Access::Write) => sum("ConsumedWriteCapacityUnits"),
        Metric::Throttled(access, limit) => {
            let (all, access) = match access {
                Access::Read => ("ReadThrottleEvents", "Read"),
                Access::Write => ("WriteThrottleEvents", "Write"),
            };
            let limit = match limit {
                Limit::Provisioned => "ProvisionedThroughput",
                Limit::KeyRange => "KeyRangeThroughput",
                Limit::Account => "AccountLimit",
                Limit::MaxOnDemand => "MaxOnDemandThroughput",
            };
            let by_reason = Cow::Owned([access, limit, "ThrottleEvents"].concat());
            vec![(Cow::Borrowed(all), Statistic::Sum, sample.sum), (by_reason, Statistic::Sum, sample.sum)]
        }
        Metric::ThrottledRequests => sum("ThrottledRequests"),
        Metric::Latency => mean("SuccessfulRequestLatency"),
        Metric::ReturnedItems => sum("ReturnedItemCount"),
        Metric::UserErrors => sum("UserErrors"),
        Metric::SystemErrors => sum("SystemErrors"),
        Metric::ConditionFailed => sum("ConditionalCheckFailedRequests"),
        Metric::Conflict => sum("TransactionConflict"),
        Metric::Expired => sum("TimeToLiveDeletedItemCount"),
        Metric::Replication => mean("ReplicationLatency"),
        Metric::ReturnedRecords => sum("ReturnedRecordsCount"),
        Metric::ReturnedBytes => sum("ReturnedBytes"),
        Metric::IndexBuild => sum("OnlineIndexConsumedWriteCapacity"),
        Metric::IndexProgress => {
            vec![(Cow::Borrowed("OnlineIndexPercentageProgress"), Statistic::Maximum, sample.peak.saturating_mul(1_000))]
        }
        Metric::IndexThrottled => sum("OnlineIndexThrottleEvents"),
        Metric::ChangeUnits => sum("ConsumedChangeDataCaptureUnits"),
        Metric::Vectors(Access::Read) => sum("VectorSearchRequestBytes"),
        Metric::Vectors(Access::Write) => sum("VectorWriteRequestBytes"),
    }
}
