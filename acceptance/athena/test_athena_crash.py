"""A server that is killed in the middle of a MERGE leaves the table as it was."""

import time

import boto3
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
