//! The scenario's first day as a curve: requests a second, reads and writes on top of each other.

use std::rc::Rc;

use report::{Access, PatternReport, ScenarioReport};
use yew::prelude::*;

use crate::chart::{Column, Picture, rows, time_table};
use crate::quantity;
use crate::run::traffic::curve::{Curve, Level};
use crate::see::Clock;

#[derive(PartialEq, Properties)]
pub(super) struct PreviewProps {
    /// The scenario.
    pub(super) scenario: Rc<ScenarioReport>,
}

/// The curve with its table twin.
#[component]
pub(super) fn Preview(props: &PreviewProps) -> Html {
    let scenario = &props.scenario;
    let levels = use_memo(scenario.clone(), |scenario| {
        sums(scenario).into_iter().map(|(reads, writes)| Level { reads, writes, is_throttled: false }).collect::<Vec<_>>()
    });
    let clock = Clock { start_s: scenario.start_s, point_s: scenario.point_s.max(1), points: levels.len() };
    html! {
        <Picture title="Requests over the first day" summary={summary(scenario)} table={table(scenario)}>
            <Curve {levels} {clock} unit="requests a second" names={("reads", "writes")} />
        </Picture>
    }
}

/// Thousandths of a request a second at each point: reads, writes.
fn sums(scenario: &ScenarioReport) -> Vec<(u64, u64)> {
    let points = scenario.patterns.iter().map(|pattern| pattern.rates.len()).max().unwrap_or(0);
    let sum = |point: usize, access: Access| {
        let of = scenario.patterns.iter().filter(|pattern| pattern.access == access);
        of.map(|pattern| pattern.rates.get(point).copied().unwrap_or(0)).fold(0, u64::saturating_add)
    };
    (0..points).map(|point| (sum(point, Access::Read), sum(point, Access::Write))).collect()
}

fn summary(scenario: &ScenarioReport) -> String {
    let sums = sums(scenario);
    let peak = sums.iter().enumerate().max_by_key(|(_, (reads, writes))| reads + writes);
    let Some((place, (reads, writes))) = peak else { return "Nothing is asked for.".to_owned() };
    let at_s = place as u64 * scenario.point_s;
    format!(
        "At most {} requests a second in the first day, {} after its beginning: {} reads and {} writes.",
        rate(reads + writes),
        quantity::span(at_s.saturating_mul(1_000)),
        rate(*reads),
        rate(*writes),
    )
}

/// `12.5`, `1,240`: requests a second from thousandths, to a tenth below 100.
pub(super) fn rate(milli: u64) -> String {
    let tenths = milli.saturating_add(50) / 100;
    if tenths == 0 && milli > 0 {
        return format!("0.{milli:03}");
    }
    if tenths >= 1_000 || tenths.is_multiple_of(10) {
        return quantity::count(tenths / 10);
    }
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// Each pattern's rate where a row begins.
fn table(scenario: &ScenarioReport) -> Html {
    let points = scenario.patterns.iter().map(|pattern| pattern.rates.len()).max().unwrap_or(0);
    let column = |pattern: &PatternReport| Column {
        head: pattern.name.clone(),
        cells: rows(points).into_iter().map(|(first, _)| rate(pattern.rates.get(first).copied().unwrap_or(0))).collect(),
    };
    time_table("Requests a second", scenario.point_s, points, &scenario.patterns.iter().map(column).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::rate;

    #[test]
    fn rates_are_told_to_a_tenth() {
        assert_eq!(
            [0, 4, 50, 1_000, 12_540, 99_940, 99_960, 1_240_400].map(rate),
            ["0", "0.004", "0.1", "1", "12.5", "99.9", "100", "1,240"]
        );
    }
}
