//! A check: what it asks for, what was found, and hints from the mildest to the plainest.

use std::rc::Rc;

use report::CheckOutcome;
use yew::prelude::*;

use crate::quantity;

#[derive(Properties, PartialEq)]
pub(crate) struct CheckBlockProps {
    /// Id of the block.
    pub id: AttrValue,
    /// What it asks for.
    pub title: AttrValue,
    /// Hints, mildest first.
    pub hints: Rc<Vec<String>>,
    /// Points.
    pub points: u32,
    /// Hints that are open.
    pub hints_open: u32,
    /// It passed, perhaps before a reload.
    pub passed: bool,
    /// It is being evaluated.
    pub busy: bool,
    /// The last verdict.
    pub outcome: Option<Rc<CheckOutcome>>,
    /// Evaluates it.
    pub on_check: Callback<()>,
    /// Opens the next hint.
    pub on_hint: Callback<()>,
}

/// The check.
#[component]
pub(crate) fn CheckBlock(props: &CheckBlockProps) -> Html {
    let onclick = props.on_check.reform(|_: MouseEvent| ());
    let hint = props.on_hint.reform(|_: MouseEvent| ());
    let open = usize::try_from(props.hints_open).unwrap_or(usize::MAX).min(props.hints.len());
    let state = match (&props.outcome, props.passed) {
        (Some(outcome), _) if !outcome.passed => "is-wrong",
        (_, true) => "is-right",
        _ => "",
    };
    html! {
        <section class={classes!("check-block", state)} id={format!("block-{}", props.id)} aria-label={format!("Check: {}", props.title)}>
            <p class="run-label">{ format!("Check, {}", quantity::plural(props.points.into(), "point")) }
                if props.passed { <span class="chip ok">{ "passed" }</span> }</p>
            <p class="check-title">{ &props.title }</p>
            if open > 0 {
                <ol class="hints">{ for props.hints.iter().take(open).map(|text| html! { <li>{ text }</li> }) }</ol>
            }
            <div class="row">
                <button type="button" class="primary" aria-busy={props.busy.to_string()} {onclick}>
                    { if props.passed { "Check again" } else { "Check" } }
                </button>
                if open < props.hints.len() && !props.passed {
                    <button type="button" class="ghost" onclick={hint}>{ format!("Hint {} of {}", open + 1, props.hints.len()) }</button>
                }
            </div>
            <div role="status">
                if let Some(outcome) = &props.outcome {
                    <p class="check-verdict"><strong>{ if outcome.passed { "Passed. " } else { "Not yet. " } }</strong>{ &outcome.message }</p>
                    { findings(outcome) }
                }
            </div>
        </section>
    }
}

/// Each condition with a sign and a word.
pub(crate) fn findings(outcome: &CheckOutcome) -> Html {
    let line = |(holds, text): &(bool, String)| {
        let (class, word, sign) = if *holds { ("holds", "holds: ", "✓") } else { ("fails", "does not hold: ", "✗") };
        html! { <li class={class}><span aria-hidden="true">{ sign }</span><span class="quiet">{ word }</span><span>{ text }</span></li> }
    };
    html! { if !outcome.findings.is_empty() { <ul class="findings">{ for outcome.findings.iter().map(line) }</ul> } }
}
