"""Backups, what tables were, exports that Athena reads, and imports."""

import base64
import gzip
import hashlib
import json
import time

import pytest
from botocore.exceptions import ClientError


def until(look, wanted, seconds=60):
    for _ in range(seconds * 20):
        found = look()
        if found == wanted:
            return
        assert found not in ("FAILED",), found
        time.sleep(0.05)
    raise AssertionError(f"still {found}")


@pytest.fixture
def dynamodb(client):
    return client("dynamodb")


@pytest.fixture
def pets(dynamodb):
    for name in dynamodb.list_tables()["TableNames"]:
        dynamodb.delete_table(TableName=name)
    dynamodb.create_table(
        TableName="pets",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[
            {"AttributeName": "id", "AttributeType": "N"},
            {"AttributeName": "kind", "AttributeType": "S"},
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
    for number in range(50):
        put(dynamodb, number, "cat" if number % 2 else "dog")
    return "pets"


def put(dynamodb, number, kind):
    item = {"id": {"N": str(number)}, "kind": {"S": kind}, "tags": {"SS": ["a", "b"]}, "raw": {"B": b"\0\1"}}
    dynamodb.put_item(TableName="pets", Item=item)


def items(dynamodb, table):
    pages = dynamodb.get_paginator("scan").paginate(TableName=table)
    return sorted((item for page in pages for item in page["Items"]), key=lambda item: int(item["id"]["N"]))


def active(dynamodb, table):
    until(lambda: dynamodb.describe_table(TableName=table)["Table"]["TableStatus"], "ACTIVE")


def test_a_backup_comes_back_as_a_new_table(dynamodb, pets):
    before = items(dynamodb, pets)
    backup = dynamodb.create_backup(TableName=pets, BackupName="night")["BackupDetails"]
    assert backup["BackupStatus"] == "CREATING" and backup["BackupType"] == "USER"
    for number in range(50):
        dynamodb.delete_item(TableName=pets, Key={"id": {"N": str(number)}})
    told = dynamodb.restore_table_from_backup(BackupArn=backup["BackupArn"], TargetTableName="again")
    assert told["TableDescription"]["TableStatus"] == "CREATING"
    active(dynamodb, "again")
    assert items(dynamodb, "again") == before and items(dynamodb, pets) == []
    cats = dynamodb.query(
        TableName="again",
        IndexName="byKind",
        KeyConditionExpression="kind = :k",
        ExpressionAttributeValues={":k": {"S": "cat"}},
    )
    assert cats["Count"] == 25
    assert (
        dynamodb.describe_backup(BackupArn=backup["BackupArn"])["BackupDescription"]["SourceTableDetails"]["ItemCount"]
        == 50
    )
    with pytest.raises(dynamodb.exceptions.TableAlreadyExistsException):
        dynamodb.restore_table_from_backup(BackupArn=backup["BackupArn"], TargetTableName="again")
    dynamodb.delete_backup(BackupArn=backup["BackupArn"])
    with pytest.raises(dynamodb.exceptions.BackupNotFoundException):
        dynamodb.describe_backup(BackupArn=backup["BackupArn"])


def recoverable(dynamodb):
    dynamodb.update_continuous_backups(
        TableName="pets", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )


def test_the_second_before_a_mass_delete_comes_back(dynamodb, pets):
    recoverable(dynamodb)
    before = items(dynamodb, pets)
    described = dynamodb.describe_continuous_backups(TableName=pets)["ContinuousBackupsDescription"]
    moment = described["PointInTimeRecoveryDescription"]["LatestRestorableDateTime"]
    time.sleep(1.1)
    for number in range(50):
        dynamodb.delete_item(TableName=pets, Key={"id": {"N": str(number)}})
    dynamodb.restore_table_to_point_in_time(SourceTableName=pets, TargetTableName="then", RestoreDateTime=moment)
    active(dynamodb, "then")
    assert items(dynamodb, "then") == before


def exported(dynamodb, s3, arn, **asked):
    export = dynamodb.export_table_to_point_in_time(TableArn=arn, **asked)["ExportDescription"]
    look = lambda: dynamodb.describe_export(ExportArn=export["ExportArn"])["ExportDescription"]  # noqa: E731
    until(lambda: look()["ExportStatus"], "COMPLETED")
    told = look()
    read = lambda key: s3.get_object(Bucket=asked["S3Bucket"], Key=key)["Body"].read()  # noqa: E731
    summary = read(told["ExportManifest"])
    assert read(told["ExportManifest"].replace(".json", ".md5")).decode() == md5(summary)
    files = read(json.loads(summary)["manifestFilesS3Key"]).decode().splitlines()
    lines = []
    for file in map(json.loads, files):
        data = read(file["dataFileS3Key"])
        assert md5(data) == file["md5Checksum"]
        lines += gzip.decompress(data).decode().splitlines()
    return told, json.loads(summary), lines


def md5(data):
    return base64.b64encode(hashlib.md5(data).digest()).decode()


def asked(athena, statement, bucket):
    """Runs a statement to its end; gives its id."""
    started = athena.start_query_execution(
        QueryString=statement,
        QueryExecutionContext={"Database": "exports"},
        ResultConfiguration={"OutputLocation": f"s3://{bucket}/results/"},
    )["QueryExecutionId"]
    look = lambda: athena.get_query_execution(QueryExecutionId=started)["QueryExecution"]["Status"]  # noqa: E731
    until(lambda: look()["State"] not in ("QUEUED", "RUNNING"), True, 120)
    assert look()["State"] == "SUCCEEDED", look()
    return started


def test_athena_reads_an_export(client, dynamodb, s3, bucket, pets):
    recoverable(dynamodb)
    arn = dynamodb.describe_table(TableName=pets)["Table"]["TableArn"]
    told, summary, lines = exported(dynamodb, s3, arn, S3Bucket=bucket, S3Prefix="out")
    assert told["ItemCount"] == 50 == summary["itemCount"] == len(lines)
    assert summary["exportType"] == "FULL_EXPORT" and summary["outputFormat"] == "DYNAMODB_JSON"
    assert json.loads(lines[0])["Item"]["tags"] == {"SS": ["a", "b"]}
    assert f"out/AWSDynamoDB/{told['ExportArn'].rsplit('/', 1)[1]}/_started" in {
        entry["Key"] for entry in s3.list_objects_v2(Bucket=bucket)["Contents"]
    }
    client("glue").create_database(DatabaseInput={"Name": "exports"})
    athena = client("athena")
    folder = told["ExportManifest"].rsplit("/", 1)[0]
    statements = (
        "CREATE EXTERNAL TABLE pets (Item struct<id:struct<N:string>,kind:struct<S:string>>) "
        f"ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' LOCATION 's3://{bucket}/{folder}/data/'",
        "SELECT Item.kind.S, count(*), sum(CAST(Item.id.N AS integer)) FROM pets GROUP BY 1 ORDER BY 1",
    )
    for statement in statements:
        started = asked(athena, statement, bucket)
    rows = athena.get_query_results(QueryExecutionId=started)["ResultSet"]["Rows"]
    values = [[cell["VarCharValue"] for cell in row["Data"]] for row in rows[1:]]
    assert values == [["cat", "25", "625"], ["dog", "25", "600"]]


@pytest.mark.parametrize("kind", ["DYNAMODB_JSON", "ION"])
def test_what_was_exported_can_be_imported(dynamodb, s3, bucket, pets, kind):
    recoverable(dynamodb)
    arn = dynamodb.describe_table(TableName=pets)["Table"]["TableArn"]
    told, _, _ = exported(dynamodb, s3, arn, S3Bucket=bucket, ExportFormat=kind)
    folder = told["ExportManifest"].rsplit("/", 1)[0]
    imported = done(
        dynamodb,
        dynamodb.import_table(
            S3BucketSource={"S3Bucket": bucket, "S3KeyPrefix": folder + "/data/"},
            InputFormat=kind,
            InputCompressionType="GZIP",
            TableCreationParameters=table("copy-" + kind),
        ),
    )
    assert (imported["ImportedItemCount"], imported["ErrorCount"]) == (50, 0)
    assert items(dynamodb, "copy-" + kind) == items(dynamodb, pets)


def table(name):
    return {
        "TableName": name,
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "N"}],
        "BillingMode": "PAY_PER_REQUEST",
    }


def done(dynamodb, answer):
    arn = answer["ImportTableDescription"]["ImportArn"]
    look = lambda: dynamodb.describe_import(ImportArn=arn)["ImportTableDescription"]  # noqa: E731
    until(lambda: look()["ImportStatus"], "COMPLETED")
    return look()


def test_comma_separated_values_become_items_and_what_is_wrong_is_counted(dynamodb, s3, bucket, pets):
    s3.put_object(Bucket=bucket, Key="in/a.csv", Body=b'id,name\n1,ann\n2,"b, c"\nx,no number\n3\n4,\n')
    imported = done(
        dynamodb,
        dynamodb.import_table(
            S3BucketSource={"S3Bucket": bucket, "S3KeyPrefix": "in/"},
            InputFormat="CSV",
            TableCreationParameters=table("read"),
        ),
    )
    assert (imported["ProcessedItemCount"], imported["ImportedItemCount"], imported["ErrorCount"]) == (5, 3, 2)
    assert [(item["id"]["N"], item["name"]["S"]) for item in items(dynamodb, "read")] == [
        ("1", "ann"),
        ("2", "b, c"),
        ("4", ""),
    ]
    listed = dynamodb.list_imports()["ImportSummaryList"]
    assert imported["ImportArn"] in {one["ImportArn"] for one in listed}


def test_an_export_to_no_bucket_fails_and_without_recovery_is_refused(dynamodb, pets):
    arn = dynamodb.describe_table(TableName=pets)["Table"]["TableArn"]
    with pytest.raises(ClientError) as refused:
        dynamodb.export_table_to_point_in_time(TableArn=arn, S3Bucket="there-is-no-such-bucket")
    assert refused.value.response["Error"]["Code"] == "PointInTimeRecoveryUnavailableException"
    recoverable(dynamodb)
    export = dynamodb.export_table_to_point_in_time(TableArn=arn, S3Bucket="there-is-no-such-bucket")
    arn = export["ExportDescription"]["ExportArn"]
    for _ in range(400):
        told = dynamodb.describe_export(ExportArn=arn)["ExportDescription"]
        if told["ExportStatus"] != "IN_PROGRESS":
            break
        time.sleep(0.05)
    assert (told["ExportStatus"], told["FailureCode"]) == ("FAILED", "S3NoSuchBucket")
