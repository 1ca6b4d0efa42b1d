//! What happened in the run, in words: each line leads to its moment.

use std::rc::Rc;

use report::{SpaceEvent, SpaceRun};
use yew::prelude::*;

use crate::quantity;
use crate::see::replay::happenings::{Mark, words};
use crate::see::replay::time_axis::moment_words;
use crate::see::replay::timeline::Clock;

/// Lines before "Show all".
const LISTED: usize = 12;

#[derive(Properties, PartialEq)]
pub(crate) struct EventListProps {
    /// The key space.
    pub space: Rc<SpaceRun>,
    /// The points.
    pub clock: Clock,
    /// The moment.
    pub point: usize,
    /// Shows another one.
    pub on_point: Callback<usize>,
}

/// The events as a table with a button on each.
#[component]
pub(crate) fn EventList(props: &EventListProps) -> Html {
    let all = use_state(|| false);
    let count = props.space.events.len();
    let row = |(number, event): (usize, &SpaceEvent)| {
        let point = props.clock.point_of(event.at_s);
        let onclick = {
            let on_point = props.on_point.clone();
            Callback::from(move |_: MouseEvent| on_point.emit(point))
        };
        let mark = Mark::of(&event.what);
        html! {
            <tr key={number} class={(point == props.point).then_some("here")}>
                <td><button type="button" class="ghost small mono" {onclick}>{ moment_words(props.clock, event.at_s) }</button></td>
                <td class="event-words">
                    <svg width="12" height="12" aria-hidden="true"><path class={mark.class()} d={mark.path(6.0, 11.0)} /></svg>
                    { words(&event.what) }
                </td>
            </tr>
        }
    };
    let shown = if *all { count } else { LISTED };
    let onclick = {
        let all = all.clone();
        Callback::from(move |_: MouseEvent| all.set(true))
    };
    html! {
        <section class="stack" aria-label="What happened">
            <h2>{ "What happened" }</h2>
            if count == 0 {
                <p class="hint">{ "No split, no change of capacity and no throttling in this key space." }</p>
            } else {
                <div class="scroll panel tall" tabindex="0" role="region" aria-label="What happened, as a table">
                    <table class="data events">
                        <thead><tr><th scope="col">{ "When" }</th><th scope="col">{ "What" }</th></tr></thead>
                        <tbody>{ for props.space.events.iter().take(shown).enumerate().map(row) }</tbody>
                    </table>
                </div>
                if count > shown { <p><button type="button" class="small" {onclick}>{ format!("Show {} more", quantity::count((count - shown) as u64)) }</button></p> }
                if props.space.events_left_out > 0 { <p class="hint">{ format!("{} more were counted and not told.", quantity::plural(props.space.events_left_out, "event")) }</p> }
            }
        </section>
    }
}
