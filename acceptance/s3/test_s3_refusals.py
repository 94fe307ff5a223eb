"""What S3 refuses, in AWS's words, and that a refusal leaves everything as it was."""

import http.client
import socket
import urllib.parse

import botocore.exceptions
import pytest
from botocore.config import Config


@pytest.fixture
def refused():
    def check(code, status, call, **arguments):
        with pytest.raises(botocore.exceptions.ClientError) as problem:
            call(**arguments)
        answer = problem.value.response
        assert (answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]) == (code, status)
        return answer["Error"]

    return check


@pytest.fixture
def address(client, endpoint_url):
    """The presigned path of a PUT, to be sent by hand."""
    signer = client("s3", config=Config(signature_version="s3v4", s3={"addressing_style": "path"}))

    def of(bucket, key):
        url = urllib.parse.urlparse(signer.generate_presigned_url("put_object", {"Bucket": bucket, "Key": key}))
        return url.hostname, url.port, f"{url.path}?{url.query}"

    return of


def test_buckets(s3, bucket, refused):
    refused("InvalidBucketName", 400, s3.create_bucket, Bucket="under_score")
    error = refused("NoSuchBucket", 404, s3.list_objects_v2, Bucket="there-is-no-such-bucket")
    assert error["BucketName"] == "there-is-no-such-bucket"
    s3.put_object(Bucket=bucket, Key="k", Body=b"")
    refused("BucketNotEmpty", 409, s3.delete_bucket, Bucket=bucket)


def test_another_account_sees_nothing(client, s3, bucket, refused):
    s3.put_object(Bucket=bucket, Key="k", Body=b"ours")
    other = client("s3", aws_access_key_id="210987654321")
    refused("AccessDenied", 403, other.get_object, Bucket=bucket, Key="k")
    refused("AccessDenied", 403, other.put_object, Bucket=bucket, Key="k", Body=b"theirs")
    refused("BucketAlreadyExists", 409, other.create_bucket, Bucket=bucket)
    assert bucket not in [one["Name"] for one in other.list_buckets()["Buckets"]]


def test_ranges_and_keys(s3, bucket, refused):
    s3.put_object(Bucket=bucket, Key="k", Body=b"0123456789")
    error = refused("InvalidRange", 416, s3.get_object, Bucket=bucket, Key="k", Range="bytes=10-")
    assert (error["ActualObjectSize"], error["RangeRequested"]) == ("10", "bytes=10-")
    refused("KeyTooLongError", 400, s3.put_object, Bucket=bucket, Key="x" * 1025, Body=b"")
    refused("MetadataTooLarge", 400, s3.put_object, Bucket=bucket, Key="k", Body=b"", Metadata={"m": "x" * 2048})
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"0123456789"


def test_uploads_in_parts(s3, bucket, refused):
    upload = s3.create_multipart_upload(Bucket=bucket, Key="k")["UploadId"]
    where = {"Bucket": bucket, "Key": "k", "UploadId": upload}
    tags = {number: s3.upload_part(PartNumber=number, Body=b"small", **where)["ETag"] for number in (1, 2)}

    def complete(*numbers, etag=None):
        parts = [{"PartNumber": number, "ETag": etag or tags[number]} for number in numbers]
        return s3.complete_multipart_upload(MultipartUpload={"Parts": parts}, **where)

    assert refused("EntityTooSmall", 400, lambda: complete(1, 2))["MinSizeAllowed"] == "5242880"
    refused("InvalidPartOrder", 400, lambda: complete(2, 1))
    refused("InvalidPart", 400, lambda: complete(1, etag='"0123"'))
    refused("NoSuchKey", 404, s3.get_object, Bucket=bucket, Key="k")
    complete(2)
    refused("NoSuchUpload", 404, s3.upload_part, PartNumber=1, Body=b"", **{**where, "UploadId": "none"})


def test_what_is_not_there_yet_is_not_pretended(s3, bucket, refused):
    refused("NotImplemented", 501, s3.get_object_torrent, Bucket=bucket, Key="k")
    refused("AccessControlListNotSupported", 400, s3.put_object, Bucket=bucket, Key="k", Body=b"", ACL="public-read")


def test_a_cut_connection_leaves_the_old_object(s3, bucket, address):
    s3.put_object(Bucket=bucket, Key="k", Body=b"old")
    host, port, path = address(bucket, "k")
    with socket.create_connection((host, port)) as line:
        line.sendall(f"PUT {path} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Length: 1000000\r\n\r\n".encode())
        line.sendall(b"x" * 500_000)

    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"old"
    assert s3.list_objects_v2(Bucket=bucket)["Contents"][0]["Size"] == 3


def test_a_wrong_digest_leaves_the_old_object(s3, bucket, address):
    s3.put_object(Bucket=bucket, Key="k", Body=b"old")
    host, port, path = address(bucket, "k")
    line = http.client.HTTPConnection(host, port, timeout=30)
    line.request("PUT", path, b"new", {"Content-MD5": "AAAAAAAAAAAAAAAAAAAAAA=="})
    answer = line.getresponse()

    assert answer.status == 400
    assert b"<Code>BadDigest</Code>" in answer.read()
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"old"
