"""Where policies decide, a queue takes from topics and buckets what its policy lets in, and nothing else."""

import json
import re
import uuid

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from server import Server

OWN_SERVER = True


@pytest.fixture(scope="module")
def enforced(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("enforced") / "server.log", options=["--enforce-iam"])
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def root(enforced):
    """Makes clients of the root user, whose key the server says when it starts."""
    text = enforced.log.read_text()

    def make(service):
        return boto3.client(
            service,
            endpoint_url=enforced.url,
            region_name="us-east-1",
            aws_access_key_id=re.search(r"AWS_ACCESS_KEY_ID=(\S+)", text).group(1),
            aws_secret_access_key=re.search(r"AWS_SECRET_ACCESS_KEY=(\S+)", text).group(1),
            config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
        )

    return make


@pytest.fixture
def queue(root):
    """A new queue's URL and ARN."""
    url = root("sqs").create_queue(QueueName=f"q-{uuid.uuid4().hex[:8]}")["QueueUrl"]
    known = root("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
    return url, known["Attributes"]["QueueArn"]


def admit(sqs, queue, service, source):
    url, arn = queue
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": source}},
    }
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(policy)})


def test_a_topic_reaches_the_queue_that_lets_it_in(root, queue):
    sns, sqs = root("sns"), root("sqs")
    topic = sns.create_topic(Name=f"t-{uuid.uuid4().hex[:8]}")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue[1], Attributes={"RawMessageDelivery": "true"})
    sns.publish(TopicArn=topic, Message="not yet")
    assert "Messages" not in sqs.receive_message(QueueUrl=queue[0], WaitTimeSeconds=2)
    admit(sqs, queue, "sns.amazonaws.com", topic)
    sns.publish(TopicArn=topic, Message="now")
    assert sqs.receive_message(QueueUrl=queue[0], WaitTimeSeconds=10)["Messages"][0]["Body"] == "now"


def test_a_bucket_may_name_only_a_queue_that_lets_it_in(root, queue):
    s3, sqs = root("s3"), root("sqs")
    bucket = f"b-{uuid.uuid4().hex[:8]}"
    s3.create_bucket(Bucket=bucket)
    configuration = {"QueueConfigurations": [{"QueueArn": queue[1], "Events": ["s3:ObjectCreated:*"]}]}
    with pytest.raises(ClientError) as caught:
        s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=configuration)
    assert caught.value.response["Error"]["Code"] == "InvalidArgument"
    admit(sqs, queue, "s3.amazonaws.com", f"arn:aws:s3:::{bucket}")
    s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=configuration)
    assert "s3:TestEvent" in sqs.receive_message(QueueUrl=queue[0], WaitTimeSeconds=10)["Messages"][0]["Body"]


def test_another_account_sends_where_the_queues_policy_says_so(root, queue, enforced):
    sqs = root("sqs")
    with pytest.raises(ClientError):
        sqs.send_message(QueueUrl=queue[0].replace("123456789012", "999999999999"), MessageBody="x")
    sqs.add_permission(QueueUrl=queue[0], Label="them", AWSAccountIds=["210987654321"], Actions=["SendMessage"])
    policy = sqs.get_queue_attributes(QueueUrl=queue[0], AttributeNames=["Policy"])["Attributes"]["Policy"]
    assert json.loads(policy)["Statement"][0]["Sid"] == "them"
    sqs.remove_permission(QueueUrl=queue[0], Label="them")
    assert "Attributes" not in sqs.get_queue_attributes(QueueUrl=queue[0], AttributeNames=["Policy"])
