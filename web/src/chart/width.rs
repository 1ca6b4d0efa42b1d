//! The width of an element in pixels, kept current.
//!
//! Pictures are laid out for the width they have, rather than scaled: text keeps its size and hairlines stay hairlines.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use yew::prelude::*;

/// Width assumed until the element is on the screen.
const ASSUMED: f64 = 720.0;

/// The content width of the element behind `node`, in pixels; [`ASSUMED`] before it is known.
#[hook]
pub(crate) fn use_width(node: NodeRef) -> f64 {
    let width = use_state(|| ASSUMED);
    {
        let width = width.clone();
        use_effect_with(node, move |node| {
            let observed = node.cast::<web_sys::Element>().and_then(|element| {
                let measure = {
                    let element = element.clone();
                    move || {
                        let found = f64::from(element.client_width());
                        // A hidden element has no width; what was known before stays right for its return.
                        if found > 0.0 {
                            width.set(found);
                        }
                    }
                };
                measure();
                let callback = Closure::<dyn Fn()>::new(measure);
                let observer = web_sys::ResizeObserver::new(callback.as_ref().unchecked_ref()).ok()?;
                observer.observe(&element);
                Some((observer, callback))
            });
            move || {
                if let Some((observer, callback)) = observed {
                    observer.disconnect();
                    drop(callback);
                }
            }
        });
    }
    *width
}
