//! `cargo xtask bench`: the comparisons in `benches/`, native ones or those in a browser.

use crate::{command, dist, failure::Failure, host, npm};

/// Runs the native benches with cargo's options, or with `--browser` those of `benches/browser` with theirs.
pub(crate) fn run(args: &[String]) -> Result<(), Failure> {
    let others = args.iter().filter(|arg| *arg != "--browser");
    if others.clone().count() < args.len() {
        browser(others)
    } else {
        command::show(command::cargo().args(["bench", "--package", "benches"]).args(args))
    }
}

/// The release build in a real browser.
fn browser<'a>(args: impl Iterator<Item = &'a String>) -> Result<(), Failure> {
    host::require(&[host::Program::Node, host::Program::Chromium])?;
    dist::build()?;
    let mut node = command::in_root("node");
    node.arg("benches/browser/run.mjs").args(args).env("DYNALAB_NODE_MODULES", npm::install()?);
    if let Some(chromium) = host::Program::Chromium.find() {
        node.env("CHROME", chromium);
    }
    command::show(&mut node)
}
