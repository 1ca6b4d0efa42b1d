//! What a folder keeps: everything that was acknowledged, whatever happens to the process.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use cli::{Server, Settings, StartError, StoreError};

use crate::client::{Client, start};

const TABLE: &str = concat!(
    r#"{"TableName":"Kept","BillingMode":"PAY_PER_REQUEST","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"#,
    r#""AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}]}"#
);

/// A folder of a test's own, gone with it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("dynalab-durability-{}-{number}", std::process::id()));
        // What a dead run of the same number left.
        let _ = std::fs::remove_dir_all(&path);
        Folder(path)
    }

    fn settings(&self) -> Settings {
        Settings { data: Some(self.0.clone()), port: 0, ..Settings::default() }
    }

    fn file(&self) -> PathBuf {
        self.0.join("dynalab.redb")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn put(client: &mut Client, pk: &str, text: &str) -> u16 {
    client
        .operation("PutItem", &format!(r#"{{"TableName":"Kept","Item":{{"pk":{{"S":"{pk}"}},"text":{{"S":"{text}"}}}}}}"#))
        .status
}

fn get(client: &mut Client, pk: &str) -> String {
    let get = format!(r#"{{"TableName":"Kept","Key":{{"pk":{{"S":"{pk}"}}}},"ConsistentRead":true,"ProjectionExpression":"#);
    client.operation("GetItem", &format!(r##"{get}"#t","ExpressionAttributeNames":{{"#t":"text"}}}}"##)).text()
}

#[test]
fn a_folder_that_is_opened_again_shows_everything() {
    let folder = Folder::new();
    let server = start(folder.settings());
    let mut client = Client::connect(server.address());
    assert_eq!(client.operation("CreateTable", TABLE).status, 200);
    assert_eq!(put(&mut client, "a", "first"), 200);
    assert_eq!(put(&mut client, "b", "second"), 200);
    server.stop();
    let server = start(folder.settings());
    let mut client = Client::connect(server.address());
    assert_eq!(get(&mut client, "a"), r#"{"Item":{"text":{"S":"first"}}}"#);
    assert_eq!(put(&mut client, "a", "third"), 200);
    server.stop();
    let server = start(folder.settings());
    let mut client = Client::connect(server.address());
    assert_eq!(get(&mut client, "a"), r#"{"Item":{"text":{"S":"third"}}}"#);
    assert_eq!(get(&mut client, "b"), r#"{"Item":{"text":{"S":"second"}}}"#);
    server.stop();
}

#[test]
fn a_folder_has_one_user() {
    let folder = Folder::new();
    let server = start(folder.settings());
    match Server::start(&folder.settings()) {
        Err(StartError::Store(StoreError::InUse(path))) => assert_eq!(path, folder.0),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("two users"),
    }
    server.stop();
    start(folder.settings()).stop();
}

#[test]
fn damaged_data_is_refused_and_left_alone() {
    let folder = Folder::new();
    let server = start(folder.settings());
    let mut client = Client::connect(server.address());
    assert_eq!(client.operation("CreateTable", TABLE).status, 200);
    assert_eq!(put(&mut client, "a", &"needle".repeat(1_000)), 200);
    server.stop();
    let good = std::fs::read(folder.file()).unwrap();
    // Somewhere in the item's text, and then everything.
    let at = good.windows(6).position(|six| six == b"needle").expect("the text is stored as it is");
    let mut bad = good.clone();
    bad[at + 3_000] ^= 0x55;
    for bad in [bad, vec![0xa5; good.len()], b"not a database".to_vec()] {
        std::fs::write(folder.file(), &bad).unwrap();
        match Server::start(&folder.settings()) {
            Err(StartError::Store(StoreError::Damaged(..))) => {}
            Err(other) => panic!("{other}"),
            Ok(_) => panic!("it opens"),
        }
    }
    std::fs::write(folder.file(), &good).unwrap();
    start(folder.settings()).stop();
}

#[test]
fn a_path_that_is_no_folder_is_refused() {
    let folder = Folder::new();
    std::fs::create_dir_all(&folder.0).unwrap();
    let file = folder.0.join("file");
    std::fs::write(&file, "text").unwrap();
    let refused = Server::start(&Settings { data: Some(file), port: 0, ..Settings::default() });
    assert!(matches!(refused, Err(StartError::Store(StoreError::Folder(..)))));
}

#[test]
fn what_was_acknowledged_survives_a_kill_in_the_middle_of_writes() {
    let folder = Folder::new();
    let (process, address) = spawn(&folder.0);
    let mut client = Client::connect(address);
    assert_eq!(client.operation("CreateTable", TABLE).status, 200);
    let process = Arc::new(Mutex::new(process));
    let acknowledged = Arc::new(AtomicUsize::new(0));
    // Eight writers count upwards, each under a key of its own, until the server dies under them. The items are so large that
    // the log is folded into the blocks several times meanwhile.
    let writers: Vec<_> = (0..8)
        .map(|writer| {
            let (process, acknowledged) = (Arc::clone(&process), Arc::clone(&acknowledged));
            thread::spawn(move || write_until_it_dies(writer, address, &process, &acknowledged))
        })
        .collect();
    let last: Vec<usize> = writers.into_iter().map(|writer| writer.join().unwrap()).collect();
    process.lock().unwrap().wait().unwrap();

    let server = start(folder.settings());
    let mut client = Client::connect(server.address());
    for (writer, last) in last.into_iter().enumerate() {
        let text = get(&mut client, &format!("writer{writer}"));
        let found: usize = text.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap_or(0);
        assert!(found == last || found == last + 1, "writer {writer} was told {last} and finds {text}");
    }
    server.stop();
}

/// Writes 1, 2, 3 and so on; kills the server when all writers together have had so many answers. The last number
/// acknowledged.
fn write_until_it_dies(
    writer: usize,
    address: std::net::SocketAddr,
    process: &Mutex<Child>,
    acknowledged: &AtomicUsize,
) -> usize {
    let mut client = Client::connect(address);
    let weight = "w".repeat(30_000);
    for number in 1.. {
        let body = format!(
            r#"{{"TableName":"Kept","Item":{{"pk":{{"S":"writer{writer}"}},"text":{{"S":"{number}"}},"weight":{{"S":"{weight}"}}}}}}"#
        );
        match client.try_operation("PutItem", &body) {
            Some(reply) => assert_eq!(reply.status, 200, "{}", reply.text()),
            None => return number - 1,
        }
        if acknowledged.fetch_add(1, Ordering::Relaxed) == 200 {
            // SIGKILL: nothing of the process runs any more.
            process.lock().unwrap().kill().unwrap();
        }
    }
    0
}

#[cfg(unix)]
#[test]
fn a_signal_to_stop_loses_nothing() {
    let folder = Folder::new();
    let (mut process, address) = spawn(&folder.0);
    let mut client = Client::connect(address);
    assert_eq!(client.operation("CreateTable", TABLE).status, 200);
    assert_eq!(put(&mut client, "a", "last words"), 200);
    let killed = Command::new("kill").args(["-TERM", &process.id().to_string()]).status().unwrap();
    assert!(killed.success());
    assert!(process.wait().unwrap().success(), "it ends by itself");
    let server = start(folder.settings());
    assert_eq!(get(&mut Client::connect(server.address()), "a"), r#"{"Item":{"text":{"S":"last words"}}}"#);
    server.stop();
}

/// The binary, on a free port, with its address.
fn spawn(folder: &Path) -> (Child, std::net::SocketAddr) {
    let mut process = Command::new(env!("CARGO_BIN_EXE_dynalab"))
        .args(["serve", "--port", "0", "--log-mib", "1", "--data"])
        .arg(folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.split("http://").nth(1).and_then(|rest| rest.split(' ').next()).expect("it says where it listens");
    let address = address.parse().unwrap();
    (process, address)
}
