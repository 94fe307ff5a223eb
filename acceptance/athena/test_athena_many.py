"""Many queries at once on little memory: all are answered, none waits for all others, the process stays small."""

import boto3
import pytest
from lake import Lake

from server import Server

OWN_SERVER = True
FLOOD = 50
HEAP_MB = 1024
ROWS = "UNNEST(sequence(1, 2000)) x(a), UNNEST(sequence(1, 1000)) y(b)"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("many")
    server = Server(folder / "server.log", data=folder / "data", heap=f"{HEAP_MB}m")
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def lake(server, credentials):
    return Lake(lambda service: boto3.client(service, endpoint_url=server.url, **credentials))


def start(lake, query, group="primary"):
    return lake.athena.start_query_execution(
        QueryString=query,
        WorkGroup=group,
        ResultConfiguration={"OutputLocation": f"s3://{lake.bucket}/out/"},
    )["QueryExecutionId"]


def test_a_single_query_does_not_wait_for_a_flood(lake, server):
    lake.athena.create_work_group(Name="single", Configuration={"EnforceWorkGroupConfiguration": False})
    lake.run("SELECT 1")
    flood = [start(lake, f"SELECT {i} AS i, count(DISTINCT a % 1000) AS n FROM {ROWS}") for i in range(FLOOD)]
    single = lake.ended(start(lake, "SELECT 1", "single"))
    waiting = lake.athena.batch_get_query_execution(QueryExecutionIds=flood)["QueryExecutions"]
    behind = [one for one in waiting if one["Status"]["State"] in ("QUEUED", "RUNNING")]
    assert single["Status"]["State"] == "SUCCEEDED"
    assert len(behind) >= FLOOD // 5, "the flood was over before the single query"
    ended = [lake.ended(query) for query in flood]
    assert {one["Status"]["State"] for one in ended} == {"SUCCEEDED"}
    assert len({one["Statistics"]["QueryQueueTimeInMillis"] for one in ended}) > 1
    assert server.resident_mb() < 2 * HEAP_MB


def test_groups_beyond_memory_are_laid_down_on_disk(lake, server):
    """Seven million groups of texts take more than the half of the heap that queries may have."""
    rows = lake.values(
        "SELECT count(*), sum(n) FROM (SELECT k, count(*) AS n FROM (SELECT to_hex(md5(to_utf8(CAST(a * 10000 + b AS"
        " varchar)))) AS k FROM UNNEST(sequence(0, 699)) x(a), UNNEST(sequence(0, 9999)) y(b)) GROUP BY k)"
    )
    assert rows == [["7000000", "7000000"]]


def test_what_is_too_large_even_so_fails_in_words_and_alone(lake):
    large = lake.start(
        f"SELECT array_agg(to_hex(md5(to_utf8(CAST(a * 1000 + b AS varchar)))) ORDER BY b) FROM {ROWS},"
        " UNNEST(sequence(1, 8)) z(c)"
    )
    small = lake.start("SELECT 1")
    assert lake.ended(small)["Status"]["State"] == "SUCCEEDED"
    failed = lake.ended(large)
    assert failed["Status"]["State"] == "FAILED"
    assert "exhausted resources" in failed["Status"]["StateChangeReason"]
    assert lake.values("SELECT 2") == [["2"]]


def test_a_query_over_its_limit_is_cut_off(lake):
    body = "\n".join(f"{i},{'x' * 80}" for i in range(20_000)).encode()
    for i in range(8):
        lake.s3.put_object(Bucket=lake.bucket, Key=f"wide/{i}.csv", Body=body)
    lake.run(
        "CREATE EXTERNAL TABLE wide (i int, s string) ROW FORMAT DELIMITED FIELDS TERMINATED BY ','"
        f" LOCATION 's3://{lake.bucket}/wide/'"
    )
    limit = {"BytesScannedCutoffPerQuery": 10_000_000, "EnforceWorkGroupConfiguration": False}
    lake.athena.create_work_group(Name="cheap", Configuration=limit)
    query = start(lake, f"SELECT max(s) FROM {lake.database}.wide", "cheap")
    status = lake.ended(query)["Status"]
    assert (status["State"], status["StateChangeReason"]) == ("CANCELLED", "Bytes scanned limit was exceeded")
    allowed = start(lake, f"SELECT count(*) FROM {lake.database}.wide WHERE \"$path\" LIKE '%/1.csv'", "cheap")
    assert lake.ended(allowed)["Status"]["State"] == "SUCCEEDED"
