//! A simulated day, for wasm.

use benches::simulation::{days, requests};
use report::Driver;

fn main() {
    let (offered, _) = requests(&days(1), Driver::Fluid);
    assert!(offered > 0, "nothing was run");
}
