//! Lessons as the page draws them: no raw HTML, only these blocks.

use serde::{Deserialize, Serialize};

use crate::ConsoleStep;

/// A lesson in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LessonSummary {
    /// Id, part of the address.
    pub id: String,
    /// Title.
    pub title: String,
    /// Minutes it takes.
    pub minutes: u32,
    /// What it teaches.
    pub objectives: Vec<String>,
}

/// A lesson.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lesson {
    /// Summary.
    pub summary: LessonSummary,
    /// Version: a higher one is an update by its author.
    pub version: u32,
    /// Language tag.
    pub lang: String,
    /// Addresses of the pages it follows.
    pub sources: Vec<String>,
    /// Blocks in order.
    pub blocks: Vec<Block>,
    /// What the author should mend; shown to authors.
    pub warnings: Vec<String>,
}

/// One block of a lesson.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Id given by the author, or `b3` by position.
    pub id: String,
    /// Content.
    pub kind: BlockKind,
}

/// Content of a block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BlockKind {
    /// Heading of level 1 to 4.
    Heading(u8, Vec<Prose>),
    /// Paragraph.
    Paragraph(Vec<Prose>),
    /// Bulleted or numbered list; each entry is a list of blocks' prose.
    List {
        /// Numbered.
        ordered: bool,
        /// Entries.
        entries: Vec<Vec<Prose>>,
    },
    /// Quotation or note.
    Quote(Vec<Prose>),
    /// Table: header, rows.
    Table(Vec<Vec<Prose>>, Vec<Vec<Vec<Prose>>>),
    /// Rule.
    Rule,
    /// Code that only illustrates: language, text.
    Code(String, String),
    /// Runnable block.
    Run(Run),
    /// Question answered before running: question, id of the block it is about.
    Predict {
        /// The question.
        ask: String,
        /// The block it is about.
        about: Option<String>,
    },
    /// Check of what the learner did: its title and hints.
    Check {
        /// What it asks for.
        title: String,
        /// Hints, mildest first.
        hints: Vec<String>,
        /// Points.
        points: u32,
    },
    /// Traffic on one or several designs, to be run by the laboratory.
    Scenario {
        /// The scenario's title.
        title: String,
        /// Names of its designs.
        designs: Vec<String>,
        /// Its text.
        text: String,
    },
}

/// A runnable block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// `awscli` or `json`.
    pub language: String,
    /// The author's text.
    pub text: String,
    /// The learner may change it.
    pub editable: bool,
    /// Blocks that must have run before.
    pub depends: Vec<String>,
    /// What the author saw, shown where nothing can run.
    pub expected_output: Option<String>,
}

/// Inline text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Prose {
    /// Plain.
    Text(String),
    /// Emphasis.
    Emphasis(Vec<Prose>),
    /// Strong.
    Strong(Vec<Prose>),
    /// Inline code.
    Code(String),
    /// Link: text, address (http, https, or within the page).
    Link(Vec<Prose>, String),
}

/// The verdict of a check or prediction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckOutcome {
    /// Whether everything holds.
    pub passed: bool,
    /// Each condition: whether it holds, and in words what was found.
    pub findings: Vec<(bool, String)>,
    /// What the author says about it: praise or the reason it failed.
    pub message: String,
    /// Steps that were run for it, if any.
    pub steps: Vec<ConsoleStep>,
}
