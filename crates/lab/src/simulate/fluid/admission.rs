//! Which share of a second's requests is admitted, where several buckets have a say.
//!
//! A request is admitted if every pool and every partition that it touches has credit. A bucket that is asked for more than it
//! has admits each request with the chance of credit over demand, and demand is what all its other buckets would admit; so the
//! chances are solved for one after the other, in a few rounds from those of the second before. (All at once, two buckets that
//! have as little as each other would both refuse everything in one round and nothing in the next.) What a round more would
//! change is evened out by the buckets, since credit that is left is kept and credit that is owed is earned back.

use capacity::{Direction, Limit};

use super::super::amount::{Amount, part};
use super::super::fraction::Fraction;
use super::lane::{Lane, Spot};
use super::waiting::Returns;

/// Rounds of solving (our bound).
const ROUNDS: usize = 3;
/// A bucket is used up when it is asked for all but one in so many of its credit.
const USED_UP: u64 = 64;

/// One direction of one key space in one second. Credit, demand and what is served are millionths of a half unit.
#[derive(Debug)]
pub(super) struct Side {
    pub(super) space: usize,
    pub(super) direction: Direction,
    /// Credit of the pool, and the limit that it comes from.
    pub(super) pool_credit: u64,
    pub(super) pool_limit: Limit,
    /// Credit of each partition.
    pub(super) credit: Vec<u64>,
    /// Chance that the pool has credit for an attempt.
    pub(super) pool: Fraction,
    /// Chance of each partition.
    pub(super) partitions: Vec<Fraction>,
    /// What this second took from each partition.
    pub(super) served: Vec<u64>,
    /// And from all of them.
    pub(super) served_all: u64,
    /// Less than a half unit, kept until the next second.
    pub(super) rests: Vec<Amount>,
    pool_demand: u64,
    demand: Vec<u64>,
}

impl Side {
    pub(super) fn new(space: usize, direction: Direction) -> Self {
        Side {
            space,
            direction,
            pool_credit: 0,
            pool_limit: Limit::Provisioned,
            credit: Vec::new(),
            pool: Fraction::ONE,
            partitions: Vec::new(),
            served: Vec::new(),
            served_all: 0,
            rests: Vec::new(),
            pool_demand: 0,
            demand: Vec::new(),
        }
    }

    /// Makes place for so many partitions.
    pub(super) fn resize(&mut self, count: usize) {
        self.credit.resize(count, 0);
        self.partitions.resize(count, Fraction::ONE);
        self.served.resize(count, 0);
        self.rests.resize(count, Amount::default());
        self.demand.resize(count, 0);
    }

    /// Chance that an attempt on partitions in these shares finds credit in its partition.
    pub(super) fn chance(&self, shares: &[Fraction]) -> Fraction {
        let both = shares.iter().zip(&self.partitions).map(|(share, chance)| share.and(*chance));
        both.fold(Fraction::ZERO, Fraction::plus)
    }

    /// What was served in whole half units; less than one is kept for the next time.
    pub(super) fn whole(&mut self) -> Vec<u64> {
        let whole = |(rest, served): (&mut Amount, &u64)| {
            rest.add(*served);
            rest.news()
        };
        self.rests.iter_mut().zip(&self.served).map(whole).collect()
    }

    fn solve(&mut self) {
        self.pool = Fraction::of(self.pool_credit, self.pool_demand);
        for ((chance, credit), demand) in self.partitions.iter_mut().zip(&self.credit).zip(&mut self.demand) {
            *demand = self.pool.times(*demand);
            *chance = Fraction::of(*credit, *demand);
        }
    }

    /// Whether its pool has nothing left for more, though it need not refuse what the others let through.
    pub(super) fn is_pool_used_up(&self) -> bool {
        is_used_up(self.pool_credit, self.pool_demand)
    }

    /// The same of a partition.
    pub(super) fn is_used_up(&self, partition: u32) -> bool {
        let at = partition as usize;
        self.credit.get(at).zip(self.demand.get(at)).is_some_and(|(credit, demand)| is_used_up(*credit, *demand))
    }
}

fn is_used_up(credit: u64, demand: u64) -> bool {
    demand > 0 && demand >= credit - credit / USED_UP
}

/// Solves for the chances of all buckets. `coming` holds each lane's attempts, a row for each class.
pub(super) fn solve(sides: &mut [Side], lanes: &mut [Lane], coming: &[Vec<u64>], returns: &Returns) {
    lanes.iter_mut().for_each(|lane| lane.weigh(sides));
    for _ in 0..ROUNDS {
        for at in 0..sides.len() {
            sides[at].pool_demand = 0;
            sides[at].demand.fill(0);
            for (lane, coming) in lanes.iter_mut().zip(coming) {
                demand(sides, at, lane, coming, returns);
            }
            sides[at].solve();
            lanes.iter_mut().for_each(|lane| lane.weigh_side(at, &sides[at]));
        }
    }
}

/// What the buckets of one side are asked for by a lane: its partitions as if its pool let everything pass.
fn demand(sides: &mut [Side], number: usize, lane: &mut Lane, coming: &[u64], returns: &Returns) {
    let Some(place) = lane.sides.iter().position(|(side, _)| *side == number) else { return };
    let mut met = core::mem::take(&mut lane.met);
    let other_pools = others(&met.pools, place);
    for (class, coming) in lane.classes.iter().zip(coming.chunks_exact(lane.attempts)) {
        lane.meet(class, sides, &mut met);
        let made = returns.attempts(coming, met.all);
        if made == 0 {
            continue;
        }
        let stops = lane.stops.iter().zip(&class.spots).enumerate().filter(|(_, (stop, _))| stop.side == number);
        for (at, (stop, spot)) in stops {
            let asked = part(other_pools.and(others(&met.stops, at)).times(made), stop.units);
            match spot {
                Spot::One(partition) => {
                    if let Some(demand) = sides[number].demand.get_mut(*partition as usize) {
                        *demand = demand.saturating_add(asked);
                    }
                }
                Spot::Many(vector) => lane.vectors[*vector].asked += asked,
            }
        }
        let asked = part(other_pools.and(met.every_stop).times(made), lane.sides[place].1);
        sides[number].pool_demand = sides[number].pool_demand.saturating_add(asked);
    }
    lane.met = met;
    for vector in lane.vectors.iter_mut().filter(|vector| vector.side == number) {
        let asked = core::mem::take(&mut vector.asked);
        if asked > 0 {
            for (demand, share) in sides[number].demand.iter_mut().zip(&vector.shares) {
                *demand = demand.saturating_add(share.times(asked));
            }
        }
    }
}

/// The chance that all but one of them say yes.
fn others(chances: &[Fraction], but: usize) -> Fraction {
    let others = chances.iter().enumerate().filter(|(at, _)| *at != but);
    others.fold(Fraction::ONE, |all, (_, chance)| all.and(*chance))
}
