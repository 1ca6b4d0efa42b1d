//! Replaying a case.

use api::Json;

use super::names::Names;
use super::reply_shape::misfit;
use super::{Case, Expectation, Reply, Step, Transport, difference};

/// How a case ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As expected.
    Passed,
    /// Not as expected, as the case says.
    KnownFailure,
    /// Not as expected: what differs.
    Failed(String),
    /// A known failure that passes: the line wants to be removed.
    Mended,
    /// The database under test cannot do what the case needs.
    LeftOut,
}

/// Milliseconds since 1970 at which every case begins.
const START_MS: u64 = 1_700_000_000_000;
/// Characters of a long body that a report shows.
const SHOWN: usize = 1_500;

enum Stop {
    Differs(String),
    Unable,
}

/// Replays a case against a fresh database.
pub fn replay(case: &Case, transport: &mut dyn Transport) -> Verdict {
    let mut replay = Replay { transport, now_ms: START_MS, names: Names::default() };
    let end = case.steps.iter().try_for_each(|step| replay.step(step));
    match (end, &case.known_failure) {
        (Ok(()), None) => Verdict::Passed,
        (Ok(()), Some(_)) => Verdict::Mended,
        (Err(Stop::Unable), _) => Verdict::LeftOut,
        (Err(Stop::Differs(_)), Some(_)) => Verdict::KnownFailure,
        (Err(Stop::Differs(difference)), None) => Verdict::Failed(difference),
    }
}

struct Replay<'t> {
    transport: &'t mut dyn Transport,
    now_ms: u64,
    names: Names,
}

impl Replay<'_> {
    fn step(&mut self, step: &Step) -> Result<(), Stop> {
        match step {
            Step::Table(table) => self.set_up("CreateTable", &table.request()),
            Step::Put { table, items } => {
                let mut puts = items.iter().map(|item| format!(r#"{{"TableName":"{table}","Item":{item}}}"#));
                puts.try_for_each(|put| self.set_up("PutItem", &put))
            }
            Step::Now(now_ms) => self.set_now(*now_ms),
            Step::Advance(passed_ms) => self.set_now(self.now_ms + passed_ms),
            Step::File { bucket, key, bytes } => able(self.transport.put_file(bucket, key, bytes)),
            Step::LegacyGlobalTables => able(self.transport.offer_legacy_global_tables()),
            Step::EnforceCapacity => able(self.transport.enforce_capacity()),
            Step::Delays(each_ms) => able(self.transport.set_delays(*each_ms)),
            Step::Exchange { line, operation, body, expectation } => {
                let (body, expectation) = (self.names.write_out(body), self.written_out(expectation));
                let reply = self.send(operation, &body);
                let problem = problem(&expectation, &reply).or_else(|| misfit_of(operation, &reply));
                if let Some(problem) = problem {
                    return Err(Stop::Differs(told(*line, operation, &body, &problem, &reply)));
                }
                if let (Some(expected), Ok(actual)) = (expectation.json(), Json::parse(&reply.body)) {
                    self.names.learn(expected, &actual);
                }
                Ok(())
            }
        }
    }

    /// What is expected, with the values that earlier replies gave.
    fn written_out(&self, expectation: &Expectation) -> Expectation {
        match expectation {
            Expectation::Exactly(status, json) => Expectation::Exactly(*status, self.names.write_out_json(json)),
            Expectation::AtLeast(status, json) => Expectation::AtLeast(*status, self.names.write_out_json(json)),
            Expectation::Exception { name, message } => {
                let message = message.as_ref().map(|message| self.names.write_out(message));
                Expectation::Exception { name: name.clone(), message }
            }
        }
    }

    fn set_up(&mut self, operation: &str, body: &str) -> Result<(), Stop> {
        let reply = self.send(operation, body);
        match (reply.status, misfit_of(operation, &reply)) {
            (200, None) => Ok(()),
            (200, Some(problem)) => Err(Stop::Differs(format!("set-up: {operation} {}: {problem}", shown(body)))),
            _ => Err(Stop::Differs(format!("set-up: {operation} {} answered {}", shown(body), text(&reply)))),
        }
    }

    fn send(&mut self, operation: &str, body: &str) -> Reply {
        self.transport.send(&target(operation), body.as_bytes())
    }

    fn set_now(&mut self, now_ms: u64) -> Result<(), Stop> {
        self.now_ms = now_ms;
        able(self.transport.set_now(now_ms))
    }
}

fn able(able: bool) -> Result<(), Stop> {
    if able { Ok(()) } else { Err(Stop::Unable) }
}

fn problem(expectation: &Expectation, reply: &Reply) -> Option<String> {
    // No body at all is told as an empty text.
    let body: &[u8] = if reply.body.is_empty() { b"\"\"" } else { &reply.body };
    let Ok(actual) = Json::parse(body) else { return Some("the body is not JSON".to_owned()) };
    let (status, expected, at_least) = match expectation {
        Expectation::Exactly(status, json) => (*status, json, false),
        Expectation::AtLeast(status, json) => (*status, json, true),
        Expectation::Exception { name, message } => return exception(name, message.as_deref(), reply.status, &actual),
    };
    if reply.status != status {
        return Some(format!("expected status {status}, got {}", reply.status));
    }
    difference(expected, &actual, at_least)
}

/// What does not fit the service model; an operation that does not exist fits none.
fn misfit_of(operation: &str, reply: &Reply) -> Option<String> {
    let operation = operation.rsplit('.').next().unwrap_or(operation);
    misfit(operation, reply.status, &reply.body)
}

fn exception(name: &str, message: Option<&str>, status: u16, actual: &Json) -> Option<String> {
    let text = |member: &str| actual.get(member).and_then(Json::as_text);
    let found = text("__type").and_then(|name| name.rsplit('#').next());
    if status != 400 || found != Some(name) {
        return Some(format!("expected status 400 and {name}, got status {status} and {}", found.unwrap_or("no exception")));
    }
    let found = text("message").or_else(|| text("Message"));
    (found != message)
        .then(|| format!("texts differ:\n  expected {}\n  got      {}", message.unwrap_or("(none)"), found.unwrap_or("(none)")))
}

fn told(line: usize, operation: &str, body: &str, problem: &str, reply: &Reply) -> String {
    format!("line {line}: {problem}\n> {operation} {}\n< {}", shown(body), text(reply))
}

fn text(reply: &Reply) -> String {
    format!("{} {}", reply.status, shown(&String::from_utf8_lossy(&reply.body)))
}

fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}… ({} bytes)", text.get(..end).unwrap_or(text), text.len()),
        None => text.to_owned(),
    }
}
/// The target of an operation: that of its service, unless a case names one.
fn target(operation: &str) -> String {
    if operation.contains('.') {
        return operation.to_owned();
    }
    let streams = api::shapes::operation(operation).is_some_and(|operation| operation.is_of_streams());
    let service = if streams { "DynamoDBStreams_20120810" } else { "DynamoDB_20120810" };
    format!("{service}.{operation}")
}
