"""What Athena tells of its queries: events, metrics, an alarm on a work group's use; and reserved capacity."""

import json
import time
import uuid

import pytest
from lake import Lake


@pytest.fixture(scope="module")
def lake(client):
    lake = Lake(client)
    lake.s3.put_object(Bucket=lake.bucket, Key="t/a.csv", Body="1\n2\n3\n")
    lake.run(f"CREATE EXTERNAL TABLE t (n int) LOCATION 's3://{lake.bucket}/t/'")
    return lake


@pytest.fixture
def group(lake):
    name = f"g-{uuid.uuid4().hex[:8]}"
    output = {"OutputLocation": f"s3://{lake.bucket}/out/"}
    lake.athena.create_work_group(
        Name=name, Configuration={"PublishCloudWatchMetricsEnabled": True, "ResultConfiguration": output}
    )
    return name


def run(lake, group, query):
    query_id = lake.athena.start_query_execution(
        QueryString=query, WorkGroup=group, QueryExecutionContext={"Database": lake.database}
    )["QueryExecutionId"]
    return lake.ended(query_id)


def until(question, seconds=20):
    deadline = time.monotonic() + seconds
    while True:
        answer = question()
        if answer or time.monotonic() > deadline:
            return answer
        time.sleep(0.1)


def test_each_change_of_state_is_an_event(lake, group, client):
    events, sqs = client("events"), client("sqs")
    queue = sqs.create_queue(QueueName=f"athena-{uuid.uuid4().hex[:8]}")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    pattern = {"source": ["aws.athena"], "detail": {"workgroupName": [group]}}
    events.put_rule(Name=group, EventPattern=json.dumps(pattern))
    events.put_targets(Rule=group, Targets=[{"Id": "1", "Arn": arn}])
    done = run(lake, group, "SELECT sum(n) FROM t")
    failed = run(lake, group, "SELECT * FROM nothing")
    seen = []

    def collected():
        for message in sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", []):
            seen.append(json.loads(message["Body"]))
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        return len(seen) >= 6

    assert until(collected), seen
    assert {event["detail-type"] for event in seen} == {"Athena Query State Change"}
    told = [event["detail"] for event in seen if event["detail"]["queryExecutionId"] == done["QueryExecutionId"]]
    told.sort(key=lambda detail: detail["sequenceNumber"])
    assert [(one.get("previousState"), one["currentState"], one["sequenceNumber"]) for one in told] == [
        (None, "QUEUED", "1"),
        ("QUEUED", "RUNNING", "2"),
        ("RUNNING", "SUCCEEDED", "3"),
    ]
    assert told[-1]["statementType"] == "DML" and told[-1]["versionId"] == "0"
    errors = [event["detail"].get("athenaError") for event in seen if event["detail"]["currentState"] == "FAILED"]
    assert len(errors) == 1 and errors[0]["errorCategory"] == 2 and failed["Status"]["State"] == "FAILED"


def test_figures_are_published_where_the_group_asks_for_it(lake, group, client):
    run(lake, group, "SELECT sum(n) FROM t")
    run(lake, group, "SELECT count(*) FROM t WHERE n > 1")
    watch = client("cloudwatch")

    def figure(name, statistic, *more):
        dimensions = [{"Name": "WorkGroup", "Value": group}, *more]
        now = time.time()
        points = watch.get_metric_statistics(
            Namespace="AWS/Athena",
            MetricName=name,
            Dimensions=dimensions,
            StartTime=now - 600,
            EndTime=now + 600,
            Period=3600,
            Statistics=[statistic],
        )["Datapoints"]
        return sum(point[statistic] for point in points)

    kind = {"Name": "QueryType", "Value": "DML"}, {"Name": "QueryState", "Value": "SUCCEEDED"}
    assert until(lambda: figure("ProcessedBytes", "SampleCount") == 2)
    assert figure("ProcessedBytes", "Sum") == 12 == figure("ProcessedBytes", "Sum", *kind)
    assert figure("TotalExecutionTime", "Minimum") > 0
    assert figure("QueryQueueTime", "SampleCount", *kind) == 2
    watch.put_metric_alarm(
        AlarmName=group,
        Namespace="AWS/Athena",
        MetricName="ProcessedBytes",
        Dimensions=[{"Name": "WorkGroup", "Value": group}],
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=5,
        ComparisonOperator="GreaterThanThreshold",
    )
    names = [metric["MetricName"] for metric in watch.list_metrics(Namespace="AWS/Athena")["Metrics"]]
    assert {"EngineExecutionTime", "QueryPlanningTime", "ServiceProcessingTime"} <= set(names)


def test_reserved_capacity_is_kept_assigned_and_given_back(lake, group):
    athena, name = lake.athena, f"r-{uuid.uuid4().hex[:8]}"
    athena.create_capacity_reservation(Name=name, TargetDpus=4, Tags=[{"Key": "a", "Value": "b"}])
    shown = athena.get_capacity_reservation(Name=name)["CapacityReservation"]
    assert (shown["Status"], shown["TargetDpus"], shown["AllocatedDpus"]) == ("ACTIVE", 4, 4)
    assert name in [one["Name"] for one in athena.list_capacity_reservations()["CapacityReservations"]]
    arn = f"arn:aws:athena:us-east-1:123456789012:capacity-reservation/{name}"
    assert athena.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "a", "Value": "b"}]
    assignments = [{"WorkGroupNames": [group]}]
    athena.put_capacity_assignment_configuration(CapacityReservationName=name, CapacityAssignments=assignments)
    kept = athena.get_capacity_assignment_configuration(CapacityReservationName=name)
    assert kept["CapacityAssignmentConfiguration"]["CapacityAssignments"] == assignments
    # four DPUs are one query at once: the others wait for their turn
    started = [
        athena.start_query_execution(
            QueryString=f"SELECT count(*) + {i} FROM t",
            WorkGroup=group,
            QueryExecutionContext={"Database": lake.database},
        )["QueryExecutionId"]
        for i in range(4)
    ]
    ended = [lake.ended(query_id) for query_id in started]
    assert [one["Status"]["State"] for one in ended] == ["SUCCEEDED"] * 4
    spans = sorted(
        (
            one["Status"]["SubmissionDateTime"].timestamp() * 1000 + one["Statistics"]["QueryQueueTimeInMillis"],
            one["Status"]["CompletionDateTime"].timestamp() * 1000,
        )
        for one in ended
    )
    assert all(end <= begin + 5 for (_, end), (begin, _) in zip(spans, spans[1:], strict=False))
    athena.update_capacity_reservation(Name=name, TargetDpus=24)
    other = f"{name}-2"
    athena.create_capacity_reservation(Name=other, TargetDpus=4)
    with pytest.raises(athena.exceptions.InvalidRequestException, match="already assigned"):
        athena.put_capacity_assignment_configuration(CapacityReservationName=other, CapacityAssignments=assignments)
    with pytest.raises(athena.exceptions.InvalidRequestException, match="ACTIVE"):
        athena.delete_capacity_reservation(Name=name)
    for one in (name, other):
        athena.cancel_capacity_reservation(Name=one)
        assert athena.get_capacity_reservation(Name=one)["CapacityReservation"]["AllocatedDpus"] == 0
        athena.delete_capacity_reservation(Name=one)
    with pytest.raises(athena.exceptions.InvalidRequestException, match="not found"):
        athena.get_capacity_reservation(Name=name)


def test_results_are_written_as_the_bucket_wants_them(lake, client):
    """ATH-4, but for CSE_KMS."""
    key = client("kms").create_key()["KeyMetadata"]["Arn"]
    out = f"s3://{lake.bucket}/kms/"

    def start(**settings):
        return lake.athena.start_query_execution(
            QueryString="SELECT 1", ResultConfiguration={"OutputLocation": out, **settings}
        )["QueryExecutionId"]

    encryption = {"EncryptionOption": "SSE_KMS", "KmsKey": key}
    query_id = start(
        EncryptionConfiguration=encryption,
        AclConfiguration={"S3AclOption": "BUCKET_OWNER_FULL_CONTROL"},
        ExpectedBucketOwner="123456789012",
    )
    assert lake.ended(query_id)["Status"]["State"] == "SUCCEEDED"
    head = lake.s3.head_object(Bucket=lake.bucket, Key=f"kms/{query_id}.csv")
    assert (head["ServerSideEncryption"], head["SSEKMSKeyId"]) == ("aws:kms", key)
    stranger = lake.ended(start(ExpectedBucketOwner="999999999999"))
    assert stranger["Status"]["State"] == "FAILED"
