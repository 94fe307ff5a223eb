"""Firehose as programs see it: what is put lies in S3 a little later, whatever comes between."""

import gzip
import io
import json
import uuid
import zipfile

import pytest

OWN_CLOCK = True
ROLE = "arn:aws:iam::123456789012:role/firehose"


@pytest.fixture
def firehose(client):
    return client("firehose")


@pytest.fixture
def make(firehose, bucket):
    """Makes a delivery stream to the bucket; gives its name."""

    def make(**destination):
        name = f"hose-{uuid.uuid4().hex[:8]}"
        firehose.create_delivery_stream(
            DeliveryStreamName=name,
            ExtendedS3DestinationConfiguration={
                "RoleARN": ROLE,
                "BucketARN": f"arn:aws:s3:::{bucket}",
                "BufferingHints": {"SizeInMBs": 1, "IntervalInSeconds": 60},
                **destination,
            },
        )
        return name

    return make


def advance(server, seconds):
    server.post("/_tarn/clock", {"advance": f"PT{seconds}S"})


def time_of(s3, bucket):
    """The server's time, which runs ahead of ours."""
    s3.put_object(Bucket=bucket, Key="now", Body=b"")
    seconds = s3.head_object(Bucket=bucket, Key="now")["LastModified"].timestamp()
    s3.delete_object(Bucket=bucket, Key="now")
    return seconds


def objects(s3, bucket):
    found = {}
    for entry in s3.list_objects_v2(Bucket=bucket).get("Contents", []):
        found[entry["Key"]] = s3.get_object(Bucket=bucket, Key=entry["Key"])["Body"].read()
    return found


def test_records_lie_in_s3_after_the_interval(server, firehose, s3, bucket, make):
    name = make(Prefix="clicks/")
    described = firehose.describe_delivery_stream(DeliveryStreamName=name)["DeliveryStreamDescription"]
    assert described["DeliveryStreamStatus"] == "ACTIVE"
    put = firehose.put_record(DeliveryStreamName=name, Record={"Data": b"one\n"})
    assert put["RecordId"]
    batch = firehose.put_record_batch(DeliveryStreamName=name, Records=[{"Data": b"two\n"}, {"Data": b"three\n"}])
    assert batch["FailedPutCount"] == 0 and len(batch["RequestResponses"]) == 2
    assert not objects(s3, bucket)
    advance(server, 61)
    [(key, body)] = objects(s3, bucket).items()
    assert body == b"one\ntwo\nthree\n"
    assert key.startswith("clicks/20") and f"/{name}-1-" in key


def test_objects_are_packed_as_asked(server, firehose, s3, bucket, make):
    packed = make(CompressionFormat="GZIP", Prefix="gz/"), make(CompressionFormat="ZIP", Prefix="zip/")
    for name in packed:
        firehose.put_record(DeliveryStreamName=name, Record={"Data": b"x" * 1000})
    advance(server, 61)
    for key, body in objects(s3, bucket).items():
        if key.endswith(".gz"):
            assert gzip.decompress(body) == b"x" * 1000
        else:
            archive = zipfile.ZipFile(io.BytesIO(body))
            assert key.endswith(".zip") and archive.read(archive.namelist()[0]) == b"x" * 1000


def test_records_lie_by_their_keys(server, firehose, s3, bucket, make):
    query = "{customer: .customer, year: .at[0:4]}"
    name = make(
        BufferingHints={"SizeInMBs": 64, "IntervalInSeconds": 60},
        Prefix="c=!{partitionKeyFromQuery:customer}/y=!{partitionKeyFromQuery:year}/",
        ErrorOutputPrefix="bad/!{firehose:error-output-type}/",
        DynamicPartitioningConfiguration={"Enabled": True},
        ProcessingConfiguration={
            "Enabled": True,
            "Processors": [
                {
                    "Type": "MetadataExtraction",
                    "Parameters": [
                        {"ParameterName": "MetadataExtractionQuery", "ParameterValue": query},
                        {"ParameterName": "JsonParsingEngine", "ParameterValue": "JQ-1.6"},
                    ],
                },
                {"Type": "AppendDelimiterToRecord", "Parameters": []},
            ],
        },
    )
    rows = [{"customer": c, "at": f"{y}-05-06"} for c in "ab" for y in (2025, 2026)]
    firehose.put_record_batch(
        DeliveryStreamName=name, Records=[{"Data": json.dumps(row).encode()} for row in rows] + [{"Data": b"none"}]
    )
    advance(server, 61)
    found = objects(s3, bucket)
    assert {key.rsplit("/", 1)[0] for key in found} == {
        "c=a/y=2025",
        "c=a/y=2026",
        "c=b/y=2025",
        "c=b/y=2026",
        "bad/processing-failed",
    }
    assert all(len(body.splitlines()) == 1 for body in found.values())


def test_a_topic_a_log_group_and_a_rule_reach_it(server, client, firehose, s3, bucket, make):
    name = make(BufferingHints={"SizeInMBs": 1, "IntervalInSeconds": 60})
    arn = firehose.describe_delivery_stream(DeliveryStreamName=name)["DeliveryStreamDescription"]["DeliveryStreamARN"]
    sns, logs, events = client("sns"), client("logs"), client("events")
    topic = sns.create_topic(Name=name)["TopicArn"]
    sns.subscribe(
        TopicArn=topic,
        Protocol="firehose",
        Endpoint=arn,
        Attributes={"SubscriptionRoleArn": ROLE, "RawMessageDelivery": "true"},
    )
    sns.publish(TopicArn=topic, Message="from a topic")
    logs.create_log_group(logGroupName=name)
    logs.create_log_stream(logGroupName=name, logStreamName="s")
    logs.put_subscription_filter(
        logGroupName=name, filterName="all", filterPattern="", destinationArn=arn, roleArn=ROLE
    )
    now = int(time_of(s3, bucket) * 1000)
    logs.put_log_events(logGroupName=name, logStreamName="s", logEvents=[{"timestamp": now, "message": "from a log"}])
    events.put_rule(Name=name, EventPattern=json.dumps({"source": ["mine"]}))
    events.put_targets(Rule=name, Targets=[{"Id": "1", "Arn": arn, "RoleArn": ROLE}])
    events.put_events(Entries=[{"Source": "mine", "DetailType": "from a rule", "Detail": "{}"}])

    def arrived():
        advance(server, 61)
        return b"".join(objects(s3, bucket).values())

    wanted = [b"from a topic\n", b"from a rule", gzip.compress(b"")[:2]]
    for _ in range(20):
        seen = arrived()
        if all(text in seen for text in wanted):
            break
    assert all(text in seen for text in wanted)


def test_a_data_stream_flows_through(server, client, firehose, s3, bucket):
    kinesis = client("kinesis")
    name = f"k-{uuid.uuid4().hex[:8]}"
    kinesis.create_stream(StreamName=name, ShardCount=2)
    source = kinesis.describe_stream_summary(StreamName=name)["StreamDescriptionSummary"]["StreamARN"]
    firehose.create_delivery_stream(
        DeliveryStreamName=name,
        DeliveryStreamType="KinesisStreamAsSource",
        KinesisStreamSourceConfiguration={"KinesisStreamARN": source, "RoleARN": ROLE},
        ExtendedS3DestinationConfiguration={"RoleARN": ROLE, "BucketARN": f"arn:aws:s3:::{bucket}"},
    )
    kinesis.put_records(
        StreamName=name, Records=[{"Data": f"<{i}>".encode(), "PartitionKey": str(i)} for i in range(100)]
    )
    for _ in range(40):
        advance(server, 301)
        seen = b"".join(objects(s3, bucket).values())
        if seen.count(b"<") == 100:
            break
    assert sorted(seen.decode().split("<")[1:]) == sorted(f"{i}>" for i in range(100))


def test_wrong_input_is_named(firehose, make):
    name = make()
    errors = firehose.exceptions
    with pytest.raises(errors.ResourceNotFoundException):
        firehose.put_record(DeliveryStreamName="none", Record={"Data": b"x"})
    with pytest.raises(errors.ClientError, match="ValidationException|InvalidArgument"):
        firehose.put_record(DeliveryStreamName=name, Record={"Data": b"x" * 1_024_001})
    with pytest.raises(errors.InvalidArgumentException, match="4 MB"):
        firehose.put_record_batch(DeliveryStreamName=name, Records=[{"Data": b"x" * 1_000_000}] * 5)
    with pytest.raises(errors.InvalidArgumentException, match="Redshift"):
        firehose.create_delivery_stream(
            DeliveryStreamName="r",
            RedshiftDestinationConfiguration={
                "RoleARN": ROLE,
                "ClusterJDBCURL": "jdbc:redshift://a.b.us-east-1.redshift.amazonaws.com:5439/d",
                "CopyCommand": {"DataTableName": "t"},
                "Username": "u",
                "Password": "p" * 8,
                "S3Configuration": {"RoleARN": ROLE, "BucketARN": "arn:aws:s3:::b"},
            },
        )
    with pytest.raises(errors.ConcurrentModificationException):
        firehose.update_destination(
            DeliveryStreamName=name,
            CurrentDeliveryStreamVersionId="9",
            DestinationId="destinationId-000000000001",
            ExtendedS3DestinationUpdate={"Prefix": "y/"},
        )
    firehose.delete_delivery_stream(DeliveryStreamName=name)
    with pytest.raises(errors.ResourceNotFoundException):
        firehose.describe_delivery_stream(DeliveryStreamName=name)
