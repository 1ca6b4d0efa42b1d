//! What the pictures of a moment are drawn from: the key spaces of one design over the same points, of a run or of a table's last
//! minutes.

use std::rc::Rc;

use report::{DesignRun, KeyCount, PastTouch, SimulationReport, SpaceRun, TablePast};
use yew::prelude::*;

/// What is told.
#[derive(Clone, PartialEq)]
pub(crate) struct Told {
    /// Region of the tables.
    pub region: AttrValue,
    /// First second, since 1970.
    pub start_s: u64,
    /// Seconds of one point.
    pub point_s: u64,
    /// Tables, each followed by its global indexes.
    pub spaces: Rc<Vec<Rc<SpaceRun>>>,
    /// What the whole time is called: `the run`.
    pub span: &'static str,
    /// How hot keys were counted, by space; units where nothing is said.
    keys: Rc<Vec<KeyCount>>,
    /// What one's own requests touched, by space.
    touches: Rc<Vec<Vec<PastTouch>>>,
}

impl Told {
    /// A design's run. A run tells births and events by its own seconds; here they are moments since 1970.
    pub(crate) fn of_run(report: &SimulationReport, design: &DesignRun) -> Self {
        let dated = |space: &SpaceRun| Rc::new(dated(space.clone(), report.start_s));
        Told {
            region: report.region.clone().into(),
            start_s: report.start_s,
            point_s: report.point_s,
            spaces: Rc::new(design.spaces.iter().map(dated).collect()),
            span: "the run",
            keys: Rc::default(),
            touches: Rc::default(),
        }
    }

    /// The last minutes of a table.
    pub(crate) fn of_past(past: &TablePast) -> Self {
        Told {
            region: past.region.clone().into(),
            start_s: past.start_s,
            point_s: 1,
            spaces: Rc::new(past.spaces.iter().cloned().map(Rc::new).collect()),
            span: "these five minutes",
            keys: Rc::new(past.keys.clone()),
            touches: Rc::new(past.touches.clone()),
        }
    }

    /// How the hot keys of a space were counted.
    pub(crate) fn key_count(&self, place: usize) -> KeyCount {
        self.keys.get(place).copied().unwrap_or(KeyCount::Units)
    }

    /// What one's own requests touched of a space, newest first.
    pub(crate) fn touches_of(&self, place: usize) -> &[PastTouch] {
        self.touches.get(place).map(Vec::as_slice).unwrap_or_default()
    }

    /// Why no key is named.
    pub(crate) fn no_hot_keys(&self, place: usize) -> &'static str {
        match self.key_count(place) {
            KeyCount::Units => "No key stands out: units are spread evenly.",
            KeyCount::Touches => {
                "No key was touched twice by your requests. Contributor insights (UpdateContributorInsights) count the units of every key."
            }
        }
    }
}

/// The same with moments since 1970.
fn dated(mut space: SpaceRun, start_s: u64) -> SpaceRun {
    let since_1970 = |second: &mut u64| {
        if *second < start_s {
            *second += start_s;
        }
    };
    space.partitions.iter_mut().for_each(|partition| since_1970(&mut partition.born_s));
    space.events.iter_mut().for_each(|event| since_1970(&mut event.at_s));
    space
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::see::replay::fixture;

    #[test]
    fn seconds_of_the_run_become_moments() {
        let report = fixture::splits();
        let space = &report.designs[0].spaces[0];
        let mut of_run = report.designs[0].clone();
        of_run.spaces[0].partitions.iter_mut().for_each(|partition| partition.born_s -= fixture::START_S);
        of_run.spaces[0].events.iter_mut().for_each(|event| event.at_s -= fixture::START_S);
        assert_eq!(*Told::of_run(&report, &of_run).spaces[0], *space);
        assert_eq!(*Told::of_run(&report, &report.designs[0]).spaces[0], *space);
    }
}
