"""Athena as boto3 sees it: queries over files in S3, definitions on the catalog, results byte for byte."""

import json
import time
import uuid

import pytest
from botocore.exceptions import ClientError

SALES = [
    {"year_id": 2003, "product": {"name": "car", "tags": ["a", "b"]}, "price": 10.5},
    {"year_id": 2004, "product": {"name": 'say "hi"', "tags": []}, "price": None},
]


@pytest.fixture(scope="module")
def lake(client):
    s3 = client("s3")
    bucket = f"lake-{uuid.uuid4().hex[:12]}"
    s3.create_bucket(Bucket=bucket)
    body = "\n".join(json.dumps(row) for row in SALES)
    s3.put_object(Bucket=bucket, Key="sales/country=USA/a.json", Body=body)
    s3.put_object(Bucket=bucket, Key="sales/country=FR/a.json", Body=json.dumps({"year_id": 2003, "price": 1}))
    s3.put_object(Bucket=bucket, Key="sales/2020/a.json", Body="{}")
    return bucket


class Athena:
    def __init__(self, client, bucket):
        self.athena = client("athena")
        self.s3 = client("s3")
        self.bucket = bucket
        self.database = f"db_{uuid.uuid4().hex[:12]}"

    def start(self, query, **more):
        return self.athena.start_query_execution(
            QueryString=query,
            QueryExecutionContext={"Database": self.database},
            ResultConfiguration={"OutputLocation": f"s3://{self.bucket}/out/"},
            **more,
        )["QueryExecutionId"]

    def ended(self, query_id):
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline:
            execution = self.athena.get_query_execution(QueryExecutionId=query_id)["QueryExecution"]
            if execution["Status"]["State"] in ("SUCCEEDED", "FAILED", "CANCELLED"):
                return execution
            time.sleep(0.05)
        raise AssertionError(f"query {query_id} did not end")

    def run(self, query):
        execution = self.ended(self.start(query))
        assert execution["Status"]["State"] == "SUCCEEDED", execution["Status"]
        return execution

    def rows(self, query):
        execution = self.run(query)
        results = self.athena.get_query_results(QueryExecutionId=execution["QueryExecutionId"])
        return [[datum.get("VarCharValue") for datum in row["Data"]] for row in results["ResultSet"]["Rows"]]

    def read(self, uri):
        bucket, key = uri.removeprefix("s3://").split("/", 1)
        return self.s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode()


@pytest.fixture(scope="module")
def athena(client, lake):
    athena = Athena(client, lake)
    athena.run(f"CREATE DATABASE {athena.database}")
    athena.run(
        "CREATE EXTERNAL TABLE IF NOT EXISTS sales (year_id int, product struct<name:string,tags:array<string>>,"
        " price decimal(10,2)) PARTITIONED BY (country string)"
        f" ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' LOCATION 's3://{lake}/sales/'"
    )
    return athena


def test_msck_adds_folders_of_hives_form_only(athena):
    lines = athena.rows("MSCK REPAIR TABLE sales;")
    assert lines[0] == ["Partitions not in metastore:\tsales:country=FR\tsales:country=USA"]
    assert athena.rows("SHOW PARTITIONS sales") == [["country=FR"], ["country=USA"]]
    assert athena.rows("MSCK REPAIR TABLE sales") == []


def test_counts_by_year(athena):
    query = "SELECT year_id, count(*) AS n FROM sales GROUP BY year_id ORDER BY year_id"
    assert athena.rows(query) == [["year_id", "n"], ["2003", "2"], ["2004", "1"]]


def test_the_result_file_is_quoted_as_athena_quotes(athena):
    execution = athena.run("SELECT product, price, country FROM sales ORDER BY year_id, country")
    assert athena.read(execution["ResultConfiguration"]["OutputLocation"]) == (
        '"product","price","country"\n'
        ',"1.00","FR"\n'
        '"{name=car, tags=[a, b]}","10.50","USA"\n'
        '"{name=say ""hi"", tags=[]}",,"USA"\n'
    )
    assert execution["StatementType"] == "DML"
    assert execution["Statistics"]["DataScannedInBytes"] > 0


def test_a_table_by_a_query_is_partitioned_parquet(athena):
    execution = athena.run(
        "CREATE TABLE by_country WITH (format = 'PARQUET', write_compression = 'SNAPPY',"
        f" partitioned_by = ARRAY['country'], external_location = 's3://{athena.bucket}/by_country/')"
        " AS SELECT year_id, price, country FROM sales"
    )
    files = athena.read(execution["Statistics"]["DataManifestLocation"]).splitlines()
    assert len(files) == 2 and all(f"s3://{athena.bucket}/by_country/country=" in file for file in files)
    assert athena.rows("SELECT count(*) AS n FROM by_country WHERE country = 'USA'") == [["n"], ["2"]]
    athena.run("INSERT INTO by_country VALUES (2010, 5.5, 'DE')")
    assert athena.rows("SHOW PARTITIONS by_country") == [["country=DE"], ["country=FR"], ["country=USA"]]


def test_what_cannot_be_read_is_refused_with_its_place(athena):
    with pytest.raises(ClientError) as refusal:
        athena.start("CREATE EXTRNAL TABLE t (a int)")
    assert refusal.value.response["Error"]["Code"] == "InvalidRequestException"
    assert "line 1:8: mismatched input 'EXTRNAL'" in refusal.value.response["Error"]["Message"]
    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_a_reserved_word_needs_back_ticks(athena):
    location = f"LOCATION 's3://{athena.bucket}/logs/'"
    failed = athena.ended(athena.start(f"CREATE EXTERNAL TABLE logs (timestamp string) {location}"))
    assert failed["Status"]["State"] == "FAILED"
    assert "`timestamp`" in failed["Status"]["StateChangeReason"]
    athena.run(f"CREATE EXTERNAL TABLE logs (`timestamp` string) {location}")
    assert athena.rows('SELECT count("timestamp") AS n FROM logs') == [["n"], ["0"]]


def test_a_failed_query_says_why(athena):
    failed = athena.ended(athena.start("SELECT nothing FROM sales"))
    assert failed["Status"]["StateChangeReason"].startswith("COLUMN_NOT_FOUND: line 1:8: Column 'nothing' cannot be")
    assert failed["Status"]["AthenaError"]["ErrorCategory"] == 2


def test_an_output_location_is_needed(athena):
    with pytest.raises(ClientError) as refusal:
        athena.athena.start_query_execution(QueryString="SELECT 1")
    assert refusal.value.response["Error"]["Code"] == "InvalidRequestException"
    assert refusal.value.response["Error"]["Message"].startswith("No output location provided.")


def test_a_named_query_is_kept(athena):
    query_id = athena.athena.create_named_query(Name="n", Database=athena.database, QueryString="SELECT 1")[
        "NamedQueryId"
    ]
    kept = athena.athena.get_named_query(NamedQueryId=query_id)["NamedQuery"]
    assert (kept["Name"], kept["QueryString"], kept["WorkGroup"]) == ("n", "SELECT 1", "primary")
    athena.athena.delete_named_query(NamedQueryId=query_id)


def test_a_work_group_decides_where_results_go(athena):
    name = f"wg-{uuid.uuid4().hex[:8]}"
    output = f"s3://{athena.bucket}/group/"
    athena.athena.create_work_group(
        Name=name,
        Configuration={"ResultConfiguration": {"OutputLocation": output}, "EnforceWorkGroupConfiguration": True},
        Tags=[{"Key": "team", "Value": "data"}],
    )
    execution = athena.ended(athena.start("SELECT 1", WorkGroup=name))
    assert execution["ResultConfiguration"]["OutputLocation"].startswith(output)
    listed = athena.athena.list_query_executions(WorkGroup=name)["QueryExecutionIds"]
    assert listed == [execution["QueryExecutionId"]]
    athena.athena.delete_work_group(WorkGroup=name, RecursiveDeleteOption=True)


def test_the_catalog_is_seen_through_athena(athena):
    table = athena.athena.get_table_metadata(
        CatalogName="AwsDataCatalog", DatabaseName=athena.database, TableName="sales"
    )["TableMetadata"]
    assert [column["Name"] for column in table["Columns"]] == ["year_id", "product", "price"]
    assert [key["Name"] for key in table["PartitionKeys"]] == ["country"]
