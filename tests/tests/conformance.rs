//! Replays the conformance corpus against the engine in this process: one test for each case, then a table by operation.
//!
//! It has its own `main`, because the cases are found at run time and the table comes after the last of them. Filters and
//! options are libtest's: `cargo test --package tests --test conformance query` runs the cases of `query.txt`.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};
use std::{fs, io};

use libtest_mimic::{Arguments, Failed, Trial};
use tests::conformance::{Case, InProcess, Results, Verdict, read, replay};

fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let arguments = Arguments::from_args();
    let results = Arc::new(Mutex::new(Results::default()));
    let cases = corpus()?;
    let trials = cases.into_iter().map(|case| trial(case, Arc::clone(&results))).collect();
    let conclusion = libtest_mimic::run(&arguments, trials);
    if !arguments.list {
        let results = results.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(io::stdout(), "{results}")?;
    }
    Ok(conclusion.exit_code())
}

fn corpus() -> Result<Vec<Case>, Box<dyn std::error::Error>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance");
    let mut files: Vec<_> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_, io::Error>>()?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "txt"));
    files.sort();
    let mut cases = vec![];
    for file in files {
        let topic = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&file)?;
        cases.extend(read(&topic, &text).map_err(|misprint| format!("{topic}.txt, {misprint}"))?);
    }
    Ok(cases)
}

fn trial(case: Case, results: Arc<Mutex<Results>>) -> Trial {
    Trial::test(format!("{}: {}", case.topic, case.title), move || {
        let verdict = replay(&case, &mut InProcess::default());
        results.lock().unwrap_or_else(PoisonError::into_inner).add(&case, &verdict);
        let place = format!("tests/conformance/{}.txt:{}", case.topic, case.line);
        match verdict {
            Verdict::Passed | Verdict::KnownFailure | Verdict::LeftOut => Ok(()),
            Verdict::Failed(difference) => Err(Failed::from(format!("{place}\n{difference}"))),
            Verdict::Mended => Err(Failed::from(format!("{place}\npasses now: remove its known-failure line"))),
        }
    })
}
