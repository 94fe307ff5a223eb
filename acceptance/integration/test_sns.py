"""SNS as boto3 and the receivers of its messages see it: one topic, many kinds of subscribers."""

import http.server
import json
import subprocess
import threading
import time
import urllib.parse
import urllib.request
import uuid

import pytest


@pytest.fixture
def sns(client):
    return client("sns")


@pytest.fixture
def sqs(client):
    return client("sqs")


@pytest.fixture
def topic(sns):
    return sns.create_topic(Name=f"t-{uuid.uuid4().hex[:8]}")["TopicArn"]


@pytest.fixture
def queue(sqs):
    """A queue's URL and ARN."""
    url = sqs.create_queue(QueueName=f"q-{uuid.uuid4().hex[:8]}")["QueueUrl"]
    return url, sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


@pytest.fixture
def hook():
    """An HTTP server that keeps what it is sent: a queue of (headers, document)."""
    import queue as queues

    got = queues.Queue()

    class Hook(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["content-length"]))
            got.put((dict(self.headers), json.loads(body)))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hook)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", got
    server.shutdown()


def outbox(endpoint_url, to, count):
    for _ in range(100):
        with urllib.request.urlopen(f"{endpoint_url}/_tarn/sns/outbox?to={urllib.parse.quote(to)}") as answer:
            messages = json.load(answer)["messages"]
        if len(messages) >= count:
            return messages
        time.sleep(0.1)
    raise AssertionError(f"{to} got {messages}")


def receive(sqs, url):
    return sqs.receive_message(
        QueueUrl=url, WaitTimeSeconds=10, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
    ).get("Messages", [])


def test_a_topic_fans_out_to_queues_http_and_mail_as_filters_say(sns, sqs, topic, queue, hook, endpoint_url, tmp_path):
    url, arn = queue
    endpoint, got = hook
    sns.subscribe(
        TopicArn=topic,
        Protocol="sqs",
        Endpoint=arn,
        Attributes={"FilterPolicy": json.dumps({"kind": ["order", {"prefix": "ret"}]})},
    )
    sns.subscribe(TopicArn=topic, Protocol="http", Endpoint=endpoint)
    to = f"{uuid.uuid4().hex[:8]}@example.com"
    assert sns.subscribe(TopicArn=topic, Protocol="email", Endpoint=to)["SubscriptionArn"] == "pending confirmation"

    # both confirm by the link they are sent, as people and frameworks do
    headers, request = got.get(timeout=10)
    assert headers["x-amz-sns-message-type"] == request["Type"] == "SubscriptionConfirmation"
    urllib.request.urlopen(request["SubscribeURL"]).close()
    urllib.request.urlopen(outbox(endpoint_url, to, 1)[0]["link"]).close()

    for kind in ("order", "other", "return"):
        sns.publish(
            TopicArn=topic,
            Subject="news",
            Message=f"about {kind}",
            MessageAttributes={"kind": {"DataType": "String", "StringValue": kind}},
        )
    seen = []
    while len(seen) < 2:
        seen += [json.loads(message["Body"])["Message"] for message in receive(sqs, url)]
    assert sorted(seen) == ["about order", "about return"]
    told = [got.get(timeout=10)[1] for _ in range(3)]
    assert sorted(message["Message"] for message in told) == ["about order", "about other", "about return"]
    assert sorted(mail["message"] for mail in outbox(endpoint_url, to, 4)[1:]) == [
        "about order",
        "about other",
        "about return",
    ]
    assert verified(told[0], tmp_path)


def verified(message, folder):
    """Checks a signature with openssl, as receivers do with the certificate that the message names."""
    certificate = folder / "sns.pem"
    with urllib.request.urlopen(message["SigningCertURL"]) as answer:
        certificate.write_bytes(answer.read())
    key = subprocess.run(
        ["openssl", "x509", "-in", certificate, "-pubkey", "-noout"], check=True, capture_output=True
    ).stdout
    (folder / "key.pem").write_bytes(key)
    import base64

    (folder / "signature").write_bytes(base64.b64decode(message["Signature"]))
    names = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
    text = "".join(f"{name}\n{message[name]}\n" for name in names)
    return (
        b"Verified OK"
        in subprocess.run(
            ["openssl", "dgst", "-sha1", "-verify", folder / "key.pem", "-signature", folder / "signature"],
            input=text.encode(),
            capture_output=True,
        ).stdout
    )


def test_raw_delivery_keeps_body_and_attributes(sns, sqs, topic, queue):
    url, arn = queue
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": "true"})
    done = sns.publish_batch(
        TopicArn=topic,
        PublishBatchRequestEntries=[
            {"Id": "a", "Message": "x", "MessageAttributes": {"n": {"DataType": "Number", "StringValue": "1"}}},
            {"Id": "b", "Message": ""},
        ],
    )
    assert [entry["Id"] for entry in done["Successful"]] == ["a"]
    assert [entry["Id"] for entry in done["Failed"]] == ["b"]
    message = receive(sqs, url)[0]
    assert message["Body"] == "x"
    assert message["MessageAttributes"]["n"] == {"DataType": "Number", "StringValue": "1"}


def test_subscriptions_are_listed_described_and_ended(sns, topic, queue):
    subscription = sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue[1])["SubscriptionArn"]
    assert sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"][0]["SubscriptionArn"] == subscription
    sns.set_subscription_attributes(
        SubscriptionArn=subscription, AttributeName="RawMessageDelivery", AttributeValue="true"
    )
    known = sns.get_subscription_attributes(SubscriptionArn=subscription)["Attributes"]
    assert known["RawMessageDelivery"] == "true" and known["PendingConfirmation"] == "false"
    assert sns.get_topic_attributes(TopicArn=topic)["Attributes"]["SubscriptionsConfirmed"] == "1"
    sns.unsubscribe(SubscriptionArn=subscription)
    with pytest.raises(sns.exceptions.NotFoundException):
        sns.get_subscription_attributes(SubscriptionArn=subscription)
    with pytest.raises(sns.exceptions.InvalidParameterException):
        sns.subscribe(TopicArn=topic, Protocol="pigeon", Endpoint="loft")


def test_a_text_message_lies_in_the_outbox(sns, endpoint_url):
    sns.publish(PhoneNumber="+15550123", Message="your code is 7")
    assert outbox(endpoint_url, "+15550123", 1)[-1]["message"] == "your code is 7"
