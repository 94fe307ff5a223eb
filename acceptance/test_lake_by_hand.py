"""The lake from the command line: the AWS CLI alone makes tables, loads partitions and asks."""

import pytest


@pytest.fixture
def folder(tmp_path):
    for month, line in (("01", "1,one"), ("02", "2,two")):
        path = tmp_path / f"year=2025/month={month}/rows.csv"
        path.parent.mkdir(parents=True)
        path.write_text(f"id,name\n{line}\n")
    return tmp_path


def test_glue_and_athena(cli, folder):
    cli("s3", "mb", "s3://cli-lake")
    cli("s3", "cp", "--recursive", folder, "s3://cli-lake/t/")
    cli("glue", "create-database", "--database-input", "Name=cli_lake")
    start = ("athena", "start-query-execution", "--query-execution-context", "Database=cli_lake")
    start += ("--result-configuration", "OutputLocation=s3://cli-lake/results/", "--query-string")

    ddl = """CREATE EXTERNAL TABLE t (id int, name string) PARTITIONED BY (year string, month string)
             ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://cli-lake/t/'
             TBLPROPERTIES ('skip.header.line.count'='1')"""
    for statement in (ddl, "MSCK REPAIR TABLE t", "SELECT month, name FROM t ORDER BY id"):
        query = cli(*start, statement)["QueryExecutionId"]
        wait(cli, query)

    rows = cli("athena", "get-query-results", "--query-execution-id", query)["ResultSet"]["Rows"]
    assert [[cell["VarCharValue"] for cell in row["Data"]] for row in rows] == [
        ["month", "name"],
        ["01", "one"],
        ["02", "two"],
    ]
    tables = cli("glue", "get-tables", "--database-name", "cli_lake")["TableList"]
    assert [table["Name"] for table in tables] == ["t"]
    partitions = cli("glue", "get-partitions", "--database-name", "cli_lake", "--table-name", "t")["Partitions"]
    assert sorted(partition["Values"] for partition in partitions) == [["2025", "01"], ["2025", "02"]]


def wait(cli, query):
    for _ in range(200):
        execution = cli("athena", "get-query-execution", "--query-execution-id", query)["QueryExecution"]
        if execution["Status"]["State"] not in ("QUEUED", "RUNNING"):
            assert execution["Status"]["State"] == "SUCCEEDED", execution["Status"]
            return
    raise TimeoutError(query)
