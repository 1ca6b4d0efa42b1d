//! Seeded mistakes, each run against the engine for its real error, explained, and corrected: every correction must run.

use api::Error;
use course::{FailedRequest, explain};
use engine::{Context, Engine, Refusal};
use expect_test::{Expect, expect};
use model::EpochMillis;
use report::{CapacityMode, IndexKind, IndexReport, ProjectionReport, TableReport};

/// Tables and items that the mistakes are made on.
const SET_UP: &str = r#"
aws dynamodb create-table --table-name Users --attribute-definitions AttributeName=UserId,AttributeType=S AttributeName=Email,AttributeType=S --key-schema AttributeName=UserId,KeyType=HASH AttributeName=Email,KeyType=RANGE --provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=5
aws dynamodb create-table --table-name counters --attribute-definitions AttributeName=id,AttributeType=N --key-schema AttributeName=id,KeyType=HASH --billing-mode PAY_PER_REQUEST
CreateTable {"TableName":"employees","BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[{"AttributeName":"employee_id","AttributeType":"S"},{"AttributeName":"location","AttributeType":"S"}],"KeySchema":[{"AttributeName":"employee_id","KeyType":"HASH"}],"GlobalSecondaryIndexes":[{"IndexName":"by-location","KeySchema":[{"AttributeName":"location","KeyType":"HASH"}],"Projection":{"ProjectionType":"KEYS_ONLY"}}]}
PutItem {"TableName":"employees","Item":{"employee_id":{"S":"E-1"},"name":{"S":"Ana"},"location":{"S":"Lagos"},"age":{"N":"40"}}}
PutItem {"TableName":"Users","Item":{"UserId":{"S":"u-1"},"Email":{"S":"a@example.com"}}}
"#;

struct World {
    engine: Engine,
    context: Context,
}

impl World {
    fn new() -> Self {
        let context = Context::new(EpochMillis(1_700_000_000_000), "us-east-1");
        let mut world = World { engine: Engine::new(1), context };
        world.run(SET_UP).unwrap_or_else(|failed| panic!("{}", failed.2));
        world
    }

    /// Runs all requests of an input; the first one that fails comes back with its body and error.
    fn run(&mut self, input: &str) -> Result<(), Box<(&'static str, String, Error)>> {
        for request in syntax::requests(input) {
            let request = request.unwrap_or_else(|error| panic!("{error}\n{input}"));
            let wire = request.wire();
            let result = api::decode(request.operation, wire.as_bytes()).and_then(|decoded| {
                self.engine.execute(&self.context, decoded, None).map_err(|refusal| match refusal {
                    Refusal::Error { error, .. } => error,
                    Refusal::Missing(..) => panic!("everything is resident here"),
                })
            });
            result.map_err(|error| Box::new((request.operation, wire, error)))?;
        }
        Ok(())
    }

    fn tables(&self) -> Vec<TableReport> {
        let index = |index: &engine::Index| IndexReport {
            name: index.name.clone(),
            kind: IndexKind::Global,
            key: index.key.clone(),
            projection: ProjectionReport::KeysOnly,
            status: "ACTIVE".to_owned(),
            capacity: None,
            item_count: 0,
            size_bytes: 0,
            partition_count: 1,
        };
        let report = |table: &engine::Table| TableReport {
            name: table.name.clone(),
            arn: table.arn(),
            status: "ACTIVE".to_owned(),
            key: table.key.clone(),
            capacity: CapacityMode::OnDemand,
            created: table.created,
            item_count: 0,
            size_bytes: 0,
            partition_count: 1,
            indexes: table.indexes.iter().map(index).collect(),
            deletion_protection: false,
        };
        self.engine.database().tables().map(|table| report(table)).collect()
    }
}

fn show(input: &str) -> String {
    let mut world = World::new();
    let Err(failed) = world.run(input) else { panic!("this was to fail: {input}") };
    let (operation, body, error) = *failed;
    let explanation = explain(&error, &FailedRequest::new(operation, &body, input), &world.tables())
        .unwrap_or_else(|| panic!("no explanation of {error}"));
    let mut shown = format!("{error}\n{}\n{}\n", explanation.cause, explanation.advice);
    if let Some(fix) = explanation.fix {
        shown.push_str(&format!("[{}] {}\n", fix.label, fix.input));
        world.run(&fix.input).unwrap_or_else(|failed| panic!("the correction fails: {}\n{}", failed.2, fix.input));
    }
    shown
}

fn check(input: &str, expected: Expect) {
    expected.assert_eq(&show(input));
}

#[test]
fn reserved_words_and_expressions() {
    check(
        "aws dynamodb scan --table-name employees --filter-expression 'location = :l' --expression-attribute-values '{\":l\":{\"S\":\"Lagos\"}}'",
        expect![[r##"
        ValidationException: Invalid FilterExpression: Attribute name is a reserved keyword; reserved keyword: location
        `location` is one of DynamoDB's reserved words, so an expression cannot name an attribute like that.
        Write `#location` in the expression and say in ExpressionAttributeNames that it means `location`. The attribute itself may keep its name.
        [Use #location instead] aws dynamodb scan \
            --table-name employees \
            --filter-expression '#location = :l' \
            --expression-attribute-values '{":l":{"S":"Lagos"}}' \
            --expression-attribute-names '{"#location":"location"}'
    "##]],
    );
    check(
        "UpdateItem {\"TableName\":\"employees\",\"Key\":{\"employee_id\":{\"S\":\"E-1\"}},\"UpdateExpression\":\"SET name = :n\",\"ExpressionAttributeValues\":{\":n\":{\"S\":\"Bo\"}}}",
        expect![[r##"
        ValidationException: 1 validation error detected: Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: name
        `name` is one of DynamoDB's reserved words, so an expression cannot name an attribute like that.
        Write `#name` in the expression and say in ExpressionAttributeNames that it means `name`. The attribute itself may keep its name.
        [Use #name instead] UpdateItem {
          "TableName": "employees",
          "Key": {
            "employee_id": {
              "S": "E-1"
            }
          },
          "UpdateExpression": "SET #name = :n",
          "ExpressionAttributeValues": {
            ":n": {
              "S": "Bo"
            }
          },
          "ExpressionAttributeNames": {
            "#name": "name"
          }
        }
    "##]],
    );
    check(
        "aws dynamodb scan --table-name employees --filter-expression 'age == :a' --expression-attribute-values '{\":a\":{\"N\":\"40\"}}'",
        expect![[r#"
        ValidationException: Invalid FilterExpression: Syntax error; token: "=", near: "== :a"
        The FilterExpression makes sense up to `=`, and then it does not.
        Expressions are written with `=`, `<>`, AND, OR and NOT, not with the signs of a programming language.
        [Write =] aws dynamodb scan \
            --table-name employees \
            --filter-expression 'age = :a' \
            --expression-attribute-values '{":a":{"N":"40"}}'
    "#]],
    );
    check(
        "aws dynamodb scan --table-name employees --filter-expression 'age = 40'",
        expect![[r#"
        ValidationException: Invalid FilterExpression: Syntax error; token: "40", near: "= 40"
        The FilterExpression makes sense up to `40`, and then it does not.
        A value never stands in an expression itself. Write a placeholder such as `:v` and give its value in ExpressionAttributeValues.
        [Write :value instead] aws dynamodb scan \
            --table-name employees \
            --filter-expression 'age = :value' \
            --expression-attribute-values '{":value":{"N":"40"}}'
    "#]],
    );
    check(
        "aws dynamodb scan --table-name employees --filter-expression 'age = :age' --expression-attribute-values '{\":agee\":{\"N\":\"40\"}}'",
        expect![[r#"
        ValidationException: Invalid FilterExpression: An expression attribute value used in expression is not defined; attribute value: :age
        The expression uses `:age`, and ExpressionAttributeValues does not give its value; it has `:agee`.
        Add it: {":age": {"S": "..."}}, with the type letter that fits.
        [Use :agee] aws dynamodb scan \
            --table-name employees \
            --filter-expression 'age = :agee' \
            --expression-attribute-values '{":agee":{"N":"40"}}'
    "#]],
    );
    check(
        "aws dynamodb scan --table-name employees --filter-expression '#a = :a' --expression-attribute-values '{\":a\":{\"N\":\"40\"}}'",
        expect![[r##"
        ValidationException: Invalid FilterExpression: An expression attribute name used in the document path is not defined; attribute name: #a
        The expression uses `#a`, and nobody says which attribute that is.
        Add it to ExpressionAttributeNames: {"#a": "the attribute"}.
    "##]],
    );
    check(
        "aws dynamodb scan --table-name employees --filter-expression 'age = :a' --expression-attribute-values '{\":a\":{\"N\":\"40\"},\":b\":{\"N\":\"1\"}}'",
        expect![[r#"
        ValidationException: Value provided in ExpressionAttributeValues unused in expressions: keys: {:b}
        ExpressionAttributeValues has `:b`, which no expression uses. DynamoDB takes that for a slip.
        Use it in an expression, or leave it out.
        [Leave out :b] aws dynamodb scan \
            --table-name employees \
            --filter-expression 'age = :a' \
            --expression-attribute-values '{":a":{"N":"40"}}'
    "#]],
    );
    check(
        "aws dynamodb scan --table-name employees --filter-expression 'begin_with(employee_id, :e)' --expression-attribute-values '{\":e\":{\"S\":\"E\"}}'",
        expect![[r#"
        ValidationException: Invalid FilterExpression: Invalid function name; function: begin_with
        There is no function `begin_with`. Functions are written in lower case.
        Conditions and filters have `attribute_exists`, `attribute_not_exists`, `attribute_type`, `begins_with`, `contains` and `size`.
        [Use begins_with] aws dynamodb scan \
            --table-name employees \
            --filter-expression 'begins_with(employee_id, :e)' \
            --expression-attribute-values '{":e":{"S":"E"}}'
    "#]],
    );
    check(
        "aws dynamodb get-item --table-name employees --key '{\"employee_id\":{\"S\":\"E-1\"}}' --expression-attribute-names '{\"#n\":\"name\"}'",
        expect![[r#"
        ValidationException: ExpressionAttributeNames can only be specified when using expressions
        ExpressionAttributeNames stands for things in an expression, and there is nothing for it to stand for.
        Leave it out, or add the expression that was meant.
        [Leave out ExpressionAttributeNames] aws dynamodb get-item --table-name employees --key '{"employee_id":{"S":"E-1"}}'
    "#]],
    );
    check(
        "aws dynamodb update-item --table-name employees --key '{\"employee_id\":{\"S\":\"E-1\"}}' --update-expression 'SET hits = hits + :one' --expression-attribute-values '{\":one\":{\"N\":\"1\"}}'",
        expect![[r#"
        ValidationException: The provided expression refers to an attribute that does not exist in the item
        The update computes with an attribute that the item does not have.
        Give it a start: `SET n = if_not_exists(n, :zero) + :one`, or use `ADD n :one`.
    "#]],
    );
}

#[test]
fn keys() {
    check(
        "aws dynamodb get-item --table-name Users --key '{\"UserId\":{\"S\":\"u-1\"}}'",
        expect![[r#"
        ValidationException: The provided key element does not match the schema
        The key of `Users` is `UserId` (S) and `Email` (S). Given was `UserId` (S).
        Give exactly the table's key: every attribute of it, of its type, and no other attribute.
    "#]],
    );
    check(
        "aws dynamodb get-item --table-name counters --key '{\"id\":{\"S\":\"7\"}}'",
        expect![[r#"
        ValidationException: The provided key element does not match the schema
        The key of `counters` is `id` (N). Given was `id` (S).
        Give exactly the table's key: every attribute of it, of its type, and no other attribute.
        [Give exactly the table's key] aws dynamodb get-item --table-name counters --key '{"id":{"N":"7"}}'
    "#]],
    );
    check(
        "aws dynamodb get-item --table-name employees --key '{\"employee_id\":{\"S\":\"E-1\"},\"name\":{\"S\":\"Ana\"}}'",
        expect![[r#"
        ValidationException: The provided key element does not match the schema
        The key of `employees` is `employee_id` (S). Given was `employee_id` (S), `name` (S).
        Give exactly the table's key: every attribute of it, of its type, and no other attribute.
        [Give exactly the table's key] aws dynamodb get-item --table-name employees --key '{"employee_id":{"S":"E-1"}}'
    "#]],
    );
    check(
        "aws dynamodb put-item --table-name Users --item '{\"UserId\":{\"S\":\"u-1\"},\"email\":{\"S\":\"a\"}}'",
        expect![[r#"
        ValidationException: One or more parameter values were invalid: Missing the key Email in the item
        Every item needs the table's whole key, and this one lacks `Email`. The key of `Users` is `UserId` (S) and `Email` (S).
        Add `Email` to the item. Names count letter by letter, capitals too.
        [Call email Email] aws dynamodb put-item --table-name Users --item '{"UserId":{"S":"u-1"},"Email":{"S":"a"}}'
    "#]],
    );
    check(
        "PutItem {\"TableName\":\"counters\",\"Item\":{\"id\":{\"S\":\"7\"}}}",
        expect![[r#"
        ValidationException: One or more parameter values were invalid: Type mismatch for key id expected: N actual: S
        `id` is a key and was declared as a number (N), but the item has a string (S) there.
        Write it as "id": {"N": "42"}.
        [Send id as a number (N)] PutItem {
          "TableName": "counters",
          "Item": {
            "id": {
              "N": "7"
            }
          }
        }
    "#]],
    );
    check(
        "aws dynamodb put-item --table-name employees --item '{\"employee_id\":{\"S\":\"\"}}'",
        expect![[r#"
        ValidationException: One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: employee_id
        `employee_id` is a key, and a key cannot be empty: it is what the item is found by.
        Give it a value. Other attributes may be empty.
    "#]],
    );
    check(
        "aws dynamodb update-item --table-name employees --key '{\"employee_id\":{\"S\":\"E-1\"}}' --update-expression 'SET employee_id = :x' --expression-attribute-values '{\":x\":{\"S\":\"E-2\"}}'",
        expect![[r#"
        ValidationException: One or more parameter values were invalid: Cannot update attribute employee_id. This attribute is part of the key
        `employee_id` is part of the key, and an item's key never changes: it says where the item lies.
        Delete the item and put it anew under its new key, in one transaction if nobody may see it missing.
    "#]],
    );
}

#[test]
fn tables_that_are_not_there_or_cannot_be_made() {
    check(
        "aws dynamodb scan --table-name employes",
        expect![[r#"
        ResourceNotFoundException: Requested resource not found
        There is no table `employes` in this region. There are: `Users`, `counters` and `employees`.
        Correct the name (capitals count), or create the table first.
        [Use employees] aws dynamodb scan --table-name employees
    "#]],
    );
    check(
        "aws dynamodb create-table --table-name Users --attribute-definitions AttributeName=a,AttributeType=S --key-schema AttributeName=a,KeyType=HASH --billing-mode PAY_PER_REQUEST",
        expect![[r#"
        ResourceInUseException: Table already exists: Users
        There is a table `Users` already, and two tables cannot share a name.
        Use it as it is, choose another name, or delete it first.
    "#]],
    );
    check(
        "aws dynamodb create-table --table-name T-1 --attribute-definitions AttributeName=a,AttributeType=S --key-schema AttributeName=a,KeyType=HASH",
        expect![[r#"
        ValidationException: One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED
        Without a billing mode a table is provisioned, and then it must say how many units a second it holds ready.
        Say --billing-mode PAY_PER_REQUEST to pay for each request, or give --provisioned-throughput.
        [Make it on-demand] aws dynamodb create-table \
            --table-name T-1 \
            --attribute-definitions AttributeName=a,AttributeType=S \
            --key-schema AttributeName=a,KeyType=HASH \
            --billing-mode PAY_PER_REQUEST
    "#]],
    );
    check(
        "aws dynamodb create-table --table-name T-1 --attribute-definitions AttributeName=a,AttributeType=S --key-schema AttributeName=a,KeyType=HASH --billing-mode PAY_PER_REQUEST --provisioned-throughput ReadCapacityUnits=1,WriteCapacityUnits=1",
        expect![[r#"
        ValidationException: One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST
        On-demand capacity is not set in units: the table takes what comes and each request is paid.
        Leave out the provisioned throughput, of the indexes too.
        [Leave out the throughput] aws dynamodb create-table \
            --table-name T-1 \
            --attribute-definitions AttributeName=a,AttributeType=S \
            --key-schema AttributeName=a,KeyType=HASH \
            --billing-mode PAY_PER_REQUEST
    "#]],
    );
    check(
        "aws dynamodb create-table --table-name T-1 --attribute-definitions AttributeName=a,AttributeType=S AttributeName=name,AttributeType=S --key-schema AttributeName=a,KeyType=HASH --billing-mode PAY_PER_REQUEST",
        expect![[r#"
        ValidationException: One or more parameter values were invalid: Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions
        Attributes are declared that no key uses. Only key attributes of the table and its indexes are declared; all others just appear in items.
        Leave the other attributes out of AttributeDefinitions.
        [Declare the key attributes only] aws dynamodb create-table \
            --table-name T-1 \
            --attribute-definitions AttributeName=a,AttributeType=S \
            --key-schema AttributeName=a,KeyType=HASH \
            --billing-mode PAY_PER_REQUEST
    "#]],
    );
    check(
        "aws dynamodb create-table --table-name T-1 --attribute-definitions AttributeName=b,AttributeType=S --key-schema AttributeName=a,KeyType=HASH AttributeName=b,KeyType=RANGE --billing-mode PAY_PER_REQUEST",
        expect![[r#"
        ValidationException: Invalid KeySchema: Some index key attribute have no definition
        A key attribute has no declaration, so its type is not known.
        Add it to AttributeDefinitions with its type: S for strings, N for numbers, B for binary.
        [Declare what is missing as strings] aws dynamodb create-table \
            --table-name T-1 \
            --attribute-definitions AttributeName=b,AttributeType=S AttributeName=a,AttributeType=S \
            --key-schema AttributeName=a,KeyType=HASH AttributeName=b,KeyType=RANGE \
            --billing-mode PAY_PER_REQUEST
    "#]],
    );
    check(
        "aws dynamodb create-table --table-name T-1 --attribute-definitions AttributeName=a,AttributeType=S --key-schema AttributeName=a,KeyType=HASH --billing-mode PAY_PER_REQUESTS",
        expect![[r#"
        ValidationException: 1 validation error detected: Value 'PAY_PER_REQUESTS' at 'billingMode' failed to satisfy constraint: Member must satisfy enum value set: [PROVISIONED, PAY_PER_REQUEST]
        `BillingMode` has a value that there is not.
        Use one of: PROVISIONED, PAY_PER_REQUEST.
        [Use PAY_PER_REQUEST] aws dynamodb create-table \
            --table-name T-1 \
            --attribute-definitions AttributeName=a,AttributeType=S \
            --key-schema AttributeName=a,KeyType=HASH \
            --billing-mode PAY_PER_REQUEST
    "#]],
    );
    check(
        "aws dynamodb create-table --table-name 'my table' --attribute-definitions AttributeName=a,AttributeType=S --key-schema AttributeName=a,KeyType=HASH --billing-mode PAY_PER_REQUEST",
        expect![[r#"
        ValidationException: 1 validation error detected: Value 'my table' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+
        `TableName` has a character that it cannot have.
        Names of tables and indexes consist of letters, digits, `_`, `-` and `.`, without blanks.
    "#]],
    );
}

#[test]
fn queries() {
    check(
        "aws dynamodb query --table-name employees",
        expect![[r#"
        ValidationException: Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.
        A query reads the items of one partition key value, and must say which.
        Add a KeyConditionExpression such as `pk = :v`. To read everything, that is a scan.
    "#]],
    );
    check(
        "aws dynamodb query --table-name employees --key-condition-expression '#l = :l' --expression-attribute-names '{\"#l\":\"location\"}' --expression-attribute-values '{\":l\":{\"S\":\"Lagos\"}}'",
        expect![[r##"
        ValidationException: Query condition missed key schema element: employee_id
        A query must say which `employee_id` it wants, with `=`: that is the partition key here.
        The index `by-location` has the key `location` (S): name it and the query works.
        [Use the index by-location] aws dynamodb query \
            --table-name employees \
            --key-condition-expression '#l = :l' \
            --expression-attribute-names '{"#l":"location"}' \
            --expression-attribute-values '{":l":{"S":"Lagos"}}' \
            --index-name by-location
    "##]],
    );
    check(
        "aws dynamodb query --table-name employees --index-name by-locaton --key-condition-expression '#l = :l' --expression-attribute-names '{\"#l\":\"location\"}' --expression-attribute-values '{\":l\":{\"S\":\"Lagos\"}}'",
        expect![[r##"
        ValidationException: The table does not have the specified index: by-locaton
        The table has no index `by-locaton`. Its indexes are: `by-location`.
        Correct the name, or create the index with update-table.
        [Use by-location] aws dynamodb query \
            --table-name employees \
            --index-name by-location \
            --key-condition-expression '#l = :l' \
            --expression-attribute-names '{"#l":"location"}' \
            --expression-attribute-values '{":l":{"S":"Lagos"}}'
    "##]],
    );
    check(
        "aws dynamodb query --table-name employees --index-name by-location --consistent-read --key-condition-expression '#l = :l' --expression-attribute-names '{\"#l\":\"location\"}' --expression-attribute-values '{\":l\":{\"S\":\"Lagos\"}}'",
        expect![[r##"
        ValidationException: Consistent reads are not supported on global secondary indexes
        A global secondary index follows the table with a delay, so it has no strongly consistent reads.
        Leave out ConsistentRead. If the newest value matters, read the table by its key.
        [Read eventually consistent] aws dynamodb query \
            --table-name employees \
            --index-name by-location \
            --key-condition-expression '#l = :l' \
            --expression-attribute-names '{"#l":"location"}' \
            --expression-attribute-values '{":l":{"S":"Lagos"}}'
    "##]],
    );
    check(
        "aws dynamodb query --table-name employees --key-condition-expression 'employee_id > :e' --expression-attribute-values '{\":e\":{\"S\":\"E\"}}'",
        expect![[r#"
        ValidationException: Query key condition not supported
        The partition key can only be asked for with `=`: its values are hashed, so they lie in no order.
        Use `=` on the partition key, and <, >, BETWEEN or begins_with on the sort key.
    "#]],
    );
    check(
        "aws dynamodb query --table-name Users --key-condition-expression 'UserId = :u' --filter-expression 'Email = :e' --expression-attribute-values '{\":u\":{\"S\":\"u-1\"},\":e\":{\"S\":\"a\"}}'",
        expect![[r#"
        ValidationException: Filter Expression can only contain non-primary key attributes: Primary key attribute: Email
        `Email` is part of the key that is read by, and a filter comes after reading.
        Move that condition into the KeyConditionExpression: there it makes the read smaller.
    "#]],
    );
}

#[test]
fn values_and_conditions() {
    check(
        "PutItem {\"TableName\":\"employees\",\"Item\":{\"employee_id\":{\"S\":\"E-9\"},\"age\":{\"N\":40}}}",
        expect![[r#"
        SerializationException: NUMBER_VALUE cannot be converted to String
        In DynamoDB JSON a number is written as a text, so that no program on the way rounds it.
        Put it in quotes: {"N": "42"}.
        [Correct the type letters' values] PutItem {
          "TableName": "employees",
          "Item": {
            "employee_id": {
              "S": "E-9"
            },
            "age": {
              "N": "40"
            }
          }
        }
    "#]],
    );
    check(
        "{\"TableName\":\"employees\",\"Item\":{\"employee_id\":{\"S\":\"E-9\"},\"gone\":{\"NULL\":false}}}",
        expect![[r#"
        ValidationException: 1 validation error detected: One or more parameter values were invalid: Null attribute value types must have the value of true
        NULL is a value of its own, and it is written as true.
        Write {"NULL": true}.
        [Write NULL as true] {
          "TableName": "employees",
          "Item": {
            "employee_id": {
              "S": "E-9"
            },
            "gone": {
              "NULL": true
            }
          }
        }
    "#]],
    );
    check(
        "PutItem {\"TableName\":\"employees\",\"Item\":{\"employee_id\":{\"S\":\"E-9\"},\"tags\":{\"SS\":[]}}}",
        expect![[r#"
        ValidationException: 1 validation error detected: One or more parameter values were invalid: An string set  may not be empty
        A set cannot be empty.
        Leave the attribute out; a list may be empty: {"L": []}.
    "#]],
    );
    check(
        "PutItem {\"TableName\":\"employees\",\"Item\":{\"employee_id\":{\"S\":\"E-9\"},\"age\":{\"N\":\"forty\"}}}",
        expect![[r#"
        ValidationException: 1 validation error detected: The parameter cannot be converted to a numeric value: forty
        `forty` is no number.
        Use S for texts, or correct the number.
    "#]],
    );
    check(
        "PutItem {\"TableName\":\"employees\",\"Item\":{\"employee_id\":{\"S\":\"E-1\"}},\"ConditionExpression\":\"attribute_not_exists(employee_id)\"}",
        expect![[r#"
        ConditionalCheckFailedException: The conditional request failed
        The condition was checked on the item as it is, and it is not true there. Nothing was written, and a write unit was consumed.
        That may be just what you wanted: somebody else was first. To see the item add --return-values-on-condition-check-failure ALL_OLD.
    "#]],
    );
    check(
        "TransactWriteItems {\"TransactItems\":[{\"Put\":{\"TableName\":\"counters\",\"Item\":{\"id\":{\"N\":\"1\"}}}},{\"ConditionCheck\":{\"TableName\":\"employees\",\"Key\":{\"employee_id\":{\"S\":\"E-1\"}},\"ConditionExpression\":\"attribute_not_exists(employee_id)\"}}]}",
        expect![[r#"
        TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]
        All actions of a transaction happen, or none. None happened, because of action 2: its condition is not true.
        Correct that action, or accept the answer: a condition that fails is how a transaction says no.
    "#]],
    );
}
