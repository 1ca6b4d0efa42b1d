//! What the crates we build on are licensed under.

use crate::{command, failure::Failure, rust};

/// Licences that ask for no more than a notice, so that anybody may embed dynalab in anything.
const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Complaints about crates in the page, the worker and the native crates. The benches compare against peers of any
/// licence and ship nothing.
pub(super) fn all() -> Result<Vec<String>, Failure> {
    let mut complaints = Vec::new();
    for target in [None, Some(rust::WASM)] {
        let mut cargo = command::cargo();
        cargo.args(["tree", "--workspace", "--exclude", "benches", "--edges", "normal", "--prefix", "none"]);
        cargo.args(["--format", "{p}|{l}"]).args(target.iter().flat_map(|target| ["--target", target]));
        complaints.extend(command::output(&mut cargo)?.lines().filter_map(complaint));
    }
    complaints.sort_unstable();
    complaints.dedup();
    Ok(complaints)
}

/// A line of `cargo tree`: the package, a bar, its licence, and `(*)` if it came before.
fn complaint(line: &str) -> Option<String> {
    let (package, license) = line.trim_end_matches(" (*)").split_once('|')?;
    let (name, license) = (package.split(" (").next().unwrap_or(package), license.trim());
    (!is_allowed(license)).then(|| format!("{name} has the licence {license:?}, which xtask/src/tidy/licenses.rs does not list"))
}

/// Enough of SPDX for what crates write: alternatives of conjunctions, or a conjunction of alternatives in brackets.
fn is_allowed(license: &str) -> bool {
    let license = license.replace('/', " OR ");
    let known = |name: &str| ALLOWED.contains(&name.trim_matches([' ', '(', ')']));
    match license.contains('(') {
        true => license.split(" AND ").all(|part| part.split(" OR ").any(known)),
        false => license.split(" OR ").any(|part| part.split(" AND ").all(known)),
    }
}

#[cfg(test)]
mod tests {
    use super::{complaint, is_allowed};

    #[test]
    fn one_allowed_alternative_is_enough() {
        for license in ["MIT", "MIT/Apache-2.0", "GPL-3.0 OR MIT", "(MIT OR Apache-2.0) AND Unicode-3.0", "Apache-2.0 / MIT"] {
            assert!(is_allowed(license), "{license}");
        }
        for license in ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT OR Apache-2.0) AND GPL-3.0"] {
            assert!(!is_allowed(license), "{license}");
        }
    }

    #[test]
    fn a_line_of_the_tree_is_read() {
        assert_eq!(complaint("serde v1.0.0|MIT OR Apache-2.0 (*)"), None);
        assert!(complaint("greedy v2.0.0|AGPL-3.0").unwrap().starts_with("greedy v2.0.0 has"));
        assert!(complaint("model v0.1.0 (/x/crates/model)|").unwrap().starts_with("model v0.1.0 has"));
    }
}
