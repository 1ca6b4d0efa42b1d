//! What became of the requests of one access pattern.

use report::{IndexKind, PatternPoint, PatternRun};

use super::histogram::Histogram;
use super::likely::Likely;
use super::retry::{Backoff, MILLION};
use crate::access::{PatternPlan, Target, Way};
use crate::scenario::{Design, Pattern};

/// Counts of one access pattern. What the fluid driver counts is in millionths of a request.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    pub(super) offered: u64,
    pub(super) admitted: u128,
    pub(super) repeated: u128,
    durations: Durations,
    points: Vec<PatternPoint>,
    /// Of what was carried out: what the points have told.
    told: u64,
}

/// How long what was carried out took.
#[derive(Clone, Debug)]
enum Durations {
    /// Each request is known.
    Counted {
        all: Histogram,
        /// Since the last point.
        news: Histogram,
    },
    /// They follow from the attempts: what was carried out at each.
    Likely { likely: Likely, by_attempt: Vec<u128>, news: Vec<u128> },
}

impl Tally {
    /// Of requests that are known one by one.
    pub(super) fn counted() -> Self {
        Tally::new(Durations::Counted { all: Histogram::new(), news: Histogram::new() })
    }

    /// Of requests that go a way and are only counted.
    pub(super) fn likely(way: Option<&Way>, backoff: Backoff) -> Self {
        let none = vec![0; backoff.attempts() as usize];
        Tally::new(Durations::Likely { likely: Likely::new(way, backoff), by_attempt: none.clone(), news: none })
    }

    fn new(durations: Durations) -> Self {
        Tally { offered: 0, admitted: 0, repeated: 0, durations, points: Vec::new(), told: 0 }
    }

    /// A request was carried out and took so long, in microseconds.
    pub(super) fn took(&mut self, duration_us: u64) {
        if let Durations::Counted { news, .. } = &mut self.durations {
            news.add(duration_us, 1);
        }
    }

    /// So many were carried out at the first attempt, at the second, and so on, in millionths.
    pub(super) fn carried_out(&mut self, by_attempt: &[u64]) {
        if let Durations::Likely { news, .. } = &mut self.durations {
            for (sum, admitted) in news.iter_mut().zip(by_attempt) {
                *sum += u128::from(*admitted);
            }
        }
    }

    /// Ends a point.
    pub(super) fn end_point(&mut self) {
        let [p50_us, p99_us] = match &mut self.durations {
            Durations::Counted { all, news } => {
                let told = [news.quantile(50), news.quantile(99)];
                all.take(news);
                told
            }
            Durations::Likely { likely, by_attempt, news } => {
                let told = likely.quantiles(news, [50, 99]);
                for (sum, news) in by_attempt.iter_mut().zip(news) {
                    *sum += core::mem::take(news);
                }
                told
            }
        };
        let admitted = whole(self.admitted);
        self.points.push(PatternPoint { admitted: admitted - self.told, p50_us, p99_us });
        self.told = admitted;
    }

    /// In words and whole numbers, when the last point has ended. Whatever was not carried out was given up: what still waits, too.
    pub(super) fn finish(self, pattern: &Pattern, plan: &PatternPlan, design: &Design) -> PatternRun {
        let admitted = whole(self.admitted).min(self.offered);
        let way = plan.way.as_ref().ok();
        let [p50_us, p99_us] = match &self.durations {
            Durations::Counted { all, .. } => [all.quantile(50), all.quantile(99)],
            Durations::Likely { likely, by_attempt, .. } => likely.quantiles(by_attempt, [50, 99]),
        };
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
            p50_us,
            p99_us,
            points: self.points,
        }
    }
}

/// Millionths as a whole number, to the nearest.
fn whole(millionths: u128) -> u64 {
    let million = u128::from(MILLION);
    u64::try_from((millionths + million / 2) / million).unwrap_or(u64::MAX)
}

/// The table, and the index with its kind.
fn named(design: &Design, target: Target) -> (String, Option<(String, IndexKind)>) {
    let Some(table) = design.tables.get(target.table) else { return Default::default() };
    let index = target.index.and_then(|place| table.indexes.get(place));
    let kind = |is_local: bool| if is_local { IndexKind::Local } else { IndexKind::Global };
    (table.name.clone(), index.map(|index| (index.name.clone(), kind(index.is_local))))
}
