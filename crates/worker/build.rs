//! Reads the lessons and the prices of the workspace's region while the worker is built: a broken file fails the build, and the
//! wasm carries no reader for them.

use std::path::PathBuf;
use std::{env, fs};

use serde::Serialize;

/// Region of a workspace's tables, as in `src/workspace.rs`.
const REGION: &str = "us-east-1";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let lessons: Vec<course::Lesson> = course::catalogue::files()
        .map(|(name, lesson)| lesson.unwrap_or_else(|error| panic!("lessons/{name}.md, {error}")))
        .collect();
    write("lessons.bin", &lessons);
    let prices = lab::prices::Prices::embedded().expect("the price file can be read");
    let region = prices.of_receipts(REGION).expect("the region has prices");
    write("prices.bin", &(region, &prices.date));
}

fn write(name: &str, data: &impl Serialize) {
    let bytes = postcard::to_allocvec(data).expect("plain data can be written");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join(name);
    fs::write(out, bytes).expect("the output folder is writable");
}
