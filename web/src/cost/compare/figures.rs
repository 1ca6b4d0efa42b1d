//! The figures of all designs as a table, and what each access pattern became.

use report::{Comparison, ComparisonRow, Measure, PatternFigures};
use yew::prelude::*;

use crate::quantity;

/// Every figure; of all of them less is better.
pub(super) fn figures(comparison: &Comparison) -> Html {
    html! {
        <section class="stack" aria-label="Figures">
            <h2>{ "Figures" }</h2>
            <div class="scroll panel" tabindex="0" role="region" aria-label="The designs in figures">
                <table class="data figures compare-figures">
                    <thead><tr><th scope="col">{ "Design" }</th>{ for comparison.designs.iter().map(|name| html! { <th scope="col" class="number">{ name }</th> }) }</tr></thead>
                    <tbody>{ for comparison.rows.iter().enumerate().map(|(place, one)| row(place, one)) }</tbody>
                </table>
            </div>
            <p class="hint">{ "Of every figure less is better. One is marked where it is less than all others by more than a hundredth." }</p>
        </section>
    }
}

fn row(place: usize, row: &ComparisonRow) -> Html {
    let cell = |(place, shown): (usize, &Option<String>)| {
        let is_better = row.better.is_some_and(|better| usize::try_from(better).ok() == Some(place));
        html! { <td class={classes!("number", is_better.then_some("is-better"))}>{ shown.as_deref().unwrap_or("–") }
        if is_better { <span class="is-better-word">{ "better" }</span> }</td> }
    };
    let head = match &row.of {
        Some(part) => html! { <th scope="row" class="is-part">{ part }</th> },
        None => html! { <th scope="row">{ name(row.measure) }</th> },
    };
    html! { <tr key={place}>{ head }{ for row.shown.iter().enumerate().map(cell) }</tr> }
}

/// A measure as the head of a row.
const fn name(measure: Measure) -> &'static str {
    match measure {
        Measure::ReadUnits => "Read units consumed",
        Measure::WriteUnits => "Write units consumed",
        Measure::Throttles => "Throttle events",
        Measure::GivenUp => "Requests given up after retries",
        Measure::Retries => "Retries",
        Measure::HottestPartition => "Hottest partition, of what one serves",
        Measure::P50 => "p50 with retries, slowest pattern",
        Measure::P99 => "p99 with retries, slowest pattern",
        Measure::EvaluatedPerReturned => "Items evaluated for one returned",
        Measure::IndexStorage => "Storage of global indexes",
        Measure::Storage => "Storage of tables and indexes",
        Measure::MonthlyBill => "A month's bill, as the capacity is set",
    }
}

/// What each pattern became in each design.
pub(super) fn pattern_table(comparison: &Comparison) -> Html {
    html! {
        <section class="stack" aria-label="Access patterns">
            <h2>{ "Access patterns" }</h2>
            <div class="scroll panel" tabindex="0" role="region" aria-label="Access patterns of the designs">
                <table class="data figures compare-patterns">
                    <thead><tr><th scope="col">{ "Pattern" }</th>{ for comparison.designs.iter().map(|name| html! { <th scope="col">{ name }</th> }) }</tr></thead>
                    <tbody>{ for comparison.patterns.iter().map(|pattern| html! {
                        <tr key={pattern.pattern.clone()}>
                            <th scope="row">{ &pattern.pattern }</th>
                            { for pattern.designs.iter().map(|of| html! { <td>{ &of.does }<span class="cover-note">{ told(of) }</span></td> }) }
                        </tr>
                    }) }</tbody>
                </table>
            </div>
        </section>
    }
}

/// `97.5 % admitted; p50 4.0 ms, p99 9.0 ms; 20 evaluated for 5 returned`.
fn told(of: &PatternFigures) -> String {
    let admitted = format!("{}.{} % admitted", of.admitted_thousandths / 10, of.admitted_thousandths % 10);
    let latency = format!("p50 {}, p99 {}", quantity::latency(of.p50_us), quantity::latency(of.p99_us));
    if of.evaluated == 0 {
        return format!("{admitted}; {latency}");
    }
    format!("{admitted}; {latency}; {} evaluated, {} returned", quantity::count(of.evaluated), quantity::count(of.returned))
}

#[cfg(test)]
mod tests {
    use super::{PatternFigures, told};

    #[test]
    fn a_pattern_is_told_in_a_line() {
        let of = PatternFigures {
            does: "Query orders".to_owned(),
            admitted_thousandths: 975,
            evaluated: 0,
            returned: 0,
            p50_us: 4_000,
            p99_us: 1_340_000,
            points: vec![],
        };
        assert_eq!(told(&of), "97.5 % admitted; p50 4.0 ms, p99 1.3 s");
        let read = PatternFigures { evaluated: 20_000, returned: 5_000, ..of };
        assert_eq!(told(&read), "97.5 % admitted; p50 4.0 ms, p99 1.3 s; 20,000 evaluated, 5,000 returned");
    }
}
