//! The scenario's first day as a curve: requests a second, reads and writes on top of each other.

use std::rc::Rc;

use report::{Access, ScenarioReport};
use yew::prelude::*;

use crate::chart::Picture;
use crate::quantity;
use crate::run::traffic::curve::{Curve, Level};
use crate::see::Clock;

/// Rows of the table twin at most (our bound: an hour each).
const ROWS: usize = 24;

#[derive(PartialEq, Properties)]
pub(super) struct PreviewProps {
    /// The scenario.
    pub(super) scenario: Rc<ScenarioReport>,
}

/// The curve with its table twin.
#[component]
pub(super) fn Preview(props: &PreviewProps) -> Html {
    let scenario = &props.scenario;
    let table = html! { <PreviewTable scenario={scenario.clone()} /> };
    let levels = use_memo(scenario.clone(), |scenario| {
        sums(scenario).into_iter().map(|(reads, writes)| Level { reads, writes, is_throttled: false }).collect::<Vec<_>>()
    });
    let clock = Clock { start_s: scenario.start_s, point_s: scenario.point_s.max(1), points: levels.len() };
    html! {
        <Picture title="Requests over the first day" summary={summary(scenario)} {table}>
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

#[component]
fn PreviewTable(props: &PreviewProps) -> Html {
    let scenario = &props.scenario;
    let points = scenario.patterns.iter().map(|pattern| pattern.rates.len()).max().unwrap_or(0);
    let step = points.div_ceil(ROWS).max(1);
    html! {
        <div class="scroll panel" tabindex="0" role="region" aria-label="Requests a second as a table">
            <table class="data">
                <thead><tr>
                    <th scope="col">{ "After" }</th>
                    { for scenario.patterns.iter().map(|pattern| html! { <th scope="col" class="number">{ &pattern.name }</th> }) }
                </tr></thead>
                <tbody>{ for (0..points).step_by(step).map(|point| html! {
                    <tr key={point}>
                        <th scope="row">{ quantity::span((point as u64 * scenario.point_s).saturating_mul(1_000)) }</th>
                        { for scenario.patterns.iter().map(|pattern| html! { <td class="number">{ rate(pattern.rates.get(point).copied().unwrap_or(0)) }</td> }) }
                    </tr>
                }) }</tbody>
            </table>
        </div>
    }
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
