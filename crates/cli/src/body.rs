//! Reading a request's body: bounded in size and in time, inflated if it is gzip.

use std::io::Read;
use std::time::Duration;

use flate2::read::MultiGzDecoder;
use http_body_util::BodyExt;
use hyper::body::{Body, Bytes, Incoming};
use hyper::header::{CONTENT_ENCODING, HeaderMap};

/// Bytes of the longest body, before and after inflating (the service's bound: 16 MiB).
pub(crate) const MAX_BODY_BYTES: usize = 16 * 1024 * 1024;
/// Bytes of a body beyond the bound that are still read, so that a client that sends all before it reads gets its answer
/// (our bound).
const MAX_DISCARDED_BYTES: u64 = 4 * MAX_BODY_BYTES as u64;

/// Why there is no body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyError {
    /// Beyond the bound, before or after inflating.
    TooLarge,
    /// It did not come in time.
    TooSlow,
    /// The connection broke, or the framing is wrong.
    Broken,
    /// It says that it is gzip and is not.
    NotGzip,
}

/// Reads the body of a request as it was sent, as long as patience lasts.
pub(crate) async fn read(body: Incoming, patience: Duration) -> Result<Bytes, BodyError> {
    tokio::time::timeout(patience, collect(body)).await.unwrap_or(Err(BodyError::TooSlow))
}

/// The body as it was meant.
pub(crate) fn decompressed(headers: &HeaderMap, bytes: &Bytes) -> Result<Bytes, BodyError> {
    match headers.get(CONTENT_ENCODING) {
        Some(encoding) if encoding.as_bytes().eq_ignore_ascii_case(b"gzip") => inflate(bytes),
        _ => Ok(bytes.clone()),
    }
}

/// All frames in one piece. A small body is one frame, and then nothing is copied.
async fn collect(mut body: Incoming) -> Result<Bytes, BodyError> {
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    if body.size_hint().lower() > MAX_BODY_BYTES as u64 {
        discard(body, 0).await;
        return Err(BodyError::TooLarge);
    }
    let mut first = Bytes::new();
    let mut all: Vec<u8> = vec![];
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| BodyError::Broken)?.into_data() else { continue };
        if first.is_empty() && all.is_empty() {
            first = data;
        } else {
            if all.is_empty() {
                all.reserve(first.len() + (body.size_hint().lower() as usize).min(MAX_BODY_BYTES));
                all.extend_from_slice(&first);
            }
            all.extend_from_slice(&data);
        }
        let read = all.len().max(first.len());
        if read > MAX_BODY_BYTES {
            discard(body, read as u64).await;
            return Err(BodyError::TooLarge);
        }
    }
    Ok(if all.is_empty() { first } else { Bytes::from(all) })
}

/// Reads on without keeping anything.
async fn discard(mut body: Incoming, mut read: u64) {
    while read <= MAX_DISCARDED_BYTES {
        match body.frame().await {
            Some(Ok(frame)) => read += frame.data_ref().map_or(0, |data| data.len() as u64),
            _ => return,
        }
    }
}

fn inflate(bytes: &[u8]) -> Result<Bytes, BodyError> {
    let mut inflated = Vec::with_capacity((4 * bytes.len()).min(MAX_BODY_BYTES));
    let bound = MAX_BODY_BYTES as u64 + 1;
    MultiGzDecoder::new(bytes).take(bound).read_to_end(&mut inflated).map_err(|_| BodyError::NotGzip)?;
    if inflated.len() > MAX_BODY_BYTES { Err(BodyError::TooLarge) } else { Ok(Bytes::from(inflated)) }
}
