"""A server that is killed in the middle of a statement that writes leaves everything as it was."""

import time

import boto3
import pytest
from lake import Lake

from server import Server

OWN_SERVER = True
ROWS = 300_000


def test_a_merge_that_the_process_does_not_survive_changes_nothing(tmp_path, credentials):
    server = Server(tmp_path / "server.log", data=tmp_path / "data")
    server.start()
    try:
        lake = Lake(lambda service: boto3.client(service, endpoint_url=server.url, **credentials))
        lake.run(
            f"CREATE TABLE t WITH (table_type = 'ICEBERG', is_external = false, location = 's3://{lake.bucket}/t/') AS"
            " SELECT a * 1000 + b id, 'old' word FROM unnest(sequence(0, 299)) x(a), unnest(sequence(0, 999)) y(b)"
        )
        before = lake.values("SELECT word, count(*), sum(id) FROM t GROUP BY word")
        assert before == [["old", str(ROWS), str(ROWS * (ROWS - 1) // 2)]]
        pointer = lake.table("t")["Parameters"]["metadata_location"]
        files = set(lake.keys("t/"))
        query_id = lake.start(
            "MERGE INTO t USING (SELECT id FROM t) s ON t.id = s.id WHEN MATCHED THEN UPDATE SET word = 'new'"
        )
        deadline = time.monotonic() + 120
        while set(lake.keys("t/")) == files and time.monotonic() < deadline:
            time.sleep(0.005)
        server.kill()
        server.start()
        lake.athena, lake.glue, lake.s3 = (
            boto3.client(service, endpoint_url=server.url, **credentials) for service in ("athena", "glue", "s3")
        )
        execution = lake.ended(query_id)
        after = lake.values("SELECT word, count(*), sum(id) FROM t GROUP BY word")
        if lake.table("t")["Parameters"]["metadata_location"] == pointer:
            assert execution["Status"]["State"] == "FAILED"
            assert "restart" in execution["Status"]["StateChangeReason"]
            assert after == before
        else:  # the kill came after the commit
            assert after == [["new", *before[0][1:]]]
        lake.run("UPDATE t SET word = 'newest' WHERE id < 10")
        assert lake.values("SELECT count(*) FROM t WHERE word = 'newest'") == [["10"]]
    finally:
        server.stop()


WIDE = "SELECT a * 1000 + b AS id, 'new' AS word, CAST(a % 50 AS varchar) AS p FROM unnest(sequence(0, 999)) x(a),"
WIDE += " unnest(sequence(0, 999)) y(b)"


@pytest.mark.parametrize(
    "statement",
    [
        f"INSERT INTO t {WIDE}",
        "CREATE TABLE made WITH (external_location = 's3://$BUCKET/made/', partitioned_by = ARRAY['p']) AS " + WIDE,
    ],
    ids=["INSERT", "CREATE TABLE AS"],
)
def test_rows_that_a_killed_process_wrote_are_gone(tmp_path, credentials, statement):
    server = Server(tmp_path / "server.log", data=tmp_path / "data")
    server.start()
    try:
        lake = Lake(lambda service: boto3.client(service, endpoint_url=server.url, **credentials))
        lake.run(
            f"CREATE TABLE t WITH (external_location = 's3://{lake.bucket}/t/', partitioned_by = ARRAY['p']) AS"
            " SELECT 1 AS id, 'old' AS word, CAST('0' AS varchar) AS p"
        )
        before = {*lake.keys("t/"), *lake.keys("made/")}
        query_id = lake.start(statement.replace("$BUCKET", lake.bucket))
        deadline = time.monotonic() + 120
        while {*lake.keys("t/"), *lake.keys("made/")} == before and time.monotonic() < deadline:
            state = lake.athena.get_query_execution(QueryExecutionId=query_id)["QueryExecution"]["Status"]["State"]
            assert state in ("QUEUED", "RUNNING"), "it ended before it could be killed"
        server.kill()
        server.start()
        lake.athena, lake.glue, lake.s3 = (
            boto3.client(service, endpoint_url=server.url, **credentials) for service in ("athena", "glue", "s3")
        )
        # Nobody has asked Athena yet: it puts things right by itself.
        deadline = time.monotonic() + 60
        while {*lake.keys("t/"), *lake.keys("made/")} != before and time.monotonic() < deadline:
            time.sleep(0.05)
        execution = lake.athena.get_query_execution(QueryExecutionId=query_id)["QueryExecution"]
        tables = [table["Name"] for table in lake.glue.get_tables(DatabaseName=lake.database)["TableList"]]
        if execution["Status"]["State"] == "SUCCEEDED":  # the kill came after its end
            assert lake.values("SELECT count(*) FROM t") in ([["1000001"]], [["1"]])
            return
        assert execution["Status"]["State"] == "FAILED"
        assert "restart" in execution["Status"]["StateChangeReason"]
        assert {*lake.keys("t/"), *lake.keys("made/")} == before
        assert tables == ["t"]
        assert lake.values("SELECT * FROM t") == [["1", "old", "0"]]
        assert lake.rows("SHOW PARTITIONS t") == [["p=0"]]
    finally:
        server.stop()
