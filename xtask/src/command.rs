//! Running other programs: quietly, visibly, or visibly while reading along.

use crate::{failure::Failure, workspace};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, ExitStatus, Stdio};

/// The cargo that runs us (so that `cargo +nightly xtask` stays on nightly), in the root of the checkout.
pub(crate) fn cargo() -> Command {
    let mut cargo = in_root(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // `cargo run` tells us about the xtask package; a nested cargo must not think these are its own.
    for name in ["CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH", "CARGO_PKG_NAME", "CARGO_PKG_VERSION"] {
        cargo.env_remove(name);
    }
    cargo
}

/// A program to be run in the root of the checkout.
pub(crate) fn in_root(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(workspace::root());
    command
}

/// Runs it with its output in plain sight.
pub(crate) fn show(command: &mut Command) -> Result<(), Failure> {
    println!("$ {}", spell(command));
    let status = command.status().map_err(|error| not_started(command, &error))?;
    succeeded(command, status)
}

/// Runs it quietly and gives what it printed.
pub(crate) fn output(command: &mut Command) -> Result<String, Failure> {
    let output = command.output().map_err(|error| not_started(command, &error))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        let said = String::from_utf8_lossy(&output.stderr);
        Err(Failure::new(format!("`{}` failed ({}):\n{}", spell(command), output.status, said.trim())))
    }
}

/// Runs it with its output in plain sight, and hands each line of standard output to `read`.
pub(crate) fn follow(command: &mut Command, mut read: impl FnMut(&str)) -> Result<ExitStatus, Failure> {
    println!("$ {}", spell(command));
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|error| not_started(command, &error))?;
    if let Some(pipe) = child.stdout.take() {
        let mut pipe = BufReader::new(pipe);
        let mut line = Vec::new();
        // Tests may print bytes that are no text, so lines are read as bytes.
        while pipe.read_until(b'\n', &mut line).is_ok_and(|count| count > 0) {
            // A closed terminal is no reason to stop the tests.
            _ = std::io::stdout().write_all(&line);
            read(String::from_utf8_lossy(&line).trim_end());
            line.clear();
        }
    }
    child.wait().map_err(|error| not_started(command, &error))
}

/// The command as a person would type it, without the folder of the program.
pub(crate) fn spell(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let mut words = vec![program.to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|word| match word.to_string_lossy() {
        word if word.contains([' ', '*', '"']) => format!("'{word}'"),
        word => word.into_owned(),
    }));
    words.join(" ")
}

fn succeeded(command: &Command, status: ExitStatus) -> Result<(), Failure> {
    match status.success() {
        true => Ok(()),
        false => Err(Failure::new(format!("`{}` failed ({status})", spell(command)))),
    }
}

fn not_started(command: &Command, error: &std::io::Error) -> Failure {
    Failure::new(format!("`{}` could not be started: {error}", spell(command)))
}
