"""CloudTrail as its clients see it: history, trails and their files, digests proved by the AWS CLI."""

import gzip
import json
import urllib.request
import uuid
from datetime import datetime, timedelta

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from server import Server

ACCOUNT = "123456789012"
OWN_CLOCK = True


@pytest.fixture
def advance(endpoint_url):
    """Moves the platform's clock; timers that fall due fire before it returns."""

    def by(duration):
        request = urllib.request.Request(
            f"{endpoint_url}/_tarn/clock", data=json.dumps({"advance": duration}).encode(), method="POST"
        )
        with urllib.request.urlopen(request, timeout=120) as answer:
            return datetime.fromisoformat(json.load(answer)["time"])

    return by


@pytest.fixture
def trails(client):
    return client("cloudtrail")


@pytest.fixture
def trail(trails, bucket):
    """A new trail that logs into a new bucket."""
    name = f"trail-{uuid.uuid4().hex[:8]}"
    trails.create_trail(Name=name, S3BucketName=bucket, EnableLogFileValidation=True)
    trails.start_logging(Name=name)
    yield name
    trails.delete_trail(Name=name)


def looked_up(trails, name):
    found = trails.lookup_events(LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": name}])
    return [json.loads(event["CloudTrailEvent"]) for event in found["Events"]]


def keys(s3, bucket, part):
    listed = s3.list_objects_v2(Bucket=bucket).get("Contents", [])
    return [each["Key"] for each in listed if part in each["Key"] and not each["Key"].endswith("/")]


def records(s3, bucket):
    for key in keys(s3, bucket, "_CloudTrail_"):
        yield from json.loads(gzip.decompress(s3.get_object(Bucket=bucket, Key=key)["Body"].read()))["Records"]


def test_every_call_is_in_the_history(trails, s3, bucket):
    events = looked_up(trails, "CreateBucket")
    mine = next(each for each in events if each["requestParameters"]["bucketName"] == bucket)
    assert mine["eventSource"] == "s3.amazonaws.com"
    assert mine["userIdentity"]["type"] == "Root"
    assert mine["userIdentity"]["accessKeyId"] == "test"
    assert mine["sourceIPAddress"] == "127.0.0.1"
    assert mine["userAgent"].startswith("Boto3/")
    assert mine["readOnly"] is False and mine["managementEvent"] is True
    assert mine["resources"] == [{"accountId": ACCOUNT, "type": "AWS::S3::Bucket", "ARN": f"arn:aws:s3:::{bucket}"}]


def test_a_failed_call_shows_its_error(trails, client):
    with pytest.raises(ClientError):
        client("iam").get_role(RoleName="nobody")
    failed = looked_up(trails, "GetRole")[0]
    assert failed["errorCode"] in ("NoSuchEntity", "NoSuchEntityException")
    assert "nobody" in failed["errorMessage"]
    assert failed["requestParameters"] == {"roleName": "nobody"}


def test_a_call_that_cannot_be_read_is_in_the_history(trails, client):
    careless = client("iam", config=Config(parameter_validation=False))
    with pytest.raises(ClientError) as refusal:
        careless.create_group()
    failed = looked_up(trails, "CreateGroup")[0]
    assert failed["errorCode"].startswith(refusal.value.response["Error"]["Code"])
    assert failed["requestParameters"] is None and failed["userIdentity"]["type"] == "Root"


def test_secrets_are_never_shown(trails, client):
    iam = client("iam")
    iam.create_user(UserName="keyed")
    secret = iam.create_access_key(UserName="keyed")["AccessKey"]["SecretAccessKey"]
    iam.create_login_profile(UserName="keyed", Password="Tr0ub4dor&3xyz")
    texts = json.dumps(looked_up(trails, "CreateAccessKey") + looked_up(trails, "CreateLoginProfile"))
    assert "accessKeyId" in texts
    assert secret not in texts and "Tr0ub4dor" not in texts


def test_an_assumed_role_is_named(trails, client):
    iam = client("iam")
    trust = {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"},
    }
    role = iam.create_role(RoleName="reader", AssumeRolePolicyDocument=json.dumps(trust))["Role"]
    session = client("sts").assume_role(RoleArn=role["Arn"], RoleSessionName="jane")["Credentials"]
    as_role = client(
        "s3",
        aws_access_key_id=session["AccessKeyId"],
        aws_secret_access_key=session["SecretAccessKey"],
        aws_session_token=session["SessionToken"],
    )
    as_role.list_buckets()
    identity = looked_up(trails, "ListBuckets")[0]["userIdentity"]
    assert identity["type"] == "AssumedRole"
    assert identity["sessionContext"]["sessionIssuer"]["arn"] == role["Arn"]
    assert identity["sessionContext"]["sessionIssuer"]["principalId"] == role["RoleId"]
    assumed = looked_up(trails, "AssumeRole")[0]
    assert session["SessionToken"] not in json.dumps(assumed)
    assert assumed["responseElements"]["credentials"]["accessKeyId"] == session["AccessKeyId"]


def test_files_are_delivered(trails, s3, trail, bucket, advance):
    s3.list_buckets()
    advance("PT5M")
    (key,) = keys(s3, bucket, "_CloudTrail_")
    assert key.startswith(f"AWSLogs/{ACCOUNT}/CloudTrail/us-east-1/")
    names = {each["eventName"] for each in records(s3, bucket)}
    assert {"StartLogging", "ListBuckets"} <= names
    status = trails.get_trail_status(Name=trail)
    assert status["IsLogging"] and status["LatestDeliveryTime"]


def test_events_go_into_a_log_group(trails, trail, client, advance):
    logs = client("logs")
    logs.create_log_group(logGroupName="audit")
    trails.update_trail(
        Name=trail,
        CloudWatchLogsLogGroupArn=f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:audit:*",
        CloudWatchLogsRoleArn=f"arn:aws:iam::{ACCOUNT}:role/r",
    )
    trails.list_trails()
    advance("PT5M")
    lines = logs.filter_log_events(logGroupName="audit", filterPattern='{ $.eventName = "ListTrails" }')["events"]
    assert len(lines) == 1
    assert json.loads(lines[0]["message"])["eventSource"] == "cloudtrail.amazonaws.com"
    assert "LatestCloudWatchLogsDeliveryTime" in trails.get_trail_status(Name=trail)


def test_a_queue_hears_of_files_and_of_calls(trails, trail, client, advance):
    sns, sqs, events = client("sns"), client("sqs"), client("events")
    topic = sns.create_topic(Name="files")["TopicArn"]
    told = {name: sqs.create_queue(QueueName=f"told-{name}")["QueueUrl"] for name in ("files", "calls")}
    arns = {
        name: sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        for name, url in told.items()
    }
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arns["files"], Attributes={"RawMessageDelivery": "true"})
    pattern = {"detail-type": ["AWS API Call via CloudTrail"], "detail": {"eventName": ["CreateUser"]}}
    events.put_rule(Name="users", EventPattern=json.dumps(pattern))
    events.put_targets(Rule="users", Targets=[{"Id": "queue", "Arn": arns["calls"]}])

    with pytest.raises(trails.exceptions.InsufficientSnsTopicPolicyException):
        trails.update_trail(Name=trail, SnsTopicName="nowhere")
    assert trails.update_trail(Name=trail, SnsTopicName="files")["SnsTopicARN"] == topic
    client("iam").create_user(UserName="told")
    advance("PT5M")

    def heard(name):
        answer = sqs.receive_message(QueueUrl=told[name], WaitTimeSeconds=10, MaxNumberOfMessages=10)
        return [each["Body"] for each in answer.get("Messages", [])]

    call = json.loads(heard("calls")[0])
    assert call["source"] == "aws.iam" and call["detail"]["requestParameters"] == {"userName": "told"}
    messages = heard("files")
    if messages == ["CloudTrail validation message."]:
        messages = heard("files")
    assert json.loads(messages[-1])["s3ObjectKey"][0].endswith(".json.gz")


def test_data_events_appear_when_selected(trails, s3, trail, bucket, advance):
    s3.put_object(Bucket=bucket, Key="before", Body=b"x")
    trails.put_event_selectors(
        TrailName=trail,
        EventSelectors=[
            {
                "ReadWriteType": "WriteOnly",
                "IncludeManagementEvents": False,
                "DataResources": [{"Type": "AWS::S3::Object", "Values": [f"arn:aws:s3:::{bucket}/in/"]}],
            }
        ],
    )
    s3.put_object(Bucket=bucket, Key="in/here", Body=b"top secret body")
    s3.put_object(Bucket=bucket, Key="out/there", Body=b"x")
    s3.get_object(Bucket=bucket, Key="in/here")["Body"].read()
    advance("PT5M")
    (event,) = list(records(s3, bucket))
    assert event["eventName"] == "PutObject" and event["eventCategory"] == "Data"
    assert event["requestParameters"]["bucketName"] == bucket and event["requestParameters"]["key"] == "in/here"
    assert event["resources"][0] == {"type": "AWS::S3::Object", "ARN": f"arn:aws:s3:::{bucket}/in/here"}
    assert "top secret" not in json.dumps(event)
    assert not [each for each in looked_up(trails, "PutObject")]


def test_the_cli_proves_that_nothing_was_altered(trails, s3, trail, bucket, advance, cli):
    start = advance("PT1S") - timedelta(minutes=5)
    s3.list_buckets()
    advance("PT1H")
    s3.list_buckets()
    end = advance("PT1H") + timedelta(minutes=5)
    arn = trails.get_trail(Name=trail)["Trail"]["TrailARN"]
    asked = [
        "cloudtrail",
        "validate-logs",
        "--trail-arn",
        arn,
        "--start-time",
        start.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "--end-time",
        end.strftime("%Y-%m-%dT%H:%M:%SZ"),
    ]
    proved = cli(*asked)
    assert "2/2 digest files valid" in proved, proved
    assert "2/2 log files valid" in proved
    key = keys(s3, bucket, "_CloudTrail_")[0]
    altered = gzip.decompress(s3.get_object(Bucket=bucket, Key=key)["Body"].read()).replace(b"Root", b"Toor", 1)
    s3.put_object(Bucket=bucket, Key=key, Body=gzip.compress(altered))
    refused = cli(*asked, check=False)
    assert refused.returncode == 1
    assert "INVALID: hash value doesn't match" in refused.stderr


def test_refusals(trails, bucket):
    with pytest.raises(trails.exceptions.S3BucketDoesNotExistException):
        trails.create_trail(Name="homeless", S3BucketName=f"none-{uuid.uuid4().hex}")
    with pytest.raises(trails.exceptions.InvalidTrailNameException):
        trails.create_trail(Name="no", S3BucketName=bucket)
    with pytest.raises(trails.exceptions.InvalidCloudWatchLogsLogGroupArnException):
        trails.create_trail(
            Name="logged",
            S3BucketName=bucket,
            CloudWatchLogsLogGroupArn=f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:g:*",
            CloudWatchLogsRoleArn=f"arn:aws:iam::{ACCOUNT}:role/r",
        )
    with pytest.raises(trails.exceptions.TrailNotFoundException):
        trails.get_trail_status(Name="absent")
    with pytest.raises(ClientError, match="NotImplemented"):
        trails.list_channels()


def test_event_data_stores_live_and_are_protected(trails, advance):
    arn = trails.create_event_data_store(Name=f"lake-{uuid.uuid4().hex[:8]}", RetentionPeriod=30)["EventDataStoreArn"]
    with pytest.raises(trails.exceptions.EventDataStoreTerminationProtectedException):
        trails.delete_event_data_store(EventDataStore=arn)
    trails.update_event_data_store(EventDataStore=arn, TerminationProtectionEnabled=False)
    trails.delete_event_data_store(EventDataStore=arn)
    assert trails.get_event_data_store(EventDataStore=arn)["Status"] == "PENDING_DELETION"
    assert trails.restore_event_data_store(EventDataStore=arn)["Status"] == "ENABLED"
    trails.delete_event_data_store(EventDataStore=arn)
    advance("P8D")
    with pytest.raises(trails.exceptions.EventDataStoreNotFoundException):
        trails.get_event_data_store(EventDataStore=arn)


# AWS's definition for Athena ("Create a table for CloudTrail logs in Athena using manual partitioning"), without the
# members of userIdentity that nobody asks for here.
DEFINITION = """
CREATE EXTERNAL TABLE cloudtrail_logs (
    eventversion STRING,
    useridentity STRUCT<type: STRING, principalid: STRING, arn: STRING, accountid: STRING, invokedby: STRING,
        accesskeyid: STRING, username: STRING,
        sessioncontext: STRUCT<attributes: STRUCT<mfaauthenticated: STRING, creationdate: STRING>,
            sessionissuer: STRUCT<type: STRING, principalid: STRING, arn: STRING, accountid: STRING,
                username: STRING>>>,
    eventtime STRING, eventsource STRING, eventname STRING, awsregion STRING, sourceipaddress STRING,
    useragent STRING, errorcode STRING, errormessage STRING, requestparameters STRING, responseelements STRING,
    additionaleventdata STRING, requestid STRING, eventid STRING,
    resources ARRAY<STRUCT<arn: STRING, accountid: STRING, type: STRING>>,
    eventtype STRING, apiversion STRING, readonly STRING, recipientaccountid STRING, serviceeventdetails STRING,
    sharedeventid STRING, vpcendpointid STRING)
PARTITIONED BY (region STRING, year STRING, month STRING, day STRING)
ROW FORMAT SERDE 'org.apache.hive.hcatalog.data.JsonSerDe'
STORED AS INPUTFORMAT 'com.amazon.emr.cloudtrail.CloudTrailInputFormat'
OUTPUTFORMAT 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'
LOCATION 's3://BUCKET/AWSLogs/ACCOUNT/CloudTrail/'
"""


def test_athena_reads_the_files(trails, s3, trail, bucket, advance, client):
    athena = client("athena")

    def run(text, database="default"):
        query = athena.start_query_execution(
            QueryString=text,
            QueryExecutionContext={"Database": database},
            ResultConfiguration={"OutputLocation": f"s3://{bucket}/results/"},
        )["QueryExecutionId"]
        while True:
            status = athena.get_query_execution(QueryExecutionId=query)["QueryExecution"]["Status"]
            if status["State"] in ("SUCCEEDED", "FAILED", "CANCELLED"):
                break
        assert status["State"] == "SUCCEEDED", status
        rows = athena.get_query_results(QueryExecutionId=query)["ResultSet"]["Rows"]
        return [[each.get("VarCharValue") for each in row["Data"]] for row in rows]

    database = f"audit_{uuid.uuid4().hex[:8]}"
    client("glue").create_database(DatabaseInput={"Name": database})
    with pytest.raises(ClientError):
        s3.head_bucket(Bucket=f"absent-{uuid.uuid4().hex}")
    client("iam").create_user(UserName=database)
    now = advance("PT5M")
    run(DEFINITION.replace("BUCKET", bucket).replace("ACCOUNT", ACCOUNT), database)
    year, month, day = now.strftime("%Y %m %d").split()
    run(
        f"ALTER TABLE cloudtrail_logs ADD PARTITION (region='us-east-1', year='{year}', month='{month}', day='{day}')"
        f" LOCATION 's3://{bucket}/AWSLogs/{ACCOUNT}/CloudTrail/us-east-1/{year}/{month}/{day}/'",
        database,
    )
    rows = run(
        "SELECT eventsource, useridentity.type, json_extract_scalar(requestparameters, '$.userName')"
        " FROM cloudtrail_logs WHERE eventname = 'CreateUser'",
        database,
    )
    assert rows[1:] == [["iam.amazonaws.com", "Root", database]]


def test_no_acknowledged_change_is_missing_after_a_kill(tmp_path, credentials):
    own = Server(tmp_path / "server.log", data=tmp_path / "data")
    own.start()
    try:
        iam = boto3.client("iam", endpoint_url=own.url, **credentials)
        for number in range(50):
            iam.create_user(UserName=f"user-{number}")
        own.kill()
        own.start()
        trails = boto3.client("cloudtrail", endpoint_url=own.url, **credentials)
        pages = trails.get_paginator("lookup_events").paginate(
            LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "CreateUser"}]
        )
        events = [json.loads(event["CloudTrailEvent"]) for page in pages for event in page["Events"]]
        seen = {event["requestParameters"]["userName"] for event in events}
        assert seen == {f"user-{number}" for number in range(50)}
    finally:
        own.stop()


def test_lake_answers_sql(trails, client):
    arn = trails.create_event_data_store(Name=f"lake-{uuid.uuid4().hex[:8]}", TerminationProtectionEnabled=False)[
        "EventDataStoreArn"
    ]
    lake = arn.rsplit("/", 1)[1]
    client("iam").create_user(UserName=f"asked-{lake[:8]}")
    query = trails.start_query(
        QueryStatement=f"SELECT eventName, element_at(requestParameters, 'userName') AS who, userIdentity.type"
        f" FROM {lake} WHERE eventSource = 'iam.amazonaws.com' AND eventTime > timestamp '2026-01-01 00:00:00'"
    )["QueryId"]
    while True:
        result = trails.get_query_results(QueryId=query)
        if result["QueryStatus"] not in ("QUEUED", "RUNNING"):
            break
    assert result["QueryStatus"] == "FINISHED", result
    assert result["QueryResultRows"] == [[{"eventName": "CreateUser"}, {"who": f"asked-{lake[:8]}"}, {"type": "Root"}]]
    assert trails.describe_query(QueryId=query)["QueryStatistics"]["EventsScanned"] >= 1
    assert query in [each["QueryId"] for each in trails.list_queries(EventDataStore=lake)["Queries"]]
    with pytest.raises(trails.exceptions.InvalidQueryStatementException):
        trails.start_query(QueryStatement=f"DELETE FROM {lake}")
    with pytest.raises(trails.exceptions.EventDataStoreNotFoundException):
        trails.start_query(QueryStatement=f"SELECT 1 FROM {uuid.uuid4()}")
    trails.delete_event_data_store(EventDataStore=arn)
