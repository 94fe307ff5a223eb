"""Provisioned capacity is real: by the platform's clock, with what was saved, and the SDK's retries."""

import pytest
from botocore.config import Config

OWN_CLOCK = True


def made(dynamodb, name, units):
    dynamodb.create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        ProvisionedThroughput={"ReadCapacityUnits": 100, "WriteCapacityUnits": units},
    )
    dynamodb.get_waiter("table_exists").wait(TableName=name)


def write(dynamodb, name, count):
    for i in range(count):
        dynamodb.put_item(TableName=name, Item={"id": {"S": str(i)}})


def test_a_table_serves_what_it_is_provisioned_for_and_what_it_saved(client, server):
    dynamodb = client("dynamodb", config=Config(retries={"max_attempts": 0}))
    made(dynamodb, "slow", 1)
    with pytest.raises(dynamodb.exceptions.ProvisionedThroughputExceededException) as refused:
        write(dynamodb, "slow", 200)
    answer = refused.value.response
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert answer["ThrottlingReasons"][0]["reason"] == "TableWriteProvisionedThroughputExceeded"
    server.post("/_tarn/clock", {"advance": "PT1H"})
    write(dynamodb, "slow", 300)
    with pytest.raises(dynamodb.exceptions.ProvisionedThroughputExceededException):
        write(dynamodb, "slow", 200)


def test_retries_finish_the_job(client):
    dynamodb = client("dynamodb", config=Config(retries={"mode": "standard", "max_attempts": 10}))
    made(dynamodb, "patient", 10)
    write(dynamodb, "patient", 40)
    assert dynamodb.scan(TableName="patient", Select="COUNT")["Count"] == 40
