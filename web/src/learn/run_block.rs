//! A runnable block: the request to edit and run, what the author saw before it runs, and what came of it.

use std::rc::Rc;

use report::{ConsoleStep, ErrorReport, Run};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::control::{CopyButton, Icon, icon};
use crate::cost::short_receipt;
use crate::run::{ErrorCard, StepCard};

/// Lines of the editor at least and at most; longer texts scroll.
const LINES_MIN: usize = 2;
const LINES_MAX: usize = 18;

/// What came of a block.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Outcome {
    /// It has not run on this screen.
    #[default]
    None,
    /// It runs.
    Running,
    /// It ran, its unrun ancestors first.
    Steps(Rc<Vec<ConsoleStep>>),
    /// The engine refused.
    Refused(Rc<ErrorReport>),
}

#[derive(Properties, PartialEq)]
pub(crate) struct RunBlockProps {
    /// Id of the block.
    pub id: AttrValue,
    /// The block.
    pub run: Rc<Run>,
    /// The learner's text.
    pub text: AttrValue,
    /// It ran earlier, perhaps before a reload.
    pub ran: bool,
    /// What came of it.
    pub outcome: Outcome,
    /// Another text.
    pub on_text: Callback<String>,
    /// Runs it.
    pub on_run: Callback<()>,
}

/// The block.
#[component]
pub(crate) fn RunBlock(props: &RunBlockProps) -> Html {
    let run = &props.run;
    let changed = *props.text != *run.text;
    let busy = props.outcome == Outcome::Running;
    let onclick = props.on_run.reform(|_: MouseEvent| ());
    let revert = {
        let author = run.text.clone();
        props.on_text.reform(move |_: MouseEvent| author.clone())
    };
    let language = if run.language == "json" { "Wire JSON" } else { "AWS CLI" };
    html! {
        <section class="run-block" id={format!("block-{}", props.id)} aria-label={format!("Runnable block {}", props.id)}>
            <div class="run-head">
                <span class="chip">{ language }</span>
                if props.ran { <span class="chip ok">{ "ran" }</span> }
                if changed { <span class="chip">{ "changed" }</span> }
                <span class="run-tools">
                    if changed { <button type="button" class="ghost small" onclick={revert}>{ "Author's text" }</button> }
                    <CopyButton text={props.text.clone()} what="request" />
                </span>
            </div>
            { editor(props) }
            <div class="run-foot">
                <button type="button" class="primary" aria-busy={busy.to_string()} {onclick}>{ icon(Icon::Play) }{ if busy { "Running…" } else { "Run" } }</button>
                if run.editable { <span class="hint"><kbd>{ "Ctrl" }</kbd>{ " + " }<kbd>{ "Enter" }</kbd></span> }
            </div>
            { outcome(props) }
        </section>
    }
}

/// A plain textarea: Tab leaves it, every keyboard and screen reader knows it.
fn editor(props: &RunBlockProps) -> Html {
    if !props.run.editable {
        return html! { <pre class="code run-text" translate="no" tabindex="0" role="group" aria-label="Request">{ &props.text }</pre> };
    }
    let oninput = props
        .on_text
        .reform(|event: InputEvent| event.target_dyn_into::<HtmlTextAreaElement>().map(|area| area.value()).unwrap_or_default());
    let onkeydown = {
        let on_run = props.on_run.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                event.prevent_default();
                on_run.emit(());
            }
        })
    };
    let rows = props.text.lines().count().clamp(LINES_MIN, LINES_MAX);
    html! {
        <textarea
            class="run-text" aria-label="Request" spellcheck="false" autocomplete="off" autocapitalize="off" translate="no"
            rows={rows.to_string()} value={props.text.clone()} {oninput} {onkeydown}
        />
    }
}

fn outcome(props: &RunBlockProps) -> Html {
    match &props.outcome {
        Outcome::None | Outcome::Running => match &props.run.expected_output {
            Some(text) => html! {
                <div class="run-expected">
                    <p class="run-label">{ "What the author saw" }</p>
                    <pre class="code" translate="no" tabindex="0" role="group" aria-label="What the author saw">{ text }</pre>
                </div>
            },
            None => Html::default(),
        },
        Outcome::Refused(error) => html! { <div class="run-outcome"><ErrorCard error={(**error).clone()} /></div> },
        Outcome::Steps(steps) => {
            let on_fix = props.run.editable.then(|| props.on_text.clone());
            html! { <div class="run-outcome">{ for steps.iter().enumerate().map(|(number, one)| step(number, one, steps.len(), &on_fix)) }</div> }
        }
    }
}

/// One request of the block; of several, each says what it was.
fn step(number: usize, step: &ConsoleStep, of: usize, on_fix: &Option<Callback<String>>) -> Html {
    html! {
        <div key={number} class="run-step">
            if of > 1 { <pre class="run-input" translate="no">{ &step.input }</pre> }
            <StepCard step={step.clone()} on_fix={on_fix.clone()} />
            if let Some(receipt) = &step.receipt {
                <details class="run-receipt"><summary>{ "Receipt" }</summary>{ short_receipt(receipt) }</details>
            }
        </div>
    }
}
