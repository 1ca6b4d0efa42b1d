//! A run in steps: each takes a bounded time, between them the worker's messages come in.
//!
//! How much a step may do is measured, not known: a step that was quicker than it may be makes the next one larger, and the
//! other way round. So a cancel is heard after one step, on a slow computer as on a quick one.

use std::cell::Cell;

use client::{LabProgress, LabTell};
use js_sys::{Function, Promise};
use report::{RunSketch, SimulationReport};
use wasm_bindgen_futures::JsFuture;
use web_sys::DedicatedWorkerGlobalScope;

/// What a step is to take (our bound: a cancel is heard well within 200 ms, and the pause between two steps costs little).
const STEP_MS: f64 = 40.0;
/// A first step, before anything was measured: the driver's estimate of 10 ms.
const FIRST_BUDGET: u64 = 10_000;
/// No step is larger than this many times the one before.
const GROWTH_MAX: f64 = 4.0;
/// How often progress is told at most.
const TELL_MS: f64 = 100.0;

/// What can be run in steps.
pub(crate) trait Steps {
    /// Does about so much work, in microseconds as the driver estimates them: the seconds simulated and to simulate, of all designs.
    fn step(&mut self, work_us: u64) -> (u64, u64);
    /// What it has told so far.
    fn sketch(&self) -> RunSketch;
    /// What it tells, once all is done.
    fn finish(self: Box<Self>) -> SimulationReport;
}

/// What others may do to a run that goes on.
#[derive(Default)]
pub(crate) struct RunState {
    cancelled: Cell<bool>,
}

impl RunState {
    /// Ends it after the step that it is in.
    pub(crate) fn cancel(&self) {
        self.cancelled.set(true);
    }
}

/// How a run ended.
pub(crate) enum Ended {
    Finished(Box<SimulationReport>),
    Cancelled,
}

/// Takes a run to its end; `ask` is told with its progress, and what the run has told so far.
pub(crate) async fn to_end(
    mut steps: Box<dyn Steps>,
    ask: u32,
    state: &RunState,
    scope: &DedicatedWorkerGlobalScope,
    tell: impl Fn(LabTell),
) -> Ended {
    let clock = scope.performance();
    let now = || clock.as_ref().map_or_else(js_sys::Date::now, web_sys::Performance::now);
    let began = now();
    let mut told = began - TELL_MS;
    let mut budget = FIRST_BUDGET;
    loop {
        let before = now();
        let (done_s, total_s) = steps.step(budget);
        let after = now();
        if done_s >= total_s {
            return Ended::Finished(Box::new(steps.finish()));
        }
        if after - told >= TELL_MS {
            told = after;
            tell(LabTell::Progress(progress(ask, done_s, total_s, (after - began) as u64)));
            let sketch = steps.sketch();
            if sketch.designs.iter().any(|design| !design.points.is_empty()) {
                tell(LabTell::Sketch(Box::new(sketch)));
            }
        }
        budget = next_budget(budget, after - before);
        pause(scope).await;
        if state.cancelled.get() {
            return Ended::Cancelled;
        }
    }
}

fn progress(ask: u32, done_s: u64, total_s: u64, spent_ms: u64) -> LabProgress {
    let left = u128::from(spent_ms) * u128::from(total_s.saturating_sub(done_s));
    let left_ms = (done_s > 0).then(|| u64::try_from(left / u128::from(done_s)).unwrap_or(u64::MAX));
    LabProgress { ask, done_s, total_s, spent_ms, left_ms }
}

/// How much the next step does, from what this one took.
fn next_budget(budget: u64, took_ms: f64) -> u64 {
    let factor = (STEP_MS / took_ms.max(0.1)).clamp(1.0 / GROWTH_MAX, GROWTH_MAX);
    ((budget as f64 * factor) as u64).max(1)
}

/// Lets what has come meanwhile be handled.
async fn pause(scope: &DedicatedWorkerGlobalScope) {
    let turn = Promise::new(&mut |resolve: Function, _| {
        // A worker's timer is never refused.
        let _ = scope.set_timeout_with_callback(&resolve);
    });
    // The promise is only ever resolved.
    let _ = JsFuture::from(turn).await;
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{next_budget, progress};
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn steps_grow_and_shrink_towards_their_time() {
        assert_eq!(
            [(60, 10.0), (60, 40.0), (60, 80.0), (60, 1.0), (60, 9_000.0), (1, 9_000.0)]
                .map(|(budget, ms)| next_budget(budget, ms)),
            [240, 60, 30, 240, 15, 1]
        );
    }

    #[wasm_bindgen_test]
    fn what_is_left_follows_from_what_is_done() {
        assert_eq!(progress(1, 0, 100, 50).left_ms, None);
        assert_eq!(progress(1, 25, 100, 50).left_ms, Some(150));
        assert_eq!(progress(1, 1, u64::MAX, u64::MAX).left_ms, Some(u64::MAX));
    }
}
