//! The area Run: the console, which takes AWS CLI lines and wire JSON.
//!
//! [`StepCard`] and [`ErrorCard`] are also what lessons and forms show for a request that they ran.

pub(crate) mod console;
mod editor;
mod error_card;
pub(crate) mod limits;
mod step_card;
mod tabs;
pub(crate) mod traffic;

use yew::prelude::*;

use crate::app::Dispatch;
use crate::area::AreaProps;
use crate::browser;
use crate::state::Msg;

use console::{Console, ConsoleMsg, Entry, Outcome};
use editor::editor;

pub(crate) use error_card::ErrorCard;
pub(crate) use step_card::StepCard;
pub(crate) use tabs::{LIMITS, Tab, is_of_stage, tabs};

/// The screen of this area.
pub(crate) fn run_screen(console: &Console, area: &AreaProps, dispatch: &Dispatch) -> Html {
    let say = dispatch.reform(Msg::Console);
    html! {
        <div class="console stack wide">
            <header class="screen-head">
                <h1>{ "Console" }</h1>
                { tabs(area.selected.as_ref(), Tab::Console) }
            </header>
            { editor(&console.text, console.is_busy(), wrong_place(console), &say) }
            <div class="row" role="group" aria-label="Examples">
                <span class="hint">{ "Try" }</span>
                { for examples(area).into_iter().map(|(name, text)| example(name, text, &say)) }
            </div>
            if console.entries.is_empty() {
                <div class="empty">
                    <p>{ "What you run appears here: the answer as the AWS CLI prints it, the request that was sent, and what it cost. \
                        Errors keep AWS's own words and add what they mean." }</p>
                    <p class="hint">{ "Lines from AWS's documentation run as they are, for the operations that dynalab has. Nothing reaches AWS." }</p>
                </div>
            } else {
                <section class="stack wide" aria-label="Results">
                    <div class="spread">
                        <h2>{ "Results" }</h2>
                        <button type="button" class="small ghost" onclick={say.reform(|_: MouseEvent| ConsoleMsg::Clear)}>{ "Clear results" }</button>
                    </div>
                    { for console.entries.iter().map(|entry| result(entry, &say)) }
                </section>
            }
        </div>
    }
}

/// Lines to begin with; they fit the selected table.
fn examples(area: &AreaProps) -> Vec<(&'static str, String)> {
    const CREATE: &str = "aws dynamodb create-table --table-name Users \
        --attribute-definitions AttributeName=UserId,AttributeType=S AttributeName=Email,AttributeType=S \
        --key-schema AttributeName=UserId,KeyType=HASH AttributeName=Email,KeyType=RANGE \
        --provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=5";
    let has = |name: &str| area.report.tables.iter().any(|table| table.name == name);
    let mut lines = Vec::new();
    if !has("Users") {
        lines.push(("Create Users", CREATE.to_owned()));
    } else {
        lines.push((
            "Put a user",
            "aws dynamodb put-item --table-name Users --item '{\"UserId\": {\"S\": \"u-1\"}, \"Email\": {\"S\": \"ana@example.com\"}}'".to_owned(),
        ));
        lines.push((
            "Query a user",
            "aws dynamodb query --table-name Users --key-condition-expression \"UserId = :u\" \
             --expression-attribute-values '{\":u\": {\"S\": \"u-1\"}}' --return-consumed-capacity TOTAL"
                .to_owned(),
        ));
    }
    if let Some(table) = area.table() {
        lines.push(("Describe", format!("aws dynamodb describe-table --table-name {}", table.name)));
        lines.push((
            "Scan five",
            format!("aws dynamodb scan --table-name {} --limit 5 --return-consumed-capacity TOTAL", table.name),
        ));
    }
    lines.push(("List tables", "aws dynamodb list-tables".to_owned()));
    lines
}

fn example(name: &'static str, text: String, say: &Callback<ConsoleMsg>) -> Html {
    let onclick = say.reform(move |_: MouseEvent| {
        browser::focus(editor::EDITOR);
        ConsoleMsg::Put(text.clone())
    });
    html! { <button type="button" class="small" {onclick}>{ name }</button> }
}

fn result(entry: &Entry, say: &Callback<ConsoleMsg>) -> Html {
    let on_fix = say.reform(ConsoleMsg::RunText);
    let put = {
        let input = entry.input.clone();
        say.reform(move |_: MouseEvent| {
            browser::focus(editor::EDITOR);
            ConsoleMsg::Put(input.clone())
        })
    };
    let body = match &entry.outcome {
        None => html! { <p class="hint" role="status">{ "Running…" }</p> },
        Some(Outcome::Refused(error)) => html! { <ErrorCard error={error.clone()} {on_fix} /> },
        Some(Outcome::Steps(steps)) => steps
            .iter()
            .enumerate()
            .map(|(place, step)| html! { <StepCard key={place} step={step.clone()} on_fix={on_fix.clone()} /> })
            .collect(),
    };
    html! {
        <article class="entry" key={entry.id} aria-label={format!("Input {}", entry.id)}>
            <div class="entry-input">
                <span class="entry-number" aria-hidden="true">{ entry.id }</span>
                <pre tabindex="0" role="group" aria-label={format!("Text of input {}", entry.id)} translate="no">{ &entry.input }</pre>
                <button type="button" class="small ghost" onclick={put}>{ "Edit" }</button>
            </div>
            { body }
        </article>
    }
}

/// Where the input went wrong, as long as the editor still holds the input that failed: line and column from 1.
fn wrong_place(console: &Console) -> Option<(u32, u32)> {
    let entry = console.entries.first()?;
    if entry.input != console.text.trim_end() {
        return None;
    }
    match entry.outcome.as_ref()? {
        Outcome::Refused(error) => error.place,
        Outcome::Steps(steps) if steps.len() == 1 => steps.iter().find_map(|step| step.error.as_ref()?.place),
        Outcome::Steps(_) => None,
    }
}
