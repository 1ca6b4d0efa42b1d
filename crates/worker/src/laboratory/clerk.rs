//! What the laboratory answers at once: templates, readings of a scenario's text, and what is asked of the last finished run.
//!
//! Pure: it knows no browser. A new kind of question is a variant of `LabAsk` and an arm of [`Clerk::answer`].

use client::{LabAnswer, LabAsk};
use lab::scenario::{self, CatalogueEntry, Scenario};
use lab::simulate::Run;
use report::{Driver, RunSketch, ScenarioProblem, ScenarioTemplate, SimulationReport};

use super::run::Steps;
use super::stored_keys::StoredKeys;
use super::{bills, designs};

/// Answers, and keeps the last finished run.
#[derive(Default)]
pub(crate) struct Clerk {
    /// What the last finished run told.
    last: Option<SimulationReport>,
    keys: StoredKeys,
}

impl Clerk {
    /// Keeps what a finished run told.
    pub(crate) fn keep(&mut self, report: SimulationReport) {
        self.last = Some(report);
    }

    /// The run of a scenario, ready for its first step, or the answer that says why there is none.
    pub(crate) fn begin(&self, text: &str, driver: Driver) -> Result<Box<dyn Steps>, LabAnswer> {
        let scenario = self.read(text)?;
        let run = Run::new(&scenario, driver).map_err(|error| {
            let problem = error.to_string();
            LabAnswer::Problems(vec![ScenarioProblem {
                line: 0,
                problem,
                advice: "Change the scenario or the driver.".to_owned(),
            }])
        })?;
        Ok(Box::new(run))
    }

    /// Answers what is answered at once.
    pub(crate) fn answer(&mut self, ask: LabAsk) -> LabAnswer {
        match ask {
            LabAsk::Templates => LabAnswer::Templates(scenario::catalogue().iter().map(template).collect()),
            LabAsk::Read { text } => match self.read(&text) {
                Ok(scenario) => LabAnswer::Scenario(Box::new(scenario::told(&scenario))),
                Err(answer) => answer,
            },
            LabAsk::Change { text, change } => match self.read(&text) {
                // What cannot be changed stays as it is.
                Ok(scenario) => LabAnswer::Text(scenario::change(&text, &scenario, &change).unwrap_or(text)),
                Err(answer) => answer,
            },
            LabAsk::Keys { table, attribute, values } => {
                self.keys.put(table, attribute, values);
                LabAnswer::Done
            }
            LabAsk::ForgetKeys => {
                self.keys = StoredKeys::default();
                LabAnswer::Done
            }
            LabAsk::Review { text } => match self.read(&text) {
                Ok(scenario) => designs::reviews(&scenario),
                Err(answer) => answer,
            },
            LabAsk::Compare => designs::comparison(self.last.as_ref()),
            LabAsk::Bill { design, request } => bills::of_design(self.last.as_ref(), design, &request),
            LabAsk::Fork { description, scanned, region, start_s } => designs::fork(&description, &scanned, &region, start_s),
            LabAsk::Observe { description, scanned, region, start_s, requests } => {
                designs::observe(&description, &scanned, &region, start_s, &requests)
            }
            LabAsk::Adopt { report } => {
                self.keep(*report);
                LabAnswer::Done
            }
            // Begun and ended by the laboratory itself.
            LabAsk::Run { .. } | LabAsk::Cancel => LabAnswer::Done,
        }
    }

    /// The scenario, or what is wrong with it, or the keys that it names and that are not here yet.
    fn read(&self, text: &str) -> Result<Scenario, LabAnswer> {
        let found = scenario::read_with(text, &self.keys);
        let missing = self.keys.take_missing();
        match found {
            _ if !missing.is_empty() => Err(LabAnswer::NeedsKeys(missing)),
            Ok(scenario) => Ok(scenario),
            Err(problems) => Err(LabAnswer::Problems(problems.into_iter().map(told).collect())),
        }
    }
}

fn template(entry: &CatalogueEntry) -> ScenarioTemplate {
    ScenarioTemplate { id: entry.id.to_owned(), title: entry.title.to_owned(), text: entry.text.to_owned() }
}

fn told(problem: scenario::Problem) -> ScenarioProblem {
    let scenario::Problem { line, message, instead } = problem;
    ScenarioProblem { line, problem: message, advice: instead }
}

impl Steps for Run {
    fn step(&mut self, work_us: u64) -> (u64, u64) {
        let progress = Run::step(self, work_us);
        (progress.done_s, progress.total_s)
    }

    fn sketch(&self) -> RunSketch {
        Run::sketch(self)
    }

    fn finish(self: Box<Self>) -> SimulationReport {
        Run::finish(*self)
    }
}
