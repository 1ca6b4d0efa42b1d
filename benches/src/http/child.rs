//! A server under test: a process that listens on a port, and ends with its handle.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{io, thread};

/// Time in which a server must listen.
const PATIENCE: Duration = Duration::from_secs(20);

/// A process with its address.
pub struct Child {
    process: std::process::Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Child {
    /// Starts a program whose arguments name the port with `{port}`, and waits until it listens.
    pub fn start(program: &str, arguments: &[&str]) -> io::Result<Self> {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let arguments = arguments.iter().map(|word| word.replace("{port}", &port.to_string()));
        let process = Command::new(program).args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let mut child = Child { process, address: SocketAddr::from((Ipv4Addr::LOCALHOST, port)) };
        let begin = Instant::now();
        while TcpStream::connect(child.address).is_err() {
            if begin.elapsed() > PATIENCE || child.process.try_wait()?.is_some() {
                return Err(io::Error::other(format!("{program} does not listen")));
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(child)
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
