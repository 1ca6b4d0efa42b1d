//! Lines as people paste them, and what they become.

use api::Json;
use expect_test::{Expect, expect};
use proptest::prelude::{Just, Strategy, any, prop, prop_oneof};
use proptest::{prop_assert_eq, proptest};

use super::{fits, print};
use crate::requests;

/// Each request as its operation and body, then its notes; or the error.
pub(crate) fn show(input: &str) -> String {
    let mut shown = String::new();
    for request in requests(input) {
        match request {
            Ok(request) => {
                shown.push_str(&format!("{} {}\n", request.operation, request.body));
                request.notes.iter().for_each(|note| shown.push_str(&format!("  {note}\n")));
            }
            Err(error) => {
                shown.push_str(&format!("{error}\n"));
                if let Some(corrected) = error.corrected(input) {
                    shown.push_str(&format!("  try: {corrected}\n"));
                }
            }
        }
    }
    shown
}

fn check(input: &str, expected: Expect) {
    expected.assert_eq(&show(input));
}

/// The line that course notes print, word for word.
const USERS: &str = "aws dynamodb create-table --table-name Users --attribute-definitions AttributeName=UserId,AttributeType=S \
                     AttributeName=Email,AttributeType=S --key-schema AttributeName=UserId,KeyType=HASH \
                     AttributeName=Email,KeyType=RANGE --provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=5";

#[test]
fn the_published_line_is_read_verbatim() {
    check(
        USERS,
        expect![[r#"
        CreateTable {"TableName":"Users","AttributeDefinitions":[{"AttributeName":"UserId","AttributeType":"S"},{"AttributeName":"Email","AttributeType":"S"}],"KeySchema":[{"AttributeName":"UserId","KeyType":"HASH"},{"AttributeName":"Email","KeyType":"RANGE"}],"ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":5}}
    "#]],
    );
}

#[test]
fn the_core_operations_have_their_commands() {
    for (line, operation) in [
        (
            "create-table --table-name T --attribute-definitions AttributeName=a,AttributeType=S --key-schema AttributeName=a,KeyType=HASH --billing-mode PAY_PER_REQUEST",
            "CreateTable",
        ),
        ("describe-table --table-name T", "DescribeTable"),
        ("update-table --table-name T --billing-mode PAY_PER_REQUEST", "UpdateTable"),
        ("delete-table --table-name T", "DeleteTable"),
        ("list-tables --limit 5", "ListTables"),
        ("put-item --table-name T --item '{\"a\":{\"S\":\"1\"}}' --return-values ALL_OLD", "PutItem"),
        ("get-item --table-name T --key a={S=1} --consistent-read", "GetItem"),
        ("update-item --table-name T --key '{\"a\":{\"S\":\"1\"}}' --update-expression 'SET b = :b'", "UpdateItem"),
        ("delete-item --table-name T --key '{\"a\":{\"S\":\"1\"}}'", "DeleteItem"),
        ("query --table-name T --key-condition-expression 'a = :a' --no-scan-index-forward", "Query"),
        ("scan --table-name T --segment 0 --total-segments 4", "Scan"),
        ("batch-get-item --request-items '{\"T\":{\"Keys\":[]}}'", "BatchGetItem"),
        ("batch-write-item --request-items '{\"T\":[]}'", "BatchWriteItem"),
        ("transact-get-items --transact-items '[]'", "TransactGetItems"),
        ("transact-write-items --transact-items '[]'", "TransactWriteItems"),
    ] {
        let read = requests(&format!("aws dynamodb {line}"));
        let operations: Vec<_> = read.iter().map(|request| request.as_ref().map(|request| request.operation)).collect();
        assert_eq!(operations, [Ok(operation)], "{line}");
    }
}

#[test]
fn switches_numbers_and_shorthand() {
    check(
        "aws dynamodb query --table-name T --key-condition-expression 'pk = :p' --expression-attribute-values :p={S=a} \
         --expression-attribute-names '#n=name' --no-consistent-read --no-scan-index-forward --limit 3",
        expect![[r##"
            Query {"TableName":"T","KeyConditionExpression":"pk = :p","ExpressionAttributeValues":{":p":{"S":"a"}},"ExpressionAttributeNames":{"#n":"name"},"ConsistentRead":false,"ScanIndexForward":false,"Limit":3}
        "##]],
    );
    check(
        "aws dynamodb update-table --table-name T --global-secondary-index-updates \
         'Create={IndexName=i,KeySchema=[{AttributeName=a,KeyType=HASH}],Projection={ProjectionType=INCLUDE,NonKeyAttributes=[b,c]}}'",
        expect![[r#"
            UpdateTable {"TableName":"T","GlobalSecondaryIndexUpdates":[{"Create":{"IndexName":"i","KeySchema":[{"AttributeName":"a","KeyType":"HASH"}],"Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["b","c"]}}}]}
        "#]],
    );
    check(
        "aws dynamodb put-item --table-name=T --item id={S=1},n={N=5},t={SS=[a,b]},m={M={x={BOOL=true}}},l={L=[{S=y}]}",
        expect![[r#"
            PutItem {"TableName":"T","Item":{"id":{"S":"1"},"n":{"N":"5"},"t":{"SS":["a","b"]},"m":{"M":{"x":{"BOOL":true}}},"l":{"L":[{"S":"y"}]}}}
        "#]],
    );
    check(
        r#"aws dynamodb get-item --cli-input-json '{"TableName":"T","Key":{"a":{"S":"1"}}}' --table-name U"#,
        expect![[r#"
            GetItem {"TableName":"U","Key":{"a":{"S":"1"}}}
        "#]],
    );
}

#[test]
fn three_shells_and_a_word_processor() {
    check(
        "aws dynamodb get-item `\n  --table-name Users `\n  --key '{\\\"UserId\\\":{\\\"S\\\":\\\"u1\\\"}}'",
        expect![[r#"
        GetItem {"TableName":"Users","Key":{"UserId":{"S":"u1"}}}
          Backslashes before the quotes were taken away, as Windows PowerShell does.
    "#]],
    );
    check(
        "C:\\> aws dynamodb get-item ^\n  --table-name Users ^\n  --key \"{\\\"UserId\\\":{\\\"S\\\":\\\"u1\\\"}}\"",
        expect![[r#"
        GetItem {"TableName":"Users","Key":{"UserId":{"S":"u1"}}}
    "#]],
    );
    check(
        "aws dynamodb get-item —table-name Users --key ‘{“UserId”:{“S”:“u1”}}’",
        expect![[r#"
        GetItem {"TableName":"Users","Key":{"UserId":{"S":"u1"}}}
          A long dash was read as --. A shell would not.
          Curly quotes were read as straight ones. A shell would not.
    "#]],
    );
    check(
        "$ aws dynamodb scan\n    --table-name Users\n",
        expect![[r#"
        Scan {"TableName":"Users"}
          A line that begins with -- was joined to the one before it. In a shell, end a line with \ to go on.
    "#]],
    );
}

#[test]
fn global_options_are_said_to_be_ignored_or_refused() {
    check(
        "aws --region eu-west-1 dynamodb list-tables --output table --no-cli-pager",
        expect![[r#"
        ListTables {}
          --region was ignored: the region of the workspace is chosen in the page.
          --output was ignored: answers are always shown as JSON.
          --no-cli-pager was ignored: answers are always shown as JSON.
    "#]],
    );
    check(
        "aws dynamodb scan --table-name T --max-items 5",
        expect![[r#"
        Scan {"TableName":"T","Limit":5}
          --max-items was sent as Limit. The AWS CLI reads on page by page until it has that many; one page is read here.
    "#]],
    );
    check(
        "aws dynamodb scan --table-name T --query 'Items[0]'",
        expect![[r#"
        --query is not followed here. Leave it out; to choose attributes use --projection-expression. (line 1, column 34)
    "#]],
    );
    check(
        "aws dynamodb wait table-exists --table-name T",
        expect![[r#"
        DescribeTable {"TableName":"T"}
          Nothing to wait for: tables are ready at once here. The table is described instead.
    "#]],
    );
}

#[test]
fn what_is_wrong_has_a_place_and_a_suggestion() {
    check(
        "aws dynamodb creat-table --table-name T",
        expect![[r#"
        `aws dynamodb creat-table`: there is no such command. Did you mean create-table? (line 1, column 14)
          try: aws dynamodb create-table --table-name T
    "#]],
    );
    check(
        "aws dynamodb describe-table \\\n  --tabel-name T",
        expect![[r#"
        --tabel-name: describe-table has no such option. Did you mean --table-name? (line 2, column 3)
          try: aws dynamodb describe-table \
          --table-name T
    "#]],
    );
    check(
        "aws dynamodb create-table --table-name T --key-schema AttributeName=a,KeyTyp=HASH",
        expect![[r#"
        `KeyTyp` is none of: AttributeName, KeyType. Did you mean KeyType? (line 1, column 71)
          try: aws dynamodb create-table --table-name T --key-schema AttributeName=a,KeyType=HASH
    "#]],
    );
    check(
        "aws dynamodb put-item --table-name T --item '{\"a\": {\"X\": \"1\"}}'",
        expect![[r#"
        `X` is none of: S, N, B, SS, NS, BS, M, L, NULL, BOOL (line 1, column 54)
    "#]],
    );
    check(
        "aws dynamodb put-item --table-name T \\\n --item '{\"a\": {\"S\": \"1\"},}'",
        expect![[r#"
        Malformed JSON: expected a member name in double quotes (line 2, column 27)
    "#]],
    );
    check(
        "aws dynamodb put-item --table-name T --item {\"a\":{\"S\":\"1\"}}",
        expect![[r#"
        A shell takes these double quotes away: put the whole JSON between single quotes, '{...}' (line 1, column 46)
    "#]],
    );
    check(
        "aws dynamodb get-item --table-name T",
        expect![[r#"
        get-item also needs --key (line 1, column 37)
    "#]],
    );
    check(
        "aws dynamodb scan --table-name my table",
        expect![[r#"
        `table` belongs to no option. A value that contains blanks needs quotes around it (line 1, column 35)
    "#]],
    );
    check(
        "aws dynamodb scan --table-name T --limit five",
        expect![[r#"
        `five` is not a whole number (line 1, column 42)
    "#]],
    );
    check(
        "aws dynamodb get-item --table-name T --key file://key.json",
        expect![[r#"
        --key: there are no files here. Put the content of the file between single quotes (line 1, column 44)
    "#]],
    );
    check(
        "aws dynamodb get-item --table-name T --key a={S=1} --consistent-read true",
        expect![[r#"
        --consistent-read is a switch and takes no value (line 1, column 70)
    "#]],
    );
    check(
        "aws dynamo list-tables\naws s3 ls\naws dynamodb\naws dynamodb scan --table-name <your table>",
        expect![[r#"
        `aws dynamo` is not here: only `aws dynamodb` is (line 1, column 5)
          try: aws dynamodb list-tables
        aws s3 ls
        aws dynamodb
        aws dynamodb scan --table-name <your table>
        `aws s3` is not here: only `aws dynamodb` is (line 2, column 5)
        `aws dynamodb` needs a command, such as create-table or put-item (line 4, column 1)
        `<` redirects a file in a shell, and there are no files here. Put your own value in place of <...> (line 4, column 32)
    "#]],
    );
}

#[test]
fn lines_are_printed_as_people_write_them() {
    let body = requests(USERS).remove(0).unwrap().wire();
    expect![[r#"
        aws dynamodb create-table \
            --table-name Users \
            --attribute-definitions AttributeName=UserId,AttributeType=S AttributeName=Email,AttributeType=S \
            --key-schema AttributeName=UserId,KeyType=HASH AttributeName=Email,KeyType=RANGE \
            --provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=5"#]]
    .assert_eq(&print("CreateTable", &body).unwrap());
    for (operation, body, expected) in [
        ("ListTables", "{}", "aws dynamodb list-tables"),
        (
            "GetItem",
            r#"{"TableName":"T","Key":{"a":{"S":"it's"}},"ConsistentRead":true}"#,
            r#"aws dynamodb get-item --table-name T --key '{"a":{"S":"it'\''s"}}' --consistent-read"#,
        ),
        ("GetItem", r#"{"Nonsense":1}"#, r#"aws dynamodb get-item --cli-input-json '{"Nonsense":1}'"#),
        ("Scan", r#"{"TableName":"--limit"}"#, r#"aws dynamodb scan --cli-input-json '{"TableName":"--limit"}'"#),
    ] {
        assert_eq!(print(operation, body).as_deref(), Some(expected));
    }
    assert_eq!(print("Nothing", "{}"), None);
    assert_eq!(print("Scan", "[]"), None);
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[A-Za-z0-9_.-]{3,8}", "[a-z #:='\"\\\\{}\\[\\],$`^&|<>;’“\n—-]{0,12}", any::<String>()]
}

fn value() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        text().prop_map(|text| Json::Object(vec![("S".into(), Json::Text(text))])),
        any::<i32>().prop_map(|number| Json::Object(vec![("N".into(), Json::Text(number.to_string()))])),
        any::<bool>().prop_map(|value| Json::Object(vec![("BOOL".into(), Json::Bool(value))])),
        prop::collection::vec(text(), 0..3)
            .prop_map(|texts| { Json::Object(vec![("SS".into(), Json::Array(texts.into_iter().map(Json::Text).collect()))]) }),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(|values| Json::Object(vec![("L".into(), Json::Array(values))])),
            prop::collection::vec((text(), inner), 0..3)
                .prop_map(|members| Json::Object(vec![("M".into(), Json::Object(members))])),
        ]
    })
}

fn item() -> impl Strategy<Value = Json> {
    prop::collection::vec((text(), value()), 0..4).prop_map(Json::Object)
}

fn body() -> impl Strategy<Value = (&'static str, Json)> {
    let object =
        |members: Vec<(&str, Json)>| Json::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect());
    let put = (text(), item(), text()).prop_map(move |(table, item, condition)| {
        (
            "PutItem",
            object(vec![("TableName", Json::Text(table)), ("Item", item), ("ConditionExpression", Json::Text(condition))]),
        )
    });
    let query = (text(), item(), any::<bool>(), 0u32..99).prop_map(move |(text, values, strong, limit)| {
        let limit = Json::Number(limit.to_string());
        let members = vec![
            ("Limit", limit),
            ("TableName", Json::Text(text.clone())),
            ("ConsistentRead", Json::Bool(strong)),
            ("KeyConditionExpression", Json::Text(text)),
            ("ExpressionAttributeValues", values),
        ];
        ("Query", object(members))
    });
    let definition = (text(), prop_oneof![Just("S"), Just("N")]).prop_map(move |(name, kind)| {
        object(vec![("AttributeName", Json::Text(name)), ("AttributeType", Json::Text(kind.into()))])
    });
    let create = (text(), prop::collection::vec(definition, 0..3)).prop_map(move |(table, definitions)| {
        let keys = Json::Array(vec![]);
        (
            "CreateTable",
            object(vec![
                ("TableName", Json::Text(table)),
                ("AttributeDefinitions", Json::Array(definitions)),
                ("KeySchema", keys),
            ]),
        )
    });
    prop_oneof![put, query, create]
}

proptest! {
    #[test]
    fn a_printed_line_reads_back((operation, body) in body()) {
        let line = print(operation, &body.to_string()).unwrap();
        let read: Vec<_> = requests(&line).into_iter().map(|request| request.map(|request| (request.operation, request.body))).collect();
        prop_assert_eq!(read, vec![Ok((operation, body))], "{}", line);
    }

    #[test]
    fn no_input_panics(input in "(aws|dynamodb|put-item|--item|--table-name|PutItem|[{}\\[\\]'\"\\\\`^ \n:=,a1#$;é’“-]){0,24}") {
        let _ = requests(&input);
    }
}

#[test]
fn bodies_fit_their_operation_by_their_members() {
    let fitting = |json: &str| {
        let json = Json::parse(json.as_bytes()).unwrap();
        let fitting = api::shapes::operations().filter(|operation| fits(*operation, &json));
        fitting.map(|operation| operation.name()).collect::<Vec<_>>()
    };
    assert_eq!(fitting(r#"{"RequestItems":{"T":{"Keys":[{"a":{"S":"1"}}]}}}"#), ["BatchGetItem"]);
    assert_eq!(fitting(r#"{"RequestItems":{"T":[{"DeleteRequest":{"Key":{"a":{"S":"1"}}}}]}}"#), ["BatchWriteItem"]);
    assert_eq!(fitting(r#"{"TransactItems":[{"Get":{"TableName":"T","Key":{}}}]}"#), ["TransactGetItems"]);
    assert_eq!(fitting(r#"{"Nonsense":1}"#), [""; 0]);
}
