//! Counting tests from what the runners print, so that plain `cargo test` is enough.

/// How many passed and failed, and which.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) passed: u64,
    pub(super) failed: u64,
    /// Names of tests that failed.
    pub(super) failures: Vec<String>,
    /// What ended without naming a test; each counts as one failure.
    pub(super) broken: Vec<String>,
}

impl Tally {
    /// A stage that could not run at all: one failure, never a silent zero.
    pub(super) fn could_not_run(what: &str) -> Self {
        Self { failed: 1, broken: vec![format!("{what} could not run: see above")], ..Self::default() }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.failures.extend(other.failures);
        self.broken.extend(other.broken);
    }

    /// The closing line's form.
    pub(super) fn sentence(&self) -> String {
        format!("{} passed, {} failed", self.passed, self.failed)
    }

    /// Reads one line of libtest's, wasm-bindgen-test's or our browser runner's output.
    pub(super) fn read(&mut self, line: &str) {
        if let Some(result) = line.strip_prefix("test result: ") {
            self.passed += number_before(result, " passed");
            self.failed += number_before(result, " failed");
        } else if let Some(name) = line.strip_prefix("not ok ") {
            self.failures.push(name.to_owned());
        } else if let Some(test) = line.strip_prefix("test ")
            && let Some((name, outcome)) = test.rsplit_once(" ... ")
            && outcome.starts_with("FAIL")
        {
            // Documentation tests are named `file.rs - item (line 7)`; the item is what a filter finds again.
            let name = name.split(" (line").next().unwrap_or(name);
            self.failures.push(name.trim_end_matches(" - should panic").to_owned());
        }
    }

    /// Settles the count with how the runner ended: one that ends badly without naming a failed test (it did not
    /// compile, it crashed, it hung) is itself a failure.
    pub(super) fn settle(&mut self, succeeded: bool, what: &str) {
        if !succeeded && self.failed == 0 {
            self.failed = 1;
            self.broken.push(format!("{what} ended early: see above"));
        }
    }
}

fn number_before(text: &str, unit: &str) -> u64 {
    let before = text.split(unit).next().unwrap_or_default();
    before.rsplit(|c: char| !c.is_ascii_digit()).next().and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::Tally;

    fn read(text: &str) -> Tally {
        let mut tally = Tally::default();
        text.lines().for_each(|line| tally.read(line));
        tally
    }

    #[test]
    fn results_of_several_binaries_are_summed() {
        let tally = read(
            "test a ... ok\ntest result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 3 filtered out; finished in 0.01s\n\
             test deep::b ... FAILED\ntest result: FAILED. 3 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out",
        );
        assert_eq!(tally.sentence(), "15 passed, 1 failed");
        assert_eq!(tally.failures, ["deep::b"]);
    }

    #[test]
    fn the_browser_runner_and_wasm_names_are_read() {
        let tally = read("ok page: opens\nnot ok page: reads without scripts\ntest result: FAILED. 1 passed; 1 failed");
        assert_eq!(tally.failures, ["page: reads without scripts"]);
        assert_eq!(read("test worker::log::survives ... FAIL").failures, ["worker::log::survives"]);
    }

    #[test]
    fn a_runner_that_dies_is_a_failure() {
        let mut tally = read("running 3 tests\ntest a ... ok");
        tally.settle(false, "native tests");
        assert_eq!((tally.failed, tally.failures.len(), tally.broken.len()), (1, 0, 1));
    }

    #[test]
    fn a_named_failure_is_counted_once() {
        let mut tally = read("test a ... FAILED\ntest result: FAILED. 0 passed; 1 failed; 0 ignored");
        tally.settle(false, "native tests");
        assert_eq!(tally.sentence(), "0 passed, 1 failed");
    }
}
