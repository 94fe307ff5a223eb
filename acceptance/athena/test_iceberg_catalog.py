"""Glue's Iceberg REST catalog as PyIceberg speaks to it, with Athena over the same tables."""

import concurrent.futures
import json
import uuid

import botocore.session
import pyarrow
import pytest
import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from lake import Lake
from pyiceberg.catalog import load_catalog
from pyiceberg.exceptions import (
    CommitFailedException,
    NamespaceAlreadyExistsError,
    NamespaceNotEmptyError,
    NoSuchNamespaceError,
    NoSuchTableError,
    TableAlreadyExistsError,
)
from pyiceberg.partitioning import PartitionField, PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.transforms import IdentityTransform
from pyiceberg.types import DoubleType, ListType, LongType, NestedField, StringType, TimestampType

ACCOUNT = "123456789012"
SALES = Schema(
    NestedField(1, "id", LongType(), required=False),
    NestedField(2, "country", StringType(), required=False),
    NestedField(3, "amount", DoubleType(), required=False),
)


@pytest.fixture(scope="module")
def lake(client):
    return Lake(client)


@pytest.fixture(scope="module")
def catalog(endpoint_url, credentials):
    """Nothing says where S3 is: the catalog does."""
    return load_catalog(
        "rest",
        type="rest",
        uri=f"{endpoint_url}/iceberg",
        warehouse=ACCOUNT,
        **{
            "rest.sigv4-enabled": "true",
            "rest.signing-name": "glue",
            "rest.signing-region": credentials["region_name"],
            "client.access-key-id": credentials["aws_access_key_id"],
            "client.secret-access-key": credentials["aws_secret_access_key"],
        },
    )


@pytest.fixture(scope="module")
def ask(endpoint_url, credentials):
    """Asks the catalog by hand, signed for Glue."""
    session = botocore.session.Session()
    session.set_credentials(credentials["aws_access_key_id"], credentials["aws_secret_access_key"])

    def send(method, path, body=None):
        url = f"{endpoint_url}/iceberg/v1{path}"
        request = AWSRequest(method, url, data=json.dumps(body) if body is not None else None)
        SigV4Auth(session.get_credentials(), "glue", credentials["region_name"]).add_auth(request)
        return requests.request(method, url, data=request.data, headers=dict(request.headers), timeout=30)

    return send


def rows(*values):
    return pyarrow.table(
        {"id": [v[0] for v in values], "country": [v[1] for v in values], "amount": [v[2] for v in values]}
    )


def test_a_table_made_by_pyiceberg_is_changed_by_athena_and_read_back(lake, catalog):
    table = catalog.create_table(
        f"{lake.database}.sales",
        SALES,
        location=f"s3://{lake.bucket}/sales",
        partition_spec=PartitionSpec(PartitionField(2, 1000, IdentityTransform(), "country")),
        properties={"comment": "by hand"},
    )
    table.append(rows((1, "USA", 1.5), (2, "FR", 2.5)))
    assert lake.values("SELECT id, country, amount FROM sales ORDER BY id") == [["1", "USA", "1.5"], ["2", "FR", "2.5"]]
    glue = lake.table("sales")
    assert glue["Parameters"]["table_type"] == "ICEBERG" and glue["Description"] == "by hand"
    assert [(column["Name"], column["Type"]) for column in glue["StorageDescriptor"]["Columns"]] == [
        ("id", "bigint"),
        ("country", "string"),
        ("amount", "double"),
    ]
    lake.run("INSERT INTO sales VALUES (3, 'DE', 3.5)")
    lake.run("DELETE FROM sales WHERE country = 'FR'")
    table.refresh()
    assert sorted(table.scan().to_arrow()["id"].to_pylist()) == [1, 3]
    with table.update_schema() as change:
        change.add_column("tags", ListType(10, StringType(), element_required=False))
        change.rename_column("amount", "total")
    assert lake.values("SELECT total, tags FROM sales WHERE id = 3") == [["3.5", None]]
    assert lake.table("sales")["StorageDescriptor"]["Columns"][-1]["Type"] == "array<string>"
    assert len(table.metadata.metadata_log) >= 4


def test_a_table_made_by_athena_is_read_and_changed_by_pyiceberg(lake, catalog):
    lake.run(
        "CREATE TABLE visits (id bigint, who string, at timestamp) PARTITIONED BY (who)"
        f" LOCATION 's3://{lake.bucket}/visits/' TBLPROPERTIES ('table_type'='ICEBERG')"
    )
    lake.run("INSERT INTO visits VALUES (1, 'ann', timestamp '2026-01-01 10:00:00')")
    table = catalog.load_table(f"{lake.database}.visits")
    assert isinstance(table.schema().find_type("at"), TimestampType)
    assert table.scan().to_arrow()["who"].to_pylist() == ["ann"]
    at = pyarrow.array([1_767_348_000_000_000], pyarrow.timestamp("us"))
    table.append(pyarrow.table({"id": [2], "who": ["bob"], "at": at}))
    assert lake.values("SELECT who FROM visits ORDER BY id") == [["ann"], ["bob"]]
    assert lake.values('SELECT count(*) FROM "visits$snapshots"') == [["3"]]
    lake.run("OPTIMIZE visits REWRITE DATA USING BIN_PACK")
    assert sorted(table.refresh().scan().to_arrow()["who"].to_pylist()) == ["ann", "bob"]


def test_of_two_writers_one_is_told_that_it_came_late(lake, catalog, ask):
    name = f"{lake.database}.counters"
    impatient = {"commit.retry.num-retries": "0"}
    catalog.create_table(name, SALES, location=f"s3://{lake.bucket}/counters", properties=impatient)
    first, second = catalog.load_table(name), catalog.load_table(name)
    first.append(rows((1, "USA", 1.0)))
    with pytest.raises(CommitFailedException, match="main"):
        second.append(rows((2, "FR", 2.0)))
    before = catalog.load_table(name)
    body = {
        "requirements": [{"type": "assert-table-uuid", "uuid": str(before.metadata.table_uuid)}],
        "updates": [{"action": "set-properties", "updates": {"a": "1"}}],
    }
    path = f"/catalogs/{ACCOUNT}/namespaces/{lake.database}/tables/counters"
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda i: ask("POST", path, change(body, i)), range(8)))
    assert {answer.status_code for answer in answers} <= {200, 409}
    told = {f"k{i}" for i, answer in enumerate(answers) if answer.status_code == 200}
    assert told and told == {key for key in catalog.load_table(name).properties if key.startswith("k")}
    body["requirements"][0]["uuid"] = str(uuid.uuid4())
    refused = ask("POST", path, body)
    assert refused.status_code == 409 and refused.json()["error"]["type"] == "CommitFailedException"


def change(body, i):
    return body | {"updates": [{"action": "set-properties", "updates": {f"k{i}": "1"}}]}


def test_namespaces_are_databases(lake, catalog, client):
    name = f"ns_{uuid.uuid4().hex[:8]}"
    catalog.create_namespace(name, {"comment": "mine", "location": f"s3://{lake.bucket}/{name}/", "team": "a"})
    database = client("glue").get_database(Name=name)["Database"]
    assert database["Description"] == "mine" and database["Parameters"] == {"team": "a"}
    with pytest.raises(NamespaceAlreadyExistsError):
        catalog.create_namespace(name)
    told = catalog.update_namespace_properties(name, {"team", "none"}, {"owner": "me"})
    assert (told.removed, told.updated, told.missing) == (["team"], ["owner"], ["none"])
    assert catalog.load_namespace_properties(name)["owner"] == "me"
    assert (name,) in catalog.list_namespaces() and catalog.list_namespaces(name) == []
    catalog.create_table(f"{name}.somewhere", SALES)
    assert catalog.load_table(f"{name}.somewhere").location() == f"s3://{lake.bucket}/{name}/somewhere"
    with pytest.raises(NamespaceNotEmptyError):
        catalog.drop_namespace(name)
    catalog.drop_table(f"{name}.somewhere")
    catalog.drop_namespace(name)
    assert not catalog.namespace_exists(name)
    with pytest.raises(NoSuchNamespaceError):
        catalog.list_tables(name)


def test_tables_are_staged_renamed_registered_and_dropped(lake, catalog, client):
    name = f"{lake.database}.moving"
    with catalog.create_table_transaction(name, SALES, location=f"s3://{lake.bucket}/moving") as work:
        work.append(rows((1, "USA", 1.0)))
        assert not catalog.table_exists(name)
    assert len(catalog.load_table(name).scan().to_arrow()) == 1
    with pytest.raises(TableAlreadyExistsError):
        catalog.create_table(name, SALES, location=f"s3://{lake.bucket}/moving")
    catalog.rename_table(name, f"{lake.database}.moved")
    assert (lake.database, "moved") in catalog.list_tables(lake.database) and not catalog.table_exists(name)
    pointer = catalog.load_table(f"{lake.database}.moved").metadata_location
    catalog.drop_table(f"{lake.database}.moved")
    with pytest.raises(NoSuchTableError):
        catalog.load_table(f"{lake.database}.moved")
    assert len(catalog.register_table(name, pointer).scan().to_arrow()) == 1
    assert lake.values("SELECT count(*) FROM moving") == [["1"]]


def test_what_the_catalog_does_not_do_is_refused_in_words(lake, catalog, ask, client):
    here = f"/catalogs/{ACCOUNT}/namespaces/{lake.database}"
    config = ask("GET", f"/config?warehouse={ACCOUNT}").json()
    assert config["overrides"]["prefix"] == f"catalogs/{ACCOUNT}"
    assert ask("GET", "/config?warehouse=999999999999").status_code == 404
    assert ask("GET", "/catalogs/999999999999/namespaces").json()["error"]["type"] == "NoSuchCatalogException"
    for method, path in [("GET", f"{here}/views"), ("POST", f"/catalogs/{ACCOUNT}/transactions/commit")]:
        refused = ask(method, path, {} if method == "POST" else None)
        assert (refused.status_code, refused.json()["error"]["type"]) == (406, "UnsupportedOperationException")
    assert ask("POST", f"{here}/tables", {"name": "x"}).status_code == 400
    assert (
        ask(
            "POST", f"{here}/tables", {"name": "x", "location": f"s3://{lake.bucket}/x", "schema": {"type": "list"}}
        ).status_code
        == 400
    )
    client("glue").create_table(DatabaseName=lake.database, TableInput={"Name": "plain", "Parameters": {}})
    assert ask("GET", f"{here}/tables/plain").json()["error"]["type"] == "NoSuchIcebergTableException"
    assert "plain" not in [table for _, table in catalog.list_tables(lake.database)]
    lake.run(f"CREATE TABLE kept (a int) LOCATION 's3://{lake.bucket}/kept/' TBLPROPERTIES ('table_type'='ICEBERG')")
    assert ask("DELETE", f"{here}/tables/kept?purgeRequested=true").status_code == 400
    assert (
        ask("HEAD", f"{here}/tables/kept").status_code == 204 and ask("HEAD", f"{here}/tables/none").status_code == 404
    )


def test_pyicebergs_own_glue_client_shares_the_tables(lake, catalog, endpoint_url, credentials):
    glue = load_catalog(
        "glue",
        type="glue",
        **{
            "glue.endpoint": endpoint_url,
            "s3.endpoint": endpoint_url,
            "client.region": credentials["region_name"],
            "client.access-key-id": credentials["aws_access_key_id"],
            "client.secret-access-key": credentials["aws_secret_access_key"],
        },
    )
    table = glue.create_table(f"{lake.database}.shared", SALES, location=f"s3://{lake.bucket}/shared")
    table.append(rows((1, "USA", 1.0)))
    catalog.load_table(f"{lake.database}.shared").append(rows((2, "FR", 2.0)))
    lake.run("INSERT INTO shared VALUES (3, 'DE', 3.0)")
    assert sorted(table.refresh().scan().to_arrow()["id"].to_pylist()) == [1, 2, 3]
    assert sorted(catalog.load_table(f"{lake.database}.shared").scan().to_arrow()["id"].to_pylist()) == [1, 2, 3]
