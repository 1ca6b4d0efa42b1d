//! The last five minutes of a table and its global indexes, second by second, drawn by the same pictures as a run.
//!
//! It follows the present: every second the engine is asked again, and the slider stands at its end. Whoever moves the slider stays
//! at that moment; `Follow now` leads back. Where the system asks for less motion it follows only when asked to.

use std::rc::Rc;

use client::{LaterAnswer, LaterAsk};
use gloo::timers::callback::Interval;
use report::TablePast;
use yew::prelude::*;

use crate::area::Area;
use crate::later::use_later;
use crate::route::Route;
use crate::run::LIMITS;
use crate::see::replay::moments::{Moments, SpacePicker, space_name};
use crate::see::replay::told::Told;

/// How often the engine is asked while the present is followed.
const FOLLOW_MS: u32 = 1_000;
/// What is not our model.
const EXACT: &str = "Exact: units of each request by AWS’s rounding rules, each counted in its second and partition; throttle events and their reasons; \
    the ceilings of a partition; 300 seconds of provisioned capacity in a bucket.";
/// What is.
const MODEL: [&str; 4] = [
    "Placement: a key lies at its MD5 hash; AWS does not publish its hash function.",
    "Splits: sizes and minutes of heat after which a partition is split, and where.",
    "Replicas: which zone leads.",
    "Lag of an index: what Run > Limits says that reads of it lag.",
];

/// The last minutes of `table`, asked again with `since`, and every second while `follows`.
#[hook]
pub(crate) fn use_past(table: &str, since: (u64, u64), follows: bool) -> Option<Rc<TablePast>> {
    let second = use_state(|| 0u64);
    {
        let second = second.setter();
        use_effect_with(follows, move |follows| {
            let mut count = 0u64;
            let interval = follows.then(|| {
                Interval::new(FOLLOW_MS, move || {
                    // A page that nobody sees asks nothing.
                    if !gloo::utils::document().hidden() {
                        count += 1;
                        second.set(count);
                    }
                })
            });
            move || drop(interval)
        });
    }
    let told = use_later(Some(LaterAsk::Past { table: table.to_owned() }), (since, *second));
    let past = use_memo(told, |told| match told.as_deref() {
        Some(Ok(LaterAnswer::Past(past))) => past.clone().map(Rc::from),
        _ => None,
    });
    (*past).clone()
}

/// Whether the system asks for less motion.
pub(crate) fn is_still() -> bool {
    gloo::utils::window().match_media("(prefers-reduced-motion: reduce)").ok().flatten().is_some_and(|query| query.matches())
}

#[derive(Properties, PartialEq)]
pub(crate) struct PastViewProps {
    /// The last minutes.
    pub past: Rc<TablePast>,
    /// Whether the present is followed.
    pub follows: bool,
    /// Follows it, or stays.
    pub on_follow: Callback<bool>,
}

/// The minutes, for one key space at one moment.
#[component]
pub(crate) fn PastView(props: &PastViewProps) -> Html {
    let past = &props.past;
    let place = use_state(|| 0usize);
    // The second that is shown; none is the present.
    let moment = use_state(|| None::<u64>);
    let told = use_memo(past.clone(), |past| Told::of_past(past));
    let names = use_memo(past.clone(), |past| past.spaces.iter().map(space_name).collect::<Vec<_>>());
    let last = (TablePast::SECONDS as usize).saturating_sub(1);
    let shown = moment
        .filter(|_| !props.follows)
        .map_or(last, |second| usize::try_from(second.saturating_sub(past.start_s)).unwrap_or(last).min(last));
    let on_point = {
        let (moment, on_follow, start_s) = (moment.clone(), props.on_follow.clone(), past.start_s);
        Callback::from(move |point: usize| {
            moment.set(Some(start_s.saturating_add(point as u64)));
            on_follow.emit(false);
        })
    };
    let on_place = {
        let place = place.clone();
        Callback::from(move |to: usize| place.set(to))
    };
    let onclick = {
        let (moment, on_follow, follows) = (moment.clone(), props.on_follow.clone(), props.follows);
        Callback::from(move |_: MouseEvent| {
            moment.set(None);
            on_follow.emit(!follows);
        })
    };
    let is_idle = past.spaces.iter().all(is_idle);
    html! {
        <section class="replay past stack" aria-label="The last five minutes">
            <header class="row">
                <h2>{ "The last five minutes" }</h2>
                <div class="toggle-group" role="group" aria-label="Moment">
                    <button type="button" class="toggle" aria-pressed={props.follows.to_string()} {onclick}>{ "Follow now" }</button>
                </div>
            </header>
            if !past.enforced {
                <p class="hint">{ "Capacity is not enforced: nothing throttles, and buckets stay full. " }
                    <a href={Route::area(Area::Run).with_part(LIMITS).fragment()}>{ "Switch it on in Limits" }</a>{ "." }</p>
            }
            if is_idle {
                <div class="empty">
                    <p>{ format!("Nothing was asked of {} in the last five minutes. Run requests, and their units are drawn here second by second: which partitions they heat, what buckets give, what is refused.", past.table) }</p>
                    <a class="button primary" href={Route::table(&past.table, Area::Run).fragment()}>{ "Run a request" }</a>
                </div>
            } else {
                <SpacePicker {names} place={(*place).min(past.spaces.len().saturating_sub(1))} {on_place} />
                <Moments told={(*told).clone()} place={(*place).min(past.spaces.len().saturating_sub(1))} point={Some(shown)} {on_point} />
                <details class="assumptions-of-run">
                    <summary>{ "What is exact here, and what is our model" }</summary>
                    <p>{ EXACT }</p>
                    <p><strong>{ "Our model:" }</strong></p>
                    <ul class="assumptions">{ for MODEL.map(|words| html! { <li key={words}>{ words }</li> }) }</ul>
                </details>
            }
        </section>
    }
}

/// Nothing was consumed, refused or split.
fn is_idle(space: &report::SpaceRun) -> bool {
    let is_rest = |point: &report::SpacePoint| {
        point.read_units.0 == 0 && point.write_units.0 == 0 && point.read_throttles == 0 && point.write_throttles == 0
    };
    space.events.is_empty() && space.points.iter().all(is_rest)
}
