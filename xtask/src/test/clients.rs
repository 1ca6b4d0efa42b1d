//! The clients' stage: the AWS CLI, SDKs and libraries on top of them, each with a small realistic program in
//! `tests/clients`, against the native endpoint.

use super::tally::Tally;
use crate::{command, failure::Failure, npm, python, workspace};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// Programs for Node.js.
const NODE: [&str; 5] = ["sdk", "document", "electrodb", "dynamoose", "toolbox"];
/// Programs for Python.
const PYTHON: [&str; 4] = ["boto3_client", "boto3_resource", "pynamo", "aws_cli"];

/// Runs the programs whose path contains the filter; all of them, if there is none.
pub(super) fn run(filter: Option<&str>) -> Result<Tally, Failure> {
    let server = Server::start()?;
    let mut tally = Tally::default();
    for mut program in programs(filter)? {
        let name = command::spell(&program);
        let mut told = Tally::default();
        let status = command::follow(program.env("DYNALAB_ENDPOINT", &server.address), |line| told.read(line))?;
        told.settle(status.success(), &name);
        tally.add(told);
    }
    Ok(tally)
}

fn programs(filter: Option<&str>) -> Result<Vec<Command>, Failure> {
    let chosen = |path: &str| filter.is_none_or(|filter| path.contains(filter));
    let mut programs = vec![];
    let node: Vec<String> =
        NODE.iter().map(|name| format!("tests/clients/node/{name}.mjs")).filter(|path| chosen(path)).collect();
    if !node.is_empty() {
        let modules = npm::install_from("tests/clients/node")?;
        for path in node {
            let mut program = command::in_root("node");
            program.arg(path).env("DYNALAB_CLIENT_MODULES", &modules).env("NODE_NO_WARNINGS", "1");
            programs.push(program);
        }
    }
    let paths = PYTHON.iter().map(|name| format!("tests/clients/python/{name}.py")).filter(|path| chosen(path));
    let scripts: Vec<String> = paths.collect();
    if !scripts.is_empty() {
        let python = python::install_from("tests/clients/python/requirements.txt")?;
        for path in scripts {
            let mut program = command::in_root(&python);
            // No compiled files in the checkout.
            program.arg("-B").arg(path);
            programs.push(program);
        }
    }
    if chosen("tests/clients/rust") {
        programs.push(rust()?);
    }
    Ok(programs)
}

/// Builds the Rust program, a workspace of its own, beside everything else that cargo builds here.
fn rust() -> Result<Command, Failure> {
    let target = workspace::root().join("target/rust-client");
    let mut cargo = command::cargo();
    cargo.args(["build", "--quiet", "--locked", "--manifest-path", "tests/clients/rust/Cargo.toml", "--target-dir"]).arg(&target);
    command::show(&mut cargo)?;
    Ok(command::in_root(target.join("debug").join(format!("rust-client{}", std::env::consts::EXE_SUFFIX))))
}

/// A running endpoint; it ends with this value.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// Builds the endpoint and starts it on a free port.
    fn start() -> Result<Self, Failure> {
        command::show(command::cargo().args(["build", "--quiet", "--package", "cli"]))?;
        let binary: PathBuf = workspace::root().join("target/debug").join(format!("dynalab{}", std::env::consts::EXE_SUFFIX));
        let failed = |error: &std::io::Error| Failure::io(binary.display(), error);
        let mut serve = command::in_root(&binary);
        serve.args(["serve", "--port", "0"]).stdout(Stdio::piped());
        let mut child = serve.spawn().map_err(|error| failed(&error))?;
        let mut line = String::new();
        let read = child.stdout.take().map(|pipe| BufReader::new(pipe).read_line(&mut line));
        let address = line.split_whitespace().find(|word| word.starts_with("http://")).map(str::to_owned);
        let mut server = Server { child, address: address.clone().unwrap_or_default() };
        if address.is_none() {
            let _ = server.child.kill();
            return Err(Failure::new(format!("`dynalab serve` did not say where it listens: {line:?} {read:?}")));
        }
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be gone already, which a test above has told.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
