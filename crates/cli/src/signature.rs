//! Whether a request is signed with the secret of its access key: signature version 4.
//!
//! Follows: AWS Identity and Access Management User Guide, "Create a signed AWS API request". In which order the service finds
//! fault is our model: the form of the credential and of the date, the scope, the time, the key, the signature.

use std::borrow::Cow;

use api::text::Authentication;
use hmac::{Hmac, Mac};
use hyper::header::HeaderMap;
use hyper::http::request::Parts;
use model::EpochMillis;
use sha2::{Digest, Sha256};

use crate::authorization::{Claim, parameters};
use crate::credentials::{Credentials, User};
use crate::kinesis;
use crate::timestamp;

const ALGORITHM: &str = "AWS4-HMAC-SHA256";
/// Minutes that a request's time may be off (what DynamoDB says in its errors).
const MINUTES: i32 = 15;

/// Finds the user who has signed the request, or tells why it is nobody.
pub(crate) fn verify<'c>(
    credentials: &'c Credentials,
    claim: &Claim<'_>,
    parts: &Parts,
    body: &[u8],
    now: EpochMillis,
) -> Result<&'c User, Authentication> {
    let elements: Vec<&str> = claim.credential.split('/').collect();
    let [key, day, region, service, terminator] = elements.as_slice() else {
        return Err(Authentication::Credential(claim.credential.to_string()));
    };
    let sent = timestamp::read(&claim.date).ok_or_else(|| Authentication::Date(claim.date.to_string()))?;
    if *terminator != "aws4_request" {
        return Err(Authentication::Terminator((*terminator).to_owned()));
    }
    match (kinesis::is_asked(parts), *service) {
        (false, "dynamodb") | (true, "kinesis") => {}
        (false, _) => return Err(Authentication::Service),
        (true, _) => return Err(Authentication::KinesisService),
    }
    let found = claim.date.get(..8).unwrap_or_default();
    if *day != found {
        return Err(Authentication::Day((*day).to_owned(), found.to_owned(), claim.date.to_string()));
    }
    check_time(sent, now)?;
    let user = credentials.user(key).ok_or(Authentication::UnknownKey)?;
    let scope = format!("{day}/{region}/{service}/{terminator}");
    let canonical = canonical_request(claim, parts, body);
    let to_sign = format!("{ALGORITHM}\n{}\n{scope}\n{}", claim.date, hex(&Sha256::digest(canonical)));
    let mut signing_key = format!("AWS4{}", user.secret).into_bytes();
    for part in [*day, *region, *service, *terminator] {
        signing_key = mac(&signing_key, part);
    }
    let signature = hex(&mac(&signing_key, &to_sign));
    if equal(signature.as_bytes(), claim.signature.as_bytes()) { Ok(user) } else { Err(Authentication::Mismatch) }
}

fn check_time(sent: EpochMillis, now: EpochMillis) -> Result<(), Authentication> {
    let width = u64::from(MINUTES.unsigned_abs()) * 60_000;
    // Times are told in whole seconds.
    let now = now.0 / 1_000 * 1_000;
    let (earliest, latest) = (now.saturating_sub(width), now.saturating_add(width));
    let text = |time| timestamp::write(EpochMillis(time));
    if sent.0 < earliest {
        return Err(Authentication::Expired(text(sent.0), text(earliest), text(now), MINUTES));
    }
    if sent.0 > latest {
        return Err(Authentication::NotYetCurrent(text(sent.0), text(latest), text(now), MINUTES));
    }
    Ok(())
}

/// What both sides sign a digest of.
fn canonical_request(claim: &Claim<'_>, parts: &Parts, body: &[u8]) -> String {
    let mut out = format!("{}\n{}\n", parts.method, encoded(parts.uri.path(), true));
    let mut query: Vec<(String, String)> = parameters(parts.uri.query().unwrap_or_default())
        .filter(|(name, _)| name != "X-Amz-Signature")
        .map(|(name, value)| (encoded(&name, false), encoded(&value, false)))
        .collect();
    query.sort();
    let query: Vec<String> = query.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    out += &query.join("&");
    out.push('\n');
    for name in claim.signed_headers.split(';') {
        out += &format!("{name}:{}\n", header_value(&parts.headers, name));
    }
    out += &format!("\n{}\n{}", claim.signed_headers, hex(&Sha256::digest(body)));
    out
}

/// All values of a header, with single spaces.
fn header_value(headers: &HeaderMap, name: &str) -> String {
    let values = headers.get_all(name).iter().map(|value| {
        let text: Cow<str> = String::from_utf8_lossy(value.as_bytes());
        text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
    });
    values.collect::<Vec<_>>().join(",")
}

/// With percent signs for all but the unreserved characters, and the slash if it is a path's.
fn encoded(text: &str, is_path: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || is_path && byte == b'/' {
            out.push(char::from(byte));
        } else {
            out += &format!("%{byte:02X}");
        }
    }
    out
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    // HMAC takes a key of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return vec![] };
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether they are equal, found out in a time that does not tell where they differ.
fn equal(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len() && left.iter().zip(right).fold(0, |differences, (left, right)| differences | (left ^ right)) == 0
}

#[cfg(test)]
mod tests;
