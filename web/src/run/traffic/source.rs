//! Where a scenario comes from and goes to: templates, files, links.

use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::link;
use crate::app::Dispatch;
use crate::browser;
use crate::laboratory::{LabHandle, LabMsg, say};
use crate::route::Route;
use crate::state::Msg;

/// Id of the file chooser.
const CHOOSER: &str = "scenario-file";
/// Why there is no link, and what to do instead.
const TOO_LONG: &str = "This scenario is too long for a link: export it instead";

#[derive(PartialEq, Properties)]
pub(crate) struct SourceProps {
    /// The laboratory.
    pub(crate) lab: LabHandle,
    /// The screen that a link leads to: its address without a scenario.
    pub(crate) screen: Route,
}

/// The choice of a template, and the ways in and out.
#[component]
pub(crate) fn Source(props: &SourceProps) -> Html {
    let model = &props.lab.model;
    let dispatch = use_context::<Dispatch>().unwrap_or_default();
    let chosen = model.template().map(|template| template.id.clone());
    let onchange = {
        let ids: Vec<String> = model.templates.iter().map(|template| template.id.clone()).collect();
        let own = usize::from(chosen.is_none());
        Callback::from(move |event: Event| {
            let place = event.target_dyn_into::<web_sys::HtmlSelectElement>().map(|select| select.selected_index());
            let place = place.and_then(|place| usize::try_from(place).ok()?.checked_sub(own));
            if let Some(id) = place.and_then(|place| ids.get(place)) {
                say(LabMsg::PutTemplate(id.clone()));
            }
        })
    };
    let choose = Callback::from(|_: MouseEvent| {
        if let Some(input) = browser::element(CHOOSER) {
            input.click();
        }
    });
    let imported = Callback::from(|event: Event| {
        let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
        spawn_local(async move {
            if let Some(bytes) = browser::chosen_file(input).await {
                say(LabMsg::Put(String::from_utf8_lossy(&bytes).into_owned()));
            }
        });
    });
    let export = {
        let text = model.text.clone();
        Callback::from(move |_: MouseEvent| browser::download("scenario.toml", text.as_bytes()))
    };
    // What came of copying, as long as the text is the same.
    let said = use_state(|| None::<&'static str>);
    {
        let said = said.clone();
        use_effect_with(model.text.clone(), move |_| said.set(None));
    }
    let share = {
        let fragment = link::fragment(&props.screen, &model.text, model.template());
        let said = said.clone();
        dispatch.reform(move |_: MouseEvent| match fragment.as_ref().and_then(|fragment| browser::with_fragment(fragment)) {
            Some(text) => {
                said.set(Some("Link copied"));
                Msg::Copy { text, what: "Link to this scenario" }
            }
            None => {
                said.set(Some(TOO_LONG));
                Msg::Announce(TOO_LONG.to_owned())
            }
        })
    };
    html! {
        <div class="row end scenario-source">
            <label class="field">
                <span>{ "Scenario" }</span>
                <select {onchange} disabled={model.templates.is_empty()}>
                    if chosen.is_none() { <option selected=true>{ if model.templates.is_empty() { "Loading…" } else { "Your own" } }</option> }
                    { for model.templates.iter().map(|template| html! {
                        <option key={template.id.clone()} selected={chosen.as_ref() == Some(&template.id)}>{ &template.title }</option>
                    }) }
                </select>
            </label>
            <button type="button" onclick={choose}>{ "Import…" }</button>
            <input id={CHOOSER} type="file" hidden=true accept=".toml,text/plain" onchange={imported} aria-label="Scenario file" />
            <button type="button" onclick={export} disabled={model.text.is_empty()}>{ "Export" }</button>
            <button type="button" onclick={share} disabled={model.text.is_empty()}>{ "Copy link" }</button>
            if let Some(said) = *said { <span class="hint" aria-hidden="true">{ said }</span> }
        </div>
    }
}
