//! An empty workspace: what starts something.

use client::Ask;
use report::SampleReport;
use yew::prelude::*;

use super::CREATE;
use crate::app::Dispatch;
use crate::area::Area;
use crate::control::with_code;
use crate::route::Route;
use crate::state::Msg;

/// The screen.
pub(crate) fn welcome(dispatch: &Dispatch) -> Html {
    let load = |id: &'static str| dispatch.reform(move |_: MouseEvent| Msg::Ask(Ask::LoadSample { id: id.to_owned() }));
    let import = dispatch.reform(|_: MouseEvent| Msg::ChooseImport);
    html! {
        <div class="welcome stack wide">
            <div class="stack">
                <h1>{ "No table yet" }</h1>
                <p class="lead">{ "A table begins with its key: the partition key decides where an item lies, the sort key in which order. \
                    Load a table that is already thought out, or begin with your own." }</p>
            </div>
            <ul class="starts">
                { for SampleReport::ALL.into_iter().map(|sample| html! {
                    <li class="start" key={sample.id}>
                        <h2>{ sample.title }</h2>
                        <p>{ with_code(sample.description) }</p>
                        <button type="button" class="primary" onclick={load(sample.id)}>{ format!("Load {}", sample.title) }</button>
                    </li>
                }) }
                <li class="start">
                    <h2>{ "Your own table" }</h2>
                    <p>{ "Name, key, capacity mode and indexes, with the AWS CLI command beside the form." }</p>
                    <a class="button" href={Route::area(Area::Build).with_part(CREATE).fragment()}>{ "Create a table" }</a>
                </li>
                <li class="start">
                    <h2>{ "A command you have" }</h2>
                    <p>{ "Paste AWS CLI lines from a course or the AWS documentation; they run as they are." }</p>
                    <a class="button" href={Route::area(Area::Run).fragment()}>{ "Open the console" }</a>
                </li>
                <li class="start">
                    <h2>{ "A lesson" }</h2>
                    <p>{ "The Employee Directory, step by step, with requests that really run." }</p>
                    <a class="button" href={Route::area(Area::Learn).fragment()}>{ "See the lessons" }</a>
                </li>
                <li class="start">
                    <h2>{ "A workspace file" }</h2>
                    <p>{ "Exported here or in another browser, opened as a new workspace." }</p>
                    <button type="button" onclick={import}>{ "Import a file" }</button>
                </li>
            </ul>
        </div>
    }
}
