//! Accounts and regions: whose tables a request sees.

use cli::Settings;

use crate::client::{Client, Reply, server, start};

const TABLE: &str = concat!(
    r#"{"TableName":"Mine","BillingMode":"PAY_PER_REQUEST","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"#,
    r#""AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}]}"#
);

pub(crate) fn ask_as(client: &mut Client, key: &str, region: &str, operation: &str, body: &str) -> Reply {
    let headers = format!(
        "Content-Type: application/x-amz-json-1.0\r\nX-Amz-Target: DynamoDB_20120810.{operation}\r\nX-Amz-Date: 20260101T000000Z\r\n\
         Authorization: AWS4-HMAC-SHA256 Credential={key}/20260101/{region}/dynamodb/aws4_request, SignedHeaders=host, Signature=00\r\n"
    );
    client.ask("POST /", &headers, body.as_bytes())
}

fn tables(client: &mut Client, key: &str, region: &str) -> String {
    ask_as(client, key, region, "ListTables", "{}").text()
}

#[test]
fn each_key_has_its_own_tables_in_each_region() {
    let server = server();
    let mut client = Client::connect(server.address());
    let made = ask_as(&mut client, "me", "eu-west-1", "CreateTable", TABLE);
    assert!(made.text().contains(":dynamodb:eu-west-1:"), "{}", made.text());
    assert_eq!(tables(&mut client, "me", "eu-west-1"), r#"{"TableNames":["Mine"]}"#);
    assert_eq!(tables(&mut client, "me", "eu-west-2"), r#"{"TableNames":[]}"#);
    assert_eq!(tables(&mut client, "you", "eu-west-1"), r#"{"TableNames":[]}"#);
    server.stop();
}

#[test]
fn a_shared_database_is_one_for_all() {
    let server = start(Settings { shared: true, region: "eu-north-1".to_owned(), ..Settings::default() });
    let mut client = Client::connect(server.address());
    let made = ask_as(&mut client, "me", "eu-west-1", "CreateTable", TABLE);
    assert!(made.text().contains("arn:aws:dynamodb:eu-north-1:123456789012:table/Mine"), "{}", made.text());
    assert_eq!(tables(&mut client, "you", "us-east-1"), r#"{"TableNames":["Mine"]}"#);
    server.stop();
}

#[test]
fn a_signature_may_stand_in_the_query() {
    let server = server();
    let mut client = Client::connect(server.address());
    assert_eq!(ask_as(&mut client, "me", "eu-west-1", "CreateTable", TABLE).status, 200);
    let signed = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=me%2F20260101%2Feu-west-1%2Fdynamodb%2Faws4_request\
                  &X-Amz-Date=20260101T000000Z&X-Amz-SignedHeaders=host&X-Amz-Signature=00";
    let headers = "Content-Type: application/x-amz-json-1.0\r\nX-Amz-Target: DynamoDB_20120810.ListTables\r\n";
    let reply = client.ask(&format!("POST /?{signed}"), headers, b"{}");
    assert_eq!(reply.text(), r#"{"TableNames":["Mine"]}"#);
    server.stop();
}

#[test]
fn with_credentials_a_signature_must_be_right() {
    let file = std::env::temp_dir().join(format!("dynalab-credentials-{}", std::process::id()));
    std::fs::write(&file, "[me]\naws_access_key_id = me\naws_secret_access_key = secret\n").unwrap();
    let server = start(Settings { credentials: Some(file.clone()), ..Settings::default() });
    std::fs::remove_file(file).unwrap();
    // The first second of 2026, as the requests say.
    server.set_now(1_767_225_600_000);
    let mut client = Client::connect(server.address());
    let wrong = tables(&mut client, "me", "eu-west-1");
    assert!(wrong.contains("service#InvalidSignatureException"), "{wrong}");
    let unknown = tables(&mut client, "you", "eu-west-1");
    assert!(unknown.contains("service#UnrecognizedClientException"), "{unknown}");
    server.stop();
}

/// Signed by botocore 1.44.5 with the secret `secret`, for the first second of 2026.
fn ask_signed(client: &mut Client, operation: &str, headers: &str, signature: &str, body: &[u8]) -> Reply {
    let headers = format!(
        "Content-Type: application/x-amz-json-1.0\r\nX-Amz-Target: DynamoDB_20120810.{operation}\r\nX-Amz-Date: 20260101T000000Z\r\n{headers}\
         Authorization: AWS4-HMAC-SHA256 Credential=me/20260101/eu-west-1/dynamodb/aws4_request, \
         SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature={signature}\r\n"
    );
    client.ask("POST /", &headers, body)
}

#[test]
fn who_has_signed_is_a_user_with_an_account_whom_policies_name() {
    let file = std::env::temp_dir().join(format!("dynalab-user-{}", std::process::id()));
    let user = "[ann]\naws_access_key_id = me\naws_secret_access_key = secret\narn = arn:aws:iam::222222222222:user/ann\n";
    std::fs::write(&file, user).unwrap();
    let server = start(Settings { credentials: Some(file.clone()), ..Settings::default() });
    std::fs::remove_file(file).unwrap();
    server.set_now(1_767_225_600_000);
    let mut client = Client::connect(server.address());
    let signature = "d2ceb2ffd1adb0f6e6bf58f65358e7c8d5c668f1bfe0e5d75fe742ee319a5d06";
    let made = ask_signed(&mut client, "CreateTable", "", signature, TABLE.as_bytes()).text();
    assert!(made.contains("arn:aws:dynamodb:eu-west-1:222222222222:table/Mine"), "{made}");

    // What is signed is the body as it is sent: gzip of `{}`.
    let packed = b"\x1f\x8b\x08\0\0\0\0\0\x02\x03\xab\xae\x05\0\x43\xbf\xa6\xa3\x02\0\0\0";
    let signature = "0fda14872ae34d3e5c1617332621f4aa160b250eaa088c5cf29fe073c561e4ac";
    let listed = ask_signed(&mut client, "ListTables", "Content-Encoding: gzip\r\n", signature, packed).text();
    assert_eq!(listed, r#"{"TableNames":["Mine"]}"#);

    let denial = concat!(
        r#"{"ResourceArn":"arn:aws:dynamodb:eu-west-1:222222222222:table/Mine","Policy":"{\"Statement\":[{\"Effect\":\"Deny\","#,
        r#"\"Principal\":{\"AWS\":\"arn:aws:iam::222222222222:user/ann\"},\"Action\":\"dynamodb:Scan\",\"Resource\":\"*\"}]}"}"#
    );
    let signature = "da6120db590557525479dcdfe62bbb6cf28591615992d2058fe78fc58cf69980";
    assert_eq!(ask_signed(&mut client, "PutResourcePolicy", "", signature, denial.as_bytes()).status, 200);
    let signature = "56eb454782e7a380f64e030f2860d88187c40c5de2034fa886b7a1f2ffe11d23";
    let scan = ask_signed(&mut client, "Scan", "", signature, br#"{"TableName":"Mine"}"#).text();
    assert!(scan.contains("User: arn:aws:iam::222222222222:user/ann is not authorized to perform: dynamodb:Scan"), "{scan}");
    server.stop();
}
