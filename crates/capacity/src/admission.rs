//! Admission: whether a key space can take a request now, and if not, which limit says so.
//!
//! A key space (a table with its local indexes, or a global index) has a pool for reads and one for writes, which all its
//! partitions draw on, and each partition has its own ceiling. So a busy partition may use what the others leave, up to its
//! ceiling: that is adaptive capacity as it works since 2019. A request is admitted while all buckets that it needs have
//! credit, and its cost is taken from each of them afterwards.
//!
//! The same buckets serve one request at a time ([`KeySpaceGate::check`], [`KeySpaceGate::draw`]), counts of equal requests
//! ([`KeySpaceGate::room`], [`KeySpaceGate::take_many`]) and all partitions of a moment at once ([`KeySpaceGate::rooms`],
//! [`KeySpaceGate::draws`]). Nothing here is kept: buckets begin full. None of these allocates but for a partition's first use.
//!
//! Follows: developer guide, "Burst and adaptive capacity", "On-demand capacity mode", "Diagnosing throttling"; the paper,
//! "Global admission control". Our model: everything on demand is measured over one second, but for the maximum that was asked
//! for, which may be passed by burst capacity and so keeps 300 seconds as provisioned capacity does; what passes twice the
//! previous peak meets partitions that are not there yet, so a key range is named.

mod bucket;
mod peak;

use model::{EpochMillis, HalfUnits};

pub use bucket::Bucket;
use peak::Peaks;

use crate::{PartitionTable, Setting, Units};

/// Seconds of unused capacity that are kept.
pub const BURST_SECONDS: u32 = 300;
/// What one table or global index serves each second in each direction, unless its account has a higher quota.
pub const TABLE_QUOTA_UNITS: u64 = 40_000;

/// Reading or writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Reading.
    Read,
    /// Writing.
    Write,
}

impl Direction {
    /// Both, reads first.
    pub const BOTH: [Direction; 2] = [Direction::Read, Direction::Write];

    /// Of a pair, reads first, this direction's.
    pub fn of<T>(self, (read, write): (T, T)) -> T {
        match self {
            Direction::Read => read,
            Direction::Write => write,
        }
    }
}

/// The limit that refused a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Limit {
    /// The provisioned units.
    Provisioned,
    /// What one partition serves.
    KeyRange,
    /// The account's quota for one table or index.
    Account,
    /// The maximum that was set for on-demand throughput.
    MaxOnDemand,
}

/// What a key space may serve, in units a second; reads first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ceilings {
    /// Capacity mode.
    pub setting: Setting,
    /// Warm throughput.
    pub warm: (u64, u64),
    /// Maximum on-demand throughput.
    pub maximum: (Option<u64>, Option<u64>),
    /// Quota of one table or index.
    pub quota: (u64, u64),
}

/// What was refused of all that was offered at one moment, in half units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Refused {
    /// By the ceilings of partitions.
    pub by_key_range: u64,
    /// By the pool.
    pub by_pool: u64,
    /// Which of the pool's limits it was, if there were any.
    pub pool: Option<Limit>,
}

/// The pool of one direction.
#[derive(Clone, Debug)]
struct Pool {
    buckets: Vec<(Limit, Bucket)>,
    peaks: Peaks,
    /// The second in which the peaks were last looked at.
    reached: u64,
    /// Each partition's ceiling, by number; those above have served nothing yet.
    partitions: Vec<Bucket>,
}

/// The buckets of one key space.
#[derive(Clone, Debug)]
pub struct KeySpaceGate {
    ceilings: Ceilings,
    read: Pool,
    write: Pool,
}

impl KeySpaceGate {
    /// Full buckets.
    pub fn new(ceilings: Ceilings, now: EpochMillis) -> Self {
        Self::with_peak(ceilings, (0, 0), now)
    }

    /// Full buckets of a key space that has served this peak before, in units a second.
    pub fn with_peak(ceilings: Ceilings, previous_peak: (u64, u64), now: EpochMillis) -> Self {
        let pool = |previous| Pool {
            buckets: Vec::new(),
            peaks: Peaks::since(HalfUnits::whole(previous)),
            reached: u64::MAX,
            partitions: Vec::new(),
        };
        let mut gate = KeySpaceGate { ceilings, read: pool(previous_peak.0), write: pool(previous_peak.1) };
        gate.refit(now);
        gate
    }

    /// Follows a change of the settings. Our model: credit of the same kind is kept, so a raise adds no burst.
    pub fn follow(&mut self, ceilings: Ceilings, now: EpochMillis) {
        if self.ceilings != ceilings {
            self.ceilings = ceilings;
            self.refit(now);
        }
    }

    /// Whether a request on this partition finds credit, however much it costs.
    pub fn check(&mut self, direction: Direction, partition: u32, now: EpochMillis) -> Result<(), Limit> {
        let (_, refused) = self.room(direction, partition, now, HalfUnits::ZERO, 1);
        refused.map_or(Ok(()), Err)
    }

    /// Takes what a request costs.
    pub fn draw(&mut self, direction: Direction, partition: u32, now: EpochMillis, units: HalfUnits) {
        let pool = self.pool(direction);
        pool.buckets.iter_mut().for_each(|(_, bucket)| bucket.draw(now, units));
        pool.partition(direction, partition, now).draw(now, units);
        pool.peaks.record(now, units);
    }

    /// Admits as many of `count` requests of `units` each on one partition as find credit; tells how many, and the limit that
    /// refused the others.
    pub fn take_many(
        &mut self,
        direction: Direction,
        partition: u32,
        now: EpochMillis,
        units: HalfUnits,
        count: u64,
    ) -> (u64, Option<Limit>) {
        let (admitted, refused) = self.room(direction, partition, now, units, count);
        if admitted > 0 {
            self.draw(direction, partition, now, units * admitted);
        }
        (admitted, refused)
    }

    /// How many of `count` requests of `units` each on one partition find credit now, and the first of the limits that let
    /// fewest pass. Takes nothing.
    pub fn room(
        &mut self,
        direction: Direction,
        partition: u32,
        now: EpochMillis,
        units: HalfUnits,
        count: u64,
    ) -> (u64, Option<Limit>) {
        let warm = self.ceilings.warm;
        let pool = self.pool(direction);
        pool.reach(direction.of(warm), now);
        let (mut admitted, mut refused) = (count, None);
        for (limit, bucket) in &mut pool.buckets {
            let room = bucket.room(now, units, count);
            if room < admitted {
                (admitted, refused) = (room, Some(*limit));
            }
        }
        let room = pool.partition(direction, partition, now).room(now, units, count);
        if room < admitted {
            (admitted, refused) = (room, Some(Limit::KeyRange));
        }
        (admitted, refused)
    }

    /// How much of what is offered finds credit now: `offered` and `granted` are half units by partition number, of one length.
    /// Takes nothing.
    ///
    /// Each partition is granted what its ceiling leaves; if the pool has less than all of them want, each gets its share of it.
    pub fn rooms(&mut self, direction: Direction, now: EpochMillis, offered: &[u64], granted: &mut [u64]) -> Refused {
        let warm = self.ceilings.warm;
        let pool = self.pool(direction);
        pool.reach(direction.of(warm), now);
        pool.has(direction, offered.len().min(granted.len()), now);
        let (mut wanted, mut refused) = (0_u64, Refused::default());
        for ((offered, granted), bucket) in offered.iter().zip(granted.iter_mut()).zip(&mut pool.partitions) {
            if *offered == 0 {
                *granted = 0;
                continue;
            }
            *granted = bucket.credit(now, *offered);
            wanted += *granted;
            refused.by_key_range += *offered - *granted;
        }
        let mut left = wanted;
        for (limit, bucket) in &mut pool.buckets {
            let credit = bucket.credit(now, left);
            if credit < left {
                (left, refused.pool) = (credit, Some(*limit));
            }
        }
        refused.by_pool = wanted - left;
        if refused.by_pool > 0 {
            share(left, wanted, granted);
        }
        refused
    }

    /// What the pool can serve within `span_ms` from now, in half units, and the limit that allows least.
    pub fn pool_outlook(&mut self, direction: Direction, now: EpochMillis, span_ms: u64) -> (u64, Limit) {
        let warm = self.ceilings.warm;
        let pool = self.pool(direction);
        pool.reach(direction.of(warm), now);
        let each = pool.buckets.iter_mut().map(|(limit, bucket)| (bucket.outlook(now, span_ms), *limit));
        each.min_by_key(|(credit, _)| *credit).unwrap_or((u64::MAX, Limit::KeyRange))
    }

    /// What each partition's ceiling leaves within `span_ms` from now: half units by partition number are written.
    pub fn outlook(&mut self, direction: Direction, now: EpochMillis, span_ms: u64, credit: &mut [u64]) {
        let pool = self.pool(direction);
        pool.has(direction, credit.len(), now);
        for (credit, bucket) in credit.iter_mut().zip(&mut pool.partitions) {
            *credit = bucket.outlook(now, span_ms);
        }
    }

    /// Takes half units from the pool alone. For whoever knows that every partition's bucket is full and stays so.
    pub fn draw_pool(&mut self, direction: Direction, now: EpochMillis, units: HalfUnits) {
        let pool = self.pool(direction);
        pool.buckets.iter_mut().for_each(|(_, bucket)| bucket.draw(now, units));
        pool.peaks.record(now, units);
    }

    /// Takes half units by partition number.
    pub fn draws(&mut self, direction: Direction, now: EpochMillis, drawn: &[u64]) {
        let pool = self.pool(direction);
        pool.has(direction, drawn.len(), now);
        let mut sum = 0;
        for (units, bucket) in drawn.iter().zip(&mut pool.partitions).filter(|(units, _)| **units > 0) {
            bucket.draw(now, HalfUnits(*units));
            sum += *units;
        }
        pool.buckets.iter_mut().for_each(|(_, bucket)| bucket.draw(now, HalfUnits(sum)));
        pool.peaks.record(now, HalfUnits(sum));
    }

    /// What the pool serves each second once its burst credit is used up, in units: what is provisioned, or what on-demand
    /// serves at once.
    pub fn limit(&self, direction: Direction, now: EpochMillis) -> u64 {
        let pool = self.pool_of(direction);
        let at_once = HalfUnits::whole(direction.of(self.ceilings.warm)).max(pool.peaks.settled(now) * 2);
        let rate = |(limit, bucket): &(Limit, Bucket)| if *limit == Limit::KeyRange { at_once } else { bucket.rate() };
        pool.buckets.iter().map(|bucket| rate(bucket).0 / 2).min().unwrap_or(0)
    }

    /// What is left in the pool, in thousandths of what it keeps: of the bucket that is emptiest.
    pub fn burst_left(&self, direction: Direction, now: EpochMillis) -> u32 {
        let left = |(_, bucket): &(Limit, Bucket)| bucket.left_thousandths(now);
        self.pool_of(direction).buckets.iter().map(left).min().unwrap_or(1_000)
    }

    /// What is left of one partition's second, in thousandths of its ceiling.
    pub fn partition_left(&self, direction: Direction, partition: u32, now: EpochMillis) -> u32 {
        let bucket = self.pool_of(direction).partitions.get(partition as usize);
        bucket.map_or(1_000, |bucket| bucket.left_thousandths(now))
    }

    /// The busiest second that lies half an hour back, in units; of an on-demand key space twice of it is served at once.
    pub fn previous_peak(&self, direction: Direction, now: EpochMillis) -> u64 {
        self.pool_of(direction).peaks.settled(now).0.div_ceil(2)
    }

    fn pool_of(&self, direction: Direction) -> &Pool {
        direction.of((&self.read, &self.write))
    }

    fn pool(&mut self, direction: Direction) -> &mut Pool {
        match direction {
            Direction::Read => &mut self.read,
            Direction::Write => &mut self.write,
        }
    }

    fn refit(&mut self, now: EpochMillis) {
        let Ceilings { setting, warm, maximum, quota } = self.ceilings;
        for direction in [Direction::Read, Direction::Write] {
            let maximum = direction.of(maximum).map(|units| (Limit::MaxOnDemand, units, BURST_SECONDS));
            let rates = match setting {
                Setting::Provisioned { read_units, write_units } => {
                    [Some((Limit::Provisioned, direction.of((read_units, write_units)), BURST_SECONDS)), None, None]
                }
                Setting::OnDemand => {
                    [maximum, Some((Limit::Account, direction.of(quota), 1)), Some((Limit::KeyRange, direction.of(warm), 1))]
                }
            };
            self.pool(direction).refit(rates, now);
        }
    }
}

impl Pool {
    /// One bucket for each rate; those that are there already keep their credit.
    fn refit(&mut self, rates: [Option<(Limit, u64, u32)>; 3], now: EpochMillis) {
        let old = core::mem::take(&mut self.buckets);
        self.reached = u64::MAX;
        for (limit, units, seconds) in rates.into_iter().flatten() {
            let rate = HalfUnits::whole(units);
            let kept = old.iter().find(|(of, _)| *of == limit);
            let mut bucket = kept.map_or_else(|| Bucket::full(rate, seconds, now), |(_, bucket)| *bucket);
            bucket.set_rate(rate, seconds, now);
            self.buckets.push((limit, bucket));
        }
    }

    /// Twice the previous peak is served at once, if that is more than what is warm. Looked at once a second.
    fn reach(&mut self, warm_units: u64, now: EpochMillis) {
        if self.reached == now.0 / 1_000 {
            return;
        }
        self.reached = now.0 / 1_000;
        if let Some((_, bucket)) = self.buckets.iter_mut().find(|(limit, _)| *limit == Limit::KeyRange) {
            let rate = HalfUnits::whole(warm_units).max(self.peaks.previous(now) * 2);
            if bucket.rate() != rate {
                let used = bucket.rate().0.saturating_add_signed(-bucket.balance(now));
                *bucket = Bucket::full(rate, 1, now);
                bucket.draw(now, HalfUnits(used));
            }
        }
    }

    /// The ceiling of one partition. A partition that has served nothing yet begins with a full bucket.
    fn partition(&mut self, direction: Direction, partition: u32, now: EpochMillis) -> &mut Bucket {
        let at = (partition as usize).min(PartitionTable::PARTITIONS_MAX as usize);
        self.has(direction, at + 1, now);
        &mut self.partitions[at]
    }

    /// Sees to it that the ceilings of this many partitions are there.
    fn has(&mut self, direction: Direction, count: usize, now: EpochMillis) {
        if count > self.partitions.len() {
            let Units { read, write } = Units::PARTITION_CEILING;
            self.partitions.resize(count, Bucket::full(direction.of((read, write)), 1, now));
        }
    }
}

/// Leaves of each part its share of `left` where `wanted` is the sum of all; rounded so that the shares' sum is `left`.
fn share(left: u64, wanted: u64, parts: &mut [u64]) {
    let (mut asked, mut given) = (0_u64, 0_u64);
    for part in parts.iter_mut().filter(|part| **part > 0) {
        asked += *part;
        let until_here = (u128::from(asked) * u128::from(left) / u128::from(wanted.max(1))) as u64;
        *part = until_here - given;
        given = until_here;
    }
}

#[cfg(test)]
mod tests;
