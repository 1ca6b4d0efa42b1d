//! What this crate's tests share: a storage that waits and fails on demand, and a workspace asked in wire JSON.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use engine::storage::{Area, MemoryStorage, Pairs, Storage, StorageError, Write};
use engine::{Engine, Journal, Missing};
use futures_channel::oneshot;
use js_sys::Promise;
use report::{Persistence, WorkspaceSummary};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use crate::console::failed;
use crate::workspace::{Events, Failure, Home, Step, Workspace};

/// Storage in memory that does what the test says. Clones are the same storage.
#[derive(Clone, Default)]
pub(crate) struct Faulty(Rc<Faults>);

#[derive(Default)]
struct Faults {
    inner: MemoryStorage,
    commits: Cell<usize>,
    closed: Cell<bool>,
    waiting: RefCell<Vec<oneshot::Sender<()>>>,
    refuse: RefCell<Option<Refuse>>,
    capacity: Cell<Option<u64>>,
}

/// Given the number of the commit, from 0, and its writes: why it is refused.
type Refuse = Box<dyn FnMut(usize, &[Write]) -> Option<StorageError>>;

impl Faulty {
    /// Over storage that holds something.
    pub(crate) fn over(inner: &MemoryStorage) -> Self {
        Faulty(Rc::new(Faults { inner: inner.clone(), ..Faults::default() }))
    }

    /// What lies below: no faults.
    pub(crate) fn inner(&self) -> &MemoryStorage {
        &self.0.inner
    }

    /// From now on, commits wait until [`Faulty::release`].
    pub(crate) fn hold(&self) {
        self.0.closed.set(true);
    }

    /// Lets all commits go on.
    pub(crate) fn release(&self) {
        self.0.closed.set(false);
        for call in self.0.waiting.borrow_mut().drain(..) {
            call.send(()).unwrap();
        }
    }

    /// Commits are refused by this rule.
    pub(crate) fn refuse(&self, refuse: impl FnMut(usize, &[Write]) -> Option<StorageError> + 'static) {
        *self.0.refuse.borrow_mut() = Some(Box::new(refuse));
    }

    /// Refuses commits that write these bytes.
    pub(crate) fn refuse_bytes(&self, bytes: &'static [u8], error: &StorageError) {
        let error = error.clone();
        self.refuse(move |_, writes| {
            let holds =
                |write: &Write| matches!(write, Write::Put(.., value) if value.windows(bytes.len()).any(|at| at == bytes));
            writes.iter().any(holds).then(|| error.clone())
        });
    }

    /// Commits are refused no more.
    pub(crate) fn accept(&self) {
        *self.0.refuse.borrow_mut() = None;
    }

    /// Commits that add bytes beyond these are refused, like those of a browser whose disk is full.
    pub(crate) fn set_capacity(&self, bytes: Option<u64>) {
        self.0.capacity.set(bytes);
    }

    /// Commits so far, refused ones too.
    pub(crate) fn commits(&self) -> usize {
        self.0.commits.get()
    }

    async fn growth(&self, writes: &[Write]) -> i64 {
        let mut growth = 0;
        for write in writes {
            let (area, from, to) = match write {
                Write::Put(area, key, _) | Write::Delete(area, key) => (*area, key.clone(), [key.as_slice(), &[0]].concat()),
                Write::DeleteRange(area, from, to) => (*area, from.clone(), to.clone()),
            };
            let stored = self.0.inner.load(area, &[]).await.unwrap();
            let replaced = stored.iter().filter(|(key, _)| *key >= from && *key < to);
            growth -= replaced.map(|(key, value)| key.len() + value.len()).sum::<usize>() as i64;
            if let Write::Put(_, key, value) = write {
                growth += (key.len() + value.len()) as i64;
            }
        }
        growth
    }
}

impl Storage for Faulty {
    async fn load(&self, area: Area, prefix: &[u8]) -> Result<Pairs, StorageError> {
        self.0.inner.load(area, prefix).await
    }

    async fn commit(&self, writes: Vec<Write>) -> Result<(), StorageError> {
        let number = self.0.commits.get();
        self.0.commits.set(number + 1);
        if self.0.closed.get() {
            let (call, called) = oneshot::channel();
            self.0.waiting.borrow_mut().push(call);
            called.await.unwrap();
        }
        if let Some(error) = self.0.refuse.borrow_mut().as_mut().and_then(|refuse| refuse(number, &writes)) {
            return Err(error);
        }
        if let Some(capacity) = self.0.capacity.get() {
            let growth = self.growth(&writes).await;
            if growth > 0 && self.used_bytes().await? as i64 + growth > capacity as i64 {
                return Err(StorageError::Quota);
            }
        }
        self.0.inner.commit(writes).await
    }

    async fn used_bytes(&self) -> Result<u64, StorageError> {
        self.0.inner.used_bytes().await
    }
}

/// A workspace over a faulty storage, and how often the host was told of another tab.
pub(crate) struct Bench {
    pub(crate) workspace: Rc<Workspace<Faulty>>,
    pub(crate) storage: Faulty,
    pub(crate) displaced: Rc<Cell<usize>>,
}

/// What came of a request: its reply as JSON, or the exception's or failure's name.
pub(crate) type Told = Result<String, String>;

/// A request that runs.
pub(crate) struct Running(oneshot::Receiver<Told>);

impl Running {
    /// Whether it is answered.
    pub(crate) fn is_answered(&mut self) -> bool {
        // An answer is not taken out by looking: the receiver is replaced by a settled one.
        match self.0.try_recv().unwrap() {
            None => false,
            Some(told) => {
                let (sender, receiver) = oneshot::channel();
                sender.send(told).unwrap();
                self.0 = receiver;
                true
            }
        }
    }

    /// Its answer.
    pub(crate) async fn told(self) -> Told {
        self.0.await.unwrap()
    }
}

impl Bench {
    /// Opens the workspace that this storage holds.
    pub(crate) async fn open(storage: &Faulty) -> Self {
        let summary = WorkspaceSummary { id: "w1".to_owned(), name: "Test".to_owned() };
        let home = Home { storage: storage.clone(), is_empty: false, lease: None, persistence: Persistence::Saved };
        let displaced = Rc::new(Cell::new(0));
        let told = Rc::clone(&displaced);
        let events = Events { changed: Box::new(|| ()), displaced: Box::new(move || told.set(told.get() + 1)) };
        let workspace = Workspace::open(summary, None, home, events).await.unwrap();
        Bench { workspace, storage: storage.clone(), displaced }
    }

    /// An empty workspace with a table `items`, key `k`, and an index on `g`.
    pub(crate) async fn with_table() -> Self {
        let bench = Self::open(&Faulty::default()).await;
        bench.ask("CreateTable", TABLE).await.unwrap();
        bench
    }

    /// Runs a request as the host does: one step at once, the rest in a task of its own.
    pub(crate) fn submit(&self, operation: &'static str, body: &str) -> Running {
        let (sender, receiver) = oneshot::channel();
        let body = body.to_owned();
        let decoded = api::decode(operation, body.as_bytes()).unwrap();
        let workspace = Rc::clone(&self.workspace);
        match workspace.step(decoded, true) {
            Step::Done(attempt) => sender.send(tell(operation, Ok(attempt))).unwrap(),
            waiting => spawn_local(async move {
                let again = || api::decode(operation, body.as_bytes()).ok();
                let attempt = workspace.finish(waiting, again, true).await;
                // A test that looks no more needs no answer.
                let _ = sender.send(tell(operation, attempt));
            }),
        }
        Running(receiver)
    }

    /// Runs a request to its end.
    pub(crate) async fn ask(&self, operation: &'static str, body: &str) -> Told {
        self.submit(operation, body).told().await
    }

    /// Puts an item with this key and text.
    pub(crate) fn put(&self, key: &str, text: &str) -> Running {
        self.submit(
            "PutItem",
            &format!(r#"{{"TableName":"items","Item":{{"k":{{"S":"{key}"}},"g":{{"S":"g"}},"x":{{"S":"{text}"}}}}}}"#),
        )
    }

    /// Reads an item.
    pub(crate) fn get(&self, key: &str) -> Running {
        self.submit("GetItem", &format!(r#"{{"TableName":"items","Key":{{"k":{{"S":"{key}"}}}},"ConsistentRead":true}}"#))
    }

    /// Deletes an item.
    pub(crate) fn delete(&self, key: &str) -> Running {
        self.submit("DeleteItem", &format!(r#"{{"TableName":"items","Key":{{"k":{{"S":"{key}"}}}}}}"#))
    }

    /// What the engine holds is what a fresh opening of the storage gives.
    pub(crate) async fn assert_stored(&self) {
        self.workspace.load_all().await.unwrap();
        let (again, _) = reopened(self.storage.inner()).await;
        let engine = self.workspace.engine.borrow();
        assert_eq!(contents(&engine), contents(&again));
        assert_eq!(engine.sequence(), again.sequence());
    }
}

pub(crate) const TABLE: &str = r#"{"TableName":"items","BillingMode":"PAY_PER_REQUEST",
    "AttributeDefinitions":[{"AttributeName":"k","AttributeType":"S"},{"AttributeName":"g","AttributeType":"S"}],
    "KeySchema":[{"AttributeName":"k","KeyType":"HASH"}],
    "GlobalSecondaryIndexes":[{"IndexName":"by-g","KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}]}"#;

/// The workspace as another visit would find it, all tables loaded.
pub(crate) async fn reopened(storage: &MemoryStorage) -> (Engine, Journal) {
    let (mut engine, mut journal) = Journal::open(storage, 0).await.unwrap();
    let tables: Vec<_> = engine.database().tables().map(|table| table.id).collect();
    for table in tables {
        journal.load(&mut engine, storage, Missing::items(table)).await.unwrap();
    }
    (engine, journal)
}

/// Tables with their items and index entries, however their leaves are cut.
pub(crate) fn contents(engine: &Engine) -> Vec<String> {
    let tables = engine.database().tables().map(|table| {
        let items: Vec<_> = table.items.iter().map(|(_, record)| api::wire::item_to_json(&record.item)).collect();
        let entries = |index: &engine::Index| -> Vec<_> {
            index.entries.iter().map(|(_, record)| api::wire::item_to_json(&record.item)).collect()
        };
        let indexes: Vec<_> = table.indexes.iter().map(|index| (index.name.clone(), index.status, entries(index))).collect();
        format!("{} {:?} {items:?} {indexes:?}", table.name, table.status)
    });
    tables.collect()
}

/// Lets every task go on as far as it can without a commit that is held.
pub(crate) async fn settle() {
    for _ in 0..400 {
        JsFuture::from(Promise::resolve(&JsValue::UNDEFINED)).await.unwrap();
    }
}

fn tell(operation: &str, attempt: Result<crate::workspace::Attempt, Failure>) -> Told {
    match attempt {
        Ok((Ok(response), _)) => Ok(String::from_utf8(api::encode(operation, &Ok(response)).body).unwrap()),
        Ok((Err(error), _)) => Err(error.name().to_owned()),
        Err(failure) => Err(failed(failure).name),
    }
}

/// Chance for tests: the same seed, the same numbers.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        // splitmix64
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }
}

/// Whether all tables are in memory.
pub(crate) fn is_resident(workspace: &Workspace<Faulty>) -> bool {
    let engine = workspace.engine.borrow();
    engine.database().tables().all(|table| table.resident)
}
