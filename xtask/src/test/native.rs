//! The native stage: plain `cargo test` over everything, documentation tests included. The page's and the worker's pure
//! parts compile natively too, so they are tested here; what needs a browser is tested in the next stage.

use super::tally::Tally;
use crate::{command, failure::Failure};

pub(super) fn run(filter: Option<&str>) -> Result<Tally, Failure> {
    let mut cargo = command::cargo();
    cargo.args(["test", "--workspace", "--exclude", "benches", "--no-fail-fast"]).args(filter);
    let mut tally = Tally::default();
    let status = command::follow(&mut cargo, |line| tally.read(line))?;
    tally.settle(status.success(), "cargo test");
    if tally.passed + tally.failed == 0 && filter.is_none() {
        return Err(Failure::new("no native test ran"));
    }
    Ok(tally)
}
