//! How a table or index was paid over time: capacity hours while it was provisioned, requests while it was on-demand.
//!
//! Our model: an hour is billed at the highest setting that held in it, and each hour begun counts; hours are those of the clock.
//!
//! Follows: developer guide, "Understanding billing", "Provisioned capacity mode".

use capacity::Units;
use model::EpochMillis;

use crate::CapacitySetting;

const HOUR_MS: u64 = 3_600_000;

/// What has to be paid so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paid {
    /// RCU-hours.
    pub read_unit_hours: u64,
    /// WCU-hours.
    pub write_unit_hours: u64,
    /// Units consumed while it was on-demand.
    pub requested: Units,
}

/// The account of one table or index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PaidMeter {
    /// Hours that are over, and requests of settings that are over.
    pub(crate) past: Paid,
    /// The setting that holds; none before the first and after the last.
    pub(crate) setting: Option<CapacitySetting>,
    /// The hour up to which hours are in `past`, since 1970.
    pub(crate) hour: u64,
    /// Highest units of that hour so far, reads and writes.
    pub(crate) highest: (u64, u64),
    /// What had been consumed when the setting began.
    pub(crate) mark: Units,
}

impl PaidMeter {
    /// A setting holds from now on; none if the table or index is gone.
    pub(crate) fn follow(&mut self, setting: Option<CapacitySetting>, now: EpochMillis, consumed: Units) {
        if setting == self.setting {
            return;
        }
        self.advance(now);
        if self.setting == Some(CapacitySetting::OnDemand) {
            self.past.requested += since(self.mark, consumed);
        }
        // What was consumed before the first setting was noted belongs to it.
        if self.setting.is_some() || self.past != Paid::default() {
            self.mark = consumed;
        }
        self.setting = setting;
        let units = units(setting);
        self.highest = (self.highest.0.max(units.0), self.highest.1.max(units.1));
    }

    /// What has to be paid so far, the hour that has begun included. `setting` stands in where none was noted yet.
    pub(crate) fn until(&self, setting: CapacitySetting, now: EpochMillis, consumed: Units) -> Paid {
        let mut meter = *self;
        if meter.setting.is_none() && meter.past == Paid::default() && meter.highest == (0, 0) {
            meter.follow(Some(setting), now, consumed);
        }
        meter.advance(now);
        if meter.setting == Some(CapacitySetting::OnDemand) {
            meter.past.requested += since(meter.mark, consumed);
        }
        meter.add(1, meter.highest);
        meter.past
    }

    /// Counts the hours that are over by `now`.
    fn advance(&mut self, now: EpochMillis) {
        let hour = now.0 / HOUR_MS;
        if hour <= self.hour {
            return;
        }
        let units = units(self.setting);
        if self.hour > 0 {
            self.add(1, self.highest);
            self.add(hour - self.hour - 1, units);
        }
        (self.hour, self.highest) = (hour, units);
    }

    fn add(&mut self, hours: u64, (read, write): (u64, u64)) {
        let past = &mut self.past;
        past.read_unit_hours = past.read_unit_hours.saturating_add(read.saturating_mul(hours));
        past.write_unit_hours = past.write_unit_hours.saturating_add(write.saturating_mul(hours));
    }
}

fn units(setting: Option<CapacitySetting>) -> (u64, u64) {
    match setting {
        Some(CapacitySetting::Provisioned { read_units, write_units }) => (read_units, write_units),
        _ => (0, 0),
    }
}

fn since(mark: Units, consumed: Units) -> Units {
    use model::HalfUnits;
    let part = |now: HalfUnits, then: HalfUnits| HalfUnits(now.0.saturating_sub(then.0));
    Units { read: part(consumed.read, mark.read), write: part(consumed.write, mark.write) }
}

#[cfg(test)]
mod tests {
    use model::HalfUnits;

    use super::{CapacitySetting, EpochMillis, HOUR_MS, PaidMeter, Units};

    const DEMAND: CapacitySetting = CapacitySetting::OnDemand;

    fn provisioned(units: u64) -> CapacitySetting {
        CapacitySetting::Provisioned { read_units: 1, write_units: units }
    }

    /// A moment of a day some years ago: hour and minute.
    fn at(hour: u64, minute: u64) -> EpochMillis {
        EpochMillis((480_000 + hour) * HOUR_MS + minute * 60_000)
    }

    fn writes(units: u64) -> Units {
        Units::write(HalfUnits(units))
    }

    #[test]
    fn an_hour_is_billed_at_its_highest_setting() {
        let mut meter = PaidMeter::default();
        meter.follow(Some(provisioned(5)), at(0, 10), writes(0));
        assert_eq!(meter.until(provisioned(5), at(0, 10), writes(0)).write_unit_hours, 5, "an hour begun");
        meter.follow(Some(provisioned(50)), at(0, 20), writes(0));
        meter.follow(Some(provisioned(10)), at(0, 30), writes(0));
        assert_eq!(meter.until(provisioned(10), at(0, 59), writes(0)).write_unit_hours, 50);
        // Three further hours at 10, and the one in which it was raised to 20.
        meter.follow(Some(provisioned(20)), at(4, 0), writes(0));
        let paid = meter.until(provisioned(20), at(4, 1), writes(0));
        assert_eq!((paid.write_unit_hours, paid.read_unit_hours), (50 + 3 * 10 + 20, 5));
        // It is gone in the hour after: that hour began with 20, and nothing follows.
        meter.follow(None, at(5, 30), writes(0));
        assert_eq!(meter.until(DEMAND, at(50, 0), writes(0)).write_unit_hours, 50 + 30 + 20 + 20);
    }

    #[test]
    fn requests_are_paid_while_it_is_on_demand() {
        let mut meter = PaidMeter::default();
        assert_eq!(meter.until(DEMAND, at(0, 0), writes(7)).requested, writes(7), "none was noted yet");
        meter.follow(Some(DEMAND), at(0, 0), writes(0));
        meter.follow(Some(provisioned(5)), at(1, 0), writes(100));
        assert_eq!(meter.until(provisioned(5), at(1, 30), writes(180)).requested, writes(100));
        meter.follow(Some(DEMAND), at(2, 0), writes(200));
        let paid = meter.until(DEMAND, at(3, 0), writes(230));
        assert_eq!((paid.requested, paid.write_unit_hours), (writes(130), 10), "the hour of the change began with 5");
    }
}
