//! The samples, loaded into the engine: everything arrives, in the table and in each index, and the queries find something.

use engine::{Context, Engine, Refusal};
use lab::samples::{WireRequest, orders, sample};
use model::EpochMillis;
use report::{SampleReport, Trace};

struct World {
    engine: Engine,
    context: Context,
}

impl World {
    fn new() -> Self {
        World { engine: Engine::new(1), context: Context::new(EpochMillis(1_700_000_000_000), "us-east-1") }
    }

    fn run(&mut self, request: &WireRequest) -> Trace {
        let mut trace = Trace::default();
        let decoded = api::decode(request.operation, request.body.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
        match self.engine.execute(&self.context, decoded, Some(&mut trace)) {
            Ok(_) => trace,
            Err(Refusal::Error { error, .. }) => panic!("{error}: {}", request.body),
            Err(Refusal::Missing(..)) => panic!("everything is resident here"),
        }
    }

    /// Items of the only table, and entries of each of its indexes.
    fn counts(&self) -> Vec<usize> {
        let table = self.engine.database().tables().next().expect("a table");
        core::iter::once(table.items.len()).chain(table.indexes.iter().map(|index| index.entries.len())).collect()
    }
}

#[test]
fn samples_load_and_their_queries_find_something() {
    for report in SampleReport::ALL {
        let loaded = sample(report.id).expect("one of the samples");
        let mut world = World::new();
        loaded.requests.iter().for_each(|request| drop(world.run(request)));
        let expected = if report == SampleReport::ORDERS { 500 } else { 400 };
        assert_eq!(world.counts(), [expected; 3], "{}", report.id);
        for query in &loaded.queries {
            let trace = world.run(&query.request);
            assert!(trace.returned_count > 0, "{}: {}", report.id, query.title);
        }
    }
}

#[test]
fn ten_thousand_orders_fill_both_indexes() {
    let mut world = World::new();
    let requests = orders(42, 10_000);
    requests.iter().for_each(|request| drop(world.run(request)));
    assert_eq!((requests.len(), world.counts()), (401, vec![10_000; 3]));
}
