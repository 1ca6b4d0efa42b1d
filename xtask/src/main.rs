//! The commands of this repository: set-up, serve, test, lint, tidy, dist, bench.
//!
//! What it is: the one way in for people and for CI, so that both run the same thing. What it is not: a build system;
//! cargo and trunk do the building, this program brings the tools they need and puts them on PATH.
#![allow(clippy::print_stdout)] // a command-line program talks on standard output

mod bench;
mod cache;
mod command;
mod dist;
mod failure;
mod host;
mod join;
mod lint;
mod npm;
mod python;
mod rust;
mod serve;
mod short_names;
mod split;
mod test;
mod tidy;
mod tools;
mod workspace;

use failure::Failure;
use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask serve [--no-open] [--port N] [--release] [any option of `trunk serve`]
    get the tools (once), then build the page and serve it, rebuilding on every change
cargo xtask dynalab serve [--port N] [any option of `dynalab serve`]
    build the native binary (optimised) and run it: the HTTP endpoint for AWS SDKs and the AWS CLI
cargo xtask test [--native] [--wasm] [--clients] [--browser] [filter]
    get the tools (once), then run all tests, or the named stages; a filter runs the tests whose names contain it
cargo xtask lint
    formatting, clippy for native and wasm, documentation, tidy
cargo xtask tidy
    the rules of the house that no compiler checks (they also run inside `cargo test`)
cargo xtask fuzz [MINUTES]
    the fuzz targets of the tests for this long instead of a moment (10 minutes)
cargo xtask operations
    write docs/operations.md anew: what of the API works, member by member, found out by experiment
cargo xtask dist
    the release build in dist/, with what the first screen weighs against xtask/budget.toml
cargo xtask bench [any option of `cargo bench`]
cargo xtask bench --http
cargo xtask bench --embedded
cargo xtask bench --simulate
cargo xtask bench --browser [--assert] [--rounds N]
    the comparisons in benches/: the engine beside plain maps, the endpoint beside other emulators over HTTP, the engine beside
    another one in the same process, runs of scenarios natively and in wasm, or the page beside the least that a browser must do
cargo xtask setup [--all]
    only get the tools: those for `serve`, or all of them

Tools are kept in DYNALAB_CACHE, or else in dynalab/ under XDG_CACHE_HOME (~/.cache), by version.";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let name = args.next().unwrap_or_default();
    let args: Vec<String> = args.collect();
    match run(&name, &args) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("\nerror: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(name: &str, args: &[String]) -> Result<ExitCode, Failure> {
    match name {
        "serve" => serve::run(args)?,
        "dynalab" => dynalab(args)?,
        "test" => return test::run(args),
        "lint" => lint::run()?,
        "tidy" => tidy::run()?,
        "fuzz" => fuzz(args)?,
        "operations" => operations()?,
        "dist" => dist::run()?,
        "bench" => bench::run(args)?,
        "setup" => setup(args.iter().any(|arg| arg == "--all"))?,
        "" | "help" | "--help" | "-h" => println!("{USAGE}"),
        other => return Err(Failure::new(format!("there is no command `{other}`")).with_remedy(USAGE)),
    }
    Ok(ExitCode::SUCCESS)
}

/// The native binary, as it is meant to be run.
fn dynalab(args: &[String]) -> Result<(), Failure> {
    command::show(
        command::cargo().args(["run", "--quiet", "--profile", "native", "--package", "cli", "--bin", "dynalab", "--"]).args(args),
    )
}

/// The long run of what `cargo test` runs for a moment.
fn fuzz(args: &[String]) -> Result<(), Failure> {
    let minutes = match args {
        [] => "10",
        [minutes] if minutes.parse::<u64>().is_ok() => minutes,
        _ => return Err(Failure::new("`cargo xtask fuzz` takes a number of minutes")),
    };
    let test = ["test", "--package", "tests", "--test", "fuzz", "--", "--test-threads", "2"];
    command::show(command::cargo().args(test).env("DYNALAB_FUZZ_MINUTES", minutes))
}

/// Lets the test that holds the page of operations against the engine write it instead.
fn operations() -> Result<(), Failure> {
    let test = ["test", "--quiet", "--package", "tests", "--test", "operations"];
    command::show(command::cargo().args(test).env("DYNALAB_WRITE_OPERATIONS", "1"))
}

/// Gets the tools and stops: for machines that will be without a network, and to see early what is missing.
fn setup(everything: bool) -> Result<(), Failure> {
    tools::page_tools()?;
    if everything {
        rust::components()?;
        host::require(&[host::Program::Node, host::Program::Chromium, host::Program::Chromedriver])?;
        npm::install()?;
    }
    println!("The tools are ready.");
    Ok(())
}
