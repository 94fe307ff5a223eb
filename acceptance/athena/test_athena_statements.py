"""Statements beside plain queries: prepared ones, UNLOAD, EXPLAIN, results given again, what a query did."""

import uuid

import pytest
from botocore.exceptions import ClientError
from lake import Lake


@pytest.fixture(scope="module")
def lake(client):
    lake = Lake(client)
    lake.s3.put_object(
        Bucket=lake.bucket, Key="sales/a.csv", Body="".join(f"{n},name {n},{n % 3}\n" for n in range(30))
    )
    lake.run(
        "CREATE EXTERNAL TABLE sales (id int, name string, kind int) ROW FORMAT DELIMITED FIELDS TERMINATED BY ','"
        f" LOCATION 's3://{lake.bucket}/sales/'"
    )
    return lake


def start(lake, query, **more):
    query_id = lake.athena.start_query_execution(
        QueryString=query,
        QueryExecutionContext={"Database": lake.database},
        ResultConfiguration={"OutputLocation": f"s3://{lake.bucket}/out/"},
        **more,
    )["QueryExecutionId"]
    execution = lake.ended(query_id)
    assert execution["Status"]["State"] == "SUCCEEDED", execution["Status"]
    rows = lake.athena.get_query_results(QueryExecutionId=query_id)["ResultSet"]["Rows"]
    return execution, [[datum.get("VarCharValue") for datum in row["Data"]] for row in rows]


def test_question_marks_are_filled_in(lake):
    query = "SELECT count(*) FROM sales WHERE kind = ? AND name <> ?"
    assert start(lake, query, ExecutionParameters=["1", "'name 1'"])[1][1] == ["9"]
    name = f"find_{uuid.uuid4().hex[:6]}"
    lake.athena.create_prepared_statement(StatementName=name, WorkGroup="primary", QueryStatement=query)
    assert start(lake, f"EXECUTE {name} USING 2, 'x'")[1][1] == ["10"]
    assert start(lake, f"EXECUTE {name}", ExecutionParameters=["0", "'x'"])[1][1] == ["10"]
    lake.athena.delete_prepared_statement(StatementName=name, WorkGroup="primary")
    with pytest.raises(ClientError, match="was not found"):
        start(lake, f"EXECUTE {name}")


@pytest.mark.parametrize(
    ("form", "table"),
    [
        ("PARQUET", "STORED AS PARQUET"),
        ("ORC", "STORED AS ORC"),
        ("AVRO", "STORED AS AVRO"),
        ("JSON", "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'"),
        ("TEXTFILE", "ROW FORMAT DELIMITED FIELDS TERMINATED BY '|'"),
    ],
)
def test_rows_are_unloaded_in_every_format(lake, form, table):
    at = f"s3://{lake.bucket}/unloaded/{form}/"
    more = ", field_delimiter = '|'" if form == "TEXTFILE" else ""
    query = f"UNLOAD (SELECT id, name FROM sales WHERE kind = 1) TO '{at}' WITH (format = '{form}'{more})"
    execution = lake.run(query)
    assert execution["SubstatementType"] == "UNLOAD"
    assert lake.glue.get_tables(DatabaseName=lake.database)["TableList"][0]["Name"] == "sales"
    manifest = execution["Statistics"]["DataManifestLocation"].removeprefix(f"s3://{lake.bucket}/")
    listed = lake.s3.get_object(Bucket=lake.bucket, Key=manifest)["Body"].read().decode().split()
    assert [f"s3://{lake.bucket}/{key}" for key in lake.keys(f"unloaded/{form}/")] == listed
    lake.run(f"CREATE EXTERNAL TABLE u_{form} (id int, name string) {table} LOCATION '{at}'")
    assert lake.values(f"SELECT count(*), sum(id), min(name) FROM u_{form}") == [["10", "145", "name 1"]]
    lake.run(f"DROP TABLE u_{form}")
    assert "HIVE_PATH_ALREADY_EXISTS" in lake.refused(query)


def test_a_result_is_given_again_only_to_who_asks(lake):
    query = "SELECT kind, count(*) FROM sales GROUP BY kind ORDER BY kind"
    again = {"ResultReuseByAgeConfiguration": {"Enabled": True, "MaxAgeInMinutes": 10}}
    first, rows = start(lake, query)
    second, same = start(lake, query, ResultReuseConfiguration=again)
    assert same == rows
    assert second["Statistics"]["DataScannedInBytes"] == 0 < first["Statistics"]["DataScannedInBytes"]
    assert second["Statistics"]["ResultReuseInformation"]["ReusedPreviousResult"] is True
    third, _ = start(lake, query)
    assert third["Statistics"]["ResultReuseInformation"]["ReusedPreviousResult"] is False


def test_plans_are_explained_and_told_afterwards(lake):
    _, plan = start(lake, "EXPLAIN SELECT kind, count(*) FROM sales GROUP BY kind")
    assert any("Aggregate" in row[0] for row in plan)
    _, analysed = start(lake, "EXPLAIN ANALYZE SELECT kind, count(*) FROM sales GROUP BY kind")
    assert any("CPU:" in row[0] for row in analysed)
    execution, _ = start(lake, "SELECT kind, count(*) FROM sales GROUP BY kind")
    told = lake.athena.get_query_runtime_statistics(QueryExecutionId=execution["QueryExecutionId"])
    statistics = told["QueryRuntimeStatistics"]
    assert statistics["Rows"]["InputRows"] == 30
    assert statistics["Rows"]["OutputRows"] == 3
    assert statistics["OutputStage"]["SubStages"]
