//! GetItem, PutItem and Query over HTTP: dynalab, its server with a constant body, and other emulators, side by side.
//!
//! `cargo xtask bench --http` builds the binaries, gets the pinned emulators and starts this. Arguments: the programs
//! `dynalab`, `constant_endpoint` and `dynoxide`, and dynalite's script. Rounds alternate between the servers, so that a busy
//! machine slows all of them; what is printed are medians over the rounds, of requests in a second and of the ratios too.

#![expect(clippy::print_stdout, reason = "figures are what a bench is for")]

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use benches::http::{CONNECTIONS, Child, Operation, preparation, requests, run};

/// Rounds of each server.
const ROUNDS: usize = 15;
/// Time of a round: short, so that the servers of a round find the machine as busy as each other.
const ROUND: Duration = Duration::from_millis(500);
/// Time to warm up, before the first round: a JIT compiler needs some.
const WARM_UP: Duration = Duration::from_millis(1_500);

/// An operation, and how many times the best of the others dynalab is to answer.
const BARS: [(Operation, f64); 3] = [(Operation::GetItem, 1.5), (Operation::PutItem, 2.0), (Operation::Query, 2.5)];
/// What GetItem is to reach of the same server answering a constant body.
const CONSTANT_BAR: f64 = 0.7;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [dynalab, constant, dynoxide, dynalite] = arguments.as_slice() else {
        return Err("arguments: dynalab constant_endpoint dynoxide dynalite.js".into());
    };
    let mut servers = vec![
        ("dynalab", Child::start(dynalab, &["serve", "--port", "{port}"])?),
        ("dynoxide", Child::start(dynoxide, &["serve", "--port", "{port}", "--log", "quiet"])?),
        ("dynalite", Child::start("node", &[dynalite, "--port", "{port}", "--createTableMs", "0"])?),
    ];
    for (name, server) in &servers {
        fill(server).map_err(|error| format!("{name} did not take the items: {error}"))?;
    }
    let bytes = run(servers[0].1.address, &requests(Operation::GetItem), 1, Duration::ZERO)?.reply_bytes;
    servers.push(("constant body", Child::start(constant, &["{port}", &bytes.to_string()])?));

    println!("{CONNECTIONS} connections, items of 1 KiB, requests in a second (median of {ROUNDS} rounds):\n");
    println!("| operation | dynalab | dynoxide | dynalite | constant body | beside the best (bar) | beside constant (bar) |");
    println!("|---|---|---|---|---|---|---|");
    let mut kept = true;
    for (operation, bar) in BARS {
        let rounds = measure(&servers, operation)?;
        let [own, dynoxide, dynalite, constant] = [0, 1, 2, 3].map(|server| median(rounds.iter().map(|rates| rates[server])));
        let ratio = median(rounds.iter().map(|rates| rates[0] / rates[1].max(rates[2])));
        let of_constant = median(rounds.iter().map(|rates| rates[0] / rates[3]));
        let constant_bar = if operation == Operation::GetItem { format!(" ({CONSTANT_BAR})") } else { String::new() };
        println!(
            "| {} | {own:.0} | {dynoxide:.0} | {dynalite:.0} | {constant:.0} | {ratio:.2} ({bar}) | {of_constant:.2}{constant_bar} |",
            operation.name()
        );
        kept &= ratio >= bar && (operation != Operation::GetItem || of_constant >= CONSTANT_BAR);
    }
    if !kept {
        println!("\na bar is missed");
        // Not `exit`, which would leave the servers running.
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

fn fill(server: &Child) -> std::io::Result<()> {
    // One connection sends everything once, in order: the table first.
    for request in preparation() {
        loop {
            match run(server.address, std::slice::from_ref(&request), 1, Duration::ZERO) {
                Ok(_) => break,
                // The table of an emulator may take a moment to become active.
                Err(error) if error.to_string().contains("ResourceNotFound") => std::thread::sleep(Duration::from_millis(50)),
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}

/// Requests in a second of each server, for each round.
fn measure(servers: &[(&str, Child)], operation: Operation) -> Result<Vec<Vec<f64>>, Box<dyn Error>> {
    let requests = requests(operation);
    let mut rounds = Vec::with_capacity(ROUNDS);
    for round in 0..=ROUNDS {
        let time = if round == 0 { WARM_UP } else { ROUND };
        let rates = servers.iter().map(|(name, server)| {
            let load = run(server.address, &requests, CONNECTIONS, time).map_err(|error| format!("{name}: {error}"))?;
            Ok(load.per_second())
        });
        let rates = rates.collect::<Result<Vec<f64>, Box<dyn Error>>>()?;
        if round > 0 {
            rounds.push(rates);
        }
    }
    Ok(rounds)
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
