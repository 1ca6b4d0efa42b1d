//! Makes the test of the corpus in wasm out of the files of `conformance/`: no folder can be read there, so each file's text is
//! a part of the program, and each file is a test.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=conformance");
    println!("cargo::rerun-if-changed=build.rs");
    let folder = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("conformance");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "txt"));
    files.sort();
    let tests: Vec<String> = files.iter().map(|file| test(file)).collect();
    let out = Path::new(&env::var_os("OUT_DIR").unwrap_or_default()).join("corpus_tests.rs");
    fs::write(out, format!("const FILES: usize = {};\n{}", files.len(), tests.concat()))
}

/// The test of a file, named for it.
fn test(file: &Path) -> String {
    let topic = file.file_stem().unwrap_or_default().to_string_lossy();
    let name = topic.replace('-', "_");
    format!("#[wasm_bindgen_test]\nfn {name}() {{\n    replay_file({topic:?}, include_str!({file:?}));\n}}\n")
}
