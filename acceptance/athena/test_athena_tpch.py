"""TPC-H over Parquet: each of the 22 queries answers what DuckDB answers over the same files."""

import pathlib
import sys

import pytest
from lake import Lake

from server import ROOT

sys.path.insert(0, str(pathlib.Path(ROOT) / "bench"))
import tpch  # noqa: E402

SCALE = 0.01


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tpch")
    tpch.generate(SCALE, folder)
    return folder


@pytest.fixture(scope="module")
def bare(folder):
    return tpch.duck(folder)


@pytest.fixture(scope="module")
def asked(client, folder):
    """All queries, begun at once, and how to wait for one."""
    lake = Lake(client)
    for table in tpch.TABLES:
        lake.s3.upload_file(str(folder / f"{table}.parquet"), lake.bucket, f"{table}/{table}.parquet")
        lake.run(tpch.definition(table, folder / f"{table}.parquet", f"s3://{lake.bucket}/{table}/"))
    begun = {number: lake.start(query) for number, query in tpch.queries(SCALE).items()}

    def rows(number):
        execution = lake.ended(begun[number])
        assert execution["Status"]["State"] == "SUCCEEDED", execution["Status"]
        pages = lake.athena.get_paginator("get_query_results").paginate(QueryExecutionId=begun[number])
        found = [row["Data"] for page in pages for row in page["ResultSet"]["Rows"]]
        return [[datum.get("VarCharValue") for datum in row] for row in found[1:]]

    return rows


@pytest.mark.parametrize("number", tpch.queries(SCALE))
def test_a_query_answers_what_duckdb_answers(asked, bare, number):
    ours = asked(number)
    theirs = bare.execute(tpch.queries(SCALE)[number]).fetchall()
    assert len(ours) == len(theirs)
    for our, their in zip(ours, theirs, strict=True):
        assert all(map(tpch.same, our, their)), (our, their)
