"""CloudWatch Logs as programs see it: boto3 and the CLI."""

import gzip
import json
import time
import uuid

import pytest


@pytest.fixture
def logs(client):
    return client("logs")


@pytest.fixture
def group(logs):
    name = f"/app/{uuid.uuid4().hex[:8]}"
    logs.create_log_group(logGroupName=name)
    logs.create_log_stream(logGroupName=name, logStreamName="one")
    return name


def put(logs, group, *messages, stream="one"):
    now = int(time.time() * 1000)
    return logs.put_log_events(
        logGroupName=group,
        logStreamName=stream,
        logEvents=[{"timestamp": now + i, "message": message} for i, message in enumerate(messages)],
    )


def test_what_is_written_is_read(logs, group):
    answer = put(logs, group, *[f"line {i}" for i in range(10_000)])
    assert "rejectedLogEventsInfo" not in answer
    page = logs.get_log_events(logGroupName=group, logStreamName="one", startFromHead=True, limit=3)
    assert [event["message"] for event in page["events"]] == ["line 0", "line 1", "line 2"]
    page = logs.get_log_events(logGroupName=group, logStreamName="one", nextToken=page["nextForwardToken"], limit=1)
    assert page["events"][0]["message"] == "line 3"
    stream = logs.describe_log_streams(logGroupName=group)["logStreams"][0]
    assert stream["lastEventTimestamp"] - stream["firstEventTimestamp"] == 9_999
    old = logs.put_log_events(
        logGroupName=group, logStreamName="one", logEvents=[{"timestamp": 1_000, "message": "old"}]
    )
    assert old["rejectedLogEventsInfo"] == {"tooOldLogEventEndIndex": 1}
    with pytest.raises(logs.exceptions.ResourceNotFoundException):
        put(logs, group, "x", stream="none")


def test_patterns_find_over_streams(logs, group):
    logs.create_log_stream(logGroupName=group, logStreamName="two")
    put(logs, group, json.dumps({"level": "ERROR", "ms": 12}), "plain text")
    put(logs, group, json.dumps({"level": "INFO", "ms": 3}), stream="two")
    pages = logs.get_paginator("filter_log_events").paginate(
        logGroupName=group, filterPattern='{ $.level = "ERROR" || $.ms < 5 }', PaginationConfig={"PageSize": 1}
    )
    found = [event for page in pages for event in page["events"]]
    assert {event["logStreamName"] for event in found} == {"one", "two"}
    assert len(found) == 2
    assert logs.filter_log_events(logGroupName=group, filterPattern='"plain text"')["events"]


def test_the_cli_filters(cli, logs, group):
    put(logs, group, "to be seen", "not this")
    found = cli("logs", "filter-log-events", "--log-group-name", group, "--filter-pattern", "seen")
    assert [event["message"] for event in found["events"]] == ["to be seen"]


def test_insights_count(logs, group):
    put(logs, group, *[json.dumps({"status": 500 if i % 4 == 0 else 200, "ms": i}) for i in range(100)])
    started = logs.start_query(
        logGroupName=group,
        startTime=int(time.time()) - 60,
        endTime=int(time.time()) + 60,
        queryString="filter status = 500 | stats count(*) as n, max(ms) as slowest by status",
    )
    for _ in range(100):
        answer = logs.get_query_results(queryId=started["queryId"])
        if answer["status"] != "Running":
            break
        time.sleep(0.1)
    assert answer["status"] == "Complete"
    row = {field["field"]: field["value"] for field in answer["results"][0]}
    assert row == {"status": "500", "n": "25", "slowest": "96"}
    assert answer["statistics"]["recordsScanned"] == 100
    with pytest.raises(logs.exceptions.MalformedQueryException):
        logs.start_query(logGroupName=group, startTime=0, endTime=1, queryString="fields @message | nonsense")


def test_subscribers_get_lines_packed(client, logs, group):
    kinesis = client("kinesis")
    stream = f"sink-{uuid.uuid4().hex[:8]}"
    kinesis.create_stream(StreamName=stream, ShardCount=1)
    arn = kinesis.describe_stream_summary(StreamName=stream)["StreamDescriptionSummary"]["StreamARN"]
    logs.put_subscription_filter(
        logGroupName=group,
        filterName="all",
        filterPattern="ERROR",
        destinationArn=arn,
        roleArn="arn:aws:iam::123456789012:role/logs",
    )
    put(logs, group, "ERROR one", "fine")
    iterator = kinesis.get_shard_iterator(
        StreamName=stream, ShardId="shardId-000000000000", ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    records = []
    for _ in range(100):
        page = kinesis.get_records(ShardIterator=iterator)
        records += page["Records"]
        iterator = page["NextShardIterator"]
        if len(records) == 2:
            break
        time.sleep(0.1)
    messages = [json.loads(gzip.decompress(record["Data"])) for record in records]
    assert [message["messageType"] for message in messages] == ["CONTROL_MESSAGE", "DATA_MESSAGE"]
    assert [event["message"] for event in messages[1]["logEvents"]] == ["ERROR one"]
    assert messages[1]["logGroup"] == group
    with pytest.raises(logs.exceptions.InvalidParameterException):
        logs.put_subscription_filter(
            logGroupName=group,
            filterName="none",
            filterPattern="",
            destinationArn=arn.replace(stream, "none"),
            roleArn="arn:aws:iam::123456789012:role/logs",
        )


def test_a_live_tail_follows(client, logs, group):
    from botocore.config import Config

    tail = client("logs", config=Config(inject_host_prefix=False))
    arn = logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"][0]["logGroupArn"]
    events = tail.start_live_tail(logGroupIdentifiers=[arn], logEventFilterPattern="wanted")["responseStream"]
    seen = []
    for event in events:
        if "sessionStart" in event:
            put(logs, group, "wanted", "other")
        elif event["sessionUpdate"]["sessionResults"]:
            seen += [result["message"] for result in event["sessionUpdate"]["sessionResults"]]
            break
    events.close()
    assert seen == ["wanted"]


def test_lines_lie_sealed_under_a_key(client, logs, group):
    key = client("kms").create_key()["KeyMetadata"]["Arn"]
    logs.associate_kms_key(logGroupName=group, kmsKeyId=key)
    put(logs, group, "secret")
    assert logs.filter_log_events(logGroupName=group, filterPattern="secret")["events"]
    assert logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"][0]["kmsKeyId"] == key


def test_what_is_not_there_says_so(logs, group):
    with pytest.raises(logs.exceptions.ClientError) as refused:
        logs.put_index_policy(logGroupIdentifier=group, policyDocument=json.dumps({"Fields": ["a"]}))
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] >= 400
