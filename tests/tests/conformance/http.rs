//! The endpoint in this process, over a socket: a server for each case, on a free port.

use std::io::{Read, Write};
use std::net::TcpStream;

use cli::{Server, Settings};
use engine::ControlPlaneDelays;
use tests::conformance::{Reply, Transport};

/// When a case begins, unless it says otherwise.
const START_MS: u64 = 1_700_000_000_000;

/// A server of its own, and a connection to it.
pub(crate) struct Http {
    server: Option<Server>,
    stream: TcpStream,
}

impl Http {
    pub(crate) fn new() -> Self {
        let settings = Settings { port: 0, threads: 1, ..Settings::default() };
        let server = Server::start(&settings).expect("a free port");
        server.set_now(START_MS);
        let stream = TcpStream::connect(server.address()).expect("the server listens");
        stream.set_nodelay(true).expect("a socket");
        Http { server: Some(server), stream }
    }

    fn server(&self) -> &Server {
        self.server.as_ref().expect("it stops when it is dropped")
    }

    /// Reads a reply: its head, and as much as the head says.
    fn receive(&mut self) -> Reply {
        let mut bytes = vec![];
        let mut piece = vec![0; 64 * 1024];
        loop {
            if let Some(reply) = whole(&bytes) {
                return reply;
            }
            let read = self.stream.read(&mut piece).expect("the server answers");
            assert!(read > 0, "the server closed the connection");
            bytes.extend_from_slice(&piece[..read]);
        }
    }
}

impl Drop for Http {
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            server.stop();
        }
    }
}

impl Transport for Http {
    fn send(&mut self, target: &str, body: &[u8]) -> Reply {
        // Twelve digits for a key name the account, so that ARNs are those of the corpus.
        let head = format!(
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.0\r\nX-Amz-Target: {target}\r\n\
             X-Amz-Date: 20231114T221320Z\r\nAuthorization: AWS4-HMAC-SHA256 Credential=123456789012/20231114/us-east-1/dynamodb/aws4_request, \
             SignedHeaders=host, Signature=00\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        self.stream.write_all(&[head.as_bytes(), body].concat()).expect("the server reads");
        self.receive()
    }

    fn set_now(&mut self, now_ms: u64) -> bool {
        self.server().set_now(now_ms);
        true
    }

    fn enforce_capacity(&mut self) -> bool {
        self.server().enforce_capacity(true);
        true
    }

    fn set_delays(&mut self, each_ms: u64) -> bool {
        self.server().set_delays(ControlPlaneDelays::each(each_ms));
        true
    }
}

fn whole(bytes: &[u8]) -> Option<Reply> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
    let length: usize = head.split("\r\n").find_map(|line| line.strip_prefix("content-length: "))?.parse().ok()?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Reply { status, body: bytes.get(end + 4..end + 4 + length)?.to_vec() })
}
