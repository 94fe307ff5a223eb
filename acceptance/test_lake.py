"""Glue and Athena: a crawler reads files, SQL reads what it found; boto3, awswrangler and PyAthena are the clients."""

import gzip
import json
import time

import awswrangler as wr
import boto3
import pandas
import pyathena
import pytest

LAKE, DATABASE = "lake", "lake"
RESULTS = f"s3://{LAKE}/results/"


@pytest.fixture(scope="module")
def lake(clean, client):
    """A bucket of CSV, JSON lines and Parquet, crawled into a database."""
    s3, glue = client("s3"), client("glue")
    s3.create_bucket(Bucket=LAKE)
    orders = "id,customer,amount\n" + "".join(f"{n},c{n % 3},{n}.5\n" for n in range(1, 101))
    s3.put_object(Bucket=LAKE, Key="raw/orders/orders.csv", Body=orders)
    for day in (1, 2):
        lines = "\n".join(json.dumps({"id": n, "day": day, "nested": {"x": n}}) for n in range(5))
        s3.put_object(Bucket=LAKE, Key=f"raw/events/day={day}/e.json.gz", Body=gzip.compress(lines.encode()))
    glue.create_database(DatabaseInput={"Name": DATABASE})
    targets = {"S3Targets": [{"Path": f"s3://{LAKE}/raw/"}]}
    glue.create_crawler(Name="lake", Role="crawler", DatabaseName=DATABASE, Targets=targets)
    glue.start_crawler(Name="lake")
    deadline = time.monotonic() + 60
    while glue.get_crawler(Name="lake")["Crawler"]["State"] != "READY":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    last = glue.get_crawler(Name="lake")["Crawler"]["LastCrawl"]
    assert last["Status"] == "SUCCEEDED", last
    return LAKE


@pytest.fixture
def sql(client, lake):
    """Runs a statement to its end; gives its execution and its rows as text."""
    athena = client("athena")

    def run(statement, state="SUCCEEDED"):
        query = athena.start_query_execution(
            QueryString=statement,
            QueryExecutionContext={"Database": DATABASE},
            ResultConfiguration={"OutputLocation": RESULTS},
        )["QueryExecutionId"]
        deadline = time.monotonic() + 120
        while True:
            execution = athena.get_query_execution(QueryExecutionId=query)["QueryExecution"]
            if execution["Status"]["State"] not in ("QUEUED", "RUNNING"):
                break
            assert time.monotonic() < deadline, execution
            time.sleep(0.05)
        assert execution["Status"]["State"] == state, execution["Status"]
        if state != "SUCCEEDED":
            return execution, []
        pages = athena.get_paginator("get_query_results").paginate(QueryExecutionId=query)
        rows = [
            [cell.get("VarCharValue") for cell in row["Data"]] for page in pages for row in page["ResultSet"]["Rows"]
        ]
        return execution, rows

    return run


def test_a_crawler_finds_tables_columns_and_partitions(client, lake):
    glue = client("glue")
    orders = glue.get_table(DatabaseName=DATABASE, Name="orders")["Table"]
    columns = [(column["Name"], column["Type"]) for column in orders["StorageDescriptor"]["Columns"]]

    assert columns == [("id", "bigint"), ("customer", "string"), ("amount", "double")]
    assert orders["Parameters"]["classification"] == "csv"
    events = glue.get_table(DatabaseName=DATABASE, Name="events")["Table"]
    assert [key["Name"] for key in events["PartitionKeys"]] == ["day"]
    found = glue.get_partitions(DatabaseName=DATABASE, TableName="events", Expression="day = '2'")["Partitions"]
    assert [partition["Values"] for partition in found] == [["2"]]


def test_sql_answers(sql):
    execution, rows = sql("SELECT customer, count(*) AS n, sum(amount) AS total FROM orders GROUP BY 1 ORDER BY 1")

    assert rows == [["customer", "n", "total"], ["c0", "33", "1699.5"], ["c1", "34", "1734.0"], ["c2", "33", "1666.5"]]
    assert execution["StatementType"] == "DML"
    assert execution["Statistics"]["DataScannedInBytes"] > 0
    assert execution["ResultConfiguration"]["OutputLocation"].startswith(RESULTS)


def test_results_are_files_as_athena_writes_them(sql, client):
    execution, _ = sql("SELECT 1 AS one, 'a\"b' AS quoted, CAST(NULL AS varchar) AS missing, ARRAY[1, 2] AS list")
    key = execution["ResultConfiguration"]["OutputLocation"].removeprefix(f"s3://{LAKE}/")

    content = client("s3").get_object(Bucket=LAKE, Key=key)["Body"].read().decode()

    assert content == '"one","quoted","missing","list"\n"1","a""b",,"[1, 2]"\n'


def test_wrong_sql_fails_in_the_engines_words(sql):
    execution, _ = sql("SELECT nothing FROM orders", state="FAILED")
    assert "COLUMN_NOT_FOUND" in execution["Status"]["StateChangeReason"]
    execution, _ = sql("SELECT * FROM nowhere", state="FAILED")
    assert "TABLE_NOT_FOUND" in execution["Status"]["StateChangeReason"]


def test_tables_are_made_of_queries_and_read_by_partition(sql, client):
    sql(
        f"""CREATE TABLE by_customer WITH (format = 'PARQUET', external_location = 's3://{LAKE}/made/',
              partitioned_by = ARRAY['customer']) AS SELECT id, amount, customer FROM orders"""
    )

    whole, rows = sql("SELECT count(*) FROM by_customer")
    part, part_rows = sql("SELECT count(*), max(amount) FROM by_customer WHERE customer = 'c1'")

    assert (rows[1], part_rows[1]) == (["100"], ["34", "100.5"])
    keys = [one["Key"] for one in client("s3").list_objects_v2(Bucket=LAKE, Prefix="made/")["Contents"]]
    assert {key.split("/")[1] for key in keys} == {"customer=c0", "customer=c1", "customer=c2"}
    assert [
        p["Values"] for p in client("glue").get_partitions(DatabaseName=DATABASE, TableName="by_customer")["Partitions"]
    ]


def test_json_with_nested_values(sql):
    _, rows = sql("SELECT day, sum(nested.x) FROM events GROUP BY day ORDER BY day")

    assert rows[1:] == [["1", "10"], ["2", "10"]]


def test_pyathena_reads_rows_and_frames(lake, endpoint_url, credentials):
    connection = pyathena.connect(
        s3_staging_dir=RESULTS, schema_name=DATABASE, endpoint_url=endpoint_url, poll_interval=0.05, **credentials
    )

    cursor = connection.cursor()
    cursor.execute("SELECT id, customer, amount FROM orders WHERE id <= %(most)s ORDER BY id", {"most": 2})

    assert cursor.fetchall() == [(1, "c1", 1.5), (2, "c2", 2.5)]
    assert [column[0] for column in cursor.description] == ["id", "customer", "amount"]


def test_awswrangler_writes_catalogs_and_reads(lake, endpoint_url, credentials, monkeypatch):
    monkeypatch.setattr(wr.config, "s3_endpoint_url", endpoint_url)
    monkeypatch.setattr(wr.config, "athena_endpoint_url", endpoint_url)
    monkeypatch.setattr(wr.config, "glue_endpoint_url", endpoint_url)
    monkeypatch.setattr(wr.config, "sts_endpoint_url", endpoint_url)
    session = boto3.Session(**credentials)
    frame = pandas.DataFrame({"id": [1, 2, 3], "name": ["a", "b", None], "part": ["x", "x", "y"]})

    wr.s3.to_parquet(
        frame,
        path=f"s3://{LAKE}/wrangled/",
        dataset=True,
        database=DATABASE,
        table="wrangled",
        partition_cols=["part"],
        boto3_session=session,
    )
    back = wr.athena.read_sql_query(
        "SELECT id, name, part FROM wrangled ORDER BY id",
        database=DATABASE,
        ctas_approach=False,
        s3_output=RESULTS,
        boto3_session=session,
    )

    assert back["id"].tolist() == [1, 2, 3]
    assert back["part"].tolist() == ["x", "x", "y"]
    assert back["name"].isna().tolist() == [False, False, True]
