"""Data catalogs, and one query over files in S3, a table of DynamoDB and a PostgreSQL database."""

import json
import uuid
from decimal import Decimal

import botocore.exceptions
import pytest
from lake import Lake
from postgres import Postgres

ACCOUNT = "123456789012"


@pytest.fixture(scope="module")
def lake(client):
    lake = Lake(client)
    body = "".join(f'{{"id": {i}, "customer": "c{i % 3}", "amount": {i}.5}}\n' for i in range(1, 7))
    lake.s3.put_object(Bucket=lake.bucket, Key="orders/part.json", Body=body)
    lake.run(
        "CREATE EXTERNAL TABLE orders (id bigint, customer string, amount double)"
        f" ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' LOCATION 's3://{lake.bucket}/orders/'"
    )
    return lake


@pytest.fixture(scope="module")
def customers(resource):
    """Customers in DynamoDB, some with documents and sets."""
    table = resource("dynamodb").create_table(
        TableName=f"Customers-{uuid.uuid4().hex[:6]}",
        KeySchema=[{"AttributeName": "Customer", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "Customer", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    table.put_item(Item={"Customer": "c0", "name": "Ann", "limit": Decimal("10.25"), "tags": {"a", "b"}, "vip": True})
    table.put_item(Item={"Customer": "c1", "name": "Bob", "home": {"city": "Paris", "zip": 75000}})
    table.put_item(Item={"Customer": "c2", "name": None, "limit": 7, "list": [1, "two"]})
    return table.name


@pytest.fixture(scope="module")
def dynamo(lake):
    name = f"Dynamo_{uuid.uuid4().hex[:6]}"
    properties = json.dumps({"spill_bucket": lake.bucket})
    made = lake.athena.create_data_catalog(
        Name=name,
        Type="FEDERATED",
        Description="customers",
        Parameters={"connection-type": "DYNAMODB", "connection-properties": properties},
        Tags=[{"Key": "team", "Value": "a"}],
    )["DataCatalog"]
    assert (made["Status"], made["ConnectionType"]) == ("CREATE_COMPLETE", "DYNAMODB")
    return name


@pytest.fixture(scope="module")
def postgres(tmp_path_factory):
    running = Postgres(tmp_path_factory.mktemp("postgres")).start()
    rows = "(1, 'c0', 'USA', 1.50, '2026-01-01', true), (2, 'c1', 'FR', 2.50, '2026-01-02', NULL)"
    running.sql(
        'CREATE SCHEMA "Sales"',
        """CREATE TABLE "Sales"."Regions"
        (id int, customer text, "Country" varchar(8), rate numeric(8,2), since date, open boolean)""",
        f'INSERT INTO "Sales"."Regions" VALUES {rows}',
    )
    yield running
    running.stop()


def test_one_query_joins_s3_and_dynamodb(lake, customers, dynamo):
    table = f'"{dynamo}"."default"."{customers.lower()}"'
    assert lake.values(
        "SELECT c.name, count(*), sum(o.amount) FROM orders o"
        f" JOIN {table} c ON o.customer = c.customer GROUP BY 1 ORDER BY 2, 3, 1"
    ) == [["Bob", "2", "6.0"], [None, "2", "8.0"], ["Ann", "2", "10.0"]]
    assert lake.values(f'SELECT "limit", vip, home.city, cardinality(tags), list FROM {table} ORDER BY customer') == [
        ["10.250000000", "true", None, "2", None],
        [None, None, "Paris", None, None],
        ["7.000000000", None, None, None, "[1, two]"],
    ]
    assert lake.values(f"SELECT count(*) FROM {table}") == [["3"]]
    assert lake.values(f"SELECT name FROM {table} WHERE customer = 'c1'") == [["Bob"]]
    assert "does not exist" in lake.refused(f'SELECT * FROM "{dynamo}"."default"."nothing"')


def test_a_catalog_is_the_home_of_a_query(lake, customers, dynamo):
    query_id = lake.athena.start_query_execution(
        QueryString=f'SELECT name FROM "{customers.lower()}" ORDER BY customer LIMIT 1',
        QueryExecutionContext={"Catalog": dynamo, "Database": "default"},
        ResultConfiguration={"OutputLocation": f"s3://{lake.bucket}/out/"},
    )["QueryExecutionId"]
    assert lake.ended(query_id)["Status"]["State"] == "SUCCEEDED"
    rows = lake.athena.get_query_results(QueryExecutionId=query_id)["ResultSet"]["Rows"]
    assert rows[1]["Data"][0]["VarCharValue"] == "Ann"


def test_catalogs_tell_their_databases_and_tables(lake, customers, dynamo):
    athena = lake.athena
    assert [one["Name"] for one in athena.list_databases(CatalogName=dynamo)["DatabaseList"]] == ["default"]
    found = athena.list_table_metadata(CatalogName=dynamo, DatabaseName="default", Expression="customers.*")
    columns = {column["Name"]: column["Type"] for column in found["TableMetadataList"][0]["Columns"]}
    assert columns["customer"] == "varchar" and columns["limit"] == "decimal(38,9)"
    assert columns["home"] == 'row("city" varchar, "zip" decimal(38,9))' and columns["tags"] == "array(varchar)"
    with pytest.raises(athena.exceptions.MetadataException):
        athena.get_table_metadata(CatalogName=dynamo, DatabaseName="default", TableName="nothing")


def test_catalogs_are_made_changed_listed_tagged_and_deleted(lake, dynamo):
    athena = lake.athena
    listed = athena.list_data_catalogs()["DataCatalogsSummary"]
    assert [one["CatalogName"] for one in listed if one["CatalogName"] in ("AwsDataCatalog", dynamo)] == [
        "AwsDataCatalog",
        dynamo,
    ]
    arn = f"arn:aws:athena:us-east-1:{ACCOUNT}:datacatalog/{dynamo}"
    assert athena.list_tags_for_resource(ResourceARN=arn)["Tags"] == [{"Key": "team", "Value": "a"}]
    name = f"fn_{uuid.uuid4().hex[:6]}"
    function = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:connector"
    athena.create_data_catalog(Name=name, Type="LAMBDA", Parameters={"function": function})
    athena.update_data_catalog(Name=name, Type="LAMBDA", Description="new", Parameters={"function": function + "2"})
    shown = athena.get_data_catalog(Name=name)["DataCatalog"]
    assert shown["Description"] == "new" and shown["Parameters"]["function"].endswith("2")
    assert "not supported yet" in lake.refused(f"SELECT * FROM {name}.a.b")
    athena.delete_data_catalog(Name=name)
    for work in (
        lambda: athena.get_data_catalog(Name=name),
        lambda: athena.delete_data_catalog(Name="AwsDataCatalog"),
        lambda: athena.create_data_catalog(Name="AwsDataCatalog", Type="GLUE", Parameters={"catalog-id": ACCOUNT}),
        lambda: athena.create_data_catalog(Name="x", Type="LAMBDA", Parameters={"metadata-function": function}),
        lambda: athena.create_data_catalog(Name="x", Type="FEDERATED", Parameters={"connection-type": "SAPHANA"}),
    ):
        with pytest.raises(athena.exceptions.InvalidRequestException):
            work()


def test_another_name_for_glue_reads_the_same_tables(lake):
    name = f"alias_{uuid.uuid4().hex[:6]}"
    lake.athena.create_data_catalog(Name=name, Type="GLUE", Parameters={"catalog-id": ACCOUNT})
    assert lake.values(f'SELECT count(*) FROM {name}."{lake.database}".orders') == [["6"]]
    lake.athena.create_data_catalog(Name=name + "2", Type="GLUE", Parameters={"catalog-id": "999999999999"})
    assert "other accounts" in lake.refused(f"SELECT * FROM {name}2.a.b")


def test_one_query_joins_s3_dynamodb_and_postgresql(lake, customers, dynamo, postgres, client):
    secret = client("secretsmanager").create_secret(
        Name=f"pg-{uuid.uuid4().hex[:6]}",
        SecretString=json.dumps({"username": postgres.user, "password": postgres.password}),
    )["ARN"]
    name = f"pg_{uuid.uuid4().hex[:6]}"
    properties = {"host": "127.0.0.1", "port": str(postgres.port), "database": "postgres", "SecretArn": secret}
    parameters = {"connection-type": "POSTGRESQL", "connection-properties": json.dumps(properties)}
    lake.athena.create_data_catalog(Name=name, Type="FEDERATED", Parameters=parameters)
    assert lake.values(
        "SELECT r.country, c.name, sum(o.amount * r.rate) FROM orders o"
        f' JOIN {dynamo}."default"."{customers.lower()}" c ON o.customer = c.customer'
        f" JOIN {name}.sales.regions r ON r.customer = c.customer GROUP BY 1, 2 ORDER BY 1"
    ) == [["FR", "Bob", "15.0"], ["USA", "Ann", "15.0"]]
    assert lake.values(f"SELECT * FROM {name}.sales.regions WHERE id = 2 AND since > date '2026-01-01'") == [
        ["2", "c1", "FR", "2.50", "2026-01-02", None]
    ]
    glue = client("glue")
    glue.create_connection(
        ConnectionInput={
            "Name": name,
            "ConnectionType": "JDBC",
            "ConnectionProperties": {
                "JDBC_CONNECTION_URL": postgres.url,
                "USERNAME": postgres.user,
                "PASSWORD": postgres.password,
            },
        }
    )
    arn = f"arn:aws:glue:us-east-1:{ACCOUNT}:connection/{name}"
    lake.athena.create_data_catalog(Name=f"{name}_c", Type="FEDERATED", Parameters={"connection-arn": arn})
    assert lake.values(f"SELECT count(*) FROM {name}_c.sales.regions") == [["2"]]
    tables = lake.athena.list_table_metadata(CatalogName=f"{name}_c", DatabaseName="sales")["TableMetadataList"]
    assert [column["Type"] for column in tables[0]["Columns"]][3:] == ["decimal(8,2)", "date", "boolean"]
    assert "not_supported" in lake.refused(f"CREATE TABLE {name}.sales.copy AS SELECT 1 a").lower()


def test_a_database_that_is_not_there_fails_the_query_in_words(lake):
    name = f"gone_{uuid.uuid4().hex[:6]}"
    place = {"host": "127.0.0.1", "port": "1", "database": "x"}

    def create(**more):
        parameters = {"connection-type": "MYSQL", "connection-properties": json.dumps(place | more)}
        lake.athena.create_data_catalog(Name=name, Type="FEDERATED", Parameters=parameters)

    with pytest.raises(lake.athena.exceptions.InvalidRequestException, match="SecretArn"):
        create(user="a", password="b")
    create()
    assert "The data source says" in lake.refused(f"SELECT * FROM {name}.a.b")
    with pytest.raises(botocore.exceptions.ClientError, match="MetadataException"):
        lake.athena.list_databases(CatalogName=name)
