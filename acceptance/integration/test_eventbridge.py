"""EventBridge as boto3 and the CLI see it."""

import json

import pytest
from botocore.exceptions import ClientError

OWN_CLOCK = True


@pytest.fixture(scope="module")
def events(client):
    return client("events")


@pytest.fixture(scope="module")
def sqs(client):
    return client("sqs")


@pytest.fixture
def queue(sqs, request):
    url = sqs.create_queue(QueueName=request.node.name[:60])["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]

    def receive():
        """The next message's body; None if none comes soon."""
        messages = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=10).get("Messages", [])
        for message in messages:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return messages[0]["Body"] if messages else None

    receive.arn = arn
    receive.url = url
    return receive


def put(events, **detail):
    answer = events.put_events(Entries=[{"Source": "shop", "DetailType": "Order", "Detail": json.dumps(detail)}])
    assert answer["FailedEntryCount"] == 0
    return answer["Entries"][0]["EventId"]


def test_an_event_reaches_the_queue_of_the_rule_that_wants_it(events, sqs, queue):
    pattern = {"source": ["shop"], "detail": {"state": [{"anything-but": "new"}]}}
    rule = events.put_rule(Name="changed", EventPattern=json.dumps(pattern), Tags=[{"Key": "team", "Value": "a"}])
    assert rule["RuleArn"].endswith(":rule/changed")
    assert events.put_targets(Rule="changed", Targets=[{"Id": "1", "Arn": queue.arn}])["FailedEntryCount"] == 0
    put(events, state="new")
    sent = put(events, state="paid", total=12.5)
    event = json.loads(queue())
    assert event["id"] == sent
    assert event["detail"] == {"state": "paid", "total": 12.5}
    assert set(event) == {
        "version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail"
    }  # fmt: skip
    assert events.list_rule_names_by_target(TargetArn=queue.arn)["RuleNames"] == ["changed"]
    assert events.list_tags_for_resource(ResourceARN=rule["RuleArn"])["Tags"] == [{"Key": "team", "Value": "a"}]
    with pytest.raises(ClientError, match="Rule can't be deleted since it has targets"):
        events.delete_rule(Name="changed")
    events.remove_targets(Rule="changed", Ids=["1"])
    events.delete_rule(Name="changed")


def test_a_cron_rule_starts_on_the_platforms_clock(events, server, queue):
    events.put_rule(Name="hourly", ScheduleExpression="cron(0 * * * ? *)")
    events.put_targets(Rule="hourly", Targets=[{"Id": "1", "Arn": queue.arn, "Input": '{"run": true}'}])
    server.post("/_tarn/clock", {"advance": "PT1H"})
    assert queue() == '{"run": true}'
    events.disable_rule(Name="hourly")


def test_a_log_group_is_a_target(events, client):
    logs = client("logs")
    logs.create_log_group(logGroupName="/aws/events/shop")
    arn = logs.describe_log_groups(logGroupNamePrefix="/aws/events/shop")["logGroups"][0]["arn"]
    events.put_rule(Name="logged", EventPattern='{"source": ["shop"]}')
    events.put_targets(Rule="logged", Targets=[{"Id": "1", "Arn": arn.removesuffix(":*")}])
    sent = put(events, logged=True)
    for _ in range(100):
        found = logs.filter_log_events(logGroupName="/aws/events/shop")["events"]
        if found:
            break
    assert [json.loads(line["message"])["id"] for line in found] == [sent]


def test_what_is_wrong_is_said(events, queue):
    with pytest.raises(ClientError) as refused:
        events.put_rule(Name="bad", EventPattern='{"source": "shop"}')
    assert refused.value.response["Error"]["Code"] == "InvalidEventPatternException"
    assert "Reason: " in refused.value.response["Error"]["Message"]
    with pytest.raises(events.exceptions.ResourceNotFoundException):
        events.describe_rule(Name="nobody")
    with pytest.raises(events.exceptions.ResourceNotFoundException):
        events.put_rule(Name="r", EventBusName="nobody", EventPattern='{"source": ["a"]}')
    answer = events.put_events(Entries=[{"Source": "aws.s3", "DetailType": "x", "Detail": "{}"}])
    assert answer["Entries"][0]["ErrorCode"] == "NotAuthorizedForSource"


def test_the_cli_makes_a_bus_and_tries_a_pattern(cli, tmp_path):
    assert cli("events", "create-event-bus", "--name", "own")["EventBusArn"].endswith(":event-bus/own")
    names = [bus["Name"] for bus in cli("events", "list-event-buses")["EventBuses"]]
    assert names == ["default", "own"]
    event = {
        "id": "1", "account": "1", "source": "shop", "time": "2026-01-01T00:00:00Z", "region": "us-east-1",
        "resources": [], "detail-type": "Order", "detail": {},
    }  # fmt: skip
    tried = cli("events", "test-event-pattern", "--event-pattern", '{"source": ["shop"]}', "--event", json.dumps(event))
    assert tried == {"Result": True}
    cli("events", "delete-event-bus", "--name", "own")
