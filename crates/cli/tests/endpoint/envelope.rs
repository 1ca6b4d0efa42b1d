//! Headers, media types, sizes, and the order in which the service looks at a request.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::client::{Client, SIGNED, server, target};

const UNKNOWN_OPERATION: &str = r#"{"__type":"com.amazon.coral.service#UnknownOperationException"}"#;
const SERIALIZATION: &str = r#"{"__type":"com.amazon.coral.service#SerializationException"}"#;
const MISSING_TOKEN: &str = r#"{"__type":"com.amazon.coral.service#MissingAuthenticationTokenException","message":"Request is missing Authentication Token"}"#;

#[test]
fn every_answer_has_the_services_headers() {
    let server = server();
    let mut client = Client::connect(server.address());
    for body in ["{}", r#"{"TableName":7}"#] {
        let reply = client.operation("ListTables", body);
        let id = reply.header("x-amzn-requestid");
        assert_eq!(id.len(), 52);
        assert!(id.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()));
        assert_eq!(reply.header("x-amz-crc32"), crc32fast::hash(&reply.body).to_string());
        assert_eq!(reply.header("content-type"), "application/x-amz-json-1.0");
        assert_eq!(reply.header("content-length"), reply.body.len().to_string());
        assert!(reply.header("date").ends_with(" GMT"));
    }
    server.stop();
}

#[test]
fn a_reply_has_the_media_type_of_its_request() {
    let server = server();
    let mut client = Client::connect(server.address());
    let headers = target("ListTables").replace("x-amz-json-1.0", "json; charset=utf-8");
    let reply = client.ask("POST /", &headers, b"{}");
    assert_eq!((reply.status, reply.header("content-type")), (200, "application/json"));
    server.stop();
}

#[test]
fn the_endpoint_is_healthy() {
    let server = server();
    let reply = Client::connect(server.address()).ask("GET /", "", b"");
    assert_eq!((reply.status, reply.text().as_str()), (200, "healthy: dynamodb.us-east-1.amazonaws.com "));
    assert_eq!(reply.header("x-amz-crc32"), "3128867991");
    server.stop();
}

#[test]
fn what_is_no_request_of_the_service_is_not_found() {
    let server = server();
    let mut client = Client::connect(server.address());
    let signed = target("ListTables");
    let other_media = signed.replace("x-amz-json-1.0", "x-amz-json-1.1");
    for (line, headers, body) in [
        ("GET /anything", "", &b""[..]),
        ("PUT /", signed.as_str(), b"{}"),
        ("DELETE /", signed.as_str(), b""),
        ("OPTIONS /", "", b""),
        ("POST /", "", b"{}"),
        ("POST /", other_media.as_str(), b"{}"),
    ] {
        let reply = client.ask(line, headers, body);
        assert_eq!((reply.status, reply.text().as_str()), (404, "<UnknownOperationException/>\n"), "{line} {headers}");
        assert_eq!(reply.header("x-amz-crc32"), "3552371480");
    }
    server.stop();
}

#[test]
fn the_order_is_json_target_who_asks_empty_body_operation() {
    let server = server();
    let mut client = Client::connect(server.address());
    let unsigned = "Content-Type: application/x-amz-json-1.0\r\n";
    let unsigned_list = format!("{unsigned}X-Amz-Target: DynamoDB_20120810.ListTables\r\n");
    let signed_list = target("ListTables");
    for (headers, body, expected) in [
        (unsigned, "{", SERIALIZATION),
        (unsigned, "", UNKNOWN_OPERATION),
        (unsigned, "{}", UNKNOWN_OPERATION),
        (SIGNED, "{}", UNKNOWN_OPERATION),
        (&unsigned_list, "{", SERIALIZATION),
        (&unsigned_list, "{}", MISSING_TOKEN),
        (&unsigned_list, "", MISSING_TOKEN),
        (&unsigned_list, r#"{"Limit":true}"#, MISSING_TOKEN),
        (&signed_list, "", SERIALIZATION),
        (&signed_list, "{", SERIALIZATION),
        (&signed_list, "[]", SERIALIZATION),
    ] {
        let reply = client.ask("POST /", headers, body.as_bytes());
        assert_eq!(reply.status, 400);
        assert!(reply.text().starts_with(expected.trim_end_matches('}')), "{headers}{body}: {}", reply.text());
    }
    for target in
        ["DynamoDB_20120810", "DynamoDB_20120810.", "DynamoDB_20111205.ListTables", "ListTables.DynamoDB_20120810", "\u{ff}"]
    {
        let headers = format!("{SIGNED}X-Amz-Target: {target}\r\n");
        assert_eq!(client.ask("POST /", &headers, b"{}").text(), UNKNOWN_OPERATION, "{target}");
    }
    server.stop();
}

#[test]
fn a_page_of_another_origin_may_ask() {
    let server = server();
    let mut client = Client::connect(server.address());
    let asks = "Origin: http://localhost:3000\r\nAccess-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: x-amz-target\r\n";
    let preflight = client.ask("OPTIONS /", asks, b"");
    assert_eq!((preflight.status, preflight.body.len()), (200, 0));
    assert_eq!(preflight.header("access-control-allow-origin"), "*");
    assert_eq!(preflight.header("access-control-allow-methods"), "POST");
    assert_eq!(preflight.header("access-control-allow-headers"), "x-amz-target");
    assert_eq!(preflight.header("access-control-max-age"), "172800");

    let headers = format!("Origin: http://localhost:3000\r\n{}", target("ListTables"));
    let reply = client.ask("POST /", &headers, b"{}");
    assert_eq!((reply.status, reply.header("access-control-allow-origin")), (200, "*"));
    assert!(reply.header("access-control-expose-headers").contains("x-amzn-RequestId"));
    assert_eq!(client.operation("ListTables", "{}").header("access-control-allow-origin"), "", "nobody else asked for it");
    server.stop();
}

#[test]
fn a_body_may_be_gzip() {
    let server = server();
    let mut client = Client::connect(server.address());
    let headers = format!("{}Content-Encoding: gzip\r\n", target("ListTables"));
    assert_eq!(client.ask("POST /", &headers, &gzip(b"{}")).text(), r#"{"TableNames":[]}"#);
    assert_eq!(client.ask("POST /", &headers, b"{}").text(), SERIALIZATION, "it is not");
    let cut = gzip(b"{}");
    assert_eq!(client.ask("POST /", &headers, &cut[..cut.len() - 9]).text(), SERIALIZATION, "half of it is");
    server.stop();
}

#[test]
fn a_body_is_at_most_16_mib() {
    let server = server();
    let most = 16 * 1024 * 1024;
    let largest = Client::connect(server.address()).ask("POST /", &target("ListTables"), &vec![b' '; most]);
    assert_eq!((largest.status, largest.text().as_str()), (400, SERIALIZATION));
    let larger = Client::connect(server.address()).ask("POST /", &target("ListTables"), &vec![b' '; most + 1]);
    assert_eq!((larger.status, larger.body.len()), (413, 0));

    let chunked = format!("{}Transfer-Encoding: chunked\r\n", target("ListTables"));
    let mut client = Client::connect(server.address());
    client.send(format!("POST / HTTP/1.1\r\nHost: localhost\r\n{chunked}\r\n").as_bytes());
    let chunk = [b"100000\r\n", vec![b' '; 1 << 20].as_slice(), b"\r\n"].concat();
    (0..17).for_each(|_| client.send(&chunk));
    client.send(b"0\r\n\r\n");
    assert_eq!(client.receive().expect("a reply").status, 413, "without a length");
    server.stop();
}

#[test]
fn a_small_body_may_not_inflate_without_bound() {
    let server = server();
    // 64 MiB of spaces, in 64 KiB.
    let bomb = gzip(&vec![b' '; 64 * 1024 * 1024]);
    let headers = format!("{}Content-Encoding: gzip\r\n", target("ListTables"));
    let reply = Client::connect(server.address()).ask("POST /", &headers, &bomb);
    assert_eq!(reply.status, 413);
    server.stop();
}

#[test]
fn deep_nesting_is_an_error_and_nothing_worse() {
    let server = server();
    let mut client = Client::connect(server.address());
    let table = concat!(
        r#"{"TableName":"Deep","BillingMode":"PAY_PER_REQUEST","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"#,
        r#""AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}]}"#
    );
    assert_eq!(client.operation("CreateTable", table).status, 200);
    let open = "(".repeat(4_096);
    let query = format!(r#"{{"TableName":"Deep","FilterExpression":"{open}"}}"#);
    let reply = client.operation("Scan", &query);
    assert_eq!(reply.status, 400);
    assert!(reply.text().contains("#ValidationException"), "{}", reply.text());
    let nested = format!("{}{}", r#"{"M":{"a":"#.repeat(50_000), "}}".repeat(50_000));
    let reply = client.operation("PutItem", &format!(r#"{{"TableName":"Deep","Item":{{"pk":{nested}}}}}"#));
    assert_eq!(reply.status, 400);
    assert_eq!(client.operation("ListTables", "{}").status, 200);
    server.stop();
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(vec![], Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
