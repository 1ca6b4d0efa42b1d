//! How many cases of each operation passed.

use core::fmt;
use std::collections::BTreeMap;

use super::{Case, Verdict};

/// Counts by operation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Results(BTreeMap<String, Count>);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Count {
    passed: u32,
    known: u32,
    failed: u32,
}

impl Results {
    /// Counts one more case.
    pub fn add(&mut self, case: &Case, verdict: &Verdict) {
        let count = self.0.entry(case.operation().to_owned()).or_default();
        match verdict {
            Verdict::Passed => count.passed += 1,
            Verdict::KnownFailure => count.known += 1,
            Verdict::Failed(_) | Verdict::Mended => count.failed += 1,
            Verdict::LeftOut => {}
        }
    }
}

impl fmt::Display for Results {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<36}{:>8}{:>8}{:>15}", "operation", "passed", "failed", "known failures")?;
        let mut all = Count::default();
        for (operation, count) in &self.0 {
            row(f, operation, *count)?;
            all.passed += count.passed;
            all.known += count.known;
            all.failed += count.failed;
        }
        row(f, "all", all)
    }
}

fn row(f: &mut fmt::Formatter<'_>, name: &str, count: Count) -> fmt::Result {
    writeln!(f, "{name:<36}{:>8}{:>8}{:>15}", count.passed, count.failed, count.known)
}
