//! The wasm stage: each package that uses wasm-bindgen-test, in headless Chromium through its driver.

use super::tally::Tally;
use crate::{
    command,
    failure::Failure,
    host::Program,
    rust, tools,
    workspace::{self, Member},
};

pub(super) fn run(filter: Option<&str>) -> Result<Tally, Failure> {
    let path = tools::wasm_test_tools()?;
    let mut tally = Tally::default();
    for member in workspace::members()? {
        let Some(targets) = targets(&member) else { continue };
        let mut cargo = command::cargo();
        cargo
            .args(["test", "--target", rust::WASM, "--no-fail-fast", "--package", &member.name])
            .args(targets)
            .args(filter)
            .env("PATH", &path)
            // A loaded machine starts a browser slowly; the default is 20 seconds.
            .env("WASM_BINDGEN_TEST_TIMEOUT", "180");
        if !member.is_wasm_shell() {
            // The corpus ends with its table of results, which would be shown only if a case failed.
            cargo.args(["--", "--nocapture"]);
        }
        if let Some(driver) = Program::Chromedriver.find() {
            cargo.env("CHROMEDRIVER", driver);
        }
        let mut one = Tally::default();
        let status = command::follow(&mut cargo, |line| one.read(line))?;
        one.settle(status.success(), &member.name);
        tally.add(one);
    }
    Ok(tally)
}

/// Which of a package's targets have wasm tests, as options of `cargo test`; none, if it has no wasm tests.
///
/// Packages that live in the browser are tested there entirely. Of the others, the integration tests named `wasm*` are,
/// since their remaining tests need not compile for wasm.
fn targets(member: &Member) -> Option<Vec<String>> {
    if !member.dependencies.iter().any(|dependency| dependency.name == "wasm-bindgen-test") {
        return None;
    }
    if member.is_wasm_shell() {
        return Some(vec!["--tests".to_owned()]);
    }
    let named = member.test_targets.iter().filter(|name| name.starts_with("wasm"));
    let targets: Vec<String> = named.flat_map(|name| ["--test".to_owned(), name.clone()]).collect();
    (!targets.is_empty()).then_some(targets)
}

#[cfg(test)]
mod tests {
    use super::targets;
    use crate::workspace::{Dependency, Member};

    fn member(native: bool, uses: &str, tests: &[&str]) -> Member {
        Member {
            name: "any".into(),
            native,
            dependencies: vec![Dependency { name: uses.into(), dev: true }],
            test_targets: tests.iter().map(|name| (*name).to_owned()).collect(),
            ..Member::default()
        }
    }

    #[test]
    fn only_packages_that_use_the_wasm_runner_take_part() {
        assert_eq!(targets(&member(false, "proptest", &["wasm"])), None);
        assert_eq!(targets(&member(false, "wasm-bindgen-test", &[])), Some(vec!["--tests".into()]));
        assert_eq!(targets(&member(true, "wasm-bindgen-test", &["properties"])), None);
        let both = targets(&member(true, "wasm-bindgen-test", &["wasm_seeds", "properties"]));
        assert_eq!(both, Some(vec!["--test".into(), "wasm_seeds".into()]));
    }
}
