//! Figures and rules in words.

use report::{CoverageKind, LintRule, Severity};

use crate::quantity;

/// Thousandths of a unit: `0.5`, `2.333`, `12,345`; decimals only below a thousand.
pub(super) fn thousandths(amount: u64) -> String {
    if amount >= 1_000_000 {
        return quantity::count(amount.saturating_add(500) / 1_000);
    }
    let rest = format!("{:03}", amount % 1_000);
    let rest = rest.trim_end_matches('0');
    let point = if rest.is_empty() { "" } else { "." };
    format!("{}{point}{rest}", quantity::count(amount / 1_000))
}

/// Units a second, from thousandths of a request a second and thousandths of a unit.
pub(super) fn units_a_second(rate: u64, units: u64) -> String {
    let product = u128::from(rate) * u128::from(units) / 1_000;
    thousandths(u64::try_from(product).unwrap_or(u64::MAX))
}

/// What a rule is about.
pub(super) const fn rule(rule: LintRule) -> &'static str {
    match rule {
        LintRule::LowCardinality => "Few values in the partition key",
        LintRule::OneValueAtATime => "One partition key value at a time",
        LintRule::HotValue => "One value hotter than a partition",
        LintRule::UnboundedCollection => "Item collection that grows to 10 GB",
        LintRule::UnprojectedReads => "Index that lacks what is read",
        LintRule::WastedProjection => "Index that copies what nobody reads",
        LintRule::UnusedIndex => "Index that nobody reads",
        LintRule::MissingTtl => "Items without a time to live",
        LintRule::ScanNotQuery => "Scan where a query could be",
        LintRule::ReadsTooMuch => "Reads much more than is wanted",
        LintRule::SamePartitionKey => "Index with the table's partition key",
        LintRule::ShardedReaders => "Readers of a sharded key",
        LintRule::IndexCapacity => "Index with less capacity than its writes",
        LintRule::NotServed => "Pattern that nothing serves",
        LintRule::KeyChanges => "Update of a primary key",
    }
}

/// A severity in a word.
pub(super) const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Breaks => "breaks",
        Severity::Costs => "costs",
        Severity::Note => "note",
    }
}

/// The class that colours a cell.
pub(super) const fn class(kind: CoverageKind) -> &'static str {
    match kind {
        CoverageKind::GetItem | CoverageKind::Query => "cover-read",
        CoverageKind::Scan => "cover-scan",
        CoverageKind::Write | CoverageKind::Entry => "cover-write",
        CoverageKind::Impossible | CoverageKind::NoEntry => "cover-none",
    }
}
