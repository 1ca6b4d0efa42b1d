//! What an SDK does with a request that was throttled: it waits and sends it again.
//!
//! Nobody waits here: engine time is moved on by each wait, so that buckets fill as they would have. Where the SDK draws its wait,
//! it is drawn from the workspace's seed. They come later ([`crate::later`]).
//!
//! Follows botocore: `retries/standard.py` (standard mode: four attempts for DynamoDB; before attempt n + 1 a throttled request
//! waits a random part of 1 s doubled n - 1 times, at most 20 s) and its legacy mode for DynamoDB (ten attempts; 50 ms doubled each
//! time, no chance). Throttled transactions and what batches leave unprocessed are not repeated, as in the SDKs.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use api::Error;
use lab::Chance;
use report::{Attempt, RetryMode};

use crate::console::Executed;
use crate::host::Host;
use crate::workspace::{Failure, Workspace};

/// How many attempts, the longest wait before the second one, whether a wait is drawn.
const fn policy(mode: RetryMode) -> (u32, u64, bool) {
    match mode {
        RetryMode::Standard => (4, 1_000, true),
        RetryMode::Legacy => (10, 50, false),
        RetryMode::None => (1, 0, false),
    }
}

/// No wait is longer, in milliseconds (botocore).
const WAIT_MAX_MS: u64 = 20_000;

/// What became of a request in the end, and all its attempts, the first one included.
pub(crate) type Repeated<'a> = Pin<Box<dyn Future<Output = (Executed, Vec<Attempt>)> + 'a>>;

/// Repeats a request whose first attempt was this, as long as it is throttled.
#[inline(never)]
pub(crate) fn repeat<'a>(
    host: &'a Rc<Host>,
    workspace: &'a Rc<Workspace>,
    operation: &'a str,
    body: &'a str,
    first: Executed,
) -> Repeated<'a> {
    Box::pin(async move {
        let mut attempts = Vec::new();
        if !is_throttled(&first) {
            return (first, attempts);
        }
        let (most, base_ms, is_drawn) = policy(workspace.limits.get().retries);
        let chance = Chance::new(workspace.engine.borrow().seed());
        let mut executed = first;
        let (mut wait_ms, mut wait_max_ms) = (0, 0);
        loop {
            attempts.push(attempt(&executed, wait_ms, wait_max_ms));
            let made = attempts.len() as u32;
            if made >= most || !is_throttled(&executed) {
                return (executed, attempts);
            }
            wait_max_ms = (base_ms << (made - 1)).min(WAIT_MAX_MS);
            wait_ms = match is_drawn {
                true => chance.below("retry", executed.receipt.number, wait_max_ms + 1),
                false => wait_max_ms,
            };
            workspace.ahead_ms.set(workspace.ahead_ms.get().saturating_add(wait_ms));
            executed = host.execute(workspace, operation, body).await;
        }
    })
}

fn is_throttled(executed: &Executed) -> bool {
    reasons(executed).is_some()
}

fn reasons(executed: &Executed) -> Option<&[api::ThrottlingReason]> {
    match &executed.result {
        Err(Failure::Exception(Error::ProvisionedThroughputExceeded(_, reasons) | Error::Throttling(_, reasons))) => {
            Some(reasons)
        }
        _ => None,
    }
}

fn attempt(executed: &Executed, wait_ms: u64, wait_max_ms: u64) -> Attempt {
    let reasons = reasons(executed).unwrap_or_default();
    let error = match &executed.result {
        Err(Failure::Exception(error)) => Some(error.name().to_owned()),
        _ => None,
    };
    let reasons = reasons.iter().map(|one| (one.reason.clone(), one.resource.clone())).collect();
    Attempt { wait_ms, wait_max_ms, status: executed.status, error, reasons }
}
