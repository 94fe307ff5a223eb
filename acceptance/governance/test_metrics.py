"""CloudWatch's metrics as programs see them: boto3 (CBOR), the CLI, embedded metrics in logs."""

import datetime
import json
import time
import uuid

import pytest


@pytest.fixture
def cloudwatch(client):
    return client("cloudwatch")


@pytest.fixture
def namespace():
    return f"App/{uuid.uuid4().hex[:8]}"


def now():
    return datetime.datetime.now(datetime.UTC)


def window():
    return {"StartTime": now() - datetime.timedelta(minutes=10), "EndTime": now() + datetime.timedelta(minutes=2)}


def metric(id, namespace, name, stat="Sum", period=60, **dimensions):
    return {
        "Id": id,
        "MetricStat": {
            "Metric": {
                "Namespace": namespace,
                "MetricName": name,
                "Dimensions": [{"Name": key, "Value": value} for key, value in dimensions.items()],
            },
            "Period": period,
            "Stat": stat,
        },
    }


def values(cloudwatch, id, *queries):
    results = cloudwatch.get_metric_data(MetricDataQueries=list(queries), **window())["MetricDataResults"]
    return next(result["Values"] for result in results if result["Id"] == id)


def test_what_is_published_is_worked_out(cloudwatch, namespace):
    at = now()
    cloudwatch.put_metric_data(
        Namespace=namespace,
        MetricData=[
            {"MetricName": "errors", "Timestamp": at, "Values": [1.0, 2.0], "Counts": [3.0, 2.0], "Unit": "Count"},
            {"MetricName": "calls", "Timestamp": at, "Value": 70.0},
            {
                "MetricName": "calls",
                "Timestamp": at,
                "StatisticValues": {"SampleCount": 2, "Sum": 30, "Minimum": 10, "Maximum": 20},
            },
        ],
    )
    errors, calls = metric("m1", namespace, "errors"), metric("m2", namespace, "calls")
    assert values(cloudwatch, "m1", errors) == [7.0]
    assert values(cloudwatch, "e", errors, calls, {"Id": "e", "Expression": "m1 / m2 * 100"}) == [pytest.approx(7.0)]
    assert values(cloudwatch, "p", metric("p", namespace, "errors", "p90")) == [2.0]
    point = cloudwatch.get_metric_statistics(
        Namespace=namespace, MetricName="calls", Period=3600, Statistics=["Average", "Maximum"], **window()
    )["Datapoints"][0]
    assert point["Maximum"] == 70.0
    assert point["Average"] == pytest.approx(100 / 3)
    listed = cloudwatch.list_metrics(Namespace=namespace)["Metrics"]
    assert {each["MetricName"] for each in listed} == {"errors", "calls"}


def test_the_cli_publishes_and_reads(cli, namespace):
    cli("cloudwatch", "put-metric-data", "--namespace", namespace, "--metric-name", "m", "--value", "5")
    assert cli("cloudwatch", "list-metrics", "--namespace", namespace)["Metrics"][0]["MetricName"] == "m"


def test_wrong_input_is_named(cloudwatch, namespace):
    with pytest.raises(cloudwatch.exceptions.ClientError) as refused:
        cloudwatch.put_metric_data(Namespace="AWS/S3", MetricData=[{"MetricName": "m", "Value": 1.0}])
    assert refused.value.response["Error"]["Code"] in ("InvalidParameterValue", "InvalidParameterValueException")
    with pytest.raises(cloudwatch.exceptions.ClientError) as refused:
        values(cloudwatch, "e", {"Id": "e", "Expression": "SUM("})
    assert refused.value.response["Error"]["Code"] == "ValidationError"


def test_lines_with_embedded_metrics_become_metrics(client, cloudwatch, namespace):
    logs = client("logs")
    group = f"/emf/{uuid.uuid4().hex[:8]}"
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName="s")
    millis = int(time.time() * 1000)
    line = {
        "_aws": {
            "Timestamp": millis,
            "CloudWatchMetrics": [
                {
                    "Namespace": namespace,
                    "Dimensions": [["fn"]],
                    "Metrics": [{"Name": "latency", "Unit": "Milliseconds"}],
                }
            ],
        },
        "fn": "f",
        "latency": [3, 4],
    }
    logs.put_metric_filter(
        logGroupName=group,
        filterName="lines",
        filterPattern="",
        metricTransformations=[{"metricNamespace": namespace, "metricName": "lines", "metricValue": "1"}],
    )
    logs.put_log_events(
        logGroupName=group, logStreamName="s", logEvents=[{"timestamp": millis, "message": json.dumps(line)}]
    )
    assert values(cloudwatch, "m", metric("m", namespace, "latency", fn="f")) == [7.0]
    assert values(cloudwatch, "m", metric("m", namespace, "lines")) == [1.0]


def test_services_publish_theirs(client, cloudwatch):
    kinesis = client("kinesis")
    name = f"s-{uuid.uuid4().hex[:8]}"
    kinesis.create_stream(StreamName=name, ShardCount=1)
    for _ in range(7):
        kinesis.put_record(StreamName=name, Data=b"1234", PartitionKey="k")
    assert sum(values(cloudwatch, "m", metric("m", "AWS/Kinesis", "IncomingRecords", StreamName=name))) == 7.0


def test_dashboards_are_kept(cloudwatch):
    body = json.dumps(
        {"widgets": [{"type": "text", "x": 0, "y": 0, "width": 3, "height": 3, "properties": {"markdown": "hi"}}]}
    )
    assert cloudwatch.put_dashboard(DashboardName="main", DashboardBody=body)["DashboardValidationMessages"] == []
    assert cloudwatch.get_dashboard(DashboardName="main")["DashboardBody"] == body
    cloudwatch.delete_dashboards(DashboardNames=["main"])
    with pytest.raises(cloudwatch.exceptions.ClientError):
        cloudwatch.get_dashboard(DashboardName="main")
