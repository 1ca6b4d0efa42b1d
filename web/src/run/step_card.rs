//! One request that ran: its answer, what it cost, and the request in its other forms.

use report::{Attempt, ConsoleStep, Receipt};
use yew::prelude::*;

use super::ErrorCard;
use crate::control::CopyButton;
use crate::quantity;

/// Lines of an answer shown at first (our bound: two screens).
const LINES_SHOWN: usize = 60;

/// The request.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct StepCardProps {
    /// The request and its answer.
    pub(crate) step: ConsoleStep,
    /// Runs a corrected input; without it a fix is not offered.
    #[prop_or_default]
    pub(crate) on_fix: Option<Callback<String>>,
}

/// The card.
#[component]
pub(crate) fn StepCard(props: &StepCardProps) -> Html {
    let step = &props.step;
    html! {
        <div class="step" role="group" aria-label={step.operation.clone().unwrap_or_else(|| "Request".to_owned())}>
            <header class="step-head">
                <strong translate="no">{ step.operation.clone().unwrap_or_else(|| "Not understood".to_owned()) }</strong>
                { status(step.status) }
                { step.receipt.as_ref().map(units) }
            </header>
            { for step.notes.iter().map(|note| html! { <p class="step-note"><span class="chip stale">{ "note" }</span>{ " " }{ note }</p> }) }
            if let Some(receipt) = &step.receipt { <p class="step-summary">{ &receipt.summary }</p> }
            { attempts(&step.attempts) }
            if let Some(error) = &step.error { <ErrorCard error={error.clone()} on_fix={props.on_fix.clone()} /> }
            if step.output.is_empty() && step.error.is_none() {
                <p class="hint">{ "Done. The AWS CLI prints nothing for this." }</p>
            } else if !step.output.is_empty() {
                <Output text={step.output.clone()} />
            }
            <div class="step-forms">
                { form("As an AWS CLI line", "CLI line", step.cli.as_ref()) }
                { form("As wire JSON", "wire JSON", step.request.as_ref()) }
            </div>
        </div>
    }
}

/// What the SDK did with a request that was throttled: each attempt, and the wait before it.
fn attempts(attempts: &[Attempt]) -> Html {
    if attempts.is_empty() {
        return Html::default();
    }
    let row = |(number, attempt): (usize, &Attempt)| {
        let reasons = attempt
            .reasons
            .iter()
            .map(|(reason, arn)| html! { <div>{ reason }<br /><span class="hint" translate="no">{ arn }</span></div> });
        html! {
            <tr key={number}>
                <th scope="row">{ number + 1 }</th>
                <td class="number">{ format!("{} ms", attempt.wait_ms) }</td>
                <td>{ status(attempt.status) }{ " " }{ attempt.error.as_deref().unwrap_or_default() }</td>
                <td>{ for reasons }</td>
            </tr>
        }
    };
    html! {
        <div class="scroll panel" tabindex="0" role="region" aria-label="Attempts of the SDK">
            <table class="data">
                <thead><tr><th scope="col">{ "Attempt" }</th><th scope="col" class="number">{ "After" }</th><th scope="col">{ "Answer" }</th><th scope="col">{ "ThrottlingReasons" }</th></tr></thead>
                <tbody>{ for attempts.iter().enumerate().map(row) }</tbody>
            </table>
        </div>
    }
}

fn status(status: u16) -> Html {
    match status {
        0 => html! { <span class="chip">{ "not sent" }</span> },
        200..=299 => html! { <span class="chip ok">{ status }{ " OK" }</span> },
        _ => html! { <span class="chip bad">{ status }{ " error" }</span> },
    }
}

fn units(receipt: &Receipt) -> Html {
    html! {
        <>
            if receipt.read_units.0 > 0 { <span class="chip read">{ quantity::read_units(receipt.read_units) }</span> }
            if receipt.write_units.0 > 0 { <span class="chip write">{ quantity::write_units(receipt.write_units) }</span> }
        </>
    }
}

fn form(title: &'static str, what: &'static str, text: Option<&String>) -> Html {
    let Some(text) = text else { return Html::default() };
    html! {
        <details>
            <summary>{ title }</summary>
            <div class="code-with-copy"><pre class="code" translate="no">{ text }</pre><CopyButton text={text.clone()} {what} /></div>
        </details>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct OutputProps {
    text: AttrValue,
}

/// The answer; a long one is shown in part until asked for.
#[component]
fn Output(props: &OutputProps) -> Html {
    let whole = use_state(|| false);
    let lines = props.text.lines().count();
    let cut = lines > LINES_SHOWN && !*whole;
    let shown: String =
        if cut { props.text.lines().take(LINES_SHOWN).flat_map(|line| [line, "\n"]).collect() } else { props.text.to_string() };
    html! {
        <div class="code-with-copy">
            <pre class="code output" tabindex="0" role="group" aria-label="Answer" translate="no">{ shown }</pre>
            <CopyButton text={props.text.clone()} what="answer" />
            if cut {
                <button type="button" class="small" onclick={move |_: MouseEvent| whole.set(true)}>
                    { format!("Show all {}", quantity::plural(lines as u64, "line")) }</button>
            }
        </div>
    }
}
