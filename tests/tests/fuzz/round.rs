//! How long a target runs, and what holds for each input.

use std::fmt::Debug;
use std::io::Write;
use std::time::{Duration, Instant};

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, TestRunner};

/// Minutes for all targets together; without it, one short round each.
const MINUTES: &str = "DYNALAB_FUZZ_MINUTES";
/// Into how many parts they are divided: ten targets, two at a time.
const SHARE: u64 = 5;
/// How long one input may take, on a busy machine and in a debug build.
const PATIENCE: Duration = Duration::from_secs(20);

/// Runs a target: `cases` inputs, or as many rounds of them as there is time.
pub(crate) fn fuzz<S: Strategy>(target: &str, cases: u32, inputs: &S, test: impl Fn(S::Value))
where
    S::Value: Debug,
{
    let minutes = std::env::var(MINUTES).ok().and_then(|minutes| minutes.parse::<u64>().ok());
    let end = minutes.map(|minutes| Instant::now() + Duration::from_secs(minutes * 60 / SHARE));
    let mut done = 0;
    loop {
        let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
        let round = runner.run(inputs, |input| {
            let start = Instant::now();
            test(input);
            assert!(start.elapsed() < PATIENCE, "it took {:?}", start.elapsed());
            Ok(())
        });
        round.unwrap_or_else(|failure| panic!("{target}: {failure}"));
        done += u64::from(cases);
        if end.is_none_or(|end| Instant::now() > end) {
            break;
        }
    }
    if minutes.is_some() {
        _ = writeln!(std::io::stderr(), "fuzz: {target}: {done} inputs");
    }
}
