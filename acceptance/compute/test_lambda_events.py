"""Events that nobody waits for, and queues that functions read: with a clock of their own."""

import json
import time

import pytest
from functions import call, create

OWN_CLOCK = True

FAILING = "def handler(event, context):\n    raise ValueError('never')\n"


@pytest.fixture
def functions(client):
    return client("lambda")


@pytest.fixture
def sqs(client):
    return client("sqs")


def queue(sqs, name, **attributes):
    url = sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    return url, arn


def received(sqs, url, seconds=20):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        messages = sqs.receive_message(
            QueueUrl=url, WaitTimeSeconds=1, MessageAttributeNames=["All"], MaxNumberOfMessages=10
        ).get("Messages", [])
        for message in messages:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        if messages:
            return messages
    return []


def test_a_success_goes_to_its_destination(functions, sqs):
    url, arn = queue(sqs, "good")
    name = create(functions, "def handler(event, context):\n    return event['n'] + 1\n")
    functions.put_function_event_invoke_config(FunctionName=name, DestinationConfig={"OnSuccess": {"Destination": arn}})
    assert functions.invoke(FunctionName=name, InvocationType="Event", Payload=b'{"n": 1}')["StatusCode"] == 202
    record = json.loads(received(sqs, url)[0]["Body"])
    assert record["requestContext"]["condition"] == "Success"
    assert (record["requestPayload"], record["responsePayload"]) == ({"n": 1}, 2)


def test_a_failure_is_tried_three_times_and_then_goes_to_its_dead_letters(functions, sqs, server):
    url, arn = queue(sqs, "dead")
    name = create(functions, FAILING, DeadLetterConfig={"TargetArn": arn})
    functions.invoke(FunctionName=name, InvocationType="Event", Payload=b'{"keep": "this"}')
    logs = []
    for _ in range(6):
        messages = received(sqs, url, seconds=1.5)
        if messages:
            break
        server.post("/_tarn/clock", {"advance": "PT61S"})
    assert messages, logs
    assert json.loads(messages[0]["Body"]) == {"keep": "this"}
    attributes = messages[0]["MessageAttributes"]
    assert attributes["ErrorMessage"]["StringValue"] == "never" and attributes["RequestID"]["StringValue"]


def test_a_function_reads_a_queue_and_what_it_fails_comes_back(functions, sqs):
    url, arn = queue(sqs, "work", VisibilityTimeout="30")
    out, _ = queue(sqs, "results")
    name = create(
        functions,
        "import json, os, urllib.request\n"
        "def handler(event, context):\n"
        "    print('RECORDS', json.dumps(event))\n"
        "    bad = [r['messageId'] for r in event['Records'] if r['body'] == 'bad']\n"
        "    return {'batchItemFailures': [{'itemIdentifier': id} for id in bad]}\n",
    )
    mapping = functions.create_event_source_mapping(
        EventSourceArn=arn, FunctionName=name, BatchSize=5, FunctionResponseTypes=["ReportBatchItemFailures"]
    )
    assert mapping["State"] == "Creating"
    assert functions.get_event_source_mapping(UUID=mapping["UUID"])["State"] == "Enabled"
    sqs.send_message_batch(
        QueueUrl=url, Entries=[{"Id": str(n), "MessageBody": body} for n, body in enumerate(["a", "bad", "c"])]
    )

    def left():
        attributes = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        return int(attributes["ApproximateNumberOfMessages"]), int(attributes["ApproximateNumberOfMessagesNotVisible"])

    until = time.monotonic() + 20
    while left() != (0, 1) and time.monotonic() < until:
        time.sleep(0.2)
    assert left() == (0, 1), "only the bad one is still there, waiting to be seen again"
    functions.delete_event_source_mapping(UUID=mapping["UUID"])


def test_the_log_of_a_function_is_in_cloudwatch_logs(functions, client):
    name = create(functions, "def handler(event, context):\n    print('hello', event)\n")
    call(functions, name, 7)
    logs = client("logs")
    until = time.monotonic() + 10
    lines = []
    while time.monotonic() < until and not any(line.startswith("REPORT") for line in lines):
        time.sleep(0.1)
        try:
            events = logs.filter_log_events(logGroupName=f"/aws/lambda/{name}")["events"]
            lines = [event["message"].rstrip() for event in events]
        except logs.exceptions.ResourceNotFoundException:
            continue
    assert "hello 7" in lines and any(line.startswith("START RequestId") for line in lines)
