//! A canvas as sharp as the screen, for pictures of more marks than elements are good for.
//!
//! It is a picture only: what it says to a screen reader and to the keyboard is said by the elements around it.

use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};
use yew::prelude::*;

use crate::chart::palette::context_of;

/// Finer than this nobody sees, and a canvas of that many pixels takes its time.
const RATIO_MAX: f64 = 2.0;

/// What a canvas is painted with.
pub(crate) struct Brush {
    /// In pixels of the page; [`Brush::image_at`] takes pixels of the screen.
    pub context: CanvasRenderingContext2d,
    /// Pixels of the screen for one of the page.
    pub ratio: f64,
}

#[derive(Properties, PartialEq)]
pub(crate) struct CanvasProps {
    /// Width in pixels of the page.
    pub width: f64,
    /// Height in pixels of the page.
    pub height: f64,
    /// Paints it whole; another callback paints it anew.
    pub paint: Callback<Brush>,
    /// For its place in the layout.
    #[prop_or_default]
    pub class: Classes,
}

/// Pixels of the screen for one of the page.
pub(crate) fn ratio() -> f64 {
    gloo::utils::window().device_pixel_ratio().clamp(1.0, RATIO_MAX)
}

/// The canvas. It is painted when its size or its callback changes.
#[component]
pub(crate) fn Canvas(props: &CanvasProps) -> Html {
    let node = use_node_ref();
    let ratio = ratio();
    let (columns, rows) = ((props.width * ratio).round().max(1.0), (props.height * ratio).round().max(1.0));
    {
        let node = node.clone();
        let deps = (props.paint.clone(), columns.to_bits(), rows.to_bits());
        use_effect_with(deps, move |(paint, columns, rows)| {
            if let Some(canvas) = node.cast::<HtmlCanvasElement>() {
                let (columns, rows) = (f64::from_bits(*columns), f64::from_bits(*rows));
                fit(&canvas, columns, rows, ratio);
                if let Some(context) = context_of(&canvas) {
                    // Both fail for a canvas of no size only, which has nothing to paint.
                    let _ = context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0);
                    context.clear_rect(0.0, 0.0, columns, rows);
                    let _ = context.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0);
                    paint.emit(Brush { context, ratio });
                }
            }
        });
    }
    html! { <canvas ref={node} class={props.class.clone()} aria-hidden="true" /> }
}

/// Gives a canvas its size, in pixels and on the page.
fn fit(canvas: &HtmlCanvasElement, columns: f64, rows: f64, ratio: f64) {
    let (columns, rows) = (columns as u32, rows as u32);
    if (canvas.width(), canvas.height()) == (columns, rows) {
        return;
    }
    canvas.set_width(columns);
    canvas.set_height(rows);
    let style = canvas.style();
    // The policy allows what a script sets property by property; it fails on no property that exists.
    let _ = style.set_property("width", &format!("{}px", f64::from(columns) / ratio));
    let _ = style.set_property("height", &format!("{}px", f64::from(rows) / ratio));
}
