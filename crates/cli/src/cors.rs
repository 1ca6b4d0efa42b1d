//! What lets a page of another origin call the endpoint, and read what it needs of the reply.

use hyper::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS,
    ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, HeaderMap, HeaderValue, ORIGIN,
};

/// Seconds for which a browser may keep the answer to a preflight (what the service says: two days).
const MAX_AGE_S: HeaderValue = HeaderValue::from_static("172800");
const EXPOSED: HeaderValue = HeaderValue::from_static(
    "x-amzn-RequestId,x-amzn-ErrorType,x-amz-request-id,x-amz-id-2,x-amzn-ErrorMessage,x-amz-crc32,Date",
);
const ANY: HeaderValue = HeaderValue::from_static("*");

/// Whether a script of another origin asks.
pub(crate) fn is_cross_origin(request: &HeaderMap) -> bool {
    request.contains_key(ORIGIN)
}

/// What every reply to a script of another origin says.
pub(crate) fn allow(reply: &mut HeaderMap) {
    reply.insert(ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
    reply.insert(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
}

/// The answer to a preflight: whatever is asked for may be sent.
pub(crate) fn preflight(request: &HeaderMap, reply: &mut HeaderMap) {
    reply.insert(ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
    reply.insert(ACCESS_CONTROL_MAX_AGE, MAX_AGE_S);
    let asked = [
        (ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_ALLOW_HEADERS),
        (ACCESS_CONTROL_REQUEST_METHOD, ACCESS_CONTROL_ALLOW_METHODS),
    ];
    for (question, answer) in asked {
        if let Some(value) = request.get(question) {
            reply.insert(answer, value.clone());
        }
    }
}
