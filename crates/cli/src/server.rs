//! The server: a port, the threads behind it, and the database they share.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use std::{fmt, io};

use api::ErrorTexts;
use engine::{ControlPlaneDelays, ReadLag};
use hyper::body::Bytes;
use tokio::sync::watch;

use crate::buckets::Buckets;
use crate::credentials::{Credentials, CredentialsError};
use crate::database::Database;
use crate::endpoint::{Backend, Endpoint};
use crate::keeper::Keeper;
use crate::store::StoreError;
use crate::workers;

/// The usual patience. Our bound: an idle connection is closed after it too, and the SDKs keep one for less.
const PATIENCE: Duration = Duration::from_secs(75);

/// The usual length of the log. Our bound: a second of replay at most. A checkpoint writes whole leaf blocks, so with a shorter log
/// the same blocks would be written more often.
const LOG_BYTES: usize = 64 * 1024 * 1024;

/// How a server is started.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Where to listen.
    pub host: IpAddr,
    /// Port; 0 is any that is free.
    pub port: u16,
    /// Region of requests whose credential names none.
    pub region: String,
    /// One database for all access keys and regions.
    pub shared: bool,
    /// Where the data is kept; `None` is in memory.
    pub data: Option<PathBuf>,
    /// Where each bucket of exports and imports is a folder; `None` keeps buckets within the database.
    pub buckets: Option<PathBuf>,
    /// Log bytes after which a checkpoint is made, with `data`.
    pub log_bytes: usize,
    /// File of those who may ask; `None` is everybody, whatever the signature.
    pub credentials: Option<PathBuf>,
    /// How far eventually consistent reads may be behind.
    pub read_lag: ReadLag,
    /// Milliseconds that writes take to the other regions of a global table.
    pub replication_lag_ms: u64,
    /// Requests beyond what tables and indexes may serve are throttled.
    pub enforce_capacity: bool,
    /// Time in which a request's head must have come, and then its body.
    pub patience: Duration,
    /// Threads that serve connections.
    pub threads: usize,
    /// Which of AWS's wordings errors have.
    pub texts: ErrorTexts,
    /// Answer this to every request instead of asking a database: what HTTP alone costs.
    pub constant: Option<Bytes>,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 8000,
            region: "us-east-1".to_owned(),
            shared: false,
            data: None,
            buckets: None,
            log_bytes: LOG_BYTES,
            credentials: None,
            read_lag: ReadLag::default(),
            replication_lag_ms: 0,
            enforce_capacity: false,
            patience: PATIENCE,
            threads: std::thread::available_parallelism().map_or(1, usize::from),
            texts: ErrorTexts::Newer,
            constant: None,
        }
    }
}

/// Why a server did not start.
#[derive(Debug)]
pub enum StartError {
    /// The port cannot be had.
    Port(SocketAddr, io::Error),
    /// The system gave no thread.
    Threads(io::Error),
    /// The file of credentials cannot be used.
    Credentials(CredentialsError),
    /// The folder cannot be opened.
    Store(StoreError),
    /// The folder of the buckets cannot be made.
    Buckets(PathBuf, io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StartError::Port(address, error) if error.kind() == io::ErrorKind::AddrInUse => {
                write!(f, "port {} is in use already; choose another one with --port", address.port())
            }
            StartError::Port(address, error) => {
                write!(f, "cannot listen on {address}: {error}; choose another address with --host, or another port with --port")
            }
            StartError::Credentials(error) => error.fmt(f),
            StartError::Store(error) => error.fmt(f),
            StartError::Buckets(folder, error) => {
                write!(f, "cannot use the folder {} of --buckets: {error}; choose another one", folder.display())
            }
            StartError::Threads(error) => write!(f, "the system gave no threads: {error}"),
        }
    }
}

impl std::error::Error for StartError {}

/// A running server; it goes on until [`Server::stop`].
pub struct Server {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    threads: Vec<JoinHandle<()>>,
    database: Option<Arc<Database>>,
    keeper: Option<Keeper>,
}

/// Connections that the system queues before they are accepted (the greatest number that it takes by default).
const BACKLOG: u32 = 4_096;

impl Server {
    /// Listens, and answers from now on.
    pub fn start(settings: &Settings) -> Result<Self, StartError> {
        let credentials = settings.credentials.as_deref().map(Credentials::read).transpose().map_err(StartError::Credentials)?;
        raise_file_limit();
        let address = SocketAddr::new(settings.host, settings.port);
        let listener = listen(address).map_err(|error| StartError::Port(address, error))?;
        let address = listener.local_addr().map_err(|error| StartError::Port(address, error))?;
        let (backend, database, keeper) = match &settings.constant {
            Some(body) => (Backend::Constant(body.clone()), None, None),
            None => {
                let database = match &settings.data {
                    Some(folder) => Database::in_folder(folder, settings.log_bytes).map_err(StartError::Store)?,
                    None => Database::in_memory(),
                };
                {
                    let engine = &mut database.lock().engine;
                    engine.set_read_lag(settings.read_lag);
                    engine.set_replication_lag(settings.replication_lag_ms);
                    engine.set_legacy_global_tables(settings.texts == ErrorTexts::Older);
                    engine.enforce_capacity(settings.enforce_capacity);
                }
                if let Some(folder) = &settings.buckets {
                    let buckets = Buckets::of(folder).map_err(|error| StartError::Buckets(folder.clone(), error))?;
                    database.lock().buckets = Some(buckets);
                }
                let keeper = Keeper::start(&database).map_err(StartError::Threads)?;
                (Backend::Database(Arc::clone(&database)), Some(database), Some(keeper))
            }
        };
        let endpoint = Endpoint {
            backend,
            region: settings.region.clone(),
            shared: settings.shared,
            credentials,
            texts: settings.texts,
            patience: settings.patience,
        };
        let endpoint = Arc::new(endpoint);
        let (stop, stopped) = watch::channel(false);
        let threads = workers::start(listener, &endpoint, &stopped, settings.threads).map_err(StartError::Threads)?;
        Ok(Server { address, stop, threads, database, keeper })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops the database's clock at this time, in milliseconds since 1970; without it, it is the clock on the wall.
    pub fn set_now(&self, now_ms: u64) {
        if let Some(database) = &self.database {
            database.set_now(now_ms);
        }
    }

    /// Sets how long control-plane work takes from now on; at first it takes no time.
    pub fn set_delays(&self, delays: ControlPlaneDelays) {
        if let Some(database) = &self.database {
            database.lock().engine.set_delays(delays);
        }
    }

    /// Switches the enforcement of capacity on or off; it begins with full buckets.
    pub fn enforce_capacity(&self, enforced: bool) {
        if let Some(database) = &self.database {
            database.lock().engine.enforce_capacity(enforced);
        }
    }

    /// Accepts nothing more, answers what has been asked, and ends.
    pub fn stop(self) {
        self.stop.send_replace(true);
        for thread in self.threads {
            // A thread that panicked has said so already.
            let _ = thread.join();
        }
        // Now nobody asks any more, and what has been acknowledged is durable already.
        if let Some(keeper) = self.keeper {
            keeper.stop();
        }
    }
}

/// Lets this process have as many connections as the system allows: shells often start programs with a thousand at most.
fn raise_file_limit() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, getrlimit, setrlimit};
        let mut limit = getrlimit(Resource::Nofile);
        limit.current = limit.maximum;
        // Where the system refuses, the lower limit stays, and further connections wait.
        let _ = setrlimit(Resource::Nofile, limit);
    }
}

fn listen(address: SocketAddr) -> io::Result<std::net::TcpListener> {
    // Sockets are made by tokio, which wants a runtime around it, though nothing runs on this one.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    let _inside = runtime.enter();
    let socket = if address.is_ipv4() { tokio::net::TcpSocket::new_v4()? } else { tokio::net::TcpSocket::new_v6()? };
    // A server that is started again gets its port at once.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)?.into_std()
}
