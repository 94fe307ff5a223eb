"""Other clients of DynamoDB than boto3: PynamoDB, the AWS CLI, and PartiQL as NoSQL Workbench sends it."""

import json

import pytest
from pynamodb.attributes import ListAttribute, MapAttribute, NumberAttribute, UnicodeAttribute, VersionAttribute
from pynamodb.connection import Connection
from pynamodb.exceptions import PutError, TransactWriteError
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite


@pytest.fixture(scope="module")
def thread_model(endpoint_url, credentials):
    class BySubject(GlobalSecondaryIndex):
        class Meta:
            index_name = "by-subject"
            projection = AllProjection()
            read_capacity_units = 50
            write_capacity_units = 50

        subject = UnicodeAttribute(hash_key=True)
        views = NumberAttribute(range_key=True)

    class Thread(Model):
        class Meta:
            table_name = "threads"
            host = endpoint_url
            region = credentials["region_name"]
            aws_access_key_id = credentials["aws_access_key_id"]
            aws_secret_access_key = credentials["aws_secret_access_key"]

        forum = UnicodeAttribute(hash_key=True)
        number = NumberAttribute(range_key=True)
        subject = UnicodeAttribute()
        views = NumberAttribute(default=0)
        more = MapAttribute(null=True)
        tags = ListAttribute(null=True)
        version = VersionAttribute()
        by_subject = BySubject()

    Thread.create_table(read_capacity_units=50, write_capacity_units=50, wait=True)
    return Thread


def test_pynamodb_keeps_and_finds_models(thread_model, endpoint_url, credentials):
    Thread = thread_model
    with Thread.batch_write() as batch:
        for i in range(30):
            batch.save(Thread("news", i, subject=f"s{i % 3}", views=i, more={"x": i}, tags=["a", i]))
    assert [found.number for found in Thread.query("news", Thread.number.between(3, 5))] == [3, 4, 5]
    assert [found.views for found in Thread.by_subject.query("s1", Thread.views > 20)] == [22, 25, 28]
    assert Thread.count("news", filter_condition=Thread.more["x"] >= 28) == 2
    one = Thread.get("news", 4)
    assert one.more.x == 4 and one.tags == ["a", 4]
    one.update(actions=[Thread.views.set(Thread.views + 10), Thread.tags.set(Thread.tags.append(["z"]))])
    assert (one.views, one.tags, one.version) == (14, ["a", 4, "z"], 1)
    stale = Thread("news", 4, subject="stale")
    with pytest.raises(PutError, match="ConditionalCheckFailed"):
        stale.save()
    connection = Connection(
        region=credentials["region_name"],
        host=endpoint_url,
    )
    with pytest.raises(TransactWriteError):
        with TransactWrite(connection=connection) as transaction:
            transaction.save(Thread("news", 100, subject="new"))
            transaction.condition_check(Thread, "news", 4, condition=Thread.views == 0)
    with pytest.raises(Thread.DoesNotExist):
        Thread.get("news", 100)


def test_the_cli_makes_a_table_and_pages_through_it(cli):
    def dynamodb(*words):
        return cli("dynamodb", *words)

    dynamodb(
        *("create-table", "--table-name", "Music", "--billing-mode", "PAY_PER_REQUEST"),
        *("--attribute-definitions", "AttributeName=Artist,AttributeType=S"),
        *("--key-schema", "AttributeName=Artist,KeyType=HASH"),
    )
    dynamodb("wait", "table-exists", "--table-name", "Music")
    for name in ["Acme Band", "No One You Know"]:
        dynamodb("put-item", "--table-name", "Music", "--item", json.dumps({"Artist": {"S": name}}))
    assert dynamodb("scan", "--table-name", "Music", "--page-size", "1")["Count"] == 2
    statement = "SELECT * FROM Music WHERE Artist='Acme Band'"
    assert dynamodb("execute-statement", "--statement", statement)["Items"] == [{"Artist": {"S": "Acme Band"}}]


def test_partiql_as_nosql_workbench_sends_it(client, thread_model):
    """Names in double quotes, parameters, a limit and pages by NextToken."""
    dynamodb = client("dynamodb")
    dynamodb.execute_statement(
        Statement="INSERT INTO \"threads\" VALUE {'forum': ?, 'number': ?, 'subject': ?}",
        Parameters=[{"S": "bench"}, {"N": "1"}, {"S": "first"}],
    )
    dynamodb.batch_execute_statement(
        Statements=[
            {"Statement": f"INSERT INTO \"threads\" VALUE {{'forum': 'bench', 'number': {i}, 'subject': 's'}}"}
            for i in range(2, 6)
        ]
    )
    dynamodb.execute_statement(
        Statement='UPDATE "threads" SET "subject" = ? WHERE "forum" = ? AND "number" = ?',
        Parameters=[{"S": "changed"}, {"S": "bench"}, {"N": "2"}],
    )
    select = {
        "Statement": 'SELECT "number", "subject" FROM "threads" WHERE "forum" = ? ORDER BY "number" DESC',
        "Parameters": [{"S": "bench"}],
        "Limit": 2,
    }
    seen, page = [], dynamodb.execute_statement(**select)
    seen += page["Items"]
    while "NextToken" in page:
        page = dynamodb.execute_statement(**select, NextToken=page["NextToken"])
        seen += page["Items"]
    assert [item["number"]["N"] for item in seen] == ["5", "4", "3", "2", "1"]
    assert seen[3]["subject"] == {"S": "changed"}
    dynamodb.execute_statement(
        Statement='DELETE FROM "threads" WHERE "forum" = ? AND "number" = ?', Parameters=[{"S": "bench"}, {"N": "1"}]
    )
