"""SQS as boto3 and clients of the old query protocol see it."""

import hashlib
import json
import threading
import time
import urllib.parse
import urllib.request
import uuid

import pytest
from botocore.exceptions import ClientError

OWN_CLOCK = True


@pytest.fixture
def sqs(client):
    return client("sqs")


@pytest.fixture
def queue(sqs):
    return sqs.create_queue(QueueName=f"q-{uuid.uuid4().hex[:8]}")["QueueUrl"]


def refused(code, call, **arguments):
    with pytest.raises(ClientError) as caught:
        call(**arguments)
    assert caught.value.response["Error"]["Code"] == code
    return caught.value.response


def test_a_message_comes_back_as_it_was_sent(sqs, queue):
    attributes = {
        "kind": {"DataType": "String", "StringValue": "greeting"},
        "size": {"DataType": "Number", "StringValue": "12.5"},
        "raw": {"DataType": "Binary", "BinaryValue": b"\x00\x01"},
    }
    sent = sqs.send_message(QueueUrl=queue, MessageBody="grüße", MessageAttributes=attributes)
    assert sent["MD5OfMessageBody"] == hashlib.md5("grüße".encode()).hexdigest()
    # botocore verifies the digests of what it receives itself
    got = sqs.receive_message(QueueUrl=queue, MessageAttributeNames=["All"], AttributeNames=["All"])["Messages"][0]
    assert got["Body"] == "grüße"
    assert got["MD5OfMessageAttributes"] == sent["MD5OfMessageAttributes"]
    assert {name: value["DataType"] for name, value in got["MessageAttributes"].items()} == {
        "kind": "String",
        "size": "Number",
        "raw": "Binary",
    }
    assert got["Attributes"]["ApproximateReceiveCount"] == "1"
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=got["ReceiptHandle"])
    counts = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
    assert counts["ApproximateNumberOfMessages"] == counts["ApproximateNumberOfMessagesNotVisible"] == "0"


def test_faults_are_the_ones_that_clients_catch(sqs, queue):
    absent = queue + "-absent"
    response = refused("AWS.SimpleQueueService.NonExistentQueue", sqs.receive_message, QueueUrl=absent)
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400
    with pytest.raises(sqs.exceptions.QueueDoesNotExist):
        sqs.get_queue_url(QueueName="absent")
    with pytest.raises(sqs.exceptions.ReceiptHandleIsInvalid):
        sqs.delete_message(QueueUrl=queue, ReceiptHandle="x")
    with pytest.raises(sqs.exceptions.EmptyBatchRequest):
        sqs.send_message_batch(QueueUrl=queue, Entries=[])
    refused("InvalidParameterValue", sqs.send_message, QueueUrl=queue, MessageBody="x" * (1 << 20) + "y")
    refused("InvalidMessageContents", sqs.send_message, QueueUrl=queue, MessageBody="\x01")


def test_time_shows_hidden_and_delayed_messages(sqs, queue, server):
    sqs.send_message(QueueUrl=queue, MessageBody="later", DelaySeconds=120)
    sqs.send_message(QueueUrl=queue, MessageBody="now")
    first = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
    assert [message["Body"] for message in first] == ["now"]
    assert "Messages" not in sqs.receive_message(QueueUrl=queue)
    server.post("/_tarn/clock", {"advance": "PT121S"})
    again = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
    assert sorted(message["Body"] for message in again) == ["later", "now"]


def test_a_long_poll_ends_with_a_message_not_with_its_time(sqs, queue):
    got = []
    waiting = threading.Thread(
        target=lambda: got.extend(sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=20).get("Messages", []))
    )
    begun = time.monotonic()
    waiting.start()
    sqs.send_message(QueueUrl=queue, MessageBody="wake")
    waiting.join()
    assert [message["Body"] for message in got] == ["wake"]
    assert time.monotonic() - begun < 10


def test_dead_letters_are_moved_and_sent_back(sqs, queue):
    dead = sqs.create_queue(QueueName=f"dead-{uuid.uuid4().hex[:8]}")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=dead, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    policy = json.dumps({"deadLetterTargetArn": arn, "maxReceiveCount": "1"})
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"RedrivePolicy": policy, "VisibilityTimeout": "0"})
    sqs.send_message(QueueUrl=queue, MessageBody="poison")
    assert len(sqs.receive_message(QueueUrl=queue)["Messages"]) == 1
    assert "Messages" not in sqs.receive_message(QueueUrl=queue)
    assert sqs.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"] == [queue]
    sqs.start_message_move_task(SourceArn=arn)
    assert sqs.receive_message(QueueUrl=queue, WaitTimeSeconds=10)["Messages"][0]["Body"] == "poison"


def test_the_query_protocol_of_older_clients(endpoint_url, queue):
    def ask(**parameters):
        request = urllib.request.Request(
            queue,
            urllib.parse.urlencode({"Version": "2012-11-05", **parameters}).encode(),
            {
                "Authorization": "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/sqs/aws4_request,"
                " SignedHeaders=host, Signature=0"
            },
        )
        with urllib.request.urlopen(request) as answer:
            return answer.read().decode()

    assert "<MD5OfMessageBody>5d41402abc4b2a76b9719d911017c592</MD5OfMessageBody>" in ask(
        Action="SendMessage", MessageBody="hello", QueueUrl=queue
    )
    # Clients of before 2023 name the queue by the address alone.
    assert "<Body>hello</Body>" in ask(Action="ReceiveMessage")


def test_many_consumers_lose_nothing_and_leave_nothing(client, sqs, queue):
    total, consumers = 3_000, 8
    seen, lock = [], threading.Lock()
    sent = threading.Event()

    def consume():
        own = client("sqs")
        while True:
            got = own.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=1).get("Messages", [])
            if not got and sent.is_set():
                return
            if got:
                own.delete_message_batch(
                    QueueUrl=queue,
                    Entries=[{"Id": str(i), "ReceiptHandle": m["ReceiptHandle"]} for i, m in enumerate(got)],
                )
            with lock:
                seen.extend(message["Body"] for message in got)

    threads = [threading.Thread(target=consume) for _ in range(consumers)]
    for thread in threads:
        thread.start()
    for start in range(0, total, 10):
        sqs.send_message_batch(
            QueueUrl=queue, Entries=[{"Id": str(i), "MessageBody": str(start + i)} for i in range(10)]
        )
    sent.set()
    for thread in threads:
        thread.join()
    assert sorted(map(int, seen)) == list(range(total))
    counts = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
    assert counts["ApproximateNumberOfMessages"] == counts["ApproximateNumberOfMessagesNotVisible"] == "0"


def test_a_fifo_queue_keeps_order_per_group_though_consumers_crash(client, sqs):
    queue = sqs.create_queue(
        QueueName=f"q-{uuid.uuid4().hex[:8]}.fifo",
        Attributes={"FifoQueue": "true", "ContentBasedDeduplication": "true", "VisibilityTimeout": "1"},
    )["QueueUrl"]
    groups, each = 10, 30
    for n in range(each):
        entries = [{"Id": str(g), "MessageBody": f"{g}:{n}", "MessageGroupId": f"g{g}"} for g in range(groups)]
        sqs.send_message_batch(QueueUrl=queue, Entries=entries)
        if n % 7 == 0:
            sqs.send_message_batch(QueueUrl=queue, Entries=entries)
    done = {g: [] for g in range(groups)}
    lock = threading.Lock()

    def consume(number):
        own = client("sqs")
        for turn in range(10_000):
            got = own.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=1).get("Messages", [])
            if sum(map(len, done.values())) == groups * each:
                return
            for i, message in enumerate(got):
                if (turn * 7 + number + i) % 23 == 0:
                    break  # crashes: what is left comes back
                group, n = map(int, message["Body"].split(":"))
                with lock:
                    done[group].append(n)
                own.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])

    threads = [threading.Thread(target=consume, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert done == {g: list(range(each)) for g in range(groups)}
