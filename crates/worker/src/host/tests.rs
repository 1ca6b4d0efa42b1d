//! Whole hosts in real IndexedDB with real locks: each stands for a tab.

use std::rc::Rc;

use client::{Answer, Ask, CONTRACT, Hello, LaterAsk, Tell};
use engine::storage::{Area, Storage, Write};
use indexed_db_futures::transaction::TransactionDurability;
use js_sys::{Array, Object, Reflect, Uint8Array};
use report::{ConsoleStep, Limits, Persistence, RetryMode, WorkspaceReport, WorkspaceSummary};
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use super::Host;
use crate::early::Guess;
use crate::inbox::Inbound;
use crate::indexed_db::IndexedDb;
use crate::outbox::Outbox;
use crate::registry::{OpenDatabase, Registry};

/// A host whose messages are kept instead of posted.
struct Tab {
    host: Rc<Host>,
    posted: Array,
    next: std::cell::Cell<u32>,
}

impl Tab {
    fn new() -> Self {
        let posted = Array::new();
        let kept = posted.clone();
        let post = Closure::<dyn Fn(JsValue)>::new(move |message: JsValue| {
            kept.push(&message);
        });
        let scope = Object::new();
        Reflect::set(&scope, &"postMessage".into(), &post.into_js_value()).unwrap();
        Tab { host: Host::new(Outbox::new(scope.unchecked_into())), posted, next: std::cell::Cell::new(1) }
    }

    /// A host that was greeted.
    fn greeted(workspace: Option<&str>) -> Self {
        let tab = Self::new();
        tab.greet(workspace);
        tab
    }

    fn greet(&self, workspace: Option<&str>) {
        let hello = Hello { contract: CONTRACT, workspace: workspace.map(str::to_owned), embed: None, memory: false };
        self.host.receive(Inbound::Hello(hello));
    }

    /// Sends an ask; gives its id.
    fn send(&self, ask: Ask) -> u32 {
        let id = self.next.replace(self.next.get() + 1);
        self.host.receive(Inbound::Ask(id, ask));
        id
    }

    fn send_request(&self, operation: &str, body: &str) -> u32 {
        let id = self.next.replace(self.next.get() + 1);
        self.host.receive(Inbound::Request { id, target: operation.to_owned(), body: body.as_bytes().to_vec() });
        id
    }

    /// Messages of this kind with this id so far.
    fn heard(&self, kind: &str, id: Option<u32>) -> Vec<JsValue> {
        let field = |message: &JsValue, name: &str| Reflect::get(message, &name.into()).unwrap();
        let of = |message: &JsValue| field(message, "kind") == kind && id.is_none_or(|id| field(message, "id") == id);
        self.posted.iter().filter(of).collect()
    }

    /// The one message of this kind with this id.
    async fn message(&self, kind: &str, id: u32) -> JsValue {
        while self.heard(kind, Some(id)).is_empty() {
            turn().await;
        }
        let all = self.heard(kind, Some(id));
        assert_eq!(all.len(), 1, "answered once");
        all[0].clone()
    }

    async fn answer(&self, id: u32) -> Answer {
        postcard::from_bytes(&body(&self.message("answer", id).await)).unwrap()
    }

    async fn report(&self, ask: Ask) -> WorkspaceReport {
        match self.answer(self.send(ask)).await {
            Answer::Report(report) => *report,
            other => panic!("{other:?}"),
        }
    }

    /// Status and body of a request.
    async fn request(&self, operation: &str, body: &str) -> (u16, String) {
        self.response(self.send_request(operation, body)).await
    }

    async fn response(&self, id: u32) -> (u16, String) {
        let message = self.message("response", id).await;
        let status = Reflect::get(&message, &"status".into()).unwrap().as_f64().unwrap() as u16;
        (status, String::from_utf8(body(&message)).unwrap())
    }

    async fn tables(&self) -> Vec<String> {
        let report = self.report(Ask::Report).await;
        report.tables.into_iter().map(|table| table.name).collect()
    }
}

fn body(message: &JsValue) -> Vec<u8> {
    Uint8Array::new(&Reflect::get(message, &"body".into()).unwrap()).to_vec()
}

/// A turn of the event loop: what the browser has to say is heard.
async fn turn() {
    let schedule: js_sys::Function = Reflect::get(&js_sys::global(), &"setTimeout".into()).unwrap().unchecked_into();
    let next = js_sys::Promise::new(&mut |resolve, _| drop(schedule.call1(&JsValue::NULL, &resolve).unwrap()));
    JsFuture::from(next).await.unwrap();
}

fn table(name: &str) -> String {
    crate::testing::TABLE.replace(r#""items""#, &format!("{name:?}"))
}

/// Removes what earlier tests have left.
async fn nothing_kept() {
    let registry = Registry::open(None).await.unwrap().0;
    for workspace in registry.workspaces().await.unwrap() {
        registry.delete(&workspace.id).await.unwrap();
    }
}

#[wasm_bindgen_test]
async fn workspaces_asked_for_at_once_are_opened_one_after_the_other_and_everything_is_answered() {
    nothing_kept().await;
    let tab = Tab::new();
    // Before hello, all of it waits.
    let early = [tab.send_request("CreateTable", &table("early")), tab.send_request("ListTables", "{}")];
    tab.greet(None);
    tab.greet(None);
    let mut asks = vec![];
    let mut requests = vec![];
    for number in 0..5 {
        asks.push(tab.send(Ask::CreateWorkspace { name: format!("number {number}") }));
        requests.push(tab.send_request("CreateTable", &table(&format!("table-{number}"))));
        asks.push(tab.send(Ask::RenameWorkspace { id: "nobody".to_owned(), name: "x".to_owned() }));
    }
    let (mut opened, mut refused) = (vec![], 0);
    for id in asks {
        match tab.answer(id).await {
            Answer::Report(report) => opened.push(report.workspace.name),
            _ => refused += 1,
        }
    }
    assert_eq!(opened, ["number 0", "number 1", "number 2", "number 3", "number 4"], "each answer tells of its own");
    assert_eq!(refused, 5);
    for id in requests {
        assert_eq!(tab.response(id).await.0, 200);
    }
    assert_eq!(tab.response(early[0]).await.0, 200);
    assert_eq!(tab.response(early[1]).await, (200, r#"{"TableNames":["early"]}"#.to_owned()));
    let report = tab.report(Ask::Report).await;
    assert_eq!(report.workspace.name, "number 4", "the last one asked for");
    assert_eq!(report.workspaces.len(), 6);
    // What was acknowledged is in some workspace, once.
    let mut tables = vec![];
    for workspace in report.workspaces {
        tab.report(Ask::OpenWorkspace { id: workspace.id }).await;
        tables.extend(tab.tables().await);
    }
    tables.sort();
    assert_eq!(tables, ["early", "table-0", "table-1", "table-2", "table-3", "table-4"]);
}

#[wasm_bindgen_test]
async fn a_tab_takes_over_and_gives_back_and_no_write_of_the_displaced_one_counts() {
    nothing_kept().await;
    let first = Tab::greeted(None);
    assert_eq!(first.request("CreateTable", &table("shared")).await.0, 200);
    let id = first.report(Ask::Report).await.workspace.id;
    let second = Tab::greeted(Some(&id));
    assert_eq!(second.report(Ask::Report).await.persistence, Persistence::OtherTab);
    assert_eq!(second.request("ListTables", "{}").await.0, 500);

    let (mut writer, mut other) = (&second, &first);
    for round in 0..3 {
        let report = writer.report(Ask::TakeOver).await;
        assert_eq!((report.persistence, report.workspace.id == id), (Persistence::Saved, true));
        assert_eq!(writer.request("CreateTable", &table(&format!("round-{round}"))).await.0, 200);
        assert_eq!(other.request("CreateTable", &table(&format!("lost-{round}"))).await.0, 500);
        let told = other.heard("tell", None);
        let displaced = told.iter().filter(|tell| matches!(postcard::from_bytes(&body(tell)), Ok(Tell::Displaced))).count();
        assert_eq!(displaced, round / 2 + 1, "told each time, once");
        (writer, other) = (other, writer);
    }
    assert_eq!(other.tables().await, ["round-0", "round-1", "round-2", "shared"]);
}

#[wasm_bindgen_test]
async fn what_befalls_a_workspace_that_was_left_does_not_close_the_open_one() {
    nothing_kept().await;
    let tab = Tab::greeted(None);
    let left = tab.report(Ask::Report).await.workspace;
    let workspace = tab.host.workspace().unwrap();
    tab.report(Ask::CreateWorkspace { name: "next".to_owned() }).await;
    let second = Tab::greeted(Some(&left.id));
    assert_eq!(second.request("CreateTable", &table("theirs")).await.0, 200);
    // A request that was on its way in the workspace that was left.
    let late = api::decode("CreateTable", table("late").as_bytes()).unwrap();
    let step = workspace.step(late, false);
    assert!(workspace.finish(step, || None, false).await.is_err(), "another tab writes there now");
    turn().await;
    let report = tab.report(Ask::Report).await;
    assert_eq!((report.workspace.name.as_str(), report.persistence), ("next", Persistence::Saved));
    assert_eq!(tab.request("CreateTable", &table("ours")).await.0, 200);
    assert_eq!(second.tables().await, ["theirs"]);
}

#[wasm_bindgen_test]
async fn a_workspace_that_cannot_be_read_is_said_so_and_the_others_can_be_opened() {
    nothing_kept().await;
    let tab = Tab::greeted(None);
    assert_eq!(tab.request("CreateTable", &table("damaged")).await.0, 200);
    let damaged = tab.report(Ask::Report).await.workspace;
    let healthy = tab.report(Ask::CreateWorkspace { name: "healthy".to_owned() }).await.workspace;
    let storage =
        IndexedDb::open(&Registry::database_name(&damaged.id), TransactionDurability::Relaxed, Vec::new()).await.unwrap();
    storage.commit(vec![Write::Put(Area::Meta, b"catalogue".to_vec(), b"not what was written".to_vec())]).await.unwrap();
    let stored = storage.load(Area::Log, &[]).await.unwrap();
    drop(storage);

    let report = tab.report(Ask::OpenWorkspace { id: damaged.id.clone() }).await;
    assert!(
        matches!(&report.persistence, Persistence::Damaged(reason) if reason.contains("catalogue")),
        "{:?}",
        report.persistence
    );
    assert_eq!(tab.request("ListTables", "{}").await.0, 500);
    let report = tab.report(Ask::OpenWorkspace { id: healthy.id }).await;
    assert_eq!(report.persistence, Persistence::Saved);
    assert_eq!(tab.request("CreateTable", &table("healthy")).await.0, 200);
    // Nothing of it was touched, and it can be deleted.
    let storage =
        IndexedDb::open(&Registry::database_name(&damaged.id), TransactionDurability::Relaxed, Vec::new()).await.unwrap();
    assert_eq!(storage.load(Area::Log, &[]).await.unwrap(), stored);
    drop(storage);
    let report = tab.report(Ask::DeleteWorkspace { id: damaged.id }).await;
    assert_eq!(report.workspaces.len(), 1);
}

#[wasm_bindgen_test]
async fn a_workspace_that_the_browser_cleared_is_not_taken_for_an_empty_one() {
    nothing_kept().await;
    let tab = Tab::greeted(Some("w-remembered-by-the-page"));
    assert_eq!(tab.report(Ask::Report).await.persistence, Persistence::Cleared);
    let report = tab.report(Ask::StartAnew).await;
    assert_eq!((report.persistence, report.workspace.id.as_str()), (Persistence::Saved, "w-remembered-by-the-page"));
    // Where there are other workspaces, one that is not known was deleted, not cleared.
    let other = Tab::greeted(Some("w-deleted-elsewhere"));
    assert_eq!(other.report(Ask::Report).await.persistence, Persistence::OtherTab);
}

/// A tab whose page has told this before its hello, and the id of the workspace that is being opened for it.
fn guessing(guess: Guess) -> (Tab, String) {
    let tab = Tab::new();
    let early = tab.host.open_early(guess);
    let id = early.guessed.as_ref().unwrap().summary.id.clone();
    tab.host.early.replace(Some(early));
    (tab, id)
}

#[wasm_bindgen_test]
async fn a_workspace_opened_before_hello_is_the_one_that_hello_finds() {
    nothing_kept().await;
    let (tab, id) = guessing(Guess::New);
    tab.greet(None);
    let report = tab.report(Ask::Report).await;
    assert_eq!((report.persistence, report.workspace.id.as_str()), (Persistence::Saved, id.as_str()));
    assert_eq!(report.workspaces, std::slice::from_ref(&report.workspace));
    assert_eq!(tab.request("CreateTable", &table("kept")).await.0, 200);
    // A second tab has to wait for the first, and finds what it left.
    let (second, _) = guessing(Guess::Last(id.clone()));
    second.greet(Some(&id));
    assert_eq!(second.report(Ask::Report).await.persistence, Persistence::OtherTab);
    assert_eq!(second.report(Ask::TakeOver).await.persistence, Persistence::Saved);
    assert_eq!(second.tables().await, ["kept"]);
    second.report(Ask::CreateWorkspace { name: "next".to_owned() }).await;
    let (third, _) = guessing(Guess::Last(id.clone()));
    third.greet(Some(&id));
    assert_eq!(third.report(Ask::Report).await.persistence, Persistence::Saved);
    assert_eq!(third.tables().await, ["kept"]);
    assert_eq!(third.request("CreateTable", &table("more")).await.0, 200);
    let entries = Registry::open(None).await.unwrap().1;
    assert_eq!((entries.workspaces.len(), entries.last), (2, Some(id)), "the list says which was opened last");
}

#[wasm_bindgen_test]
async fn what_was_opened_on_a_wrong_guess_is_given_back() {
    nothing_kept().await;
    let listed = Tab::greeted(None).report(Ask::Report).await.workspace;
    // The page has forgotten, the list has not.
    let (tab, id) = guessing(Guess::New);
    tab.greet(None);
    let report = tab.report(Ask::Report).await;
    assert_eq!((report.workspace, report.workspaces.len()), (listed, 1));
    assert!(OpenDatabase::in_browser(&id).await.unwrap().created, "nothing of it is left");
    // It remembers one that was deleted elsewhere.
    let (tab, id) = guessing(Guess::Last("w-deleted".to_owned()));
    tab.greet(Some(&id));
    assert_eq!(tab.report(Ask::Report).await.persistence, Persistence::OtherTab, "the listed one, which the first tab has");
    assert!(OpenDatabase::in_browser(&id).await.unwrap().created);
    // It asks to keep nothing.
    let (tab, id) = guessing(Guess::New);
    tab.host.receive(Inbound::Hello(Hello { contract: CONTRACT, workspace: None, embed: Some("x".to_owned()), memory: true }));
    assert!(matches!(tab.report(Ask::Report).await.persistence, Persistence::Memory(_)));
    assert!(OpenDatabase::in_browser(&id).await.unwrap().created);
}

#[wasm_bindgen_test]
async fn a_workspace_that_was_cleared_is_not_made_anew_by_a_guess() {
    nothing_kept().await;
    let (tab, id) = guessing(Guess::Last("w-cleared".to_owned()));
    tab.greet(Some(&id));
    assert_eq!(tab.report(Ask::Report).await.persistence, Persistence::Cleared);
    assert_eq!(tab.report(Ask::StartAnew).await.persistence, Persistence::Saved);
    assert_eq!(tab.request("CreateTable", &table("anew")).await.0, 200);
    // The list is there, and its database is not.
    tab.report(Ask::CreateWorkspace { name: "next".to_owned() }).await;
    IndexedDb::delete(&Registry::database_name(&id)).await.unwrap();
    let (second, _) = guessing(Guess::Last(id.clone()));
    second.greet(Some(&id));
    assert_eq!(second.report(Ask::Report).await.persistence, Persistence::Cleared);
}

#[wasm_bindgen_test]
async fn a_workspace_that_is_taken_while_it_is_being_opened_is_not_written_to() {
    nothing_kept().await;
    let id = "w-wanted-by-both".to_owned();
    let registry = Registry::open(None).await.unwrap().0;
    registry.put(&WorkspaceSummary { id: id.clone(), name: "wanted".to_owned() }).await.unwrap();
    drop(registry.database(&id).await.unwrap());
    let (slow, _) = guessing(Guess::Last(id.clone()));
    let other = Tab::greeted(Some(&id));
    assert_eq!(other.report(Ask::Report).await.persistence, Persistence::OtherTab);
    assert_eq!(other.report(Ask::TakeOver).await.persistence, Persistence::Saved);
    while slow.host.lost.get() == 0 {
        turn().await;
    }
    slow.greet(Some(&id));
    assert_eq!(slow.report(Ask::Report).await.persistence, Persistence::OtherTab);
    assert_eq!(slow.request("CreateTable", &table("lost")).await.0, 500);
    assert_eq!(other.request("CreateTable", &table("theirs")).await.0, 200);
    assert_eq!(other.tables().await, ["theirs"]);
}

const THIN_TABLE: &str = r#"{"TableName":"thin","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
    "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":1}}"#;

/// Puts an item of 50 write units from a form.
async fn put_fifty_units(tab: &Tab, key: u32) -> ConsoleStep {
    let body = format!(r#"{{"TableName":"thin","Item":{{"pk":{{"S":"{key}"}},"text":{{"S":"{}"}}}}}}"#, "x".repeat(51_000));
    match tab.answer(tab.send(Ask::Execute { operation: "PutItem".to_owned(), body })).await {
        Answer::Steps(mut steps) => steps.remove(0),
        other => panic!("{other:?}"),
    }
}

#[wasm_bindgen_test]
async fn limits_are_kept_and_what_is_throttled_is_repeated_like_an_sdk_does() {
    nothing_kept().await;
    let tab = Tab::greeted(None);
    assert_eq!(tab.request("CreateTable", THIN_TABLE).await.0, 200);
    while tab.report(Ask::Report).await.tables[0].status != "ACTIVE" {
        turn().await;
    }
    let limits = Limits { enforced: true, retries: RetryMode::Legacy, ..Limits::default() };
    let set = postcard::to_allocvec(&LaterAsk::SetLimits { limits }).unwrap();
    assert!(matches!(tab.answer(tab.send(Ask::Later(set))).await, Answer::Later(_)));
    assert_eq!(tab.report(Ask::Report).await.limits, limits);

    // One unit a second and a burst of 300: some puts pass, then one does not.
    let mut throttled = None;
    for key in 0..20 {
        let step = put_fifty_units(&tab, key).await;
        if !step.attempts.is_empty() {
            throttled = Some(step);
            break;
        }
        assert_eq!(step.status, 200);
    }
    let step = throttled.expect("the burst ends");
    let waits: Vec<u64> = step.attempts.iter().map(|attempt| attempt.wait_ms).collect();
    let legacy = [0, 50, 100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800];
    assert_eq!(waits, legacy[..waits.len()], "each wait is twice the one before");
    let (last, refused) = step.attempts.split_last().unwrap();
    let arn_of_table = |arn: &str| arn.ends_with("table/thin");
    for attempt in refused {
        assert_eq!((attempt.status, attempt.error.as_deref()), (400, Some("ProvisionedThroughputExceededException")));
        assert!(
            matches!(attempt.reasons.as_slice(), [(reason, arn)] if reason == "TableWriteProvisionedThroughputExceeded" && arn_of_table(arn))
        );
    }
    assert_eq!(last.status, step.status, "the step tells of the last attempt");
    let ahead_ms = tab.report(Ask::Report).await.clock.0.saturating_sub(js_sys::Date::now() as u64);
    let waited_ms: u64 = waits.iter().sum();
    assert!(
        ahead_ms > waited_ms.saturating_sub(1_000) && ahead_ms <= waited_ms,
        "engine time went on by the waits: {ahead_ms} of {waited_ms}"
    );

    let Answer::File { bytes, .. } = tab.answer(tab.send(Ask::Export)).await else { panic!("a file") };
    let again = Tab::greeted(None);
    assert_eq!(again.report(Ask::TakeOver).await.limits, limits, "kept");
    assert_eq!(again.report(Ask::CreateWorkspace { name: "free".to_owned() }).await.limits, Limits::default());
    assert_eq!(again.report(Ask::Import { bytes }).await.limits, limits, "they come along with a file");
}
