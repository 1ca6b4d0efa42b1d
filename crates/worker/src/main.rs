//! The worker's entry: installs the message handler and nothing else, so that no message is lost.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen::prelude::wasm_bindgen;

fn main() {
    #[cfg(target_arch = "wasm32")]
    worker::start();
}

/// An AWS request whose message worker_boot.js has read already; see `worker::request`.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen]
pub fn request(id: u32, target: String, body: Vec<u8>) {
    worker::request(id, target, body);
}
