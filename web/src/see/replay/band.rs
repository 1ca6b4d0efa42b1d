//! The ranges of the hash space at one moment, from left to right. A slider of its own chooses a partition.

use std::rc::Rc;

use report::{HotKey, SpaceRun};
use yew::prelude::*;

use crate::chart::{Brush, Canvas, HeatScale, Palette, image, px, use_width};
use crate::quantity;
use crate::see::lane_layout::HashAxis;
use crate::see::lanes::clipped;
use crate::see::replay::heat_grid::HeatGrid;
use crate::see::replay::heat_map::coloured;
use crate::see::replay::moment_strip::{Load, span, strip};

/// Room above for the hot keys' names, height of the band, room below for the scale.
const TOP: f64 = 22.0;
const BAND: f64 = 34.0;
const BOTTOM: f64 = 40.0;
/// A partition of this width has its number below it.
const NUMBERED_FROM: f64 = 26.0;
/// Width that a hot key's name needs.
const KEY_ROOM: f64 = 92.0;
/// Partitions that page up and page down pass over.
const PAGE: usize = 10;

#[derive(Properties, PartialEq)]
pub(crate) struct BandProps {
    /// The key space: its hot keys are named where they lie.
    pub space: Rc<SpaceRun>,
    /// Its partitions at the moment.
    pub loads: Rc<Vec<Load>>,
    /// The heat scale.
    pub scale: HeatScale,
    /// The colours.
    pub palette: Option<Rc<Palette>>,
    /// The chosen one, as a place in `loads`.
    pub chosen: Option<usize>,
    /// Chooses another one.
    pub on_choose: Callback<usize>,
}

/// The band.
#[component]
pub(crate) fn Band(props: &BandProps) -> Html {
    let frame = use_node_ref();
    let width = use_width(frame.clone());
    let axis = HashAxis { left: 1.0, right: (width - 1.0).max(40.0) };
    let paint = {
        let deps = (props.loads.clone(), props.scale, props.palette.clone(), width.to_bits());
        use_callback(deps, move |brush: Brush, (loads, scale, palette, _)| {
            if let Some(palette) = palette {
                paint_band(&brush, loads, *scale, palette, axis.right - axis.left);
            }
        })
    };
    let count = props.loads.len();
    let onclick = {
        let (frame, loads, on_choose) = (frame.clone(), props.loads.clone(), props.on_choose.clone());
        Callback::from(move |event: MouseEvent| {
            let Some(element) = frame.cast::<web_sys::Element>() else { return };
            let x = f64::from(event.client_x()) - element.get_bounding_client_rect().left();
            let step = (x - axis.left).max(0.0) as usize;
            let steps = (axis.right - axis.left) as usize;
            if let Some(place) = loads.iter().rposition(|load| span(load.alive, steps).0 <= step) {
                on_choose.emit(place);
            }
        })
    };
    let onkeydown = {
        let (on_choose, now) = (props.on_choose.clone(), props.chosen.unwrap_or(0));
        Callback::from(move |event: KeyboardEvent| {
            if let Some(place) = next(now, count, &event.key()) {
                event.prevent_default();
                on_choose.emit(place);
            }
        })
    };
    let chosen = props.chosen.and_then(|place| props.loads.get(place));
    html! {
        <div
            class="band" ref={frame} role="slider" tabindex="0" aria-label="Partition" aria-valuemin="0" aria-valuemax={count.saturating_sub(1).to_string()}
            aria-valuenow={props.chosen.unwrap_or(0).to_string()} aria-valuetext={chosen.map_or_else(|| "none chosen".to_owned(), spoken)} {onclick} {onkeydown}
        >
            <Canvas {width} height={TOP + BAND + BOTTOM} {paint} />
            <svg aria-hidden="true" width={px(width)} height={px(TOP + BAND + BOTTOM)}>
                <rect class="map-edge" x={px(axis.left - 0.5)} y={px(TOP - 0.5)} width={px(axis.right - axis.left + 1.0)} height={px(BAND + 1.0)} />
                { names(&props.loads, axis) }
                { hash_scale(axis) }
                { hot_keys(&props.space.hot_keys, axis) }
                { new_edges(&props.loads, axis) }
                if let Some(load) = chosen { { outlined(load, axis) } }
            </svg>
        </div>
    }
}

fn paint_band(brush: &Brush, loads: &[Load], scale: HeatScale, palette: &Palette, width: f64) {
    let (columns, rows) = ((width * brush.ratio).floor().max(1.0) as usize, (BAND * brush.ratio).floor() as usize);
    let mut row = strip(loads, scale, columns);
    // An edge where a range begins, if there is room for one.
    let is_roomy = loads.len() * HeatGrid::EDGE_FROM * 2 < columns;
    for load in loads.iter().skip(1).filter(|_| is_roomy) {
        if let Some(cell) = row.get_mut(span(load.alive, columns).0) {
            *cell = HeatGrid::EDGE;
        }
    }
    let grid = HeatGrid { columns, rows, cells: row.repeat(rows) };
    if let Some(pixels) = image(&coloured(&grid, palette), columns) {
        // Outside the canvas nothing is painted, and that is no error.
        let _ = brush.context.put_image_data(&pixels, brush.ratio.round(), (TOP * brush.ratio).round());
    }
}

/// Left edge and width of a range in pixels.
fn place(load: &Load, axis: HashAxis) -> (f64, f64) {
    let left = axis.at(load.alive.first);
    (left, (load.alive.end.map_or(axis.right, |end| axis.at(end)) - left).max(1.0))
}

fn names(loads: &[Load], axis: HashAxis) -> Html {
    let name = |load: &Load| {
        let (left, width) = place(load, axis);
        let words = format!("P{}", load.number);
        (width >= NUMBERED_FROM).then(|| html! { <text key={load.number} class="middle" x={px(left + width / 2.0)} y={px(TOP + BAND + 14.0)}>{ words }</text> })
    };
    html! { <g>{ for loads.iter().filter_map(name) }</g> }
}

fn hash_scale(axis: HashAxis) -> Html {
    let last = axis.quarters().len() - 1;
    let is_wide = axis.right > 420.0;
    let mark = |(number, (x, digits)): (usize, (f64, &'static str))| {
        let side = match number {
            0 => "start",
            _ if number == last => "end",
            _ => "middle",
        };
        let y = TOP + BAND + 20.0;
        html! {
            <g key={number} class="hash-scale">
                <path d={format!("M{x:.1} {y:.1}v5")} />
                if is_wide || number.is_multiple_of(2) { <text class={side} x={px(x)} y={px(y + 17.0)}>{ digits }</text> }
            </g>
        }
    };
    html! { <g>{ for axis.quarters().into_iter().enumerate().map(mark) }</g> }
}

/// The hottest keys at their places, as many as do not touch.
fn hot_keys(keys: &[HotKey], axis: HashAxis) -> Html {
    let mut taken: Vec<f64> = Vec::new();
    let mut marks = Vec::new();
    for key in keys.iter().take(8) {
        let x = axis.at(key.hash);
        let is_free = taken.iter().all(|other| (other - x).abs() > KEY_ROOM);
        let (side, at) = if x > axis.right - KEY_ROOM { ("end mono", x + 4.0) } else { ("mono", x - 4.0) };
        if is_free {
            taken.push(x);
        }
        marks.push(html! {
            <g key={key.key.clone()} class="hot-key">
                <path d={format!("M{x:.1} {:.1}l-4 -7h8z", TOP - 1.0)} />
                if is_free { <text class={side} x={px(at)} y="10">{ clipped(&key.key, KEY_ROOM) }</text> }
            </g>
        });
    }
    html! { <g>{ for marks }</g> }
}

/// What has just been split: its edge draws itself.
fn new_edges(loads: &[Load], axis: HashAxis) -> Html {
    let edge = |load: &Load| {
        let x = axis.at(load.alive.first);
        html! { <path key={load.number} class="new-edge" pathLength="100" d={format!("M{x:.1} {:.1}V{:.1}", TOP - 3.0, TOP + BAND + 3.0)} /> }
    };
    html! { <g>{ for loads.iter().filter(|load| load.alive.is_new).map(edge) }</g> }
}

fn outlined(load: &Load, axis: HashAxis) -> Html {
    let (left, width) = place(load, axis);
    html! { <rect class="chosen-lane" x={px(left)} y={px(TOP - 2.0)} width={px(width.max(3.0))} height={px(BAND + 4.0)} /> }
}

/// What a screen reader hears of a partition.
pub(crate) fn spoken(load: &Load) -> String {
    let throttled =
        if load.throttles > 0 { format!(", {} throttled", quantity::plural(load.throttles, "event")) } else { String::new() };
    format!(
        "P{}, from {}: {} and {} a second{throttled}",
        load.number,
        quantity::hash(load.alive.first),
        quantity::read_units(load.read_units),
        quantity::write_units(load.write_units),
    )
}

/// Where a key leads.
pub(crate) fn next(now: usize, count: usize, key: &str) -> Option<usize> {
    let last = count.checked_sub(1)?;
    Some(match key {
        "ArrowRight" | "ArrowUp" => (now + 1).min(last),
        "ArrowLeft" | "ArrowDown" => now.saturating_sub(1),
        "PageUp" => (now + PAGE).min(last),
        "PageDown" => now.saturating_sub(PAGE),
        "Home" => 0,
        "End" => last,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::next;

    #[test]
    fn keys_walk_through_the_partitions() {
        let from =
            |now: usize| ["ArrowRight", "ArrowLeft", "PageUp", "PageDown", "Home", "End", "x"].map(|key| next(now, 30, key));
        assert_eq!(from(12), [Some(13), Some(11), Some(22), Some(2), Some(0), Some(29), None]);
        assert_eq!(from(29), [Some(29), Some(28), Some(29), Some(19), Some(0), Some(29), None]);
        assert_eq!(next(0, 0, "End"), None);
    }
}
