//! The wire decoder and what stands behind it: arbitrary bytes, and requests of the corpus that were damaged, within their cases.

use std::path::Path;
use std::sync::LazyLock;

use api::Json;
use proptest::collection::vec;
use proptest::prelude::any;
use proptest::sample::{Index, select};
use tests::conformance::{Case, InProcess, Reply, Step, Transport, read_folder, replay};

use crate::edit::{apply, edits};
use crate::round::fuzz;

/// Steps of the longest case that is damaged, so that a round stays short.
const STEPS_MAX: usize = 40;
/// Bytes of the largest request in it.
const BODY_MAX: usize = 20_000;

static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance");
    let mut cases = read_folder(&folder).expect("the corpus");
    let is_small = |step: &Step| !matches!(step, Step::Exchange { body, .. } if body.len() > BODY_MAX);
    cases.retain(|case| case.steps.len() <= STEPS_MAX && case.steps.iter().all(is_small));
    cases
});

/// An engine whose replies are looked at.
#[derive(Default)]
pub(crate) struct Watched(InProcess);

impl Transport for Watched {
    fn send(&mut self, target: &str, body: &[u8]) -> Reply {
        let reply = self.0.send(target, body);
        let text = String::from_utf8_lossy(&reply.body);
        assert!(matches!(reply.status, 200 | 400), "{target} {}\n{} {text}", String::from_utf8_lossy(body), reply.status);
        assert!(reply.body.is_empty() || Json::parse(&reply.body).is_ok(), "the reply is not JSON: {text}");
        reply
    }

    fn set_now(&mut self, now_ms: u64) -> bool {
        self.0.set_now(now_ms)
    }

    fn set_delays(&mut self, each_ms: u64) -> bool {
        self.0.set_delays(each_ms)
    }

    fn offer_legacy_global_tables(&mut self) -> bool {
        self.0.offer_legacy_global_tables()
    }

    fn enforce_capacity(&mut self) -> bool {
        self.0.enforce_capacity()
    }

    fn put_file(&mut self, bucket: &str, key: &str, bytes: &[u8]) -> bool {
        self.0.put_file(bucket, key, bytes)
    }
}

#[test]
fn arbitrary_bytes_get_an_answer() {
    let names: Vec<&str> = api::shapes::operations().map(|operation| operation.name()).collect();
    fuzz("arbitrary bytes", 400, &(select(names), vec(any::<u8>(), 0..200)), |(name, bytes)| {
        Watched::default().send(name, &bytes);
        Watched::default().send(&String::from_utf8_lossy(&bytes), &bytes);
    });
}

#[test]
fn damaged_requests_get_an_answer() {
    fuzz("damaged requests", 300, &(any::<Index>(), any::<Index>(), edits()), |(at, which, edits)| {
        let mut case = at.get(&CASES).clone();
        let mut bodies: Vec<&mut String> = case
            .steps
            .iter_mut()
            .filter_map(|step| if let Step::Exchange { body, .. } = step { Some(body) } else { None })
            .collect();
        let which = which.index(bodies.len());
        let mut bytes = bodies[which].clone().into_bytes();
        apply(&mut bytes, &edits);
        let whole = String::from_utf8_lossy(&bytes).into_owned();
        bodies[which].clone_from(&whole);
        replay(&case, &mut Watched::default());
        // Bytes that are no text cannot be part of a case.
        Watched::default().send(case.operation(), &bytes);
    });
}

/// Files of buckets that imports read.
#[test]
fn damaged_files_are_imported_or_refused() {
    let with_files = |case: &&Case| case.steps.iter().any(|step| matches!(step, Step::File { .. }));
    let cases: Vec<&Case> = CASES.iter().filter(with_files).collect();
    assert!(!cases.is_empty());
    fuzz("damaged files", 100, &(any::<Index>(), edits()), |(at, edits)| {
        let mut case = (*at.get(&cases)).clone();
        for step in &mut case.steps {
            if let Step::File { bytes, .. } = step {
                apply(bytes, &edits);
            }
        }
        replay(&case, &mut Watched::default());
    });
}
