"""DynamoDB's expressions as boto3's resource and client send them, and the parameters that were there before them."""

import threading
from decimal import Decimal

import pytest
from boto3.dynamodb.conditions import Attr, Key
from botocore.exceptions import ClientError


def message(call):
    with pytest.raises(ClientError) as refused:
        call()
    return refused.value.response["Error"]["Code"], refused.value.response["Error"]["Message"]


@pytest.fixture(scope="module")
def table(resource):
    made = resource("dynamodb").create_table(
        TableName="albums",
        KeySchema=[
            {"AttributeName": "artist", "KeyType": "HASH"},
            {"AttributeName": "year", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": "artist", "AttributeType": "S"},
            {"AttributeName": "year", "AttributeType": "N"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    made.wait_until_exists()
    for year in range(1990, 2000):
        made.put_item(
            Item={
                "artist": "a",
                "year": year,
                "title": f"Album {year}",
                "sold": Decimal(year) * 1000,
                "genres": {"rock", "pop"} if year % 2 else {"jazz"},
                "tracks": [{"name": f"{year}-{i}", "seconds": 100 + i} for i in range(3)],
            }
        )
    return made


def test_the_resources_conditions_query_and_filter(table):
    found = table.query(
        KeyConditionExpression=Key("artist").eq("a") & Key("year").between(1992, 1997),
        FilterExpression=Attr("genres").contains("rock") & Attr("tracks[0].seconds").gte(100) & ~Attr("gone").exists(),
        ProjectionExpression="title, tracks[1].#n",
        ExpressionAttributeNames={"#n": "name"},
    )
    assert [item["title"] for item in found["Items"]] == ["Album 1993", "Album 1995", "Album 1997"]
    assert found["Items"][0]["tracks"] == [{"name": "1993-1"}]
    assert (found["Count"], found["ScannedCount"]) == (3, 6)
    backwards = table.query(KeyConditionExpression=Key("artist").eq("a") & Key("year").gt(1997), ScanIndexForward=False)
    assert [item["year"] for item in backwards["Items"]] == [1999, 1998]
    scanned = table.scan(FilterExpression=Attr("title").begins_with("Album 199") & Attr("sold").is_in([1990000, 1]))
    assert [item["year"] for item in scanned["Items"]] == [1990]
    assert table.scan(FilterExpression=Attr("title").size().lt(5) | Attr("title").attribute_type("N"))["Count"] == 0


def test_updates_by_path_are_told_by_path(table):
    key = {"artist": "a", "year": 1990}
    changed = table.update_item(
        Key=key,
        UpdateExpression="SET tracks[0].seconds = tracks[0].seconds + :one, notes = if_not_exists(notes, :none)"
        " REMOVE tracks[2] ADD sold :one DELETE genres :jazz",
        ExpressionAttributeValues={":one": 1, ":none": [], ":jazz": {"jazz"}},
        ReturnValues="UPDATED_NEW",
    )["Attributes"]
    assert changed == {"tracks": [{"seconds": 101}], "notes": [], "sold": 1990001}
    assert "genres" not in table.get_item(Key=key)["Item"]
    old = table.update_item(
        Key=key,
        UpdateExpression="SET notes = list_append(notes, :n)",
        ExpressionAttributeValues={":n": ["good"]},
        ReturnValues="ALL_OLD",
    )["Attributes"]
    assert old["notes"] == []


def test_conditions_guard_writes_and_tell_what_was_there(table):
    key = {"artist": "a", "year": 1991}
    with pytest.raises(table.meta.client.exceptions.ConditionalCheckFailedException) as failed:
        table.put_item(
            Item={**key, "title": "other"},
            ConditionExpression=Attr("artist").not_exists(),
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    assert failed.value.response["Item"]["title"] == {"S": "Album 1991"}
    table.delete_item(Key=key, ConditionExpression=Attr("sold").gt(1) & Attr("title").ne("x"))
    assert "Item" not in table.get_item(Key=key)


def test_an_atomic_counter_loses_nothing(table):
    def count():
        for _ in range(20):
            table.meta.client.update_item(
                TableName="albums",
                Key={"artist": "counter", "year": 0},
                UpdateExpression="ADD n :one",
                ExpressionAttributeValues={":one": 1},
            )

    threads = [threading.Thread(target=count) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert table.get_item(Key={"artist": "counter", "year": 0}, ConsistentRead=True)["Item"]["n"] == 160


def test_faults_are_in_awss_words(table):
    def update(expression, **values):
        return message(
            lambda: table.update_item(
                Key={"artist": "a", "year": 1992},
                UpdateExpression=expression,
                **(
                    {"ExpressionAttributeValues": {":" + name: value for name, value in values.items()}}
                    if values
                    else {}
                ),
            )
        )

    def query(expression, **values):
        return message(
            lambda: table.query(
                KeyConditionExpression=expression,
                ExpressionAttributeValues={":" + name: value for name, value in values.items()},
            )
        )

    refusals = [
        (update("SET name = :v", v=1), "Attribute name is a reserved keyword; reserved keyword: name"),
        (update("SET a = :v"), "An expression attribute value used in expression is not defined; attribute value: :v"),
        (update("SET a = "), 'Invalid UpdateExpression: Syntax error; token: "<EOF>", near: "= "'),
        (update("SET a = :v, a.b = :v", v=1), "path one: [a], path two: [a, b]"),
        (update("SET artist = :v", v="x"), "Cannot update attribute artist. This attribute is part of the key"),
        (update("SET a = :v", v=1, w=2), "unused in expressions: keys: {:w}"),
        (
            update("SET x = y + :v", v=1),
            "The provided expression refers to an attribute that does not exist in the item",
        ),
        (query("year = :y", y=1), "Attribute name is a reserved keyword; reserved keyword: year"),
        (query("artist = :a OR artist = :b", a="x", b="y"), "Invalid operator used in KeyConditionExpression: OR"),
        (query("artist > :a", a="x"), "Query key condition not supported"),
        (query("title = :a", a="x"), "Query condition missed key schema element: artist"),
    ]
    for (code, said), expected in refusals:
        assert code == "ValidationException"
        assert expected in said


def test_the_older_parameters_mean_the_same(client, table):
    dynamodb = client("dynamodb")
    dynamodb.put_item(
        TableName="albums",
        Item={"artist": {"S": "old"}, "year": {"N": "1"}, "n": {"N": "5"}},
        Expected={"artist": {"Exists": False}},
    )
    done = dynamodb.update_item(
        TableName="albums",
        Key={"artist": {"S": "old"}, "year": {"N": "1"}},
        AttributeUpdates={"n": {"Action": "ADD", "Value": {"N": "2"}}, "t": {"Value": {"S": "x"}}},
        Expected={"n": {"ComparisonOperator": "LT", "AttributeValueList": [{"N": "6"}]}},
        ReturnValues="UPDATED_NEW",
    )
    assert done["Attributes"] == {"n": {"N": "7"}, "t": {"S": "x"}}
    found = dynamodb.query(
        TableName="albums",
        KeyConditions={
            "artist": {"ComparisonOperator": "EQ", "AttributeValueList": [{"S": "old"}]},
            "year": {"ComparisonOperator": "BETWEEN", "AttributeValueList": [{"N": "0"}, {"N": "9"}]},
        },
        QueryFilter={"t": {"ComparisonOperator": "NOT_NULL"}},
        AttributesToGet=["n"],
    )
    assert found["Items"] == [{"n": {"N": "7"}}]
    code, said = message(
        lambda: dynamodb.query(
            TableName="albums",
            KeyConditionExpression="artist = :a",
            ExpressionAttributeValues={":a": {"S": "old"}},
            QueryFilter={"t": {"ComparisonOperator": "NOT_NULL"}},
        )
    )
    assert said == (
        "Can not use both expression and non-expression parameters in the same request: Non-expression parameters:"
        " {QueryFilter} Expression parameters: {KeyConditionExpression}"
    )
