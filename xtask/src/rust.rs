//! What we need from the Rust installation itself: the wasm target, and the components the lints use.

use crate::{command, failure::Failure};
use std::path::Path;

/// The compiler's name for the browser.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Adds the wasm target if it is missing.
pub(crate) fn wasm_target() -> Result<(), Failure> {
    let mut rustc = command::in_root("rustc");
    rustc.args(["--print", "target-libdir", "--target", WASM]);
    if command::output(&mut rustc).is_ok_and(|folder| Path::new(folder.trim()).exists()) {
        return Ok(());
    }
    println!("Adding the wasm target to the Rust toolchain.");
    rustup(&["target", "add", WASM])
}

/// Adds rustfmt and clippy if they are missing.
pub(crate) fn components() -> Result<(), Failure> {
    let has = |name: &str| command::output(command::cargo().args([name, "--version"])).is_ok();
    if has("fmt") && has("clippy") {
        return Ok(());
    }
    println!("Adding rustfmt and clippy to the Rust toolchain.");
    rustup(&["component", "add", "rustfmt", "clippy"])
}

fn rustup(args: &[&str]) -> Result<(), Failure> {
    let mut rustup = command::in_root("rustup");
    rustup.args(args);
    command::show(&mut rustup).map_err(|failure| {
        let wanted = command::spell(&rustup);
        Failure::new(failure.to_string()).with_remedy(format!(
            "With rustup, run: {wanted}\nWithout rustup, install the same through whatever manages your Rust toolchain."
        ))
    })
}
