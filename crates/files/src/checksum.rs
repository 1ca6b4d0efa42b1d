//! Checksums as manifests and S3 have them.
//!
//! Follows: developer guide, "DynamoDB table export output format", "The files manifest".

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest, Md5};

/// `md5Checksum`: MD5 in base64.
pub fn md5_base64(bytes: &[u8]) -> String {
    STANDARD.encode(Md5::digest(bytes))
}

/// `etag` of a file that was put in one part of a multipart upload: MD5 of the part's MD5, and the number of parts.
pub fn etag(bytes: &[u8]) -> String {
    let digest = Md5::digest(Md5::digest(bytes));
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{hex}-1")
}

#[cfg(test)]
mod tests {
    use super::{etag, md5_base64};

    /// RFC 1321, A.5: the MD5 of nothing and of `abc`.
    #[test]
    fn digests_are_those_of_the_rfc() {
        assert_eq!(md5_base64(b""), "1B2M2Y8AsgTpgAmY7PhCfg==");
        assert_eq!(md5_base64(b"abc"), "kAFQmDzST7DWlj99KOF/cg==");
        assert_eq!(etag(b"").len(), 34);
        assert!(etag(b"").ends_with("-1"));
    }
}
