//! The binary `dynalab`: reads the command line, serves until it is told to stop, or runs a scenario.

use std::io::Write;
use std::process::ExitCode;

use cli::arguments::{self, Command, Simulation, USAGE};
use cli::{Server, Settings};

fn main() -> ExitCode {
    match arguments::read(std::env::args_os().skip(1)) {
        Ok(Command::Help) => say(USAGE),
        Ok(Command::Version) => say(concat!("dynalab ", env!("CARGO_PKG_VERSION"))),
        Ok(Command::Serve(settings)) => return serve(&settings),
        Ok(Command::Simulate(settings)) => return simulate(&settings),
        Ok(Command::Templates) => {
            // Whoever closes the pipe has seen enough.
            let _ = cli::simulate::list(&mut std::io::stdout());
        }
        Err(error) => {
            eprintln!("dynalab: {error}\n`dynalab --help` lists the options.");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

fn serve(settings: &Settings) -> ExitCode {
    let told_to_stop = match Signals::new() {
        Ok(signals) => signals,
        Err(error) => return failed(&error),
    };
    let server = match Server::start(settings) {
        Ok(server) => server,
        Err(error) => return failed(&error),
    };
    say(&format!("dynalab serves DynamoDB at http://{} (Ctrl-C stops it)", server.address()));
    told_to_stop.wait();
    server.stop();
    say("dynalab has stopped.");
    ExitCode::SUCCESS
}

fn simulate(settings: &Simulation) -> ExitCode {
    match cli::simulate::simulate(settings) {
        Ok(report) => {
            let _ = std::io::stdout().write_all(report.as_bytes());
            ExitCode::SUCCESS
        }
        Err(error) => failed(&error),
    }
}

/// Prints a line. Whoever closes the pipe does not want it; that is no reason to stop.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

fn failed(error: &dyn std::error::Error) -> ExitCode {
    eprintln!("dynalab: {error}");
    ExitCode::FAILURE
}

/// The signals that mean: stop. They are caught from here on.
struct Signals {
    runtime: tokio::runtime::Runtime,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let inside = runtime.enter();
        let (terminate, interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        drop(inside);
        Ok(Signals { runtime, terminate, interrupt })
    }

    fn wait(self) {
        let Signals { runtime, mut terminate, mut interrupt } = self;
        runtime.block_on(std::future::poll_fn(|context| {
            if terminate.poll_recv(context).is_ready() || interrupt.poll_recv(context).is_ready() {
                return std::task::Poll::Ready(());
            }
            std::task::Poll::Pending
        }));
    }
}

#[cfg(not(unix))]
impl Signals {
    fn new() -> std::io::Result<Self> {
        Ok(Signals { runtime: tokio::runtime::Builder::new_current_thread().enable_all().build()? })
    }

    fn wait(self) {
        // Without Ctrl-C there is no other way to be told, so an error is as good as the signal.
        let _ = self.runtime.block_on(tokio::signal::ctrl_c());
    }
}
