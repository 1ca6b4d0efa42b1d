//! The browser stage: the release build, its weight, and the specs in `tests/browser` against it.

use super::tally::Tally;
use crate::{command, dist, failure::Failure, host::Program, npm};

pub(super) fn run(filter: Option<&str>) -> Result<Tally, Failure> {
    dist::build()?;
    let mut tally = Tally::default();
    if filter.is_none() {
        tally.add(weight()?);
    }
    let mut node = command::in_root("node");
    node.arg("tests/browser/run.mjs").args(filter).env("DYNALAB_NODE_MODULES", npm::install()?);
    if let Some(chromium) = Program::Chromium.find() {
        node.env("CHROME", chromium);
    }
    let mut specs = Tally::default();
    let status = command::follow(&mut node, |line| specs.read(line))?;
    specs.settle(status.success(), "tests/browser/run.mjs");
    tally.add(specs);
    Ok(tally)
}

/// The budget counts as one test.
fn weight() -> Result<Tally, Failure> {
    let name = "the first screen is within its budget";
    let weight = dist::Weight::measure()?;
    print!("{weight}");
    if weight.is_within_budget() {
        println!("ok {name}");
        return Ok(Tally { passed: 1, ..Tally::default() });
    }
    println!("not ok {name}");
    Ok(Tally { failed: 1, failures: vec![name.to_owned()], ..Tally::default() })
}
