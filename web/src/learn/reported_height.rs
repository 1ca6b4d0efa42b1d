//! Which heights of an embed its host is told: not every pixel, and no endless back and forth.

/// Least and greatest height that is asked for, in pixels (our bounds).
const HEIGHT_MIN: f64 = 160.0;
const HEIGHT_MAX: f64 = 20_000.0;
/// Changes up to this many pixels are noise.
const NOISE: f64 = 2.0;
/// Changes of direction in a row after which nothing more is reported: host and embed push each other.
const TURNS_MAX: u32 = 6;
/// After so long a rest, in milliseconds, a change is somebody's doing and not the echo of the last one.
const REST_MS: f64 = 2_000.0;

/// What was reported so far.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct ReportedHeight {
    last: Option<f64>,
    grew: Option<bool>,
    turns: u32,
    at_ms: f64,
}

impl ReportedHeight {
    /// The height to report for content of `height` pixels at `now_ms`, if it should be reported.
    pub(crate) fn due(&mut self, height: f64, now_ms: f64) -> Option<f64> {
        let height = height.ceil().clamp(HEIGHT_MIN, HEIGHT_MAX);
        if self.last.is_some_and(|last| (height - last).abs() <= NOISE) {
            return None;
        }
        if now_ms - self.at_ms > REST_MS {
            self.turns = 0;
        }
        let grew = self.last.map(|last| height > last);
        if grew.is_some() && self.grew.is_some() && grew != self.grew {
            self.turns += 1;
        }
        self.grew = grew.or(self.grew);
        self.at_ms = now_ms;
        if self.turns >= TURNS_MAX {
            return None;
        }
        self.last = Some(height);
        Some(height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_changes_are_noise_and_heights_are_bounded() {
        let mut reported = ReportedHeight::default();
        assert_eq!(reported.due(500.2, 0.0), Some(501.0));
        assert_eq!(reported.due(502.0, 100.0), None);
        assert_eq!(reported.due(504.0, 200.0), Some(504.0));
        assert_eq!(reported.due(1e9, 300.0), Some(HEIGHT_MAX));
        assert_eq!(ReportedHeight::default().due(1.0, 0.0), Some(HEIGHT_MIN));
    }

    #[test]
    fn back_and_forth_ends_and_a_rest_begins_anew() {
        let mut reported = ReportedHeight::default();
        let mut sent = 0;
        for turn in 0..40 {
            let height = if turn % 2 == 0 { 500.0 } else { 520.0 };
            sent += u32::from(reported.due(height, f64::from(turn) * 100.0).is_some());
        }
        assert!(sent <= TURNS_MAX + 2, "{sent}");
        assert!(reported.due(900.0, 60_000.0).is_some());
    }

    #[test]
    fn steady_growth_is_always_reported() {
        let mut reported = ReportedHeight::default();
        assert!((1..30).all(|step| reported.due(200.0 + f64::from(step) * 10.0, f64::from(step)).is_some()));
    }
}
