//! Who may import whom: the table of ARCHITECTURE.md, as code.

use crate::{
    command,
    failure::Failure,
    rust,
    workspace::{Dependency, Member},
};

/// What each crate may import directly, of ours. The order is from the ground up.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("expr", &["model"]),
    ("api", &["model"]),
    ("capacity", &["model"]),
    ("report", &["model"]),
    ("files", &["api", "model"]),
    ("engine", &["model", "expr", "api", "capacity", "files", "report"]),
    ("lab", &["syntax", "engine", "capacity", "report", "api", "model"]),
    ("syntax", &["api", "model"]),
    ("course", &["lab", "syntax", "engine", "report", "api", "model"]),
    ("client", &["report", "model"]),
    ("worker", &["engine", "lab", "course", "syntax", "client", "report", "api", "model"]),
    ("cli", &["engine", "lab", "course", "syntax", "report", "api", "model"]),
    ("web", &["client", "report", "syntax", "model"]),
];

/// They check and compare the others, so they may import all of them.
const OUTSIDE: &[&str] = &["tests", "benches"];

/// The crates that must give the same bytes everywhere.
pub(super) const PURE: &[&str] = &["model", "expr", "api", "capacity", "files", "engine", "report", "lab", "course", "syntax"];

/// The crates that may speak to the browser.
const IN_BROWSER: &[&str] = &["worker", "client", "web"];

/// What speaks to the browser, by the beginning of its name.
const BROWSER: &[&str] = &["wasm-bindgen", "web-sys", "js-sys", "serde-wasm-bindgen", "indexed_db_futures", "yew", "gloo"];

/// Sources of chance and of wall-clock time.
const CHANCE: &[&str] = &["rand", "getrandom", "fastrand", "chrono"];

/// Complaints about direct dependencies, for all platforms at once (cargo lists them all in a manifest's description).
pub(super) fn direct(members: &[Member]) -> Vec<String> {
    members.iter().flat_map(|member| member.dependencies.iter().filter_map(move |one| complaint(member, one, members))).collect()
}

fn complaint(member: &Member, dependency: &Dependency, members: &[Member]) -> Option<String> {
    let (name, other) = (member.name.as_str(), dependency.name.as_str());
    if OUTSIDE.contains(&name) {
        return None;
    }
    if is_browser(other) {
        let may = IN_BROWSER.contains(&name) || other == "wasm-bindgen-test" && dependency.dev;
        return (!may).then(|| format!("{name} must not depend on {other}: only worker, client and web speak to the browser"));
    }
    if !members.iter().any(|member| member.name == other) {
        return None;
    }
    let Some((_, may)) = MAY_IMPORT.iter().find(|(from, _)| *from == name) else {
        return Some(format!("{name} imports {other}, but the table of imports does not know {name}"));
    };
    // A test may reach further down than the code it tests, never up.
    let allowed = if dependency.dev { may.contains(&other) || is_below(other, may) } else { may.contains(&other) };
    (!allowed).then(|| format!("{name} must not import {other}; it may import: {}", may.join(" ")))
}

fn is_below(name: &str, start: &[&str]) -> bool {
    let lower = |from: &&str| MAY_IMPORT.iter().find(|(name, _)| name == from).map_or(&[][..], |(_, may)| *may);
    start.iter().any(|from| lower(from).contains(&name) || is_below(name, lower(from)))
}

/// Complaints about what the pure crates pull in at any depth, natively and in wasm.
pub(super) fn trees(members: &[Member]) -> Result<Vec<String>, Failure> {
    let mut complaints = Vec::new();
    let pure: Vec<&Member> = members.iter().filter(|member| PURE.contains(&member.name.as_str())).collect();
    if pure.is_empty() {
        return Ok(complaints);
    }
    for target in [None, Some(rust::WASM)] {
        let mut cargo = command::cargo();
        cargo.args(["tree", "--edges", "normal", "--prefix", "none", "--format", "{p}"]);
        cargo.args(pure.iter().flat_map(|member| ["--package", &member.name]));
        cargo.args(target.iter().flat_map(|target| ["--target", target]));
        complaints.extend(banned(&command::output(&mut cargo)?, target.unwrap_or("this machine")));
    }
    Ok(complaints)
}

fn banned(tree: &str, target: &str) -> Vec<String> {
    let mut names: Vec<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    names.sort_unstable();
    names.dedup();
    names.retain(|name| is_browser(name) || CHANCE.contains(name));
    let tell = |name| format!("a pure crate pulls in {name} on {target}: see `cargo tree --invert {name} --edges normal`");
    names.into_iter().map(tell).collect()
}

fn is_browser(name: &str) -> bool {
    BROWSER.iter().any(|start| name == *start || name.strip_prefix(start).is_some_and(|rest| rest.starts_with('-')))
}

#[cfg(test)]
mod tests {
    use super::{banned, direct, is_below};
    use crate::workspace::{Dependency, Member};

    fn member(name: &str, dependency: &str, dev: bool) -> Member {
        let dependencies = vec![Dependency { name: dependency.into(), dev }];
        Member { name: name.into(), dependencies, ..Member::default() }
    }

    fn one(name: &str, dependency: &str, dev: bool) -> Vec<String> {
        let all = ["model", "expr", "api", "capacity", "engine", "web"].map(|name| member(name, "serde", false));
        direct(&[vec![member(name, dependency, dev)], all.to_vec()].concat())
    }

    #[test]
    fn an_arrow_upwards_is_told() {
        assert_eq!(one("engine", "model", false), [""; 0]);
        assert_eq!(one("model", "engine", false), ["model must not import engine; it may import: "]);
        assert_eq!(one("web", "engine", false).len(), 1, "the page holds no engine");
        assert_eq!(one("newcomer", "model", false).len(), 1, "a new crate goes into the table first");
    }

    #[test]
    fn tests_may_reach_down_only() {
        assert!(is_below("model", &["engine"]));
        assert_eq!(one("lab", "expr", true), [""; 0]);
        assert_eq!(one("expr", "engine", true).len(), 1);
    }

    #[test]
    fn the_browser_stays_in_its_crates() {
        assert_eq!(one("worker", "web-sys", false), [""; 0]);
        assert_eq!(one("engine", "web-sys", false).len(), 1);
        assert_eq!(one("engine", "wasm-bindgen-test", true), [""; 0]);
        assert_eq!(one("engine", "gloo-timers", false).len(), 1);
    }

    #[test]
    fn chance_is_found_at_any_depth() {
        let tree = "engine v0.1.0 (/somewhere)\nahash v0.8.0\ngetrandom v0.3.0\nserde v1.0.0 (*)\n";
        assert_eq!(banned(tree, "x").len(), 1);
        assert_eq!(banned("serde v1.0.0\nrandom-name v1.0.0", "x"), [""; 0]);
    }
}
