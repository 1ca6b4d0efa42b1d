//! Inputs of several requests, and wire JSON.

use expect_test::{Expect, expect};

use crate::cli::tests::show;
use crate::requests;

fn check(input: &str, expected: Expect) {
    expected.assert_eq(&show(input));
}

#[test]
fn several_requests_of_several_kinds() {
    check(
        "# make it\n$ aws dynamodb list-tables\n\nPutItem {\"TableName\":\"T\",\n \"Item\":{}}\nDynamoDB_20120810.DescribeTable {\"TableName\":\"T\"} aws dynamodb list-tables --limit 1 && aws dynamodb list-tables; // done\n{\"TableName\":\"T\",\"Item\":{\"a\":{\"S\":\"}\"}}}",
        expect![[r#"
            ListTables {}
            PutItem {"TableName":"T","Item":{}}
            DescribeTable {"TableName":"T"}
            ListTables {"Limit":1}
            ListTables {}
            PutItem {"TableName":"T","Item":{"a":{"S":"}"}}}
              Read as PutItem, by the members of the JSON.
        "#]],
    );
    check("", expect![""]);
    check(
        "```bash\naws dynamodb list-tables\n```\n",
        expect![[r#"
        ListTables {}
    "#]],
    );
}

#[test]
fn a_bare_body_is_read_only_if_one_operation_takes_it() {
    check(
        r#"{"TableName":"T","Key":{"a":{"S":"1"}}}"#,
        expect![[r#"
        This could be DeleteItem or GetItem. Write the operation's name before the JSON (line 1, column 1)
    "#]],
    );
    check(
        r#"{"TableName":"T","Key":{"a":{"S":"1"}},"ConsistentRead":true}"#,
        expect![[r#"
        GetItem {"TableName":"T","Key":{"a":{"S":"1"}},"ConsistentRead":true}
          Read as GetItem, by the members of the JSON.
    "#]],
    );
    check(
        r#"{"TableName":"T","KeyConditionExpression":"a = :a"}"#,
        expect![[r#"
        Query {"TableName":"T","KeyConditionExpression":"a = :a"}
          Read as Query, by the members of the JSON.
    "#]],
    );
    // Many operations take a table's name alone.
    let shared = show(r#"{"TableName":"T"}"#);
    assert!(shared.starts_with("This could be "), "{shared}");
    for taker in ["DeleteTable", "DescribeTable", "Scan"] {
        assert!(shared.contains(taker), "{shared}");
    }
    check(
        r#"{"Table":"T"}"#,
        expect![[r#"
        No operation takes such a request. Write the operation's name before the JSON: GetItem {...} (line 1, column 1)
    "#]],
    );
}

#[test]
fn malformed_input_has_its_line_and_column() {
    check(
        "GetItem {\n  \"TableName\": \"T\",\n  \"Key\" {}\n}\naws dynamodb list-tables",
        expect![[r#"
        Malformed JSON: expected a colon (line 3, column 9)
        ListTables {}
    "#]],
    );
    check(
        "{\"TableName\": \"T",
        expect![[r#"
        Malformed JSON: expected a closing double quote (line 1, column 17)
    "#]],
    );
    check(
        "GetItm {\"TableName\":\"T\"}",
        expect![[r#"
        GetItm: DynamoDB has no such operation. Did you mean GetItem? (line 1, column 1)
          try: GetItem {"TableName":"T"}
    "#]],
    );
    check(
        "GetItem",
        expect![[r#"
        GetItem needs its request as JSON behind it: GetItem {...} (line 1, column 8)
    "#]],
    );
    check(
        "hello world",
        expect![[r#"
        `hello` begins no request. Write `aws dynamodb <command> ...`, or an operation's name with its JSON: PutItem {...} (line 1, column 1)
    "#]],
    );
    check(
        "aws dynamodb put-item --item '{\"a\"\naws dynamodb list-tables",
        expect![[r#"
        The quote ' is not closed (line 1, column 30)
    "#]],
    );
}

#[test]
fn depth_is_bounded() {
    for open in ["[", "{\"a\":", "("] {
        let _ = requests(&open.repeat(4_096));
        let _ = requests(&format!("PutItem {{\"Item\":{}", open.repeat(4_096)));
        let _ = requests(&format!("aws dynamodb put-item --item '{}'", open.repeat(4_096)));
        let _ = requests(&format!("aws dynamodb put-item --item a={}", open.repeat(4_096)));
    }
}

#[test]
fn a_bare_statement_is_executed() {
    check(
        "SELECT * FROM \"Music\" WHERE Artist = 'No;One''s'",
        expect![[r#"
        ExecuteStatement {"Statement":"SELECT * FROM \"Music\" WHERE Artist = 'No;One''s'"}
          Read as ExecuteStatement: a PartiQL statement.
    "#]],
    );
    check(
        "insert into T\n  value {'pk': 'a'};update T set n = 1 where pk = 'a'\naws dynamodb list-tables\n\ndelete from T\nwhere pk = 'x\n\ny'\n\nSELECT",
        expect![[r#"
            ExecuteStatement {"Statement":"insert into T\n  value {'pk': 'a'}"}
              Read as ExecuteStatement: a PartiQL statement.
            ExecuteStatement {"Statement":"update T set n = 1 where pk = 'a'"}
              Read as ExecuteStatement: a PartiQL statement.
            ListTables {}
            ExecuteStatement {"Statement":"delete from T\nwhere pk = 'x\n\ny'"}
              Read as ExecuteStatement: a PartiQL statement.
            ExecuteStatement {"Statement":"SELECT"}
              Read as ExecuteStatement: a PartiQL statement.
        "#]],
    );
    check(
        "selected things",
        expect![[r#"
        `selected` begins no request. Write `aws dynamodb <command> ...`, or an operation's name with its JSON: PutItem {...} (line 1, column 1)
    "#]],
    );
    check(
        "aws dynamodb execute-statement --statement \"SELECT * FROM Music WHERE a = ?\" --parameters '[{\"S\":\"x\"}]' --limit 2",
        expect![[r#"
            ExecuteStatement {"Statement":"SELECT * FROM Music WHERE a = ?","Parameters":[{"S":"x"}],"Limit":2}
        "#]],
    );
    check(
        "aws dynamodb execute-statement --statement \"INSERT INTO Music VALUE {'a':'b'}\"",
        expect![[r#"
        ExecuteStatement {"Statement":"INSERT INTO Music VALUE {'a':'b'}"}
    "#]],
    );
    check(
        "aws dynamodb batch-execute-statement --statements 'Statement=\"SELECT * FROM T\"'",
        expect![[r#"
        BatchExecuteStatement {"Statements":[{"Statement":"SELECT * FROM T"}]}
    "#]],
    );
    check(
        "aws dynamodb execute-transaction --transact-statements '[{\"Statement\":\"SELECT 1\"}]'",
        expect![[r#"
        ExecuteTransaction {"TransactStatements":[{"Statement":"SELECT 1"}]}
    "#]],
    );
}

#[test]
fn a_statement_is_printed_as_a_line_that_reads_back() {
    let read = |input: &str| requests(input).remove(0).unwrap();
    for statement in ["SELECT * FROM \"a-b\" WHERE x = 'it''s $5 \\\\ \"q\"'", "INSERT INTO T VALUE {'a': <<1, 2>>}"] {
        let request = read(statement);
        let line = crate::cli::print(request.operation, &request.wire()).unwrap();
        let again = read(&line);
        assert_eq!((again.operation, again.wire()), (request.operation, request.wire()), "{line}");
    }
}
