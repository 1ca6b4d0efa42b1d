//! The figures of one design's run, in thousandths of their unit, and written out.

use report::{DesignRun, Measure, PatternRun};

use crate::design::words::decimal;
use crate::quantity::{dollars, grouped};

/// A figure of a run that the run alone tells; `None` where nothing was measured.
pub(super) fn value(measure: Measure, design: &DesignRun) -> Option<i128> {
    let spaces = |of: fn(&report::SpaceRun) -> u64| design.spaces.iter().map(of).fold(0u64, u64::saturating_add);
    let patterns = |of: fn(&PatternRun) -> u64| design.patterns.iter().map(of).fold(0u64, u64::saturating_add);
    let thousandths = |count: u64| i128::from(count).saturating_mul(1_000);
    Some(match measure {
        Measure::ReadUnits => i128::from(spaces(|space| space.read_units.0)).saturating_mul(500),
        Measure::WriteUnits => i128::from(spaces(|space| space.write_units.0)).saturating_mul(500),
        Measure::Throttles => {
            thousandths(spaces(|space| space.throttles.iter().fold(0, |sum, throttled| sum.saturating_add(throttled.events))))
        }
        Measure::GivenUp => thousandths(patterns(|pattern| pattern.given_up)),
        Measure::Retries => thousandths(patterns(|pattern| pattern.retries)),
        Measure::P50 => thousandths(slowest(design, |pattern| pattern.p50_us)?),
        Measure::P99 => thousandths(slowest(design, |pattern| pattern.p99_us)?),
        Measure::EvaluatedPerReturned => {
            let (evaluated, returned) = (patterns(|pattern| pattern.evaluated), patterns(|pattern| pattern.returned));
            thousandths(evaluated).checked_div(i128::from(returned))?
        }
        Measure::IndexStorage => {
            let indexes = design.spaces.iter().filter(|space| space.index.is_some());
            thousandths(indexes.fold(0, |sum, space| sum.saturating_add(space.size_bytes)))
        }
        Measure::Storage => thousandths(spaces(|space| space.size_bytes)),
        Measure::HottestPartition | Measure::MonthlyBill => return None,
    })
}

/// Of the patterns that were carried out at all, the slowest.
fn slowest(design: &DesignRun, of: fn(&PatternRun) -> u64) -> Option<u64> {
    design.patterns.iter().filter(|pattern| pattern.admitted > 0).map(of).max()
}

/// A value with its unit.
pub(super) fn shown(measure: Measure, value: i128) -> String {
    let thousandths = u64::try_from(value).unwrap_or(0);
    match measure {
        Measure::ReadUnits => format!("{} RCU", decimal(thousandths)),
        Measure::WriteUnits => format!("{} WCU", decimal(thousandths)),
        Measure::Throttles | Measure::GivenUp | Measure::Retries => grouped((thousandths / 1_000).into()),
        Measure::HottestPartition => format!("{} %", tenths(thousandths)),
        Measure::P50 | Measure::P99 => latency(thousandths / 1_000),
        Measure::EvaluatedPerReturned => format!("{} for 1", decimal(thousandths / 10 * 10)),
        Measure::IndexStorage | Measure::Storage => bytes(thousandths / 1_000),
        Measure::MonthlyBill => dollars(value),
    }
}

/// Thousandths as a percentage: `85.3`.
pub(super) fn tenths(thousandths: u64) -> String {
    let rest = thousandths % 10;
    let whole = grouped((thousandths / 10).into());
    if rest == 0 { whole } else { format!("{whole}.{rest}") }
}

/// `4.2 ms`, `1.3 s`.
pub(super) fn latency(us: u64) -> String {
    if us >= 1_000_000 {
        return format!("{}.{} s", grouped((us / 1_000_000).into()), us / 100_000 % 10);
    }
    let tenths = us.saturating_add(50) / 100;
    format!("{}.{} ms", tenths / 10, tenths % 10)
}

/// `512 B`, `3.4 MB`, `1.25 TB`: three figures.
pub(super) fn bytes(bytes: u64) -> String {
    const NAMES: [&str; 5] = ["KB", "MB", "GB", "TB", "PB"];
    if bytes < 1_024 {
        return format!("{bytes} B");
    }
    let mut unit = 1_024u64;
    let mut name = 0;
    while name + 1 < NAMES.len() && bytes / unit >= 1_024 {
        unit *= 1_024;
        name += 1;
    }
    let hundredths = u64::try_from(u128::from(bytes) * 100 / u128::from(unit)).unwrap_or(u64::MAX);
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    let unit = NAMES.get(name).copied().unwrap_or_default();
    match whole {
        0..10 => format!("{whole}.{rest:02} {unit}"),
        10..100 => format!("{whole}.{} {unit}", rest / 10),
        _ => format!("{} {unit}", grouped(whole.into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_carry_their_units() {
        assert_eq!(shown(Measure::ReadUnits, 12_345_500), "12,345.5 RCU");
        assert_eq!(shown(Measure::HottestPartition, 1_853), "185.3 %");
        assert_eq!(shown(Measure::P99, 4_240_000), "4.2 ms");
        assert_eq!(shown(Measure::P99, 27_350_000_000), "27.3 s");
        assert_eq!(shown(Measure::EvaluatedPerReturned, 5_333), "5.33 for 1");
        assert_eq!(shown(Measure::Storage, 1_610_612_736_000), "1.50 GB");
        assert_eq!([0, 1_023, 1_024, 20_000, 999_999_999].map(bytes), ["0 B", "1023 B", "1.00 KB", "19.5 KB", "953 MB"]);
    }
}
