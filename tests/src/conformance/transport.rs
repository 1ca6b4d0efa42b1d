//! How a request reaches a database: the one thing that differs between replays.

/// A database under test: fresh, empty, and asked one request at a time.
pub trait Transport {
    /// Sends a request and waits for its reply. `target` is an `X-Amz-Target`.
    fn send(&mut self, target: &str, body: &[u8]) -> Reply;

    /// Sets the database's time in milliseconds since 1970. False if this database cannot: the case is then left out.
    fn set_now(&mut self, now_ms: u64) -> bool;

    /// Sets how long each control-plane change takes. False if this database cannot.
    fn set_delays(&mut self, each_ms: u64) -> bool;

    /// Offers global tables of version 2017.11.29, which the service does not any more. False if this database cannot.
    fn offer_legacy_global_tables(&mut self) -> bool {
        false
    }

    /// Enforces capacity from now on. False if this database cannot.
    fn enforce_capacity(&mut self) -> bool {
        false
    }

    /// Puts a file into a bucket. False if this database cannot.
    fn put_file(&mut self, _bucket: &str, _key: &str, _bytes: &[u8]) -> bool {
        false
    }
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}
