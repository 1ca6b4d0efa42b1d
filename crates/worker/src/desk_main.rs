//! The desk's entry: puts it up for the engine's program in the same worker.

fn main() {
    #[cfg(target_arch = "wasm32")]
    worker::start_desk();
}
