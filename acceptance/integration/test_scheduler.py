"""EventBridge Scheduler as boto3 sees it."""

import datetime
import json

import pytest

OWN_CLOCK = True
ROLE = "arn:aws:iam::123456789012:role/scheduler"


@pytest.fixture(scope="module")
def scheduler(client):
    return client("scheduler")


def test_a_schedule_starts_a_queue_an_event_bus_and_ends(scheduler, client, server):
    sqs, events = client("sqs"), client("events")
    url = sqs.create_queue(QueueName="runs")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    events.put_rule(Name="runs", EventPattern='{"source": ["nightly"]}')
    events.put_targets(Rule="runs", Targets=[{"Id": "1", "Arn": arn, "InputPath": "$.detail"}])
    bus = events.describe_event_bus()["Arn"]
    soon = datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=10)
    at = f"at({soon:%Y-%m-%dT%H:%M:%S})"
    off = {"Mode": "OFF"}
    made = scheduler.create_schedule(
        Name="to-queue", ScheduleExpression=at, FlexibleTimeWindow=off, ActionAfterCompletion="DELETE",
        Target={"Arn": arn, "RoleArn": ROLE, "Input": '{"to": "queue", "id": "<aws.scheduler.execution-id>"}'},
    )  # fmt: skip
    assert made["ScheduleArn"].endswith(":schedule/default/to-queue")
    scheduler.create_schedule(
        Name="to-bus", ScheduleExpression=at, FlexibleTimeWindow=off,
        Target={
            "Arn": bus, "RoleArn": ROLE, "Input": '{"to": "bus"}',
            "EventBridgeParameters": {"Source": "nightly", "DetailType": "Run"},
        },
    )  # fmt: skip
    server.post("/_tarn/clock", {"advance": "PT10M1S"})
    bodies = []
    while len(bodies) < 2:
        messages = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=10, MaxNumberOfMessages=10).get("Messages", [])
        assert messages
        bodies += [json.loads(message["Body"]) for message in messages]
    assert sorted(body["to"] for body in bodies) == ["bus", "queue"]
    assert [schedule["Name"] for schedule in scheduler.list_schedules()["Schedules"]] == ["to-bus"]


def test_what_is_wrong_is_said(scheduler):
    with pytest.raises(scheduler.exceptions.ResourceNotFoundException):
        scheduler.get_schedule(Name="nobody")
    with pytest.raises(scheduler.exceptions.ValidationException, match="universal targets"):
        scheduler.create_schedule(
            Name="s", ScheduleExpression="rate(1 day)", FlexibleTimeWindow={"Mode": "OFF"},
            Target={"Arn": "arn:aws:scheduler:::aws-sdk:ec2:stopInstances", "RoleArn": ROLE},
        )  # fmt: skip
