//! The Python packages of the client runs: a virtual environment in the cache, keyed by the list of packages, so that a second
//! checkout reuses it.

use crate::host::Program;
use crate::{cache, command, failure::Failure, workspace};
use std::fs;
use std::path::PathBuf;

/// Installs what a list in the checkout pins; gives the interpreter that finds it.
pub(crate) fn install_from(list: &str) -> Result<PathBuf, Failure> {
    let list = workspace::root().join(list);
    let text = fs::read(&list).map_err(|error| Failure::io(list.display(), &error))?;
    let python = Program::Python.find().ok_or_else(|| Failure::new("not found on this machine: Python"))?;
    let name = format!("python/{:016x}", cache::fnv1a(&text));
    let place = cache::get_or_fill(
        &name,
        |place| place.join("bin/python").exists(),
        |place| {
            println!("Installing the Python packages (once for all checkouts).");
            command::show(command::in_root(&python).args(["-m", "venv"]).arg(place))?;
            let mut pip = command::in_root(place.join("bin/python"));
            pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "-r"]).arg(&list);
            command::show(&mut pip)
        },
    )?;
    Ok(place.join("bin/python"))
}
