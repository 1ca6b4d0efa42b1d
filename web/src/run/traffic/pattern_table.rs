//! What each access pattern of a design came to in a run.

use report::{DesignRun, PatternRun};
use yew::prelude::*;

use crate::quantity;

/// A row for each pattern.
pub(crate) fn pattern_table(label: &str, design: &DesignRun) -> Html {
    let row = |pattern: &PatternRun| {
        let count = |number: u64| html! { <td class="number">{ quantity::count(number) }</td> };
        let latency = |us: u64| html! { <td class="number">{ if pattern.admitted > 0 { quantity::latency(us) } else { "–".to_owned() } }</td> };
        html! {
            <tr key={pattern.pattern.clone()}>
                <th scope="row">{ &pattern.pattern }</th>
                <td>{ becomes(pattern) }</td>
                { count(pattern.offered) }{ count(pattern.admitted) }{ count(pattern.retries) }{ count(pattern.given_up) }
                { latency(pattern.p50_us) }{ latency(pattern.p99_us) }
                { count(pattern.evaluated) }{ count(pattern.returned) }
            </tr>
        }
    };
    let head = |words: &'static str| html! { <th key={words} scope="col" class="number">{ words }</th> };
    html! {
        <div class="scroll panel" tabindex="0" role="region" aria-label={label.to_owned()}>
            <table class="data">
                <thead><tr>
                    <th scope="col">{ "Pattern" }</th><th scope="col">{ "Becomes" }</th>
                    { for ["Offered", "Admitted", "Retries", "Given up", "p50", "p99", "Evaluated", "Returned"].map(head) }
                </tr></thead>
                <tbody>{ for design.patterns.iter().map(row) }</tbody>
            </table>
        </div>
    }
}

/// `Query on orders / by-customer`.
fn becomes(pattern: &PatternRun) -> String {
    let (table, index) = &pattern.target;
    let index = index.as_ref().map_or(String::new(), |(index, _)| format!(" / {index}"));
    format!("{} on {table}{index}", pattern.operation)
}
