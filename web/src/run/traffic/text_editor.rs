//! The scenario's text: a plain textarea with numbered lines, and what is wrong with it, line by line.

use wasm_bindgen::JsCast;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use crate::browser;
use crate::control::{typed, with_code};
use crate::laboratory::{LabHandle, LabMsg};

/// Id of the textarea.
const EDITOR: &str = "scenario-editor";
/// Problems shown at most; the first ones mostly cause the others.
const PROBLEMS_MAX: usize = 20;

/// The editor.
pub(super) fn text_editor(lab: &LabHandle) -> Html {
    let text = &lab.model.text;
    let problems = &lab.model.problems;
    let lines = text.split('\n').count();
    let is_wrong = |line: usize| problems.iter().any(|problem| problem.line as usize == line);
    let number = |line: usize| {
        html! { <span key={line} class={is_wrong(line).then_some("wrong-line")}>{ line }{ "\n" }</span> }
    };
    let oninput = lab.callback(|event: InputEvent| LabMsg::Put(typed(&event).unwrap_or_default()));
    html! {
        <div class="stack">
            if !problems.is_empty() {
                <div class="problems" role="group" aria-label="What is wrong with the scenario">
                    <p><b>{ if problems.len() == 1 { "One thing is wrong.".to_owned() } else { format!("{} things are wrong.", problems.len()) } }</b>
                        { " Nothing runs before it is right." }</p>
                    <ol>
                        { for problems.iter().take(PROBLEMS_MAX).enumerate().map(|(place, problem)| html! {
                            <li key={place}>
                                if problem.line > 0 {
                                    <button type="button" class="small" onclick={to_line(text, problem.line)}>{ format!("Line {}", problem.line) }</button>
                                }
                                <span>{ with_code(&problem.problem) }</span>
                                <span class="hint">{ "Instead: " }{ with_code(&problem.advice) }</span>
                            </li>
                        }) }
                    </ol>
                </div>
            }
            <div class="scenario-editor scroll" tabindex="0" role="region" aria-label="Scenario text">
                <pre class="line-numbers" aria-hidden="true">{ for (1..=lines).map(number) }</pre>
                <textarea id={EDITOR} wrap="off" rows={lines.to_string()} aria-label="Scenario in TOML" spellcheck="false" autocomplete="off"
                    autocapitalize="off" translate="no" aria-invalid={(!problems.is_empty()).then_some("true")} value={text.clone()} {oninput} />
            </div>
        </div>
    }
}

/// Puts the caret at the begin of a line.
fn to_line(text: &str, line: u32) -> Callback<MouseEvent> {
    // Positions in a textarea are counted as JavaScript does: in halves of UTF-16 pairs.
    let start: usize =
        text.split_inclusive('\n').take(line.saturating_sub(1) as usize).map(|line| line.encode_utf16().count()).sum();
    let length = text.split('\n').nth(line.saturating_sub(1) as usize).map_or(0, |line| line.encode_utf16().count());
    let at = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
    let (start, end) = (at(start), at(start + length));
    Callback::from(move |_: MouseEvent| {
        browser::focus(EDITOR);
        if let Some(editor) = browser::element(EDITOR).and_then(|editor| editor.dyn_into::<HtmlTextAreaElement>().ok()) {
            // A text that has become shorter meanwhile takes the caret at its end.
            let _ = editor.set_selection_range(start, end);
        }
    })
}
