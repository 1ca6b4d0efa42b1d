//! What became of the requests of one access pattern.

use report::{IndexKind, PatternRun};

use super::histogram::Histogram;
use super::latency::{POINTS, REFUSAL_US, ServiceTime};
use super::retry::{Backoff, MILLION};
use crate::access::{PatternPlan, Target, Way};
use crate::scenario::{Design, Pattern};

/// Counts of one access pattern. What the fluid driver counts is in millionths of a request.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    pub(super) offered: u64,
    pub(super) admitted: u128,
    pub(super) repeated: u128,
    /// What was carried out at each attempt.
    pub(super) by_attempt: Vec<u128>,
    /// Durations, where each request is known; else they follow from the attempts.
    pub(super) durations: Option<Histogram>,
}

impl Tally {
    pub(super) fn new(attempts: u32) -> Self {
        Tally { offered: 0, admitted: 0, repeated: 0, by_attempt: vec![0; attempts as usize], durations: None }
    }

    /// In words and whole numbers. Whatever was not carried out was given up: what still waits at the end, too.
    pub(super) fn finish(self, pattern: &Pattern, plan: &PatternPlan, design: &Design, backoff: Backoff) -> PatternRun {
        let million = u128::from(MILLION);
        let whole = |millionths: u128| u64::try_from((millionths + million / 2) / million).unwrap_or(u64::MAX);
        let admitted = whole(self.admitted).min(self.offered);
        let way = plan.way.as_ref().ok();
        let durations = self.durations.unwrap_or_else(|| likely(&self.by_attempt, way, backoff));
        let returned = way.map_or(0, |way| u128::from(way.returned_millionths)) * u128::from(admitted);
        PatternRun {
            pattern: pattern.name.clone(),
            operation: way.map_or("none", |way| way.operation.name()).to_owned(),
            target: way.map_or_else(Default::default, |way| named(design, way.target)),
            offered: self.offered,
            admitted,
            given_up: self.offered - admitted,
            retries: whole(self.repeated),
            evaluated: way.map_or(0, |way| way.evaluated.saturating_mul(admitted)),
            returned: whole(returned),
            p50_us: durations.quantile(50),
            p99_us: durations.quantile(99),
        }
    }
}

/// The durations that requests of so many attempts likely take.
fn likely(by_attempt: &[u128], way: Option<&Way>, backoff: Backoff) -> Histogram {
    let mut durations = Histogram::new();
    let Some(service) = way.map(ServiceTime::of) else { return durations };
    let refused = (1..).map(|attempt| {
        let delays: Vec<u64> = (0..POINTS).map(|nth| backoff.likely_delay_us(attempt, nth, POINTS)).collect();
        delays
    });
    // The delays of one request are drawn independently: each list is walked with another stride, all prime to its length.
    const STRIDES: [u64; 8] = [1, 37, 61, 83, 7, 19, 43, 71];
    let mut waits = vec![0; POINTS as usize];
    for ((admitted, delays), stride) in by_attempt.iter().zip(refused).zip(STRIDES.into_iter().cycle()) {
        let weight = u64::try_from(*admitted / u128::from(POINTS)).unwrap_or(u64::MAX);
        if *admitted > 0 {
            for (nth, wait) in (0..POINTS).zip(&waits) {
                durations.add(service.at(nth * 29 % POINTS) + wait, weight.max(1));
            }
        }
        for (nth, wait) in (0..POINTS).zip(&mut waits) {
            let delay = delays.get((nth * stride % POINTS) as usize).copied().unwrap_or(0);
            *wait += REFUSAL_US + delay;
        }
    }
    durations
}

/// The table, and the index with its kind.
fn named(design: &Design, target: Target) -> (String, Option<(String, IndexKind)>) {
    let Some(table) = design.tables.get(target.table) else { return Default::default() };
    let index = target.index.and_then(|place| table.indexes.get(place));
    let kind = |is_local: bool| if is_local { IndexKind::Local } else { IndexKind::Global };
    (table.name.clone(), index.map(|index| (index.name.clone(), kind(index.is_local))))
}
