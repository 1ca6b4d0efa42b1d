//! Replays the conformance corpus against the engine in this process and against the endpoint over HTTP: one test for each case and
//! way, then a table by operation for each way.
//!
//! It has its own `main`, because the cases are found at run time and the table comes after the last of them. Filters and
//! options are libtest's: `cargo test --package tests --test conformance query` runs the cases of `query.txt`, `http` those over HTTP.

#[path = "conformance/http.rs"]
mod http;

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

use libtest_mimic::{Arguments, Failed, Trial};
use tests::conformance::{Case, InProcess, Results, Transport, Verdict, read_folder, replay};

use http::Http;

/// How a case reaches a database: a name, and a fresh database.
type Way = (&'static str, fn() -> Box<dyn Transport>);

const WAYS: [Way; 2] = [("in process", || Box::<InProcess>::default()), ("http", || Box::new(Http::new()))];

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let arguments = Arguments::from_args();
    let cases = read_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance"))?;
    let mut tables = vec![];
    let mut trials = vec![];
    for way in WAYS {
        let results = Arc::new(Mutex::new(Results::default()));
        trials.extend(cases.iter().map(|case| trial(case.clone(), way, Arc::clone(&results))));
        tables.push((way.0, results));
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    if !arguments.list {
        for (name, results) in tables {
            let results = results.lock().unwrap_or_else(PoisonError::into_inner);
            writeln!(io::stdout(), "{name}:\n{results}")?;
        }
    }
    Ok(conclusion.exit_code())
}

fn trial(case: Case, (name, fresh): Way, results: Arc<Mutex<Results>>) -> Trial {
    Trial::test(format!("{name}: {}: {}", case.topic, case.title), move || {
        let verdict = replay(&case, fresh().as_mut());
        results.lock().unwrap_or_else(PoisonError::into_inner).add(&case, &verdict);
        let place = format!("tests/conformance/{}.txt:{}", case.topic, case.line);
        match verdict {
            Verdict::Passed | Verdict::KnownFailure | Verdict::LeftOut => Ok(()),
            Verdict::Failed(difference) => Err(Failed::from(format!("{place}\n{difference}"))),
            Verdict::Mended => Err(Failed::from(format!("{place}\npasses now: remove its known-failure line"))),
        }
    })
}
