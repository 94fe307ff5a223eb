"""Alarms that are really evaluated, on a clock that is advanced."""

import json
import urllib.request
from datetime import UTC, datetime

import pytest

OWN_CLOCK = True


@pytest.fixture
def advance(endpoint_url):
    def move(duration):
        request = urllib.request.Request(
            f"{endpoint_url}/_tarn/clock", data=json.dumps({"advance": duration}).encode(), method="POST"
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            assert answer.status == 200

    return move


@pytest.fixture
def cloudwatch(client):
    return client("cloudwatch")


def state(cloudwatch, name):
    found = cloudwatch.describe_alarms(AlarmNames=[name], AlarmTypes=["MetricAlarm", "CompositeAlarm"])
    return (found["MetricAlarms"] + found["CompositeAlarms"])[0]["StateValue"]


def test_an_alarm_follows_its_metric(cloudwatch, advance):
    cloudwatch.put_metric_alarm(
        AlarmName="errors",
        Namespace="App",
        MetricName="errors",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=2,
        DatapointsToAlarm=1,
        Threshold=5,
        ComparisonOperator="GreaterThanThreshold",
        TreatMissingData="notBreaching",
    )
    cloudwatch.put_composite_alarm(AlarmName="any", AlarmRule='ALARM("errors") OR FALSE')
    assert state(cloudwatch, "errors") == "INSUFFICIENT_DATA"
    cloudwatch.put_metric_data(Namespace="App", MetricData=[{"MetricName": "errors", "Value": 7}])
    advance("PT2M")
    assert state(cloudwatch, "errors") == "ALARM"
    assert state(cloudwatch, "any") == "ALARM"
    alarm = cloudwatch.describe_alarms(AlarmNames=["errors"])["MetricAlarms"][0]
    assert alarm["StateReason"].startswith("Threshold Crossed: 1 out of the last 2 datapoints [7.0 (")
    advance("PT5M")
    assert state(cloudwatch, "errors") == "OK"
    assert state(cloudwatch, "any") == "OK"
    history = cloudwatch.describe_alarm_history(AlarmName="errors", HistoryItemType="StateUpdate")
    assert [item["HistorySummary"] for item in history["AlarmHistoryItems"]] == [
        "Alarm updated from ALARM to OK",
        "Alarm updated from INSUFFICIENT_DATA to ALARM",
    ]
    assert history["AlarmHistoryItems"][0]["Timestamp"] > datetime(2020, 1, 1, tzinfo=UTC)


def test_a_state_can_be_set_and_what_depends_cannot_go(cloudwatch):
    cloudwatch.set_alarm_state(AlarmName="errors", StateValue="ALARM", StateReason="test")
    assert state(cloudwatch, "any") == "ALARM"
    with pytest.raises(cloudwatch.exceptions.ClientError) as refused:
        cloudwatch.delete_alarms(AlarmNames=["errors"])
    assert refused.value.response["Error"]["Code"] == "ValidationError"
    cloudwatch.delete_alarms(AlarmNames=["any"])
    cloudwatch.delete_alarms(AlarmNames=["errors"])
    assert cloudwatch.describe_alarms()["MetricAlarms"] == []


def test_actions_that_cannot_be_taken_are_told(cloudwatch, advance):
    cloudwatch.put_metric_alarm(
        AlarmName="stopping",
        Namespace="App",
        MetricName="m",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
        AlarmActions=["arn:aws:automate:us-east-1:ec2:stop"],
    )
    cloudwatch.set_alarm_state(AlarmName="stopping", StateValue="ALARM", StateReason="test")
    for _ in range(50):
        items = cloudwatch.describe_alarm_history(AlarmName="stopping", HistoryItemType="Action")["AlarmHistoryItems"]
        if items:
            break
        advance("PT1S")
    assert items[0]["HistorySummary"].startswith("Failed to execute action arn:aws:automate:us-east-1:ec2:stop")
