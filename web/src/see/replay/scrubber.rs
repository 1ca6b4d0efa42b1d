//! Time as a slider: drag it, or use the keys (arrows, page up and down, home, end), and every picture shows that
//! moment.

use std::rc::Rc;

use report::SpaceRun;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::quantity;
use crate::see::replay::happenings::{in_point, neighbour, words};
use crate::see::replay::time_axis::moment_words;
use crate::see::replay::timeline::{Timeline, a_second};

#[derive(Properties, PartialEq)]
pub(crate) struct ScrubberProps {
    /// The key space: its events are what the buttons lead to.
    pub space: Rc<SpaceRun>,
    /// Its partitions over time.
    pub timeline: Rc<Timeline>,
    /// The moment that is shown.
    pub point: usize,
    /// Shows another one.
    pub on_point: Callback<usize>,
}

/// The slider with its moment and the way to the next event.
#[component]
pub(crate) fn Scrubber(props: &ScrubberProps) -> Html {
    let clock = props.timeline.clock;
    let oninput = {
        let on_point = props.on_point.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(point) = event.target_dyn_into::<HtmlInputElement>().and_then(|input| input.value().parse().ok()) {
                on_point.emit(point);
            }
        })
    };
    let to_event = |forwards: bool| {
        let target = neighbour(&props.space, clock, props.point, forwards);
        let on_point = props.on_point.clone();
        let onclick = Callback::from(move |_: MouseEvent| {
            if let Some(point) = target {
                on_point.emit(point);
            }
        });
        let (label, sign) = if forwards { ("Next event", "Event ▸") } else { ("Previous event", "◂ Event") };
        html! { <button type="button" class="small" aria-label={label} disabled={target.is_none()} {onclick}>{ sign }</button> }
    };
    let moment = moment_words(clock, clock.second_of(props.point));
    html! {
        <div class="scrubber" role="group" aria-label="Moment and events">
            <output class="scrubber-moment" aria-hidden="true">{ moment }</output>
            <input
                type="range" aria-label="Moment" min="0" max={clock.last().to_string()} step="1"
                value={props.point.to_string()} aria-valuetext={spoken(&props.space, &props.timeline, props.point)} {oninput}
            />
            <span class="scrubber-events">{ to_event(false) }{ to_event(true) }</span>
        </div>
    }
}

/// What a screen reader hears of a moment: when, how much, how many partitions, whether anything is throttled, and what
/// happened first.
pub(crate) fn spoken(space: &SpaceRun, timeline: &Timeline, point: usize) -> String {
    let clock = timeline.clock;
    let when = moment_words(clock, clock.second_of(point));
    let Some(found) = space.points.get(point) else { return when };
    let throttled = match found.read_throttles.saturating_add(found.write_throttles) {
        0 => "nothing throttled".to_owned(),
        events => format!("{} throttled", quantity::plural(events, "event")),
    };
    let happened = in_point(space, clock, point).next().map(|event| format!(". {}", words(&event.what))).unwrap_or_default();
    format!(
        "{when}: {} and {} a second, {}, {throttled}{happened}",
        quantity::read_units(a_second(found.read_units, clock.point_s)),
        quantity::write_units(a_second(found.write_units, clock.point_s)),
        quantity::plural(timeline.count_at(point) as u64, "partition"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::see::replay::fixture;
    use model::HalfUnits;

    #[test]
    fn a_moment_is_said_in_a_sentence() {
        let mut report = fixture::splits();
        let space = &mut report.designs[0].spaces[0];
        space.points[2].write_units = HalfUnits::whole(950 * 60);
        space.points[2].write_throttles = 120;
        let space = report.designs[0].spaces[0].clone();
        let timeline = Timeline::of(fixture::clock(&report, &space), &space);
        assert_eq!(spoken(&space, &timeline, 2), "00:02:00: 0 RCU and 950 WCU a second, 2 partitions, 120 events throttled");
        assert_eq!(spoken(&space, &timeline, 9), "00:09:00: 0 RCU and 0 WCU a second, 5 partitions, nothing throttled");
    }
}
