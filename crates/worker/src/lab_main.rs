//! The laboratory's entry: installs its message handler.

fn main() {
    #[cfg(target_arch = "wasm32")]
    worker::start_laboratory();
}
