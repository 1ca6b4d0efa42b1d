use expect_test::{Expect, expect};
use hyper::Request;
use hyper::header::HeaderMap;
use model::EpochMillis;

use super::{Credentials, hex, mac, verify};
use crate::authorization::claim;

/// The key of AWS's examples.
const FILE: &str = "[example]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY\narn = arn:aws:iam::123456789012:user/example\n";
const NOW: EpochMillis = EpochMillis(1_440_938_160_000);

#[test]
fn a_signing_key_is_the_one_of_the_guide() {
    // "Signature calculation examples": 20150830, us-east-1, iam.
    let mut key = b"AWS4wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".to_vec();
    for part in ["20150830", "us-east-1", "iam", "aws4_request"] {
        key = mac(&key, part);
    }
    assert_eq!(hex(&key), "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
}

/// Signed by botocore 1.43.11 with the key above.
const SIGNED: &str = "2c15ed7ee8360be5191c4f7fa4c3786076090b77a41d66fafd26efa4f0cd0e21";

fn check(change: impl Fn(&str) -> String, now: EpochMillis, expected: Expect) {
    let path = std::env::temp_dir().join(format!("dynalab-signature-{}-{:?}", std::process::id(), std::thread::current().id()));
    std::fs::write(&path, FILE).unwrap();
    let credentials = Credentials::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let authorization = change(&format!(
        "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/dynamodb/aws4_request, \
         SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature={SIGNED}"
    ));
    let request = Request::post("/")
        .header("host", "localhost:8000")
        .header("content-type", "application/x-amz-json-1.0")
        .header("x-amz-target", "DynamoDB_20120810.ListTables")
        .header("x-amz-date", "20150830T123600Z")
        .header("authorization", authorization)
        .body(())
        .unwrap();
    let (parts, ()) = request.into_parts();
    let headers: &HeaderMap = &parts.headers;
    let claim = claim(&parts.uri, headers).unwrap();
    let told = match verify(&credentials, &claim, &parts, b"{}", now) {
        Ok(user) => user.arn.clone(),
        Err(error) => format!("{}: {error}", error.exception()),
    };
    expected.assert_eq(&told);
}

#[test]
fn a_request_that_a_sdk_signed_is_its_users() {
    check(str::to_owned, NOW, expect!["arn:aws:iam::123456789012:user/example"]);
    check(str::to_owned, EpochMillis(NOW.0 + 900_000), expect!["arn:aws:iam::123456789012:user/example"]);
}

#[test]
fn a_request_that_is_not_signed_right_is_nobodys() {
    let replaced = |from: &'static str, to: &'static str| move |text: &str| text.replace(from, to);
    check(
        replaced("Signature=", "Signature=0"),
        NOW,
        expect![
            "InvalidSignatureException: The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
        ],
    );
    check(
        replaced("us-east-1", "us-east-2"),
        NOW,
        expect![
            "InvalidSignatureException: The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
        ],
    );
    check(
        replaced("AKIDEXAMPLE", "AKIDOTHER"),
        NOW,
        expect!["UnrecognizedClientException: The security token included in the request is invalid."],
    );
}

#[test]
fn a_scope_that_is_not_ours_is_told() {
    let replaced = |from: &'static str, to: &'static str| move |text: &str| text.replace(from, to);
    check(
        replaced("/aws4_request", ""),
        NOW,
        expect![
            "IncompleteSignatureException: Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'AKIDEXAMPLE/20150830/us-east-1/dynamodb'"
        ],
    );
    check(
        replaced("aws4_request", "aws3_request"),
        NOW,
        expect![
            "InvalidSignatureException: Credential should be scoped with a valid terminator: 'aws4_request', not 'aws3_request'."
        ],
    );
    check(
        replaced("dynamodb", "s3"),
        NOW,
        expect!["InvalidSignatureException: Credential should be scoped to correct service: 'dynamodb'. "],
    );
    check(
        replaced("20150830", "20150831"),
        NOW,
        expect![
            "InvalidSignatureException: Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20150831' != '20150830', from '20150830T123600Z'."
        ],
    );
}

#[test]
fn a_request_has_fifteen_minutes() {
    check(
        str::to_owned,
        EpochMillis(NOW.0 + 901_000),
        expect![
            "InvalidSignatureException: Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T125101Z - 15 min.)"
        ],
    );
    check(
        str::to_owned,
        EpochMillis(NOW.0 - 901_000),
        expect![
            "InvalidSignatureException: Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z (20150830T122059Z + 15 min.)"
        ],
    );
}
