//! Minutes told second by second: those with most throttle events, then those with the busiest second.

use model::HalfUnits;
use report::{CloseUp, SimulationReport};

use super::{MINUTE_S, nearest};

/// The minutes that are kept, and the one that is being counted.
#[derive(Debug)]
pub(super) struct CloseUps {
    kept: Vec<Minute>,
    minute: Minute,
}

#[derive(Clone, Debug, Default)]
struct Minute {
    at_s: u64,
    /// Reads, writes, throttle events; in millionths.
    seconds: Vec<([u64; 2], u64)>,
}

impl Minute {
    fn rank(&self) -> (u64, u64) {
        let throttles = self.seconds.iter().map(|(_, throttles)| *throttles).sum();
        (throttles, self.seconds.iter().map(|([read, write], _)| (*read).max(*write)).max().unwrap_or(0))
    }
}

impl CloseUps {
    pub(super) fn new() -> Self {
        CloseUps { kept: Vec::new(), minute: Minute::default() }
    }

    /// Counts a second, as seconds since 1970.
    pub(super) fn add(&mut self, at_s: u64, units: [u64; 2], throttles: u64) {
        if self.minute.seconds.is_empty() {
            self.minute.at_s = at_s;
        }
        self.minute.seconds.push((units, throttles));
        if self.minute.seconds.len() as u64 == MINUTE_S {
            self.end_minute();
        }
    }

    fn end_minute(&mut self) {
        let rank = self.minute.rank();
        if self.kept.len() < SimulationReport::CLOSE_UPS_MAX {
            self.kept.push(core::mem::take(&mut self.minute));
            return;
        }
        let least = self.kept.iter_mut().min_by_key(|minute| minute.rank());
        if let Some(least) = least.filter(|least| least.rank() < rank) {
            core::mem::swap(least, &mut self.minute);
        }
        self.minute.seconds.clear();
    }

    /// In order of time.
    pub(super) fn finish(mut self) -> Vec<CloseUp> {
        if !self.minute.seconds.is_empty() {
            self.end_minute();
        }
        model::sort_by(&mut self.kept, |a, b| a.at_s.cmp(&b.at_s));
        self.kept.iter().map(told).collect()
    }
}

fn told(minute: &Minute) -> CloseUp {
    let units = |at: usize| minute.seconds.iter().map(|(units, _)| HalfUnits(nearest(units[at]))).collect();
    CloseUp {
        at_s: minute.at_s,
        read_units: units(0),
        write_units: units(1),
        throttles: minute.seconds.iter().map(|(_, throttles)| nearest(*throttles)).collect(),
    }
}
