//! The stage as a module of JavaScript, loaded by boot.js when it is first needed; see the library's `stage`.

use wasm_bindgen::prelude::wasm_bindgen;
use web::stage::{Mounted, Page};
use web_sys::Element;

/// The stage in its element.
#[wasm_bindgen]
pub struct Stage(Mounted);

/// Puts the stage into an empty element.
#[wasm_bindgen]
pub fn mount(host: Element, page: Page) -> Stage {
    Stage(web::stage::mount(host, page))
}

#[wasm_bindgen]
impl Stage {
    /// Shows what a scene says.
    pub fn show(&self, scene: &[u8]) {
        self.0.show(scene);
    }

    /// Takes the stage off the page.
    pub fn unmount(self) {
        self.0.unmount();
    }
}

fn main() {}
