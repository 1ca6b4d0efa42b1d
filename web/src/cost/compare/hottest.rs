//! The hottest partition of each design over time, as a share of what a partition serves; throttling below the axis.

use report::{Comparison, HottestPartition};
use yew::prelude::*;

use super::over_time::{Line, OverTime};
use crate::chart::{Column, Picture, rows, time_table};
use crate::quantity;

const TITLE: &str = "Hottest partition over time";

/// The picture with its twin.
pub(super) fn hottest(comparison: &Comparison) -> Html {
    let line = |(design, one): (usize, &HottestPartition)| {
        let levels = one.thousandths.iter().map(|share| Some(*share as f64 / 10.0)).collect();
        Line { design, is_thin: false, levels }
    };
    let lines: Vec<Line> = comparison.hottest.iter().enumerate().map(line).collect();
    let throttled = |one: &HottestPartition| -> Vec<usize> {
        one.throttles.iter().enumerate().filter(|(_, events)| **events > 0).map(|(point, _)| point).collect()
    };
    let mut strokes: Vec<Vec<usize>> = comparison.hottest.iter().map(throttled).collect();
    let is_throttled = strokes.iter().any(|points| !points.is_empty());
    if !is_throttled {
        strokes.clear();
    }
    let foot = if is_throttled { "since the beginning; strokes: throttled" } else { "since the beginning; nothing throttled" };
    html! {
        <Picture title={TITLE} summary={summary(comparison)} table={twin(comparison)}
            model_note="a partition serves 3,000 read units and 1,000 write units a second; which partition a key lies in follows MD5.">
            <OverTime designs={comparison.designs.clone()} point_s={comparison.point_s} {lines} plot={190.0}
                axis="of what a partition serves" suffix=" %" {foot} ceiling={100.0} {strokes} />
        </Picture>
    }
}

/// One line for each design: who peaks at what, and where.
fn summary(comparison: &Comparison) -> String {
    let of = comparison.designs.iter().zip(&comparison.hottest).map(|(name, hottest)| {
        let most = hottest.thousandths.iter().max().copied().unwrap_or(0);
        let place = hottest.peak_at.as_ref().map(|(space, partition)| format!(" (partition {partition} of {space})"));
        format!("{name} peaks at {}{}", percent(most), place.unwrap_or_default())
    });
    format!("{}.", of.collect::<Vec<_>>().join("; "))
}

/// `85.3 %`.
fn percent(thousandths: u64) -> String {
    let rest = thousandths % 10;
    let whole = quantity::count(thousandths / 10);
    if rest == 0 { format!("{whole} %") } else { format!("{whole}.{rest} %") }
}

/// The hottest of so many points together, and what was throttled in them.
fn twin(comparison: &Comparison) -> Html {
    let points = comparison.hottest.iter().map(|one| one.thousandths.len()).max().unwrap_or(0);
    let part = |values: &[u64], (from, to): (usize, usize)| values.get(from..to.min(values.len())).unwrap_or_default().to_vec();
    let of_design = |(name, one): (&String, &HottestPartition)| {
        let most = |row| percent(part(&one.thousandths, row).into_iter().max().unwrap_or(0));
        let events = |row| quantity::count(part(&one.throttles, row).into_iter().fold(0, u64::saturating_add));
        [
            Column { head: format!("{name}, hottest"), cells: rows(points).into_iter().map(most).collect() },
            Column { head: format!("{name}, throttled"), cells: rows(points).into_iter().map(events).collect() },
        ]
    };
    let columns: Vec<Column> = comparison.designs.iter().zip(&comparison.hottest).flat_map(of_design).collect();
    time_table(TITLE, comparison.point_s, points, &columns)
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn shares_are_short() {
        assert_eq!([0, 853, 1_000, 12_345].map(percent), ["0 %", "85.3 %", "100 %", "1,234.5 %"]);
    }
}
