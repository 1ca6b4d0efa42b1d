//! `cargo xtask serve`: the page, rebuilt on every change.

use crate::{command, failure::Failure, host, npm, tools};

/// Everything but `--no-open` goes to `trunk serve`.
pub(crate) fn run(args: &[String]) -> Result<(), Failure> {
    let mut path = tools::page_tools()?;
    if args.iter().any(|arg| arg == "--release") {
        host::require(&[host::Program::Node])?;
        path = tools::path_joined([npm::install()?.join(".bin")], &path)?;
    }
    let mut trunk = command::in_root("trunk");
    trunk.env("PATH", &path).args(["serve", "--skip-version-check"]);
    trunk.args(args.iter().filter(|arg| *arg != "--no-open"));
    if !args.iter().any(|arg| arg.starts_with("--dist") || arg == "-d") {
        // Not dist/, which holds the release build: tests may run while the page is served.
        trunk.args(["--dist", "target/serve"]);
    }
    let decided = args.iter().any(|arg| arg == "--no-open" || arg.starts_with("--open"));
    if !decided && has_display() {
        trunk.arg("--open");
    }
    println!("The first build takes a minute or two; then the page is at the address that trunk prints. Stop with Ctrl-C.");
    command::show(&mut trunk)
}

/// Whether there is a screen to open a page on.
fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !set("CI") && (cfg!(any(windows, target_os = "macos")) || set("DISPLAY") || set("WAYLAND_DISPLAY"))
}
