//! Throttle events by reason: totals, and when throttling began and ended.

use capacity::{Direction, Limit};
use report::{Happening, SpaceEvent};

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
}

#[derive(Debug)]
struct Reason {
    direction: Direction,
    limit: Limit,
    events: Amount,
    in_second: bool,
    /// The last second with an event, while throttling goes on.
    last: Option<u64>,
}

impl Throttling {
    pub(super) fn new(subject: &'static str) -> Self {
        Throttling { subject, reasons: Vec::new() }
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
                self.reasons.push(Reason { direction, limit, events, in_second: true, last: None });
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

    /// The most frequent first; of equally frequent ones by name.
    pub(super) fn totals(&self) -> Vec<(String, u64)> {
        let mut totals: Vec<(String, u64)> = self
            .reasons
            .iter()
            .map(|reason| (named(self.subject, reason.direction, reason.limit), reason.events.whole()))
            .filter(|(_, events)| *events > 0)
            .collect();
        model::sort_by(&mut totals, |a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        totals
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
    use report::Happening;

    #[test]
    fn throttling_ends_after_a_minute_without() {
        let mut throttling = Throttling::new("Table");
        let mut told = Vec::new();
        for second in 0..200 {
            if (10..20).contains(&second) || second == 70 {
                throttling.add(Direction::Write, Limit::KeyRange, 1_500_000);
            }
            told.extend(throttling.end_second(second));
        }
        let told: Vec<(u64, bool)> =
            told.iter().map(|event| (event.at_s, matches!(event.what, Happening::ThrottlingBegan { .. }))).collect();
        assert_eq!(told, [(10, true), (130, false)]);
        assert_eq!(throttling.totals(), [("TableWriteKeyRangeThroughputExceeded".to_owned(), 16)]);
    }
}
