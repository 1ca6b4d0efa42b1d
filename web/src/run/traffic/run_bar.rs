//! What starts a run: the driver, the button, and what became of the last wish.

use report::Driver;
use yew::prelude::*;

use super::strip::strip;
use crate::control::{Icon, SelectField, icon};
use crate::laboratory::{LabHandle, LabMsg, Notice};

/// The bar.
pub(crate) fn run_bar(lab: &LabHandle) -> Html {
    let model = &lab.model;
    let driver = SelectField::new(
        "Driver",
        vec!["Fluid: counts for each second", "Per request: every one through the engine"],
        usize::from(model.driver.0 == Driver::PerRequest),
        lab.callback(|place| LabMsg::Drive(if place == 1 { Driver::PerRequest } else { Driver::Fluid })),
    );
    html! {
        <div class="stack">
            <div class="row end run-bar">
                { driver.draw() }
                if let Some(running) = &model.running {
                    <button type="button" disabled={running.is_cancelled} onclick={lab.callback(|_: MouseEvent| LabMsg::Cancel)}>{ "Cancel" }</button>
                    <span class="run-words" role="status">{ strip(running).words }</span>
                } else {
                    <button type="button" class="primary" disabled={!model.can_run()} onclick={lab.callback(|_: MouseEvent| LabMsg::Run)}>
                        { icon(Icon::Play) }{ "Run the scenario" }</button>
                    if !model.problems.is_empty() { <span class="wrong">{ "The scenario's text has to be mended first." }</span> }
                }
            </div>
            { model.notice.as_ref().map(|notice| notice_of(notice, lab)).unwrap_or_default() }
        </div>
    }
}

fn notice_of(notice: &Notice, lab: &LabHandle) -> Html {
    let (class, words) = match notice {
        Notice::Cancelled if lab.model.last.is_some() => (
            "notice",
            "The run was cancelled and nothing of it is kept. The figures below are those of the run before.".to_owned(),
        ),
        Notice::Cancelled => ("notice", "The run was cancelled and nothing of it is kept.".to_owned()),
        Notice::Stopped(reason) => {
            ("notice bad", format!("{reason} Your tables are not touched by it. The next run starts the laboratory again."))
        }
        Notice::Refused(error) => ("notice bad", error.message.clone()),
    };
    html! {
        <div {class} role="alert">
            <span>{ words }</span>
            <button type="button" class="small" onclick={lab.callback(|_: MouseEvent| LabMsg::Dismiss)}>{ "Close" }</button>
        </div>
    }
}
