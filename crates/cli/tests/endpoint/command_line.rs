//! The binary's words when it cannot start: each names the way out.

use std::ffi::OsStr;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Command;

use crate::client::start;

/// How the binary ends, and what it says.
fn run<S: AsRef<OsStr>>(arguments: &[S]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_dynalab")).args(arguments).output().unwrap();
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

fn folder(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("dynalab-command-line-{name}-{}", std::process::id()))
}

#[test]
fn a_wrong_option_is_told_with_the_way_to_all_options() {
    let told = "dynalab: there is no option `--prot`\n`dynalab --help` lists the options.\n";
    assert_eq!(run(&["serve", "--prot", "1"]), (Some(2), told.to_owned()));
}

#[cfg(unix)]
#[test]
fn an_argument_that_is_no_text_is_told() {
    use std::os::unix::ffi::OsStrExt;
    let told = "dynalab: `bad\u{fffd}` is not UTF-8; give it another name\n`dynalab --help` lists the options.\n";
    let arguments = [OsStr::new("serve"), OsStr::new("--data"), OsStr::from_bytes(b"bad\xff")];
    assert_eq!(run(&arguments), (Some(2), told.to_owned()));
}

#[test]
fn a_port_in_use_is_told() {
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = other.local_addr().unwrap().port();
    let told = format!("dynalab: port {port} is in use already; choose another one with --port\n");
    assert_eq!(run(&["serve", "--port", &port.to_string()]), (Some(1), told));
}

#[test]
fn a_folder_in_use_is_told() {
    let data = folder("data");
    let _ = std::fs::remove_dir_all(&data);
    let server = start(cli::Settings { data: Some(data.clone()), ..cli::Settings::default() });
    let path = data.display();
    let told =
        format!("dynalab: the folder {path} is in use by another dynalab; stop that one, or choose another folder with --data\n");
    assert_eq!(run(&["serve", "--port", "0", "--data", &path.to_string()]), (Some(1), told));
    server.stop();
    std::fs::remove_dir_all(&data).unwrap();
}

#[test]
fn a_missing_file_of_credentials_is_told() {
    let file = folder("credentials");
    let (code, told) = run(&["serve", "--port", "0", "--credentials", &file.display().to_string()]);
    assert_eq!(code, Some(1));
    let begins = format!("dynalab: cannot read the file of --credentials, {}: ", file.display());
    assert!(told.starts_with(&begins), "{told}");
}
