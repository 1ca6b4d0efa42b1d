//! Throttle events of each design over time, a chart for each reason.

use report::{Comparison, ThrottleComparison};
use yew::prelude::*;

use super::over_time::{Line, OverTime};
use crate::chart::{Column, Picture, rows, time_table};
use crate::quantity;

const TITLE: &str = "Throttle events over time";

/// The picture with its twin; nothing if nothing was throttled.
pub(super) fn throttled(comparison: &Comparison) -> Html {
    if comparison.throttles.is_empty() {
        return Html::default();
    }
    let chart = |one: &ThrottleComparison| {
        let line = |(design, events): (usize, &Vec<u64>)| Line {
            design,
            is_thin: false,
            levels: events.iter().map(|events| Some(*events as f64)).collect(),
        };
        let lines: Vec<Line> = one.designs.iter().enumerate().map(line).collect();
        html! {
            <section key={one.reason.clone()} aria-label={one.reason.clone()}>
                <h3 class="mono reason-name">{ &one.reason }</h3>
                <OverTime designs={comparison.designs.clone()} point_s={comparison.point_s} {lines} plot={110.0} axis={axis(comparison.point_s)} foot="since the beginning" />
            </section>
        }
    };
    html! {
        <Picture title={TITLE} summary={summary(comparison)} table={twin(comparison)}
            model_note="which limit refuses a request follows from the modelled partitions, pools and retries; names and meanings of the reasons are AWS’s.">
            { for comparison.throttles.iter().map(chart) }
        </Picture>
    }
}

fn axis(point_s: u64) -> &'static str {
    match point_s {
        1 => "events a second",
        60 => "events a minute",
        _ => "events of each point",
    }
}

/// Which reason each design met most, and when it began.
fn summary(comparison: &Comparison) -> String {
    let of = comparison.designs.iter().enumerate().map(|(place, name)| {
        let events = |one: &ThrottleComparison| {
            one.designs.get(place).map_or(0, |events| events.iter().fold(0u64, |sum, one| sum.saturating_add(*one)))
        };
        let most = comparison.throttles.iter().max_by_key(|one| events(one)).filter(|one| events(one) > 0);
        let Some(most) = most else { return format!("{name}: none") };
        let first = most.designs.get(place).and_then(|events| events.iter().position(|events| *events > 0)).unwrap_or(0);
        let after = quantity::span((first as u64).saturating_mul(comparison.point_s).saturating_mul(1_000));
        let when = if first == 0 { "from the beginning".to_owned() } else { format!("first after {after}") };
        format!("{name}: {} for {}, {when}", quantity::count(events(most)), most.reason)
    });
    format!("{}.", of.collect::<Vec<_>>().join("; "))
}

/// Events of so many points together.
fn twin(comparison: &Comparison) -> Html {
    let points = comparison.throttles.iter().flat_map(|one| &one.designs).map(Vec::len).max().unwrap_or(0);
    let of_reason = |one: &ThrottleComparison| {
        let of_design = |(name, events): (&String, &Vec<u64>)| {
            let sum = |(from, to): (usize, usize)| {
                let part = events.get(from..to.min(events.len())).unwrap_or_default();
                quantity::count(part.iter().fold(0, |sum, one| sum.saturating_add(*one)))
            };
            Column { head: format!("{name}, {}", one.reason), cells: rows(points).into_iter().map(sum).collect() }
        };
        comparison.designs.iter().zip(&one.designs).map(of_design).collect::<Vec<Column>>()
    };
    let columns: Vec<Column> = comparison.throttles.iter().flat_map(of_reason).collect();
    time_table(TITLE, comparison.point_s, points, &columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_frequent_reason_is_told() {
        let reason = |reason: &str, a: &[u64], b: &[u64]| ThrottleComparison {
            reason: reason.to_owned(),
            designs: vec![a.to_vec(), b.to_vec()],
        };
        let comparison = Comparison {
            designs: vec!["A".into(), "B".into()],
            rows: vec![],
            hottest: vec![],
            throttles: vec![
                reason("TableWriteKeyRangeThroughputExceeded", &[0, 0, 7], &[]),
                reason("IndexReadAccountLimitExceeded", &[1, 0, 0], &[]),
            ],
            patterns: vec![],
            point_s: 60,
            verdict: String::new(),
            reasons: vec![],
        };
        assert_eq!(summary(&comparison), "A: 7 for TableWriteKeyRangeThroughputExceeded, first after 2 min; B: none.");
    }
}
