//! `docs/operations.md` says what the running engine does. `cargo xtask operations` writes the page anew.

use std::path::{Path, PathBuf};
use std::{env, fs};

use tests::conformance::read_folder;
use tests::operations::{Coverage, InputShapes, Laboratory, page};

/// Set, it lets the test write the page instead of comparing it.
const WRITE: &str = "DYNALAB_WRITE_OPERATIONS";

#[test]
fn the_page_of_operations_is_up_to_date() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shapes = InputShapes::published().expect("the service model can be read");
    let text = fs::read_to_string(root.join("../crates/api/model/coverage.txt")).expect("coverage.txt");
    let coverage = Coverage::read(&text, &shapes).unwrap_or_else(|error| panic!("{error}"));
    let cases = read_folder(&root.join("conformance")).unwrap_or_else(|error| panic!("{error}"));
    let made = page(&shapes, &Laboratory::new(&shapes, &cases), &coverage).unwrap_or_else(|problems| {
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        panic!("{}", told.join("\n"))
    });
    let file: PathBuf = root.join("../docs/operations.md");
    if env::var_os(WRITE).is_some() {
        fs::write(&file, &made).expect("docs/ can be written");
        return;
    }
    let there = fs::read_to_string(&file).unwrap_or_default();
    assert!(there == made, "docs/operations.md is not up to date: run `cargo xtask operations` and read the difference");
}
