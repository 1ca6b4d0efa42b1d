//! The file of a whole workspace: what the engine exports, and behind it the limits of the workspace if any are set.
//!
//! Limits are a setting of this browser and no part of the data, so the engine's part knows nothing of them. A file without them is
//! the engine's part alone, as it always was.

use report::Limits;

/// Ends a file that has limits.
const MAGIC: &[u8] = b"dynalab limits\n";
/// Bytes of the length before it.
const LENGTH: usize = 2;

/// The engine's part with these limits behind it.
pub(crate) fn with_limits(mut bytes: Vec<u8>, limits: Limits) -> Vec<u8> {
    if limits != Limits::default() {
        // Only plain data is encoded, into a growing buffer: there is nothing that could fail.
        let encoded = postcard::to_allocvec(&limits).unwrap_or_default();
        bytes.extend_from_slice(&encoded);
        bytes.extend_from_slice(&(encoded.len() as u16).to_be_bytes());
        bytes.extend_from_slice(MAGIC);
    }
    bytes
}

/// The engine's part of a file and its limits; `None` for one whose end is damaged.
pub(crate) fn parts(file: &[u8]) -> Option<(&[u8], Limits)> {
    let Some(rest) = file.strip_suffix(MAGIC) else { return Some((file, Limits::default())) };
    let (rest, length) = rest.split_at_checked(rest.len().checked_sub(LENGTH)?)?;
    let length = usize::from(u16::from_be_bytes(length.try_into().ok()?));
    let (engine, encoded) = rest.split_at_checked(rest.len().checked_sub(length)?)?;
    Some((engine, postcard::from_bytes(encoded).ok()?))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{parts, with_limits};
    use report::{Limits, RetryMode};
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn limits_travel_behind_the_engines_part() {
        let limits = Limits { enforced: true, retries: RetryMode::Legacy, index_lag_ms: 250, ..Limits::default() };
        let file = with_limits(b"engine".to_vec(), limits);
        assert_eq!(parts(&file), Some((b"engine".as_slice(), limits)));
        assert_eq!(with_limits(b"engine".to_vec(), Limits::default()), b"engine");
        assert_eq!(parts(b"engine"), Some((b"engine".as_slice(), Limits::default())));
    }

    #[wasm_bindgen_test]
    fn a_damaged_end_is_refused() {
        let limits = Limits { enforced: true, ..Limits::default() };
        let mut file = with_limits(Vec::new(), limits);
        file.remove(0);
        assert_eq!(parts(&file), None);
        assert_eq!(parts(b"dynalab limits\n"), None);
    }
}
