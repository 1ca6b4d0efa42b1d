//! What the laboratory answers at once: templates, readings of a scenario's text, and what is asked of the last finished run.
//!
//! Pure: it knows no browser. A new kind of question is a variant of `LabAsk` and an arm of [`Clerk::answer`].

use client::{LabAnswer, LabAsk};
use report::{Driver, ScenarioProblem, SimulationReport};

use super::designs;
use super::run::Steps;

/// Answers, and keeps the last finished run.
#[derive(Default)]
pub(crate) struct Clerk {
    last: Option<LastRun>,
}

/// The last finished run.
#[allow(dead_code)]
pub(crate) struct LastRun {
    /// The scenario's text.
    pub(crate) text: String,
    /// What it told.
    pub(crate) report: SimulationReport,
}

impl Clerk {
    /// Keeps a finished run.
    pub(crate) fn keep(&mut self, text: String, report: SimulationReport) {
        self.last = Some(LastRun { text, report });
    }

    /// The last finished run.
    pub(crate) fn last(&self) -> Option<&LastRun> {
        self.last.as_ref()
    }

    /// The run of a scenario, ready for its first step, or what is wrong with its text.
    pub(crate) fn begin(&self, text: &str, driver: Driver) -> Result<Box<dyn Steps>, Vec<ScenarioProblem>> {
        let _ = (text, driver);
        Err(vec![not_read()])
    }

    /// Answers what is answered at once.
    pub(crate) fn answer(&mut self, ask: LabAsk) -> LabAnswer {
        match ask {
            LabAsk::Templates => LabAnswer::Templates(Vec::new()),
            LabAsk::Read { .. } => LabAnswer::Problems(vec![not_read()]),
            LabAsk::Review { text } => designs::reviews(&text),
            LabAsk::Compare => designs::comparison(self.last().map(|last| &last.report)),
            LabAsk::Adopt { text, report } => {
                self.keep(text, *report);
                LabAnswer::Done
            }
            // Begun and ended by the laboratory itself.
            LabAsk::Run { .. } | LabAsk::Cancel => LabAnswer::Done,
        }
    }
}

fn not_read() -> ScenarioProblem {
    let problem = "This build reads no scenarios.".to_owned();
    ScenarioProblem { line: 0, problem, advice: "Use a newer build.".to_owned() }
}
