"""boto3, low level: waiters, paginators, exceptions, TTL, tags, backups; the changes in Kinesis."""

import json
import time

import boto3

from harness import OPTIONS, program

db = boto3.client("dynamodb", **OPTIONS)
TABLE = "boto-music"


def create():
    """a table becomes active"""
    db.create_table(
        TableName=TABLE,
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("artist", "song", "genre")],
        KeySchema=[{"AttributeName": "artist", "KeyType": "HASH"}, {"AttributeName": "song", "KeyType": "RANGE"}],
        LocalSecondaryIndexes=[
            {
                "IndexName": "by-genre",
                "KeySchema": [{"AttributeName": "artist", "KeyType": "HASH"}, {"AttributeName": "genre", "KeyType": "RANGE"}],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
        ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 5},
        Tags=[{"Key": "team", "Value": "data"}],
    )
    db.get_waiter("table_exists").wait(TableName=TABLE, WaiterConfig={"Delay": 1, "MaxAttempts": 20})
    assert TABLE in db.list_tables()["TableNames"]


def write():
    """items are written and counted"""
    for number in range(30):
        db.put_item(
            TableName=TABLE,
            Item={"artist": {"S": "ann"}, "song": {"S": f"s{number:02}"}, "genre": {"S": "jazz" if number % 2 else "pop"}},
        )
    answer = db.put_item(
        TableName=TABLE,
        Item={"artist": {"S": "bob"}, "song": {"S": "x"}, "genre": {"S": "pop"}, "big": {"B": b"\x00" * 3000}},
        ReturnConsumedCapacity="INDEXES",
        ReturnItemCollectionMetrics="SIZE",
    )
    capacity = answer["ConsumedCapacity"]
    assert (capacity["CapacityUnits"], capacity["Table"]["CapacityUnits"]) == (4.0, 3.0), capacity
    assert capacity["LocalSecondaryIndexes"]["by-genre"]["CapacityUnits"] == 1.0
    assert answer["ItemCollectionMetrics"]["ItemCollectionKey"] == {"artist": {"S": "bob"}}


def read():
    """the paginator reads every page"""
    pages = db.get_paginator("query").paginate(
        TableName=TABLE,
        IndexName="by-genre",
        KeyConditionExpression="artist = :a AND genre = :g",
        ExpressionAttributeValues={":a": {"S": "ann"}, ":g": {"S": "jazz"}},
        PaginationConfig={"PageSize": 4},
    )
    sizes = [page["Count"] for page in pages]
    assert sum(sizes) == 15 and max(sizes) == 4, sizes
    found = db.get_paginator("scan").paginate(TableName=TABLE, Select="COUNT").build_full_result()
    assert found["Count"] == 31


def refuse():
    """exceptions are typed and carry their text"""
    try:
        db.update_item(
            TableName=TABLE,
            Key={"artist": {"S": "ann"}, "song": {"S": "s01"}},
            UpdateExpression="SET plays = plays + :one",
            ExpressionAttributeValues={":one": {"N": "1"}},
        )
        raise AssertionError("no exception")
    except db.exceptions.ClientError as error:
        told = error.response["Error"]
        assert told["Code"] == "ValidationException", told
        assert told["Message"] == "The provided expression refers to an attribute that does not exist in the item", told
    try:
        db.describe_table(TableName="nowhere")
        raise AssertionError("no exception")
    except db.exceptions.ResourceNotFoundException as error:
        assert error.response["Error"]["Message"] == "Requested resource not found: Table: nowhere not found"


def transact():
    """a transaction with a token is carried out once"""
    request = {
        "TransactItems": [
            {
                "Update": {
                    "TableName": TABLE,
                    "Key": {"artist": {"S": "bob"}, "song": {"S": "x"}},
                    "UpdateExpression": "ADD plays :one",
                    "ExpressionAttributeValues": {":one": {"N": "1"}},
                }
            }
        ],
        "ClientRequestToken": "token-1",
    }
    db.transact_write_items(**request)
    db.transact_write_items(**request)
    item = db.get_item(TableName=TABLE, Key={"artist": {"S": "bob"}, "song": {"S": "x"}}, ConsistentRead=True)["Item"]
    assert item["plays"] == {"N": "1"}


def settings():
    """time to live, tags and backups are kept"""
    db.update_time_to_live(TableName=TABLE, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires"})
    status = db.describe_time_to_live(TableName=TABLE)["TimeToLiveDescription"]
    assert status["AttributeName"] == "expires" and status["TimeToLiveStatus"] in ("ENABLING", "ENABLED")
    arn = db.describe_table(TableName=TABLE)["Table"]["TableArn"]
    assert db.list_tags_of_resource(ResourceArn=arn)["Tags"] == [{"Key": "team", "Value": "data"}]
    backup = db.create_backup(TableName=TABLE, BackupName="one")["BackupDetails"]
    while db.describe_backup(BackupArn=backup["BackupArn"])["BackupDescription"]["BackupDetails"]["BackupStatus"] == "CREATING":
        time.sleep(0.1)
    db.restore_table_from_backup(TargetTableName="boto-restored", BackupArn=backup["BackupArn"])
    db.get_waiter("table_exists").wait(TableName="boto-restored", WaiterConfig={"Delay": 1, "MaxAttempts": 20})
    assert db.scan(TableName="boto-restored", Select="COUNT")["Count"] == 31


def kinesis():
    """the changes of a table are read back from its Kinesis stream"""
    account = db.describe_table(TableName=TABLE)["Table"]["TableArn"].split(":")[4]
    arn = f"arn:aws:kinesis:{OPTIONS['region_name']}:{account}:stream/boto-changes"
    db.enable_kinesis_streaming_destination(TableName=TABLE, StreamArn=arn)
    db.put_item(TableName=TABLE, Item={"artist": {"S": "zoe"}, "song": {"S": "new"}})
    db.delete_item(TableName=TABLE, Key={"artist": {"S": "zoe"}, "song": {"S": "new"}})
    streams = boto3.client("kinesis", **OPTIONS)
    assert "boto-changes" in streams.list_streams()["StreamNames"]
    summary = streams.describe_stream_summary(StreamName="boto-changes")["StreamDescriptionSummary"]
    assert summary["StreamARN"] == arn and summary["OpenShardCount"] == 1
    shard = streams.list_shards(StreamARN=arn)["Shards"][0]["ShardId"]
    iterator = streams.get_shard_iterator(StreamARN=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    page = streams.get_records(ShardIterator=iterator, Limit=1)
    rest = streams.get_records(ShardIterator=page["NextShardIterator"])
    told = [json.loads(record["Data"]) for record in page["Records"] + rest["Records"]]
    assert [record["eventName"] for record in told] == ["INSERT", "REMOVE"], told
    assert told[1]["dynamodb"]["OldImage"] == {"artist": {"S": "zoe"}, "song": {"S": "new"}}
    assert rest["MillisBehindLatest"] == 0
    try:
        streams.put_record(StreamName="boto-changes", Data=b"x", PartitionKey="k")
        raise AssertionError("no exception")
    except streams.exceptions.ClientError as error:
        assert error.response["Error"]["Code"] == "UnknownOperationException", error.response


def drop():
    """the table goes"""
    db.delete_table(TableName=TABLE)
    db.get_waiter("table_not_exists").wait(TableName=TABLE, WaiterConfig={"Delay": 1, "MaxAttempts": 20})


program("boto3 client", [create, write, read, refuse, transact, settings, kinesis, drop])
