//! Splits the worker's wasm in two: what the first screen needs, and what comes later.
//!
//! What it is: a rewriting of the finished `dist/worker_bg.wasm`. The functions that `xtask/later.txt` names, and all that only
//! they call, move to `dist/worker_later.wasm`. Both share one memory, one table and the same globals, so they are one
//! program: a moved function leaves a stub behind that has the other file loaded, if it is not there yet, and calls it
//! through a slot of the table. What it is not: a second build. A page whose worker was never split works the same.
//!
//! The loading is `web/worker_boot.js`, the worker's side `crates/worker/src/later.rs`.
//! Follows: WebAssembly Core Specification, "Modules"; the idea is that of Binaryen's wasm-split.

mod call_graph;
mod choice;
mod early;
mod late;
mod path;
mod program;
#[cfg(test)]
mod sample;

use crate::{cache, command, failure::Failure, workspace};
use choice::Choice;
use path::List;
use program::Program;
use std::fmt;
use std::fs;

/// The list of what moves.
const LIST: &str = "xtask/later.txt";
const EARLY: &str = "dist/worker_bg.wasm";
const LATE: &str = "dist/worker_later.wasm";

/// The JavaScript function that a stub calls: it returns when the other part is there, or throws.
pub(crate) const LOADER: &str = "dynalabLater";

/// Splits the worker in `dist/`, and says what moved.
pub(crate) fn run() -> Result<(), Failure> {
    let root = workspace::root();
    let read = |name: &str| fs::read(root.join(name)).map_err(|error| Failure::io(name, &error));
    let list = List::parse(&String::from_utf8_lossy(&read(LIST)?));
    let parts = Parts::of(&read(EARLY)?, &list)?;
    for (name, bytes) in [(EARLY, &parts.early), (LATE, &parts.late)] {
        fs::write(root.join(name), bytes).map_err(|error| Failure::io(name, &error))?;
        let check = format!("new WebAssembly.Module(require('fs').readFileSync('{name}'))");
        command::output(command::in_root("node").args(["-e", &check]))?;
    }
    println!("\n{}", parts.report);
    Ok(())
}

/// Both parts.
struct Parts {
    early: Vec<u8>,
    late: Vec<u8>,
    report: Report,
}

impl Parts {
    fn of(wasm: &[u8], list: &List) -> Result<Self, Failure> {
        let program = Program::parse(wasm)?;
        let choice = Choice::make(&program, list)?;
        let build = format!("{LOADER}:{:016x}", cache::fnv1a(wasm));
        let early = early::encode(&program, &choice, &build)?;
        let late = late::encode(&program, &choice, &build)?;
        Ok(Self { early, late, report: Report::of(&program, &choice) })
    }
}

/// What moved.
struct Report {
    functions: usize,
    code_bytes: usize,
    /// The functions that what stayed may call, for whoever wonders whether something rare begins with each.
    entries: Vec<String>,
    called_back: usize,
    /// The largest that stayed, for whoever looks for more to move.
    largest_early: Vec<(usize, String)>,
}

/// How many of the largest functions are shown.
const LARGEST: usize = 5;

impl Report {
    fn of(program: &Program<'_>, choice: &Choice) -> Self {
        let size = |function: u32| program.body(function).map_or(0, |body| body.as_bytes().len());
        let mut early: Vec<_> =
            program.own_functions().filter(|&function| !choice.moves(function)).map(|f| (size(f), f)).collect();
        early.sort_by_key(|&(size, function)| (std::cmp::Reverse(size), function));
        let named = |&(size, function): &(usize, u32)| (size, program.name(function).to_owned());
        Self {
            functions: choice.moved().len(),
            code_bytes: choice.moved().iter().map(|&function| size(function)).sum(),
            entries: choice.entries().iter().map(|&function| program.name(function).to_owned()).collect(),
            called_back: choice.called_back().len(),
            largest_early: early.iter().take(LARGEST).map(named).collect(),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { functions, code_bytes, entries, called_back, .. } = self;
        writeln!(f, "{LATE}: {functions} functions, {code_bytes} bytes of code, calling {called_back} that stayed, entered at:")?;
        entries.iter().try_for_each(|name| writeln!(f, "{:>12} {name}", ""))?;
        writeln!(f, "the largest that stayed:")?;
        self.largest_early.iter().try_for_each(|(size, name)| writeln!(f, "{size:>12} {name}"))
    }
}

#[cfg(test)]
mod tests;
