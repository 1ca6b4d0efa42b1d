//! The endpoint: damaged HTTP requests over a socket. Each gets an answer or a closed connection, and the next caller is served.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::Duration;

use cli::{Server, Settings};
use proptest::prelude::any;
use proptest::sample::select;

use crate::edit::{apply, edits};
use crate::round::fuzz;

/// How long an answer may take: a request that never becomes whole ends with its sender.
const PATIENCE: Duration = Duration::from_secs(15);
const REQUESTS: [&str; 5] = [
    "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: DynamoDB_20120810.ListTables\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: 2\r\n\r\n{}",
    "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: DynamoDB_20120810.ListTables\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: localhost\r\nX-Amz-Target: DynamoDB_20120810.ListTables\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
    "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "OPTIONS / HTTP/1.1\r\nHost: localhost\r\nOrigin: http://a\r\nAccess-Control-Request-Method: POST\r\n\r\n",
];

#[test]
fn damaged_http_requests_end() {
    let server = Server::start(&Settings { port: 0, threads: 1, ..Settings::default() }).expect("a free port");
    let address = server.address();
    fuzz("http", 150, &(select(&REQUESTS[..]), any::<bool>(), edits()), |(request, head_only, edits)| {
        let mut bytes = request.as_bytes().to_vec();
        apply(&mut bytes, &edits);
        if head_only {
            bytes.truncate(bytes.len() / 2);
        }
        drop(exchange(address, &bytes));
    });
    let reply = exchange(address, REQUESTS[0].as_bytes());
    assert!(reply.starts_with(b"HTTP/1.1 "), "{}", String::from_utf8_lossy(&reply));
    server.stop();
}

/// Sends bytes, says that no more come, and reads until the server is done.
fn exchange(address: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(address).expect("the server listens");
    stream.set_read_timeout(Some(PATIENCE)).expect("a socket");
    // The server may have seen enough and closed already.
    drop(stream.write_all(bytes));
    drop(stream.shutdown(Shutdown::Write));
    let mut reply = vec![];
    match stream.read_to_end(&mut reply) {
        Err(error) if matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) => {
            panic!("neither answered nor closed: {:?}", String::from_utf8_lossy(bytes))
        }
        _ => reply,
    }
}
