//! A client that sends bytes and reads replies, and knows nothing else.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use cli::{Server, Settings};

/// A server that answers nothing for so long hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// Headers of a signed AWS JSON request.
pub(crate) const SIGNED: &str = "Content-Type: application/x-amz-json-1.0\r\nX-Amz-Date: 20260101T000000Z\r\nAuthorization: AWS4-HMAC-SHA256 \
     Credential=me/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00\r\n";

/// A connection.
pub(crate) struct Client {
    pub(crate) stream: TcpStream,
    /// Bytes of the next reply that have come already.
    ahead: Vec<u8>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// By lower-case name.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// A server on a free port, in memory.
pub(crate) fn server() -> Server {
    start(Settings::default())
}

/// A server on a free port.
pub(crate) fn start(settings: Settings) -> Server {
    Server::start(&Settings { port: 0, ..settings }).unwrap()
}

impl Client {
    pub(crate) fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        Client { stream, ahead: vec![] }
    }

    pub(crate) fn send(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).unwrap();
    }

    /// The next reply; `None` if the server has closed the connection instead.
    pub(crate) fn receive(&mut self) -> Option<Reply> {
        self.try_receive().expect("the server answers in time")
    }

    fn try_receive(&mut self) -> io::Result<Option<Reply>> {
        loop {
            if let Some((reply, length)) = whole(&self.ahead) {
                self.ahead.drain(..length);
                return Ok(Some(reply));
            }
            let mut piece = [0; 64 * 1024];
            match self.stream.read(&mut piece)? {
                0 => return Ok(None),
                read => self.ahead.extend_from_slice(&piece[..read]),
            }
        }
    }

    /// Sends a request with a body, and waits for its reply.
    pub(crate) fn ask(&mut self, line: &str, headers: &str, body: &[u8]) -> Reply {
        self.send(&request(line, headers, body));
        self.receive().expect("a reply")
    }

    /// Asks for an operation, signed; `None` if the server dies over it.
    pub(crate) fn try_operation(&mut self, operation: &str, body: &str) -> Option<Reply> {
        self.stream.write_all(&request("POST /", &target(operation), body.as_bytes())).ok()?;
        self.try_receive().ok()?
    }

    /// Asks for an operation, signed.
    pub(crate) fn operation(&mut self, operation: &str, body: &str) -> Reply {
        self.ask("POST /", &target(operation), body.as_bytes())
    }
}

/// The headers of a signed request for an operation.
pub(crate) fn target(operation: &str) -> String {
    format!("{SIGNED}X-Amz-Target: DynamoDB_20120810.{operation}\r\n")
}

/// A request's bytes.
pub(crate) fn request(line: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head = format!("{line} HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// The first reply of some bytes, and its length; `None` if it is not whole.
fn whole(bytes: &[u8]) -> Option<(Reply, usize)> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&bytes[..end]).unwrap();
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().unwrap();
    let headers: BTreeMap<String, String> =
        lines.filter_map(|line| line.split_once(": ")).map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect();
    let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    // `100 Continue` comes before the reply.
    if status == 100 {
        return whole(&bytes[end + 4..]).map(|(reply, length)| (reply, end + 4 + length));
    }
    let body = bytes.get(end + 4..end + 4 + length)?.to_vec();
    Some((Reply { status, headers, body }, end + 4 + length))
}
