"""Iceberg tables as Athena's users make, change, read and sweep them."""

import time

import pytest
from lake import Lake


def make(lake, name):
    lake.run(
        f"CREATE TABLE {name} (id bigint, who string, at timestamp, tags array<string>)"
        " PARTITIONED BY (day(at), bucket(4, id))"
        f" LOCATION 's3://{lake.bucket}/{name}/' TBLPROPERTIES ('table_type'='ICEBERG', 'format'='parquet',"
        " 'vacuum_max_snapshot_age_seconds'='1', 'write_compression'='zstd')"
    )
    lake.run(
        f"INSERT INTO {name} VALUES (1, 'ann', timestamp '2026-01-01 10:00:00', ARRAY['x']),"
        " (2, 'bob', timestamp '2026-01-02 11:00:00', ARRAY[]), (3, 'cid', timestamp '2026-01-03 10:00:00', NULL)"
    )


@pytest.fixture(scope="module")
def lake(client):
    return Lake(client)


def test_rows_are_changed_one_by_one_and_read_as_they_were(lake):
    make(lake, "orders")
    table = lake.table("orders")
    assert table["TableType"] == "EXTERNAL_TABLE"
    assert table["Parameters"]["table_type"] == "ICEBERG"
    assert table["Parameters"]["metadata_location"].startswith(f"s3://{lake.bucket}/orders/metadata/")
    assert [(column["Name"], column["Type"]) for column in table["StorageDescriptor"]["Columns"]] == [
        ("id", "bigint"),
        ("who", "string"),
        ("at", "timestamp"),
        ("tags", "array<string>"),
    ]
    first = lake.values('SELECT snapshot_id FROM "orders$snapshots" ORDER BY committed_at DESC LIMIT 1')[0][0]
    update = lake.run("UPDATE orders SET who = 'Ann' WHERE id = 1")
    assert update["StatementType"] == "DML"
    lake.run("DELETE FROM orders WHERE id = 2")
    lake.run(
        "MERGE INTO orders t USING (VALUES (3, 'carl'), (4, 'dee')) s(id, who) ON t.id = s.id"
        " WHEN MATCHED THEN UPDATE SET who = s.who"
        " WHEN NOT MATCHED THEN INSERT (id, who, at, tags) VALUES (s.id, s.who, timestamp '2026-01-04 00:00:00', NULL)"
    )
    assert lake.values("SELECT id, who, at FROM orders ORDER BY id") == [
        ["1", "Ann", "2026-01-01 10:00:00.000000"],
        ["3", "carl", "2026-01-03 10:00:00.000000"],
        ["4", "dee", "2026-01-04 00:00:00.000000"],
    ]
    assert lake.values(f"SELECT who FROM orders FOR VERSION AS OF {first} ORDER BY id") == [["ann"], ["bob"], ["cid"]]
    then = lake.values('SELECT max(committed_at) FROM "orders$snapshots" WHERE snapshot_id = ' + first)[0][0]
    assert lake.values(f"SELECT count(*) FROM orders FOR TIMESTAMP AS OF TIMESTAMP '{then}'") == [["3"]]
    assert int(lake.values('SELECT count(*) FROM "orders$history"')[0][0]) >= 5


def test_columns_come_go_and_change_without_a_rewrite(lake):
    make(lake, "people")
    files = lake.keys("people/data/")
    lake.run("ALTER TABLE people ADD COLUMNS (score int COMMENT 'points', note string)")
    lake.run("ALTER TABLE people CHANGE COLUMN who name string")
    lake.run("ALTER TABLE people CHANGE COLUMN score score bigint")
    lake.run("ALTER TABLE people DROP COLUMN tags")
    assert lake.values("SELECT * FROM people WHERE id = 1") == [["1", "ann", "2026-01-01 10:00:00.000000", None, None]]
    columns = lake.table("people")["StorageDescriptor"]["Columns"]
    assert [column["Name"] for column in columns] == ["id", "name", "at", "score", "note"]
    assert lake.keys("people/data/") == files
    assert "cannot be moved" in lake.refused("ALTER TABLE people CHANGE COLUMN name name string FIRST")


def test_small_files_are_put_together_and_old_ones_swept(lake):
    make(lake, "events")
    for i in range(3):
        lake.run(f"INSERT INTO events VALUES ({i}, 'w', timestamp '2026-01-01 10:00:00', NULL)")
    before = lake.values("SELECT id, who FROM events ORDER BY id, who")
    lake.run("OPTIMIZE events REWRITE DATA USING BIN_PACK WHERE at >= timestamp '2026-01-01 00:00:00'")
    time.sleep(1.1)
    lake.run("VACUUM events")
    assert lake.values("SELECT id, who FROM events ORDER BY id, who") == before
    assert lake.values('SELECT count(*) FROM "events$snapshots"') == [["1"]]
    files = {row[0] for row in lake.values('SELECT file_path FROM "events$files"')}
    assert {f"s3://{lake.bucket}/{key}" for key in lake.keys("events/data/")} == files


def test_a_table_is_made_from_a_query_and_dropped_with_its_files(lake):
    execution = lake.run(
        "CREATE TABLE copies WITH (table_type = 'ICEBERG', is_external = false, format = 'ORC',"
        f" location = 's3://{lake.bucket}/copies/', partitioning = ARRAY['bucket(n, 2)']) AS"
        " SELECT n, cast(n AS varchar) s FROM unnest(sequence(1, 100)) t(n)"
    )
    assert execution["SubstatementType"] == "CREATE_TABLE_AS_SELECT"
    assert lake.values("SELECT count(*), sum(n) FROM copies") == [["100", "5050"]]
    whole = lake.run("SELECT sum(n) FROM copies")["Statistics"]["DataScannedInBytes"]
    one = lake.run("SELECT sum(n) FROM copies WHERE n = 7")["Statistics"]["DataScannedInBytes"]
    assert 0 < one < whole
    lake.run("DROP TABLE copies")
    assert lake.keys("copies/") == []


def test_what_athena_does_not_do_is_refused_in_words(lake):
    at = f"LOCATION 's3://{lake.bucket}/no/'"
    assert "EXTERNAL" in lake.refused(f"CREATE EXTERNAL TABLE no (a int) {at} TBLPROPERTIES ('table_type'='ICEBERG')")
    assert "smallint" in lake.refused(f"CREATE TABLE no (a smallint) {at} TBLPROPERTIES ('table_type'='ICEBERG')")
    assert "Unsupported table property key: colour" in lake.refused(
        f"CREATE TABLE no (a int) {at} TBLPROPERTIES ('table_type'='ICEBERG', 'colour'='red')"
    )
    lake.run(f"CREATE EXTERNAL TABLE plain (a int) STORED AS PARQUET LOCATION 's3://{lake.bucket}/plain/'")
    assert "not an Iceberg table" in lake.refused("VACUUM plain")
    assert lake.keys("no/") == []


def test_writers_at_once_lose_nothing(lake):
    lake.run(
        f"CREATE TABLE counters (id int) LOCATION 's3://{lake.bucket}/counters/' TBLPROPERTIES ('table_type'='ICEBERG')"
    )
    started = [lake.start(f"INSERT INTO counters VALUES ({i})") for i in range(6)]
    states = [lake.ended(query_id)["Status"]["State"] for query_id in started]
    assert lake.values("SELECT count(*) FROM counters") == [[str(states.count("SUCCEEDED"))]]
    assert states.count("SUCCEEDED") >= 4
