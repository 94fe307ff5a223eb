"""What Firehose has acknowledged is delivered though the server is killed before it could."""

import threading
import time

import boto3
import botocore.exceptions
import pytest
from botocore.config import Config

from server import Server

OWN_SERVER = True
ROLE = "arn:aws:iam::123456789012:role/firehose"


@pytest.fixture
def running(tmp_path):
    server = Server(tmp_path / "server.log", data=tmp_path / "data")
    server.start()
    yield server
    server.stop()


def clients(server, credentials):
    config = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=30)
    session = boto3.Session(**credentials)
    return {name: session.client(name, endpoint_url=server.url, config=config) for name in ("s3", "firehose")}


def test_a_killed_server_delivers_what_waited(running, credentials):
    made = clients(running, credentials)
    made["s3"].create_bucket(Bucket="lake")
    destination = {"RoleARN": ROLE, "BucketARN": "arn:aws:s3:::lake"}
    made["firehose"].create_delivery_stream(DeliveryStreamName="hose", ExtendedS3DestinationConfiguration=destination)
    acknowledged = []

    def write(writer):
        batch = 0
        try:
            while True:
                texts = [f"<{writer}-{batch}-{i}>" for i in range(50)]
                made["firehose"].put_record_batch(
                    DeliveryStreamName="hose", Records=[{"Data": text.encode()} for text in texts]
                )
                acknowledged.extend(texts)
                batch += 1
        except (botocore.exceptions.HTTPClientError, botocore.exceptions.ConnectionError, OSError):
            pass

    writers = [threading.Thread(target=write, args=(writer,)) for writer in range(3)]
    for writer in writers:
        writer.start()
    time.sleep(1)
    running.kill()
    for writer in writers:
        writer.join()
    assert acknowledged
    running.start()
    s3 = clients(running, credentials)["s3"]
    running.post("/_tarn/clock", {"advance": "PT301S"})
    seen = b""
    for entry in s3.list_objects_v2(Bucket="lake").get("Contents", []):
        seen += s3.get_object(Bucket="lake", Key=entry["Key"])["Body"].read()
    seen = set(seen.decode().replace(">", ">\n").split())
    assert seen >= set(acknowledged)
