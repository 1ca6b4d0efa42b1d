//! Requests: those of scripts, answered within the message handler where possible, and those of the console and the forms,
//! which come with their receipt and, if they fail, an explanation.

use std::rc::Rc;

use api::{Error, Operation};
use engine::storage::StorageError;
use model::EpochMillis;
use report::{ConsoleStep, ErrorReport, Receipt, Trace};
use wasm_bindgen_futures::spawn_local;

use crate::desk::{self, Question, Reading, Reply};
use crate::host::{Host, refusal};
use crate::inbox::REQUEST_BYTES_MAX;
use crate::workspace::{Attempt, Failure, Step, Workspace};
use crate::{explain, later, receipts, retries};

/// What the console calls a request that is too long.
const TOO_LARGE: &str = "RequestTooLarge";

/// The `__type` of a fault that is not the request's.
const INTERNAL_ERROR: &str = "com.amazonaws.dynamodb.v20120810#InternalServerError";

/// What became of one request.
pub(crate) struct Executed {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    pub(crate) result: Result<(), Failure>,
    pub(crate) receipt: Receipt,
}

/// A request of a script on the page.
struct ScriptRequest {
    id: u32,
    target: String,
    body: Vec<u8>,
    time: EpochMillis,
    /// Whether it leaves a receipt.
    traced: bool,
}

impl Host {
    /// Answers a script's request: at once if nothing has to be waited for.
    pub(crate) fn request(self: &Rc<Self>, workspace: &Rc<Workspace>, id: u32, target: String, body: Vec<u8>) {
        let time = workspace.now();
        let traced = self.session.takes_trace(time, operation_name(&target));
        let request = ScriptRequest { id, target, body, time, traced };
        if let Err(missing) = later::ensure_for(operation_name(&request.target), &request.body) {
            return self.reply(workspace, request, Err(Failure::PartMissing(missing)));
        }
        let operation = match api::decode(&request.target, &request.body) {
            Ok(operation) => operation,
            Err(error) => {
                workspace.measure_refused(operation_name(&request.target), &error);
                return self.reply(workspace, request, Ok((Err(error), Trace::default())));
            }
        };
        match workspace.step(operation, traced) {
            Step::Done(attempt) => self.reply(workspace, request, Ok(attempt)),
            waiting => {
                let (host, workspace) = (Rc::clone(self), Rc::clone(workspace));
                spawn_local(async move {
                    // The operation is decoded again in the rare case that it has to be run again.
                    let again = || api::decode(&request.target, &request.body).ok();
                    let attempt = workspace.finish(waiting, again, traced).await;
                    host.reply(&workspace, request, attempt);
                });
            }
        }
    }

    /// Answers a script, then remembers the request; with a trace, its receipt too.
    fn reply(&self, workspace: &Workspace, request: ScriptRequest, attempt: Result<Attempt, Failure>) {
        let ScriptRequest { id, target, body, time, traced } = request;
        let operation = operation_name(&target);
        if traced {
            let executed = self.settle(workspace, operation, time, text(body), attempt);
            return self.outbox.response(id, executed.status, &executed.body);
        }
        measure_failure(workspace, operation, &attempt);
        let (encoded, ..) = encoded(operation, attempt);
        self.outbox.response(id, encoded.status, &encoded.body);
        self.session.next_number();
        self.session.log(time, operation, text(body), encoded.status);
    }

    /// Runs one wire request to its end, with receipt.
    pub(crate) async fn execute(self: &Rc<Self>, workspace: &Rc<Workspace>, operation: &str, body: &str) -> Executed {
        let time = workspace.context().now;
        let attempt = match decoded(operation, body) {
            Ok(Ok(decoded)) => {
                let step = workspace.step(decoded, true);
                workspace.finish(step, || api::decode(operation, body.as_bytes()).ok(), true).await
            }
            Ok(Err(error)) => {
                workspace.measure_refused(operation_name(operation), &error);
                Ok((Err(error), Trace::default()))
            }
            Err(failure) => Err(failure),
        };
        self.settle(workspace, operation_name(operation), time, body.to_owned(), attempt)
    }

    /// Encodes the answer, makes the receipt and remembers the request.
    fn settle(
        &self,
        workspace: &Workspace,
        operation: &str,
        time: EpochMillis,
        body: String,
        attempt: Result<Attempt, Failure>,
    ) -> Executed {
        measure_failure(workspace, operation, &attempt);
        let (encoded, result, mut trace) = encoded(operation, attempt);
        operation.clone_into(&mut trace.operation);
        let receipt = receipts::of(self.session.next_number(), time, encoded.status, workspace, trace);
        self.session.log(time, operation, body, encoded.status);
        let error = match &result {
            Ok(_) => None,
            Err(Failure::Exception(error)) => Some(error.name().to_owned()),
            Err(Failure::TooLarge) => Some(TOO_LARGE.to_owned()),
            Err(Failure::Storage(_) | Failure::PartMissing(_)) => Some(Error::InternalServerError.name().to_owned()),
        };
        self.session.keep(receipt.clone(), error);
        Executed { status: encoded.status, body: encoded.body, result, receipt }
    }
}

/// A request that storage failed is an error of the system.
fn measure_failure(workspace: &Workspace, operation: &str, attempt: &Result<Attempt, Failure>) {
    if let Err(Failure::Storage(_)) = attempt {
        workspace.measure_refused(operation, &Error::InternalServerError);
    }
}

/// The operation or the service's exception, if the request can be read at all.
fn decoded(operation: &str, body: &str) -> Result<Result<Operation, Error>, Failure> {
    if body.len() > REQUEST_BYTES_MAX {
        return Err(Failure::TooLarge);
    }
    later::ensure_for(operation_name(operation), body.as_bytes()).map_err(Failure::PartMissing)?;
    Ok(api::decode(operation, body.as_bytes()))
}

/// The answer over the wire, what became of the request, and its trace.
fn encoded(operation: &str, attempt: Result<Attempt, Failure>) -> (api::Encoded, Result<(), Failure>, Trace) {
    match attempt {
        Ok((result, trace)) => (api::encode(operation, &result), result.map(drop).map_err(Failure::Exception), trace),
        Err(failure) => {
            let encoded = match &failure {
                Failure::TooLarge => api::Encoded { status: 413, body: Vec::new() },
                Failure::PartMissing(report) => api::Encoded { status: 500, body: internal_error(&report.message) },
                _ => api::encode(operation, &Err(Error::InternalServerError)),
            };
            (encoded, Err(failure), Trace::default())
        }
    }
}

/// The service's own name for a fault of its own, with our words.
pub(crate) fn internal_error(message: &str) -> Vec<u8> {
    let members = [("__type", INTERNAL_ERROR), ("message", message)];
    let members = members.map(|(name, value)| (name.to_owned(), api::Json::Text(value.to_owned())));
    api::Json::Object(members.into()).to_string().into_bytes()
}

/// Runs what was typed into the console, request after request.
pub(crate) async fn run(host: &Rc<Host>, input: &str) -> Result<Vec<ConsoleStep>, ErrorReport> {
    let workspace = host.workspace()?;
    let mut steps = Vec::new();
    let Reply::Readings(readings) = desk::link::ask(Question::Read { input: input.to_owned() }).await? else { return Ok(steps) };
    for reading in readings {
        steps.push(match reading {
            Reading::Refused(step) => *step,
            Reading::Request { operation, wire, input, cli, notes } => {
                let (executed, attempts) = attempted(host, &workspace, &operation, &wire).await;
                ConsoleStep { cli, notes, attempts, ..step(&workspace, &input, &operation, &wire, executed).await }
            }
        });
    }
    Ok(steps)
}

/// Runs one request of a form.
pub(crate) async fn execute(host: &Rc<Host>, operation: &str, body: &str) -> Result<ConsoleStep, ErrorReport> {
    let workspace = host.workspace()?;
    let (executed, attempts) = attempted(host, &workspace, operation, body).await;
    Ok(ConsoleStep { attempts, ..step(&workspace, body, operation, body, executed).await })
}

/// Runs a request, and where capacity is enforced repeats it like an SDK as long as it is throttled.
async fn attempted(host: &Rc<Host>, workspace: &Rc<Workspace>, operation: &str, body: &str) -> (Executed, Vec<report::Attempt>) {
    let executed = host.execute(workspace, operation, body).await;
    if executed.result.is_ok() || !workspace.limits.get().enforced || later::ensure().is_err() {
        return (executed, Vec::new());
    }
    retries::repeat(host, workspace, operation, body, executed).await
}

async fn step(workspace: &Workspace, input: &str, operation: &str, wire: &str, executed: Executed) -> ConsoleStep {
    let error = match &executed.result {
        Ok(_) => None,
        Err(Failure::Exception(error)) => Some(exception(workspace, input, operation, wire, error).await),
        Err(Failure::TooLarge) => Some(too_large()),
        Err(Failure::Storage(error)) => Some(storage_failure(error)),
        Err(Failure::PartMissing(report)) => Some(report.clone()),
    };
    let body = if executed.body == b"{}" { String::new() } else { api::pretty(&executed.body) };
    ConsoleStep {
        input: input.to_owned(),
        operation: Some(operation.to_owned()),
        request: Some(api::pretty(wire.as_bytes())),
        cli: None,
        notes: Vec::new(),
        status: executed.status,
        output: if error.is_none() { body } else { String::new() },
        error,
        receipt: Some(executed.receipt),
        attempts: Vec::new(),
    }
}

async fn exception(workspace: &Workspace, input: &str, operation: &str, wire: &str, error: &Error) -> ErrorReport {
    let place = match error {
        Error::MalformedJson { line, column, .. } => Some((*line, *column)),
        _ => None,
    };
    let explanation = match later::ensure() {
        Ok(()) => explain::exception(workspace, input, operation, wire, error).await,
        Err(_) => None,
    };
    ErrorReport { name: error.name().to_owned(), message: error.message(), explanation, place }
}

/// AWS answers such a request with an empty HTTP 413, so there is no exception to name.
fn too_large() -> ErrorReport {
    let message = format!("A request is at most {REQUEST_BYTES_MAX} bytes long. Nothing of this one was read.");
    refusal(TOO_LARGE, &message)
}

/// Why a request has no outcome, in plain words.
pub(crate) fn failed(failure: Failure) -> ErrorReport {
    match failure {
        Failure::Exception(error) => refusal(error.name(), &error.message()),
        Failure::TooLarge => too_large(),
        Failure::Storage(error) => storage_failure(&error),
        Failure::PartMissing(report) => report,
    }
}

/// A failure of storage in plain words.
pub(crate) fn storage_failure(error: &StorageError) -> ErrorReport {
    match error {
        StorageError::Quota => refusal(
            "StorageFull",
            "The browser has no space left for this change, so it was not made. Delete items or tables, or export the workspace.",
        ),
        StorageError::Gone => refusal("StorageGone", "Another tab has taken this workspace over, so the change was not made."),
        StorageError::Failed(reason) => {
            refusal("StorageFailed", &format!("The browser could not store this change, so it was not made ({reason})."))
        }
    }
}

fn operation_name(target: &str) -> &str {
    target.rsplit('.').next().unwrap_or(target)
}

fn text(body: Vec<u8>) -> String {
    String::from_utf8(body).unwrap_or_else(|broken| String::from_utf8_lossy(broken.as_bytes()).into_owned())
}

/// Runs an operation that comes from this host itself (a sample, a reset); its exception is a refusal.
pub(crate) async fn run_own(host: &Rc<Host>, workspace: &Rc<Workspace>, operation: &str, body: &str) -> Result<(), ErrorReport> {
    let executed = host.execute(workspace, operation, body).await;
    executed.result.map(drop).map_err(failed)
}
