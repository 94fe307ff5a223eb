"""The Glue schema registry through boto3: what is compatible, and what is refused."""

import json

import pytest


@pytest.fixture
def glue(client):
    return client("glue")


def record(*fields):
    return json.dumps({"type": "record", "name": "order", "fields": list(fields)})


ID = {"name": "id", "type": "long"}
CITY = {"name": "city", "type": "string"}


def test_an_incompatible_version_fails_and_a_compatible_one_is_available(glue):
    made = glue.create_schema(
        SchemaName="orders", DataFormat="AVRO", Compatibility="BACKWARD", SchemaDefinition=record(ID)
    )
    assert made["RegistryName"] == "default-registry"
    schema = {"SchemaArn": made["SchemaArn"]}
    refused = glue.register_schema_version(SchemaId=schema, SchemaDefinition=record(ID, CITY))
    assert refused["Status"] == "FAILURE"
    taken = glue.register_schema_version(SchemaId=schema, SchemaDefinition=record(ID, CITY | {"default": ""}))
    assert taken["Status"] == "AVAILABLE"
    difference = glue.get_schema_versions_diff(
        SchemaId=schema,
        FirstSchemaVersionNumber={"VersionNumber": 1},
        SecondSchemaVersionNumber={"LatestVersion": True},
        SchemaDiffType="SYNTAX_DIFF",
    )["Diff"]
    assert json.loads(difference) == [{"op": "add", "path": "/fields/1", "value": CITY | {"default": ""}}]


@pytest.mark.parametrize(
    ("data_format", "text", "valid"),
    [
        ("AVRO", '"string"', True),
        ("AVRO", '"text"', False),
        ("JSON", '{"type": "object"}', True),
        ("JSON", '{"type": "thing"}', False),
        ("PROTOBUF", 'syntax = "proto3"; message A { int32 a = 1; }', True),
        ("PROTOBUF", 'syntax = "proto3"; message A { int32 a = 1; int32 b = 1; }', False),
    ],
)
def test_a_definition_can_be_checked_alone(glue, data_format, text, valid):
    answer = glue.check_schema_version_validity(DataFormat=data_format, SchemaDefinition=text)
    assert answer["Valid"] is valid
    assert ("Error" in answer) is not valid


def test_a_schema_that_is_not_there_is_told_in_awss_words(glue):
    with pytest.raises(glue.exceptions.EntityNotFoundException) as refused:
        glue.get_schema(SchemaId={"RegistryName": "none", "SchemaName": "s"})
    assert "Schema is not found. RegistryName: none, SchemaName: s" in str(refused.value)
