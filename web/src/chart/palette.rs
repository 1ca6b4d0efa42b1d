//! The tokens' colours for what is painted on a canvas, which knows no custom properties.
//!
//! They are read from hidden marks that are styled like everything else, so light, dark and forced colours hold there too.

use std::rc::Rc;

use gloo::events::EventListener;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{Clamped, JsCast};
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement, ImageData, MutationObserver, MutationObserverInit};
use yew::prelude::*;

/// The classes of the hidden marks, in the order of [`Palette`]'s fields; `chart.css` styles them.
const MARKS: [&str; 13] = [
    "heat-0",
    "heat-1",
    "heat-2",
    "heat-3",
    "heat-4",
    "heat-5",
    "heat-6",
    "of-throttled",
    "of-ground",
    "of-edge",
    "of-line",
    "of-read",
    "of-write",
];

/// One colour, for painting and for pixels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Colour {
    /// As the browser computes it.
    pub css: String,
    /// Red, green, blue, opacity.
    pub bytes: [u8; 4],
}

/// Colours of the tokens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Palette {
    /// Steps of the heat scale.
    pub heat: [Colour; 7],
    /// Throttled.
    pub throttled: Colour,
    /// What a picture lies on.
    pub ground: Colour,
    /// Between two marks.
    pub edge: Colour,
    /// Lines and borders of marks.
    pub line: Colour,
    /// Reads.
    pub read: Colour,
    /// Writes.
    pub write: Colour,
}

/// The hidden marks; `node` is what [`use_palette`] was given.
pub(crate) fn palette_marks(node: NodeRef) -> Html {
    html! { <svg class="palette" ref={node} aria-hidden="true" width="0" height="0">{ for MARKS.map(|class| html! { <rect {class} /> }) }</svg> }
}

/// The colours, read again when the theme changes; none before the marks are on the page.
#[hook]
pub(crate) fn use_palette(node: NodeRef) -> Option<Rc<Palette>> {
    let palette = use_state_eq(|| None::<Rc<Palette>>);
    {
        let palette = palette.setter();
        use_effect_with(node, move |node| {
            let node = node.clone();
            let again = move || palette.set(node.cast::<Element>().and_then(|marks| read(&marks)).map(Rc::new));
            again();
            let watch = on_theme(again);
            move || drop(watch)
        });
    }
    (*palette).clone()
}

/// What tells of another theme as long as it is kept.
struct ThemeWatch {
    observer: Option<(MutationObserver, Closure<dyn Fn()>)>,
    _of_system: Option<EventListener>,
}

impl Drop for ThemeWatch {
    fn drop(&mut self) {
        if let Some((observer, _)) = &self.observer {
            observer.disconnect();
        }
    }
}

/// Calls `again` when the page's theme changes, or the system's.
fn on_theme(again: impl Fn() + Clone + 'static) -> ThemeWatch {
    let window = gloo::utils::window();
    let of_system = window.match_media("(prefers-color-scheme: dark)").ok().flatten().map(|query| {
        let again = again.clone();
        EventListener::new(&query, "change", move |_| again())
    });
    let observer = gloo::utils::document().document_element().and_then(|root| {
        let callback = Closure::<dyn Fn()>::new(again);
        let observer = MutationObserver::new(callback.as_ref().unchecked_ref()).ok()?;
        let what = MutationObserverInit::new();
        what.set_attributes(true);
        observer.observe_with_options(&root, &what).ok()?;
        Some((observer, callback))
    });
    ThemeWatch { observer, _of_system: of_system }
}

fn read(marks: &Element) -> Option<Palette> {
    let window = gloo::utils::window();
    let found = marks.children();
    let colour = |place: u32| {
        let style = window.get_computed_style(&found.item(place)?).ok()??;
        let css = style.get_property_value("fill").ok()?;
        let bytes = pixel(&css)?;
        Some(Colour { css, bytes })
    };
    let at = |place: u32| colour(place).unwrap_or_default();
    Some(Palette {
        heat: [at(0), at(1), at(2), at(3), at(4), at(5), at(6)],
        throttled: at(7),
        ground: at(8),
        edge: at(9),
        line: at(10),
        read: at(11),
        write: at(12),
    })
}

/// What a colour is in bytes: the browser paints one pixel of it.
fn pixel(css: &str) -> Option<[u8; 4]> {
    let canvas: HtmlCanvasElement = gloo::utils::document().create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width(1);
    canvas.set_height(1);
    let context = context_of(&canvas)?;
    context.set_fill_style_str(css);
    context.fill_rect(0.0, 0.0, 1.0, 1.0);
    context.get_image_data(0.0, 0.0, 1.0, 1.0).ok()?.data().0.try_into().ok()
}

/// The context to paint a canvas with.
pub(crate) fn context_of(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    canvas.get_context("2d").ok()??.dyn_into().ok()
}

/// A picture of `bytes`, four to a pixel, `columns` pixels wide.
pub(crate) fn image(bytes: &[u8], columns: usize) -> Option<ImageData> {
    ImageData::new_with_u8_clamped_array(Clamped(bytes), u32::try_from(columns).ok()?).ok()
}
