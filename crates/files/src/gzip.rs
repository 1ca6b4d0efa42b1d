//! gzip. The bytes depend on the input alone: there is no name and no time in the header.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;

/// Why bytes are not unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GzipError {
    /// They are no gzip, or they are cut short.
    Damaged,
    /// They hold more than was allowed.
    TooLarge,
}

/// Packs bytes.
pub fn compress(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 4), Compression::fast());
    // Writing into a vector cannot fail.
    drop(encoder.write_all(bytes));
    encoder.finish().unwrap_or_default()
}

/// Unpacks bytes, several members too, up to `most_bytes`.
pub fn decompress(bytes: &[u8], most_bytes: usize) -> Result<Vec<u8>, GzipError> {
    let mut out = vec![];
    let allowed = most_bytes as u64 + 1;
    MultiGzDecoder::new(bytes).take(allowed).read_to_end(&mut out).map_err(|_| GzipError::Damaged)?;
    if out.len() > most_bytes { Err(GzipError::TooLarge) } else { Ok(out) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert_eq, proptest};

    use super::{GzipError, compress, decompress};

    proptest! {
        #[test]
        fn what_was_packed_unpacks(bytes in proptest::collection::vec(any::<u8>(), 0..5_000)) {
            prop_assert_eq!(decompress(&compress(&bytes), bytes.len()), Ok(bytes));
        }

        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            drop(decompress(&bytes, 1_000));
        }
    }

    #[test]
    fn bombs_and_stumps_are_refused() {
        let packed = compress(&[7; 100_000]);
        assert_eq!(decompress(&packed, 99_999), Err(GzipError::TooLarge));
        assert_eq!(decompress(&packed[..packed.len() - 3], 100_000), Err(GzipError::Damaged));
        assert_eq!(decompress(&[packed.clone(), packed].concat(), 200_000).map(|bytes| bytes.len()), Ok(200_000));
        assert_eq!(decompress(b"plain", 10), Err(GzipError::Damaged));
    }
}
