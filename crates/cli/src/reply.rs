//! Replies: a body with the headers that the service puts around it.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};

use crate::request_id::request_id;

/// A reply as hyper sends it; it adds `content-length` and `date`.
pub(crate) type Reply = Response<Full<Bytes>>;

const CRC32: HeaderName = HeaderName::from_static("x-amz-crc32");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
/// The body of everything that is no request of ours; XML, and with a line's end, as the service sends it.
const UNKNOWN: &[u8] = b"<UnknownOperationException/>\n";

/// The media types of AWS JSON: a reply has the one of its request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Media {
    /// `application/x-amz-json-1.0`.
    AwsJson,
    /// `application/x-amz-json-1.1`, which Kinesis speaks.
    AwsJson11,
    /// `application/json`.
    Json,
}

impl Media {
    /// Reads a `content-type`, whose parameters do not matter.
    pub(crate) fn of(header: &[u8]) -> Option<Self> {
        let end = header.iter().position(|byte| *byte == b';').unwrap_or(header.len());
        let name = header.get(..end).unwrap_or(header).trim_ascii();
        if name.eq_ignore_ascii_case(b"application/x-amz-json-1.0") {
            Some(Media::AwsJson)
        } else if name.eq_ignore_ascii_case(b"application/json") {
            Some(Media::Json)
        } else {
            None
        }
    }

    const fn header(self) -> HeaderValue {
        match self {
            Media::AwsJson => HeaderValue::from_static("application/x-amz-json-1.0"),
            Media::AwsJson11 => HeaderValue::from_static("application/x-amz-json-1.1"),
            Media::Json => HeaderValue::from_static("application/json"),
        }
    }
}

/// An answer of the service.
pub(crate) fn answer(status: u16, media: Media, body: Bytes) -> Reply {
    let mut reply = with_checksum(StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), body);
    reply.headers_mut().insert(CONTENT_TYPE, media.header());
    reply
}

/// What a load balancer asks for: the endpoint is there.
pub(crate) fn healthy(region: &str) -> Reply {
    with_checksum(StatusCode::OK, Bytes::from(format!("healthy: dynamodb.{region}.amazonaws.com ")))
}

/// Another method, or a body of another kind.
pub(crate) fn unknown() -> Reply {
    with_checksum(StatusCode::NOT_FOUND, Bytes::from_static(UNKNOWN))
}

/// A reply without a body.
pub(crate) fn empty(status: StatusCode) -> Reply {
    let mut reply = Response::new(Full::new(Bytes::new()));
    *reply.status_mut() = status;
    identify(&mut reply);
    reply.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    reply
}

/// A reply without a body, after which the connection is closed.
pub(crate) fn last(status: StatusCode) -> Reply {
    let mut reply = empty(status);
    reply.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    reply
}

fn with_checksum(status: StatusCode, body: Bytes) -> Reply {
    let checksum = crc32fast::hash(&body);
    let mut reply = Response::new(Full::new(body));
    *reply.status_mut() = status;
    identify(&mut reply);
    reply.headers_mut().insert(CRC32, HeaderValue::from(checksum));
    reply
}

fn identify(reply: &mut Reply) {
    // Letters and digits always make a header value.
    if let Ok(id) = HeaderValue::from_bytes(&request_id()) {
        reply.headers_mut().insert(REQUEST_ID, id);
    }
}

#[cfg(test)]
mod tests {
    use super::Media;

    #[test]
    fn parameters_and_case_of_a_media_type_do_not_matter() {
        assert_eq!(Media::of(b"application/x-amz-json-1.0; charset=utf-8"), Some(Media::AwsJson));
        assert_eq!(Media::of(b" Application/JSON "), Some(Media::Json));
        assert_eq!(Media::of(b"application/x-amz-json-1.1"), None);
        assert_eq!(Media::of(b""), None);
    }
}
