"""S3 through boto3, as its users hold it."""

import hashlib
import io
import urllib.request

import botocore.exceptions
import pytest
from boto3.s3.transfer import TransferConfig
from botocore.config import Config

KEYS = ["plain", "a/b/c", "..", "a//b", "trailing/", "é漢字🎈", "sp ace+plus%25?&=#", "x" * 1024, "'quoted\"<>&"]


@pytest.mark.parametrize("key", KEYS)
def test_keys_of_any_kind_come_back(s3, bucket, key):
    s3.put_object(Bucket=bucket, Key=key, Body=key.encode())

    assert s3.get_object(Bucket=bucket, Key=key)["Body"].read() == key.encode()
    assert [one["Key"] for one in s3.list_objects_v2(Bucket=bucket)["Contents"]] == [key]
    assert s3.generate_presigned_url("get_object", {"Bucket": bucket, "Key": key})
    s3.delete_object(Bucket=bucket, Key=key)
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket)


def test_presigned_addresses_work_without_credentials(client, bucket):
    s3 = client("s3", config=Config(s3={"addressing_style": "path"}, signature_version="s3v4"))
    put = s3.generate_presigned_url("put_object", {"Bucket": bucket, "Key": "k/é"})
    urllib.request.urlopen(urllib.request.Request(put, b"content", method="PUT")).read()

    get = s3.generate_presigned_url("get_object", {"Bucket": bucket, "Key": "k/é"})

    assert urllib.request.urlopen(get).read() == b"content"


def test_buckets_are_reached_by_host_too(client, bucket, endpoint_url):
    client("s3").put_object(Bucket=bucket, Key="k", Body=b"content")
    by_host = urllib.request.Request(f"{endpoint_url}/k", headers={"Host": f"{bucket}.s3.localhost"})

    assert urllib.request.urlopen(by_host).read() == b"content"


@pytest.mark.parametrize("algorithm", ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"])
def test_checksums_are_kept_and_checked(s3, bucket, algorithm):
    if algorithm in ("CRC32", "SHA1", "SHA256"):
        s3.put_object(Bucket=bucket, Key="k", Body=b"content", ChecksumAlgorithm=algorithm)
        answer = s3.head_object(Bucket=bucket, Key="k", ChecksumMode="ENABLED")
        assert answer[f"Checksum{algorithm}"]
    with pytest.raises(botocore.exceptions.ClientError) as refused:
        s3.put_object(Bucket=bucket, Key="wrong", Body=b"content", **{f"Checksum{algorithm}": wrong(algorithm)})
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert [one["Key"] for one in s3.list_objects_v2(Bucket=bucket).get("Contents", [])] in (["k"], [])


def wrong(algorithm):
    sizes = {"CRC32": "AAAAAA==", "CRC32C": "AAAAAA==", "CRC64NVME": "AAAAAAAAAAA="}
    return sizes.get(algorithm) or {"SHA1": "A" * 27 + "=", "SHA256": "A" * 43 + "="}[algorithm]


def test_uploads_in_parts_and_ranges(s3, bucket):
    content = bytes(range(256)) * 65536
    parts = TransferConfig(multipart_threshold=5 << 20, multipart_chunksize=5 << 20)
    s3.upload_fileobj(io.BytesIO(content), bucket, "large", Config=parts)

    back = io.BytesIO()
    s3.download_fileobj(bucket, "large", back, Config=parts)

    assert hashlib.sha256(back.getvalue()).digest() == hashlib.sha256(content).digest()
    middle = s3.get_object(Bucket=bucket, Key="large", Range="bytes=5242870-5242890")
    assert middle["Body"].read() == content[5242870:5242891]
    assert middle["ContentRange"] == f"bytes 5242870-5242890/{len(content)}"
    assert s3.get_object(Bucket=bucket, Key="large", Range="bytes=-3")["Body"].read() == content[-3:]


def test_conditions_decide(s3, bucket):
    etag = s3.put_object(Bucket=bucket, Key="k", Body=b"1", IfNoneMatch="*")["ETag"]
    for condition, code in (({"IfNoneMatch": "*"}, "PreconditionFailed"), ({"IfMatch": '"x"'}, "PreconditionFailed")):
        with pytest.raises(botocore.exceptions.ClientError) as refused:
            s3.put_object(Bucket=bucket, Key="k", Body=b"2", **condition)
        assert refused.value.response["Error"]["Code"] == code
    s3.put_object(Bucket=bucket, Key="k", Body=b"3", IfMatch=etag)
    with pytest.raises(botocore.exceptions.ClientError) as unchanged:
        s3.get_object(Bucket=bucket, Key="k", IfNoneMatch=s3.head_object(Bucket=bucket, Key="k")["ETag"])
    assert unchanged.value.response["ResponseMetadata"]["HTTPStatusCode"] == 304


def test_lists_page_and_fold(s3, bucket):
    for number in range(25):
        s3.put_object(Bucket=bucket, Key=f"d{number % 5}/k{number:02}", Body=b"")

    pages = list(s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, PaginationConfig={"PageSize": 10}))
    folded = s3.list_objects_v2(Bucket=bucket, Delimiter="/")

    assert [len(page["Contents"]) for page in pages] == [10, 10, 5]
    assert [prefix["Prefix"] for prefix in folded["CommonPrefixes"]] == [f"d{n}/" for n in range(5)]
    assert "Contents" not in folded


def test_many_are_deleted_at_once(s3, bucket):
    keys = [{"Key": f"k&{number}"} for number in range(30)]
    for key in keys:
        s3.put_object(Bucket=bucket, Body=b"", **key)

    answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": keys + [{"Key": "never there"}]})

    assert len(answer["Deleted"]) == 31
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket)


def test_copies_and_metadata(s3, bucket):
    s3.put_object(Bucket=bucket, Key="a b/é", Body=b"1", Metadata={"k": "v"}, ContentType="text/csv")

    s3.copy_object(Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": "a b/é"})

    head = s3.head_object(Bucket=bucket, Key="copy")
    assert (head["Metadata"], head["ContentType"]) == ({"k": "v"}, "text/csv")


def test_what_is_wrong_has_the_clients_own_exception(s3, client, bucket):
    with pytest.raises(s3.exceptions.NoSuchKey):
        s3.get_object(Bucket=bucket, Key="nothing")
    with pytest.raises(s3.exceptions.NoSuchBucket):
        s3.list_objects_v2(Bucket="no-such-bucket-anywhere")
    west = client("s3", region_name="eu-west-1")
    there = {"Bucket": f"{bucket}-west", "CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"}}
    west.create_bucket(**there)
    with pytest.raises(west.exceptions.BucketAlreadyOwnedByYou):
        west.create_bucket(**there)


def test_waiters_end(s3, bucket):
    s3.get_waiter("bucket_exists").wait(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key="k", Body=b"")
    s3.get_waiter("object_exists").wait(Bucket=bucket, Key="k")
