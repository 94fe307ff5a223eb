"""Glue's Iceberg REST catalog where policies decide: signatures are verified, and Glue's own actions count."""

import uuid

import pytest
from pyiceberg.catalog import load_catalog
from pyiceberg.exceptions import ForbiddenError, RESTError
from pyiceberg.schema import Schema
from pyiceberg.types import LongType, NestedField
from statements import allow

SCHEMA = Schema(NestedField(1, "id", LongType(), required=False))


@pytest.fixture(scope="module")
def catalog(enforced):
    def make(key, secret=None):
        return load_catalog(
            key["AccessKeyId"],
            type="rest",
            uri=f"{enforced.url}/iceberg",
            warehouse="123456789012",
            **{
                "rest.sigv4-enabled": "true",
                "rest.signing-name": "glue",
                "rest.signing-region": "us-east-1",
                "client.access-key-id": key["AccessKeyId"],
                "client.secret-access-key": secret or key["SecretAccessKey"],
            },
        )

    return make


def test_who_may_read_a_database_may_not_change_it(catalog, clients, root, person):
    name, bucket = f"db_{uuid.uuid4().hex[:8]}", f"ice-{uuid.uuid4().hex[:8]}"
    clients("s3", root).create_bucket(Bucket=bucket)
    owner = catalog(root)
    owner.create_namespace(name, {"location": f"s3://{bucket}/"})
    owner.create_table(f"{name}.things", SCHEMA)
    arns = [
        f"arn:aws:glue:us-east-1:123456789012:{what}" for what in ("catalog", f"database/{name}", f"table/{name}/*")
    ]
    reader = catalog(
        person(
            allow(["glue:GetDatabase", "glue:GetTable", "glue:GetTables"], arns),
            allow("s3:GetObject", f"arn:aws:s3:::{bucket}/*"),
        )
    )
    assert reader.load_table(f"{name}.things").schema().find_field("id").field_type == LongType()
    assert reader.list_tables(name) == [(name, "things")]
    for work in (
        lambda: reader.create_table(f"{name}.more", SCHEMA),
        lambda: reader.drop_table(f"{name}.things"),
        lambda: reader.create_namespace(f"{name}_2"),
        lambda: reader.load_table(f"{name}.things").transaction().set_properties(a="1").commit_transaction(),
    ):
        with pytest.raises(ForbiddenError, match="not authorized"):
            work()
    assert "a" not in owner.load_table(f"{name}.things").properties
    files = clients("s3", root).list_objects_v2(Bucket=bucket)["Contents"]
    assert len(files) == 1, "a refused commit leaves nothing"


def test_a_wrong_secret_is_refused(catalog, root):
    with pytest.raises(RESTError):
        catalog(root, secret="wrong").list_namespaces()
