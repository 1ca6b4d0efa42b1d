//! A scenario: one traffic, and the designs that are to carry it.
//!
//! Traffic is told as access patterns on logical items ("record a click", "list the orders of a customer"), each with a rate
//! over time; the values of the items' attributes come from generators. A design says which keys, indexes and capacity hold
//! those items. So the same traffic runs on every design, and what a pattern becomes (GetItem, Query, Scan or nothing that
//! DynamoDB can do) follows from the keys.
//!
//! Everything is drawn from the scenario's seed. There are no floats: rates are thousandths of a request a second, shares are
//! millionths.

mod catalogue;
mod change;
pub mod csv;
mod design;
mod fork;
mod observed;
mod read;
mod told;
mod traffic;
mod write;

pub use catalogue::{CatalogueEntry, catalogue, template};
pub use change::change;
pub use csv::Keys;
pub use design::{CapacityDesign, Design, IndexDesign, KeyPart, KeyTemplate, Projected, Scaling, TableClass, TableDesign, Units};
pub use fork::{ForkError, of_table};
pub use observed::{Ran, of_requests};
pub use read::{NoSources, Problem, Sources, TEXT_MAX_BYTES, read, read_with};
pub use told::told;
pub use traffic::{Action, Attribute, Curve, ItemSize, MilliRate, Pattern, RetryPolicy, Values};
pub use write::write;

#[cfg(test)]
pub(crate) mod tests;

/// One traffic and its designs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// What it is about, in a line.
    pub title: String,
    /// What is to be learnt from it, in a few sentences; may be empty.
    pub note: String,
    /// What all chance is a hash of.
    pub seed: u64,
    /// First second, as seconds since 1970: dates and weekdays follow from it.
    pub start_s: u64,
    /// Seconds simulated.
    pub duration_s: u64,
    /// Region, for prices and ARNs.
    pub region: String,
    /// Attributes of the logical items.
    pub attributes: Vec<Attribute>,
    /// Access patterns.
    pub patterns: Vec<Pattern>,
    /// Designs, at least one; the first is compared with the others.
    pub designs: Vec<Design>,
    /// How clients repeat what was throttled.
    pub retries: RetryPolicy,
}

impl Scenario {
    /// Designs of one scenario at most (our bound).
    pub const DESIGNS_MAX: usize = 4;
    /// Patterns of one scenario at most (our bound).
    pub const PATTERNS_MAX: usize = 50;
    /// Attributes of one scenario at most (our bound).
    pub const ATTRIBUTES_MAX: usize = 100;
    /// Seconds of one scenario at most (our bound: a leap year).
    pub const DURATION_MAX_S: u64 = 366 * 86_400;

    /// The attribute of this name.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }
}
