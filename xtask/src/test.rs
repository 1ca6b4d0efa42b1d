//! `cargo xtask test`: native, wasm, real clients over HTTP, and the page in a real browser, closing with the plain line `N passed, N failed`.

mod browser;
mod clients;
mod native;
mod tally;
mod wasm;

use crate::{
    failure::Failure,
    host::{self, Program},
};
use std::process::ExitCode;
use std::time::Instant;
use tally::Tally;

/// The stages, in the order in which they run: the cheapest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Native,
    Wasm,
    Clients,
    Browser,
}

const STAGES: [Stage; 4] = [Stage::Native, Stage::Wasm, Stage::Clients, Stage::Browser];

/// Runs the named stages (all, if none is named). A stage that cannot run counts as one failure and stops no other.
pub(crate) fn run(args: &[String]) -> Result<ExitCode, Failure> {
    let plan = Plan::parse(args)?;
    // Asked first, so that nobody waits for the native tests to hear that a browser is missing.
    let needs: Vec<Program> = plan.stages.iter().flat_map(|stage| stage.needs()).copied().collect();
    if let Err(failure) = host::require(&needs) {
        eprintln!("warning: {failure}\n");
    }
    let mut total = Tally::default();
    let mut report = String::new();
    for &stage in &plan.stages {
        println!("\n== {} ==", stage.title());
        let start = Instant::now();
        let tally = stage.run(plan.filter.as_deref()).unwrap_or_else(|failure| {
            eprintln!("\nerror: {failure}");
            Tally::could_not_run(stage.title())
        });
        let seconds = start.elapsed().as_secs();
        report.push_str(&format!("{:<34} {} ({seconds} s)\n", stage.title(), tally.sentence()));
        for what in &tally.broken {
            report.push_str(&format!("  failed: {what}\n  again:  cargo xtask test {}\n", stage.flag()));
        }
        for name in &tally.failures {
            report.push_str(&format!("  failed: {name}\n  again:  cargo xtask test {} '{name}'\n", stage.flag()));
        }
        total.add(tally);
    }
    println!("\n{report}{}", total.sentence());
    Ok(if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[derive(Debug, PartialEq, Eq)]
struct Plan {
    stages: Vec<Stage>,
    filter: Option<String>,
}

impl Plan {
    fn parse(args: &[String]) -> Result<Self, Failure> {
        let mut plan = Self { stages: Vec::new(), filter: None };
        for arg in args {
            match STAGES.into_iter().find(|stage| stage.flag() == arg) {
                Some(stage) => plan.stages.push(stage),
                None if arg.starts_with('-') => {
                    return Err(Failure::new(format!("`cargo xtask test` has no option `{arg}`"))
                        .with_remedy("Options: --native, --wasm, --clients, --browser, and a part of a test's name."));
                }
                None if plan.filter.is_some() => return Err(Failure::new("one filter at a time, please")),
                None => plan.filter = Some(arg.clone()),
            }
        }
        if plan.stages.is_empty() {
            plan.stages = STAGES.to_vec();
        }
        Ok(plan)
    }
}

impl Stage {
    fn title(self) -> &'static str {
        match self {
            Self::Native => "native tests",
            Self::Wasm => "wasm tests in a browser",
            Self::Clients => "real clients over HTTP",
            Self::Browser => "the page in a browser",
        }
    }

    fn flag(self) -> &'static str {
        match self {
            Self::Native => "--native",
            Self::Wasm => "--wasm",
            Self::Clients => "--clients",
            Self::Browser => "--browser",
        }
    }

    fn needs(self) -> &'static [Program] {
        match self {
            Self::Native => &[],
            Self::Wasm => &[Program::Chromium, Program::Chromedriver],
            Self::Clients => &[Program::Node, Program::Python],
            Self::Browser => &[Program::Node, Program::Chromium],
        }
    }

    fn run(self, filter: Option<&str>) -> Result<Tally, Failure> {
        host::check(self.needs())?;
        match self {
            Self::Native => native::run(filter),
            Self::Wasm => wasm::run(filter),
            Self::Clients => clients::run(filter),
            Self::Browser => browser::run(filter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Plan, STAGES, Stage};

    fn parse(args: &[&str]) -> Plan {
        Plan::parse(&args.iter().map(|arg| (*arg).to_owned()).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn without_a_stage_all_run() {
        assert_eq!(parse(&[]), Plan { stages: STAGES.to_vec(), filter: None });
        assert_eq!(parse(&["scan"]), Plan { stages: STAGES.to_vec(), filter: Some("scan".into()) });
    }

    #[test]
    fn named_stages_run_alone() {
        assert_eq!(parse(&["--wasm", "log"]), Plan { stages: vec![Stage::Wasm], filter: Some("log".into()) });
    }

    #[test]
    fn an_unknown_option_is_not_a_filter() {
        assert!(Plan::parse(&["--nativ".to_owned()]).is_err());
    }
}
