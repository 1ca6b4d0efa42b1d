//! `cargo xtask bench`: the comparisons in `benches/`, native ones or those in a browser.

use crate::{command, dist, failure::Failure, host, npm, rust, tools, workspace};

/// Runs the native benches with cargo's options, with `--browser` those of `benches/browser` with theirs, with `--http` the
/// endpoint beside other emulators, with `--embedded` the engine beside another one in the same process, or with `--simulate` runs of
/// scenarios, natively and in wasm.
pub(crate) fn run(args: &[String]) -> Result<(), Failure> {
    if args.iter().any(|arg| arg == "--http") {
        return http();
    }
    if args.iter().any(|arg| arg == "--simulate") {
        return simulate();
    }
    if args.iter().any(|arg| arg == "--embedded") {
        return embedded();
    }
    let others = args.iter().filter(|arg| *arg != "--browser");
    if others.clone().count() < args.len() {
        browser(others)
    } else {
        command::show(command::cargo().args(["bench", "--package", "benches"]).args(args))
    }
}

/// Runs of scenarios: natively, then in wasm as the page runs them.
fn simulate() -> Result<(), Failure> {
    host::require(&[host::Program::Node])?;
    command::show(command::cargo().args(["bench", "--package", "benches", "--bench", "simulate"]))?;
    let programs = ["simulate_day", "simulate_month", "simulate_requests"];
    let mut build = command::cargo();
    let profile = "laboratory";
    build.args(["build", "--profile", profile, "--package", "benches", "--target", rust::WASM, "--target-dir", "target"]);
    command::show(build.args(programs.iter().flat_map(|name| ["--bin", name])))?;
    let folder = workspace::root().join("target").join(rust::WASM).join(profile);
    let mut node = command::in_root("node");
    node.arg("benches/simulate.mjs").args(programs.map(|name| folder.join(format!("{name}.wasm"))));
    command::show(&mut node)
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

/// The engine beside dynoxide, in a package with a lock file of its own.
fn embedded() -> Result<(), Failure> {
    let package = "benches/embedded/Cargo.toml";
    command::show(command::cargo().args([
        "run",
        "--release",
        "--locked",
        "--target-dir",
        "target/embedded",
        "--manifest-path",
        package,
    ]))
}

/// The binary as it is meant to be run, beside emulators that crates.io and npm offer.
fn http() -> Result<(), Failure> {
    host::require(&[host::Program::Node])?;
    let dynoxide = tools::dynoxide()?;
    let dynalite = npm::install_from("benches/http")?.join("dynalite/cli.js");
    let mut build = command::cargo();
    build.args(["build", "--profile", "native", "--package", "cli", "--package", "benches", "--bins", "--target-dir", "target"]);
    command::show(&mut build)?;
    let ours = workspace::root().join("target/native");
    let program = |name: &str| ours.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    let mut comparison = command::in_root(program("http_comparison"));
    comparison.args([program("dynalab"), program("constant_endpoint"), dynoxide, dynalite]);
    command::show(&mut comparison)
}
