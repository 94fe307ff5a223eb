"""The Glue Data Catalog through boto3."""

import pytest


@pytest.fixture
def glue(client):
    return client("glue")


@pytest.fixture
def database(glue):
    glue.create_database(DatabaseInput={"Name": "Catalog_Test"})
    yield "catalog_test"
    glue.delete_database(Name="catalog_test")


def table(name, *columns, keys=()):
    return {
        "Name": name,
        "StorageDescriptor": {
            "Location": f"s3://lake/{name}/",
            "Columns": [{"Name": column, "Type": "string"} for column in columns],
            "SerdeInfo": {"SerializationLibrary": "org.openx.data.jsonserde.JsonSerDe"},
        },
        "PartitionKeys": [{"Name": key, "Type": type} for key, type in keys],
        "TableType": "EXTERNAL_TABLE",
        "Parameters": {"classification": "json"},
    }


def test_names_are_lower_case_and_unique(glue, database):
    assert glue.get_database(Name="CATALOG_TEST")["Database"]["Name"] == "catalog_test"
    with pytest.raises(glue.exceptions.AlreadyExistsException) as refused:
        glue.create_database(DatabaseInput={"Name": "catalog_test"})
    assert refused.value.response["Error"]["Message"] == "Database already exists."
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_what_is_absent_is_said_in_awss_words(glue, database):
    with pytest.raises(glue.exceptions.EntityNotFoundException) as refused:
        glue.get_table(DatabaseName=database, Name="nil")
    assert refused.value.response["Error"]["Message"] == "Table nil not found."
    with pytest.raises(glue.exceptions.EntityNotFoundException) as refused:
        glue.get_database(Name="nil")
    assert refused.value.response["Error"]["Message"] == "Database nil not found."


def test_a_table_keeps_its_versions(glue, database):
    glue.create_table(DatabaseName=database, TableInput=table("t", "a"))
    glue.update_table(DatabaseName=database, TableInput=table("t", "a", "b"))
    assert glue.get_table(DatabaseName=database, Name="T")["Table"]["VersionId"] == "1"
    versions = glue.get_table_versions(DatabaseName=database, TableName="t")["TableVersions"]
    assert [len(version["Table"]["StorageDescriptor"]["Columns"]) for version in versions] == [2, 1]
    with pytest.raises(glue.exceptions.ConcurrentModificationException):
        glue.update_table(DatabaseName=database, TableInput=table("t", "c"), VersionId="0")


def test_tables_are_listed_by_pattern_and_page(glue, database):
    for name in ("orders", "order_items", "people"):
        glue.create_table(DatabaseName=database, TableInput=table(name))
    pages = glue.get_paginator("get_tables").paginate(
        DatabaseName=database, Expression="order*", PaginationConfig={"PageSize": 1}
    )
    assert [found["Name"] for page in pages for found in page["TableList"]] == ["order_items", "orders"]


def test_partitions_are_filtered_by_the_type_of_their_key(glue, database):
    glue.create_table(DatabaseName=database, TableInput=table("t", "a", keys=[("year", "int"), ("city", "string")]))
    made = glue.batch_create_partition(
        DatabaseName=database,
        TableName="t",
        PartitionInputList=[
            {"Values": [year, city], "StorageDescriptor": {"Location": f"s3://lake/{year}/{city}/"}}
            for year in ("9", "10", "2020")
            for city in ("Oslo", "Rome")
        ]
        + [{"Values": ["9", "Oslo"]}],
    )
    assert [error["ErrorDetail"]["ErrorCode"] for error in made["Errors"]] == ["AlreadyExistsException"]

    def values(expression):
        found = glue.get_partitions(DatabaseName=database, TableName="t", Expression=expression)["Partitions"]
        return [partition["Values"] for partition in found]

    assert values("year > 9 AND city LIKE 'R%'") == [["10", "Rome"], ["2020", "Rome"]]
    assert values("year IN (9, 2020) AND NOT city = 'Rome'") == [["2020", "Oslo"], ["9", "Oslo"]]
    assert len(values("")) == 6
    with pytest.raises(glue.exceptions.InvalidInputException):
        values("nil = 1")
    gone = glue.batch_delete_partition(
        DatabaseName=database, TableName="t", PartitionsToDelete=[{"Values": ["9", "Oslo"]}, {"Values": ["1", "x"]}]
    )
    assert [error["PartitionValues"] for error in gone["Errors"]] == [["1", "x"]]


def test_a_deleted_database_takes_its_tables_along(glue):
    glue.create_database(DatabaseInput={"Name": "gone"})
    glue.create_table(DatabaseName="gone", TableInput=table("t"))
    glue.delete_database(Name="gone")
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.get_tables(DatabaseName="gone")


def test_the_command_line_reads_the_catalog(cli, glue, database):
    glue.create_table(DatabaseName=database, TableInput=table("t", "a"))
    found = cli("glue", "get-tables", "--database-name", database)
    assert [table["Name"] for table in found["TableList"]] == ["t"]
