"""Changes in the catalog as events on the default bus."""

import json
import time
import uuid

import pytest


@pytest.fixture(scope="module")
def events(client):
    """The details of Glue's events about a database, by what changed; waits for so many."""
    bus, sqs = client("events"), client("sqs")
    name = f"glue-{uuid.uuid4().hex[:8]}"
    queue = sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    bus.put_rule(Name=name, EventPattern=json.dumps({"source": ["aws.glue"]}))
    bus.put_targets(Rule=name, Targets=[{"Id": "1", "Arn": arn}])
    seen = []

    def collect(database, number):
        deadline = time.monotonic() + 20
        while True:
            for message in sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", []):
                seen.append(json.loads(message["Body"]))
                sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
            told = {e["detail"]["typeOfChange"]: e for e in seen if e["detail"].get("databaseName") == database}
            if len(told) >= number or time.monotonic() > deadline:
                return told

    return collect


def test_databases_tables_and_partitions_tell_of_their_changes(client, events):
    glue, database = client("glue"), f"db_{uuid.uuid4().hex[:8]}"
    table = {
        "Name": "Sales",
        "PartitionKeys": [{"Name": "country", "Type": "string"}, {"Name": "day", "Type": "string"}],
        "StorageDescriptor": {"Columns": [{"Name": "a", "Type": "int"}], "Location": "s3://b/sales/"},
    }
    where = {"DatabaseName": database, "TableName": "sales"}
    part = {"Values": ["FR", "1"], "StorageDescriptor": {"Location": "s3://b/sales/FR/1/"}}
    glue.create_database(DatabaseInput={"Name": database})
    glue.create_table(DatabaseName=database, TableInput=table)
    glue.update_table(DatabaseName=database, TableInput={**table, "Description": "new"})
    glue.create_partition(**where, PartitionInput=part)
    two = [part, {**part, "Values": ["DE", "2"]}]
    assert len(glue.batch_create_partition(**where, PartitionInputList=two)["Errors"]) == 1
    glue.update_partition(**where, PartitionValueList=["FR", "1"], PartitionInput=part)
    glue.batch_update_partition(**where, Entries=[{"PartitionValueList": ["FR", "1"], "PartitionInput": part}])
    glue.delete_partition(**where, PartitionValues=["FR", "1"])
    glue.batch_delete_partition(**where, PartitionsToDelete=[{"Values": ["DE", "2"]}, {"Values": ["IT", "3"]}])
    glue.delete_table(DatabaseName=database, Name="sales")
    glue.create_table(DatabaseName=database, TableInput={"Name": "other"})
    glue.batch_delete_table(DatabaseName=database, TablesToDelete=["other", "nothing"])
    glue.delete_database(Name=database)
    told = events(database, 12)
    of_databases = {"CreateDatabase", "DeleteDatabase", "CreateTable", "DeleteTable", "BatchDeleteTable"}
    assert {change for change in told if "Database" in told[change]["detail-type"]} == of_databases
    of_tables = {"UpdateTable", "CreatePartition", "BatchCreatePartition", "UpdatePartition"}
    of_tables |= {"BatchUpdatePartition", "DeletePartition", "BatchDeletePartition"}
    tables = {change for change in told if told[change]["detail-type"] == "Glue Data Catalog Table State Change"}
    assert tables == of_tables
    assert told["BatchCreatePartition"]["detail"]["changedPartitions"] == ["[DE, 2]"]
    assert told["BatchDeletePartition"]["detail"]["changedPartitions"] == ["[DE, 2]"]
    assert told["BatchDeleteTable"]["detail"]["changedTables"] == ["other"]
    assert told["UpdateTable"]["detail"]["tableName"] == "sales"
    assert told["UpdateTable"]["resources"] == [f"arn:aws:glue:us-east-1:123456789012:table/{database}/sales"]


def test_a_query_that_makes_a_table_is_told_too(client, events):
    glue, athena, s3 = client("glue"), client("athena"), client("s3")
    database = f"db_{uuid.uuid4().hex[:8]}"
    s3.create_bucket(Bucket=database.replace("_", "-"))
    glue.create_database(DatabaseInput={"Name": database})
    output = {"OutputLocation": f"s3://{database.replace('_', '-')}/"}
    ddl = f"CREATE EXTERNAL TABLE {database}.t (a int) LOCATION 's3://{database.replace('_', '-')}/t/'"
    athena.start_query_execution(QueryString=ddl, ResultConfiguration=output)
    assert events(database, 2)["CreateTable"]["detail"]["changedTables"] == ["t"]
