//! Every lesson that comes with dynalab, run against the engine as a learner would run it.
//!
//! For each check: it fails in the empty world that the lesson starts in, and it passes after its solution. For each runnable block:
//! it succeeds, or fails as its author says, and answers what the author shows.

use std::collections::BTreeSet;

use api::{Error, Json};
use course::{Lesson, Observation, ObservedRequest, ObservedTable, catalogue};
use engine::{Context, Engine, Refusal};
use lab::prices::Prices;
use lab::{Settled, receipt};
use model::{EpochMillis, HalfUnits};
use report::{BlockKind, Trace};

/// A fresh database and the last request that ran in it.
struct World {
    engine: Engine,
    prices: Prices,
    last: Option<ObservedRequest>,
}

impl World {
    fn new() -> Self {
        World { engine: Engine::new(1), prices: Prices::embedded().expect("the price file reads"), last: None }
    }

    /// Runs a block after all that it depends on: its last answer, or the name of the first exception.
    fn run_planned(&mut self, lesson: &Lesson, block: &str, already_run: &mut BTreeSet<String>) -> Result<Json, String> {
        let mut answer = Err(format!("{block} is no runnable block"));
        for id in lesson.plan(block, already_run) {
            answer = self.run_text(&lesson.run(&id).expect("planned blocks are runnable").text);
            let expected = lesson.expected_error(&id);
            assert_eq!(answer.as_ref().err().map(String::as_str), expected, "{}, block {id}", lesson.report.summary.id);
            already_run.insert(id);
        }
        answer
    }

    fn run_text(&mut self, text: &str) -> Result<Json, String> {
        let mut answer = Json::Null;
        for request in syntax::requests(text) {
            let request = request.unwrap_or_else(|error| panic!("{error}\n{text}"));
            answer = self.send(request.operation, &request.wire())?;
        }
        Ok(answer)
    }

    fn send(&mut self, operation: &str, body: &str) -> Result<Json, String> {
        let context = Context::new(EpochMillis(1_700_000_000_000), "us-east-1");
        let mut trace = Trace::default();
        let result = api::decode(operation, body.as_bytes()).and_then(|decoded| {
            let outcome = self.engine.execute(&context, decoded, Some(&mut trace));
            outcome.map(|outcome| outcome.response).map_err(|refusal| match refusal {
                Refusal::Error { error, .. } => error,
                Refusal::Missing(..) => panic!("everything is resident here"),
            })
        });
        operation.clone_into(&mut trace.operation);
        let encoded = api::encode(operation, &result);
        let settled = Settled { number: 1, time: context.now, status: encoded.status, billed_per_request: true };
        let receipt =
            receipt(&settled, &self.prices.of_receipts("us-east-1").expect("the region has prices"), &self.prices.date, trace);
        let error = result.as_ref().err().map(Error::name);
        self.last = Some(ObservedRequest::of(&receipt, error));
        match error {
            Some(name) => Err(name.to_owned()),
            None => Ok(Json::parse(&encoded.body).expect("answers are JSON")),
        }
    }

    fn observe(&self) -> Observation {
        let tables = self.engine.database().tables().map(|table| ObservedTable::of(table)).collect();
        Observation { tables, last: self.last.clone() }
    }
}

fn lessons() -> Vec<Lesson> {
    catalogue::lessons().iter().filter_map(|summary| catalogue::lesson(&summary.id)?.ok()).collect()
}

/// Whether everything shown is in the answer: objects may have more members, arrays have the same elements.
fn contains(answer: &Json, shown: &Json) -> bool {
    match (answer, shown) {
        (Json::Object(_), Json::Object(members)) => {
            members.iter().all(|(name, shown)| answer.get(name).is_some_and(|answer| contains(answer, shown)))
        }
        (Json::Array(answers), Json::Array(shown)) => {
            answers.len() == shown.len() && answers.iter().zip(shown).all(|(answer, shown)| contains(answer, shown))
        }
        _ => answer == shown,
    }
}

#[test]
fn checks_fail_at_the_start_and_pass_after_their_solution() {
    for lesson in lessons() {
        for check in lesson.checks() {
            let at = format!("{}, check {check}", lesson.report.summary.id);
            let mut world = World::new();
            assert!(!lesson.check(check, &world.observe()).unwrap().passed, "{at} passes at the start");
            let solution = lesson.solution(check).unwrap_or_else(|| panic!("{at} has no solution"));
            let mut run = BTreeSet::new();
            let planned = lesson.plan(solution, &run);
            for ancestor in planned.iter().take(planned.len() - 1) {
                drop(world.run_planned(&lesson, ancestor, &mut run));
            }
            assert!(!lesson.check(check, &world.observe()).unwrap().passed, "{at} passes before its solution");
            drop(world.run_planned(&lesson, solution, &mut run));
            let outcome = lesson.check(check, &world.observe()).unwrap();
            assert!(outcome.passed, "{at}: {:?}", outcome.findings);
        }
    }
}

#[test]
fn blocks_run_in_the_order_of_the_page_and_answer_what_is_shown() {
    for lesson in lessons() {
        let mut world = World::new();
        let mut run = BTreeSet::new();
        for block in &lesson.report.blocks {
            let BlockKind::Run(runnable) = &block.kind else { continue };
            let answer = world.run_planned(&lesson, &block.id, &mut run);
            let Some(shown) = &runnable.expected_output else { continue };
            let (answer, shown) = (answer.unwrap(), Json::parse(shown.as_bytes()).unwrap());
            assert!(contains(&answer, &shown), "{}, block {}: {answer}", lesson.report.summary.id, block.id);
        }
    }
}

/// The prose says what reads and writes cost; the engine agrees, and so do the predictions.
#[test]
fn predictions_are_what_happens() {
    let lesson = catalogue::lesson("employee-directory").unwrap().unwrap();
    let mut world = World::new();
    let mut run = BTreeSet::new();
    let mut after = |block: &str| {
        drop(world.run_planned(&lesson, block, &mut run));
        world.observe()
    };
    let units = after("get").last.unwrap().read_units;
    assert!(lesson.predict("p-get", &units.to_string()).unwrap().passed, "{units}");
    let scanned = after("scan").last.unwrap();
    assert!(lesson.predict("p-scan", &scanned.evaluated.to_string()).unwrap().passed, "{scanned:?}");
    assert_eq!(scanned.read_units, HalfUnits::whole(2), "half a unit in each of four partitions");
    let users = after("two-emails").tables.into_iter().find(|table| table.name == "Users").unwrap();
    assert!(lesson.predict("p-users", &users.item_count.to_string()).unwrap().passed);
    assert!(!lesson.predict("p-users", "1").unwrap().passed);
}
