//! The engine in this process: decode, execute, encode, without storage.

use engine::{Context, ControlPlaneDelays, Engine, Refusal};
use model::EpochMillis;

use super::{Reply, Transport};

/// Where the corpus lies: region and time of a request unless a case says otherwise.
const REGION: &str = "us-east-1";
const START_MS: u64 = 1_700_000_000_000;

/// An engine of its own.
#[derive(Debug)]
pub struct InProcess {
    engine: Engine,
    now_ms: u64,
}

impl Default for InProcess {
    fn default() -> Self {
        InProcess { engine: Engine::new(1), now_ms: START_MS }
    }
}

impl InProcess {
    fn execute(&mut self, operation: api::Operation) -> Result<api::Response, api::Error> {
        let context = Context::new(EpochMillis(self.now_ms), REGION);
        match self.engine.execute(&context, operation, None) {
            Ok(outcome) => {
                self.engine.mark_durable(self.engine.sequence());
                Ok(outcome.response)
            }
            Err(Refusal::Error { error, .. }) => Err(error),
            // Everything stays resident here, so this is a fault of the engine, and one that a case shows.
            Err(Refusal::Missing(..)) => Err(api::Error::InternalServerError),
        }
    }
}

impl Transport for InProcess {
    fn send(&mut self, target: &str, body: &[u8]) -> Reply {
        let result = api::decode(target, body).and_then(|operation| self.execute(operation));
        let operation = target.rsplit('.').next().unwrap_or(target);
        let encoded = api::encode(operation, &result);
        Reply { status: encoded.status, body: encoded.body }
    }

    fn set_now(&mut self, now_ms: u64) -> bool {
        self.now_ms = now_ms;
        true
    }

    fn put_file(&mut self, bucket: &str, key: &str, bytes: &[u8]) -> bool {
        let context = Context::new(EpochMillis(self.now_ms), REGION);
        let put = self.engine.put_bucket_file(&context, bucket, key, bytes).is_ok();
        self.engine.mark_durable(self.engine.sequence());
        put
    }

    fn offer_legacy_global_tables(&mut self) -> bool {
        self.engine.set_legacy_global_tables(true);
        true
    }

    fn enforce_capacity(&mut self) -> bool {
        self.engine.enforce_capacity(true);
        true
    }

    fn set_delays(&mut self, each_ms: u64) -> bool {
        self.engine.set_delays(ControlPlaneDelays::each(each_ms));
        true
    }
}
