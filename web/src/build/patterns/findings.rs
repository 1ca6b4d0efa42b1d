//! What the key lint found: the evidence, the fix, and what the fix costs.

use report::{DesignReview, Finding, Severity};
use yew::prelude::*;

use super::words;
use crate::quantity;

/// The list, the worst first.
pub(super) fn findings(review: &DesignReview) -> Html {
    html! {
        <section class="stack" aria-label="Key lint">
            <h2>{ "Key lint" }</h2>
            if review.findings.is_empty() {
                <p>{ "Nothing found: at the busiest moment no key takes more than a partition serves, no pattern scans where an index would pay, and no \
                    index copies what nobody reads." }</p>
            } else {
                <ul class="lint-list">{ for review.findings.iter().map(finding) }</ul>
            }
        </section>
    }
}

fn finding(finding: &Finding) -> Html {
    let class = match finding.severity {
        Severity::Breaks => "is-breaks",
        Severity::Costs => "is-costs",
        Severity::Note => "is-note",
    };
    html! {
        <li class={classes!("panel", "lint", class)}>
            <h3><span class="chip severity">{ words::severity(finding.severity) }</span>{ words::rule(finding.rule) }
                <span class="lint-subject" translate="no">{ &finding.subject }</span></h3>
            <p>{ &finding.evidence }</p>
            <dl>
                <div><dt>{ "Fix" }</dt><dd>{ &finding.fix }</dd></div>
                <div><dt>{ "What the fix costs" }</dt><dd>{ &finding.fix_cost }</dd></div>
                if let Some(saves) = finding.saves {
                    <div><dt>{ "Saves in all" }</dt><dd>{ format!("{} a month", quantity::bill_total(saves.cents(), saves)) }</dd></div>
                }
            </dl>
        </li>
    }
}
