//! The part of this program that comes later.
//!
//! `cargo xtask dist` splits the worker's wasm: what the first screen needs, and what `xtask/later.txt` names. A call into the
//! second part would load it by itself, but it could fail there, in the middle of things. So whoever begins something that may
//! need it asks here first: [`ensure`] fails before anything was touched.
//!
//! Where the wasm was not split, and in the tests, everything is here from the start.

use std::cell::Cell;

use js_sys::Function;
use report::ErrorReport;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::desk::link::{global_function, missing};

/// Operations that the first screen needs: the same as in `xtask/later.txt`. Any other is taken to come later.
const FIRST: [&str; 7] = ["CreateTable", "DescribeTable", "ListTables", "PutItem", "GetItem", "Query", "Scan"];

/// The member of a CreateTable that makes it one of the others.
const VECTORS: &[u8] = b"VectorIndexes";

/// Name of the function that `web/worker_boot.js` gives the worker.
const LOADER: &str = "dynalabLater";

#[wasm_bindgen]
extern "C" {
    /// Loads the later part: with `true` it is here on return, or an exception is thrown; with `false` it comes when the
    /// worker has nothing better to do. The calls with `true` are those that `cargo xtask dist` puts in place of what moves.
    #[wasm_bindgen(js_name = dynalabLater)]
    fn dynalab_later(now: bool);
}

thread_local! {
    /// It is here, so that nobody need ask JavaScript again.
    static HERE: Cell<bool> = const { Cell::new(false) };
}

/// The first screen is up: the later part may come.
pub(crate) fn prefetch() {
    if loader().is_some() {
        dynalab_later(false);
    }
}

/// Waits for the later part if it is not here. The wait is a stop: it ends within the message handler.
pub(crate) fn ensure() -> Result<(), ErrorReport> {
    if HERE.get() {
        return Ok(());
    }
    if let Some(load) = loader() {
        load.call1(&JsValue::UNDEFINED, &JsValue::TRUE).map_err(|reason| missing(&reason))?;
    }
    HERE.set(true);
    Ok(())
}

/// The same, before this operation's request is read. A table with vector indexes is made by what comes later.
pub(crate) fn ensure_for(operation: &str, body: &[u8]) -> Result<(), ErrorReport> {
    let has_vectors = || operation == "CreateTable" && body.windows(VECTORS.len()).any(|part| part == VECTORS);
    if FIRST.contains(&operation) && !has_vectors() { Ok(()) } else { ensure() }
}

fn loader() -> Option<Function> {
    global_function(LOADER)
}
