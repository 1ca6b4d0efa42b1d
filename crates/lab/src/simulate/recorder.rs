//! What a key space tells of a run: its series, its partitions, what happened, its hot keys.
//!
//! Memory is bounded by the points of a series, whatever the run's length.

mod close_up;
mod hot;
mod partitions;
mod throttling;

use capacity::{Direction, Limit, PartitionNumber, PartitionTable, ReplicaSet};
use model::HalfUnits;
use report::{SimulationReport, SpaceEvent, SpacePoint, SpaceRun};

use super::amount::{Amount, nearest};
use close_up::CloseUps;
pub(super) use hot::HotKeys;
pub(super) use partitions::PartitionSeries;
use throttling::Throttling;

/// Seconds of a minute.
pub(super) const MINUTE_S: u64 = 60;
/// Lag of a global index that keeps up, in milliseconds. Our model; AWS says: normally a fraction of a second.
const LAG_LOW_MS: u64 = 10;
/// What its lag grows by on the way to its capacity, in milliseconds. Our model: with the square of what is used.
const LAG_GROWTH_MS: u64 = 490;

/// Seconds of one point, for a run of so many seconds: one, if a series holds them all; else whole minutes.
pub(super) fn point_seconds(duration_s: u64) -> u64 {
    let points_max = SimulationReport::POINTS_MAX as u64;
    if duration_s <= points_max { 1 } else { duration_s.div_ceil(points_max).div_ceil(MINUTE_S) * MINUTE_S }
}

/// What a space can serve and has left at the end of a point.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Standing {
    pub(super) read_limit: u64,
    pub(super) write_limit: u64,
    pub(super) read_burst_thousandths: u32,
    pub(super) write_burst_thousandths: u32,
}

/// Collects the series of one key space.
#[derive(Debug)]
pub(super) struct Recorder {
    /// Number of the key space: where its leaders are depends on it.
    number: u64,
    point_s: u64,
    start_s: u64,
    is_index: bool,
    points: Vec<SpacePoint>,
    point: SpacePoint,
    consumed: [Amount; 2],
    throttles: [Amount; 2],
    refused: Amount,
    expired: Amount,
    /// This second's consumption in millionths of a half unit.
    second: [u64; 2],
    second_throttles: u64,
    peaks: [u64; 2],
    close_ups: CloseUps,
    throttling: Throttling,
    pub(super) partitions: PartitionSeries,
    pub(super) hot: HotKeys,
    events: Vec<SpaceEvent>,
    events_left_out: u64,
}

impl Recorder {
    /// For the key space with this number of a run that begins at `start_s`.
    pub(super) fn new(number: u64, start_s: u64, point_s: u64, is_index: bool) -> Self {
        Recorder {
            number,
            point_s,
            start_s,
            is_index,
            points: Vec::new(),
            point: SpacePoint::default(),
            consumed: Default::default(),
            throttles: Default::default(),
            refused: Amount::default(),
            expired: Amount::default(),
            second: [0; 2],
            second_throttles: 0,
            peaks: [0; 2],
            close_ups: CloseUps::new(),
            throttling: Throttling::new(if is_index { "Index" } else { "Table" }),
            partitions: PartitionSeries::new(),
            hot: HotKeys::new(),
            events: Vec::new(),
            events_left_out: 0,
        }
    }

    /// Consumption in this second, in millionths of a half unit.
    pub(super) fn consume(&mut self, direction: Direction, millionths: u64) {
        self.second[place(direction)] += millionths;
    }

    /// Throttle events in this second, in millionths.
    pub(super) fn throttle(&mut self, direction: Direction, limit: Limit, millionths: u64) {
        if millionths > 0 {
            self.throttles[place(direction)].add(millionths);
            self.second_throttles += millionths;
            self.throttling.add(direction, limit, millionths);
            if self.is_index && direction == Direction::Write {
                self.refused.add(millionths);
            }
        }
    }

    /// Items that time to live deleted, in millionths.
    pub(super) fn expire(&mut self, millionths: u128) {
        if !self.is_index {
            self.expired.add(u64::try_from(millionths).unwrap_or(u64::MAX));
        }
    }

    /// Tells the partitions that have come to be.
    pub(super) fn follow(&mut self, table: &PartitionTable, second: u64) {
        while self.partitions.count() < table.count() {
            let number = PartitionNumber(self.partitions.count());
            let ordered = table.partitions();
            let Some(at) = ordered.iter().position(|partition| partition.number == number) else { return };
            // A split leaves the lower part where it was, so only younger partitions lie between the parent and its child.
            let parent =
                ordered[..at].iter().rev().find(|partition| partition.number < number).map(|partition| partition.number.0);
            let leader = ReplicaSet::of(self.number, number.0).leader();
            self.partitions.born(&ordered[at], second, parent.filter(|_| second > 0), leader as u8);
        }
    }

    /// Something happened in `second` of the run.
    pub(super) fn event(&mut self, event: SpaceEvent) {
        if self.events.len() < SimulationReport::EVENTS_MAX {
            self.events.push(event);
        } else {
            self.events_left_out += 1;
        }
    }

    /// Ends a second of the run.
    pub(super) fn end_second(&mut self, second: u64) {
        for (at, peak) in [&mut self.point.peak_read_units, &mut self.point.peak_write_units].into_iter().enumerate() {
            self.consumed[at].add(self.second[at]);
            *peak = (*peak).max(HalfUnits(nearest(self.second[at])));
            self.peaks[at] = self.peaks[at].max(self.second[at]);
        }
        if self.point_s > 1 {
            self.close_ups.add(self.start_s + second, self.second, self.second_throttles);
        }
        for event in self.throttling.end_second(second) {
            self.event(event);
        }
        self.second = [0; 2];
        self.second_throttles = 0;
    }

    /// Whether a point ends with this second of the run.
    pub(super) fn ends_point(&self, second: u64) -> bool {
        (second + 1).is_multiple_of(self.point_s)
    }

    /// Ends a point.
    pub(super) fn end_point(&mut self, standing: Standing) {
        let Standing { read_limit, write_limit, read_burst_thousandths, write_burst_thousandths } = standing;
        let [read, write] = &mut self.consumed;
        let [read_throttles, write_throttles] = &mut self.throttles;
        let mut point = core::mem::take(&mut self.point);
        point.read_units = HalfUnits(read.news());
        point.write_units = HalfUnits(write.news());
        point.read_throttles = read_throttles.news();
        point.write_throttles = write_throttles.news();
        point.ttl_deleted = self.expired.news();
        point.base_writes_refused = self.refused.news();
        (point.read_limit, point.write_limit) = (read_limit, write_limit);
        (point.read_burst_thousandths, point.write_burst_thousandths) = (read_burst_thousandths, write_burst_thousandths);
        point.lag_ms = if self.is_index { lag_ms(&point) } else { 0 };
        self.points.push(point);
        self.throttling.end_point();
        self.partitions.end_point(self.points.len());
    }

    /// The points that have ended.
    pub(super) fn points(&self) -> &[SpacePoint] {
        &self.points
    }

    /// Fills in what was collected.
    pub(super) fn finish(self, run: &mut SpaceRun) {
        let [read, write] = &self.consumed;
        (run.read_units, run.write_units) = (HalfUnits(read.whole()), HalfUnits(write.whole()));
        let [peak_read, peak_write] = self.peaks.map(|peak| HalfUnits(nearest(peak)));
        (run.peak_read_units, run.peak_write_units) = (peak_read, peak_write);
        run.ttl_deleted = self.expired.whole();
        run.throttles = self.throttling.finish();
        run.hot_keys = self.hot.finish();
        run.partitions = self.partitions.finish();
        run.close_ups = self.close_ups.finish();
        (run.points, run.events, run.events_left_out) = (self.points, self.events, self.events_left_out);
    }
}

/// Reads first.
pub(super) fn place(direction: Direction) -> usize {
    match direction {
        Direction::Read => 0,
        Direction::Write => 1,
    }
}

/// How far an index is behind, by how much of its capacity the busiest second used.
fn lag_ms(point: &SpacePoint) -> u32 {
    let used = u128::from(point.peak_write_units.0) * 500 / u128::from(point.write_limit.max(1));
    let thousandths = if point.write_throttles > 0 { 1_000 } else { u64::try_from(used).unwrap_or(1_000).min(1_000) };
    u32::try_from(LAG_LOW_MS + LAG_GROWTH_MS * thousandths * thousandths / 1_000_000).unwrap_or(u32::MAX)
}
