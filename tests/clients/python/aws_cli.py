"""The AWS CLI, as course notes print it."""

import json
import os
import subprocess
import sys
import tempfile

from harness import ENDPOINT, program


def aws(line, *more):
    """Runs `aws dynamodb` with the words of a line and gives its answer."""
    environment = {
        **os.environ,
        "AWS_PAGER": "",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }
    command = [sys.executable, "-m", "awscli", "dynamodb", *line.split(), *more, "--endpoint-url", ENDPOINT]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if ran.returncode != 0:
        raise RuntimeError(ran.stderr.strip())
    return json.loads(ran.stdout) if ran.stdout.strip().startswith("{") else ran.stdout.strip()


def create():
    """the published create-table line runs"""
    answer = aws(
        "create-table --table-name Users --attribute-definitions AttributeName=UserId,AttributeType=S"
        " AttributeName=Email,AttributeType=S --key-schema AttributeName=UserId,KeyType=HASH AttributeName=Email,KeyType=RANGE"
        " --provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=5"
    )
    assert answer["TableDescription"]["TableName"] == "Users"
    aws("wait table-exists --table-name Users")


def write():
    """items are put from the line and from a file"""
    aws("put-item --table-name Users --item", '{"UserId": {"S": "u1"}, "Email": {"S": "a@example.com"}, "n": {"N": "1"}}')
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "item.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"UserId": {"S": "u1"}, "Email": {"S": "b@example.com"}, "n": {"N": "2"}}, file)
        aws("put-item --table-name Users --return-consumed-capacity TOTAL --item", f"file://{path}")


def query():
    """a query answers with paging and with JMESPath"""
    answer = aws(
        "query --table-name Users --page-size 1 --key-condition-expression",
        "UserId = :u",
        "--expression-attribute-values",
        '{":u": {"S": "u1"}}',
    )
    assert answer["Count"] == 2
    text = aws("query --table-name Users --output text --query Items[].n.N --key-condition-expression", "UserId = :u", "--expression-attribute-values", '{":u": {"S": "u1"}}')
    assert text.split() == ["1", "2"], text


def refuse():
    """an error is told as the CLI tells it"""
    try:
        aws("get-item --table-name Nowhere --key", '{"UserId": {"S": "u1"}}')
        raise AssertionError("no error")
    except RuntimeError as error:
        assert "An error occurred (ResourceNotFoundException) when calling the GetItem operation" in str(error), error


def statement():
    """execute-statement reads"""
    answer = aws("execute-statement --statement", "SELECT n FROM Users WHERE UserId = 'u1' AND Email = 'b@example.com'")
    assert answer["Items"] == [{"n": {"N": "2"}}]


def drop():
    """the table goes"""
    aws("delete-table --table-name Users")
    aws("wait table-not-exists --table-name Users")


program("AWS CLI", [create, write, query, refuse, statement, drop])
