//! What a scenario says, for the screen that edits it: its figures in words, its rates over time, and what is wrong with its text.

use serde::{Deserialize, Serialize};

use crate::Access;

/// A scenario that could be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioReport {
    /// What it is about, in a line.
    pub title: String,
    /// What is to be learnt from it; may be empty.
    pub note: String,
    /// What all chance is a hash of.
    pub seed: u64,
    /// First second, since 1970.
    pub start_s: u64,
    /// Seconds simulated.
    pub duration_s: u64,
    /// Region, for prices and ARNs.
    pub region: String,
    /// Seconds between two rates of [`PatternReport::rates`].
    pub point_s: u64,
    /// Access patterns, in the scenario's order.
    pub patterns: Vec<PatternReport>,
    /// Attributes from which keys are made.
    pub attributes: Vec<AttributeReport>,
    /// Designs, at least one.
    pub designs: Vec<DesignReport>,
}

impl ScenarioReport {
    /// Rates told of each pattern at most (our bound: what a small chart can show).
    pub const POINTS_MAX: usize = 288;
    /// Seconds that the rates cover at most (our bound: a day; what comes later repeats or is told by the run).
    pub const PREVIEW_MAX_S: u64 = 86_400;
}

/// One access pattern of a scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatternReport {
    /// In words: `list the orders of a customer`.
    pub name: String,
    /// What it does: `Put`, `List`.
    pub action: String,
    /// Whether it reads or writes.
    pub access: Access,
    /// The kind of its curve: `diurnal`.
    pub curve: String,
    /// Thousandths of a request a second, one for each point of the scenario's first day.
    pub rates: Vec<u64>,
    /// The highest of the whole scenario that those points tell.
    pub peak: u64,
    /// Its share of the requests of those points, in thousandths.
    pub share_thousandths: u32,
}

/// One attribute of a scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttributeReport {
    /// Its name.
    pub name: String,
    /// How its values are drawn, in words: `Zipf, 10,000 values, exponent 1.1`.
    pub values: String,
}

/// One design of a scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DesignReport {
    /// Its name.
    pub name: String,
    /// Its tables and indexes, a line each: `Orders: customer / date, on-demand`.
    pub spaces: Vec<String>,
}

/// What is wrong with a scenario's text, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioProblem {
    /// Line of the text, from 1; 0 if it belongs to no line.
    pub line: u32,
    /// What is wrong.
    pub problem: String,
    /// What to write instead.
    pub advice: String,
}

/// A scenario to begin with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioTemplate {
    /// Stable id: `retail-cart`.
    pub id: String,
    /// What it is about, in a line.
    pub title: String,
    /// Its text.
    pub text: String,
}
