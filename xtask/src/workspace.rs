//! Where things are in this checkout, and what cargo says about it.

use crate::{command, failure::Failure};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// The root of the checkout. Taken at run time where cargo tells it, so that a moved checkout still works.
pub(crate) fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&here).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// One member of the workspace, as its manifest describes it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Member {
    pub(crate) name: String,
    /// The folder of its `Cargo.toml`.
    pub(crate) folder: PathBuf,
    /// Whether a plain `cargo test` builds it, so whether it runs natively.
    pub(crate) native: bool,
    pub(crate) dependencies: Vec<Dependency>,
    /// Names of its integration tests.
    pub(crate) test_targets: Vec<String>,
}

impl Member {
    /// Whether it exists only in the browser: the page and the worker. They are the ones a plain `cargo test` leaves out,
    /// together with the benches, which are native but long.
    pub(crate) fn is_wasm_shell(&self) -> bool {
        !self.native && self.name != "benches"
    }
}

/// A direct dependency, for whatever platform.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dependency {
    pub(crate) name: String,
    pub(crate) dev: bool,
}

/// All members, in cargo's order.
pub(crate) fn members() -> Result<Vec<Member>, Failure> {
    let mut cargo = command::cargo();
    cargo.args(["metadata", "--format-version", "1", "--no-deps"]);
    let text = command::output(&mut cargo)?;
    let metadata: Value = serde_json::from_str(&text)
        .map_err(|error| Failure::new(format!("cargo metadata answered something unreadable: {error}")))?;
    let defaults: Vec<&str> = strings(&metadata["workspace_default_members"]).collect();
    Ok(list(&metadata["packages"]).map(|package| member(package, &defaults)).collect())
}

fn member(package: &Value, defaults: &[&str]) -> Member {
    let manifest = Path::new(package["manifest_path"].as_str().unwrap_or_default());
    Member {
        name: package["name"].as_str().unwrap_or_default().to_owned(),
        folder: manifest.parent().map(Path::to_path_buf).unwrap_or_default(),
        native: package["id"].as_str().is_some_and(|id| defaults.contains(&id)),
        dependencies: list(&package["dependencies"])
            .map(|dependency| Dependency {
                name: dependency["name"].as_str().unwrap_or_default().to_owned(),
                dev: dependency["kind"] == "dev",
            })
            .collect(),
        test_targets: list(&package["targets"])
            .filter(|target| strings(&target["kind"]).any(|kind| kind == "test"))
            .filter_map(|target| target["name"].as_str().map(str::to_owned))
            .collect(),
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().map(Vec::as_slice).unwrap_or_default().iter()
}

fn strings(value: &Value) -> impl Iterator<Item = &str> {
    list(value).filter_map(Value::as_str)
}
