//! Linear scales and round ticks.
//!
//! Drawing is where floats are allowed: a position on a screen, never a figure that is shown.

use crate::quantity;

/// Maps `0..=domain` onto `start..=end` pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Scale {
    domain: f64,
    start: f64,
    end: f64,
}

impl Scale {
    /// A scale from 0 to `domain`; a domain of 0 puts everything at `start`.
    pub(crate) fn new(domain: f64, start: f64, end: f64) -> Self {
        Scale { domain, start, end }
    }

    /// Where `value` lies, kept within the scale.
    pub(crate) fn at(self, value: f64) -> f64 {
        if self.domain <= 0.0 {
            return self.start;
        }
        let share = (value / self.domain).clamp(0.0, 1.0);
        self.start + share * (self.end - self.start)
    }

    /// Whether [`Scale::at`] shows `value` where it is, not at the end because it lies beyond.
    pub(crate) fn reaches(self, value: f64) -> bool {
        value <= self.domain
    }

    /// Where `value` lies, if the scale reaches it.
    pub(crate) fn within(self, value: f64) -> Option<f64> {
        self.reaches(value).then(|| self.at(value))
    }
}

/// The smallest of 1, 2, 2.5, 5 times a power of ten that is not below `value`; 1 for nothing.
pub(crate) fn ceiling(value: f64) -> f64 {
    if !value.is_finite() || value <= 0.0 {
        return 1.0;
    }
    let power = 10f64.powf(value.log10().floor());
    for factor in [1.0, 2.0, 2.5, 5.0] {
        // A hair of tolerance keeps 0.3 from being "above" 0.30000000000000004.
        if value <= power * factor * (1.0 + 1e-9) {
            return power * factor;
        }
    }
    power * 10.0
}

/// Round values from 0 up to the first that is not below `max`, `about` steps of them.
pub(crate) fn ticks(max: f64, about: u32) -> Vec<f64> {
    let step = ceiling(max / f64::from(about.max(1)));
    let steps = (max / step - 1e-9).ceil().clamp(1.0, 100.0) as u32;
    (0..=steps).map(|number| f64::from(number) * step).collect()
}

/// A tick's number, short enough to stand beside the axis: `1,200`, `40k`.
pub(crate) fn tick_words(value: f64) -> String {
    if value >= 10_000.0 {
        let thousands = value / 1_000.0;
        if thousands.fract() == 0.0 { format!("{}k", quantity::count(thousands as u64)) } else { format!("{thousands}k") }
    } else if value.fract() == 0.0 {
        quantity::count(value as u64)
    } else {
        format!("{value}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_maps_its_ends_and_stays_within_them() {
        let scale = Scale::new(50.0, 10.0, 110.0);
        assert_eq!([0.0, 25.0, 50.0, 60.0, -1.0].map(|value| scale.at(value)), [10.0, 60.0, 110.0, 110.0, 10.0]);
        assert_eq!([0.0, 50.0, 60.0].map(|value| scale.reaches(value)), [true, true, false]);
        assert_eq!(Scale::new(0.0, 10.0, 110.0).at(5.0), 10.0);
    }

    #[test]
    fn ticks_are_round_and_cover_the_maximum() {
        assert_eq!(ticks(379.6, 4), [0.0, 100.0, 200.0, 300.0, 400.0]);
        assert_eq!(ticks(1.0, 4), [0.0, 0.25, 0.5, 0.75, 1.0]);
        assert_eq!(ticks(0.0, 4), [0.0, 1.0]);
        for max in [0.003, 0.7, 1.0, 9.99, 12.0, 1_314.0, 8e9] {
            let found = ticks(max, 4);
            assert!(found.last().is_some_and(|last| *last >= max * 0.999_999), "{max}: {found:?}");
            assert!((2..=8).contains(&found.len()), "{max}: {found:?}");
        }
    }

    #[test]
    fn words_of_ticks_are_short() {
        assert_eq!(
            [0.0, 0.25, 2_500.0, 10_000.0, 12_500.0, 4_000_000.0].map(tick_words),
            ["0", "0.25", "2,500", "10k", "12.5k", "4,000k"]
        );
    }

    #[test]
    fn a_ceiling_is_never_below_its_value() {
        assert_eq!([0.0, 1.0, 1.1, 2.2, 3.0, 7.0].map(ceiling), [1.0, 1.0, 2.0, 2.5, 5.0, 10.0]);
    }
}
