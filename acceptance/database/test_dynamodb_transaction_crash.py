"""Transactions are whole or not at all, though the server is killed in the middle of them.

Each raises a counter in both of two tables and writes a line of a journal. After every kill the tables agree, the
journal has a line for each raise, and nothing that was acknowledged is missing. TARN_KILLS says how often (3).
"""

import os
import threading

import boto3
import botocore.exceptions
import pytest
from botocore.config import Config

from server import Server

OWN_SERVER = True
KILLS = int(os.environ.get("TARN_KILLS", "3"))
WRITERS = 6
COUNTERS = 4
TABLES = ["left", "right"]


@pytest.fixture
def running(tmp_path):
    made = Server(tmp_path / "server.log", data=tmp_path / "data")
    made.start()
    yield made
    made.stop()


def connected(server):
    return boto3.client(
        "dynamodb",
        endpoint_url=server.url,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(retries={"total_max_attempts": 1}),
    )


class Writer:
    """Raises counters, one transaction after the other, and counts what was acknowledged."""

    def __init__(self, number):
        self.number = number
        self.step = 0
        self.acknowledged = [0] * COUNTERS
        self.tried = [0] * COUNTERS
        self.failure = None

    def run(self, dynamodb, stop):
        try:
            while not stop.is_set():
                self.step += 1
                counter = (self.number + self.step) % COUNTERS
                self.tried[counter] += 1
                try:
                    dynamodb.transact_write_items(TransactItems=self.actions(counter))
                    self.acknowledged[counter] += 1
                except dynamodb.exceptions.TransactionCanceledException as canceled:
                    reasons = {each["Code"] for each in canceled.response["CancellationReasons"]}
                    assert reasons <= {"None", "TransactionConflict"}
        except (botocore.exceptions.HTTPClientError, botocore.exceptions.ConnectionError, OSError):
            return
        except Exception as failure:
            self.failure = failure

    def actions(self, counter):
        raised = {
            "Key": {"id": {"N": str(counter)}},
            "UpdateExpression": "ADD n :one",
            "ExpressionAttributeValues": {":one": {"N": "1"}},
        }
        line = {"id": {"S": f"{self.number}-{self.step}"}, "counter": {"N": str(counter)}}
        return [
            *({"Update": raised | {"TableName": table}} for table in TABLES),
            {"Put": {"TableName": "journal", "Item": line, "ConditionExpression": "attribute_not_exists(id)"}},
        ]


def counters(dynamodb, table):
    found = {item["id"]["N"]: int(item["n"]["N"]) for item in dynamodb.scan(TableName=table)["Items"]}
    return [found.get(str(counter), 0) for counter in range(COUNTERS)]


def test_a_killed_server_leaves_no_half_transaction(running):
    dynamodb = connected(running)
    for name, kind in [("left", "N"), ("right", "N"), ("journal", "S")]:
        dynamodb.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": kind}],
            BillingMode="PAY_PER_REQUEST",
        )
    writers = [Writer(number) for number in range(WRITERS)]
    for _ in range(KILLS):
        stop = threading.Event()
        threads = [threading.Thread(target=each.run, args=(connected(running), stop)) for each in writers]
        for thread in threads:
            thread.start()
        before = sum(sum(each.acknowledged) for each in writers)
        while sum(sum(each.acknowledged) for each in writers) < before + 60 and any(
            map(threading.Thread.is_alive, threads)
        ):
            threads[0].join(0.01)
        running.kill()
        stop.set()
        for thread in threads:
            thread.join()
        running.start()
        dynamodb = connected(running)
        assert [each.failure for each in writers] == [None] * WRITERS
        left = counters(dynamodb, "left")
        assert left == counters(dynamodb, "right")
        lines = [0] * COUNTERS
        for page in dynamodb.get_paginator("scan").paginate(TableName="journal"):
            for item in page["Items"]:
                lines[int(item["counter"]["N"])] += 1
        assert lines == left
        for counter in range(COUNTERS):
            assert sum(each.acknowledged[counter] for each in writers) <= left[counter]
            assert left[counter] <= sum(each.tried[counter] for each in writers)
