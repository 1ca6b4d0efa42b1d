//! Throttle events by reason: over time, in all, and when throttling began and ended.

use capacity::{Direction, Limit};
use report::{Happening, SpaceEvent, ThrottleRun};

use super::MINUTE_S;
use crate::simulate::amount::Amount;

const LIMITS: [(Limit, &str); 4] = [
    (Limit::Provisioned, "ProvisionedThroughputExceeded"),
    (Limit::KeyRange, "KeyRangeThroughputExceeded"),
    (Limit::Account, "AccountLimitExceeded"),
    (Limit::MaxOnDemand, "MaxOnDemandThroughputExceeded"),
];

/// Events of one key space by reason.
#[derive(Debug)]
pub(super) struct Throttling {
    /// `Table` or `Index`.
    subject: &'static str,
    reasons: Vec<Reason>,
    /// Points that ended.
    points: usize,
}

#[derive(Debug)]
struct Reason {
    direction: Direction,
    limit: Limit,
    events: Amount,
    /// Of each point that ended.
    points: Vec<u64>,
    in_second: bool,
    /// The last second with an event, while throttling goes on.
    last: Option<u64>,
}

impl Throttling {
    pub(super) fn new(subject: &'static str) -> Self {
        Throttling { subject, reasons: Vec::new(), points: 0 }
    }

    pub(super) fn add(&mut self, direction: Direction, limit: Limit, millionths: u64) {
        let known = self.reasons.iter_mut().find(|reason| reason.direction == direction && reason.limit == limit);
        match known {
            Some(reason) => {
                reason.events.add(millionths);
                reason.in_second = true;
            }
            None => {
                let mut events = Amount::default();
                events.add(millionths);
                let points = vec![0; self.points];
                self.reasons.push(Reason { direction, limit, events, points, in_second: true, last: None });
            }
        }
    }

    /// Ends a second; what began or ended with it.
    pub(super) fn end_second(&mut self, second: u64) -> Vec<SpaceEvent> {
        let mut events = Vec::new();
        let subject = self.subject;
        for reason in &mut self.reasons {
            let in_second = core::mem::take(&mut reason.in_second);
            let name = || named(subject, reason.direction, reason.limit);
            match reason.last {
                None if in_second => {
                    events.push(SpaceEvent { at_s: second, what: Happening::ThrottlingBegan { reason: name() } })
                }
                Some(last) if !in_second && second - last >= MINUTE_S => {
                    events.push(SpaceEvent { at_s: second, what: Happening::ThrottlingEnded { reason: name() } });
                    reason.last = None;
                }
                _ => {}
            }
            if in_second {
                reason.last = Some(second);
            }
        }
        events
    }

    /// Ends a point.
    pub(super) fn end_point(&mut self) {
        self.points += 1;
        for reason in &mut self.reasons {
            reason.points.push(reason.events.news());
        }
    }

    /// The most frequent first; of equally frequent ones by name.
    pub(super) fn finish(self) -> Vec<ThrottleRun> {
        let told = |reason: Reason| ThrottleRun {
            reason: named(self.subject, reason.direction, reason.limit),
            events: reason.events.whole(),
            points: reason.points,
        };
        let mut runs: Vec<ThrottleRun> = self.reasons.into_iter().map(told).filter(|run| run.events > 0).collect();
        model::sort_by(&mut runs, |a, b| b.events.cmp(&a.events).then_with(|| a.reason.cmp(&b.reason)));
        runs
    }
}

fn named(subject: &str, direction: Direction, limit: Limit) -> String {
    let direction = match direction {
        Direction::Read => "Read",
        Direction::Write => "Write",
    };
    let limit = LIMITS.iter().find(|(known, _)| *known == limit).map_or("", |(_, name)| name);
    [subject, direction, limit].concat()
}

#[cfg(test)]
mod tests {
    use super::{Direction, Limit, Throttling};
    use report::{Happening, ThrottleRun};

    #[test]
    fn throttling_ends_after_a_minute_without() {
        let mut throttling = Throttling::new("Table");
        let mut told = Vec::new();
        for second in 0..200 {
            if (10..20).contains(&second) || second == 70 {
                throttling.add(Direction::Write, Limit::KeyRange, 1_500_000);
            }
            told.extend(throttling.end_second(second));
            if (second + 1) % 20 == 0 {
                throttling.end_point();
            }
        }
        let told: Vec<(u64, bool)> =
            told.iter().map(|event| (event.at_s, matches!(event.what, Happening::ThrottlingBegan { .. }))).collect();
        assert_eq!(told, [(10, true), (130, false)]);
        let reason = "TableWriteKeyRangeThroughputExceeded".to_owned();
        let points = vec![15, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        assert_eq!(throttling.finish(), [ThrottleRun { reason, events: 16, points }]);
    }

    #[test]
    fn a_reason_that_comes_late_has_all_points() {
        let mut throttling = Throttling::new("Index");
        throttling.add(Direction::Read, Limit::Provisioned, 2_000_000);
        throttling.end_point();
        throttling.add(Direction::Write, Limit::Account, 7_000_000);
        throttling.end_point();
        let told: Vec<(String, Vec<u64>)> = throttling.finish().into_iter().map(|run| (run.metric(), run.points)).collect();
        let named = |name: &str| name.to_owned();
        assert_eq!(
            told,
            [
                (named("WriteAccountLimitThrottleEvents"), vec![0, 7]),
                (named("ReadProvisionedThroughputThrottleEvents"), vec![2, 0])
            ]
        );
    }
}
