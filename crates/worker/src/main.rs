//! The worker's entry: installs the message handler and nothing else, so that no message is lost.

fn main() {
    #[cfg(target_arch = "wasm32")]
    worker::start();
}
