//! Words of reviews.

use report::{Coverage, CoverageCell, CoverageKind, CoverageRow, DesignReview, Finding, LintRule, Severity};

use super::summary;
use super::words::{thousandths, units_a_second};

fn row(does: CoverageKind) -> CoverageRow {
    let cell =
        CoverageCell { does, units_thousandths: 500, evaluated: 1, returned_thousandths: 1_000, calls: 1, notes: Vec::new() };
    CoverageRow {
        pattern: "p".to_owned(),
        entity: "item".to_owned(),
        asks: String::new(),
        writes: does == CoverageKind::Write,
        peak_rate: 1_000,
        cells: vec![cell],
        chosen: (does != CoverageKind::Impossible).then_some(0),
        read_thousandths: 500,
        write_thousandths: 0,
    }
}

fn finding(severity: Severity) -> Finding {
    Finding {
        rule: LintRule::HotValue,
        severity,
        subject: "orders".to_owned(),
        evidence: String::new(),
        fix: String::new(),
        fix_cost: String::new(),
        saves: None,
    }
}

fn review(kinds: &[CoverageKind], severities: &[Severity]) -> DesignReview {
    DesignReview {
        name: "A".to_owned(),
        coverage: Coverage { columns: Vec::new(), rows: kinds.iter().copied().map(row).collect() },
        findings: severities.iter().copied().map(finding).collect(),
        assumptions: Vec::new(),
    }
}

#[test]
fn a_review_is_summed_up_in_a_line() {
    use CoverageKind::{GetItem, Impossible, Query, Scan, Write};
    assert_eq!(summary(&review(&[GetItem], &[])), "1 pattern: 1 GetItem. Nothing to mend.");
    assert_eq!(
        summary(&review(&[Write, Write, Query, Scan, Impossible], &[Severity::Costs])),
        "5 patterns: 2 writes, 1 Query, 1 Scan, 1 impossible. 1 finding."
    );
    assert_eq!(
        summary(&review(&[Write], &[Severity::Breaks, Severity::Note])),
        "1 pattern: 1 write. 2 findings, 1 of which gets requests throttled or refused."
    );
    let of = |breaks: usize| summary(&review(&[Write], &vec![Severity::Breaks; breaks]));
    assert_eq!(of(1), "1 pattern: 1 write. 1 finding, which gets requests throttled or refused.");
    assert_eq!(of(2), "1 pattern: 1 write. 2 findings, both of which get requests throttled or refused.");
    assert_eq!(of(3), "1 pattern: 1 write. 3 findings, all of which get requests throttled or refused.");
    assert_eq!(
        summary(&review(&[Write], &[Severity::Breaks, Severity::Breaks, Severity::Costs])),
        "1 pattern: 1 write. 3 findings, 2 of which get requests throttled or refused."
    );
}

#[test]
fn units_are_short_and_exact_below_a_thousand() {
    assert_eq!(
        [0, 500, 2_333, 999_500, 1_000_000, 97_656_500].map(thousandths),
        ["0", "0.5", "2.333", "999.5", "1,000", "97,657"]
    );
    assert_eq!(units_a_second(12_500, 500), "6.25");
}
