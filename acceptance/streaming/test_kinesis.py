"""Kinesis data streams as programs see them."""

import hashlib
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest


@pytest.fixture
def kinesis(client):
    return client("kinesis")


@pytest.fixture
def stream(kinesis):
    """A stream of two shards."""
    name = f"stream-{uuid.uuid4().hex[:8]}"
    kinesis.create_stream(StreamName=name, ShardCount=2)
    kinesis.get_waiter("stream_exists").wait(StreamName=name)
    return name


def read(kinesis, stream, shard, kind="TRIM_HORIZON", **where):
    """The records of a shard up to its present end, and its children."""
    iterator = kinesis.get_shard_iterator(StreamName=stream, ShardId=shard, ShardIteratorType=kind, **where)
    iterator = iterator["ShardIterator"]
    records, children = [], []
    while iterator:
        page = kinesis.get_records(ShardIterator=iterator)
        records += page["Records"]
        children = page.get("ChildShards", [])
        iterator = page.get("NextShardIterator")
        if not page["Records"]:
            break
    return records, [child["ShardId"] for child in children]


def test_a_record_goes_through(kinesis, stream):
    put = kinesis.put_record(StreamName=stream, Data=b"hello, world", PartitionKey="partition-key")
    hash = int(hashlib.md5(b"partition-key").hexdigest(), 16)
    assert put["ShardId"] == ("shardId-000000000000" if hash < 2**127 else "shardId-000000000001")
    records, _ = read(kinesis, stream, put["ShardId"])
    assert [(record["Data"], record["PartitionKey"], record["SequenceNumber"]) for record in records] == [
        (b"hello, world", "partition-key", put["SequenceNumber"])
    ]
    assert not read(kinesis, stream, put["ShardId"], "LATEST")[0]
    after = read(kinesis, stream, put["ShardId"], "AFTER_SEQUENCE_NUMBER", StartingSequenceNumber=put["SequenceNumber"])
    assert not after[0]


def test_nothing_is_lost_while_shards_split_and_merge(kinesis, stream):
    def write(writer):
        for i in range(10):
            kinesis.put_records(
                StreamName=stream,
                Records=[{"Data": f"{writer}-{i * 20 + j}".encode(), "PartitionKey": writer} for j in range(20)],
            )

    with ThreadPoolExecutor(4) as pool:
        tasks = [pool.submit(write, f"writer{w}") for w in range(4)]
        kinesis.update_shard_count(StreamName=stream, TargetShardCount=4, ScalingType="UNIFORM_SCALING")
        kinesis.update_shard_count(StreamName=stream, TargetShardCount=3, ScalingType="UNIFORM_SCALING")
        for task in tasks:
            task.result()
    assert kinesis.describe_stream_summary(StreamName=stream)["StreamDescriptionSummary"]["OpenShardCount"] == 3
    waiting = ["shardId-000000000000", "shardId-000000000001"]
    parents = {}
    for shard in kinesis.list_shards(StreamName=stream)["Shards"]:
        parents[shard["ShardId"]] = {shard.get("ParentShardId"), shard.get("AdjacentParentShardId")} - {None}
    done, seen = set(), {}
    while waiting:
        shard = waiting.pop(0)
        if shard in done:
            continue
        if not parents[shard] <= done:
            waiting.append(shard)
            continue
        records, children = read(kinesis, stream, shard)
        done.add(shard)
        waiting += children
        for record in records:
            seen.setdefault(record["PartitionKey"], []).append(record["Data"].decode())
    assert seen == {f"writer{w}": [f"writer{w}-{i}" for i in range(200)] for w in range(4)}


def test_records_come_to_who_subscribes(kinesis, stream):
    arn = kinesis.describe_stream_summary(StreamName=stream)["StreamDescriptionSummary"]["StreamARN"]
    consumer = kinesis.register_stream_consumer(StreamARN=arn, ConsumerName="fan")["Consumer"]
    put = kinesis.put_record(StreamName=stream, Data=b"one", PartitionKey="k")
    events = kinesis.subscribe_to_shard(
        ConsumerARN=consumer["ConsumerARN"],
        ShardId=put["ShardId"],
        StartingPosition={"Type": "TRIM_HORIZON"},
    )["EventStream"]
    seen, began = [], time.monotonic()
    for event in events:
        seen += [record["Data"] for record in event["SubscribeToShardEvent"]["Records"]]
        if seen == [b"one"]:
            kinesis.put_record(StreamName=stream, Data=b"two", PartitionKey="k")
        elif len(seen) == 2:
            break
    events.close()
    assert seen == [b"one", b"two"]
    assert time.monotonic() - began < 4


def test_an_encrypted_stream_is_read_with_its_key(client, kinesis, stream):
    key = client("kms").create_key()["KeyMetadata"]
    kinesis.start_stream_encryption(StreamName=stream, EncryptionType="KMS", KeyId=key["Arn"])
    put = kinesis.put_record(StreamName=stream, Data=b"secret", PartitionKey="k")
    assert put["EncryptionType"] == "KMS"
    assert read(kinesis, stream, put["ShardId"])[0][0]["Data"] == b"secret"


def test_wrong_input_is_named(kinesis, stream):
    with pytest.raises(kinesis.exceptions.ResourceInUseException):
        kinesis.create_stream(StreamName=stream, ShardCount=1)
    with pytest.raises(kinesis.exceptions.ResourceNotFoundException):
        kinesis.put_record(StreamName="none", Data=b"", PartitionKey="k")
    with pytest.raises(kinesis.exceptions.InvalidArgumentException):
        kinesis.get_records(ShardIterator="AAAA")
    with pytest.raises(kinesis.exceptions.ClientError):
        kinesis.put_record(StreamName=stream, Data=b"x" * (1 << 20), PartitionKey="k")


def test_on_demand_streams_and_tags(kinesis):
    name = f"demand-{uuid.uuid4().hex[:8]}"
    kinesis.create_stream(StreamName=name, StreamModeDetails={"StreamMode": "ON_DEMAND"}, Tags={"team": "x"})
    summary = kinesis.describe_stream_summary(StreamName=name)["StreamDescriptionSummary"]
    assert summary["OpenShardCount"] == 4
    assert summary["StreamModeDetails"]["StreamMode"] == "ON_DEMAND"
    assert kinesis.list_tags_for_stream(StreamName=name)["Tags"] == [{"Key": "team", "Value": "x"}]
    kinesis.delete_stream(StreamName=name)
    assert name not in kinesis.list_streams()["StreamNames"]
