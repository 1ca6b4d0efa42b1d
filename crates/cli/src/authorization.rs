//! Who asks, as the request says: the credential of a version 4 signature, in a header or in the query.
//!
//! Whether the signature is right is another question, and by default nobody asks it.
//!
//! Follows: AWS Identity and Access Management User Guide, "Elements of an AWS API request signature".

use std::borrow::Cow;

use api::text::{Authentication, MissingPart, MissingParts};
use hyper::Uri;
use hyper::header::{AUTHORIZATION, DATE, HeaderMap, HeaderName};

const X_AMZ_DATE: HeaderName = HeaderName::from_static("x-amz-date");
/// Query parameters of a presigned request, in the order in which the service misses them.
const QUERY: [&str; 5] = ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date"];
/// Characters of the longest region that is believed (our bound; real ones have at most 14).
const MAX_REGION: usize = 64;

/// What a request says of its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Claim<'r> {
    /// `key/date/region/service/aws4_request`, or anything else.
    pub(crate) credential: Cow<'r, str>,
    pub(crate) signed_headers: Cow<'r, str>,
    pub(crate) signature: Cow<'r, str>,
    /// Time of the request.
    pub(crate) date: Cow<'r, str>,
    /// The signature stands in the query and not in a header.
    pub(crate) in_query: bool,
}

impl Claim<'_> {
    /// The access key id: everything before the scope.
    pub(crate) fn access_key(&self) -> &str {
        match self.credential.rsplitn(5, '/').nth(4) {
            Some(key) => key,
            None => self.credential.split('/').next().unwrap_or_default(),
        }
    }

    /// The region, if the credential names one that can be part of an ARN.
    pub(crate) fn region(&self) -> Option<&str> {
        let mut from_the_end = self.credential.rsplitn(5, '/');
        let region = from_the_end.nth(2)?;
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        (from_the_end.count() == 2 && (1..=MAX_REGION).contains(&region.len()) && region.bytes().all(fits)).then_some(region)
    }
}

/// Reads what a request says of its signature, or tells what is missing.
pub(crate) fn claim<'r>(uri: &'r Uri, headers: &'r HeaderMap) -> Result<Claim<'r>, Authentication> {
    let header = headers.get(AUTHORIZATION).map(|value| std::str::from_utf8(value.as_bytes()).unwrap_or_default().trim());
    let query = uri.query().filter(|query| parameters(query).any(|(name, _)| name == QUERY[0]));
    match (header.filter(|header| !header.is_empty()), query) {
        (Some(_), Some(_)) => Err(Authentication::TwoWays),
        (Some(header), None) if header.starts_with("AWS4-") => from_header(header, headers),
        (None, Some(query)) => from_query(query),
        _ => Err(Authentication::MissingToken),
    }
}

fn from_header<'r>(header: &'r str, headers: &'r HeaderMap) -> Result<Claim<'r>, Authentication> {
    let mut parts = header.split([',', ' ']).skip(1).filter_map(|part| part.trim().split_once('='));
    let [mut credential, mut signature, mut signed_headers] = [""; 3];
    for (name, value) in &mut parts {
        match name {
            "Credential" => credential = value,
            "Signature" => signature = value,
            "SignedHeaders" => signed_headers = value,
            _ => {}
        }
    }
    let date = headers.get(X_AMZ_DATE).or_else(|| headers.get(DATE)).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let needed = [("Credential", credential), ("Signature", signature), ("SignedHeaders", signed_headers)];
    let mut missing: Vec<MissingPart> = vec![];
    missing.extend(needed.iter().filter(|(_, value)| value.is_empty()).map(|(name, _)| MissingPart::Header((*name).to_owned())));
    if date.is_empty() {
        missing.push(MissingPart::Date);
    }
    if !missing.is_empty() {
        return Err(Authentication::IncompleteHeader(MissingParts(missing), header.to_owned()));
    }
    let [credential, signature, signed_headers, date] = [credential, signature, signed_headers, date].map(Cow::Borrowed);
    Ok(Claim { credential, signed_headers, signature, date, in_query: false })
}

fn from_query(query: &str) -> Result<Claim<'_>, Authentication> {
    let mut values: [Cow<str>; 5] = Default::default();
    for (name, value) in parameters(query) {
        if let Some(place) = QUERY.iter().position(|known| *known == name).and_then(|at| values.get_mut(at)) {
            *place = value;
        }
    }
    let missing = QUERY.iter().zip(&values).filter(|(_, value)| value.is_empty());
    let missing: Vec<MissingPart> = missing.map(|(name, _)| MissingPart::Query((*name).to_owned())).collect();
    if !missing.is_empty() {
        return Err(Authentication::IncompleteQuery(MissingParts(missing)));
    }
    let [_, credential, signature, signed_headers, date] = values;
    Ok(Claim { credential, signed_headers, signature, date, in_query: true })
}

/// Names and values of a query, decoded.
pub(crate) fn parameters(query: &str) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decoded(name), decoded(value))
    })
}

/// Without percent signs; what is no escape stays as it is.
fn decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut rest = text.as_bytes();
    let mut out = Vec::with_capacity(text.len());
    while let Some((&byte, after)) = rest.split_first() {
        let escaped = match (byte, after) {
            (b'%', [high, low, beyond @ ..]) => hex(*high).zip(hex(*low)).map(|(high, low)| (high * 16 + low, beyond)),
            _ => None,
        };
        let (byte, beyond) = escaped.unwrap_or((byte, after));
        out.push(byte);
        rest = beyond;
    }
    Cow::Owned(String::from_utf8_lossy(&out).into_owned())
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests;
