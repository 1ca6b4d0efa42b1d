//! The same moment bent into a ring: the hash space has no beginning, and the hottest stretch is seen at a glance.
//!
//! An overview for the eye; what is operated is the band below it, so the ring is one image with one description.

use std::rc::Rc;

use core::f64::consts::TAU;

use yew::prelude::*;

use crate::chart::{Brush, Canvas, HeatScale, Palette, px};
use crate::see::replay::heat_grid::HeatGrid;
use crate::see::replay::moment_strip::{Load, strip};
use crate::see::ring_layout::{angle, place};

/// Side of the picture, and the radius of the ring's middle line with its thickness.
const SIDE: f64 = 224.0;
const RADIUS: f64 = 86.0;
const THICKNESS: f64 = 20.0;
/// Steps around the ring: about one pixel each.
const STEPS: usize = 540;

#[derive(Properties, PartialEq)]
pub(crate) struct RingCanvasProps {
    /// Partitions at the moment.
    pub loads: Rc<Vec<Load>>,
    /// The heat scale.
    pub scale: HeatScale,
    /// The colours.
    pub palette: Option<Rc<Palette>>,
    /// The chosen one.
    pub chosen: Option<Load>,
    /// What stands in the middle.
    pub moment: AttrValue,
    /// What the ring shows, in a sentence.
    pub summary: AttrValue,
}

/// The ring.
#[component]
pub(crate) fn RingCanvas(props: &RingCanvasProps) -> Html {
    let paint =
        use_callback((props.loads.clone(), props.scale, props.palette.clone()), |brush: Brush, (loads, scale, palette)| {
            if let Some(palette) = palette {
                paint_ring(&brush, &strip(loads, *scale, STEPS), palette);
            }
        });
    let half = SIDE / 2.0;
    html! {
        <div class="ring-frame" role="img" aria-label={props.summary.clone()}>
            <Canvas width={SIDE} height={SIDE} {paint} />
            <svg aria-hidden="true" width={px(SIDE)} height={px(SIDE)} viewBox={format!("{} {} {SIDE} {SIDE}", -half, -half)}>
                <circle class="ring-edge" r={px(RADIUS + THICKNESS / 2.0 + 0.5)} />
                <circle class="ring-edge" r={px(RADIUS - THICKNESS / 2.0 - 0.5)} />
                <path class="ring-zero" d={format!("M0 {:.1}v-6", -RADIUS - THICKNESS / 2.0)} />
                <text class="ring-zero-label" y={px(-RADIUS - THICKNESS / 2.0 - 8.0)}>{ "0" }</text>
                if let Some(load) = &props.chosen { <path class="ring-chosen" d={beside(load)} /> }
                <text class="ring-moment" y="-2">{ &props.moment }</text>
                <text class="ring-count" y="16">{ crate::quantity::plural(props.loads.len() as u64, "partition") }</text>
            </svg>
        </div>
    }
}

/// Runs of steps with one level, as strokes along the ring.
fn paint_ring(brush: &Brush, cells: &[u8], palette: &Palette) {
    let context = &brush.context;
    let half = SIDE / 2.0;
    let arc = |from: usize, to: usize, radius: f64| {
        let turn = |step: usize| step as f64 / cells.len().max(1) as f64 * TAU - TAU / 4.0;
        context.begin_path();
        // A hair of overlap keeps the ground from showing between two steps; a radius above zero is always taken.
        let _ = context.arc(half, half, radius, turn(from), turn(to) + 0.004);
        context.stroke();
    };
    let mut from = 0;
    for run in cells.chunk_by(|left, right| left == right) {
        let (level, to) = (run.first().copied().unwrap_or_default(), from + run.len());
        context.set_line_width(THICKNESS);
        context.set_stroke_style_str(&palette.heat.get(usize::from(level % HeatGrid::THROTTLED)).unwrap_or(&palette.ground).css);
        arc(from, to, RADIUS);
        if level >= HeatGrid::THROTTLED {
            // Outside the band, in dashes: colour is not the only sign.
            context.set_line_width(5.0);
            context.set_stroke_style_str(&palette.throttled.css);
            let mut step = from;
            while step < to {
                arc(step, (step + 2).min(to), RADIUS + THICKNESS / 2.0 + 5.0);
                step += 4;
            }
        }
        from = to;
    }
}

/// An arc inside the ring, beside the chosen range.
fn beside(load: &Load) -> String {
    let radius = RADIUS - THICKNESS / 2.0 - 5.0;
    let from = angle(load.alive.first);
    let to = load.alive.end.map_or(TAU, angle).max(from + 0.02);
    let middle = f64::midpoint(from, to);
    let ((x0, y0), (x1, y1), (x2, y2)) = (place(from, radius), place(middle, radius), place(to, radius));
    let large = u8::from(middle - from > TAU / 2.0);
    format!(
        "M{x0:.2} {y0:.2}A{radius:.2} {radius:.2} 0 {large} 1 {x1:.2} {y1:.2}A{radius:.2} {radius:.2} 0 {large} 1 {x2:.2} {y2:.2}"
    )
}
