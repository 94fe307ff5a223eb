"""Policies about items: whose keys and which attributes somebody may touch, by every operation that touches items."""

import json
import uuid

import pytest
from botocore.exceptions import ClientError
from statements import allow, document

OWN_SERVER = True
TABLE = "arn:aws:dynamodb:us-east-1:123456789012:table/scores"
EVERYTHING = ["dynamodb:*"]


@pytest.fixture(scope="module")
def owner(clients, root):
    made = clients("dynamodb", root)
    made.create_table(
        TableName="scores",
        KeySchema=[{"AttributeName": "user", "KeyType": "HASH"}, {"AttributeName": "game", "KeyType": "RANGE"}],
        AttributeDefinitions=[
            {"AttributeName": "user", "AttributeType": "S"},
            {"AttributeName": "game", "AttributeType": "S"},
        ],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    )
    for user in ["ann", "bob"]:
        made.put_item(TableName="scores", Item=item(user))
    return made


def key(user):
    return {"user": {"S": user}, "game": {"S": "chess"}}


def item(user):
    return key(user) | {"score": {"N": "7"}, "secret": {"S": "x"}}


def denied(call, **parameters):
    with pytest.raises(ClientError) as refused:
        call(**parameters)
    assert refused.value.response["Error"]["Code"] == "AccessDeniedException", refused.value


def ways(dynamodb, user):
    """Every way to an item of a user."""
    name = {"TableName": "scores"}
    yield dynamodb.get_item, name | {"Key": key(user)}
    yield dynamodb.put_item, name | {"Item": item(user)}
    yield (
        dynamodb.update_item,
        name | {"Key": key(user), "UpdateExpression": "ADD score :n", "ExpressionAttributeValues": {":n": {"N": "1"}}},
    )
    yield (
        dynamodb.query,
        name
        | {
            "KeyConditionExpression": "#u = :u",
            "ExpressionAttributeNames": {"#u": "user"},
            "ExpressionAttributeValues": {":u": {"S": user}},
        },
    )
    yield dynamodb.batch_get_item, {"RequestItems": {"scores": {"Keys": [key(user)]}}}
    yield dynamodb.batch_write_item, {"RequestItems": {"scores": [{"PutRequest": {"Item": item(user)}}]}}
    yield dynamodb.transact_get_items, {"TransactItems": [{"Get": name | {"Key": key(user)}}]}
    yield dynamodb.transact_write_items, {"TransactItems": [{"Put": name | {"Item": item(user)}}]}
    yield (
        dynamodb.execute_statement,
        {"Statement": "SELECT * FROM scores WHERE user = ?", "Parameters": [{"S": user}]},
    )
    yield (
        dynamodb.execute_statement,
        {
            "Statement": "UPDATE scores SET score = 8 WHERE user = ? AND game = 'chess'",
            "Parameters": [{"S": user}],
        },
    )
    yield (
        dynamodb.execute_transaction,
        {
            "TransactStatements": [
                {
                    "Statement": "SELECT * FROM scores WHERE user = ? AND game = 'chess'",
                    "Parameters": [{"S": user}],
                }
            ]
        },
    )
    yield dynamodb.delete_item, name | {"Key": key(user)}


def test_each_sees_only_items_of_its_own(owner, person, clients):
    mine = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": ["${aws:username}"]}}
    ann = clients("dynamodb", person(allow(EVERYTHING, TABLE, Condition=mine), name="ann"))
    for call, parameters in ways(ann, "ann"):
        call(**parameters)
    for call, parameters in ways(ann, "bob"):
        denied(call, **parameters)
    assert owner.get_item(TableName="scores", Key=key("bob"))["Item"]["score"] == {"N": "7"}


def test_one_may_touch_only_some_attributes(owner, person, clients):
    some = {
        "ForAllValues:StringEquals": {"dynamodb:Attributes": ["user", "game", "score"]},
        "StringEqualsIfExists": {
            "dynamodb:Select": "SPECIFIC_ATTRIBUTES",
            "dynamodb:ReturnValues": ["NONE", "UPDATED_OLD", "UPDATED_NEW"],
        },
    }
    reader = clients("dynamodb", person(allow(EVERYTHING, TABLE, Condition=some)))
    name = {"TableName": "scores"}
    owner.put_item(**name, Item=item("carl"))
    found = reader.get_item(**name, Key=key("carl"), ProjectionExpression="score")["Item"]
    assert found == {"score": {"N": "7"}}
    denied(reader.get_item, **name, Key=key("carl"))
    denied(reader.get_item, **name, Key=key("carl"), ProjectionExpression="secret")
    denied(reader.scan, **name, ProjectionExpression="score", FilterExpression="attribute_exists(secret)")
    denied(reader.scan, **name)
    denied(
        reader.update_item,
        **name,
        Key=key("carl"),
        UpdateExpression="SET score = :n",
        ConditionExpression="secret = :s",
        ExpressionAttributeValues={":n": {"N": "1"}, ":s": {"S": "x"}},
    )
    change = {"UpdateExpression": "SET score = :n", "ExpressionAttributeValues": {":n": {"N": "1"}}}
    reader.update_item(**name, Key=key("carl"), **change)
    denied(reader.update_item, **name, Key=key("carl"), **change, ReturnValues="ALL_NEW")
    denied(reader.execute_statement, Statement="SELECT secret FROM scores WHERE user = 'carl'")
    reader.execute_statement(Statement="SELECT score FROM scores WHERE user = 'carl'")


def test_a_full_scan_by_a_statement_can_be_refused(owner, person, clients):
    partial = {"Bool": {"dynamodb:FullTableScan": "false"}}
    reader = clients("dynamodb", person(allow("dynamodb:PartiQLSelect", TABLE, Condition=partial)))
    reader.execute_statement(Statement="SELECT * FROM scores WHERE user = 'ann'")
    denied(reader.execute_statement, Statement="SELECT * FROM scores")


def test_writes_may_be_for_transactions_alone(owner, person, clients):
    within = {"ForAnyValue:StringEquals": {"dynamodb:EnclosingOperation": ["TransactWriteItems"]}}
    writer = clients("dynamodb", person(allow(["dynamodb:PutItem"], TABLE, Condition=within)))
    writer.transact_write_items(TransactItems=[{"Put": {"TableName": "scores", "Item": item("dora")}}])
    denied(writer.put_item, TableName="scores", Item=item("dora"))


def test_a_stream_lets_in_whom_its_policy_names(owner, clients, person, root):
    stream = owner.describe_table(TableName="scores")["Table"]["LatestStreamArn"]
    name = f"reader-{uuid.uuid4().hex[:8]}"
    streams = clients("dynamodbstreams", person(name=name))
    denied(streams.describe_stream, StreamArn=stream)
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::123456789012:user/{name}"},
        "Action": ["dynamodb:DescribeStream", "dynamodb:GetShardIterator", "dynamodb:GetRecords"],
        "Resource": stream,
    }
    owner.put_resource_policy(ResourceArn=stream, Policy=document(statement))
    assert json.loads(owner.get_resource_policy(ResourceArn=stream)["Policy"])["Statement"] == [statement]
    shard = streams.describe_stream(StreamArn=stream)["StreamDescription"]["Shards"][0]["ShardId"]
    iterator = streams.get_shard_iterator(StreamArn=stream, ShardId=shard, ShardIteratorType="TRIM_HORIZON")
    assert streams.get_records(ShardIterator=iterator["ShardIterator"])["Records"]
    owner.delete_resource_policy(ResourceArn=stream)
    denied(streams.describe_stream, StreamArn=stream)
