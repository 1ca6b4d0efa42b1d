//! Accounts and regions: whose tables a request sees.

use cli::Settings;

use crate::client::{Client, Reply, server, start};

const TABLE: &str = concat!(
    r#"{"TableName":"Mine","BillingMode":"PAY_PER_REQUEST","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"#,
    r#""AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}]}"#
);

fn ask_as(client: &mut Client, key: &str, region: &str, operation: &str, body: &str) -> Reply {
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
