"""Restores, exports and replication go on after SIGKILL where they had come to, and lose and repeat nothing."""

import gzip
import io
import json
import random
import time
import zipfile

import boto3
import pytest
from botocore.config import Config

from server import Server

OWN_SERVER = True
ITEMS = 20_000
TABLE = "many"


@pytest.fixture
def server(tmp_path):
    running = Server(tmp_path / "server.log", data=tmp_path / "data")
    running.start()
    yield running
    running.stop()


def archive(text):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zipped:
        zipped.writestr("app.py", text)
    return packed.getvalue()


def until(look, wanted, seconds=120):
    for _ in range(seconds * 10):
        found = look()
        if found == wanted:
            return
        time.sleep(0.1)
    raise AssertionError(f"still {found}")


def fill(dynamodb):
    dynamodb.create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[
            {"AttributeName": "id", "AttributeType": "N"},
            {"AttributeName": "kind", "AttributeType": "N"},
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "byKind",
                "KeySchema": [{"AttributeName": "kind", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    for start in range(0, ITEMS, 25):
        puts = [
            {"PutRequest": {"Item": {"id": {"N": str(n)}, "kind": {"N": str(n % 7)}, "text": {"S": "x" * 50}}}}
            for n in range(start, start + 25)
        ]
        left = {TABLE: puts}
        while left := dynamodb.batch_write_item(RequestItems=left)["UnprocessedItems"]:
            time.sleep(0.05)  # beyond the table's capacity


def ids(dynamodb, table, **options):
    pages = dynamodb.get_paginator("scan").paginate(TableName=table, ProjectionExpression="id", **options)
    return sorted(int(item["id"]["N"]) for page in pages for item in page["Items"])


def test_what_was_begun_is_ended_after_a_kill(server, credentials, request):
    seed = request.config.getoption("--seed") or random.randrange(1 << 32)
    moments = random.Random(seed)
    config = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=60)

    def client(service, region="us-east-1"):
        return boto3.client(service, endpoint_url=server.url, config=config, **{**credentials, "region_name": region})

    dynamodb, s3 = client("dynamodb"), client("s3")
    s3.create_bucket(Bucket="exports")
    fill(dynamodb)
    dynamodb.update_continuous_backups(
        TableName=TABLE, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    backup = dynamodb.create_backup(TableName=TABLE, BackupName="night")["BackupDetails"]["BackupArn"]
    arn = dynamodb.describe_table(TableName=TABLE)["Table"]["TableArn"]
    export = dynamodb.export_table_to_point_in_time(TableArn=arn, S3Bucket="exports")["ExportDescription"]
    dynamodb.restore_table_from_backup(BackupArn=backup, TargetTableName="restored")
    dynamodb.update_table(TableName=TABLE, ReplicaUpdates=[{"Create": {"RegionName": "eu-west-1"}}])
    for number in range(100):
        dynamodb.delete_item(TableName=TABLE, Key={"id": {"N": str(number)}})
    for _ in range(2):
        time.sleep(moments.uniform(0, 0.5))
        server.kill()
        server.start()
    europe = client("dynamodb", "eu-west-1")
    dynamodb = client("dynamodb")
    until(lambda: dynamodb.describe_table(TableName="restored")["Table"]["TableStatus"], "ACTIVE")
    assert ids(dynamodb, "restored") == list(range(ITEMS)), f"seed {seed}"
    assert ids(dynamodb, "restored", IndexName="byKind") == list(range(ITEMS)), f"seed {seed}"
    look = lambda: dynamodb.describe_export(ExportArn=export["ExportArn"])["ExportDescription"]  # noqa: E731
    until(lambda: look()["ExportStatus"], "COMPLETED")
    summary = json.loads(s3.get_object(Bucket="exports", Key=look()["ExportManifest"])["Body"].read())
    files = s3.get_object(Bucket="exports", Key=summary["manifestFilesS3Key"])["Body"].read().decode()
    exported = []
    for file in map(json.loads, files.splitlines()):
        data = s3.get_object(Bucket="exports", Key=file["dataFileS3Key"])["Body"].read()
        lines = gzip.decompress(data).decode().splitlines()
        exported += [int(json.loads(line)["Item"]["id"]["N"]) for line in lines]
    assert sorted(exported) == list(range(ITEMS)), f"seed {seed}"
    until(lambda: europe.describe_table(TableName=TABLE)["Table"]["TableStatus"], "ACTIVE")
    until(lambda: ids(europe, TABLE) == list(range(100, ITEMS)), True)
    assert ids(dynamodb, TABLE) == list(range(100, ITEMS)), f"seed {seed}"


MIRROR = """
import json, os, urllib.request

def call(operation, **body):
    request = urllib.request.Request(
        os.environ["AWS_ENDPOINT_URL"],
        json.dumps(body).encode(),
        {
            "X-Amz-Target": "DynamoDB_20120810." + operation,
            "Content-Type": "application/x-amz-json-1.0",
            "Authorization": "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, "
            "SignedHeaders=host, Signature=0",
        },
    )
    urllib.request.urlopen(request, timeout=10).read()

def handler(event, context):
    for record in event["Records"]:
        change = record["dynamodb"]
        if record["eventName"] == "REMOVE":
            call("DeleteItem", TableName="mirror", Key=change["Keys"])
        else:
            call("PutItem", TableName="mirror", Item=change["NewImage"])
"""


def test_a_function_mirrors_a_table_across_kills(server, credentials, request):
    seed = request.config.getoption("--seed") or random.randrange(1 << 32)
    dice = random.Random(seed)
    config = Config(retries={"total_max_attempts": 3}, connect_timeout=5, read_timeout=60)

    def client(service):
        return boto3.client(service, endpoint_url=server.url, config=config, **credentials)

    dynamodb, functions = client("dynamodb"), client("lambda")
    for name in ("source", "mirror"):
        dynamodb.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "N"}],
            BillingMode="PAY_PER_REQUEST",
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        )
    stream = dynamodb.describe_table(TableName="source")["Table"]["LatestStreamArn"]
    functions.create_function(
        FunctionName="mirror",
        Runtime="python3.11",
        Role="arn:aws:iam::123456789012:role/any",
        Handler="app.handler",
        Timeout=30,
        Code={"ZipFile": archive(MIRROR)},
    )
    functions.create_event_source_mapping(
        EventSourceArn=stream, FunctionName="mirror", StartingPosition="TRIM_HORIZON", BatchSize=50
    )
    for _ in range(2):
        for _ in range(150):
            key = {"id": {"N": str(dice.randrange(40))}}
            if dice.random() < 0.3:
                dynamodb.delete_item(TableName="source", Key=key)
            else:
                dynamodb.put_item(TableName="source", Item=key | {"v": {"N": str(dice.randrange(1000))}})
        server.kill()
        server.start()

    def contents(table):
        items = client("dynamodb").scan(TableName=table)["Items"]
        return sorted((int(item["id"]["N"]), item["v"]["N"]) for item in items)

    until(lambda: contents("mirror") == contents("source"), True)
    assert contents("source"), f"seed {seed}"
