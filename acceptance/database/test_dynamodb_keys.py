"""Tables under keys of KMS: while a key is disabled nobody gets at its table."""

import pytest
from botocore.exceptions import ClientError

OWN_CLOCK = True


@pytest.fixture
def dynamodb(client):
    return client("dynamodb")


def make(dynamodb, name, **encryption):
    return dynamodb.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        SSESpecification={"Enabled": True, "SSEType": "KMS", **encryption},
    )["TableDescription"]


def status(dynamodb, name):
    return dynamodb.describe_table(TableName=name)["Table"]["TableStatus"]


def test_a_table_cannot_be_reached_while_its_key_is_disabled(client, server, dynamodb):
    kms = client("kms")
    key = kms.create_key()["KeyMetadata"]
    assert make(dynamodb, "secret", KMSMasterKeyId=key["KeyId"])["SSEDescription"] == {
        "Status": "ENABLED",
        "SSEType": "KMS",
        "KMSMasterKeyArn": key["Arn"],
    }
    dynamodb.put_item(TableName="secret", Item={"id": {"S": "a"}})
    kms.disable_key(KeyId=key["KeyId"])
    server.post("/_tarn/clock", {"advance": "PT6M"})
    assert status(dynamodb, "secret") == "INACCESSIBLE_ENCRYPTION_CREDENTIALS"
    for touch in (
        lambda: dynamodb.get_item(TableName="secret", Key={"id": {"S": "a"}}),
        lambda: dynamodb.put_item(TableName="secret", Item={"id": {"S": "b"}}),
        lambda: dynamodb.scan(TableName="secret"),
    ):
        with pytest.raises(ClientError) as refused:
            touch()
        assert refused.value.response["Error"]["Code"] == "AccessDeniedException"
    kms.enable_key(KeyId=key["KeyId"])
    server.post("/_tarn/clock", {"advance": "PT6M"})
    assert status(dynamodb, "secret") == "ACTIVE"
    assert dynamodb.scan(TableName="secret")["Items"] == [{"id": {"S": "a"}}]


def test_the_managed_key_serves_where_none_is_named_and_a_wrong_one_is_refused(client, dynamodb):
    arn = make(dynamodb, "managed")["SSEDescription"]["KMSMasterKeyArn"]
    assert client("kms").describe_key(KeyId="alias/aws/dynamodb")["KeyMetadata"]["Arn"] == arn
    with pytest.raises(ClientError) as refused:
        make(dynamodb, "wrong", KMSMasterKeyId="alias/nobody-made-this")
    assert refused.value.response["Error"]["Code"] == "ValidationException"
    dynamodb.update_table(TableName="managed", SSESpecification={"Enabled": False})
    assert "SSEDescription" not in dynamodb.describe_table(TableName="managed")["Table"]
