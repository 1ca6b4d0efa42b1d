//! Versions that must agree or must be exact.

use super::Tracked;
use crate::{failure::Failure, tools, workspace};
use std::fs;

/// The wasm-bindgen library and the tool must be the same version, or no wasm file comes out.
pub(crate) fn wasm_bindgen() -> Result<(), Failure> {
    let path = workspace::root().join("Cargo.lock");
    let lock = fs::read_to_string(&path).map_err(|error| Failure::io(path.display(), &error))?;
    compare(locked(&lock, "wasm-bindgen"), tools::WASM_BINDGEN.version)
}

fn compare(library: Option<&str>, tool: &str) -> Result<(), Failure> {
    match library {
        // No wasm crate has asked for it yet.
        None => Ok(()),
        Some(library) if library == tool => Ok(()),
        Some(library) => Err(Failure::new(format!("Cargo.lock has wasm-bindgen {library}, but the tool is pinned to {tool}"))
            .with_remedy(format!(
                "Either run: cargo update --package wasm-bindgen --precise {tool}\n\
                 or set WASM_BINDGEN's version to {library} in xtask/src/tools.rs, and `=` versions in the root Cargo.toml."
            ))),
    }
}

/// The version of a package in a Cargo.lock.
fn locked<'a>(lock: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = lock.lines().skip_while(|line| *line != format!("name = \"{name}\""));
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')
}

/// Complaints about npm versions that could move, and about a lock file that names one registry's address.
pub(super) fn npm(files: &[Tracked]) -> Vec<String> {
    let mut complaints = Vec::new();
    for file in files {
        let name = file.path.rsplit('/').next().unwrap_or_default();
        if name == "package-lock.json" && file.text.contains("\"resolved\"") {
            complaints
                .push(format!("{}: names download addresses; write it with npm's omit-lockfile-registry-resolved", file.path));
        }
        if name == "package.json" {
            complaints.extend(loose_versions(&file.text).into_iter().map(|what| format!("{}: {what} is not exact", file.path)));
        }
    }
    complaints
}

fn loose_versions(manifest: &str) -> Vec<String> {
    let manifest: serde_json::Value = serde_json::from_str(manifest).unwrap_or_default();
    let groups = ["dependencies", "devDependencies"].into_iter().filter_map(|group| manifest[group].as_object());
    let is_exact = |version: &str| version.starts_with(|c: char| c.is_ascii_digit()) && !version.contains([' ', 'x', '*', '|']);
    let loose = groups.flatten().filter(|(_, version)| !version.as_str().is_some_and(is_exact));
    loose.map(|(name, version)| format!("{name} {version}")).collect()
}

#[cfg(test)]
mod tests {
    use super::{compare, locked, loose_versions, npm};
    use crate::tidy::Tracked;

    #[test]
    fn the_library_and_the_tool_must_agree() {
        let lock =
            "[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.1\"\n\n[[package]]\nname = \"other\"\nversion = \"1.0.0\"\n";
        assert_eq!(locked(lock, "wasm-bindgen"), Some("0.2.1"));
        assert!(compare(locked(lock, "wasm-bindgen"), "0.2.1").is_ok());
        let told = compare(locked(lock, "wasm-bindgen"), "0.2.2").unwrap_err().to_string();
        assert!(told.contains("cargo update --package wasm-bindgen --precise 0.2.2"), "{told}");
    }

    #[test]
    fn npm_versions_are_exact_and_locks_name_no_address() {
        assert_eq!(loose_versions("{\"dependencies\":{\"a\":\"1.2.3\"}}"), [""; 0]);
        assert_eq!(loose_versions("{\"dependencies\":{\"a\":\"^1.2.3\"},\"devDependencies\":{\"b\":\"latest\"}}").len(), 2);
        let lock = Tracked { path: "x/package-lock.json".into(), text: "{\"resolved\": 1}".into(), ..Tracked::default() };
        assert_eq!(npm(&[lock]).len(), 1);
    }
}
