"""DynamoDB's transactions: all or nothing, in an order, once per token."""

import threading

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError


@pytest.fixture(scope="module")
def dynamodb(client):
    made = client("dynamodb", config=Config(max_pool_connections=20))
    for name in ["accounts", "journal"]:
        made.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            BillingMode="PAY_PER_REQUEST",
        )
        made.get_waiter("table_exists").wait(TableName=name)
    return made


def put(table, id, **more):
    return {"Put": {"TableName": table, "Item": {"id": {"S": id}, **more}}}


def add(id, amount, least=None):
    update = {
        "TableName": "accounts",
        "Key": {"id": {"S": id}},
        "UpdateExpression": "ADD balance :amount",
        "ExpressionAttributeValues": {":amount": {"N": str(amount)}},
    }
    if least is not None:
        update["ConditionExpression"] = "balance >= :least"
        update["ExpressionAttributeValues"][":least"] = {"N": str(least)}
    return {"Update": update}


def test_a_failed_transaction_changes_nothing_and_says_why(dynamodb):
    dynamodb.transact_write_items(TransactItems=[put("accounts", "poor", balance={"N": "1"}), put("journal", "0")])
    with pytest.raises(dynamodb.exceptions.TransactionCanceledException) as canceled:
        dynamodb.transact_write_items(
            TransactItems=[
                put("journal", "1"),
                add("poor", -5, least=5),
                {
                    "ConditionCheck": {
                        "TableName": "journal",
                        "Key": {"id": {"S": "0"}},
                        "ConditionExpression": "attribute_not_exists(id)",
                        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
                    }
                },
            ]
        )
    answer = canceled.value.response
    assert answer["Error"]["Message"].endswith("[None, ConditionalCheckFailed, ConditionalCheckFailed]")
    assert [reason["Code"] for reason in answer["CancellationReasons"]] == [
        "None",
        "ConditionalCheckFailed",
        "ConditionalCheckFailed",
    ]
    assert answer["CancellationReasons"][2]["Item"] == {"id": {"S": "0"}}
    assert "Item" not in dynamodb.get_item(TableName="journal", Key={"id": {"S": "1"}})


def test_money_moves_but_never_vanishes(dynamodb):
    ids = [f"account-{i}" for i in range(5)]
    dynamodb.transact_write_items(TransactItems=[put("accounts", id, balance={"N": "100"}) for id in ids])
    wrong = []

    def move(worker):
        for step in range(15):
            source, target = ids[(worker + step) % 5], ids[(worker * 3 + step * 2 + 1) % 5]
            if source == target:
                continue
            try:
                dynamodb.transact_write_items(TransactItems=[add(source, -30, least=30), add(target, 30)])
            except dynamodb.exceptions.TransactionCanceledException:
                pass

    def watch():
        for _ in range(15):
            read = dynamodb.transact_get_items(
                TransactItems=[{"Get": {"TableName": "accounts", "Key": {"id": {"S": id}}}} for id in ids]
            )["Responses"]
            balances = [int(each["Item"]["balance"]["N"]) for each in read]
            if sum(balances) != 500 or min(balances) < 0:
                wrong.append(balances)

    threads = [threading.Thread(target=move, args=(worker,)) for worker in range(6)]
    threads.append(threading.Thread(target=watch))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    left = [dynamodb.get_item(TableName="accounts", Key={"id": {"S": id}})["Item"]["balance"]["N"] for id in ids]
    assert sum(map(int, left)) == 500


def test_a_token_is_good_for_one_deed(dynamodb):
    dynamodb.put_item(TableName="accounts", Item={"id": {"S": "once"}, "balance": {"N": "0"}})
    for _ in range(3):
        done = dynamodb.transact_write_items(
            TransactItems=[add("once", 7)], ClientRequestToken="token-1", ReturnConsumedCapacity="TOTAL"
        )
    assert done["ConsumedCapacity"][0]["ReadCapacityUnits"] == 2
    assert dynamodb.get_item(TableName="accounts", Key={"id": {"S": "once"}})["Item"]["balance"]["N"] == "7"
    with pytest.raises(dynamodb.exceptions.IdempotentParameterMismatchException):
        dynamodb.transact_write_items(TransactItems=[add("once", 8)], ClientRequestToken="token-1")


def test_bounds_are_awss(dynamodb):
    with pytest.raises(ClientError, match="cannot include multiple operations on one item"):
        dynamodb.transact_write_items(TransactItems=[add("a", 1), add("a", 1)])
    with pytest.raises(ClientError, match="Member must have length less than or equal to 100"):
        dynamodb.transact_write_items(TransactItems=[put("journal", f"j{i}") for i in range(101)])
    with pytest.raises(dynamodb.exceptions.ResourceNotFoundException):
        dynamodb.transact_write_items(TransactItems=[put("nowhere", "a")])
    hundred = dynamodb.transact_write_items(
        TransactItems=[put("journal", f"j{i}") for i in range(100)], ReturnConsumedCapacity="TOTAL"
    )
    assert hundred["ConsumedCapacity"][0]["WriteCapacityUnits"] == 200
