//! The replay: what a run told, drawn for any of its moments ([`run_screen`]).
//!
//! [`moments`] draws them; the live map draws a table's last minutes by it, too. Layout modules are pure geometry; the others draw.

pub(crate) mod band;
mod event_list;
#[cfg(test)]
pub(crate) mod fixture;
pub(crate) mod happenings;
pub(crate) mod heat_grid;
mod heat_map;
mod moment_picture;
mod moment_strip;
mod moment_table;
pub(crate) mod moments;
mod partition_panel;
mod pipe_layout;
mod pipes_picture;
mod rate_layout;
mod rate_picture;
mod rate_table;
pub(crate) mod replicas;
mod ring_canvas;
mod run_screen;
mod run_table;
mod scrubber;
pub(crate) mod time_axis;
pub(crate) mod timeline;
pub(crate) mod told;

use yew::prelude::*;

use crate::area::Area;
use crate::laboratory::use_laboratory;
use crate::route::Route;
use run_screen::RunScreen;

#[derive(Properties, PartialEq)]
pub(crate) struct ReplayProps {
    /// Goes to another address.
    pub go: Callback<Route>,
}

/// The last run, or the way to one.
#[component]
pub(crate) fn Replay(props: &ReplayProps) -> Html {
    let lab = use_laboratory();
    if let Some(last) = &lab.model.last {
        return html! { <RunScreen key={last.number} report={last.report.clone()} /> };
    }
    let running =
        lab.model.running.as_ref().map(|running| format!("{} is running; it is drawn here when it is over.", running.title));
    let words = running.unwrap_or_else(|| {
        "No traffic has been run yet. Choose a scenario and run it: its partitions, their heat, splits and throttling are drawn here for every moment."
            .to_owned()
    });
    let onclick = {
        let go = props.go.clone();
        Callback::from(move |_: MouseEvent| go.emit(Route::area(Area::Run).with_part("traffic")))
    };
    html! {
        <div class="empty">
            <p>{ words }</p>
            <button type="button" class="primary" {onclick}>{ "Open the traffic" }</button>
        </div>
    }
}
