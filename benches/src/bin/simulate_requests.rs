//! A minute of requests through the engine, for wasm.

use benches::simulation::{minute, requests};
use report::Driver;

fn main() {
    let (offered, _) = requests(&minute(), Driver::PerRequest);
    assert!(offered > 0, "nothing was run");
}
