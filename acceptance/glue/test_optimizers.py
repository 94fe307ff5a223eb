"""What keeps Iceberg tables in shape by itself, and what passwords of connections lie under."""

import base64
import time
import uuid

import pytest


@pytest.fixture
def glue(client):
    return client("glue")


@pytest.fixture
def athena(client, bucket):
    caller = client("athena")

    def run(text, database="default"):
        started = caller.start_query_execution(
            QueryString=text,
            QueryExecutionContext={"Database": database},
            ResultConfiguration={"OutputLocation": f"s3://{bucket}/results/"},
        )["QueryExecutionId"]
        deadline = time.monotonic() + 180
        while True:
            state = caller.get_query_execution(QueryExecutionId=started)["QueryExecution"]["Status"]
            if state["State"] not in ("QUEUED", "RUNNING"):
                assert state["State"] == "SUCCEEDED", state
                return caller.get_query_results(QueryExecutionId=started)["ResultSet"]["Rows"]
            assert time.monotonic() < deadline
            time.sleep(0.05)

    return run


def test_small_files_are_compacted_and_runs_are_listed(glue, athena, bucket):
    database = "db_" + uuid.uuid4().hex[:8]
    glue.create_database(DatabaseInput={"Name": database})
    athena(
        f"CREATE TABLE {database}.t (id int) LOCATION 's3://{bucket}/t/' TBLPROPERTIES ('table_type' = 'ICEBERG')",
        database,
    )
    for number in (1, 2, 3):
        athena(f"INSERT INTO t VALUES ({number})", database)
    files = f'SELECT count(*) FROM "{database}"."t$files"'
    assert athena(files, database)[1]["Data"][0]["VarCharValue"] == "3"
    table = {"CatalogId": "123456789012", "DatabaseName": database, "TableName": "t"}
    settings = {"roleArn": "arn:aws:iam::123456789012:role/optimizer", "enabled": True}
    glue.create_table_optimizer(**table, Type="compaction", TableOptimizerConfiguration=settings)
    deadline = time.monotonic() + 120
    while not (runs := glue.list_table_optimizer_runs(**table, Type="compaction")["TableOptimizerRuns"]):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert runs[0]["eventType"] == "completed", runs
    assert athena(files, database)[1]["Data"][0]["VarCharValue"] == "1"
    assert athena("SELECT count(*) FROM t", database)[1]["Data"][0]["VarCharValue"] == "3"
    found = glue.get_table_optimizer(**table, Type="compaction")["TableOptimizer"]
    assert found["lastRun"]["eventType"] == "completed"
    with pytest.raises(glue.exceptions.InvalidInputException):
        asked = settings | {"compactionConfiguration": {"icebergConfiguration": {"strategy": "z-order"}}}
        glue.update_table_optimizer(**table, Type="compaction", TableOptimizerConfiguration=asked)
    glue.delete_table_optimizer(**table, Type="compaction")
    with pytest.raises(glue.exceptions.EntityNotFoundException):
        glue.get_table_optimizer(**table, Type="compaction")


def test_passwords_lie_under_a_key_where_the_catalog_says_so(glue, client):
    key = client("kms").create_key()["KeyMetadata"]["Arn"]
    encryption = {"ReturnConnectionPasswordEncrypted": True, "AwsKmsKeyId": key}
    glue.put_data_catalog_encryption_settings(
        DataCatalogEncryptionSettings={"ConnectionPasswordEncryption": encryption}
    )
    settings = glue.get_data_catalog_encryption_settings()["DataCatalogEncryptionSettings"]
    assert settings["ConnectionPasswordEncryption"] == encryption
    assert settings["EncryptionAtRest"]["CatalogEncryptionMode"] == "DISABLED"
    glue.create_connection(
        ConnectionInput={
            "Name": "guarded",
            "ConnectionType": "JDBC",
            "ConnectionProperties": {
                "JDBC_CONNECTION_URL": "jdbc:postgresql://127.0.0.1:1/x",
                "USERNAME": "u",
                "PASSWORD": "open-sesame",
            },
        }
    )
    shown = glue.get_connection(Name="guarded")["Connection"]["ConnectionProperties"]
    assert "PASSWORD" not in shown
    plain = client("kms").decrypt(CiphertextBlob=base64.b64decode(shown["ENCRYPTED_PASSWORD"]))["Plaintext"]
    assert plain == b"open-sesame"
    hidden = glue.get_connection(Name="guarded", HidePassword=True)["Connection"]["ConnectionProperties"]
    assert "ENCRYPTED_PASSWORD" not in hidden
    with pytest.raises(glue.exceptions.InvalidInputException):
        glue.put_data_catalog_encryption_settings(
            DataCatalogEncryptionSettings={"EncryptionAtRest": {"CatalogEncryptionMode": "SSE-KMS"}}
        )


def test_tables_are_searched_in_the_order_of_a_field(glue):
    database = "db_" + uuid.uuid4().hex[:8]
    glue.create_database(DatabaseInput={"Name": database})
    for name in ("b", "a", "c"):
        glue.create_table(DatabaseName=database, TableInput={"Name": name, "Parameters": {"rank": name * 2}})
    wanted = [{"Key": "DatabaseName", "Value": database}]
    found = glue.search_tables(Filters=wanted, SortCriteria=[{"FieldName": "Name", "Sort": "DESC"}])
    assert [table["Name"] for table in found["TableList"]] == ["c", "b", "a"]
    assert glue.search_tables(Filters=wanted, ResourceShareType="FOREIGN")["TableList"] == []


def test_the_accounts_own_catalog_is_the_only_one(glue):
    assert glue.get_catalog(CatalogId="123456789012")["Catalog"]["ResourceArn"].endswith(":catalog")
    assert [one["CatalogId"] for one in glue.get_catalogs(IncludeRoot=True)["CatalogList"]] == ["123456789012"]
    with pytest.raises(glue.exceptions.ClientError):
        glue.create_catalog(Name="other", CatalogInput={})
