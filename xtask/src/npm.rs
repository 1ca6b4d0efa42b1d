//! The few npm packages: wasm-opt for release builds, and the browser's driver for tests. Never `node_modules` in the
//! checkout: they live in the cache, keyed by the lock file, so that a second checkout reuses them.

use crate::{cache, command, failure::Failure, workspace};
use std::fs;
use std::path::PathBuf;

/// Installs what `tests/browser/package-lock.json` pins; gives the `node_modules` folder.
pub(crate) fn install() -> Result<PathBuf, Failure> {
    install_from("tests/browser")
}

/// Installs what the lock file in this folder of the checkout pins; gives the `node_modules` folder.
pub(crate) fn install_from(folder: &str) -> Result<PathBuf, Failure> {
    let source = workspace::root().join(folder);
    let lock = source.join("package-lock.json");
    let text = fs::read(&lock).map_err(|error| Failure::io(lock.display(), &error))?;
    let name = format!("npm/{:016x}", cache::fnv1a(&text));
    let place = cache::get_or_fill(
        &name,
        |place| place.join("node_modules").is_dir(),
        |place| {
            println!("Installing the npm packages (once for all checkouts).");
            for file in ["package.json", "package-lock.json"] {
                fs::copy(source.join(file), place.join(file)).map_err(|error| Failure::io(file, &error))?;
            }
            // npm is a script on Windows, which only a shell starts by its bare name.
            let mut npm = command::in_root(if cfg!(windows) { "npm.cmd" } else { "npm" });
            npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(place);
            command::show(&mut npm)
        },
    )?;
    Ok(place.join("node_modules"))
}
