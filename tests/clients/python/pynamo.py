"""PynamoDB: models, indexes, conditions, transactions."""

from datetime import datetime, timezone

from pynamodb.attributes import ListAttribute, MapAttribute, NumberAttribute, UnicodeAttribute, UnicodeSetAttribute, UTCDateTimeAttribute, VersionAttribute
from pynamodb.connection import Connection
from pynamodb.exceptions import DoesNotExist, PutError, TransactWriteError
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from harness import ENDPOINT, REGION, program


class Place:
    """Where the models live."""

    host = ENDPOINT
    region = REGION
    aws_access_key_id = "AKIDEXAMPLE"
    aws_secret_access_key = "secret"


class ByForum(GlobalSecondaryIndex):
    class Meta(Place):
        index_name = "by-forum"
        projection = AllProjection()
        billing_mode = "PAY_PER_REQUEST"

    forum = UnicodeAttribute(hash_key=True)
    views = NumberAttribute(range_key=True)


class Thread(Model):
    class Meta(Place):
        table_name = "pynamo-threads"
        billing_mode = "PAY_PER_REQUEST"

    thread = UnicodeAttribute(hash_key=True)
    post = NumberAttribute(range_key=True)
    forum = UnicodeAttribute(default="general")
    views = NumberAttribute(default=0)
    tags = UnicodeSetAttribute(null=True)
    author = MapAttribute(null=True)
    lines = ListAttribute(null=True)
    posted = UTCDateTimeAttribute(default=datetime(2026, 1, 2, tzinfo=timezone.utc))
    version = VersionAttribute()
    by_forum = ByForum()


def create():
    """a model makes its table"""
    Thread.create_table(wait=True)
    assert Thread.exists()


def save():
    """models are saved once and read back"""
    thread = Thread("t1", 1, tags={"a", "b"}, author={"name": "Ann"}, lines=["x", 1])
    thread.save(Thread.thread.does_not_exist())
    found = Thread.get("t1", 1, consistent_read=True)
    assert (found.tags, found.author["name"], found.lines, found.version) == ({"a", "b"}, "Ann", ["x", 1], 1)
    try:
        Thread("t1", 1).save(Thread.thread.does_not_exist())
        raise AssertionError("no exception")
    except PutError as error:
        assert error.cause_response_code == "ConditionalCheckFailedException"


def update():
    """an update counts and keeps its version"""
    thread = Thread.get("t1", 1)
    thread.update(actions=[Thread.views.add(5), Thread.forum.set("rust")])
    assert (thread.views, thread.forum, thread.version) == (5, "rust", 2)


def query():
    """batches, queries and index queries page"""
    with Thread.batch_write() as batch:
        for number in range(2, 40):
            batch.save(Thread("t1", number, views=number, forum="rust" if number % 2 else "wasm"))
    assert Thread.count("t1") == 39
    assert [each.post for each in Thread.query("t1", Thread.post.between(3, 6), page_size=2)] == [3, 4, 5, 6]
    top = list(Thread.by_forum.query("rust", scan_index_forward=False, limit=3))
    assert [each.views for each in top] == [39, 37, 35]
    assert len(list(Thread.scan(Thread.views > 30, page_size=10))) == 9


def transact():
    """a transaction is all or nothing"""
    connection = Connection(region=REGION, host=ENDPOINT)
    try:
        with TransactWrite(connection=connection) as transaction:
            transaction.save(Thread("t2", 1))
            transaction.condition_check(Thread, "t9", 1, condition=Thread.thread.exists())
        raise AssertionError("no exception")
    except TransactWriteError as error:
        # The library sends condition checks first.
        assert [reason and reason.code for reason in error.cancellation_reasons] == ["ConditionalCheckFailed", None]
    try:
        Thread.get("t2", 1)
        raise AssertionError("half a transaction")
    except DoesNotExist:
        pass


def drop():
    """the table goes"""
    Thread.delete_table()


program("PynamoDB", [create, save, update, query, transact, drop])
