//! Lists `lessons/*.md`, so that adding a file is all it takes to add a lesson.

use std::fmt::Write;
use std::path::PathBuf;
use std::{env, fs};

fn main() {
    let folder = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR")).join("../../lessons");
    println!("cargo::rerun-if-changed={}", folder.display());
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("a readable folder").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    let mut source = format!("const FILES: [(&str, &str); {}] = [\n", paths.len());
    for path in &paths {
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a lesson's file name is UTF-8");
        let path = path.canonicalize().expect("a lesson that was listed is there");
        writeln!(source, "    ({name:?}, include_str!({:?})),", path.to_str().expect("a UTF-8 path")).expect("a string");
    }
    source.push_str("];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("lessons.rs");
    fs::write(out, source).expect("the output folder is writable");
}
