//! `cargo xtask bench`: the comparisons in `benches/`.

use crate::{command, failure::Failure};

pub(crate) fn run(args: &[String]) -> Result<(), Failure> {
    command::show(command::cargo().args(["bench", "--package", "benches"]).args(args))
}
