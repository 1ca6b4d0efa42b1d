//! `dynalab simulate`: runs a scenario and prints what it tells.
//!
//! The report is that of the page: same kernel, same seed, same bytes. Files that a scenario names are looked for beside it.
//! What is wrong with a scenario goes to the error output, a line each, as `file:line: what is wrong. Instead: what to write`.

mod progress;

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};

use lab::scenario::{self, Problem, Scenario, Sources};
use lab::simulate::{self, Run, RunError};

use crate::arguments::{Simulation, Source};
use progress::ProgressBar;

/// Microseconds of work between two looks at the clock, by the run's own estimate.
const STEP_US: u64 = 20_000;

/// Bytes of a file at most, of keys or of rates (our bound: a hundred thousand keys of the longest kind).
const FILE_MAX_BYTES: u64 = 256 << 20;

/// Why there is no report.
#[derive(Debug)]
pub enum SimulateError {
    /// A file cannot be read or written.
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// No scenario of this name comes with dynalab.
    NoTemplate(String),
    /// The scenario's text is wrong; at least one problem.
    Scenario {
        /// Name of the file or template.
        name: String,
        /// What is wrong.
        problems: Vec<Problem>,
    },
    /// It has no design of this name.
    NoDesign {
        /// The name.
        name: String,
        /// Those that it has.
        designs: Vec<String>,
    },
    /// It cannot be run.
    Run(RunError),
}

impl fmt::Display for SimulateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SimulateError::File { path, error } => write!(f, "{}: {error}", path.display()),
            SimulateError::NoTemplate(name) => {
                write!(f, "there is no scenario `{name}`; `dynalab simulate --list` prints those that there are")
            }
            SimulateError::Scenario { name, problems } => {
                write!(f, "{name}: the scenario was not run")?;
                for Problem { line, message, instead } in problems {
                    write!(f, "\n{name}:{line}: {message}. Instead: {instead}")?;
                }
                Ok(())
            }
            SimulateError::NoDesign { name, designs } => {
                write!(f, "the scenario has no design `{name}`; it has {}", designs.join(", "))
            }
            SimulateError::Run(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for SimulateError {}

/// Prints the scenarios that come with dynalab.
pub fn list(out: &mut dyn Write) -> io::Result<()> {
    let width = scenario::catalogue().iter().map(|entry| entry.id.len()).max().unwrap_or(0);
    scenario::catalogue().iter().try_for_each(|entry| writeln!(out, "{:width$}  {}", entry.id, entry.title))
}

/// Runs a scenario; gives what is to be printed.
pub fn simulate(settings: &Simulation) -> Result<String, SimulateError> {
    let mut scenario = read(&settings.source)?;
    if let Some(seed) = settings.seed {
        scenario.seed = seed;
    }
    if let Some(name) = &settings.design {
        let designs: Vec<String> = scenario.designs.iter().map(|design| design.name.clone()).collect();
        scenario.designs.retain(|design| design.name == *name);
        if scenario.designs.is_empty() {
            return Err(SimulateError::NoDesign { name: name.clone(), designs });
        }
    }
    let mut run = Run::new(&scenario, settings.driver).map_err(SimulateError::Run)?;
    let mut bar = ProgressBar::new();
    while !run.progress().is_over() {
        bar.show(run.step(STEP_US));
    }
    bar.clear();
    let report = run.finish();
    if let Some(path) = &settings.csv {
        fs::write(path, simulate::csv(&report)).map_err(|error| SimulateError::File { path: path.clone(), error })?;
    }
    Ok(if settings.json { simulate::json(&report) } else { simulate::text(&report) })
}

fn read(source: &Source) -> Result<Scenario, SimulateError> {
    match source {
        Source::Template(name) => {
            let entry = scenario::template(name).ok_or_else(|| SimulateError::NoTemplate(name.clone()))?;
            scenario::read(entry.text).map_err(|problems| SimulateError::Scenario { name: name.clone(), problems })
        }
        Source::File(path) => {
            // One byte more than a scenario may have: whoever reads it tells that it is too long.
            let most = scenario::TEXT_MAX_BYTES as u64 + 1;
            let text = text_of(path, most).map_err(|error| SimulateError::File { path: path.clone(), error })?;
            let beside = Beside(path.parent().unwrap_or(Path::new("")));
            let name = || path.display().to_string();
            scenario::read_with(&text, &beside).map_err(|problems| SimulateError::Scenario { name: name(), problems })
        }
    }
}

/// The text of a file, as far as it goes: some files never end.
fn text_of(path: &Path, most_bytes: u64) -> io::Result<String> {
    let mut bytes = vec![];
    File::open(path)?.take(most_bytes).read_to_end(&mut bytes)?;
    // A character may be cut where the bound is.
    let text = String::from_utf8(bytes).or_else(|error| {
        let (end, is_cut) = (error.utf8_error().valid_up_to(), error.utf8_error().error_len().is_none());
        let mut bytes = error.into_bytes();
        let is_long = bytes.len() as u64 == most_bytes;
        bytes.truncate(end);
        String::from_utf8(bytes).ok().filter(|_| is_cut && is_long).ok_or(())
    });
    text.map_err(|()| io::Error::new(io::ErrorKind::InvalidData, "this is no text in UTF-8; save the file as UTF-8"))
}

/// Files beside the scenario's. There are no stored tables here.
struct Beside<'a>(&'a Path);

impl Sources for Beside<'_> {
    /// Only what lies beside the scenario or below: its lines come back in what is told of its mistakes.
    fn file(&self, name: &str) -> Option<String> {
        let is_beside = Path::new(name).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        if is_beside { text_of(&self.0.join(name), FILE_MAX_BYTES).ok() } else { None }
    }

    fn keys(&self, _table: &str, _attribute: &str) -> Option<Vec<String>> {
        None
    }
}
