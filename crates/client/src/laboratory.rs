//! What the page asks the laboratory, the worker that runs scenarios, and what that one answers and tells.
//!
//! It is a worker of its own, started when it is first asked, so that a long run holds up neither the page nor the engine. It
//! speaks by the same envelopes as the engine's worker (`ask` and `answer` with an id, `tell`, `ready`). A run is one ask that is
//! answered when it is over; until then it tells its progress, and [`LabAsk::Cancel`] ends it.
//!
//! The laboratory keeps the last finished run, so that bills, comparisons and the like can be asked of it without
//! sending it again; a laboratory that was started anew is given it by [`LabAsk::Adopt`].

use report::{
    Comparison, DesignReview, Driver, ErrorReport, RanRequest, RunSketch, ScenarioChange, ScenarioProblem, ScenarioReport,
    ScenarioTemplate, SimulationReport,
};
use serde::{Deserialize, Serialize};

/// What the page may ask the laboratory for. Each is answered by exactly one [`LabAnswer`] with the same id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LabAsk {
    /// Scenarios to begin with: [`LabAnswer::Templates`].
    Templates,
    /// What a scenario's text says: [`LabAnswer::Scenario`] or [`LabAnswer::Problems`].
    Read {
        /// The text.
        text: String,
    },
    /// A scenario's text with one value changed: [`LabAnswer::Text`], which is the old one if there is no such value, or
    /// [`LabAnswer::Problems`].
    Change {
        /// The text.
        text: String,
        /// The change.
        change: ScenarioChange,
    },
    /// The keys of a stored table that a scenario names, after [`LabAnswer::NeedsKeys`]: [`LabAnswer::Done`].
    Keys {
        /// Table name.
        table: String,
        /// Attribute.
        attribute: String,
        /// Its values in the table's order; none if there is no such table.
        values: Option<Vec<String>>,
    },
    /// Forget the keys of stored tables, which may have changed: [`LabAnswer::Done`].
    ForgetKeys,
    /// Run a scenario: [`LabAnswer::Run`], [`LabAnswer::Problems`] or [`LabAnswer::Cancelled`]. Refused while another run goes on.
    Run {
        /// The scenario's text.
        text: String,
        /// How it is run.
        driver: Driver,
    },
    /// End the run that goes on: [`LabAnswer::Done`] at once; the run itself is answered [`LabAnswer::Cancelled`] after the step that it
    /// is in. What the last finished run told stays.
    Cancel,
    /// Keep this as the last finished run: [`LabAnswer::Done`].
    Adopt {
        /// What it told.
        report: Box<SimulationReport>,
    },
    /// Coverage and key lint of a scenario's designs: [`LabAnswer::Reviews`] or [`LabAnswer::Problems`]. Nothing is run.
    Review {
        /// The scenario's text.
        text: String,
    },
    /// The designs of the last finished run beside each other: [`LabAnswer::Comparison`].
    Compare,
    /// A scenario out of a table that is there, as design A and a copy of it: [`LabAnswer::Text`].
    Fork {
        /// What DescribeTable answers.
        description: String,
        /// What Scan answers, or a page of it.
        scanned: String,
        /// Region, for prices.
        region: String,
        /// First second, since 1970.
        start_s: u64,
    },
    /// A scenario out of what was run on a table that is there, as design A and a copy of it: [`LabAnswer::Text`].
    Observe {
        /// What DescribeTable answers.
        description: String,
        /// What Scan answers, or a page of it.
        scanned: String,
        /// Region, for prices.
        region: String,
        /// First second, since 1970.
        start_s: u64,
        /// The requests, in their order; those on other tables are passed over.
        requests: Vec<RanRequest>,
    },
    /// The bill of a design of the last finished run: [`LabAnswer::Bill`].
    Bill {
        /// The design's place in the run.
        design: u32,
        /// A `report::BillRequest` in postcard.
        request: Vec<u8>,
    },
}

/// The laboratory's answer to a [`LabAsk`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LabAnswer {
    /// Scenarios to begin with.
    Templates(Vec<ScenarioTemplate>),
    /// A scenario that could be read.
    Scenario(Box<ScenarioReport>),
    /// What is wrong with a scenario's text, in order of its lines; at least one. Nothing of it was run.
    Problems(Vec<ScenarioProblem>),
    /// The scenario names keys of stored tables (table and attribute): bring them by [`LabAsk::Keys`] and ask again.
    NeedsKeys(Vec<(String, String)>),
    /// A scenario's text.
    Text(String),
    /// A finished run.
    Run(Box<SimulationReport>),
    /// The run was ended before it was over; nothing of it is kept.
    Cancelled,
    /// Reviews of designs, in the scenario's order.
    Reviews(Vec<DesignReview>),
    /// A comparison of designs.
    Comparison(Box<Comparison>),
    /// A `report::Bill` in postcard.
    Bill(Vec<u8>),
    /// It is done.
    Done,
    /// It could not be done.
    Refused(ErrorReport),
}

/// What the laboratory says unasked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LabTell {
    /// A run goes on.
    Progress(LabProgress),
    /// What it has told so far: with each [`LabTell::Progress`], once a first point is over.
    Sketch(Box<RunSketch>),
    /// The laboratory stopped: what waits is not answered any more. The next ask starts another.
    Stopped {
        /// Why.
        reason: String,
    },
}

/// Where a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabProgress {
    /// The ask that began it.
    pub ask: u32,
    /// Seconds simulated, of all designs.
    pub done_s: u64,
    /// Seconds to simulate, of all designs.
    pub total_s: u64,
    /// Milliseconds since it began, by the wall clock.
    pub spent_ms: u64,
    /// Milliseconds that are left if it goes on at this pace; none while that is not known.
    pub left_ms: Option<u64>,
}
