"""What crawlers look at beside folders: databases, DynamoDB, queues of S3 events, Iceberg, Delta, the catalog; and
what is heard of them."""

import json
import time
import uuid

import pytest
from postgres import Postgres


@pytest.fixture
def glue(client):
    return client("glue")


@pytest.fixture
def database(glue):
    name = "db_" + uuid.uuid4().hex[:8]
    glue.create_database(DatabaseInput={"Name": name})
    return name


@pytest.fixture(scope="module")
def postgres(tmp_path_factory):
    running = Postgres(tmp_path_factory.mktemp("postgres")).start()
    running.sql(
        "create schema shop",
        "create table shop.orders (id bigint primary key, total numeric(10,2), at timestamp, note text, paid boolean)",
        "create table shop.secret_words (word text)",
        "create view shop.paid as select id from shop.orders where paid",
    )
    yield running
    running.stop()


def run(glue, name):
    glue.start_crawler(Name=name)
    deadline = time.monotonic() + 60
    while (crawler := glue.get_crawler(Name=name)["Crawler"])["State"] != "READY":
        assert time.monotonic() < deadline, crawler
        time.sleep(0.05)
    return crawler["LastCrawl"]


def crawl(glue, database, **options):
    name = options.pop("Name", database)
    glue.create_crawler(Name=name, Role="crawler", DatabaseName=database, **options)
    ended = run(glue, name)
    assert ended["Status"] == "SUCCEEDED", ended
    return tables(glue, database)


def tables(glue, database):
    return {table["Name"]: table for table in glue.get_tables(DatabaseName=database)["TableList"]}


def columns(table):
    return [(column["Name"], column["Type"]) for column in table["StorageDescriptor"]["Columns"]]


def connect(glue, postgres, **more):
    name = "c-" + uuid.uuid4().hex[:8]
    properties = {"JDBC_CONNECTION_URL": postgres.url, "USERNAME": postgres.user, "PASSWORD": postgres.password}
    glue.create_connection(
        ConnectionInput={"Name": name, "ConnectionType": "JDBC", "ConnectionProperties": properties | more}
    )
    return name


def test_the_tables_of_a_postgresql_are_found(glue, database, postgres):
    connection = connect(glue, postgres)
    target = {"ConnectionName": connection, "Path": "postgres/shop/%", "Exclusions": ["shop/secret*"]}
    found = crawl(glue, database, Targets={"JdbcTargets": [target]}, TablePrefix="pg_")
    assert set(found) == {"pg_postgres_shop_orders", "pg_postgres_shop_paid"}
    assert columns(found["pg_postgres_shop_orders"]) == [
        ("id", "bigint"),
        ("total", "decimal(10,2)"),
        ("at", "timestamp"),
        ("note", "string"),
        ("paid", "boolean"),
    ]
    parameters = found["pg_postgres_shop_orders"]["Parameters"]
    assert (parameters["classification"], parameters["connectionName"]) == ("postgresql", connection)
    postgres.sql("alter table shop.orders add column city varchar(40)")
    assert run(glue, database)["Status"] == "SUCCEEDED"
    assert ("city", "string") in columns(tables(glue, database)["pg_postgres_shop_orders"])


def test_a_connection_is_tested_for_real(glue, postgres, client):
    glue.test_connection(ConnectionName=connect(glue, postgres))
    with pytest.raises(glue.exceptions.InvalidInputException) as refused:
        glue.test_connection(ConnectionName=connect(glue, postgres, PASSWORD="wrong"))
    assert "password authentication failed" in str(refused.value)
    secret = {"username": postgres.user, "password": postgres.password}
    kept = client("secretsmanager").create_secret(Name=uuid.uuid4().hex, SecretString=json.dumps(secret))
    by_secret = connect(glue, postgres, PASSWORD="wrong", SECRET_ID=kept["ARN"])
    glue.test_connection(ConnectionName=by_secret)
    with pytest.raises(glue.exceptions.InvalidInputException) as refused:
        glue.test_connection(ConnectionName=connect(glue, postgres, JDBC_ENFORCE_SSL="true"))
    assert "SSL" in str(refused.value)


def test_a_crawl_with_a_wrong_password_fails_in_words(glue, database, postgres):
    target = {"ConnectionName": connect(glue, postgres, PASSWORD="wrong"), "Path": "postgres/shop/%"}
    glue.create_crawler(Name=database, Role="r", DatabaseName=database, Targets={"JdbcTargets": [target]})
    ended = run(glue, database)
    assert ended["Status"] == "FAILED"
    assert "password authentication failed" in ended["ErrorMessage"]


def test_items_of_dynamodb_tell_their_attributes(glue, database, client):
    dynamo = client("dynamodb")
    dynamo.create_table(
        TableName="Events",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    dynamo.put_item(TableName="Events", Item={"id": {"S": "a"}, "n": {"N": "1"}, "at": {"M": {"x": {"N": "1.5"}}}})
    dynamo.put_item(TableName="Events", Item={"id": {"S": "b"}, "tags": {"SS": ["x"]}})
    found = crawl(glue, database, Targets={"DynamoDBTargets": [{"Path": "Events"}]})
    assert dict(columns(found["events"])) == {
        "id": "string",
        "n": "bigint",
        "at": "struct<x:double>",
        "tags": "array<string>",
    }
    assert found["events"]["Parameters"]["classification"] == "dynamodb"


def test_only_folders_with_events_are_read_again(glue, database, s3, bucket, client):
    sqs = client("sqs")
    queue = sqs.create_queue(QueueName=database)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    allow = {"Effect": "Allow", "Principal": "*", "Action": "sqs:SendMessage", "Resource": arn}
    sqs.set_queue_attributes(
        QueueUrl=queue, Attributes={"Policy": json.dumps({"Version": "2012-10-17", "Statement": [allow]})}
    )
    for day in (1, 2):
        s3.put_object(Bucket=bucket, Key=f"data/day={day}/a.json", Body=b'{"id":1}')
    s3.put_bucket_notification_configuration(
        Bucket=bucket,
        NotificationConfiguration={
            "QueueConfigurations": [{"QueueArn": arn, "Events": ["s3:ObjectCreated:*", "s3:ObjectRemoved:*"]}]
        },
    )
    target = {"Path": f"s3://{bucket}/data/", "EventQueueArn": arn}
    found = crawl(
        glue,
        database,
        Targets={"S3Targets": [target]},
        RecrawlPolicy={"RecrawlBehavior": "CRAWL_EVENT_MODE"},
    )
    assert columns(found["data"]) == [("id", "int")]
    s3.put_object(Bucket=bucket, Key="data/day=3/b.json", Body=b'{"id":2,"more":"x"}')
    deadline = time.monotonic() + 30
    while sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["ApproximateNumberOfMessages"])["Attributes"][
        "ApproximateNumberOfMessages"
    ] in ("0", "1"):
        assert time.monotonic() < deadline
        time.sleep(0.05)
        if time.monotonic() > deadline - 29:
            break
    assert run(glue, database)["Status"] == "SUCCEEDED"
    assert columns(tables(glue, database)["data"]) == [("id", "int"), ("more", "string")]
    values = glue.get_partitions(DatabaseName=database, TableName="data")["Partitions"]
    assert [partition["Values"] for partition in values] == [["1"], ["2"], ["3"]]
    with pytest.raises(glue.exceptions.InvalidInputException):
        glue.create_crawler(
            Name="no-queue",
            Role="r",
            Targets={"S3Targets": [{"Path": f"s3://{bucket}/data/"}]},
            RecrawlPolicy={"RecrawlBehavior": "CRAWL_EVENT_MODE"},
        )


def test_iceberg_and_delta_tables_are_found_by_their_metadata(glue, database, s3, bucket):
    metadata = {
        "format-version": 2,
        "location": f"s3://{bucket}/ice/sales",
        "current-schema-id": 1,
        "schemas": [
            {"schema-id": 0, "type": "struct", "fields": []},
            {
                "schema-id": 1,
                "type": "struct",
                "fields": [
                    {"id": 1, "name": "id", "required": True, "type": "long"},
                    {"id": 2, "name": "tags", "type": {"type": "list", "element": "string", "element-id": 3}},
                ],
            },
        ],
    }
    for version, body in (("00001-a", {}), ("00002-b", metadata)):
        key = f"ice/sales/metadata/{version}.metadata.json"
        s3.put_object(Bucket=bucket, Key=key, Body=json.dumps(body).encode())
    fields = [{"name": "id", "type": "integer"}, {"name": "day", "type": "date"}]
    meta = {"schemaString": json.dumps({"type": "struct", "fields": fields}), "partitionColumns": ["day"]}
    log = json.dumps({"commitInfo": {}}) + "\n" + json.dumps({"metaData": meta}) + "\n"
    s3.put_object(Bucket=bucket, Key="delta/visits/_delta_log/00000000000000000000.json", Body=log.encode())
    s3.put_object(Bucket=bucket, Key="delta/visits/_delta_log/00000000000000000001.json", Body=b'{"commitInfo":{}}')
    found = crawl(
        glue,
        database,
        Targets={
            "IcebergTargets": [{"Paths": [f"s3://{bucket}/ice/"]}],
            "DeltaTargets": [{"DeltaTables": [f"s3://{bucket}/delta/visits/"], "CreateNativeDeltaTable": True}],
        },
    )
    assert columns(found["sales"]) == [("id", "bigint"), ("tags", "array<string>")]
    assert found["sales"]["Parameters"]["metadata_location"].endswith("00002-b.metadata.json")
    assert columns(found["visits"]) == [("id", "int")]
    assert found["visits"]["PartitionKeys"] == [{"Name": "day", "Type": "date"}]


def test_a_table_of_the_catalog_is_brought_up_to_date(glue, database, s3, bucket):
    s3.put_object(Bucket=bucket, Key="mine/a.json", Body=b'{"id":1,"name":"x"}')
    glue.create_table(
        DatabaseName=database,
        TableInput={
            "Name": "by_hand",
            "StorageDescriptor": {
                "Location": f"s3://{bucket}/mine/",
                "Columns": [{"Name": "id", "Type": "int", "Comment": "the id"}],
            },
        },
    )
    found = crawl(
        glue,
        database,
        Targets={"CatalogTargets": [{"DatabaseName": database, "Tables": ["by_hand"]}]},
        SchemaChangePolicy={"UpdateBehavior": "UPDATE_IN_DATABASE", "DeleteBehavior": "LOG"},
    )
    assert list(found) == ["by_hand"]
    assert columns(found["by_hand"]) == [("id", "int"), ("name", "string")]
    assert found["by_hand"]["StorageDescriptor"]["Columns"][0]["Comment"] == "the id"


def test_a_crawl_is_heard_of_in_logs_and_events(glue, database, s3, bucket, client):
    events, sqs = client("events"), client("sqs")
    queue = sqs.create_queue(QueueName=database)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    pattern = {"source": ["aws.glue"], "detail-type": ["Glue Crawler State Change"]}
    events.put_rule(Name=database, EventPattern=json.dumps(pattern | {"detail": {"crawlerName": [database]}}))
    events.put_targets(Rule=database, Targets=[{"Id": "q", "Arn": arn}])
    s3.put_object(Bucket=bucket, Key="t/a.csv", Body=b"id,name\n1,Ann\n")
    s3.put_object(Bucket=bucket, Key="t/broken.parquet", Body=b"PAR1 and no more")
    crawl(glue, database, Targets={"S3Targets": [{"Path": f"s3://{bucket}/t/"}]})
    last = glue.get_crawler(Name=database)["Crawler"]["LastCrawl"]
    logs = client("logs")
    deadline = time.monotonic() + 20
    lines, states = [], []
    while time.monotonic() < deadline and not (lines and len(states) == 2):
        time.sleep(0.05)
        try:
            found = logs.get_log_events(logGroupName=last["LogGroup"], logStreamName=last["LogStream"])
            lines = [event["message"] for event in found["events"]]
        except logs.exceptions.ResourceNotFoundException:
            continue
        for message in sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages", []):
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
            states.append(json.loads(message["Body"])["detail"]["state"])
    assert sorted(states) == ["Started", "Succeeded"]
    assert all(line.startswith(f"[{last['MessagePrefix']}]") for line in lines)
    assert any("Skipped" in line and "broken.parquet" in line for line in lines)
    assert any("Created table t" in line for line in lines)


def test_what_cannot_be_crawled_is_refused(glue, bucket):
    for targets in (
        {"MongoDBTargets": [{"ConnectionName": "c", "Path": "x"}]},
        {"HudiTargets": [{"Paths": [f"s3://{bucket}/"]}]},
        {"DeltaTargets": [{"DeltaTables": [f"s3://{bucket}/"]}]},
        {},
    ):
        with pytest.raises(glue.exceptions.InvalidInputException):
            glue.create_crawler(Name="refused", Role="r", Targets=targets)
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.create_crawler(
            Name="refused", Role="r", Targets={"JdbcTargets": [{"ConnectionName": "none", "Path": "a/b"}]}
        )
