//! An error: AWS's own words, what they mean, and what to press.

use report::ErrorReport;
use yew::prelude::*;

use crate::app::Dispatch;
use crate::control::{CopyButton, Icon, icon, with_code};
use crate::state::Msg;

/// The error.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct ErrorCardProps {
    /// The error.
    pub(crate) error: ErrorReport,
    /// Runs a corrected input; without it a fix is not offered.
    #[prop_or_default]
    pub(crate) on_fix: Option<Callback<String>>,
}

/// The card.
#[component]
pub(crate) fn ErrorCard(props: &ErrorCardProps) -> Html {
    let dispatch = use_context::<Dispatch>().unwrap_or_default();
    let error = &props.error;
    let fix = error.explanation.as_ref().and_then(|explanation| explanation.fix.clone()).zip(props.on_fix.clone());
    html! {
        <div class="error-card">
            <p class="error-name">{ icon(Icon::Warning) }<strong translate="no">{ &error.name }</strong>
                if let Some((line, column)) = error.place { <span class="chip">{ format!("line {line}, column {column}") }</span> }
            </p>
            <p class="error-message mono" translate="no">{ &error.message }</p>
            if let Some(explanation) = &error.explanation {
                <p>{ with_code(&explanation.cause) }</p>
                <p>{ with_code(&explanation.advice) }</p>
            }
            <div class="row">
                if let Some((fix, on_fix)) = fix {
                    <button type="button" class="small primary" onclick={on_fix.reform(move |_: MouseEvent| fix.input.clone())}>{ fix.label.clone() }</button>
                }
                <CopyButton text={format!("{}: {}", error.name, error.message)} what="error message" />
                <button type="button" class="small ghost" onclick={dispatch.reform(|_: MouseEvent| Msg::CopyReplay)}>{ "Copy replayable report" }</button>
            </div>
        </div>
    }
}
