//! Modelled latency of one access pattern over time, retries included: p99 and p50 of each design.

use std::rc::Rc;

use report::{Comparison, PatternComparison, PatternFigures, PatternPoint};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::over_time::{Line, OverTime};
use crate::chart::{Column, Picture, rows, time_table};
use crate::quantity;

const TITLE: &str = "Latency over time";

#[derive(PartialEq, Properties)]
pub(super) struct LatencyProps {
    pub(super) comparison: Rc<Comparison>,
}

/// The picture with its twin and the choice of the pattern; the slowest one is shown at first.
#[component]
pub(super) fn Latency(props: &LatencyProps) -> Html {
    let chosen = use_state(|| None::<usize>);
    let comparison = &props.comparison;
    let place = chosen.filter(|place| *place < comparison.patterns.len()).unwrap_or_else(|| slowest(comparison));
    let Some(pattern) = comparison.patterns.get(place) else { return Html::default() };
    let onchange = {
        let chosen = chosen.clone();
        Callback::from(move |event: Event| {
            let select = event.target_dyn_into::<HtmlSelectElement>();
            chosen.set(select.and_then(|select| usize::try_from(select.selected_index()).ok()));
        })
    };
    let option = |(number, one): (usize, &PatternComparison)| html! { <option key={number} selected={number == place}>{ &one.pattern }</option> };
    let controls = html! { <select class="small" aria-label="Access pattern" {onchange}>{ for comparison.patterns.iter().enumerate().map(option) }</select> };
    let of_design = |(design, of): (usize, &PatternFigures)| {
        let line = |is_thin: bool, value: fn(&PatternPoint) -> u64| Line { design, is_thin, levels: levels(&of.points, value) };
        [line(true, |point| point.p50_us), line(false, |point| point.p99_us)]
    };
    let lines: Vec<Line> = pattern.designs.iter().enumerate().flat_map(of_design).collect();
    html! {
        <Picture title={TITLE} summary={summary(comparison, pattern)} {controls} table={twin(comparison, pattern)}
            model_note="AWS does not publish service times; waits follow from the retries. A request counts where it was carried out; one that was given up has no latency.">
            <OverTime designs={comparison.designs.clone()} point_s={comparison.point_s} {lines} plot={150.0}
                axis="milliseconds; thick: p99, thin: p50" foot="since the beginning" />
        </Picture>
    }
}

/// The pattern with the highest p99 in any design.
fn slowest(comparison: &Comparison) -> usize {
    let p99 = |one: &PatternComparison| one.designs.iter().map(|of| of.p99_us).max().unwrap_or(0);
    let patterns = comparison.patterns.iter().enumerate().rev();
    patterns.max_by_key(|(_, one)| p99(one)).map_or(0, |(place, _)| place)
}

/// Milliseconds of each point with a request.
fn levels(points: &[PatternPoint], value: fn(&PatternPoint) -> u64) -> Vec<Option<f64>> {
    points.iter().map(|point| (point.admitted > 0).then(|| value(point) as f64 / 1_000.0)).collect()
}

/// Each design's worst point.
fn summary(comparison: &Comparison, pattern: &PatternComparison) -> String {
    let of = comparison.designs.iter().zip(&pattern.designs).map(|(name, of)| {
        let worst =
            of.points.iter().enumerate().rev().max_by_key(|(_, point)| point.p99_us).filter(|(_, point)| point.p99_us > 0);
        let Some((at, point)) = worst else { return format!("{name}: none carried out") };
        let after = quantity::span((at as u64).saturating_mul(comparison.point_s).saturating_mul(1_000));
        let when = if at == 0 { "at the beginning".to_owned() } else { format!("{after} after the beginning") };
        format!("{name}: p99 at most {}, {when}", quantity::latency(point.p99_us))
    });
    format!("{}: {}.", pattern.pattern, of.collect::<Vec<_>>().join("; "))
}

/// The slowest of so many points together.
fn twin(comparison: &Comparison, pattern: &PatternComparison) -> Html {
    let points = pattern.designs.iter().map(|of| of.points.len()).max().unwrap_or(0);
    let of_design = |(name, of): (&String, &PatternFigures)| {
        let column = |quantile: &str, value: fn(&PatternPoint) -> u64| {
            let most = |(from, to): (usize, usize)| {
                let part = of.points.get(from..to.min(of.points.len())).unwrap_or_default();
                part.iter().map(value).max().filter(|us| *us > 0).map_or("–".to_owned(), quantity::latency)
            };
            Column { head: format!("{name}, {quantile} at most"), cells: rows(points).into_iter().map(most).collect() }
        };
        [column("p50", |point| point.p50_us), column("p99", |point| point.p99_us)]
    };
    let columns: Vec<Column> = comparison.designs.iter().zip(&pattern.designs).flat_map(of_design).collect();
    time_table(TITLE, comparison.point_s, points, &columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(points: &[(u64, u64)]) -> PatternFigures {
        PatternFigures {
            does: "PutItem orders".to_owned(),
            admitted_thousandths: 1_000,
            evaluated: 0,
            returned: 0,
            p50_us: 4_000,
            p99_us: points.iter().map(|(_, p99_us)| *p99_us).max().unwrap_or(0),
            points: points
                .iter()
                .map(|(admitted, p99_us)| PatternPoint { admitted: *admitted, p50_us: 4_000, p99_us: *p99_us })
                .collect(),
        }
    }

    #[test]
    fn the_slowest_pattern_is_shown_with_its_worst_point() {
        let quick = PatternComparison { pattern: "read".into(), designs: vec![of(&[(1, 9_000)]), of(&[(1, 9_000)])] };
        let slow =
            PatternComparison { pattern: "write".into(), designs: vec![of(&[(5, 10_000), (2, 640_000), (0, 0)]), of(&[])] };
        let comparison = Comparison {
            designs: vec!["A".into(), "B".into()],
            rows: vec![],
            hottest: vec![],
            throttles: vec![],
            patterns: vec![quick, slow],
            point_s: 60,
            verdict: String::new(),
            reasons: vec![],
        };
        assert_eq!(slowest(&comparison), 1);
        let pattern = &comparison.patterns[1];
        assert_eq!(
            summary(&comparison, pattern),
            "write: A: p99 at most 640.0 ms, 1 min after the beginning; B: none carried out."
        );
        assert_eq!(levels(&pattern.designs[0].points, |point| point.p99_us), [Some(10.0), Some(640.0), None]);
    }
}
