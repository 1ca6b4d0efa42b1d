//! Random requests against the engine and a naive model, with failing commits and crashes; each seed runs twice.
//!
//! `SIMULATOR_SEED=7 cargo test --package tests --test simulator` runs that seed alone.

use tests::simulator::run;

/// Seeds of a plain run.
const SEEDS: u64 = 24;
/// Requests of each.
const STEPS: usize = 400;

#[test]
fn the_engine_agrees_with_the_model_and_with_itself() {
    let chosen = std::env::var("SIMULATOR_SEED").ok().and_then(|seed| seed.parse().ok());
    for seed in chosen.map_or(0..SEEDS, |seed| seed..seed + 1) {
        assert_eq!(run(seed, STEPS), run(seed, STEPS), "seed {seed} answers differently the second time");
    }
}
