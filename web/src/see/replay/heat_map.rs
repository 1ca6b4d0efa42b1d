//! The heat of all partitions over the whole run: time from left to right, the hash space from top to bottom, what happened above.
//!
//! The marks are painted, because there are a thousand lanes of a thousand points; the slider and the table twin say the same.

use std::rc::Rc;

use report::{SpaceEvent, SpaceRun};
use yew::prelude::*;

use crate::chart::{Brush, Canvas, HeatScale, Palette, image, marks_below, px, ratio, use_width};
use crate::see::heat_of::HeatOf;
use crate::see::replay::happenings::Mark;
use crate::see::replay::heat_grid::{HeatGrid, Lanes, extent, lane_at};
use crate::see::replay::time_axis::TimeAxis;
use crate::see::replay::timeline::Timeline;

/// Room above for what happened, and below for the time.
const TOP: f64 = 18.0;
const BOTTOM: f64 = 24.0;
/// Room at the left for the hash space, and at the right for the partitions' numbers.
const LEFT: f64 = 44.0;
const RIGHT: f64 = 40.0;
/// Height of a lane if there is room, and of all of them.
const LANE: f64 = 22.0;
const FIELD_MIN: f64 = 88.0;
const FIELD_MAX: f64 = 380.0;
/// A lane of this height has its number beside it.
const NUMBERED_FROM: f64 = 12.0;
/// Width of a throttled stripe and of the gap to the next one, in pixels of the screen.
const STRIPE: usize = 2;
const STRIPES: usize = 5;

#[derive(Properties, PartialEq)]
pub(crate) struct HeatMapProps {
    /// The key space.
    pub space: Rc<SpaceRun>,
    /// Its partitions over time.
    pub timeline: Rc<Timeline>,
    /// What heat counts.
    pub heat: HeatOf,
    /// The heat scale.
    pub scale: HeatScale,
    /// How high lanes are.
    pub lanes: Lanes,
    /// The colours.
    pub palette: Option<Rc<Palette>>,
    /// The moment that is shown.
    pub point: usize,
    /// The chosen partition, by its place in the space.
    pub chosen: Option<usize>,
    /// Shows a moment, and a partition.
    pub on_pick: Callback<(usize, Option<usize>)>,
}

/// The map with its axes and the line of the moment.
#[component]
pub(crate) fn HeatMap(props: &HeatMapProps) -> Html {
    let frame = use_node_ref();
    let width = use_width(frame.clone());
    let field = (props.timeline.order.len() as f64 * LANE).clamp(FIELD_MIN, FIELD_MAX);
    let height = TOP + field + BOTTOM;
    let axis = TimeAxis { clock: props.timeline.clock, left: LEFT, right: (width - RIGHT).max(LEFT + 60.0) };
    let paint = {
        let (space, timeline) = (props.space.clone(), props.timeline.clone());
        let deps = (space, timeline, props.heat, props.scale, props.lanes, props.palette.clone(), width.to_bits());
        use_callback(deps, move |brush: Brush, (space, timeline, heat, scale, lanes, palette, _)| {
            if let Some(palette) = palette {
                paint_map(&brush, space, timeline, (*heat, *scale, *lanes), palette, (axis.right - LEFT, field));
            }
        })
    };
    let is_dragged = use_mut_ref(|| false);
    let pick = {
        let (frame, timeline, space, lanes) = (frame.clone(), props.timeline.clone(), props.space.clone(), props.lanes);
        let on_pick = props.on_pick.clone();
        move |event: &PointerEvent| {
            let Some(element) = frame.cast::<web_sys::Element>() else { return };
            let corner = element.get_bounding_client_rect();
            let (x, y) = (f64::from(event.client_x()) - corner.left(), f64::from(event.client_y()) - corner.top() - TOP);
            let point = axis.point_at(x);
            let row = y.clamp(0.0, field - 1.0) as usize;
            let alive = timeline.at(&space, point);
            let place =
                lane_at(&alive, &timeline, lanes, row, field as usize).and_then(|found| alive.get(found)).map(|one| one.place);
            on_pick.emit((point, place));
        }
    };
    let onpointerdown = {
        let (pick, is_dragged) = (pick.clone(), is_dragged.clone());
        Callback::from(move |event: PointerEvent| {
            *is_dragged.borrow_mut() = true;
            pick(&event);
        })
    };
    let onpointermove = {
        let is_dragged = is_dragged.clone();
        Callback::from(move |event: PointerEvent| {
            // A button that was let go of outside is known by its absence.
            if *is_dragged.borrow() && event.buttons() != 0 {
                pick(&event);
            } else {
                *is_dragged.borrow_mut() = false;
            }
        })
    };
    html! {
        <div class="heat-map" ref={frame} {onpointerdown} {onpointermove}>
            <Canvas {width} {height} {paint} />
            <svg aria-hidden="true" width={px(width)} height={px(height)}>
                <Surroundings space={props.space.clone()} timeline={props.timeline.clone()} lanes={props.lanes} {axis} {field} />
                { chosen_lane(props, axis, field) }
                <path class="moment-line" d={format!("M{:.1} {:.1}V{:.1}", axis.middle(props.point), TOP - 2.0, TOP + field + 6.0)} />
            </svg>
        </div>
    }
}

fn paint_map(
    brush: &Brush,
    space: &SpaceRun,
    timeline: &Timeline,
    view: (HeatOf, HeatScale, Lanes),
    palette: &Palette,
    (width, field): (f64, f64),
) {
    let (columns, rows) = ((width * brush.ratio).floor().max(1.0) as usize, (field * brush.ratio).floor().max(1.0) as usize);
    let grid = HeatGrid::new(space, timeline, view, (columns, rows));
    if let Some(pixels) = image(&coloured(&grid, palette), columns) {
        // Outside the canvas nothing is painted, and that is no error.
        let _ = brush.context.put_image_data(&pixels, (LEFT * brush.ratio).round(), (TOP * brush.ratio).round());
    }
}

/// Four bytes for each cell; throttled ones are striped.
pub(crate) fn coloured(grid: &HeatGrid, palette: &Palette) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(grid.cells.len() * 4);
    for (row, cells) in grid.cells.chunks(grid.columns.max(1)).enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let is_stripe = (row + column) % STRIPES < STRIPE;
            let colour = match *cell {
                HeatGrid::EDGE => &palette.edge,
                level if level >= HeatGrid::THROTTLED && is_stripe => &palette.throttled,
                level => palette.heat.get(usize::from(level % HeatGrid::THROTTLED)).unwrap_or(&palette.ground),
            };
            bytes.extend_from_slice(&colour.bytes);
        }
    }
    bytes
}

/// The chosen partition's lane, as long as it has been there.
fn chosen_lane(props: &HeatMapProps, axis: TimeAxis, field: f64) -> Html {
    let (Some(place), timeline) = (props.chosen, &props.timeline) else { return Html::default() };
    let alive = timeline.at(&props.space, props.point);
    let Some(one) = alive.iter().find(|one| one.place == place) else { return Html::default() };
    let scale = ratio();
    let (top, bottom) = extent(*one, timeline, props.lanes, (field * scale) as usize);
    let (y, height) = (TOP + top as f64 / scale, ((bottom - top) as f64 / scale).max(2.0));
    html! { <rect class="chosen-lane" x={px(axis.left - 3.0)} y={px(y)} width={px(axis.right - axis.left + 6.0)} height={px(height)} /> }
}

#[derive(Properties, PartialEq)]
struct SurroundingsProps {
    space: Rc<SpaceRun>,
    timeline: Rc<Timeline>,
    lanes: Lanes,
    axis: TimeAxis,
    field: f64,
}

/// What does not move with the moment: axes, numbers, events.
#[component]
fn Surroundings(props: &SurroundingsProps) -> Html {
    let (axis, foot) = (props.axis, TOP + props.field);
    let happened = |mark: Mark| {
        let of_kind = |event: &&SpaceEvent| Mark::of(&event.what) == mark;
        let path: String =
            props.space.events.iter().filter(of_kind).map(|event| mark.path(axis.at_second(event.at_s), TOP - 3.0)).collect();
        html! { <path key={mark.word()} class={mark.class()} d={path} /> }
    };
    let end = props.timeline.at(&props.space, axis.clock.last());
    let number = |one: &crate::see::replay::timeline::Alive| {
        let (top, bottom) = extent(*one, &props.timeline, props.lanes, props.field as usize);
        let name = props.space.partitions.get(one.place).map(|partition| format!("P{}", partition.number))?;
        ((bottom - top) as f64 >= NUMBERED_FROM).then(|| {
            let y = TOP + f64::midpoint(top as f64, bottom as f64) + 4.0;
            html! { <text key={one.place} x={px(axis.right + 6.0)} y={px(y)}>{ name }</text> }
        })
    };
    html! {
        <g>
            <rect class="map-edge" x={px(axis.left - 0.5)} y={px(TOP - 0.5)} width={px(axis.right - axis.left + 1.0)} height={px(props.field + 1.0)} />
            <text class="mono end axis-name" x={px(axis.left - 6.0)} y={px(TOP + 9.0)}>{ "0000…" }</text>
            <text class="mono end axis-name" x={px(axis.left - 6.0)} y={px(foot - 1.0)}>{ "ffff…" }</text>
            { marks_below(axis.ticks(), foot, (axis.left, axis.right)) }
            <g>{ for end.iter().filter_map(number) }</g>
            <g>{ for Mark::ALL.into_iter().map(happened) }</g>
        </g>
    }
}

/// What the marks above the map mean, for those that occur.
pub(crate) fn mark_legend(space: &SpaceRun) -> Html {
    let occurs = |mark: &Mark| space.events.iter().any(|event| Mark::of(&event.what) == *mark);
    let item = |mark: Mark| {
        html! {
            <li key={mark.word()}>
                <svg width="12" height="12" aria-hidden="true"><path class={mark.class()} d={mark.path(6.0, 11.0)} /></svg>
                { mark.word() }
            </li>
        }
    };
    let is_throttled = space.partitions.iter().any(|partition| !partition.throttles.is_empty());
    html! {
        <ul class="mark-legend">
            if is_throttled {
                <li key="throttled"><svg class="throttled-sign" width="20" height="10" aria-hidden="true"><path d="M0 10L10 0M5 10L15 0M10 10L20 0" /></svg>{ "throttled" }</li>
            }
            { for Mark::ALL.into_iter().filter(occurs).map(item) }
        </ul>
    }
}
