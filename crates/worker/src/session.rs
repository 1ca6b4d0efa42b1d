//! What this visit knows beside the data: receipts and the requests run.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use model::EpochMillis;
use report::{PastTouch, RanRequest, Receipt, Touched};

use crate::lessons;

/// Receipts kept (our bound: more than anybody scrolls through).
const RECEIPTS_MAX: usize = 200;
/// Requests kept for a replayable report, and their bytes (our bounds: a report that can still be pasted).
const REQUESTS_MAX: usize = 1_000;
const REQUESTS_BYTES_MAX: usize = 1_048_576;

/// What this visit knows.
#[derive(Default)]
pub(crate) struct Session {
    /// Newest first, each with the name of the exception it ended with.
    receipts: RefCell<VecDeque<(Receipt, Option<String>)>>,
    /// Requests run so far.
    count: Cell<u64>,
    /// When a script's request was last traced, and its operation.
    traced: RefCell<(EpochMillis, String)>,
    requests: RefCell<VecDeque<Logged>>,
    requests_bytes: Cell<usize>,
    /// Learner's state of lessons.
    pub(crate) lessons: RefCell<lessons::Learner>,
}

/// One request as it was run.
struct Logged {
    time: EpochMillis,
    operation: String,
    body: String,
    status: u16,
}

impl Session {
    /// The number of the next request.
    pub(crate) fn next_number(&self) -> u64 {
        self.count.set(self.count.get() + 1);
        self.count.get()
    }

    /// Whether a script's request at this time is traced: in a burst, one of each operation in a millisecond. The others are
    /// metered and billed all the same; two hundred receipts could not show them anyway.
    pub(crate) fn takes_trace(&self, time: EpochMillis, operation: &str) -> bool {
        let (last_time, last_operation) = &mut *self.traced.borrow_mut();
        if *last_time == time && last_operation == operation {
            return false;
        }
        *last_time = time;
        operation.clone_into(last_operation);
        true
    }

    /// Keeps a receipt.
    pub(crate) fn keep(&self, receipt: Receipt, error: Option<String>) {
        let mut receipts = self.receipts.borrow_mut();
        receipts.push_front((receipt, error));
        receipts.truncate(RECEIPTS_MAX);
    }

    /// Receipts, newest first.
    pub(crate) fn receipts(&self) -> Vec<Receipt> {
        self.receipts.borrow().iter().map(|(receipt, _)| receipt.clone()).collect()
    }

    /// The last request and the name of the exception it ended with.
    pub(crate) fn last(&self) -> Option<(Receipt, Option<String>)> {
        self.receipts.borrow().front().cloned()
    }

    /// What the last requests touched of a table or of one of its indexes, newest first.
    pub(crate) fn touched(&self, table: &str, index: Option<&str>) -> Vec<PastTouch> {
        let receipts = self.receipts.borrow();
        let touches = receipts.iter().flat_map(|(receipt, _)| receipt.trace.touches.iter().map(move |touch| (receipt, touch)));
        touches
            .filter(|(_, touch)| touch.table == table && touch.index.as_deref() == index)
            .take(report::PartitionLane::TOUCHED_MAX)
            .map(|(receipt, touch)| PastTouch {
                at_s: receipt.time.0 / 1_000,
                touched: Touched {
                    request: receipt.number,
                    operation: receipt.operation.clone(),
                    partition: touch.partition,
                    hash: touch.hash,
                    access: touch.access,
                    key: touch.key.clone(),
                },
            })
            .collect()
    }

    /// Remembers a request for the replayable report; the oldest go when there are too many.
    pub(crate) fn log(&self, time: EpochMillis, operation: &str, body: String, status: u16) {
        let mut requests = self.requests.borrow_mut();
        let mut bytes = self.requests_bytes.get() + body.len();
        requests.push_back(Logged { time, operation: operation.to_owned(), body, status });
        while requests.len() > REQUESTS_MAX || bytes > REQUESTS_BYTES_MAX {
            let Some(oldest) = requests.pop_front() else { break };
            bytes -= oldest.body.len();
        }
        self.requests_bytes.set(bytes);
    }

    /// The requests that succeeded, the oldest first.
    pub(crate) fn succeeded(&self) -> Vec<RanRequest> {
        let requests = self.requests.borrow();
        let ran = requests.iter().filter(|request| request.status == 200).map(|request| RanRequest {
            time: request.time,
            operation: request.operation.clone(),
            body: request.body.clone(),
        });
        ran.collect()
    }

    /// Version, seed and operations, in the form of the conformance cases.
    pub(crate) fn replayable_report(&self, seed: u64) -> String {
        let requests = self.requests.borrow();
        let left_out = self.count.get().saturating_sub(requests.len() as u64);
        let mut text = format!("# dynalab {} replayable report, seed {seed}\n", env!("CARGO_PKG_VERSION"));
        if left_out > 0 {
            text.push_str(&format!("# {left_out} earlier requests are left out\n"));
        }
        for request in requests.iter() {
            text.push_str(&format!("@ now {}\n> {} {}\n< {}\n", request.time.0, request.operation, request.body, request.status));
        }
        text
    }

    /// Another workspace begins: nothing of the old one is shown.
    pub(crate) fn forget(&self) {
        self.receipts.borrow_mut().clear();
        self.requests.borrow_mut().clear();
        self.requests_bytes.set(0);
        self.count.set(0);
        *self.lessons.borrow_mut() = lessons::Learner::default();
    }
}
