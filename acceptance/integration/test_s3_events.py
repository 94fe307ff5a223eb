"""What happens in buckets, told to a queue, a topic and a bus."""

import json
import uuid

import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def sqs(client):
    return client("sqs")


@pytest.fixture
def queue(sqs):
    url = sqs.create_queue(QueueName=f"q-{uuid.uuid4().hex[:8]}")["QueueUrl"]
    return url, sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


def bodies(sqs, url, count):
    seen = []
    for _ in range(10):
        got = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=5, MaxNumberOfMessages=10).get("Messages", [])
        seen += [json.loads(message["Body"]) for message in got]
        if len(seen) >= count:
            return seen
    raise AssertionError(seen)


def test_a_queue_and_a_topic_are_told_of_uploads_and_deletions(client, s3, sqs, bucket, queue):
    url, arn = queue
    sns = client("sns")
    topic = sns.create_topic(Name=f"t-{uuid.uuid4().hex[:8]}")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    s3.put_bucket_notification_configuration(
        Bucket=bucket,
        NotificationConfiguration={
            "QueueConfigurations": [
                {
                    "Id": "uploads",
                    "QueueArn": arn,
                    "Events": ["s3:ObjectCreated:*"],
                    "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "in/"}]}},
                }
            ],
            "TopicConfigurations": [{"TopicArn": topic, "Events": ["s3:ObjectRemoved:*"]}],
        },
    )
    tests = bodies(sqs, url, 2)
    assert {"s3:TestEvent"} == {body.get("Event") or json.loads(body["Message"])["Event"] for body in tests}

    s3.put_object(Bucket=bucket, Key="out/x", Body=b"silent")
    s3.put_object(Bucket=bucket, Key="in/grüße 1", Body=b"hello")
    record = bodies(sqs, url, 1)[0]["Records"][0]
    assert record["eventName"] == "ObjectCreated:Put" and record["eventSource"] == "aws:s3"
    assert record["s3"]["object"]["key"] == "in/gr%C3%BC%C3%9Fe+1" and record["s3"]["object"]["size"] == 5
    assert record["s3"]["configurationId"] == "uploads"

    s3.delete_object(Bucket=bucket, Key="in/grüße 1")
    message = json.loads(bodies(sqs, url, 1)[0]["Message"])
    assert message["Records"][0]["eventName"] == "ObjectRemoved:Delete"


def test_a_destination_that_is_not_there_is_refused(s3, bucket):
    with pytest.raises(ClientError) as caught:
        s3.put_bucket_notification_configuration(
            Bucket=bucket,
            NotificationConfiguration={
                "QueueConfigurations": [
                    {"QueueArn": "arn:aws:sqs:us-east-1:123456789012:gone", "Events": ["s3:ObjectCreated:*"]}
                ]
            },
        )
    assert caught.value.response["Error"]["Code"] == "InvalidArgument"


def test_a_rule_sends_a_buckets_events_to_a_queue(client, s3, sqs, bucket, queue):
    url, arn = queue
    events = client("events")
    name = f"r-{uuid.uuid4().hex[:8]}"
    pattern = {"source": ["aws.s3"], "detail-type": ["Object Created"], "detail": {"bucket": {"name": [bucket]}}}
    events.put_rule(Name=name, EventPattern=json.dumps(pattern))
    events.put_targets(Rule=name, Targets=[{"Id": "q", "Arn": arn}])
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={"EventBridgeConfiguration": {}})
    s3.put_object(Bucket=bucket, Key="a", Body=b"x")
    event = bodies(sqs, url, 1)[0]
    assert event["detail"]["object"]["key"] == "a" and event["detail"]["reason"] == "PutObject"
