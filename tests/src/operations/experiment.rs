//! The experiments: a case of the corpus, replayed with one member of one request otherwise.

use core::cmp::Reverse;
use std::cell::OnceCell;

use api::Json;

use super::member::{InputMember, InputShape, InputShapes};
use super::mutation::{mutations, presence};
use crate::conformance::{Case, InProcess, Reply, Step, Transport, replay};

/// Requests without a member that it is tried on before it counts as without effect, besides all that have it; those of the
/// shortest cases.
const REQUESTS_MAX: usize = 60;
/// What the engine says of a member that it knows and does not execute.
const NOT_EXECUTED: &str = "is not supported here yet";

/// What the experiments say about a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// An answer became another.
    ActedOn,
    /// It is known and not executed, and the request is refused.
    Refused,
    /// No experiment showed an effect.
    WithoutEffect,
}

/// The corpus by operation, ready for experiments.
#[derive(Debug)]
pub struct Laboratory<'c> {
    shapes: &'c InputShapes,
    /// By the length of the case.
    requests: Vec<Sample<'c>>,
}

/// A request of a case.
#[derive(Debug)]
struct Sample<'c> {
    case: &'c Case,
    operation: &'c str,
    /// Which step of the case it is.
    step: usize,
    request: Json,
    /// How many requests the replay sends before it.
    before: usize,
}

impl<'c> Laboratory<'c> {
    /// Sorts the corpus.
    pub fn new(shapes: &'c InputShapes, cases: &'c [Case]) -> Self {
        let mut requests: Vec<Sample<'c>> = cases.iter().filter(|case| case.known_failure.is_none()).flat_map(samples).collect();
        requests.sort_by_cached_key(|sample| weight(sample.case));
        Laboratory { shapes, requests }
    }

    /// What the experiments say about each of these members of an operation, in order.
    pub fn findings(&self, operation: &str, members: &[InputMember]) -> Vec<Finding> {
        let samples: Vec<&Sample<'_>> = self.requests.iter().filter(|sample| sample.operation == operation).collect();
        let answers: Vec<OnceCell<Vec<Reply>>> = samples.iter().map(|_| OnceCell::new()).collect();
        let Some(input) = self.shapes.input(operation) else { return vec![] };
        let find = |member: &InputMember| {
            // First where the member is, then where most of what would hold it is.
            let present = |sample: &&Sample<'_>| presence(&sample.request, member);
            let mut order: Vec<usize> = (0..samples.len()).collect();
            order.sort_by_cached_key(|at| Reverse(samples.get(*at).map(present)));
            let all = order.iter().filter(|at| samples.get(**at).map(present) == Some(member.parts.len())).count();
            order.truncate(all + REQUESTS_MAX);
            let mut requests = order.into_iter().filter_map(|at| Some((samples.get(at)?, answers.get(at)?)));
            requests.find_map(|(sample, answers)| {
                let answers = answers.get_or_init(|| transcript(sample.case));
                // A request that is not well formed says nothing about its members.
                let is_well_formed = answers.get(sample.before).is_some_and(|reply| !is_malformed(reply));
                if is_well_formed { experiment(sample, answers, input, member) } else { None }
            })
        };
        members.iter().map(|member| find(member).unwrap_or(Finding::WithoutEffect)).collect()
    }
}

/// What the experiments on one request say about a member, if anything.
fn experiment(sample: &Sample<'_>, answers: &[Reply], input: InputShape<'_>, member: &InputMember) -> Option<Finding> {
    mutations(&sample.request, input, member).into_iter().find_map(|mutation| {
        let base = mutation.base.map(|request| transcript(&sample.with(&request)));
        let answers = base.as_deref().unwrap_or(answers);
        let others = transcript(&sample.with(&mutation.other));
        let (one, other) = (answers.get(sample.before)?, others.get(sample.before)?);
        if is_not_executed(one) || is_not_executed(other) {
            return Some(Finding::Refused);
        }
        (!is_malformed(one) && !is_malformed(other) && differ(answers, &others)).then_some(Finding::ActedOn)
    })
}

impl Sample<'_> {
    /// The case with another request in this one's place.
    fn with(&self, request: &Json) -> Case {
        let mut case = self.case.clone();
        if let Some(Step::Exchange { body, .. }) = case.steps.get_mut(self.step) {
            *body = request.to_string();
        }
        case
    }
}

/// Whether an answer became another. A replay ends where a case is not as expected: what follows is not compared.
fn differ(answers: &[Reply], others: &[Reply]) -> bool {
    answers.iter().zip(others).any(|(answer, other)| answer != other)
}

fn samples(case: &Case) -> Vec<Sample<'_>> {
    let mut before = 0;
    let mut found = vec![];
    for (step, what) in case.steps.iter().enumerate() {
        match what {
            Step::Table(_) => before += 1,
            Step::Put { items, .. } => before += items.len(),
            Step::Exchange { operation, body, .. } => {
                let operation = operation.rsplit('.').next().unwrap_or(operation);
                if let Ok(request) = Json::parse(body.as_bytes()) {
                    found.push(Sample { case, operation, step, request, before });
                }
                before += 1;
            }
            _ => {}
        }
    }
    found
}

/// How long a replay may take: the bytes of the case.
fn weight(case: &Case) -> usize {
    let bytes = |step: &Step| match step {
        Step::Put { items, .. } => items.iter().map(String::len).sum(),
        Step::Exchange { body, .. } => body.len(),
        Step::File { bytes, .. } => bytes.len(),
        _ => 0,
    };
    case.steps.iter().map(bytes).sum::<usize>() + case.steps.len() * 100
}

/// All replies of a replay, up to the first that is not as the case expects.
fn transcript(case: &Case) -> Vec<Reply> {
    let mut recorder = Recorder::default();
    replay(case, &mut recorder);
    recorder.replies
}

fn is_malformed(reply: &Reply) -> bool {
    let text = String::from_utf8_lossy(&reply.body);
    text.contains("#SerializationException") || text.contains("ailed to satisfy constraint")
}

fn is_not_executed(reply: &Reply) -> bool {
    String::from_utf8_lossy(&reply.body).contains(NOT_EXECUTED)
}

/// An engine whose replies are kept.
#[derive(Debug, Default)]
struct Recorder {
    engine: InProcess,
    replies: Vec<Reply>,
}

impl Transport for Recorder {
    fn send(&mut self, target: &str, body: &[u8]) -> Reply {
        let reply = self.engine.send(target, body);
        self.replies.push(reply.clone());
        reply
    }

    fn set_now(&mut self, now_ms: u64) -> bool {
        self.engine.set_now(now_ms)
    }

    fn set_delays(&mut self, each_ms: u64) -> bool {
        self.engine.set_delays(each_ms)
    }

    fn offer_legacy_global_tables(&mut self) -> bool {
        self.engine.offer_legacy_global_tables()
    }

    fn enforce_capacity(&mut self) -> bool {
        self.engine.enforce_capacity()
    }

    fn put_file(&mut self, bucket: &str, key: &str, bytes: &[u8]) -> bool {
        self.engine.put_file(bucket, key, bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::{Finding, Laboratory};
    use crate::conformance::read;
    use crate::operations::InputShapes;

    /// A read without a member that would show its effect: `ProjectionExpression` is added and does, and so on.
    #[test]
    fn an_effect_is_told_from_none() {
        let corpus = "# A read.\n@ table Tab pk:S\n@ put Tab {\"pk\":{\"S\":\"a\"}}\n\
            > GetItem {\"TableName\":\"Tab\",\"Key\":{\"pk\":{\"S\":\"a\"}}}\n< 200 {\"Item\":{\"pk\":{\"S\":\"a\"}}}\n";
        let cases = read("any", corpus).unwrap();
        let shapes = InputShapes::published().unwrap();
        let members = shapes.members("GetItem");
        let findings = Laboratory::new(&shapes, &cases).findings("GetItem", &members);
        let of = |name: &str| {
            let found = members.iter().zip(&findings).find(|(member, _)| member.to_string() == name);
            found.map(|(_, finding)| *finding)
        };
        assert_eq!(of("Key"), Some(Finding::ActedOn));
        assert_eq!(of("ReturnConsumedCapacity"), Some(Finding::ActedOn));
        assert_eq!(of("ConsistentRead"), Some(Finding::WithoutEffect));
    }
}
