//! What keeps the pure crates pure, and every crate under the same lints.

use super::imports::PURE;
use super::{Tracked, texts};
use crate::workspace::Member;
use std::fs;

/// The one text of `clippy.toml` in a pure crate.
const CANONICAL: &str = include_str!("../../pure-clippy.toml");

/// Complaints about missing or differing `clippy.toml` files of pure crates.
pub(super) fn clippy_files(members: &[Member]) -> Vec<String> {
    let pure = members.iter().filter(|member| PURE.contains(&member.name.as_str()));
    pure.filter_map(|member| clippy_file(&member.name, fs::read_to_string(member.folder.join("clippy.toml")).ok())).collect()
}

fn clippy_file(name: &str, text: Option<String>) -> Option<String> {
    (text.as_deref() != Some(CANONICAL))
        .then(|| format!("crates/{name}/clippy.toml differs: cp xtask/pure-clippy.toml crates/{name}/clippy.toml"))
}

/// Complaints about members that do not take the workspace's lints.
pub(super) fn shared_lints(members: &[Member]) -> Vec<String> {
    let manifest = |member: &Member| fs::read_to_string(member.folder.join("Cargo.toml")).unwrap_or_default();
    members
        .iter()
        .filter(|member| !takes_shared_lints(&manifest(member)))
        .map(|member| format!("{}: its Cargo.toml lacks `[lints]` with `workspace = true`", member.name))
        .collect()
}

fn takes_shared_lints(manifest: &str) -> bool {
    let mut after = manifest.lines().map(str::trim).skip_while(|line| *line != "[lints]").skip(1);
    manifest.lines().any(|line| line.trim() == "lints.workspace = true")
        || after.find(|line| !line.is_empty() && !line.starts_with('#')) == Some("workspace = true")
}
/// The crates whose numbers are exact.
const EXACT: &[&str] = &["model", "expr", "capacity", "engine"];

/// The few files of theirs that may use floating point, and why.
const FLOATS: &[(&str, &str)] =
    &[("crates/engine/src/vector_score.rs", "scores of vectors are floating point by definition; sums have a pinned order")];

/// Complaints about floating point where numbers are exact: clippy cannot ban a type in some files only.
pub(super) fn floats(files: &[Tracked]) -> Vec<String> {
    let is_exact = |path: &str| EXACT.iter().any(|name| path.starts_with(&format!("crates/{name}/src/")));
    let named = |path: &str| FLOATS.iter().any(|(file, _)| *file == path);
    let exact = texts::shipped(files).filter(|file| is_exact(&file.path) && !named(&file.path));
    exact
        .filter(|file| {
            texts::code(&file.text).split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| matches!(word, "f32" | "f64"))
        })
        .map(|file| format!("{}: floating point in an exact crate; count in whole units, or name the file in FLOATS", file.path))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{CANONICAL, clippy_file, floats, takes_shared_lints};
    use crate::tidy::Tracked;

    #[test]
    fn floating_point_in_an_exact_crate_is_told() {
        let told =
            |path: &str, text: &str| floats(&[Tracked { path: path.into(), text: text.into(), ..Tracked::default() }]).len();
        assert_eq!(told("crates/engine/src/meter.rs", "fn f(x: f64) {}"), 1);
        assert_eq!(told("crates/engine/src/meter.rs", "// no f64 here\nfn f(xf64: u8) {}\n#[cfg(test)]\nfn g() -> f64 {}"), 0);
        assert_eq!(told("crates/report/src/lib.rs", "fn f(x: f64) {}"), 0);
    }

    #[test]
    fn a_missing_or_softened_clippy_file_is_told() {
        assert_eq!(clippy_file("engine", Some(CANONICAL.to_owned())), None);
        assert!(clippy_file("engine", None).is_some());
        assert!(clippy_file("engine", Some(CANONICAL.replace("Instant", "Instance"))).is_some());
    }

    #[test]
    fn lints_of_its_own_are_told() {
        assert!(takes_shared_lints("[package]\nname = \"a\"\n\n[lints]\nworkspace = true\n"));
        assert!(!takes_shared_lints("[package]\nname = \"a\"\n[dependencies]\nserde.workspace = true\n"));
        assert!(!takes_shared_lints("[lints]\nrust.unsafe_code = \"allow\"\n[other]\nworkspace = true\n"));
    }
}
