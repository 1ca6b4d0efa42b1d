//! What the key space was asked for against what it may take, with the burst credit that drains and fills below it.

use std::rc::Rc;

use report::{Access, CapacityMode, SpaceRun};
use yew::prelude::*;

use crate::chart::{Picture, Scale, lines_across, marks_below, px, tick_words, ticks, use_width};
use crate::quantity;
use crate::see::lanes::access_class;
use crate::see::replay::rate_layout::{Rate, columns, highest, limits_above, line, rate, steps, throttled};
use crate::see::replay::rate_table::RateTable;
use crate::see::replay::time_axis::{TimeAxis, moment_words};
use crate::see::replay::timeline::Clock;

/// Room at the left for numbers, at the right for the bucket's words; the same as the map's, so that moments stand below each other.
const LEFT: f64 = 44.0;
const RIGHT: f64 = 40.0;
const TOP: f64 = 22.0;
const FIELD: f64 = 130.0;
/// The strip that says where something was throttled.
const THROTTLED: f64 = 12.0;
/// The strip of burst credit.
const BURST: f64 = 34.0;
const BOTTOM: f64 = 24.0;
/// Seconds of capacity that a full bucket holds (developer guide, "Burst and adaptive capacity").
const BURST_SECONDS: u64 = 300;
/// Size of the bucket beside the words.
const BUCKET: (f64, f64) = (34.0, 64.0);

#[derive(Properties, PartialEq)]
pub(crate) struct RatePictureProps {
    /// The key space.
    pub space: Rc<SpaceRun>,
    /// The points.
    pub clock: Clock,
    /// The moment.
    pub point: usize,
    /// Shows another moment.
    pub on_point: Callback<usize>,
}

/// Both directions, those that have anything to show.
#[component]
pub(crate) fn RatePicture(props: &RatePictureProps) -> Html {
    let shown: Vec<Access> = [Access::Write, Access::Read].into_iter().filter(|access| is_used(&props.space, *access)).collect();
    let moment = moment_words(props.clock, props.clock.second_of(props.point));
    let panel = |access: &Access| {
        html! { <Direction key={access_class(*access)} space={props.space.clone()} clock={props.clock} access={*access} point={props.point} on_point={props.on_point.clone()} /> }
    };
    let table = html! { <RateTable space={props.space.clone()} clock={props.clock} point={props.point} /> };
    let note = match props.space.capacity {
        CapacityMode::Provisioned { .. } => {
            "a bucket holds 300 seconds of what is provisioned, as AWS says; that a request is admitted while anything is left in it, and may overdraw it, is measured."
        }
        CapacityMode::OnDemand => {
            "on-demand serves twice the highest rate of the last 30 minutes at once; AWS does not say how it measures that rate."
        }
    };
    html! {
        <Picture title="Rate and burst" summary={summary(props, &shown, &moment)} {table} model_note={AttrValue::from(note)}>
            { for shown.iter().map(panel) }
            if shown.is_empty() { <p class="hint">{ "Nothing was read or written." }</p> }
        </Picture>
    }
}

fn is_used(space: &SpaceRun, access: Access) -> bool {
    space.points.iter().any(|point| {
        let one = rate(point, access, 1);
        one.peak > 0.0 || one.average > 0.0 || one.throttles > 0
    })
}

fn summary(props: &RatePictureProps, shown: &[Access], moment: &str) -> String {
    let Some(point) = props.space.points.get(props.point) else { return String::new() };
    let words = |access: &Access| {
        let one = rate(point, *access, props.clock.point_s);
        let (unit, verb) = unit(*access);
        let limit = quantity::count(one.limit as u64);
        format!(
            "{verb} take {} of {limit} {unit} a second, {} in the busiest second",
            quantity::count(one.average.round() as u64),
            quantity::count(one.peak.round() as u64)
        )
    };
    let told: Vec<String> = shown.iter().map(words).collect();
    if told.is_empty() { String::new() } else { format!("At {moment} {}.", told.join("; ")) }
}

fn unit(access: Access) -> (&'static str, &'static str) {
    match access {
        Access::Read => ("RCU", "reads"),
        Access::Write => ("WCU", "writes"),
    }
}

#[derive(Properties, PartialEq)]
struct DirectionProps {
    space: Rc<SpaceRun>,
    clock: Clock,
    access: Access,
    point: usize,
    on_point: Callback<usize>,
}

/// Rate, limit, throttling and bucket of one direction.
#[component]
fn Direction(props: &DirectionProps) -> Html {
    let frame = use_node_ref();
    let width = use_width(frame.clone());
    let axis = TimeAxis { clock: props.clock, left: LEFT, right: (width - RIGHT).max(LEFT + 60.0) };
    let drawn = use_memo((props.space.clone(), props.access, axis), |(space, access, axis)| Drawn::of(space, *access, *axis));
    let has_bucket = matches!(props.space.capacity, CapacityMode::Provisioned { .. });
    let height = TOP + FIELD + THROTTLED + if has_bucket { BURST + 8.0 } else { 0.0 } + BOTTOM;
    let onclick = {
        let (frame, on_point) = (frame.clone(), props.on_point.clone());
        Callback::from(move |event: MouseEvent| {
            if let Some(element) = frame.cast::<web_sys::Element>() {
                on_point.emit(axis.point_at(f64::from(event.client_x()) - element.get_bounding_client_rect().left()));
            }
        })
    };
    let now = props.space.points.get(props.point).map(|point| rate(point, props.access, props.clock.point_s)).unwrap_or_default();
    html! {
        <div class={classes!("direction", access_class(props.access))}>
            <div class="rate-frame" ref={frame}>
                <svg aria-hidden="true" width={px(width)} height={px(height)} {onclick}>
                    <Curves drawn={drawn.clone()} access={props.access} {axis} {has_bucket} />
                    <path class="moment-line" d={format!("M{:.1} {TOP}V{:.1}", axis.middle(props.point), height - BOTTOM)} />
                </svg>
                { legend(&drawn, props.access) }
            </div>
            if has_bucket { { bucket(props.access, now) } }
        </div>
    }
}

/// What of a direction does not move with the moment.
#[derive(PartialEq)]
struct Drawn {
    columns: Vec<(f64, Rate)>,
    marks: Vec<f64>,
    y: Scale,
}

impl Drawn {
    fn of(space: &SpaceRun, access: Access, axis: TimeAxis) -> Self {
        let columns = columns(&space.points, access, axis);
        let marks = ticks(highest(&columns), 3);
        let y = Scale::new(marks.last().copied().unwrap_or(1.0), TOP + FIELD, TOP);
        Drawn { columns, marks, y }
    }
}

/// What the lines are, and the limit where it is not drawn.
fn legend(drawn: &Drawn, access: Access) -> Html {
    let line = |class: &'static str| html! { <svg aria-hidden="true" width="22" height="8"><path class={classes!(class, access_class(access))} d="M0 4H22" /></svg> };
    let above = limits_above(&drawn.columns, drawn.y).map(|limits| above_words(limits, access));
    html! {
        <ul class="rate-legend">
            <li><svg aria-hidden="true" width="12" height="12"><rect class={classes!("rate-area", access_class(access))} x="0.5" y="0.5" width="11" height="11" /></svg>{ "average" }</li>
            <li>{ line("rate-peak") }{ "busiest second" }</li>
            if drawn.columns.iter().any(|(_, rate)| drawn.y.reaches(rate.limit)) { <li>{ line("rate-limit") }{ "limit" }</li> }
            if let Some(above) = above { <li>{ above }</li> }
        </ul>
    }
}

/// `limit 4,000 WCU a second, above the scale`.
fn above_words((least, most): (f64, f64), access: Access) -> String {
    let (unit, _) = unit(access);
    let range = if least < most { format!("{} to ", quantity::count(least as u64)) } else { String::new() };
    format!("limit {range}{} {unit} a second, above the scale", quantity::count(most as u64))
}

#[derive(Properties, PartialEq)]
struct CurvesProps {
    drawn: Rc<Drawn>,
    access: Access,
    axis: TimeAxis,
    has_bucket: bool,
}

/// The curves with their axes.
#[component]
fn Curves(props: &CurvesProps) -> Html {
    let (axis, kind) = (props.axis, access_class(props.access));
    let Drawn { columns, marks, y } = &*props.drawn;
    let y = *y;
    let area = |path: String, scale: Scale| {
        format!("{path}L{:.1} {:.1}L{:.1} {:.1}z", axis.right, scale.at(0.0), axis.left, scale.at(0.0))
    };
    let burst_top = TOP + FIELD + THROTTLED + 8.0;
    let burst = Scale::new(1.0, burst_top + BURST, burst_top);
    let foot = TOP + FIELD + THROTTLED + if props.has_bucket { BURST + 8.0 } else { 0.0 };
    let stripe = |(left, width): (f64, f64)| hatched(left, TOP + FIELD + 2.0, width.max(2.0), THROTTLED - 4.0);
    let (unit, _) = unit(props.access);
    html! {
        <g>
            <text class="axis-name" x="0" y="12">{ format!("{unit} a second") }</text>
            { lines_across(marks, y, (axis.left, axis.right), tick_words) }
            <path class={classes!("rate-area", kind)} d={area(line(columns, y, |rate| rate.average), y)} />
            <path class={classes!("rate-peak", kind)} d={line(columns, y, |rate| rate.peak)} />
            <path class="rate-limit" d={steps(columns, axis.right, y, |rate| rate.limit)} />
            <g>{ for throttled(columns, axis.right).into_iter().map(stripe) }</g>
            if props.has_bucket {
                <rect class="bar-track" x={px(axis.left)} y={px(burst_top)} width={px(axis.right - axis.left)} height={px(BURST)} />
                <path class={classes!("burst-area", kind)} d={area(line(columns, burst, |rate| rate.burst), burst)} />
                <text class="end axis-name" x={px(axis.left - 6.0)} y={px(burst_top + BURST / 2.0 + 4.0)}>{ "burst" }</text>
            }
            { marks_below(axis.ticks(), foot, (axis.left, axis.right)) }
        </g>
    }
}

/// The sign of throttling: a striped box.
fn hatched(left: f64, top: f64, width: f64, height: f64) -> Html {
    let mut path = String::new();
    let mut x = 0.0;
    while x < width {
        path.push_str(&format!("M{:.1} {:.1}L{:.1} {top:.1}", left + x, top + height, (left + x + height).min(left + width)));
        x += 4.0;
    }
    html! { <g key={px(left)} class="throttled-mark"><rect x={px(left)} y={px(top)} width={px(width)} height={px(height)} /><path d={path} /></g> }
}

/// The bucket as it stands at the moment.
fn bucket(access: Access, now: Rate) -> Html {
    let (width, height) = BUCKET;
    let level = Scale::new(1.0, 0.0, height - 4.0).at(now.burst);
    let seconds = (now.burst * BURST_SECONDS as f64).round() as u64;
    html! {
        <div class="bucket">
            <svg aria-hidden="true" width={px(width)} height={px(height)}>
                <path class="bucket-wall" d={format!("M1 1V{:.1}H{:.1}V1", height - 1.0, width - 1.0)} />
                <rect class={classes!("bucket-fill", access_class(access))} x="3" y={px(height - 2.0 - level)} width={px(width - 6.0)} height={px(level)} />
            </svg>
            <p><b>{ quantity::share((now.burst * 1_000_000.0) as u64) }</b>{ " of the burst bucket" }<small>{ format!("{seconds} of {BURST_SECONDS} s of what is provisioned") }</small></p>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::see::replay::fixture;

    #[test]
    fn a_limit_above_the_scale_is_told() {
        assert_eq!(above_words((4_000.0, 4_000.0), Access::Write), "limit 4,000 WCU a second, above the scale");
        assert_eq!(above_words((12_000.0, 24_000.0), Access::Read), "limit 12,000 to 24,000 RCU a second, above the scale");
    }

    #[test]
    fn only_directions_that_were_used_are_drawn() {
        let report = fixture::day();
        let mut space = report.designs[0].spaces[0].clone();
        assert!(is_used(&space, Access::Read) && is_used(&space, Access::Write));
        for point in &mut space.points {
            (point.read_units, point.peak_read_units) = Default::default();
        }
        assert!(!is_used(&space, Access::Read));
    }
}
