"""What passes with time: access logs are delivered, presigned addresses and forms expire. The server is our own, since
its clock is moved."""

import urllib.error
import urllib.request

import boto3
import pytest
from botocore.config import Config

from server import Server

OWN_SERVER = True


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    folder = tmp_path_factory.mktemp("time")
    running = Server(folder / "server.log", data=folder / "data")
    running.start()
    yield running
    running.stop()


@pytest.fixture
def s3(ours, credentials):
    return boto3.client("s3", endpoint_url=ours.url, config=Config(signature_version="s3v4"), **credentials)


def test_the_lines_of_an_access_log_survive_a_crash(ours, s3):
    for name in ("source", "logs"):
        s3.create_bucket(Bucket=name)
    target = {"TargetBucket": "logs", "TargetPrefix": "access/"}
    s3.put_bucket_logging(Bucket="source", BucketLoggingStatus={"LoggingEnabled": target})
    assert s3.get_bucket_logging(Bucket="source")["LoggingEnabled"] == target
    s3.put_object(Bucket="source", Key="a b", Body=b"content")
    s3.list_objects_v2(Bucket="source")
    ours.kill()
    ours.start()
    ours.post("/_tarn/clock", {"advance": "PT6M"})

    keys = [one["Key"] for one in s3.list_objects_v2(Bucket="logs")["Contents"]]
    assert len(keys) == 1 and keys[0].startswith("access/")
    lines = s3.get_object(Bucket="logs", Key=keys[0])["Body"].read().decode().splitlines()
    assert any(' REST.PUT.OBJECT a+b "PUT /source/a%20b HTTP/1.1" 200 - ' in line for line in lines)
    assert any(" REST.GET.BUCKET - " in line for line in lines)


def test_a_presigned_address_expires(ours, s3):
    s3.create_bucket(Bucket="expiring")
    s3.put_object(Bucket="expiring", Key="k", Body=b"content")
    # The server's clock is ahead of ours, so the address is made to be good until after that
    url = s3.generate_presigned_url("get_object", {"Bucket": "expiring", "Key": "k"}, ExpiresIn=3600)
    with urllib.request.urlopen(url, timeout=30) as answer:
        assert answer.read() == b"content"
    ours.post("/_tarn/clock", {"advance": "PT1H"})
    with pytest.raises(urllib.error.HTTPError) as problem:
        urllib.request.urlopen(url, timeout=30)
    assert problem.value.code == 403
    assert b"<Message>Request has expired</Message>" in problem.value.read()
