"""Glue crawlers through boto3, over files in S3."""

import gzip
import json
import time

import pytest


@pytest.fixture
def glue(client):
    return client("glue")


@pytest.fixture
def crawl(glue, bucket):
    """Crawls the bucket into a database of its own; gives the tables by name."""
    database = bucket.replace("-", "_")
    glue.create_database(DatabaseInput={"Name": database})

    def run(**options):
        if database not in glue.list_crawlers()["CrawlerNames"]:
            glue.create_crawler(
                Name=database,
                Role="crawler",
                DatabaseName=database,
                Targets={"S3Targets": [{"Path": f"s3://{bucket}/data/"}]},
                **options,
            )
        glue.start_crawler(Name=database)
        deadline = time.monotonic() + 60
        while (crawler := glue.get_crawler(Name=database)["Crawler"])["State"] != "READY":
            assert time.monotonic() < deadline, crawler
            time.sleep(0.05)
        assert crawler["LastCrawl"]["Status"] == "SUCCEEDED", crawler["LastCrawl"]
        return {table["Name"]: table for table in glue.get_tables(DatabaseName=database)["TableList"]}

    run.database = database
    return run


def columns(table):
    return [(column["Name"], column["Type"]) for column in table["StorageDescriptor"]["Columns"]]


def test_csv_and_json_become_tables(s3, bucket, crawl):
    s3.put_object(Bucket=bucket, Key="data/people/a.csv", Body=b"id,name,height\n1,Ann,1.7\n2,Bob,1\n")
    events = [{"id": 1, "tags": ["a"], "at": {"x": 1.5}}, {"id": 3_000_000_000, "ok": True}]
    lines = "\n".join(json.dumps(event) for event in events)
    s3.put_object(Bucket=bucket, Key="data/events/a.json.gz", Body=gzip.compress(lines.encode()))
    tables = crawl()
    assert columns(tables["people"]) == [("id", "bigint"), ("name", "string"), ("height", "double")]
    assert tables["people"]["Parameters"]["skip.header.line.count"] == "1"
    assert columns(tables["events"]) == [
        ("id", "bigint"),
        ("tags", "array<string>"),
        ("at", "struct<x:double>"),
        ("ok", "boolean"),
    ]
    assert tables["events"]["Parameters"]["compressionType"] == "gzip"
    assert tables["events"]["StorageDescriptor"]["Location"] == f"s3://{bucket}/data/events/"


def test_a_second_crawl_adds_the_new_column_and_the_new_partition(s3, bucket, crawl, glue):
    for country in ("it", "no"):
        s3.put_object(Bucket=bucket, Key=f"data/country={country}/a.json", Body=b'{"id":1}')
    assert columns(crawl()["data"]) == [("id", "int")]
    s3.put_object(Bucket=bucket, Key="data/country=se/a.json", Body=b'{"more":"x","id":2}')
    table = crawl()["data"]
    assert columns(table) == [("id", "int"), ("more", "string")]
    assert [key["Name"] for key in table["PartitionKeys"]] == ["country"]
    found = glue.get_partitions(DatabaseName=crawl.database, TableName="data", Expression="country > 'it'")
    assert [partition["Values"] for partition in found["Partitions"]] == [["no"], ["se"]]


def test_a_damaged_file_makes_no_table(s3, bucket, crawl):
    s3.put_object(Bucket=bucket, Key="data/broken/a.parquet", Body=b"PAR1 and no more")
    s3.put_object(Bucket=bucket, Key="data/people/a.csv", Body=b"id,name\n1,Ann\n")
    assert list(crawl()) == ["people"]


def test_a_crawler_without_a_bucket_is_refused(glue):
    with pytest.raises(glue.exceptions.InvalidInputException) as refused:
        glue.create_crawler(Name="c", Role="r", Targets={"S3Targets": [{"Path": "s3://no-such-bucket-here/x"}]})
    assert "does not exist" in refused.value.response["Error"]["Message"]


def test_a_crawler_that_does_not_run_cannot_be_stopped(glue, bucket):
    glue.create_crawler(Name="idle", Role="r", Targets={"S3Targets": [{"Path": f"s3://{bucket}/"}]})
    with pytest.raises(glue.exceptions.CrawlerNotRunningException):
        glue.stop_crawler(Name="idle")
    with pytest.raises(glue.exceptions.AlreadyExistsException):
        glue.create_crawler(Name="idle", Role="r", Targets={"S3Targets": [{"Path": f"s3://{bucket}/"}]})
    glue.delete_crawler(Name="idle")
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.get_crawler(Name="idle")
