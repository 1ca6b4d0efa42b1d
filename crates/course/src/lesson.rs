//! Lesson files: Markdown with settings at the head and fences that run, ask and check.
//!
//! The format degrades: any Markdown reader shows prose, code and outputs. A key or flag that is not known is a warning, never an
//! error; an error has its line.

mod error;
mod fence;
mod front_matter;
mod markdown;
mod prose;

use std::collections::{BTreeMap, BTreeSet};

use lab::scenario::{read, template};
use report::{Block, BlockKind, CheckOutcome, Run};
use serde::{Deserialize, Serialize};

pub use error::{LessonError, LessonProblem};

use self::fence::Fence;
use self::markdown::Piece;
use crate::check::{Check, Observation};
use crate::plan;
use crate::prediction::Prediction;
use crate::yaml::Yaml;

/// Longest lesson in bytes (our bound: a long chapter has a tenth of it).
pub const LESSON_SIZE_BYTES: usize = 512 * 1_024;

/// A lesson: what the page draws, and what stays behind, the answers.
///
/// It can be serialised, so that a host reads its lesson files when it is built and carries no Markdown reader.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lesson {
    /// What the page draws.
    pub report: report::Lesson,
    /// Runnable blocks that the page does not draw: solutions and set-up.
    pub hidden: Vec<Block>,
    checks: BTreeMap<String, Check>,
    predictions: BTreeMap<String, Prediction>,
    expected_errors: BTreeMap<String, String>,
}

impl Lesson {
    /// Reads a lesson file.
    pub fn parse(text: &str) -> Result<Self, LessonError> {
        if text.len() > LESSON_SIZE_BYTES {
            return Err(LessonError { line: 1, problem: LessonProblem::TooLong });
        }
        let head = front_matter::read(text)?;
        let body = text.get(head.body_start..).unwrap_or_default();
        let (pieces, warnings) = markdown::pieces(body);
        let line_of = |at: usize| {
            let newlines = body.bytes().take(at).filter(|byte| *byte == b'\n').count();
            head.body_line.saturating_add(u32::try_from(newlines).unwrap_or(u32::MAX))
        };
        let mut builder = Builder::new(head.report);
        for (at, warning) in warnings {
            builder.warn(line_of(at), &warning);
        }
        for (at, piece) in pieces {
            builder.take(line_of(at), piece)?;
        }
        builder.finish()
    }

    /// A runnable block, drawn or hidden.
    pub fn run(&self, id: &str) -> Option<&Run> {
        self.report.blocks.iter().chain(&self.hidden).find(|block| block.id == id).and_then(|block| match &block.kind {
            BlockKind::Run(run) => Some(run),
            _ => None,
        })
    }

    /// Ids of the blocks to run for this one: ancestors that have not run, in order, and itself at the end. Empty if there is no
    /// such runnable block.
    pub fn plan(&self, block: &str, already_run: &BTreeSet<String>) -> Vec<String> {
        plan::order(block, already_run, |id| self.run(id).map(|run| run.depends.as_slice()))
    }

    /// The error that the author means a block to end with: its exception's name.
    pub fn expected_error(&self, block: &str) -> Option<&str> {
        self.expected_errors.get(block).map(String::as_str)
    }

    /// Ids of all checks.
    pub fn checks(&self) -> impl Iterator<Item = &str> {
        self.checks.keys().map(String::as_str)
    }

    /// Tables that a check looks into: the observation must hold their items.
    pub fn tables_of_check(&self, block: &str) -> BTreeSet<String> {
        self.checks.get(block).map(Check::tables).unwrap_or_default()
    }

    /// The hidden or drawn block that solves a check, if its author gave one.
    pub fn solution(&self, check: &str) -> Option<&str> {
        self.checks.get(check)?.solution.as_deref()
    }

    /// Evaluates a check; `None` if there is no such check.
    pub fn check(&self, block: &str, observation: &Observation) -> Option<CheckOutcome> {
        self.checks.get(block).map(|check| check.evaluate(observation))
    }

    /// Compares a prediction with the author's answer; `None` if there is no such question.
    pub fn predict(&self, block: &str, answer: &str) -> Option<CheckOutcome> {
        self.predictions.get(block).map(|prediction| prediction.compare(answer))
    }
}

struct Builder {
    lesson: Lesson,
    lines: BTreeMap<String, u32>,
    outputs: Vec<(u32, String, String)>,
}

impl Builder {
    fn new(report: report::Lesson) -> Self {
        let lesson = Lesson {
            report,
            hidden: vec![],
            checks: BTreeMap::new(),
            predictions: BTreeMap::new(),
            expected_errors: BTreeMap::new(),
        };
        Builder { lesson, lines: BTreeMap::new(), outputs: vec![] }
    }

    fn warn(&mut self, line: u32, warning: &str) {
        self.lesson.report.warnings.push(format!("line {line}: {warning}"));
    }

    fn take(&mut self, line: u32, piece: Piece) -> Result<(), LessonError> {
        match piece {
            Piece::Block(kind) => self.add(line, None, kind),
            Piece::Fence { info, text } => self.fence(line, Fence::parse(&info), text),
        }
    }

    fn add(&mut self, line: u32, id: Option<String>, kind: BlockKind) -> Result<(), LessonError> {
        let id = id.unwrap_or_else(|| format!("b{}", self.lesson.report.blocks.len() + 1));
        self.claim(line, &id)?;
        self.lesson.report.blocks.push(Block { id, kind });
        Ok(())
    }

    fn claim(&mut self, line: u32, id: &str) -> Result<(), LessonError> {
        match self.lines.insert(id.to_owned(), line) {
            Some(_) => Err(LessonError { line, problem: LessonProblem::IdTwice(id.to_owned()) }),
            None => Ok(()),
        }
    }

    fn fence(&mut self, line: u32, fence: Fence, text: String) -> Result<(), LessonError> {
        for flag in &fence.unknown {
            self.warn(line, &format!("the flag {flag} is not known"));
        }
        match fence.language.as_str() {
            "output" => self.output(line, fence, text),
            "predict" => self.prediction(line, fence, &text),
            "check" => self.check(line, fence, &text),
            "scenario" => self.scenario(line, fence, text),
            "awscli" | "json" if fence.run => self.runnable(line, fence, text),
            language => {
                if fence.run || LATER.contains(&language) {
                    self.warn(line, &format!("a {language} block is only shown: this version does not run it"));
                }
                self.add(line, fence.id, BlockKind::Code(fence.language, text))
            }
        }
    }

    fn runnable(&mut self, line: u32, fence: Fence, text: String) -> Result<(), LessonError> {
        let run = Run { language: fence.language, text, editable: fence.edit, depends: fence.depends, expected_output: None };
        if let (Some(id), Some(error)) = (&fence.id, fence.expected_error) {
            self.lesson.expected_errors.insert(id.clone(), error);
        }
        if !fence.hidden {
            return self.add(line, fence.id, BlockKind::Run(run));
        }
        let Some(id) = fence.id else {
            self.warn(line, "a hidden block without an id can never run");
            return Ok(());
        };
        self.claim(line, &id)?;
        self.lesson.hidden.push(Block { id, kind: BlockKind::Run(run) });
        Ok(())
    }

    fn output(&mut self, line: u32, fence: Fence, text: String) -> Result<(), LessonError> {
        match fence.about {
            Some(about) => self.outputs.push((line, about, text)),
            None => return self.add(line, fence.id, BlockKind::Code("output".to_owned(), text)),
        }
        Ok(())
    }

    fn prediction(&mut self, line: u32, fence: Fence, text: &str) -> Result<(), LessonError> {
        let (prediction, unknown) = Prediction::read(&Yaml::parse(text, line + 1)?, line)?;
        for key in unknown {
            self.warn(line, &format!("the key {key} is not known in a prediction"));
        }
        let kind = BlockKind::Predict { ask: prediction.ask.clone(), about: fence.about };
        let id = fence.id.unwrap_or_else(|| format!("b{}", self.lesson.report.blocks.len() + 1));
        self.add(line, Some(id.clone()), kind)?;
        self.lesson.predictions.insert(id, prediction);
        Ok(())
    }

    fn check(&mut self, line: u32, fence: Fence, text: &str) -> Result<(), LessonError> {
        let (check, unknown) = Check::read(&Yaml::parse(text, line + 1)?)
            .map_err(|(at, error)| LessonError { line: at.max(line), problem: LessonProblem::Check(error) })?;
        for key in unknown {
            self.warn(line, &format!("the key {key} is not known in a check"));
        }
        let kind = BlockKind::Check { title: check.title.clone(), hints: check.hints.clone(), points: fence.points.unwrap_or(1) };
        let id = fence.id.unwrap_or_else(|| format!("b{}", self.lesson.report.blocks.len() + 1));
        self.add(line, Some(id.clone()), kind)?;
        self.lesson.checks.insert(id, check);
        Ok(())
    }

    /// A scenario: its text, or an empty block that names one of the catalogue.
    fn scenario(&mut self, line: u32, fence: Fence, text: String) -> Result<(), LessonError> {
        let error = |line, problem| LessonError { line, problem };
        let text = match &fence.template {
            Some(id) if text.trim().is_empty() => {
                let found = template(id).ok_or_else(|| error(line, LessonProblem::NoTemplate(id.clone())))?;
                found.text.to_owned()
            }
            _ => text,
        };
        let scenario = read(&text).map_err(|problems| match problems.into_iter().next() {
            Some(first) => error(line.saturating_add(first.line), LessonProblem::Scenario(first.message, first.instead)),
            None => error(line, LessonProblem::Scenario("it is empty".to_owned(), "a title, patterns and designs".to_owned())),
        })?;
        let designs = scenario.designs.into_iter().map(|design| design.name).collect();
        self.add(line, fence.id, BlockKind::Scenario { title: scenario.title, designs, text })
    }

    fn finish(mut self) -> Result<Lesson, LessonError> {
        for (line, about, text) in core::mem::take(&mut self.outputs) {
            match self.run_mut(&about) {
                Some(run) => run.expected_output = Some(text),
                None => self.warn(line, &format!("the output is of `{about}`, which is no runnable block")),
            }
        }
        self.verify_dependencies()?;
        let solutions = self.lesson.checks.iter().filter_map(|(id, check)| Some((id.clone(), check.solution.clone()?)));
        let abouts = self.lesson.report.blocks.iter().filter_map(|block| match &block.kind {
            BlockKind::Predict { about: Some(about), .. } => Some((block.id.clone(), about.clone())),
            _ => None,
        });
        let references: Vec<(String, String)> = solutions.chain(abouts).collect();
        for (id, referred) in references {
            if self.lesson.run(&referred).is_none() {
                let line = self.lines.get(&id).copied().unwrap_or(1);
                self.warn(line, &format!("`{referred}` is no runnable block"));
            }
        }
        Ok(self.lesson)
    }

    fn run_mut(&mut self, id: &str) -> Option<&mut Run> {
        let mut blocks = self.lesson.report.blocks.iter_mut().chain(&mut self.lesson.hidden);
        blocks.find(|block| block.id == id).and_then(|block| match &mut block.kind {
            BlockKind::Run(run) => Some(run),
            _ => None,
        })
    }

    fn verify_dependencies(&self) -> Result<(), LessonError> {
        let blocks = self.lesson.report.blocks.iter().chain(&self.lesson.hidden);
        for block in blocks {
            let BlockKind::Run(run) = &block.kind else { continue };
            let line = self.lines.get(&block.id).copied().unwrap_or(1);
            if let Some(unknown) = run.depends.iter().find(|id| self.lesson.run(id).is_none()) {
                return Err(LessonError { line, problem: LessonProblem::UnknownDependency(unknown.clone()) });
            }
            let depends = |id: &str| self.lesson.run(id).map(|run| run.depends.as_slice());
            if plan::depends_on_itself(&block.id, depends) {
                return Err(LessonError { line, problem: LessonProblem::Circle(block.id.clone()) });
            }
        }
        Ok(())
    }
}

/// Fences of the format that later versions run.
const LATER: [&str; 9] = ["partiql", "js", "form", "traffic", "design", "quiz", "map", "bill", "xray"];

#[cfg(test)]
mod tests;
