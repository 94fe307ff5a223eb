"""DynamoDB by boto3: the resource, the client, indexes, conditions, counters, streams."""

import threading
import zlib
from decimal import Decimal

import boto3
import pytest
from boto3.dynamodb.conditions import Attr, Key
from botocore.exceptions import ClientError

ITEMS = 10_000
THREADS = 50
EACH = 200


@pytest.fixture(scope="module")
def games(resource):
    """A table of 10,000 games with a local and a global index and a stream."""
    table = resource("dynamodb").create_table(
        TableName="games",
        KeySchema=[{"AttributeName": "player", "KeyType": "HASH"}, {"AttributeName": "at", "KeyType": "RANGE"}],
        AttributeDefinitions=[
            {"AttributeName": "player", "AttributeType": "S"},
            {"AttributeName": "at", "AttributeType": "N"},
            {"AttributeName": "score", "AttributeType": "N"},
            {"AttributeName": "level", "AttributeType": "S"},
        ],
        LocalSecondaryIndexes=[
            {
                "IndexName": "byScore",
                "KeySchema": [
                    {"AttributeName": "player", "KeyType": "HASH"},
                    {"AttributeName": "score", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "byLevel",
                "KeySchema": [
                    {"AttributeName": "level", "KeyType": "HASH"},
                    {"AttributeName": "score", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"},
        BillingMode="PAY_PER_REQUEST",
    )
    table.wait_until_exists()
    with table.batch_writer() as batch:
        for number in range(ITEMS):
            item = {"player": f"p{number % 100}", "at": number, "score": number % 97, "tags": {"a", f"t{number % 3}"}}
            if number % 10 == 0:
                item["level"] = f"l{number % 4}"
            batch.put_item(Item=item)
    return table


def pages(read, **parameters):
    """All items of a query or a scan, page by page."""
    found = []
    while True:
        page = read(**parameters)
        found += page["Items"]
        if "LastEvaluatedKey" not in page:
            return found
        parameters["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def test_what_was_put_is_found_by_key_index_and_scan(games):
    assert games.get_item(Key={"player": "p7", "at": 107}, ConsistentRead=True)["Item"] == {
        "player": "p7",
        "at": 107,
        "score": 10,
        "tags": {"a", "t2"},
    }
    mine = pages(games.query, KeyConditionExpression=Key("player").eq("p7") & Key("at").between(1000, 2000))
    assert [item["at"] for item in mine] == list(range(1007, 2000, 100))
    best = games.query(
        IndexName="byScore",
        KeyConditionExpression=Key("player").eq("p7"),
        ScanIndexForward=False,
        Limit=3,
        Select="ALL_ATTRIBUTES",
        ConsistentRead=True,
    )
    assert [item["score"] for item in best["Items"]] == [96, 95, 94]
    assert all("tags" in item for item in best["Items"])
    levels = pages(games.query, IndexName="byLevel", KeyConditionExpression=Key("level").eq("l2"))
    assert len(levels) == ITEMS // 20
    assert [item["score"] for item in levels] == sorted(item["score"] for item in levels)
    found = pages(games.scan, FilterExpression=Attr("score").eq(5) & Attr("tags").contains("t1"))
    assert {item["at"] for item in found} == {n for n in range(ITEMS) if n % 97 == 5 and n % 3 == 1}


def test_segments_of_a_scan_share_nothing(games):
    segments = [pages(games.scan, Segment=segment, TotalSegments=4) for segment in range(4)]
    keys = [item["at"] for segment in segments for item in segment]
    assert len(keys) == len(set(keys)) == ITEMS
    assert all(len(segment) > ITEMS / 8 for segment in segments)


def test_a_consistent_read_of_a_global_index_is_refused_and_of_a_local_one_served(games):
    with pytest.raises(ClientError) as refused:
        games.query(IndexName="byLevel", KeyConditionExpression=Key("level").eq("l0"), ConsistentRead=True)
    assert refused.value.response["Error"] == {
        "Code": "ValidationException",
        "Message": "Consistent reads are not supported on global secondary indexes",
    }
    assert games.query(IndexName="byScore", KeyConditionExpression=Key("player").eq("p1"), ConsistentRead=True)["Count"]


def test_a_condition_that_does_not_hold_changes_nothing(games):
    key = {"player": "conditions", "at": 1}
    games.put_item(Item={**key, "price": Decimal("12.50")}, ConditionExpression="attribute_not_exists(player)")
    with pytest.raises(games.meta.client.exceptions.ConditionalCheckFailedException) as failed:
        games.update_item(
            Key=key,
            UpdateExpression="SET price = :low",
            ConditionExpression="price < :low",
            ExpressionAttributeValues={":low": 10},
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    assert failed.value.response["Item"]["price"] == {"N": "12.5"}
    assert games.get_item(Key=key)["Item"]["price"] == Decimal("12.5")


def test_counters_lose_nothing(games, endpoint_url, credentials):
    key = {"player": {"S": "counter"}, "at": {"N": "0"}}

    def count():
        client = boto3.client("dynamodb", endpoint_url=endpoint_url, **credentials)
        for _ in range(EACH):
            client.update_item(
                TableName="games",
                Key=key,
                UpdateExpression="ADD hits :one",
                ExpressionAttributeValues={":one": {"N": "1"}},
            )

    threads = [threading.Thread(target=count) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert games.get_item(Key={"player": "counter", "at": 0})["Item"]["hits"] == THREADS * EACH


def test_the_stream_tells_each_item_once(games, client):
    streams = client("dynamodbstreams")
    arn = games.latest_stream_arn
    seen = []
    for shard in streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
        iterator = streams.get_shard_iterator(
            StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        while iterator:
            page = streams.get_records(ShardIterator=iterator)
            if not page["Records"]:
                break
            seen += [record for record in page["Records"] if record["eventName"] == "INSERT"]
            iterator = page.get("NextShardIterator")
    keys = [(r["dynamodb"]["Keys"]["player"]["S"], r["dynamodb"]["Keys"]["at"]["N"]) for r in seen]
    assert len(keys) == len(set(keys))
    assert {(f"p{n % 100}", str(n)) for n in range(ITEMS)} <= set(keys)


def test_answers_carry_their_sum(client):
    dynamodb = client("dynamodb")
    bodies = {}
    dynamodb.meta.events.register(
        "before-parse.dynamodb.ListTables", lambda response_dict, **_: bodies.update(response_dict)
    )
    dynamodb.list_tables()
    assert int(bodies["headers"]["x-amz-crc32"]) == zlib.crc32(bodies["body"])


def test_indexes_are_built_while_the_table_is_there(games, client):
    dynamodb = client("dynamodb")
    dynamodb.update_table(
        TableName="games",
        AttributeDefinitions=[{"AttributeName": "score", "AttributeType": "N"}],
        GlobalSecondaryIndexUpdates=[
            {
                "Create": {
                    "IndexName": "all",
                    "KeySchema": [{"AttributeName": "score", "KeyType": "HASH"}],
                    "Projection": {"ProjectionType": "KEYS_ONLY"},
                }
            }
        ],
    )
    for _ in range(10_000):
        table = dynamodb.describe_table(TableName="games")["Table"]
        if table["TableStatus"] == "ACTIVE":
            break
    assert {index["IndexName"]: index["IndexStatus"] for index in table["GlobalSecondaryIndexes"]} == {
        "byLevel": "ACTIVE",
        "all": "ACTIVE",
    }
    found = pages(games.query, IndexName="all", KeyConditionExpression=Key("score").eq(5))
    assert {item["at"] for item in found} == {n for n in range(ITEMS) if n % 97 == 5}
