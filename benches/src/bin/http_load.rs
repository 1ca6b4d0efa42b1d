//! The load generator alone, against any endpoint: for a profiler. Arguments: address, operation, seconds; `fill` fills first.

#![expect(clippy::print_stdout, reason = "figures are what a bench is for")]

use std::error::Error;
use std::time::Duration;

use benches::http::{CONNECTIONS, Operation, preparation, requests, run};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, operation, seconds] = arguments.as_slice() else { return Err("arguments: address operation seconds".into()) };
    let address = address.parse()?;
    let operation = match operation.as_str() {
        "fill" => {
            for request in preparation() {
                run(address, std::slice::from_ref(&request), 1, Duration::ZERO)?;
            }
            return Ok(());
        }
        "GetItem" => Operation::GetItem,
        "PutItem" => Operation::PutItem,
        _ => Operation::Query,
    };
    let load = run(address, &requests(operation), CONNECTIONS, Duration::from_secs(seconds.parse()?))?;
    println!("{:.0} a second, {} bytes", load.per_second(), load.reply_bytes);
    Ok(())
}
