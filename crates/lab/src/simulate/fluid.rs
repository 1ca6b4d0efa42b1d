//! The fluid driver: counts for each second, no single requests.
//!
//! A second's requests come evenly over it, so a bucket's credit for the second is what it holds and what it earns meanwhile. In
//! most seconds nothing can be refused: then only the pools are drawn on, and the partitions' shares are worked out once for
//! many seconds ([`Fluid::spread`]). Otherwise the chances of all buckets are solved for (`admission`), and what is refused comes again
//! by the retry policy (`waiting`).
//!
//! Counts are millionths of a request, units millionths of a half unit, all of them whole numbers: what is offered is what is
//! carried out, given up, or still waits.

mod admission;
mod keys;
mod lane;
mod waiting;

use capacity::{Direction, KeySpace, PartitionNumber, Units};
use model::{EpochMillis, HalfUnits};
use report::{DesignRun, SpacePoint};

use super::amount::{Amount, part};
use super::expiry::{Mortal, expired, mortals};
use super::fraction::Fraction;
use super::ground::{Ground, mode, untold};
use super::recorder::MINUTE_S;
use super::retry::{Backoff, MILLION};
use super::tally::Tally;
use crate::access::{Gain, Plan};
use crate::scenario::{Design, Scenario};
use crate::workload::Draws;
use admission::{Side, solve};
pub(super) use keys::place_of;
use lane::{Lane, Spot};
use waiting::Returns;

/// Milliseconds of a second.
const SECOND_MS: u64 = 1_000;
/// Requests of each pattern that a hot partition is shown each minute, to find where to split it.
const HEARD: u64 = 100;

/// One item or byte, as gains of millionths of requests have it.
const GAINED: i128 = MILLION as i128 * Gain::ONE.0 as i128;

/// One design under the traffic of a scenario.
#[derive(Debug)]
pub(super) struct Fluid {
    start_s: u64,
    duration_s: u64,
    plan: Plan,
    draws: Draws,
    returns: Returns,
    pub(super) grounds: Vec<Ground>,
    pub(super) tallies: Vec<Tally>,
    sides: Vec<Side>,
    lanes: Vec<Lane>,
    /// Of each lane: requests of this second.
    counts: Vec<u64>,
    /// Of each lane: requests of seconds in which nothing could be refused, not spread yet.
    quick: Vec<u64>,
    /// Of each lane: counts with which nothing was refused.
    safe: Vec<u64>,
    /// Of each lane: what was asked for since its classes were made, and what was carried out this minute; millionths.
    asked: Vec<u64>,
    carried: Vec<u64>,
    /// Of each side: what this second asks for, in millionths of a half unit.
    wanted: Vec<u64>,
    /// Of each side: what the pool was not asked for yet.
    pools: Vec<Amount>,
    /// Items and bytes that a space has gained, less than a whole, in [`GAINED`].
    gained: Vec<[i128; 2]>,
    mortals: Vec<Mortal>,
    /// The buckets of all partitions are full and nothing waits.
    is_settled: bool,
    until_s: u64,
    second: u64,
}

impl Fluid {
    pub(super) fn new(scenario: &Scenario, design: &Design, plan: Plan, draws: Draws, backoff: Backoff, point_s: u64) -> Self {
        let grounds: Vec<Ground> =
            plan.spaces.iter().zip(0..).map(|(space, number)| Ground::new(number, space, scenario.start_s, point_s)).collect();
        let sides: Vec<Side> =
            (0..grounds.len()).flat_map(|space| Direction::BOTH.map(|direction| Side::new(space, direction))).collect();
        let tallies = plan.patterns.iter().map(|pattern| Tally::likely(pattern.way.as_ref().ok(), backoff)).collect();
        let ways = plan.patterns.iter().zip(0..).filter_map(|(pattern, number)| Some((number, pattern.way.as_ref().ok()?)));
        let lanes: Vec<Lane> = ways.map(|(number, way)| Lane::new(number, &plan, way, backoff.attempts())).collect();
        let of_lanes = || vec![0; lanes.len()];
        Fluid {
            start_s: scenario.start_s,
            duration_s: scenario.duration_s,
            returns: Returns::new(backoff),
            tallies,
            counts: of_lanes(),
            quick: of_lanes(),
            safe: of_lanes(),
            asked: of_lanes(),
            carried: of_lanes(),
            wanted: vec![0; sides.len()],
            pools: vec![Amount::default(); sides.len()],
            gained: vec![[0; 2]; grounds.len()],
            mortals: mortals(scenario, design, &plan),
            is_settled: true,
            until_s: 0,
            second: 0,
            plan,
            draws,
            grounds,
            sides,
            lanes,
        }
    }

    /// The series so far, of each key space.
    pub(super) fn points(&self) -> impl Iterator<Item = &[SpacePoint]> {
        self.grounds.iter().map(|ground| ground.recorder.points())
    }

    /// Seconds that are over.
    pub(super) fn done_s(&self) -> u64 {
        self.second
    }

    /// Runs the next second. Tells about how much work it was, in microseconds.
    pub(super) fn step(&mut self) -> u64 {
        let second = self.second;
        let mut work = 1;
        if second >= self.until_s {
            work += self.group();
        }
        self.wanted.fill(0);
        for (lane, count) in self.lanes.iter().zip(&mut self.counts) {
            *count = self.draws.arrivals().count(lane.pattern as usize, second);
            for (side, units) in &lane.sides {
                self.wanted[*side] = self.wanted[*side].saturating_add(units.saturating_mul(*count));
            }
        }
        if self.is_quick() {
            self.quick_second();
        } else {
            self.spread();
            work += self.slow_second();
        }
        self.end_second();
        self.second += 1;
        work
    }

    fn now(&self) -> EpochMillis {
        EpochMillis(self.start_s.saturating_add(self.second).saturating_mul(1_000))
    }

    /// Groups the lanes' requests anew: keys have changed, or partitions.
    fn group(&mut self) -> u64 {
        self.spread();
        self.tell_hot_keys();
        let kernels: Vec<&KeySpace> = self.grounds.iter().map(|ground| &ground.kernel).collect();
        self.until_s = u64::MAX;
        for lane in &mut self.lanes {
            lane.group(&self.plan, &kernels, &self.draws, self.second);
            self.until_s = self.until_s.min(lane.until_s).max(self.second + 1);
        }
        for side in &mut self.sides {
            side.resize(self.grounds[side.space].kernel.partitions().count() as usize);
        }
        self.safe.fill(0);
        self.lanes.len() as u64 * 200
    }

    /// Whether nothing can be refused in this second.
    fn is_quick(&mut self) -> bool {
        if !self.is_settled {
            return false;
        }
        let now = self.now();
        for (side, wanted) in self.sides.iter().zip(&self.wanted).filter(|(_, wanted)| **wanted > 0) {
            let (credit, _) = self.grounds[side.space].kernel.pool_outlook(side.direction, now, SECOND_MS);
            if *wanted > credit.saturating_mul(MILLION) {
                return false;
            }
        }
        if self.counts.iter().zip(&self.safe).all(|(count, safe)| count <= safe) {
            return true;
        }
        let is_safe = (0..self.sides.len()).all(|at| self.fits_partitions(at));
        if is_safe {
            self.safe.clone_from(&self.counts);
        }
        is_safe
    }

    /// Whether each partition of a side serves this second's requests without using up anything.
    fn fits_partitions(&self, at: usize) -> bool {
        let ceiling = ceiling(self.sides[at].direction);
        let stops = || {
            let lanes = self.lanes.iter().zip(&self.counts).filter(|(_, count)| **count > 0);
            lanes.flat_map(|(lane, count)| lane.stops.iter().map(move |stop| (lane, stop, *count)))
        };
        let here = || stops().filter(|(_, stop, _)| stop.side == at);
        let at_most = here().map(|(_, stop, count)| stop.peak.times(count.saturating_mul(stop.units)));
        if at_most.fold(0, u64::saturating_add) <= ceiling {
            return true;
        }
        (0..self.sides[at].partitions.len()).all(|partition| {
            let share = |lane: &Lane, all: usize| lane.vectors[all].shares.get(partition).copied().unwrap_or(Fraction::ZERO);
            let load = here().map(|(lane, stop, count)| share(lane, stop.all).times(count.saturating_mul(stop.units)));
            load.fold(0, u64::saturating_add) <= ceiling
        })
    }

    fn quick_second(&mut self) {
        let now = self.now();
        for ((side, pool), wanted) in self.sides.iter().zip(&mut self.pools).zip(&self.wanted).filter(|(_, wanted)| **wanted > 0)
        {
            pool.add(*wanted);
            let ground = &mut self.grounds[side.space];
            ground.kernel.draw_pool(side.direction, now, HalfUnits(pool.news()));
            ground.recorder.consume(side.direction, *wanted);
        }
        for (quick, count) in self.quick.iter_mut().zip(&self.counts) {
            *quick += count;
        }
    }

    /// Spreads over the partitions what quick seconds have counted.
    fn spread(&mut self) {
        if self.quick.iter().all(|quick| *quick == 0) {
            return;
        }
        self.sides.iter_mut().for_each(|side| side.served.fill(0));
        for (at, lane) in self.lanes.iter().enumerate() {
            let parts = core::mem::take(&mut self.quick[at]).saturating_mul(MILLION);
            if parts == 0 {
                continue;
            }
            let tally = &mut self.tallies[lane.pattern as usize];
            tally.admitted += u128::from(parts);
            tally.carried_out(&[parts]);
            self.asked[at] = self.asked[at].saturating_add(parts);
            self.carried[at] = self.carried[at].saturating_add(parts);
            for stop in &lane.stops {
                let units = part(parts, stop.units);
                for (served, share) in self.sides[stop.side].served.iter_mut().zip(&lane.vectors[stop.all].shares) {
                    *served += share.times(units);
                }
            }
        }
        for side in &mut self.sides {
            let ground = &mut self.grounds[side.space];
            for (served, partition) in side.served.iter().zip(0..) {
                ground.recorder.partitions.consume(partition, side.direction, *served);
            }
            let whole = side.whole();
            ground.kernel.count(side.direction, &whole);
        }
    }

    /// A second in which something may be refused, or in which retries are made.
    fn slow_second(&mut self) -> u64 {
        let now = self.now();
        let mut partitions = 0;
        for side in &mut self.sides {
            let kernel = &mut self.grounds[side.space].kernel;
            kernel.outlook(side.direction, now, SECOND_MS, &mut side.credit);
            side.credit.iter_mut().for_each(|credit| *credit = credit.saturating_mul(MILLION));
            let (credit, limit) = kernel.pool_outlook(side.direction, now, SECOND_MS);
            (side.pool_credit, side.pool_limit) = (credit.saturating_mul(MILLION), limit);
            partitions += side.credit.len();
        }
        let mut coming = Vec::with_capacity(self.lanes.len());
        for (lane, count) in self.lanes.iter_mut().zip(&self.counts) {
            let mut due = lane.waiting.take();
            for (class, row) in lane.classes.iter().zip(due.chunks_exact_mut(lane.attempts)) {
                row[0] += class.weight.saturating_mul(*count);
            }
            coming.push(due);
        }
        solve(&mut self.sides, &mut self.lanes, &coming, &self.returns);
        self.settle(&coming);
        self.is_settled = self.lanes.iter().all(|lane| lane.waiting.is_empty());
        for side in &mut self.sides {
            let depth = ceiling(side.direction);
            self.is_settled &=
                side.credit.iter().zip(&side.served).all(|(credit, served)| credit.saturating_sub(*served) >= depth);
            let ground = &mut self.grounds[side.space];
            for (served, partition) in side.served.iter().zip(0..) {
                ground.recorder.partitions.consume(partition, side.direction, *served);
            }
            ground.recorder.consume(side.direction, side.served_all);
            let whole = side.whole();
            ground.kernel.draws(side.direction, now, &whole);
        }
        let classes: usize = self.lanes.iter().map(|lane| lane.classes.len() * lane.stops.len()).sum();
        (partitions + classes) as u64 / 5
    }

    /// Carries out this second's attempts with the chances that were solved for.
    fn settle(&mut self, coming: &[Vec<u64>]) {
        for side in &mut self.sides {
            side.served.fill(0);
            side.served_all = 0;
        }
        let mut by_attempt = [0u64; super::retry::ATTEMPTS_MAX as usize];
        for (at, lane) in self.lanes.iter_mut().enumerate() {
            by_attempt.fill(0);
            let tally = &mut self.tallies[lane.pattern as usize];
            let mut met = core::mem::take(&mut lane.met);
            for (number, coming) in coming[at].chunks_exact(lane.attempts).enumerate() {
                let class = &lane.classes[number];
                lane.meet(class, &self.sides, &mut met);
                let outcome = lane.waiting.carry_out(number, coming, met.all, &self.returns, &mut by_attempt);
                if outcome.made == 0 {
                    continue;
                }
                tally.admitted += u128::from(outcome.admitted);
                tally.repeated += u128::from(outcome.repeated);
                self.asked[at] = self.asked[at].saturating_add(outcome.made);
                self.carried[at] = self.carried[at].saturating_add(outcome.admitted);
                for ((stop, spot), chance) in lane.stops.iter().zip(&class.spots).zip(&met.stops) {
                    let side = &mut self.sides[stop.side];
                    let served = part(outcome.admitted, stop.units);
                    side.served_all += served;
                    // Where the chance differs from partition to partition, what was served is spread by share and chance.
                    match spot {
                        Spot::One(partition) => side.served[*partition as usize] += served,
                        Spot::Many(vector) => lane.vectors[*vector].served += chance.divide(served),
                    }
                }
                refused(&mut self.grounds, &self.sides, lane, number, outcome.made, &met);
            }
            lane.met = met;
            tally.carried_out(&by_attempt);
            for vector in &mut lane.vectors {
                let side = &mut self.sides[vector.side];
                let served = core::mem::take(&mut vector.served);
                for ((sum, share), chance) in side.served.iter_mut().zip(&vector.shares).zip(&side.partitions) {
                    *sum += share.and(*chance).times(served);
                }
            }
        }
    }

    fn end_second(&mut self) {
        let second = self.second;
        let is_last = second + 1 == self.duration_s;
        let ends_minute = (second + 1).is_multiple_of(MINUTE_S);
        let ends_point = is_last || self.grounds.first().is_some_and(|ground| ground.recorder.ends_point(second));
        if ends_minute || ends_point {
            self.spread();
        }
        if is_last {
            self.tell_hot_keys();
        }
        let end = EpochMillis(self.now().0 + 1_000);
        self.grounds.iter_mut().for_each(|ground| ground.recorder.end_second(second));
        if ends_minute || is_last {
            self.end_minute(end);
        }
        if ends_point {
            for ground in &mut self.grounds {
                let standing = ground.standing(end);
                ground.recorder.end_point(standing);
            }
            self.tallies.iter_mut().for_each(Tally::end_point);
        }
    }

    fn end_minute(&mut self, end: EpochMillis) {
        self.gain();
        self.tell_places();
        for ground in &mut self.grounds {
            if ground.end_minute(self.second, end) {
                self.until_s = self.second + 1;
            }
        }
    }
}

/// What a partition serves each second, in millionths of a half unit.
fn ceiling(direction: Direction) -> u64 {
    let Units { read, write } = Units::PARTITION_CEILING;
    direction.of((read, write)).0 * MILLION
}

/// Tells the throttle events of one class's attempts: one for each side that refused. Buckets that have as little as each other share
/// the refusing in the solution, but are empty at the same moments: each that is used up refuses all that they refuse together.
fn refused(grounds: &mut [Ground], sides: &[Side], lane: &mut Lane, class: usize, made: u64, met: &lane::Met) {
    if met.all == Fraction::ONE {
        return;
    }
    for ((number, _), pool) in lane.sides.iter().zip(&met.pools) {
        let side = &sides[*number];
        let recorder = &mut grounds[side.space].recorder;
        let pool = if side.is_pool_used_up() { met.every_pool } else { *pool };
        let by_pool = pool.rest().times(made);
        recorder.throttle(side.direction, side.pool_limit, by_pool);
        let reached = made - by_pool;
        let spots = &lane.classes[class].spots;
        let stops = lane.stops.iter().zip(spots).zip(&met.stops).filter(|((stop, _), _)| stop.side == *number);
        for ((_, spot), chance) in stops {
            let chance = match spot {
                Spot::One(partition) if side.is_used_up(*partition) => met.every_stop,
                _ => *chance,
            };
            if chance == Fraction::ONE {
                continue;
            }
            recorder.throttle(side.direction, capacity::Limit::KeyRange, chance.rest().times(reached));
            match spot {
                Spot::One(partition) => recorder.partitions.throttle(*partition, chance.rest().times(reached)),
                Spot::Many(vector) => {
                    let chances = side.partitions.iter().zip(0..).filter(|(chance, _)| **chance < Fraction::ONE);
                    for (chance, partition) in chances {
                        let share = lane.vectors[*vector].shares.get(partition as usize).copied().unwrap_or(Fraction::ZERO);
                        recorder.partitions.throttle(partition, share.and(chance.rest()).times(reached));
                    }
                }
            }
        }
    }
}

impl Fluid {
    /// Tells what the named keys were asked for since the classes were made.
    fn tell_hot_keys(&mut self) {
        for (lane, asked) in self.lanes.iter().zip(&mut self.asked) {
            let asked = core::mem::take(asked);
            if asked == 0 {
                continue;
            }
            for stop in &lane.stops {
                let units = part(asked, stop.units);
                let hot = &mut self.grounds[stop.side / 2].recorder.hot;
                hot.add_all(units);
                stop.hot.iter().for_each(|(hash, key, share)| hot.add(*hash, key, share.times(units)));
            }
        }
    }

    /// Shows hot partitions some of the keys that were asked for.
    fn tell_places(&mut self) {
        let listens = |ground: &Ground| (0..ground.kernel.partitions().count()).any(|partition| ground.kernel.listens(partition));
        let listening: Vec<bool> = self.grounds.iter().map(listens).collect();
        if !listening.contains(&true) {
            return;
        }
        let arrivals = self.draws.arrivals();
        for lane in &self.lanes {
            let from = self.second.saturating_sub(MINUTE_S - 1);
            let (first, last) =
                (arrivals.until(lane.pattern as usize, from), arrivals.until(lane.pattern as usize, self.second + 1));
            let stops: Vec<(usize, u64)> =
                lane.stops.iter().map(|stop| (stop.side, stop.units)).filter(|(side, _)| listening[side / 2]).collect();
            if stops.is_empty() || last == first {
                continue;
            }
            let shown = HEARD.min(last - first);
            for nth in 0..shown {
                let number = first + (last - first) * nth / shown;
                let second = from + (self.second + 1 - from) * nth / shown;
                let item = self.draws.item(&self.draws.request(lane.pattern, number, second));
                for (side, units) in &stops {
                    let place = place_of(&self.plan, &self.draws, side / 2, &item);
                    let kernel = &mut self.grounds[side / 2].kernel;
                    let units = HalfUnits((units * ((last - first) / shown)).div_ceil(MILLION));
                    kernel.heard(self.sides[*side].direction, kernel.partition_of(place), place, units, 1);
                }
            }
        }
    }

    /// Adds to the key spaces what this minute's requests wrote, and takes what has expired.
    fn gain(&mut self) {
        let mut gains: Vec<(usize, usize, [i128; 2])> = Vec::new();
        for (at, (lane, carried)) in self.lanes.iter().zip(&mut self.carried).enumerate() {
            let carried = i128::from(core::mem::take(carried));
            let of_lane = lane.gains.iter();
            gains.extend(
                of_lane
                    .map(|(space, items, bytes)| (at, *space, [items, bytes].map(|gain| carried.saturating_mul(gain.0.into())))),
            );
        }
        for expired in expired(&mut self.mortals, self.second + 1, &self.tallies) {
            self.grounds[expired.space].recorder.expire(expired.items);
            if let Some(at) = self.lanes.iter().position(|lane| lane.pattern == expired.pattern) {
                let lost = [expired.items, expired.bytes].map(|sum| {
                    let lost = i128::try_from(sum).unwrap_or(i128::MAX);
                    -lost.saturating_mul(Gain::ONE.0.into())
                });
                gains.push((at, expired.space, lost));
            }
        }
        for (at, space, parts) in gains {
            self.settle_gain(at, space, parts);
        }
    }

    /// Adds items and bytes, in [`GAINED`], where a lane writes to a space.
    fn settle_gain(&mut self, lane: usize, space: usize, parts: [i128; 2]) {
        let (lane, gained) = (&self.lanes[lane], &mut self.gained[space]);
        let whole = [0, 1].map(|at| {
            gained[at] += parts[at];
            let whole = gained[at] / GAINED;
            gained[at] -= whole * GAINED;
            whole
        });
        let side = space * 2 + Direction::Write as usize;
        let kernel = &mut self.grounds[space].kernel;
        if let Some(stop) = lane.stops.iter().find(|stop| stop.side == side) {
            add_to(kernel, &lane.vectors[stop.all].shares, whole.map(|sum| sum.max(0)));
        }
        take_from(kernel, whole.map(|sum| sum.min(0).unsigned_abs()));
    }
}

/// Takes items and bytes from where they lie, from each partition in the same measure: what goes has been written long ago, and often
/// elsewhere than what is written now.
fn take_from(kernel: &mut KeySpace, lost: [u128; 2]) {
    if lost == [0; 2] {
        return;
    }
    let (all_items, all_bytes) = kernel.partitions().held();
    let all = [u128::from(all_items), u128::from(all_bytes)];
    let lie: Vec<(capacity::Place, [u64; 2])> = kernel
        .partitions()
        .partitions()
        .iter()
        .map(|partition| (partition.first, [partition.item_count, partition.size_bytes]))
        .collect();
    let mut passed = [0u128; 2];
    for (first, held) in lie {
        let [items, bytes] = [0, 1].map(|at| {
            let until = |sum: u128| lost[at].min(all[at]) * sum / all[at].max(1);
            let before = until(passed[at]);
            passed[at] += u128::from(held[at]);
            i64::try_from(until(passed[at]) - before).unwrap_or(i64::MAX)
        });
        kernel.adjust(first, -items, -bytes);
    }
}

/// Spreads items and bytes over partitions; what rounding leaves goes to the last that has a share.
fn add_to(kernel: &mut KeySpace, shares: &[Fraction], whole: [i128; 2]) {
    if whole == [0; 2] {
        return;
    }
    let mut left = whole;
    let firsts: Vec<(PartitionNumber, capacity::Place)> =
        kernel.partitions().partitions().iter().map(|partition| (partition.number, partition.first)).collect();
    let of = |number: PartitionNumber| shares.get(number.0 as usize).copied().unwrap_or(Fraction::ZERO);
    let last = firsts.iter().rposition(|(number, _)| of(*number) > Fraction::ZERO);
    for (at, (number, first)) in firsts.iter().enumerate() {
        let share = |sum: i128| {
            let amount = of(*number).times(u64::try_from(sum.unsigned_abs()).unwrap_or(u64::MAX));
            i128::from(amount) * sum.signum()
        };
        let mut parts = whole.map(share);
        if Some(at) == last {
            parts = left;
        }
        left = [left[0] - parts[0], left[1] - parts[1]];
        let [items, bytes] = parts.map(|part| i64::try_from(part).unwrap_or(0));
        if items != 0 || bytes != 0 {
            kernel.adjust(*first, items, bytes);
        }
    }
}

impl Fluid {
    /// What the design's run tells.
    pub(super) fn told(self, scenario: &Scenario, design: &Design) -> DesignRun {
        let plan = self.plan;
        let spaces = plan.spaces.iter().zip(self.grounds).map(|(space, ground)| {
            let mut run = untold(space, design);
            run.capacity = mode(ground.kernel.setting());
            (run.item_count, run.size_bytes) = ground.kernel.partitions().held();
            ground.recorder.finish(&mut run);
            run
        });
        let spaces = spaces.collect();
        let patterns = scenario.patterns.iter().zip(&plan.patterns).zip(self.tallies).zip(0..);
        let patterns = patterns.map(|(((pattern, plan), mut tally), number)| {
            // What no table can do is offered all the same.
            tally.offered = self.draws.arrivals().between(number, 0, self.second);
            tally.finish(pattern, plan, design)
        });
        let patterns = patterns.collect();
        DesignRun { name: design.name.clone(), spaces, patterns }
    }
}
