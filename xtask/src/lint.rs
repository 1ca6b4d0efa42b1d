//! `cargo xtask lint`: what a reviewer should not have to say.

use crate::{command, failure::Failure, rust, tidy, workspace};
use std::process::Command;

/// Runs all of them even if one fails, so that one round shows everything.
pub(crate) fn run() -> Result<(), Failure> {
    rust::components()?;
    rust::wasm_target()?;
    let mut failed = Vec::new();
    if let Err(failure) = tidy::run() {
        eprintln!("{failure}");
        failed.push("cargo xtask tidy".to_owned());
    }
    for mut command in commands()? {
        if let Err(failure) = command::show(&mut command) {
            eprintln!("{failure}");
            failed.push(command::spell(&command));
        }
    }
    match failed.is_empty() {
        true => {
            println!("lints: all clean");
            Ok(())
        }
        false => Err(Failure::new(format!("{} of the lints failed:\n  {}", failed.len(), failed.join("\n  ")))),
    }
}

fn commands() -> Result<Vec<Command>, Failure> {
    let members = workspace::members()?;
    let shells: Vec<&str> = members.iter().filter(|member| member.is_wasm_shell()).map(|member| &*member.name).collect();
    let cargo = |args: &[&str]| {
        let mut cargo = command::cargo();
        cargo.args(args);
        cargo
    };
    let natively = |mut cargo: Command| {
        cargo.arg("--workspace").args(shells.iter().flat_map(|name| ["--exclude", name]));
        cargo
    };
    let in_wasm = |mut cargo: Command| {
        cargo.args(["--target", rust::WASM]).args(shells.iter().flat_map(|name| ["--package", name]));
        cargo
    };
    let strictly = |mut cargo: Command| {
        cargo.args(["--", "-D", "warnings"]);
        cargo
    };
    let mut commands = vec![
        cargo(&["fmt", "--all", "--check"]),
        strictly(natively(cargo(&["clippy", "--all-targets"]))),
        natively(cargo(&["doc", "--no-deps"])),
    ];
    if !shells.is_empty() {
        commands.push(strictly(in_wasm(cargo(&["clippy", "--all-targets", "--package", "client"]))));
        commands.push(in_wasm(cargo(&["doc", "--no-deps"])));
    }
    for command in &mut commands {
        command.env("RUSTDOCFLAGS", "-D warnings");
    }
    Ok(commands)
}
