"""Tables that others follow: regions of a global table, and data streams of Kinesis."""

import json
import time

import pytest
from botocore.exceptions import ClientError

TABLE = "orders"


def until(look, seconds=60):
    for _ in range(seconds * 20):
        if look():
            return
        time.sleep(0.05)
    raise AssertionError("never")


@pytest.fixture
def dynamodb(client):
    made = client("dynamodb")
    for region in ("us-east-1", "eu-west-1"):
        there = client("dynamodb", region_name=region)
        for name in there.list_tables()["TableNames"]:
            there.delete_table(TableName=name)
    made.create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return made


def put(dynamodb, id, state):
    dynamodb.put_item(TableName=TABLE, Item={"id": {"S": id}, "state": {"S": state}})


def states(dynamodb):
    pages = dynamodb.get_paginator("scan").paginate(TableName=TABLE)
    return {item["id"]["S"]: item["state"]["S"] for page in pages for item in page["Items"]}


def test_two_regions_take_writes_and_come_to_agree(client, dynamodb):
    europe = client("dynamodb", region_name="eu-west-1")
    for number in range(30):
        put(dynamodb, f"o{number}", "new")
    dynamodb.update_table(TableName=TABLE, ReplicaUpdates=[{"Create": {"RegionName": "eu-west-1"}}])
    replicas = lambda: dynamodb.describe_table(TableName=TABLE)["Table"]["Replicas"]  # noqa: E731
    until(lambda: [replica["ReplicaStatus"] for replica in replicas()] == ["ACTIVE"])
    europe.get_waiter("table_exists").wait(TableName=TABLE)
    assert states(europe) == states(dynamodb)
    put(europe, "o1", "paid in Europe")
    put(dynamodb, "o2", "sent from America")
    europe.delete_item(TableName=TABLE, Key={"id": {"S": "o3"}})
    until(lambda: states(europe) == states(dynamodb))
    found = states(dynamodb)
    assert (found["o1"], found["o2"], "o3" in found) == ("paid in Europe", "sent from America", False)
    latency = client("cloudwatch").get_metric_statistics(
        Namespace="AWS/DynamoDB",
        MetricName="ReplicationLatency",
        Dimensions=[{"Name": "TableName", "Value": TABLE}, {"Name": "ReceivingRegion", "Value": "eu-west-1"}],
        StartTime=time.time() - 600,
        EndTime=time.time() + 600,
        Period=3600,
        Statistics=["SampleCount"],
    )["Datapoints"]
    assert sum(point["SampleCount"] for point in latency) >= 1
    dynamodb.update_table(TableName=TABLE, ReplicaUpdates=[{"Delete": {"RegionName": "eu-west-1"}}])
    assert europe.list_tables()["TableNames"] == []
    assert dynamodb.describe_table(TableName=TABLE)["Table"].get("Replicas", []) == []


def test_what_cannot_be_global_is_refused(dynamodb):
    with pytest.raises(ClientError) as refused:
        dynamodb.update_table(
            TableName=TABLE,
            ReplicaUpdates=[{"Create": {"RegionName": "eu-west-1"}}],
            MultiRegionConsistency="STRONG",
        )
    assert refused.value.response["Error"]["Code"] == "NotImplemented"
    with pytest.raises(dynamodb.exceptions.GlobalTableNotFoundException):
        dynamodb.describe_global_table(GlobalTableName=TABLE)


def records(kinesis, name):
    found = []
    for shard in kinesis.list_shards(StreamName=name)["Shards"]:
        iterator = kinesis.get_shard_iterator(
            StreamName=name, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        page = kinesis.get_records(ShardIterator=iterator, Limit=1000)
        found += [json.loads(record["Data"]) for record in page["Records"]]
    return found


def test_a_data_stream_is_told_of_changes_in_order(client, dynamodb):
    kinesis = client("kinesis")
    kinesis.create_stream(StreamName="changes", ShardCount=2)
    kinesis.get_waiter("stream_exists").wait(StreamName="changes")
    arn = kinesis.describe_stream_summary(StreamName="changes")["StreamDescriptionSummary"]["StreamARN"]
    enabled = dynamodb.enable_kinesis_streaming_destination(TableName=TABLE, StreamArn=arn)
    assert enabled["DestinationStatus"] == "ENABLING"
    with pytest.raises(ClientError) as refused:
        dynamodb.enable_kinesis_streaming_destination(TableName=TABLE, StreamArn=arn)
    assert "must be DISABLED to perform ENABLE" in refused.value.response["Error"]["Message"]
    for version in range(20):
        for id in ("a", "b", "c"):
            put(dynamodb, id, str(version))
    dynamodb.delete_item(TableName=TABLE, Key={"id": {"S": "a"}})
    until(lambda: len(records(kinesis, "changes")) == 61)
    found = records(kinesis, "changes")
    for id in ("a", "b", "c"):
        mine = [r for r in found if r["dynamodb"]["Keys"] == {"id": {"S": id}} and r["eventName"] != "REMOVE"]
        assert [r["dynamodb"]["NewImage"]["state"]["S"] for r in mine] == [str(v) for v in range(20)]
        assert [r["eventName"] for r in mine] == ["INSERT"] + ["MODIFY"] * 19
    gone = next(r for r in found if r["eventName"] == "REMOVE")
    assert gone["dynamodb"]["OldImage"] == {"id": {"S": "a"}, "state": {"S": "19"}}
    assert (gone["eventSource"], gone["recordFormat"], gone["tableName"]) == ("aws:dynamodb", "application/json", TABLE)
    dynamodb.update_kinesis_streaming_destination(
        TableName=TABLE,
        StreamArn=arn,
        UpdateKinesisStreamingConfiguration={"ApproximateCreationDateTimePrecision": "MICROSECOND"},
    )
    put(dynamodb, "d", "new")
    until(lambda: len(records(kinesis, "changes")) == 62)
    last = next(r for r in records(kinesis, "changes") if r["dynamodb"]["Keys"] == {"id": {"S": "d"}})
    assert last["dynamodb"]["ApproximateCreationDateTime"] > 10**15
    dynamodb.disable_kinesis_streaming_destination(TableName=TABLE, StreamArn=arn)
    told = dynamodb.describe_kinesis_streaming_destination(TableName=TABLE)["KinesisDataStreamDestinations"]
    assert [one["DestinationStatus"] for one in told] == ["DISABLED"]
    put(dynamodb, "e", "nobody hears")
    assert len(records(kinesis, "changes")) == 62
