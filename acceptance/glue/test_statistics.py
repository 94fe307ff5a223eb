"""Column statistics that Glue computes by itself, over files in S3."""

import time
import uuid

import pytest


@pytest.fixture
def glue(client):
    return client("glue")


@pytest.fixture
def table(glue, s3, bucket):
    database = "db_" + uuid.uuid4().hex[:8]
    glue.create_database(DatabaseInput={"Name": database})
    s3.put_object(Bucket=bucket, Key="t/a.csv", Body=b"1,Ann,2020-01-01,1.50,true\n2,Bo,2021-01-01,0.25,false\n2,,,,\n")
    types = [("id", "int"), ("name", "string"), ("day", "date"), ("price", "decimal(8,2)"), ("good", "boolean")]
    glue.create_table(
        DatabaseName=database,
        TableInput={
            "Name": "t",
            "TableType": "EXTERNAL_TABLE",
            "StorageDescriptor": {
                "Location": f"s3://{bucket}/t/",
                "Columns": [{"Name": name, "Type": kind} for name, kind in types],
                "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
                "OutputFormat": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
                "SerdeInfo": {
                    "SerializationLibrary": "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
                    "Parameters": {"field.delim": ","},
                },
            },
        },
    )
    return {"DatabaseName": database, "TableName": "t"}


def ended(glue, run):
    deadline = time.monotonic() + 120
    while True:
        found = glue.get_column_statistics_task_run(ColumnStatisticsTaskRunId=run)["ColumnStatisticsTaskRun"]
        if found["Status"] != "RUNNING":
            return found
        assert time.monotonic() < deadline, found
        time.sleep(0.1)


def test_statistics_are_computed_of_the_data(glue, table):
    run = glue.start_column_statistics_task_run(**table, Role="r")["ColumnStatisticsTaskRunId"]
    assert ended(glue, run)["Status"] == "SUCCEEDED", ended(glue, run)
    names = ["id", "name", "day", "price", "good"]
    found = glue.get_column_statistics_for_table(**table, ColumnNames=names)["ColumnStatisticsList"]
    data = {one["ColumnName"]: one["StatisticsData"] for one in found}
    number = data["id"]["LongColumnStatisticsData"]
    assert (number["MinimumValue"], number["MaximumValue"], number["NumberOfDistinctValues"]) == (1, 2, 2)
    assert number["NumberOfNulls"] == 0
    assert data["name"]["StringColumnStatisticsData"]["MaximumLength"] == 3
    assert data["day"]["DateColumnStatisticsData"]["MinimumValue"].year == 2020
    assert data["day"]["DateColumnStatisticsData"]["NumberOfNulls"] == 1
    price = data["price"]["DecimalColumnStatisticsData"]["MaximumValue"]
    assert (int.from_bytes(price["UnscaledValue"], "big"), price["Scale"]) == (150, 2)
    good = data["good"]["BooleanColumnStatisticsData"]
    assert (good["NumberOfTrues"], good["NumberOfFalses"], good["NumberOfNulls"]) == (1, 1, 1)
    runs = glue.get_column_statistics_task_runs(**table)["ColumnStatisticsTaskRuns"]
    assert [one["ColumnStatisticsTaskRunId"] for one in runs] == [run]


def test_what_cannot_be_computed_is_told(glue, table):
    with pytest.raises(glue.exceptions.InvalidInputException):
        glue.start_column_statistics_task_run(**table, Role="r", ColumnNameList=["none"])
    with pytest.raises(glue.exceptions.ColumnStatisticsTaskNotRunningException):
        glue.stop_column_statistics_task_run(**table)


def test_settings_have_schedules(glue, table):
    glue.create_column_statistics_task_settings(**table, Role="r", Schedule="cron(0 3 * * ? *)", SampleSize=50)
    found = glue.get_column_statistics_task_settings(**table)["ColumnStatisticsTaskSettings"]
    assert found["Schedule"] == {"ScheduleExpression": "cron(0 3 * * ? *)", "State": "SCHEDULED"}
    glue.stop_column_statistics_task_run_schedule(**table)
    found = glue.get_column_statistics_task_settings(**table)["ColumnStatisticsTaskSettings"]
    assert found["Schedule"]["State"] == "NOT_SCHEDULED"
    with pytest.raises(glue.exceptions.AlreadyExistsException):
        glue.create_column_statistics_task_settings(**table, Role="r")
    glue.delete_column_statistics_task_settings(**table)
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.get_column_statistics_task_settings(**table)
