//! What this visit knows beside the data: receipts, the requests run, and the answers to the page's asks.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use client::{Answer, Ask};
use model::EpochMillis;
use report::{ErrorReport, Receipt, Touched};

use crate::desk::{self, Question, Reply};
use crate::host::{Host, refusal};
use crate::{console, lessons, transfer, views};

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
    pub(crate) fn touched(&self, table: &str, index: Option<&str>) -> Vec<Touched> {
        let receipts = self.receipts.borrow();
        let touches = receipts.iter().flat_map(|(receipt, _)| receipt.trace.touches.iter().map(move |touch| (receipt, touch)));
        touches
            .filter(|(_, touch)| touch.table == table && touch.index.as_deref() == index)
            .take(report::PartitionLane::TOUCHED_MAX)
            .map(|(receipt, touch)| Touched {
                request: receipt.number,
                operation: receipt.operation.clone(),
                partition: touch.partition,
                hash: touch.hash,
                access: touch.access,
                key: touch.key.clone(),
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

/// Answers an ask, or says why not.
pub(crate) async fn answer(host: &Rc<Host>, ask: Ask) -> Result<Answer, ErrorReport> {
    match ask {
        // A look at the frame is a look at the clock: what is due is done, so a new table is not CREATING for ever.
        Ask::Report => {
            if let Ok(workspace) = host.workspace() {
                workspace.catch_up();
            }
        }
        Ask::Run { input } => return Ok(Answer::Steps(console::run(host, &input).await?)),
        Ask::Execute { operation, body } => return Ok(Answer::Steps(vec![console::execute(host, &operation, &body).await?])),
        Ask::CliLine { operation, body } => {
            return match desk::link::ask(Question::CliLine { operation, body }).await? {
                Reply::Text(Some(line)) => Ok(Answer::Text(line)),
                _ => Err(refusal(
                    "NoSuchOperation",
                    "There is no AWS CLI command for this request: the operation or its JSON is not known.",
                )),
            };
        }
        Ask::Map { table } => return views::map(host, &table).await,
        Ask::FanOut { table, key } => return views::fan_out(host, &table, &key).await,
        Ask::Bill { region, repeats } => return views::bill(host, region.as_deref(), repeats).await,
        Ask::Receipts => return Ok(Answer::Receipts(host.session.receipts())),
        Ask::Undo => transfer::undo(host).await?,
        Ask::Redo => transfer::redo(host).await?,
        Ask::LoadSample { id } => transfer::load_sample(host, &id).await?,
        Ask::ResetWorkspace => transfer::reset(host).await?,
        Ask::CreateWorkspace { name } => host.switch_to(host.new_summary(&name), true).await,
        Ask::OpenWorkspace { id } => transfer::open(host, &id).await?,
        Ask::RenameWorkspace { id, name } => transfer::rename(host, &id, &name).await?,
        Ask::DuplicateWorkspace { name } => transfer::duplicate(host, &name).await?,
        Ask::DeleteWorkspace { id } => transfer::delete(host, &id).await?,
        Ask::Export => return transfer::export(host).await,
        Ask::Import { bytes } => transfer::import(host, &bytes).await?,
        Ask::StartAnew => host.start_anew().await,
        Ask::TakeOver => host.take_over().await,
        Ask::Lessons => return lessons::all().await,
        Ask::Lesson { id } => return lessons::one(&id).await,
        Ask::RunBlock { lesson, block, text } => return lessons::run(host, &lesson, &block, &text).await,
        Ask::Check { lesson, block } => return lessons::check(host, &lesson, &block).await,
        Ask::Predict { lesson, block, answer } => return lessons::predict(&lesson, &block, &answer).await,
        Ask::ReplayableReport => {
            let seed = host.workspace()?.engine.borrow().seed();
            return Ok(Answer::Text(host.session.replayable_report(seed)));
        }
    }
    Ok(Answer::Report(Box::new(host.report().await)))
}
