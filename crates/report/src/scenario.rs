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
    /// Its rate over time.
    pub curve: RateCurve,
    /// Thousandths of a request a second, one for each point of the scenario's first day.
    pub rates: Vec<u64>,
    /// Its share of the requests of those points, in thousandths.
    pub share_thousandths: u32,
}

/// One attribute of a scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttributeReport {
    /// Its name.
    pub name: String,
    /// How its values are drawn.
    pub values: KeyValues,
    /// The same in words: `10,000 values, Zipf with exponent 1.1`.
    pub words: String,
}

/// A rate over time, as a form shows and changes it. Rates are thousandths of a request a second.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RateCurve {
    /// Always the same.
    Constant {
        /// The rate.
        rate: u64,
    },
    /// A day's wave.
    Diurnal {
        /// At the bottom.
        low: u64,
        /// At the top.
        high: u64,
        /// Hour of the top, UTC, 0 to 23.
        peak_hour: u32,
        /// How narrow the top is, from 1.
        sharpness: u32,
    },
    /// A base, and once a burst.
    Spike {
        /// Before and after.
        base: u64,
        /// During.
        peak: u64,
        /// Second at which it begins.
        at_s: u64,
        /// Its seconds.
        for_s: u64,
    },
    /// Working hours of working days.
    Weekdays {
        /// Monday to Friday between the hours.
        busy: u64,
        /// Otherwise on those days.
        quiet: u64,
        /// On Saturday and Sunday.
        weekend: u64,
        /// First busy hour, UTC.
        from_hour: u32,
        /// First quiet hour after them.
        to_hour: u32,
    },
    /// Levels from moments on: changed in the text.
    Steps {
        /// How many.
        count: u32,
    },
    /// A rate for each hour: changed in the text.
    Hours {
        /// How many.
        count: u32,
    },
}

/// How the values of an attribute are drawn, as a form shows and changes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeyValues {
    /// All equally likely.
    Uniform {
        /// Distinct values.
        count: u64,
    },
    /// The value of rank r has weight 1 / r^exponent.
    Zipf {
        /// Distinct values.
        count: u64,
        /// The exponent in thousandths.
        exponent_thousandths: u32,
    },
    /// One value takes a share of all.
    OneHot {
        /// Distinct values.
        count: u64,
        /// Share of the hot one, in millionths.
        hot_millionths: u32,
    },
    /// A suffix that spreads one key over several.
    Suffix {
        /// Suffixes.
        count: u32,
    },
    /// Anything else: changed in the text.
    Other,
}

/// A change that a form makes to a scenario's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ScenarioChange {
    /// The seed.
    Seed(u64),
    /// The seconds simulated.
    Duration(u64),
    /// The rate of the pattern at this place.
    Rate(u32, RateCurve),
    /// The values of the attribute at this place.
    Values(u32, KeyValues),
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
