//! Asks, answers and tells.

use report::{
    CheckOutcome, ConsoleStep, ErrorReport, FanOut, Lesson, LessonSummary, Metrics, PartitionMap, Receipt, WorkspaceReport,
};
use serde::{Deserialize, Serialize};

/// Version of this protocol; both halves refuse another one loudly.
pub const CONTRACT: u32 = 1;

/// What the page sends first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// The page's [`CONTRACT`].
    pub contract: u32,
    /// Workspace to open; the last one used if absent.
    pub workspace: Option<String>,
    /// An embed: a workspace of its own by this isolation name, not listed among the user's.
    pub embed: Option<String>,
    /// Keep nothing: memory only (an embed with `storage=memory`).
    pub memory: bool,
}

/// What the page may ask for. Each is answered by exactly one [`Answer`] with the same id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ask {
    /// The frame's data: [`Answer::Report`].
    Report,
    /// Run what was typed into a console (AWS CLI lines or wire JSON, several allowed): [`Answer::Steps`].
    Run {
        /// The input.
        input: String,
    },
    /// Run one wire request from a form, traced: [`Answer::Steps`] with one step.
    Execute {
        /// Operation name.
        operation: String,
        /// Wire JSON.
        body: String,
    },
    /// The CLI line for a wire request, without running it: [`Answer::Text`].
    CliLine {
        /// Operation name.
        operation: String,
        /// Wire JSON.
        body: String,
    },
    /// The hash space of a table: [`Answer::Map`].
    Map {
        /// Table name.
        table: String,
    },
    /// Metrics of a table: [`Answer::Metrics`].
    Metrics {
        /// Table name.
        table: String,
        /// First second, since 1970.
        from_s: u64,
        /// The second behind the last one.
        to_s: u64,
        /// A point for each second instead of each minute.
        by_second: bool,
    },
    /// How one item fans out: [`Answer::FanOut`].
    FanOut {
        /// Table name.
        table: String,
        /// The key as DynamoDB JSON.
        key: String,
    },
    /// The bill: [`Answer::Bill`].
    Bill {
        /// A `report::BillRequest` in postcard, which only the desk reads: the engine's program need not know its shape.
        request: Vec<u8>,
    },
    /// The last receipts, newest first: [`Answer::Receipts`].
    Receipts,
    /// Take back the last change: [`Answer::Report`].
    Undo,
    /// Do it again: [`Answer::Report`].
    Redo,
    /// Load a sample: [`Answer::Report`].
    LoadSample {
        /// Its id.
        id: String,
    },
    /// Make an empty workspace and open it: [`Answer::Report`].
    CreateWorkspace {
        /// Its name.
        name: String,
    },
    /// Open another workspace: [`Answer::Report`].
    OpenWorkspace {
        /// Its id.
        id: String,
    },
    /// Rename: [`Answer::Report`].
    RenameWorkspace {
        /// Its id.
        id: String,
        /// New name.
        name: String,
    },
    /// Copy the open workspace and open the copy: [`Answer::Report`].
    DuplicateWorkspace {
        /// Name of the copy.
        name: String,
    },
    /// Delete a workspace and its data; the last one is replaced by an empty one: [`Answer::Report`].
    DeleteWorkspace {
        /// Its id.
        id: String,
    },
    /// Empty the open workspace and load the sample; can be undone: [`Answer::Report`].
    ResetWorkspace,
    /// The whole workspace as one file: [`Answer::File`].
    Export,
    /// Make a new workspace of an exported file and open it: [`Answer::Report`].
    Import {
        /// The file.
        bytes: Vec<u8>,
    },
    /// After the browser cleared the database: begin with an empty one: [`Answer::Report`].
    StartAnew,
    /// Become the tab that writes: [`Answer::Report`].
    TakeOver,
    /// All lessons: [`Answer::Lessons`].
    Lessons,
    /// One lesson: [`Answer::Lesson`].
    Lesson {
        /// Its id.
        id: String,
    },
    /// Run a block of a lesson, its unrun ancestors first: [`Answer::Steps`].
    RunBlock {
        /// Lesson id.
        lesson: String,
        /// Block id.
        block: String,
        /// The learner's text.
        text: String,
    },
    /// Evaluate a check: [`Answer::Check`].
    Check {
        /// Lesson id.
        lesson: String,
        /// Block id.
        block: String,
    },
    /// Compare a prediction with the author's answer: [`Answer::Check`].
    Predict {
        /// Lesson id.
        lesson: String,
        /// Block id.
        block: String,
        /// What the learner expects.
        answer: String,
    },
    /// Version, seed and operations of this session, to replay it: [`Answer::Text`].
    ReplayableReport,
    /// What no first screen asks: a [`crate::LaterAsk`] in postcard; [`Answer::Later`].
    Later(Vec<u8>),
}

/// The worker's answer to an [`Ask`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// The frame's data.
    Report(Box<WorkspaceReport>),
    /// What ran.
    Steps(Vec<ConsoleStep>),
    /// Plain text.
    Text(String),
    /// A partition map.
    Map(Box<PartitionMap>),
    /// Metrics.
    Metrics(Box<Metrics>),
    /// A fan-out.
    FanOut(Box<FanOut>),
    /// A `report::Bill` in postcard, as the desk wrote it.
    Bill(Vec<u8>),
    /// Receipts, newest first.
    Receipts(Vec<Receipt>),
    /// A file to download.
    File {
        /// Name.
        name: String,
        /// Content.
        bytes: Vec<u8>,
    },
    /// All lessons.
    Lessons(Vec<LessonSummary>),
    /// One lesson.
    Lesson(Box<Lesson>),
    /// A verdict.
    Check(Box<CheckOutcome>),
    /// A [`crate::LaterAnswer`] in postcard.
    Later(Vec<u8>),
    /// It could not be done.
    Refused(ErrorReport),
}

/// What the worker says unasked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Tell {
    /// The workspace is open (first message), or changed.
    Report(Box<WorkspaceReport>),
    /// A long job goes on.
    Progress(Progress),
    /// Another tab took over: this one no longer writes.
    Displaced,
    /// The engine stopped; the page offers to start it again. Data acknowledged is safe.
    Stopped {
        /// Why.
        reason: String,
    },
}

/// Where a long job stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// The ask it belongs to.
    pub id: u32,
    /// Steps done.
    pub done: u64,
    /// Steps in all.
    pub total: u64,
    /// What is being done.
    pub label: String,
}
