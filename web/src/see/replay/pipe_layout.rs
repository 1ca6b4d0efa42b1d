//! The pipes from a table to its global indexes at one moment: how much flows, how far behind the index is, and what it refuses.
//!
//! Pure figures and geometry, tested without a browser.

use std::rc::Rc;

use model::HalfUnits;
use report::SpaceRun;

use crate::see::replay::timeline::a_second;

/// Widths of a pipe in pixels: one that carries anything, and the widest.
const WIDTH_MIN: f64 = 2.0;
const WIDTH_MAX: f64 = 22.0;

/// One pipe at one moment.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Pipe {
    /// The index's name.
    pub index: String,
    /// Its place among the spaces.
    pub place: usize,
    /// Average write units of a second.
    pub write_units: HalfUnits,
    /// What it may take in a second.
    pub write_limit: u64,
    /// How far it is behind its table.
    pub lag_ms: u32,
    /// The farthest it was behind in the whole time.
    pub worst_lag_ms: u32,
    /// Writes to the table that it refused in this point.
    pub refused: u64,
    /// The same over the whole time.
    pub refused_in_all: u64,
}

/// The pipes of the table that `space` is, or belongs to, at `point`.
pub(crate) fn pipes(spaces: &[Rc<SpaceRun>], space: &SpaceRun, point: usize, point_s: u64) -> Vec<Pipe> {
    let of = |(place, one): (usize, &Rc<SpaceRun>)| {
        let index = one.index.clone().filter(|_| one.table == space.table)?;
        let now = one.points.get(point).cloned().unwrap_or_default();
        Some(Pipe {
            index,
            place,
            write_units: a_second(now.write_units, point_s),
            write_limit: now.write_limit,
            lag_ms: now.lag_ms,
            worst_lag_ms: one.points.iter().map(|point| point.lag_ms).max().unwrap_or_default(),
            refused: now.base_writes_refused,
            refused_in_all: one.points.iter().map(|point| point.base_writes_refused).fold(0, u64::saturating_add),
        })
    };
    spaces.iter().enumerate().filter_map(of).collect()
}

/// The widest flow of any pipe at any moment, in half-units a second: the same width means the same flow at every moment.
pub(crate) fn widest(spaces: &[Rc<SpaceRun>], space: &SpaceRun, point_s: u64) -> u64 {
    let of_table = spaces.iter().filter(|one| one.index.is_some() && one.table == space.table);
    of_table.flat_map(|one| &one.points).map(|point| a_second(point.write_units, point_s).0).max().unwrap_or_default()
}

/// How wide a flow is drawn: its area grows with the flow; nothing has no width.
pub(crate) fn pipe_width(units: HalfUnits, widest: u64) -> f64 {
    if units.0 == 0 {
        return 0.0;
    }
    (WIDTH_MAX * units.0 as f64 / widest.max(1) as f64).clamp(WIDTH_MIN, WIDTH_MAX)
}

/// How far along its pipe the newest write has come that the index does not have yet: 0 at the index, 1 at the table. A second of
/// lag is the middle; what is longer comes ever closer to the table.
pub(crate) fn behind(lag_ms: u32) -> f64 {
    f64::from(lag_ms) / (f64::from(lag_ms) + 1_000.0)
}

/// `12 ms`, `3.3 s`, `2 min 5 s`.
pub(crate) fn lag_words(lag_ms: u32) -> String {
    match lag_ms {
        0 => "nothing waits".to_owned(),
        1_000..60_000 => format!("{}.{} s", lag_ms / 1_000, lag_ms % 1_000 / 100),
        _ => crate::quantity::span(u64::from(lag_ms)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::see::replay::fixture;

    #[test]
    fn a_pipe_tells_its_flow_its_lag_and_what_it_refuses() {
        let report = fixture::day();
        let spaces = fixture::shared(&report);
        let found = pipes(&spaces, &spaces[0], 850, 60);
        let told: Vec<_> =
            found.iter().map(|pipe| (pipe.index.as_str(), pipe.lag_ms, pipe.refused, pipe.refused_in_all)).collect();
        assert_eq!(told, [("by-country", 1_300, 50, 3_270), ("by-user", 12, 0, 0)]);
        assert_eq!(found[0].worst_lag_ms, 3_260);
        assert_eq!(found[0].place, 1);
        // Of an index they are those of its table.
        assert_eq!(pipes(&spaces, &spaces[2], 850, 60).len(), 2);
    }

    #[test]
    fn the_same_flow_has_the_same_width_at_every_moment() {
        assert_eq!(pipe_width(HalfUnits::ZERO, 100), 0.0);
        assert_eq!(pipe_width(HalfUnits(100), 100), WIDTH_MAX);
        assert_eq!(pipe_width(HalfUnits(1), 1_000_000), WIDTH_MIN);
        let report = fixture::day();
        let spaces = fixture::shared(&report);
        let most = widest(&spaces, &spaces[0], 60);
        assert!((0..1_440).all(|point| pipes(&spaces, &spaces[0], point, 60).iter().all(|pipe| pipe.write_units.0 <= most)));
    }

    #[test]
    fn lag_is_said_and_drawn() {
        assert_eq!(
            [0, 12, 999, 1_000, 3_260, 125_000].map(lag_words),
            ["nothing waits", "12 ms", "999 ms", "1.0 s", "3.2 s", "2 min 5 s"]
        );
        assert_eq!(behind(0), 0.0);
        assert_eq!(behind(1_000), 0.5);
        assert!(behind(u32::MAX) < 1.0);
    }
}
