//! What the page knows of its laboratory and how that changes: `update(&mut Laboratory, LabMsg) -> Vec<LabCommand>`. Pure.

use std::rc::Rc;

use client::{LabAnswer, LabAsk, LabProgress};
use report::{
    Driver, ErrorReport, RunSketch, ScenarioChange, ScenarioProblem, ScenarioReport, ScenarioTemplate, SimulationReport,
};

/// Longest scenario that is kept and sent, in bytes (our bound: hourly rates of a year and ten thousand keys).
pub(crate) const TEXT_BYTES_MAX: usize = 1_048_576;

/// The laboratory.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Laboratory {
    /// The scenario as it is written.
    pub(crate) text: String,
    /// Scenarios to begin with; empty until they are here.
    pub(crate) templates: Rc<Vec<ScenarioTemplate>>,
    /// What the text says, as last read without a problem.
    pub(crate) scenario: Option<Rc<ScenarioReport>>,
    /// What is wrong with the text.
    pub(crate) problems: Rc<Vec<ScenarioProblem>>,
    /// The text is being read.
    pub(crate) is_reading: bool,
    /// How it is to be run.
    pub(crate) driver: Runs,
    /// The run that goes on.
    pub(crate) running: Option<Running>,
    /// What the last finished run told. It stays until another one is finished.
    pub(crate) last: Option<Rc<LastRun>>,
    /// Why the last wish could not be carried out, or how the last run ended early.
    pub(crate) notice: Option<Notice>,
    /// Which reading is the newest: an answer to an older one is dropped.
    readings: u32,
    runs: u32,
    opened: bool,
}

/// A driver; fluid if nothing else was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Runs(pub(crate) Driver);

impl Default for Runs {
    fn default() -> Self {
        Runs(Driver::Fluid)
    }
}

/// A run that goes on.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Running {
    /// Its number.
    pub(crate) number: u32,
    /// The scenario's title.
    pub(crate) title: String,
    /// The text that runs.
    pub(crate) text: String,
    /// Where it stands; none before the first word of it.
    pub(crate) progress: Option<LabProgress>,
    /// What it has told so far.
    pub(crate) sketch: Option<Rc<RunSketch>>,
    /// It was asked to end.
    pub(crate) is_cancelled: bool,
}

/// A finished run.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct LastRun {
    /// Number of the run in this visit: a good dependency for effects.
    pub(crate) number: u32,
    /// The scenario's text that it ran.
    pub(crate) text: String,
    /// What it told.
    pub(crate) report: Rc<SimulationReport>,
}

/// What the screen says beside the figures.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Notice {
    /// The last run was ended before it was over.
    Cancelled,
    /// The laboratory stopped, for this reason.
    Stopped(String),
    /// It refused.
    Refused(ErrorReport),
}

/// What happens to the laboratory.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum LabMsg {
    /// A screen shows it: with the text that was kept, on the first time.
    Open,
    /// The text was typed, changed by the form, or put in.
    Put(String),
    /// This template, as it is delivered.
    PutTemplate(String),
    /// The form changes one value of the text.
    Change(ScenarioChange),
    /// The text with that value changed has come.
    Changed {
        /// The text before.
        text: String,
        /// The text after.
        answer: LabAnswer,
    },
    /// How it is to be run.
    Drive(Driver),
    /// Run it.
    Run,
    /// End the run.
    Cancel,
    /// The notice was read.
    Dismiss,
    /// The templates have come.
    Templates(LabAnswer),
    /// A text was read.
    WasRead {
        /// Number of the reading.
        reading: u32,
        /// What came of it.
        answer: LabAnswer,
    },
    /// A run goes on.
    Progress(LabProgress),
    /// What it has told so far.
    Sketch(Rc<RunSketch>),
    /// A run is over.
    Ended {
        /// Its number.
        number: u32,
        /// What came of it.
        answer: LabAnswer,
    },
    /// The laboratory's worker stopped.
    Stopped(String),
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum LabCommand {
    /// Ask for the templates: [`LabMsg::Templates`].
    AskTemplates,
    /// Read the text: [`LabMsg::WasRead`].
    Read {
        /// Number of the reading.
        reading: u32,
        /// The text.
        text: String,
    },
    /// Change one value of the text: [`LabMsg::Changed`].
    Change {
        /// The text.
        text: String,
        /// The change.
        change: ScenarioChange,
    },
    /// Run it: [`LabMsg::Progress`], then [`LabMsg::Ended`].
    Run {
        /// Number of the run.
        number: u32,
        /// The ask.
        ask: LabAsk,
    },
    /// Ask the laboratory to end the run.
    Cancel,
    /// Keep text and driver over a reload.
    Keep,
    /// Tell a screen reader.
    Announce(String),
}

impl Laboratory {
    /// The laboratory with what was kept.
    pub(crate) fn with(text: String, driver: Driver) -> Self {
        Laboratory { text, driver: Runs(driver), ..Laboratory::default() }
    }

    /// The template whose text is in the editor, unchanged.
    pub(crate) fn template(&self) -> Option<&ScenarioTemplate> {
        self.templates.iter().find(|template| template.text == self.text)
    }

    /// Whether the text can be run now.
    pub(crate) fn can_run(&self) -> bool {
        self.running.is_none() && self.problems.is_empty() && self.scenario.is_some() && !self.is_reading
    }

    /// Whether the figures on the screen are those of the text.
    pub(crate) fn is_current(&self) -> bool {
        self.last.as_ref().is_some_and(|last| last.text == self.text)
    }

    /// Changes the laboratory and says what is to be done.
    pub(crate) fn update(&mut self, msg: LabMsg) -> Vec<LabCommand> {
        match msg {
            LabMsg::Open => return self.open(),
            LabMsg::Put(text) => return self.put(text),
            LabMsg::PutTemplate(id) => {
                if let Some(template) = self.templates.iter().find(|template| template.id == id) {
                    return self.put(template.text.clone());
                }
            }
            LabMsg::Change(change) => return vec![LabCommand::Change { text: self.text.clone(), change }],
            // What was typed meanwhile counts.
            LabMsg::Changed { text, answer: LabAnswer::Text(new) } if text == self.text => return self.put(new),
            LabMsg::Changed { .. } => {}
            LabMsg::Drive(driver) => {
                self.driver = Runs(driver);
                return vec![LabCommand::Keep];
            }
            LabMsg::Run => return self.run(),
            LabMsg::Cancel => {
                if let Some(running) = &mut self.running {
                    running.is_cancelled = true;
                    return vec![LabCommand::Cancel];
                }
            }
            LabMsg::Dismiss => self.notice = None,
            LabMsg::Templates(answer) => return self.templates_came(answer),
            LabMsg::WasRead { reading, answer } if reading == self.readings => self.was_read(answer),
            // A newer text is on its way.
            LabMsg::WasRead { .. } => {}
            LabMsg::Progress(progress) => {
                if let Some(running) = &mut self.running {
                    running.progress = Some(progress);
                }
            }
            LabMsg::Sketch(sketch) => {
                if let Some(running) = &mut self.running {
                    running.sketch = Some(sketch);
                }
            }
            LabMsg::Ended { number, answer } => return self.ended(number, answer),
            LabMsg::Stopped(reason) => {
                self.running = None;
                self.is_reading = false;
                self.notice = Some(Notice::Stopped(reason));
            }
        }
        Vec::new()
    }

    fn open(&mut self) -> Vec<LabCommand> {
        if self.opened {
            return Vec::new();
        }
        self.opened = true;
        let mut commands = vec![LabCommand::AskTemplates];
        if !self.text.is_empty() {
            commands.push(self.read());
        }
        commands
    }

    fn put(&mut self, text: String) -> Vec<LabCommand> {
        if text.len() > TEXT_BYTES_MAX {
            let message = format!("A scenario is at most {TEXT_BYTES_MAX} bytes long; this one has {}.", text.len());
            let name = "TooLong".to_owned();
            self.notice = Some(Notice::Refused(ErrorReport { name, message, explanation: None, place: None }));
            return Vec::new();
        }
        if text == self.text {
            return Vec::new();
        }
        self.text = text;
        vec![self.read(), LabCommand::Keep]
    }

    fn read(&mut self) -> LabCommand {
        self.readings = self.readings.wrapping_add(1);
        self.is_reading = true;
        LabCommand::Read { reading: self.readings, text: self.text.clone() }
    }

    fn templates_came(&mut self, answer: LabAnswer) -> Vec<LabCommand> {
        match answer {
            LabAnswer::Templates(templates) => self.templates = Rc::new(templates),
            LabAnswer::Refused(error) => {
                // The next time that a screen shows the laboratory, they are asked for again.
                self.opened = false;
                self.notice = Some(Notice::Refused(error));
            }
            _ => {}
        }
        match self.templates.first() {
            Some(first) if self.text.is_empty() => self.put(first.text.clone()),
            _ => Vec::new(),
        }
    }

    fn was_read(&mut self, answer: LabAnswer) {
        self.is_reading = false;
        match answer {
            LabAnswer::Scenario(scenario) => {
                self.scenario = Some(Rc::from(scenario));
                self.problems = Rc::default();
            }
            LabAnswer::Problems(problems) => self.problems = Rc::new(problems),
            LabAnswer::Refused(error) => self.notice = Some(Notice::Refused(error)),
            _ => {}
        }
    }

    fn run(&mut self) -> Vec<LabCommand> {
        if !self.can_run() {
            return Vec::new();
        }
        self.runs = self.runs.wrapping_add(1);
        self.notice = None;
        self.running = Some(Running {
            number: self.runs,
            title: self.scenario.as_ref().map_or_else(String::new, |scenario| scenario.title.clone()),
            text: self.text.clone(),
            progress: None,
            sketch: None,
            is_cancelled: false,
        });
        vec![LabCommand::Run { number: self.runs, ask: LabAsk::Run { text: self.text.clone(), driver: self.driver.0 } }]
    }

    fn ended(&mut self, number: u32, answer: LabAnswer) -> Vec<LabCommand> {
        // A run whose worker stopped was given up already.
        let Some(running) = self.running.take_if(|running| running.number == number) else { return Vec::new() };
        let words = match answer {
            LabAnswer::Run(report) => {
                let words = format!("The run of {} is finished", report.title);
                self.last = Some(Rc::new(LastRun { number, text: running.text, report: Rc::from(report) }));
                words
            }
            LabAnswer::Cancelled => {
                self.notice = Some(Notice::Cancelled);
                "The run was cancelled".to_owned()
            }
            LabAnswer::Problems(problems) => {
                self.problems = Rc::new(problems);
                "The scenario could not be run".to_owned()
            }
            LabAnswer::Refused(error) => {
                let words = error.message.clone();
                self.notice = Some(Notice::Refused(error));
                words
            }
            _ => return Vec::new(),
        };
        vec![LabCommand::Announce(words)]
    }
}

#[cfg(test)]
mod tests;
