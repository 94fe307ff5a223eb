"""Memory stays flat while many objects and large ones go through a server with a heap of 512 MB."""

import concurrent.futures
import hashlib
import http.client
import random
from urllib.parse import urlparse

import boto3
import pytest
from botocore.config import Config

from server import Server

OWN_SERVER = True
HEAP = "512m"
OBJECTS = 10_000
CHUNK = 1 << 20


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A server with a small heap on a disk of its own."""
    folder = tmp_path_factory.mktemp("memory")
    running = Server(folder / "server.log", data=folder / "data", heap=HEAP)
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def s3(small, credentials):
    options = Config(max_pool_connections=16, retries={"total_max_attempts": 1}, read_timeout=300)
    return boto3.client("s3", endpoint_url=small.url, config=options, **credentials)


def test_ten_thousand_objects_leave_no_trace(small, s3):
    s3.create_bucket(Bucket="many")
    sizes = []
    for _ in range(2):
        put_list_delete(small, s3)
        sizes.append(small.resident_mb())
    print(f"\nresident after each round of {OBJECTS} objects: {', '.join(f'{size:.0f} MB' for size in sizes)}")

    assert sizes[1] < sizes[0] * 1.25 + 50, "memory grows from round to round"
    assert sizes[1] < 1024


def put_list_delete(small, s3):
    body = random.Random(1).randbytes(1024)
    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        for _ in threads.map(lambda share: put_share(small, share, body), range(8)):
            pass
    keys = [
        one["Key"] for page in s3.get_paginator("list_objects_v2").paginate(Bucket="many") for one in page["Contents"]
    ]
    assert len(keys) == OBJECTS
    for at in range(0, OBJECTS, 1000):
        batch = [{"Key": key} for key in keys[at : at + 1000]]
        assert "Errors" not in s3.delete_objects(Bucket="many", Delete={"Objects": batch, "Quiet": True})
    assert s3.list_objects_v2(Bucket="many")["KeyCount"] == 0


def put_share(small, share, body):
    connection = http.client.HTTPConnection("127.0.0.1", small.port)
    for number in range(share, OBJECTS, 8):
        connection.request("PUT", f"/many/key-{number:05}", body)
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200
    connection.close()


def test_a_large_object_goes_in_and_out(small, s3, request):
    megabytes = request.config.getoption("--object-mb")
    s3.create_bucket(Bucket="large")
    peaks = [small.resident_mb()]
    url = s3.generate_presigned_url("put_object", {"Bucket": "large", "Key": "one"})
    sent = hashlib.sha256()

    def content():
        source = random.Random(7)
        chunk = source.randbytes(CHUNK)
        for number in range(megabytes):
            part = number.to_bytes(8, "big") + chunk[8:]
            sent.update(part)
            if number % 64 == 0:
                peaks.append(small.resident_mb())
            yield part

    connection = http.client.HTTPConnection("127.0.0.1", small.port, timeout=600)
    target = urlparse(url)
    headers = {"Content-Length": str(megabytes * CHUNK)}
    connection.request("PUT", f"{target.path}?{target.query}", content(), headers)
    answer = connection.getresponse()
    assert answer.status == 200, answer.read()
    answer.read()

    got = hashlib.sha256()
    body = s3.get_object(Bucket="large", Key="one")["Body"]
    for number, part in enumerate(body.iter_chunks(CHUNK)):
        got.update(part)
        if number % 64 == 0:
            peaks.append(small.resident_mb())
    print(f"\n{megabytes} MB in and out; resident at most {max(peaks):.0f} MB")

    assert got.digest() == sent.digest()
    assert max(peaks) < 1024
    s3.delete_object(Bucket="large", Key="one")
