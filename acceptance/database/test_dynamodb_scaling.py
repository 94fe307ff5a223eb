"""What CloudWatch is told of tables, and capacity that follows it."""

from datetime import UTC, datetime, timedelta

import pytest
from botocore.config import Config

OWN_CLOCK = True
DIMENSION = "dynamodb:table:WriteCapacityUnits"


@pytest.fixture
def dynamodb(client):
    return client("dynamodb", config=Config(retries={"max_attempts": 0}))


@pytest.fixture
def scaling(client):
    return client("application-autoscaling")


@pytest.fixture
def advance(server):
    return lambda duration: server.post("/_tarn/clock", {"advance": duration})


def made(dynamodb, name, units, **more):
    dynamodb.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": units},
        **more,
    )
    dynamodb.get_waiter("table_exists").wait(TableName=name)


def units(dynamodb, name):
    return dynamodb.describe_table(TableName=name)["Table"]["ProvisionedThroughput"]["WriteCapacityUnits"]


def total(cloudwatch, now, metric, statistic="Sum", **dimensions):
    points = cloudwatch.get_metric_statistics(
        Namespace="AWS/DynamoDB",
        MetricName=metric,
        Dimensions=[{"Name": name, "Value": value} for name, value in dimensions.items()],
        StartTime=now - timedelta(hours=1),
        EndTime=now + timedelta(hours=1),
        Period=3600,
        Statistics=[statistic],
    )["Datapoints"]
    return sum(point[statistic] for point in points)


def test_metrics_tell_what_was_consumed_and_refused(client, dynamodb):
    cloudwatch = client("cloudwatch")
    made(dynamodb, "told", 20)
    for i in range(3):
        dynamodb.put_item(TableName="told", Item={"id": {"S": str(i)}, "text": {"S": "x" * 1500}})
    dynamodb.get_item(TableName="told", Key={"id": {"S": "0"}}, ConsistentRead=True)
    dynamodb.scan(TableName="told")
    with pytest.raises(dynamodb.exceptions.ConditionalCheckFailedException):
        dynamodb.delete_item(TableName="told", Key={"id": {"S": "0"}}, ConditionExpression="attribute_exists(nothing)")
    with pytest.raises(dynamodb.exceptions.ClientError):
        dynamodb.get_item(TableName="told", Key={"wrong": {"S": "0"}})
    with pytest.raises(dynamodb.exceptions.ProvisionedThroughputExceededException):
        for _ in range(5000):
            dynamodb.put_item(TableName="told", Item={"id": {"S": "0"}})
    now = datetime.now(UTC)
    written = total(cloudwatch, now, "ConsumedWriteCapacityUnits", TableName="told")
    assert written >= 3 * 2 + 2
    assert total(cloudwatch, now, "ConsumedReadCapacityUnits", TableName="told") == 2
    assert total(cloudwatch, now, "ReturnedItemCount", TableName="told", Operation="Scan") == 3
    assert total(cloudwatch, now, "ConditionalCheckFailedRequests", TableName="told") == 1
    assert total(cloudwatch, now, "ThrottledRequests", TableName="told", Operation="PutItem") == 1
    assert total(cloudwatch, now, "WriteThrottleEvents", TableName="told") == 1
    assert total(cloudwatch, now, "UserErrors") >= 1
    latency = total(cloudwatch, now, "SuccessfulRequestLatency", "SampleCount", TableName="told", Operation="GetItem")
    assert latency == 1


def test_capacity_follows_what_is_used(client, dynamodb, scaling, advance):
    made(dynamodb, "scaled", 10)
    target = {"ServiceNamespace": "dynamodb", "ResourceId": "table/scaled", "ScalableDimension": DIMENSION}
    scaling.register_scalable_target(**target, MinCapacity=5, MaxCapacity=40)
    policy = scaling.put_scaling_policy(
        **target,
        PolicyName="half",
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={
            "TargetValue": 50,
            "PredefinedMetricSpecification": {"PredefinedMetricType": "DynamoDBWriteCapacityUtilization"},
        },
    )
    alarms = {alarm["AlarmName"] for alarm in policy["Alarms"]}
    watched = client("cloudwatch").describe_alarms(AlarmNames=sorted(alarms))["MetricAlarms"]
    assert {alarm["Threshold"] for alarm in watched} == {300, 180}
    advance("PT10M")
    for _ in range(3):
        for i in range(60):
            # 10 units each
            dynamodb.put_item(TableName="scaled", Item={"id": {"S": str(i)}, "text": {"S": "x" * 10_000}})
        advance("PT1M")
    assert units(dynamodb, "scaled") == 20
    done = scaling.describe_scaling_activities(ServiceNamespace="dynamodb", ResourceId="table/scaled")
    assert done["ScalingActivities"][0]["Description"] == "Setting write capacity units to 20."
    assert done["ScalingActivities"][0]["StatusCode"] == "Successful"
    assert "in state ALARM triggered policy half" in done["ScalingActivities"][0]["Cause"]
    for _ in range(18):
        dynamodb.put_item(TableName="scaled", Item={"id": {"S": "1"}})
        advance("PT1M")
    assert units(dynamodb, "scaled") == 5
    scaling.deregister_scalable_target(**target)
    assert client("cloudwatch").describe_alarms(AlarmNames=sorted(alarms))["MetricAlarms"] == []
    assert scaling.describe_scaling_policies(ServiceNamespace="dynamodb")["ScalingPolicies"] == []


def test_bounds_change_at_set_times(dynamodb, scaling, advance):
    made(dynamodb, "timed", 1)
    target = {"ServiceNamespace": "dynamodb", "ResourceId": "table/timed", "ScalableDimension": DIMENSION}
    arn = scaling.register_scalable_target(**target, MinCapacity=2, MaxCapacity=9, Tags={"team": "data"})
    assert units(dynamodb, "timed") == 2
    assert scaling.list_tags_for_resource(ResourceARN=arn["ScalableTargetARN"])["Tags"] == {"team": "data"}
    scaling.put_scheduled_action(
        **target,
        ScheduledActionName="morning",
        Schedule="rate(1 hour)",
        ScalableTargetAction={"MinCapacity": 7, "MaxCapacity": 30},
    )
    advance("PT61M")
    assert units(dynamodb, "timed") == 7
    found = scaling.describe_scalable_targets(ServiceNamespace="dynamodb", ResourceIds=["table/timed"])
    assert found["ScalableTargets"][0]["MaxCapacity"] == 30
    scaling.delete_scheduled_action(**target, ScheduledActionName="morning")
    assert scaling.describe_scheduled_actions(ServiceNamespace="dynamodb")["ScheduledActions"] == []


def test_what_cannot_be_scaled_is_refused(dynamodb, scaling):
    target = {"ServiceNamespace": "dynamodb", "ResourceId": "table/nothing", "ScalableDimension": DIMENSION}
    with pytest.raises(scaling.exceptions.ValidationException, match="does not exist"):
        scaling.register_scalable_target(**target, MinCapacity=1, MaxCapacity=2)
    with pytest.raises(scaling.exceptions.ObjectNotFoundException, match="No scalable target found"):
        scaling.deregister_scalable_target(**target)
