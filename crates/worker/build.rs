//! Reads the lessons while the worker is built: a broken one fails the build, and the wasm carries no Markdown reader.

use std::path::PathBuf;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let lessons: Vec<course::Lesson> = course::catalogue::files()
        .map(|(name, lesson)| lesson.unwrap_or_else(|error| panic!("lessons/{name}.md, {error}")))
        .collect();
    let bytes = postcard::to_allocvec(&lessons).expect("lessons are plain data");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("lessons.bin");
    fs::write(out, bytes).expect("the output folder is writable");
}
