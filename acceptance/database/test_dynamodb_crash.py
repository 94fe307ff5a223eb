"""What DynamoDB acknowledged survives SIGKILL: items, index entries and stream records, each once.

Writers put, update and delete items of their own while the server is killed again and again. After each start every
item is as its last acknowledged write left it, the one write that was under way happened wholly or not at all, the
indexes say exactly what the table says, and the stream, replayed from its beginning, makes the table.
"""

import random
import threading

import boto3
import botocore.exceptions
import pytest
from botocore.config import Config

from server import Server

OWN_SERVER = True
WRITERS = 8
NAMES = 25
KILLS = 3
TABLE = "crash"


class Writer:
    """Changes items that nobody else changes and remembers what was acknowledged."""

    def __init__(self, number, seed):
        self.number = number
        self.random = random.Random(f"{seed}/{number}")
        self.state = {}
        self.pending = None
        self.calls = 0
        self.failure = None

    def run(self, client, stop):
        try:
            while not stop.is_set():
                key = self.random.randrange(NAMES)
                self.random.choice((self.put, self.put, self.count, self.delete))(client, key)
                self.state[key] = self.pending[1]
                self.pending = None
                self.calls += 1
        except (botocore.exceptions.HTTPClientError, botocore.exceptions.ConnectionError, OSError):
            return
        except Exception as failure:
            self.failure = failure

    def key(self, key):
        return {"w": {"S": f"w{self.number}"}, "n": {"N": str(key)}}

    def put(self, client, key):
        item = self.key(key) | {"mark": {"N": str(self.random.randrange(1000))}}
        if self.random.random() < 0.7:
            item["kind"] = {"S": f"k{self.random.randrange(5)}"}
        self.pending = (key, item)
        client.put_item(TableName=TABLE, Item=item)

    def count(self, client, key):
        item = dict(self.state.get(key) or self.key(key))
        item["mark"] = {"N": str(int(item.get("mark", {"N": "0"})["N"]) + 1)}
        self.pending = (key, item)
        client.update_item(
            TableName=TABLE,
            Key=self.key(key),
            UpdateExpression="ADD mark :one",
            ExpressionAttributeValues={":one": {"N": "1"}},
        )

    def delete(self, client, key):
        self.pending = (key, None)
        client.delete_item(TableName=TABLE, Key=self.key(key))

    def compare(self, found):
        """What is wrong, in sentences; what was under way is settled by what is found."""
        if self.pending:
            key, wanted = self.pending
            if found.get((f"w{self.number}", str(key))) == wanted:
                self.state[key] = wanted
            self.pending = None
        mine = {key: found.get((f"w{self.number}", str(key))) for key in range(NAMES)}
        return [
            f"w{self.number} {key}: acknowledged {self.state.get(key)}, found {mine[key]}"
            for key in range(NAMES)
            if self.state.get(key) != mine[key]
        ]


def pages(read, **parameters):
    while True:
        page = read(**parameters)
        yield from page["Items"]
        if "LastEvaluatedKey" not in page:
            return
        parameters["ExclusiveStartKey"] = page["LastEvaluatedKey"]


def name(item):
    return item["w"]["S"], item["n"]["N"]


def replayed(streams, arn):
    """The table that the stream's records make, each a change of what was before it."""
    made = {}
    for shard in streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
        iterator = streams.get_shard_iterator(
            StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        while iterator:
            page = streams.get_records(ShardIterator=iterator)
            for record in page["Records"]:
                told = record["dynamodb"]
                before = made.pop(name(told["Keys"]), None)
                assert before == told.get("OldImage"), f"{record['eventName']} of {told['Keys']} after another"
                if "NewImage" in told:
                    made[name(told["Keys"])] = told["NewImage"]
            iterator = page.get("NextShardIterator") if page["Records"] else None
    return made


def make(client):
    client.create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "w", "KeyType": "HASH"}, {"AttributeName": "n", "KeyType": "RANGE"}],
        AttributeDefinitions=[
            {"AttributeName": "w", "AttributeType": "S"},
            {"AttributeName": "n", "AttributeType": "N"},
            {"AttributeName": "kind", "AttributeType": "S"},
            {"AttributeName": "mark", "AttributeType": "N"},
        ],
        LocalSecondaryIndexes=[
            {
                "IndexName": "byMark",
                "KeySchema": [
                    {"AttributeName": "w", "KeyType": "HASH"},
                    {"AttributeName": "mark", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "byKind",
                "KeySchema": [
                    {"AttributeName": "kind", "KeyType": "HASH"},
                    {"AttributeName": "mark", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        BillingMode="PAY_PER_REQUEST",
    )


@pytest.fixture
def server(tmp_path):
    running = Server(tmp_path / "server.log", data=tmp_path / "data")
    running.start()
    yield running
    running.stop()


def test_every_acknowledged_write_is_there_once(server, credentials, request):
    seed = request.config.getoption("--seed") or random.randrange(1 << 32)
    config = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=30)

    def client(service):
        return boto3.client(service, endpoint_url=server.url, config=config, **credentials)

    make(client("dynamodb"))
    moments = random.Random(seed)
    writers = [Writer(number, seed) for number in range(WRITERS)]
    for _ in range(KILLS):
        stop = threading.Event()
        threads = [threading.Thread(target=writer.run, args=(client("dynamodb"), stop)) for writer in writers]
        for thread in threads:
            thread.start()
        stop.wait(moments.uniform(0.5, 2))
        server.kill()
        stop.set()
        for thread in threads:
            thread.join()
        assert [writer.failure for writer in writers if writer.failure] == [], f"seed {seed}"
        server.start()
        check(client("dynamodb"), client("dynamodbstreams"), writers, seed)
    assert sum(writer.calls for writer in writers) > 100


def check(dynamodb, streams, writers, seed):
    table = {name(item): item for item in pages(dynamodb.scan, TableName=TABLE)}
    wrong = [sentence for writer in writers for sentence in writer.compare(table)]
    assert wrong == [], f"seed {seed}"
    for index, attribute in (("byKind", "kind"), ("byMark", "mark")):
        entries = list(pages(dynamodb.scan, TableName=TABLE, IndexName=index))
        assert len(entries) == len({name(item) for item in entries}), f"{index}, seed {seed}"
        assert {name(item): item for item in entries} == {
            key: item for key, item in table.items() if attribute in item
        }, f"{index}, seed {seed}"
    arn = dynamodb.describe_table(TableName=TABLE)["Table"]["LatestStreamArn"]
    assert replayed(streams, arn) == table, f"seed {seed}"
