//! One access pattern on one design, as the fluid driver sees it: where its requests stop, and how they are spread there.
//!
//! A request stops at each partition that it reads or writes. Where two stops are at keys that share attributes, the hot key of
//! one is the hot key of the other; so the heaviest values of shared attributes are classes of their own. The rest is one class
//! whose stops are independent of each other, but for the partitions that stand out at the stop that is most uneven.

use capacity::KeySpace;
use model::KeyHash;

use super::super::fraction::Fraction;
use super::super::retry::MILLION;
use super::admission::Side;
use super::keys::{CLASS_AT_LEAST, Keys, Spread};
use super::waiting::Waiting;
use crate::access::{self, Gain, Plan, Way};
use crate::workload::{Draws, KeyGroups};

/// Heaviest values of shared attributes that are classes of their own, and as many partitions besides (our bound).
const CLASSES_MAX: usize = 64;
/// A partition that takes so many times as much as the mean is a class of its own.
const UNEVEN: u64 = 2;
/// Keys of a stop that may be told as hot.
const HOT_TOLD: usize = 10;

/// One access pattern.
#[derive(Debug)]
pub(super) struct Lane {
    pub(super) pattern: u32,
    pub(super) attempts: usize,
    pub(super) stops: Vec<Stop>,
    /// Every side it touches, with the units of a request, in millionths of a half unit.
    pub(super) sides: Vec<(usize, u64)>,
    /// What a request adds to the key spaces: items and bytes.
    pub(super) gains: Vec<(usize, Gain, Gain)>,
    /// Spreads over the partitions of a side.
    pub(super) vectors: Vec<Vector>,
    /// Classes; their weights add up to a million.
    pub(super) classes: Vec<Class>,
    pub(super) waiting: Waiting,
    /// Second of the run until which the classes hold.
    pub(super) until_s: u64,
    /// Scratch of the admission.
    pub(super) met: Met,
}

/// A partition key that each request is asked for.
#[derive(Debug)]
pub(super) struct Stop {
    pub(super) side: usize,
    /// Of each request, in millionths of a half unit.
    pub(super) units: u64,
    pub(super) place: access::Place,
    /// The hottest keys with their share.
    pub(super) hot: Vec<(KeyHash, String, Fraction)>,
    /// How all requests are spread over the partitions: a vector.
    pub(super) all: usize,
    /// The largest share of one partition.
    pub(super) peak: Fraction,
}

/// Shares of the partitions of a side; they add up to 1.
#[derive(Debug)]
pub(super) struct Vector {
    pub(super) side: usize,
    pub(super) shares: Vec<Fraction>,
    /// Chance that one of them has credit.
    pub(super) chance: Fraction,
    pub(super) asked: u64,
    pub(super) served: u64,
}

/// Requests that stop at the same places.
#[derive(Debug)]
pub(super) struct Class {
    /// The values that it stands for; empty for the rest.
    pub(super) name: String,
    pub(super) weight: u64,
    /// One for each stop.
    pub(super) spots: Vec<Spot>,
}

/// Where a class stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    /// In one partition.
    One(u32),
    /// By a vector.
    Many(usize),
}

/// The chances that a class meets.
#[derive(Debug, Default)]
pub(super) struct Met {
    /// Of each side's pool.
    pub(super) pools: Vec<Fraction>,
    /// Of each stop's partition.
    pub(super) stops: Vec<Fraction>,
    pub(super) every_pool: Fraction,
    pub(super) every_stop: Fraction,
    pub(super) all: Fraction,
}

impl Lane {
    /// A pattern's way on a plan. It has no classes until it is grouped.
    pub(super) fn new(pattern: u32, plan: &Plan, way: &Way, attempts: u32) -> Self {
        let mut lane = Lane {
            pattern,
            attempts: attempts as usize,
            stops: Vec::new(),
            sides: Vec::new(),
            gains: Vec::new(),
            vectors: Vec::new(),
            classes: Vec::new(),
            waiting: Waiting::new(attempts),
            until_s: 0,
            met: Met::default(),
        };
        for flow in way.flows.iter().filter(|flow| flow.space < plan.spaces.len()) {
            let side = flow.space * 2 + flow.direction as usize;
            let units = flow.all_units().0.saturating_mul(2);
            // An entry of a local index lies in the partition of its item.
            match lane.stops.iter_mut().find(|stop| stop.side == side && stop.place == flow.place) {
                Some(stop) => stop.units += units,
                None => {
                    lane.stops.push(Stop { side, units, place: flow.place, hot: Vec::new(), all: 0, peak: Fraction::ONE });
                }
            }
            match lane.sides.iter_mut().find(|(known, _)| *known == side) {
                Some((_, sum)) => *sum += units,
                None => lane.sides.push((side, units)),
            }
            if flow.items_gained != Gain::NONE || flow.bytes_gained != Gain::NONE {
                lane.gains.push((flow.space, flow.items_gained, flow.bytes_gained));
            }
        }
        lane
    }

    /// Groups the requests of a second, and of those until `until_s`, by where they stop.
    pub(super) fn group(&mut self, plan: &Plan, spaces: &[&KeySpace], draws: &Draws, second: u64) {
        let keys = Keys::new(plan, draws, self.pattern, second);
        self.until_s = u64::MAX;
        self.vectors.clear();
        let mut spreads: Vec<Spread> = Vec::new();
        for at in 0..self.stops.len() {
            let stop = &self.stops[at];
            let spread = keys.spread(stop.side / 2, stop.place, spaces);
            self.until_s = self.until_s.min(spread.until_s);
            spreads.push(spread);
        }
        let old: Vec<String> = self.classes.iter().map(|class| class.name.clone()).collect();
        self.classes.clear();
        let together = keys.together(self.stops.iter().map(|stop| (stop.side / 2, stop.place)));
        let mut left = MILLION;
        let mut rests: Vec<Vec<u64>> = spreads.iter().map(|spread| spread.weights.clone()).collect();
        if let Some(together) = together {
            let (heavy, until_s) = keys.heaviest(&together, CLASSES_MAX);
            self.until_s = self.until_s.min(until_s);
            for (name, values, weight) in heavy {
                let spots = self.stops.iter().enumerate().map(|(at, stop)| {
                    let given = keys.given(stop.side / 2, stop.place, &together, &values, spaces);
                    let weights = given.unwrap_or_else(|| spreads[at].weights.clone());
                    take_from(&mut rests[at], &weights, weight);
                    (stop.side, weights)
                });
                let spots: Vec<(usize, Vec<u64>)> = spots.collect();
                let spots = spots.into_iter().map(|(side, weights)| self.spot(side, &weights)).collect();
                self.classes.push(Class { name, weight, spots });
                left -= weight;
            }
        }
        for (at, spread) in spreads.into_iter().enumerate() {
            let side = self.stops[at].side;
            let all = self.vector(side, &spread.weights);
            let peak = self.vectors[all].shares.iter().copied().max().unwrap_or(Fraction::ONE);
            let stop = &mut self.stops[at];
            (stop.all, stop.peak) = (all, peak);
            stop.hot = spread.hot;
            stop.hot.truncate(HOT_TOLD);
        }
        let is_whole = self.classes.is_empty();
        let spots = (0..self.stops.len()).map(|at| {
            let stop = &self.stops[at];
            if is_whole { Spot::Many(stop.all) } else { self.spot(stop.side, &rests[at]) }
        });
        let spots = spots.collect();
        self.part_rest(left, spots, &mut rests);
        let last = self.classes.len() - 1;
        let to: Vec<usize> =
            old.iter().map(|name| self.classes.iter().position(|class| class.name == *name).unwrap_or(last)).collect();
        self.waiting.regroup(self.classes.len(), &to);
    }
}

impl Lane {
    /// Makes classes of what is left, so many millionths that stop at these spots: of each partition that takes far more than the
    /// others one of its own, because what it refuses comes to it again, and one of the rest.
    fn part_rest(&mut self, mut left: u64, mut spots: Vec<Spot>, rests: &mut [Vec<u64>]) {
        let mean = |rest: &[u64]| rest.iter().sum::<u64>() / rest.len().max(1) as u64;
        let peak = |rest: &[u64]| rest.iter().max().map_or(0, |most| most / mean(rest).max(1));
        let uneven = (0..rests.len()).max_by_key(|at| (peak(&rests[*at]), core::cmp::Reverse(*at)));
        if let Some(at) = uneven.filter(|at| peak(&rests[*at]) >= UNEVEN) {
            let bound = mean(&rests[at]) * UNEVEN;
            for (partition, rest) in (0u32..).zip(&mut rests[at]).filter(|(_, rest)| **rest >= bound) {
                let weight = *rest * MILLION / KeyGroups::PARTS;
                if weight < CLASS_AT_LEAST || self.classes.len() >= 2 * CLASSES_MAX {
                    continue;
                }
                (left, *rest) = (left.saturating_sub(weight), 0);
                let mut own = spots.clone();
                own[at] = Spot::One(partition);
                self.classes.push(Class { name: partition.to_string(), weight, spots: own });
            }
            spots[at] = self.spot(self.stops[at].side, &rests[at]);
        }
        let is_nothing = rests.iter().any(|rest| rest.iter().all(|weight| *weight == 0));
        match self.classes.last_mut().filter(|_| left == 0 || is_nothing) {
            // What rounding has left over goes nowhere of its own.
            Some(last) => last.weight += left,
            None => self.classes.push(Class { name: String::new(), weight: left, spots }),
        }
    }

    /// The spot of these weights by partition number.
    fn spot(&mut self, side: usize, weights: &[u64]) -> Spot {
        let mut taken = weights.iter().enumerate().filter(|(_, weight)| **weight > 0);
        match (taken.next(), taken.next()) {
            (Some((partition, _)), None) => Spot::One(u32::try_from(partition).unwrap_or(u32::MAX)),
            _ => Spot::Many(self.vector(side, weights)),
        }
    }

    fn vector(&mut self, side: usize, weights: &[u64]) -> usize {
        self.vectors.push(Vector { side, shares: Fraction::shares(weights), chance: Fraction::ONE, asked: 0, served: 0 });
        self.vectors.len() - 1
    }

    /// Begins with the chances of all buckets.
    pub(super) fn weigh(&mut self, sides: &[Side]) {
        self.met.pools.clear();
        self.met.pools.extend(self.sides.iter().map(|(side, _)| sides[*side].pool));
        for at in 0..self.sides.len() {
            let number = self.sides[at].0;
            self.weigh_side(number, &sides[number]);
        }
    }

    /// Follows a change of the chances of one side's buckets.
    pub(super) fn weigh_side(&mut self, number: usize, side: &Side) {
        let Some(place) = self.sides.iter().position(|(known, _)| *known == number) else { return };
        for vector in self.vectors.iter_mut().filter(|vector| vector.side == number) {
            vector.chance = side.chance(&vector.shares);
        }
        self.met.pools[place] = side.pool;
        self.met.every_pool = self.met.pools.iter().fold(Fraction::ONE, |all, chance| all.and(*chance));
    }

    /// The chances that a class meets; pools are as they were weighed.
    pub(super) fn meet(&self, class: &Class, sides: &[Side], met: &mut Met) {
        met.stops.clear();
        met.every_stop = Fraction::ONE;
        for (stop, spot) in self.stops.iter().zip(&class.spots) {
            let chance = match spot {
                Spot::One(partition) => sides[stop.side].partitions.get(*partition as usize).copied().unwrap_or(Fraction::ONE),
                Spot::Many(vector) => self.vectors[*vector].chance,
            };
            met.stops.push(chance);
            met.every_stop = met.every_stop.and(chance);
        }
        met.all = met.every_pool.and(met.every_stop);
    }
}

/// Takes a class out of the rest.
fn take_from(rest: &mut [u64], weights: &[u64], weight: u64) {
    for (rest, of) in rest.iter_mut().zip(weights) {
        *rest = rest.saturating_sub((u128::from(*of) * u128::from(weight) / u128::from(MILLION)) as u64);
    }
}
