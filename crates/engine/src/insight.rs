//! Contributor insights: whether the busiest keys of a table or index are counted.
//!
//! Follows: developer guide, "CloudWatch Contributor Insights for DynamoDB".

use model::EpochMillis;

/// The setting of a table or of one of its global indexes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insight {
    /// Index, or the table itself.
    pub index: Option<String>,
    /// Enabled, or being enabled.
    pub enabled: bool,
    /// Only throttled keys are counted, not those that are accessed.
    pub throttled_only: bool,
    /// When it was changed last.
    pub changed: EpochMillis,
    /// When that change has taken hold.
    pub settled: EpochMillis,
}

impl Insight {
    /// `ContributorInsightsMode`.
    pub fn mode(&self) -> &'static str {
        if self.throttled_only { "THROTTLED_KEYS" } else { "ACCESSED_AND_THROTTLED_KEYS" }
    }

    /// `ContributorInsightsStatus` at `now`.
    pub fn status(&self, now: EpochMillis) -> &'static str {
        match (self.enabled, now < self.settled) {
            (true, true) => "ENABLING",
            (true, false) => "ENABLED",
            (false, true) => "DISABLING",
            (false, false) => "DISABLED",
        }
    }
}
