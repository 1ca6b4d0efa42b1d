//! The load generator: keep-alive connections on one thread, each with one request in flight.
//!
//! It does the least that HTTP asks for, so that it takes little of the cores that it shares with the server.

use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

/// Connections of the comparison.
pub const CONNECTIONS: usize = 16;
/// A server that answers nothing for so long is taken to be stuck.
const PATIENCE: Duration = Duration::from_secs(20);

/// What a run of load gave.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// Replies of status 200.
    pub answered: u64,
    /// Time from the first request to the last reply.
    pub time: Duration,
    /// Bytes of the last reply.
    pub reply_bytes: usize,
}

impl Load {
    /// Requests answered in a second.
    pub fn per_second(&self) -> f64 {
        self.answered as f64 / self.time.as_secs_f64()
    }
}

struct Connection {
    stream: TcpStream,
    /// Number of the request that is sent next.
    next: usize,
    reply: Vec<u8>,
    /// Bytes of the request that are still to be sent.
    unsent: usize,
}

/// Sends the requests round and round for a time. A reply of another status than 200 is an error.
pub fn run(address: SocketAddr, requests: &[Vec<u8>], connections: usize, time: Duration) -> io::Result<Load> {
    let mut poll = Poll::new()?;
    let mut events = Events::with_capacity(connections);
    let mut all = Vec::with_capacity(connections);
    for number in 0..connections {
        let stream = std::net::TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        let mut stream = TcpStream::from_std(stream);
        poll.registry().register(&mut stream, Token(number), Interest::READABLE | Interest::WRITABLE)?;
        let next = number * requests.len() / connections;
        all.push(Connection { stream, next, reply: Vec::with_capacity(64 * 1024), unsent: 0 });
    }
    let begin = Instant::now();
    let mut load = Load { answered: 0, time, reply_bytes: 0 };
    for connection in &mut all {
        connection.begin(requests)?;
    }
    let mut open = connections;
    while open > 0 {
        poll.poll(&mut events, Some(PATIENCE))?;
        if events.is_empty() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        let ends = begin.elapsed() >= time;
        for event in &events {
            let Some(connection) = all.get_mut(event.token().0) else { continue };
            if connection.unsent > 0 {
                connection.send(requests)?;
            }
            while let Some(bytes) = connection.receive()? {
                load.answered += 1;
                load.reply_bytes = bytes;
                if ends {
                    open -= 1;
                    break;
                }
                connection.begin(requests)?;
            }
        }
    }
    load.time = begin.elapsed();
    Ok(load)
}

impl Connection {
    fn begin(&mut self, requests: &[Vec<u8>]) -> io::Result<()> {
        self.next = (self.next + 1) % requests.len();
        self.unsent = requests[self.next].len();
        self.send(requests)
    }

    fn send(&mut self, requests: &[Vec<u8>]) -> io::Result<()> {
        let request = &requests[self.next];
        while self.unsent > 0 {
            match self.stream.write(&request[request.len() - self.unsent..]) {
                Ok(sent) => self.unsent -= sent,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Reads what there is: the size of the reply once it is whole.
    fn receive(&mut self) -> io::Result<Option<usize>> {
        let mut piece = [0; 64 * 1024];
        loop {
            match self.stream.read(&mut piece) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(read) => self.reply.extend_from_slice(&piece[..read]),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(None),
                Err(error) => return Err(error),
            }
            if whole(&self.reply)? {
                let bytes = self.reply.len();
                self.reply.clear();
                return Ok(Some(bytes));
            }
        }
    }
}

/// Whether the bytes are a whole reply; one of another status than 200 is an error.
fn whole(reply: &[u8]) -> io::Result<bool> {
    let Some(end) = reply.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(false) };
    let head = &reply[..end];
    let length = head.split(|byte| *byte == b'\n').find_map(|line| {
        let value = line.get(15..).filter(|_| line[..15].eq_ignore_ascii_case(b"content-length:"))?;
        std::str::from_utf8(value.trim_ascii()).ok()?.parse::<usize>().ok()
    });
    let Some(length) = length else { return Err(io::Error::other("a reply without a length")) };
    if reply.len() < end + 4 + length {
        return Ok(false);
    }
    match head.starts_with(b"HTTP/1.1 200") {
        true => Ok(true),
        false => Err(io::Error::other(String::from_utf8_lossy(reply).into_owned())),
    }
}
