//! `cargo xtask tidy`: the rules of the house that no compiler checks. They run inside `cargo test` too.
//!
//! Each rule is a function from plain text to complaints, with a test that shows it can fail.

mod imports;
mod licenses;
mod pins;
mod purity;
mod texts;

pub(crate) use pins::wasm_bindgen as wasm_bindgen_pin;

use crate::{command, failure::Failure, workspace};
use std::fs;
use std::path::Path;

/// Checks everything and tells all complaints at once.
pub(crate) fn run() -> Result<(), Failure> {
    let complaints = complaints()?;
    if complaints.is_empty() {
        println!("tidy: all rules hold");
        return Ok(());
    }
    Err(Failure::new(format!("{} untidy things:\n  {}", complaints.len(), complaints.join("\n  "))))
}

fn complaints() -> Result<Vec<String>, Failure> {
    let root = workspace::root();
    let members = workspace::members()?;
    let files = tracked(&root)?;
    let mut all = Vec::new();
    all.extend(imports::direct(&members));
    all.extend(imports::trees(&members)?);
    all.extend(purity::clippy_files(&members));
    all.extend(purity::shared_lints(&members));
    all.extend(purity::floats(&files));
    all.extend(licenses::all()?);
    all.extend(texts::aws_texts(&files));
    all.extend(texts::machine_paths(&files));
    all.extend(texts::big_files(&files));
    all.extend(pins::npm(&files));
    if let Err(failure) = pins::wasm_bindgen() {
        all.push(failure.to_string().replace('\n', " "));
    }
    Ok(all)
}

/// A file that git tracks, as it is on disk.
#[derive(Debug, Clone, Default)]
struct Tracked {
    /// From the root, with forward slashes.
    path: String,
    size_bytes: u64,
    /// Empty if it is no text, or very large.
    text: String,
}

/// Larger than any text we write; larger ones break the rule about size anyway.
const MOST_TEXT_BYTES: u64 = 4 << 20;

fn tracked(root: &Path) -> Result<Vec<Tracked>, Failure> {
    let names = command::output(command::in_root("git").args(["ls-files", "-z"]))?;
    let read = |path: &str| {
        let file = root.join(path);
        // Deleted but not yet committed: nothing to check.
        let size_bytes = fs::metadata(&file).ok().filter(fs::Metadata::is_file)?.len();
        let text = if size_bytes > MOST_TEXT_BYTES { String::new() } else { fs::read_to_string(&file).unwrap_or_default() };
        Some(Tracked { path: path.to_owned(), size_bytes, text })
    };
    Ok(names.split('\0').filter(|name| !name.is_empty()).filter_map(read).collect())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_house_is_tidy() {
        let complaints = super::complaints().unwrap();
        assert!(complaints.is_empty(), "\n  {}\n", complaints.join("\n  "));
    }
}
