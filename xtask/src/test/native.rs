//! The native stage: plain `cargo test` over everything that runs natively, documentation tests included.

use super::tally::Tally;
use crate::{command, failure::Failure};

pub(super) fn run(filter: Option<&str>) -> Result<Tally, Failure> {
    let mut cargo = command::cargo();
    cargo.args(["test", "--no-fail-fast"]).args(filter);
    let mut tally = Tally::default();
    let status = command::follow(&mut cargo, |line| tally.read(line))?;
    tally.settle(status.success(), "cargo test");
    if tally.passed + tally.failed == 0 && filter.is_none() {
        return Err(Failure::new("no native test ran"));
    }
    Ok(tally)
}
