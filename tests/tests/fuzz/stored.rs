//! Stored bytes that are not what was written: pairs of a journal and workspace files, damaged before and behind their checksum.

use std::pin::pin;
use std::sync::LazyLock;
use std::task::{Context as TaskContext, Poll, Waker};

use engine::storage::{Area, MemoryStorage, Storage, Write};
use engine::{Context, Engine, Journal};
use model::EpochMillis;
use proptest::prelude::any;
use proptest::sample::Index;

use crate::edit::{apply, edits};
use crate::round::fuzz;

const NOW_MS: u64 = 1_700_000_000_000;
/// Bytes of the checksum before each stored value.
const CHECKSUM_BYTES: usize = 8;
/// What a workspace file begins with: its magic and its layout.
const FILE_HEAD_BYTES: usize = b"dynalab workspace\n".len() + 1;
const REQUESTS: [(&str, &str); 9] = [
    (
        "CreateTable",
        r#"{"TableName":"Tab","BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"n","AttributeType":"N"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"GlobalSecondaryIndexes":[{"IndexName":"ByN","KeySchema":[{"AttributeName":"n","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}],"StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"},"Tags":[{"Key":"k","Value":"v"}]}"#,
    ),
    ("PutItem", r#"{"TableName":"Tab","Item":{"pk":{"S":"a"},"n":{"N":"1"},"l":{"L":[{"B":"aGk="},{"NULL":true}]}}}"#),
    ("PutItem", r#"{"TableName":"Tab","Item":{"pk":{"S":"b"},"n":{"N":"-1.5e20"},"m":{"M":{"x":{"SS":["a","b"]}}}}}"#),
    ("UpdateContinuousBackups", r#"{"TableName":"Tab","PointInTimeRecoverySpecification":{"PointInTimeRecoveryEnabled":true}}"#),
    ("CreateBackup", r#"{"TableName":"Tab","BackupName":"One"}"#),
    ("UpdateTimeToLive", r#"{"TableName":"Tab","TimeToLiveSpecification":{"Enabled":true,"AttributeName":"n"}}"#),
    ("DeleteItem", r#"{"TableName":"Tab","Key":{"pk":{"S":"a"}}}"#),
    (
        "UpdateItem",
        r#"{"TableName":"Tab","Key":{"pk":{"S":"c"}},"UpdateExpression":"SET a = :a","ExpressionAttributeValues":{":a":{"BOOL":true}}}"#,
    ),
    ("Scan", r#"{"TableName":"Tab","IndexName":"ByN"}"#),
];

type Pair = (Area, Vec<u8>, Vec<u8>);

/// What a journal stored, partly in blocks and partly in its log; and the same workspace as a file.
static STORED: LazyLock<(Vec<Pair>, Vec<u8>)> = LazyLock::new(|| {
    let storage = MemoryStorage::default();
    let (mut engine, mut journal) = ready(Journal::open(&storage, 1)).expect("an empty storage opens");
    for (at, request) in REQUESTS.iter().enumerate() {
        let batch = ask(&mut engine, request, NOW_MS + 1_000 * at as u64);
        ready(storage.commit(journal.append(&batch))).expect("memory takes everything");
        journal.committed();
        engine.mark_durable(engine.sequence());
        if at == 4 {
            ready(storage.commit(journal.checkpoint(&engine))).expect("memory takes everything");
            journal.committed();
        }
    }
    let pairs = [Area::Meta, Area::Log, Area::Blocks].into_iter().flat_map(|area| {
        let pairs = ready(storage.load(area, &[])).expect("memory gives everything");
        pairs.into_iter().map(move |(key, value)| (area, key, value))
    });
    (pairs.collect(), engine.export().expect("everything is resident"))
});

fn ask(engine: &mut Engine, (name, body): &(&str, &str), now_ms: u64) -> Vec<engine::ChangeRecord> {
    let now = EpochMillis(now_ms);
    let mut batch = vec![];
    while engine.is_due(now) {
        batch.extend(engine.tick(now));
    }
    let operation = api::decode(name, body.as_bytes()).expect("a request");
    if let Ok(outcome) = engine.execute(&Context::new(now, "us-east-1"), operation, None) {
        batch.extend(outcome.batch);
    }
    batch
}

/// Uses what was opened: every table is read and the whole is written again.
fn walk(engine: &mut Engine) {
    for request in &REQUESTS {
        drop(ask(engine, request, NOW_MS + 60_000));
    }
    drop(engine.export());
}

#[test]
fn damaged_storage_opens_or_is_refused() {
    assert!(STORED.0.len() > 5, "{} pairs", STORED.0.len());
    fuzz("storage", 300, &(any::<Index>(), any::<bool>(), edits()), |(which, sealed, edits)| {
        let mut pairs = STORED.0.clone();
        let which = which.index(pairs.len());
        damage(&mut pairs[which].2, sealed, &edits);
        let storage = MemoryStorage::default();
        let writes = pairs.into_iter().map(|(area, key, value)| Write::Put(area, key, value)).collect();
        ready(storage.commit(writes)).expect("memory takes everything");
        let Ok((mut engine, mut journal)) = ready(Journal::open(&storage, 1)) else { return };
        while let Some(missing) = engine.first_missing() {
            if ready(journal.load(&mut engine, &storage, missing)).is_err() {
                return;
            }
        }
        walk(&mut engine);
    });
}

#[test]
fn damaged_workspace_files_are_imported_or_refused() {
    let whole = &STORED.1;
    let mut same = whole.clone();
    seal(&mut same[FILE_HEAD_BYTES..]);
    assert_eq!(same, *whole, "the checksum is the journal's");
    fuzz("workspace files", 300, &(any::<bool>(), edits()), |(sealed, edits)| {
        let (head, value) = whole.split_at(FILE_HEAD_BYTES);
        let mut value = value.to_vec();
        damage(&mut value, sealed, &edits);
        if let Ok(mut engine) = Engine::import(&[head, &value].concat()) {
            walk(&mut engine);
        }
        let mut file = whole.clone();
        apply(&mut file, &edits);
        drop(Engine::import(&file));
    });
}

/// Damages a value: with a checksum that is right again, or with one that tells.
fn damage(value: &mut Vec<u8>, sealed: bool, edits: &[crate::edit::Edit]) {
    if !sealed || value.len() < CHECKSUM_BYTES {
        return apply(value, edits);
    }
    let mut payload = value.split_off(CHECKSUM_BYTES);
    apply(&mut payload, edits);
    value.extend_from_slice(&payload);
    seal(value);
}

/// Writes the checksum of what follows it, as the journal does.
fn seal(value: &mut [u8]) {
    const FACTOR: u64 = 0x9fb2_1c65_1e98_df25;
    let step = |state: u64, word: u64| (state ^ word).wrapping_mul(FACTOR).rotate_left(29);
    let (sum, payload) = value.split_at_mut(CHECKSUM_BYTES);
    let (words, rest) = payload.as_chunks::<8>();
    let state = words.iter().fold(payload.len() as u64, |state, word| step(state, u64::from_le_bytes(*word)));
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    sum.copy_from_slice(&step(step(state, u64::from_le_bytes(last)), 0).to_le_bytes());
}

/// Memory storage never waits.
fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut TaskContext::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("memory storage waited"),
    }
}
