//! The threads that serve connections: each has a runtime of its own, and a connection stays with its thread.
//!
//! So no request hops between threads. A thread that accepts gives each connection to the one that has fewest.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{mpsc, watch};

use crate::connection;
use crate::endpoint::Endpoint;

/// Bytes of a thread's stack (our bound: decoding and expressions nest to a bounded depth, far below).
const STACK_BYTES: usize = 8 * 1024 * 1024;
/// Most connections at a time (our bound: some hundred MiB of buffers); further ones wait in the system's queue.
const MAX_CONNECTIONS: usize = 16_384;
/// Pause after the system refused a connection, for want of file handles for example.
const REFUSED_PAUSE: Duration = Duration::from_millis(50);
/// Time that open requests have once the server stops.
const LAST_REQUESTS: Duration = Duration::from_secs(10);

/// A thread's mailbox.
#[derive(Clone)]
struct Desk {
    streams: mpsc::UnboundedSender<std::net::TcpStream>,
    open: Arc<AtomicUsize>,
}

/// Starts the threads; the first one accepts.
pub(crate) fn start(
    listener: std::net::TcpListener,
    endpoint: &Arc<Endpoint>,
    stop: &watch::Receiver<bool>,
    count: usize,
) -> io::Result<Vec<JoinHandle<()>>> {
    let mut started = Vec::with_capacity(count);
    let mut desks = Vec::with_capacity(count);
    let mut others = Vec::with_capacity(count);
    for _ in 0..count {
        let (streams, mailbox) = mpsc::unbounded_channel();
        let desk = Desk { streams, open: Arc::default() };
        desks.push(desk.clone());
        others.push((mailbox, desk.open));
    }
    let mut acceptor = Some((listener, desks));
    for (number, (mailbox, open)) in others.into_iter().enumerate() {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let worker = Worker { endpoint: Arc::clone(endpoint), stop: stop.clone(), open };
        let acceptor = acceptor.take();
        let name = format!("dynalab-{number}");
        started.push(
            std::thread::Builder::new()
                .name(name)
                .stack_size(STACK_BYTES)
                .spawn(move || worker.run(&runtime, mailbox, acceptor))?,
        );
    }
    Ok(started)
}

struct Worker {
    endpoint: Arc<Endpoint>,
    stop: watch::Receiver<bool>,
    open: Arc<AtomicUsize>,
}

/// Counts a connection as long as it lives.
struct Counted(Arc<AtomicUsize>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Worker {
    fn run(
        self,
        runtime: &Runtime,
        mailbox: mpsc::UnboundedReceiver<std::net::TcpStream>,
        acceptor: Option<(std::net::TcpListener, Vec<Desk>)>,
    ) {
        runtime.block_on(async {
            if let Some((listener, desks)) = acceptor {
                tokio::spawn(accept(listener, desks, self.stop.clone()));
            }
            self.serve(mailbox).await;
        });
    }

    /// Serves what comes into the mailbox, until the server stops and the last connection is done.
    async fn serve(self, mut mailbox: mpsc::UnboundedReceiver<std::net::TcpStream>) {
        let (alive, mut all_done) = mpsc::channel::<()>(1);
        // The mailbox closes when the acceptor is gone, which is when the server stops.
        while let Some(stream) = mailbox.recv().await {
            let counted = Counted(Arc::clone(&self.open));
            let Ok(stream) = TcpStream::from_std(stream) else { continue };
            let (endpoint, stop, alive) = (Arc::clone(&self.endpoint), self.stop.clone(), alive.clone());
            tokio::spawn(async move {
                connection::serve(stream, endpoint, stop).await;
                drop((counted, alive));
            });
        }
        drop(alive);
        // A client that holds a request back for longer than this is not waited for.
        let _ = tokio::time::timeout(LAST_REQUESTS, all_done.recv()).await;
    }
}

/// Accepts connections until the server stops.
async fn accept(listener: std::net::TcpListener, desks: Vec<Desk>, mut stop: watch::Receiver<bool>) {
    let Ok(listener) = TcpListener::from_std(listener) else { return };
    let stopped = stop.wait_for(|stop| *stop);
    let mut stopped = std::pin::pin!(stopped);
    loop {
        let accepted = std::future::poll_fn(|context| {
            if stopped.as_mut().poll(context).is_ready() {
                return std::task::Poll::Ready(None);
            }
            listener.poll_accept(context).map(Some)
        });
        match accepted.await {
            None => return,
            Some(Ok((stream, _))) => {
                hand_over(stream, &desks);
                while desks.iter().map(|desk| desk.open.load(Ordering::Relaxed)).sum::<usize>() >= MAX_CONNECTIONS {
                    tokio::time::sleep(REFUSED_PAUSE).await;
                }
            }
            Some(Err(_)) => tokio::time::sleep(REFUSED_PAUSE).await,
        }
    }
}

fn hand_over(stream: TcpStream, desks: &[Desk]) {
    let Some(desk) = desks.iter().min_by_key(|desk| desk.open.load(Ordering::Relaxed)) else { return };
    let Ok(stream) = stream.into_std() else { return };
    desk.open.fetch_add(1, Ordering::Relaxed);
    // A desk that is gone has stopped with the server.
    let _ = desk.streams.send(stream);
}
