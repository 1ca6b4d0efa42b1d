use expect_test::{Expect, expect};
use hyper::Uri;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};

use super::claim;

/// Headers as `name: value` lines.
fn check(uri: &str, headers: &str, expected: Expect) {
    let uri: Uri = uri.parse().unwrap();
    let headers: HeaderMap = headers
        .lines()
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap()))
        .collect();
    let told = match claim(&uri, &headers) {
        Ok(claim) => format!("{:?} {:?} {}", claim.access_key(), claim.region(), if claim.in_query { "query" } else { "header" }),
        Err(error) => format!("{}: {error}", error.exception()),
    };
    expected.assert_eq(&told);
}

#[test]
fn nobody_asks() {
    for headers in ["", "authorization: Basic YTpi", "authorization:  "] {
        check("/?a=b", headers, expect!["MissingAuthenticationTokenException: Request is missing Authentication Token"]);
    }
}

#[test]
fn a_header_lacks_something() {
    check(
        "/",
        "authorization: AWS4-HMAC-SHA256",
        expect![
            "IncompleteSignatureException: Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. Authorization=AWS4-HMAC-SHA256"
        ],
    );
    check(
        "/",
        "authorization: AWS4-HMAC-SHA256 Credential=a, SignedHeaders=host\nx-amz-date: now",
        expect![
            "IncompleteSignatureException: Authorization header requires 'Signature' parameter. Authorization=AWS4-HMAC-SHA256 Credential=a, SignedHeaders=host"
        ],
    );
}

#[test]
fn a_query_lacks_something() {
    check(
        "/?X-Amz-Algorithm=x&X-Amz-Signature=b",
        "",
        expect![
            "IncompleteSignatureException: AWS query-string parameters must include 'X-Amz-Credential'. AWS query-string parameters must include 'X-Amz-SignedHeaders'. AWS query-string parameters must include 'X-Amz-Date'. Re-examine the query-string parameters."
        ],
    );
}

#[test]
fn two_ways_are_one_too_many() {
    check(
        "/?X-Amz-Algorithm",
        "authorization: AWS4-HMAC-SHA256 Credential=a, Signature=b, SignedHeaders=c\nx-amz-date: now",
        expect![
            "InvalidSignatureException: Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header."
        ],
    );
}

#[test]
fn the_scope_names_key_and_region() {
    let header = |credential: &str| {
        format!("date: now\nauthorization: AWS4-HMAC-SHA256 Credential={credential},SignedHeaders=host,Signature=ff")
    };
    check("/", &header("me/20260101/eu-west-1/dynamodb/aws4_request"), expect![[r#""me" Some("eu-west-1") header"#]]);
    check("/", &header("me"), expect![[r#""me" None header"#]]);
    check("/", &header("me/too/20260101/us-east-2/dynamodb/aws4_request"), expect![[r#""me/too" Some("us-east-2") header"#]]);
    check("/", &header("me/20260101/eu:west/dynamodb/aws4_request"), expect![[r#""me" None header"#]]);
    check("/", &header("me/20260101//dynamodb/aws4_request"), expect![[r#""me" None header"#]]);
    check("/", &header("me/20260101/dynamodb"), expect![[r#""me" None header"#]]);
    check(
        "/?X-Amz-Algorithm=x&X-Amz-Credential=me%2F20260101%2Feu-west-1%2Fdynamodb%2Faws4_request&X-Amz-Signature=b&X-Amz-SignedHeaders=host&X-Amz-Date=now%",
        "",
        expect![[r#""me" Some("eu-west-1") query"#]],
    );
}
