"""boto3, resource: plain Python values, conditions built from objects, the batch writer."""

from decimal import Decimal

import boto3
from boto3.dynamodb.conditions import Attr, Key
from boto3.dynamodb.types import Binary

from harness import OPTIONS, program

db = boto3.resource("dynamodb", **OPTIONS)
table = db.Table("boto-people")


def create():
    """a table is made and waited for"""
    made = db.create_table(
        TableName="boto-people",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}, {"AttributeName": "age", "AttributeType": "N"}, {"AttributeName": "city", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "city-age",
                "KeySchema": [{"AttributeName": "city", "KeyType": "HASH"}, {"AttributeName": "age", "KeyType": "RANGE"}],
                "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["name"]},
            }
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    made.wait_until_exists()
    assert table.table_status == "ACTIVE" and table.item_count == 0


def values():
    """values of every type come back as they were"""
    item = {
        "id": "all",
        "number": Decimal("12345678901234567890.123456789"),
        "small": Decimal("1E-130"),
        "text": "",
        "bytes": Binary(b"\x00\xff"),
        "strings": {"a", "b"},
        "numbers": {Decimal(1), Decimal("2.5")},
        "nested": {"list": [None, True, {"deep": [Decimal(0)]}]},
    }
    table.put_item(Item=item)
    assert table.get_item(Key={"id": "all"}, ConsistentRead=True)["Item"] == item


def batch():
    """the batch writer writes a hundred, and the index finds them"""
    with table.batch_writer(overwrite_by_pkeys=["id"]) as batch:
        for number in range(100):
            batch.put_item(Item={"id": f"p{number % 90}", "age": number % 90, "city": "oslo" if number % 3 else "rome", "name": f"n{number}", "more": "x"})
    answer = table.query(
        IndexName="city-age",
        KeyConditionExpression=Key("city").eq("rome") & Key("age").between(10, 50),
        FilterExpression=Attr("name").begins_with("n") & ~Attr("name").is_in(["n12", "n15"]),
        ScanIndexForward=False,
    )
    ages = [int(item["age"]) for item in answer["Items"]]
    assert ages == sorted(ages, reverse=True) and 12 not in ages and 18 in ages
    assert all(set(item) == {"id", "age", "city", "name"} for item in answer["Items"])


def update():
    """an update is conditional"""
    answer = table.update_item(
        Key={"id": "p1"},
        UpdateExpression="SET age = age + :one, tags = list_append(if_not_exists(tags, :none), :new)",
        ConditionExpression=Attr("age").lt(5) & Attr("gone").not_exists(),
        ExpressionAttributeValues={":one": 1, ":none": [], ":new": ["t"]},
        ReturnValues="UPDATED_NEW",
    )
    assert answer["Attributes"]["tags"] == ["t"]
    try:
        table.delete_item(Key={"id": "p1"}, ConditionExpression=Attr("age").gt(50))
        raise AssertionError("no exception")
    except table.meta.client.exceptions.ConditionalCheckFailedException:
        pass


def scan():
    """segments of a parallel scan are the whole table"""
    found = []
    for segment in range(4):
        request = {"Segment": segment, "TotalSegments": 4, "ProjectionExpression": "id", "Limit": 7}
        while True:
            page = table.scan(**request)
            found += [item["id"] for item in page["Items"]]
            if "LastEvaluatedKey" not in page:
                break
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]
    assert sorted(found) == sorted(["all"] + [f"p{number}" for number in range(90)])


def drop():
    """the table goes"""
    table.delete()
    table.wait_until_not_exists()


program("boto3 resource", [create, values, batch, update, scan, drop])
