//! What the form's fields mean: numbers with units read and written, and one kind of curve or values turned into another. Pure.

use report::{KeyValues, RateCurve};

/// Kinds of curves that a form can make, as a select names them.
pub(super) const CURVES: [&str; 4] = ["Constant", "Day's wave", "Spike", "Working days"];
/// Kinds of values that a form can make, as a select names them.
pub(super) const VALUES: [&str; 4] = ["All alike", "Zipf", "One hot", "Suffix"];

/// The place of a curve in [`CURVES`]; none for those that only the text can tell.
pub(super) const fn curve_kind(curve: &RateCurve) -> Option<usize> {
    match curve {
        RateCurve::Constant { .. } => Some(0),
        RateCurve::Diurnal { .. } => Some(1),
        RateCurve::Spike { .. } => Some(2),
        RateCurve::Weekdays { .. } => Some(3),
        RateCurve::Steps { .. } | RateCurve::Hours { .. } => None,
    }
}

/// A curve of another kind with the same highest and lowest rate, as far as it has them. `highest` is the highest rate seen.
pub(super) fn curve_of_kind(curve: &RateCurve, highest: u64, kind: usize) -> RateCurve {
    let (low, high) = match *curve {
        RateCurve::Constant { rate } => (rate, rate),
        RateCurve::Diurnal { low, high, .. } => (low, high),
        RateCurve::Spike { base, peak, .. } => (base, peak),
        RateCurve::Weekdays { busy, quiet, .. } => (quiet, busy),
        RateCurve::Steps { .. } | RateCurve::Hours { .. } => (0, highest),
    };
    match kind {
        1 => RateCurve::Diurnal { low: low.min(high / 5), high, peak_hour: 18, sharpness: 1 },
        // Ten minutes at noon.
        2 => RateCurve::Spike { base: low.min(high / 10), peak: high, at_s: 43_200, for_s: 600 },
        3 => RateCurve::Weekdays { busy: high, quiet: low.min(high / 10), weekend: 0, from_hour: 8, to_hour: 18 },
        _ => RateCurve::Constant { rate: high },
    }
}

/// The place of values in [`VALUES`]; none for those that only the text can tell.
pub(super) const fn values_kind(values: &KeyValues) -> Option<usize> {
    match values {
        KeyValues::Uniform { .. } => Some(0),
        KeyValues::Zipf { .. } => Some(1),
        KeyValues::OneHot { .. } => Some(2),
        KeyValues::Suffix { .. } => Some(3),
        KeyValues::Other => None,
    }
}

/// Values of another kind, as many of them.
pub(super) fn values_of_kind(values: &KeyValues, kind: usize) -> KeyValues {
    let count = match *values {
        KeyValues::Uniform { count } | KeyValues::Zipf { count, .. } | KeyValues::OneHot { count, .. } => count,
        KeyValues::Suffix { count } => count.into(),
        KeyValues::Other => 1_000,
    };
    match kind {
        1 => KeyValues::Zipf { count, exponent_thousandths: 1_000 },
        2 => KeyValues::OneHot { count, hot_millionths: 500_000 },
        3 => KeyValues::Suffix { count: u32::try_from(count).unwrap_or(u32::MAX).min(1_000) },
        _ => KeyValues::Uniform { count },
    }
}

/// A number with so many digits behind the point, as a whole number of the last of them: `12.5` with 3 is 12,500.
pub(super) fn scaled(text: &str, digits: u32) -> Option<u64> {
    let text = text.trim().replace([',', '_', ' '], "");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let fraction = fraction.trim_end_matches('0');
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || fraction.len() > digits as usize || !is_number(whole) || !is_number(fraction)
    {
        return None;
    }
    let one = 10u64.checked_pow(digits)?;
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let padded = format!("{fraction:0<width$}", width = digits as usize);
    let fraction: u64 = if padded.is_empty() { 0 } else { padded.parse().ok()? };
    whole.checked_mul(one)?.checked_add(fraction)
}

/// The other way round: 12,500 with 3 is `12.5`.
pub(super) fn unscaled(number: u64, digits: u32) -> String {
    let one = 10u64.pow(digits);
    let (whole, fraction) = (number / one, number % one);
    if fraction == 0 {
        return whole.to_string();
    }
    let fraction = format!("{fraction:0width$}", width = digits as usize);
    format!("{whole}.{}", fraction.trim_end_matches('0'))
}

/// Seconds of `90s`, `10m`, `24h`, `7d`; a bare number is hours.
pub(super) fn seconds(text: &str) -> Option<u64> {
    let text = text.trim();
    let each = match text.bytes().last()? {
        b's' => 1,
        b'm' => 60,
        b'd' => 86_400,
        _ => 3_600,
    };
    let number: u64 = text.trim_end_matches(['s', 'm', 'h', 'd']).trim().parse().ok()?;
    number.checked_mul(each)
}

/// The other way round, in the largest unit that it is whole in.
pub(super) fn span(seconds: u64) -> String {
    let units = [("d", 86_400), ("h", 3_600), ("m", 60)];
    let (unit, each) = units.into_iter().find(|(_, each)| seconds > 0 && seconds.is_multiple_of(*each)).unwrap_or(("s", 1));
    format!("{}{unit}", seconds / each)
}

#[cfg(test)]
mod tests {
    use super::{CURVES, VALUES, curve_kind, curve_of_kind, scaled, seconds, span, unscaled, values_kind, values_of_kind};
    use report::{KeyValues, RateCurve};

    #[test]
    fn numbers_are_read_to_their_last_digit() {
        let read = ["12.5", "1,240", "0.001", ".5", "7", "1.0000", "", ".", "-1", "1e3", "0.0001", "99999999999999999999"];
        assert_eq!(
            read.map(|text| scaled(text, 3)),
            [Some(12_500), Some(1_240_000), Some(1), Some(500), Some(7_000), Some(1_000), None, None, None, None, None, None]
        );
        for number in [0, 1, 12_500, 1_240_000, 999] {
            assert_eq!(scaled(&unscaled(number, 3), 3), Some(number));
        }
        assert_eq!(scaled("7", 0), Some(7));
    }

    #[test]
    fn spans_are_read_in_their_unit() {
        assert_eq!(
            ["90s", "10m", "24h", "7d", "24", "x", "", "d"].map(seconds),
            [Some(90), Some(600), Some(86_400), Some(604_800), Some(86_400), None, None, None]
        );
        for number in [1, 90, 600, 5_400, 86_400, 604_800] {
            assert_eq!(seconds(&span(number)), Some(number));
        }
    }

    #[test]
    fn a_kind_that_is_chosen_is_what_comes_and_keeps_its_peak() {
        for curve in [RateCurve::Constant { rate: 200_000 }, RateCurve::Hours { count: 24 }] {
            for kind in 0..CURVES.len() {
                let other = curve_of_kind(&curve, 200_000, kind);
                assert_eq!(curve_kind(&other), Some(kind));
                let high = match other {
                    RateCurve::Constant { rate: high }
                    | RateCurve::Diurnal { high, .. }
                    | RateCurve::Spike { peak: high, .. }
                    | RateCurve::Weekdays { busy: high, .. } => high,
                    _ => 0,
                };
                assert_eq!(high, 200_000);
            }
        }
        for kind in 0..VALUES.len() {
            assert_eq!(values_kind(&values_of_kind(&KeyValues::Uniform { count: 500 }, kind)), Some(kind));
        }
    }
}
