"""Lines of S3's promises that no other file has a client try: limits, listings, checksums, what is not there."""

import base64
import hashlib
import http.client
import urllib.parse
import uuid

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from server import Server


def refused(code, status, call, **arguments):
    with pytest.raises(ClientError) as raised:
        call(**arguments)
    answer = raised.value.response
    assert (answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]) == (code, status)


def with_header(client, operation, **headers):
    """A client of S3 whose requests of an operation have headers that boto3 has no argument for."""
    s3 = client("s3", config=Config(retries={"total_max_attempts": 1}, request_checksum_calculation="when_required"))
    s3.meta.events.register(
        f"before-sign.s3.{operation}",
        lambda request, **_: [request.headers.add_header(k.replace("_", "-"), v) for k, v in headers.items()],
    )
    return s3


@pytest.fixture
def control(client):
    """boto3 puts the account before the host, which is an address here and no name: it is taken off again."""
    made = client("s3control", config=Config(retries={"total_max_attempts": 1}))

    def without_account(params, **_):
        params["url"] = params["url"].replace(f"//{params['headers']['x-amz-account-id']}.", "//")

    made.meta.events.register("before-call.s3-control", without_account)
    return made


def test_buckets_are_listed_by_page_region_and_prefix(s3, server):
    run = uuid.uuid4().hex[:8]
    names = [f"{run}-{number}" for number in range(5)]
    for number, name in enumerate(names):
        where = {"CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"}} if number % 2 else {}
        s3.create_bucket(Bucket=name, **where)

    first = s3.list_buckets(Prefix=run, MaxBuckets=2)
    assert [each["Name"] for each in first["Buckets"]] == names[:2]
    rest = s3.list_buckets(Prefix=run, MaxBuckets=10, ContinuationToken=first["ContinuationToken"])
    assert [each["Name"] for each in rest["Buckets"]] == names[2:]
    assert "ContinuationToken" not in rest
    abroad = s3.list_buckets(Prefix=run, BucketRegion="eu-west-1")["Buckets"]
    assert [each["Name"] for each in abroad] == names[1::2]
    head = s3.head_bucket(Bucket=names[1])
    assert head["BucketRegion"] == "eu-west-1"
    assert head["ResponseMetadata"]["HTTPHeaders"]["x-amz-bucket-region"] == "eu-west-1"
    assert s3.get_bucket_location(Bucket=names[0])["LocationConstraint"] is None
    refused("404", 404, s3.head_bucket, Bucket=f"{run}-absent")


def test_an_account_has_as_many_buckets_as_its_quota(tmp_path_factory, credentials):
    import boto3

    running = Server(tmp_path_factory.mktemp("quota") / "server.log", options=["--bucket-quota", "2"])
    running.start()
    try:
        s3 = boto3.client("s3", endpoint_url=running.url, **credentials)
        for name in ("quota-one", "quota-two"):
            s3.create_bucket(Bucket=name)
        refused("TooManyBuckets", 400, s3.create_bucket, Bucket="quota-three")
        s3.delete_bucket(Bucket="quota-one")
        s3.create_bucket(Bucket="quota-three")
    finally:
        running.stop()


def test_a_bucket_in_an_accounts_own_names_ends_in_account_and_region(client):
    s3 = with_header(client, "CreateBucket", x_amz_bucket_namespace="account-regional")
    name = f"own{uuid.uuid4().hex[:8]}-123456789012-us-east-1-an"
    s3.create_bucket(Bucket=name)
    refused("InvalidBucketName", 400, s3.create_bucket, Bucket=f"own-{uuid.uuid4().hex[:8]}")


def test_more_than_five_gigabytes_are_refused_before_they_are_sent(s3, bucket, client, endpoint_url):
    signer = client("s3", config=Config(signature_version="s3v4", s3={"addressing_style": "path"}))
    url = urllib.parse.urlparse(signer.generate_presigned_url("put_object", {"Bucket": bucket, "Key": "huge"}))
    connection = http.client.HTTPConnection(url.hostname, url.port, timeout=20)
    connection.putrequest("PUT", f"{url.path}?{url.query}")
    connection.putheader("Content-Length", str(5 * 1024**3 + 1))
    connection.endheaders(b"x" * 1024)
    answer = connection.getresponse()
    assert (answer.status, b"EntityTooLarge" in answer.read()) == (400, True)
    connection.close()
    refused("404", 404, s3.head_object, Bucket=bucket, Key="huge")


@pytest.mark.parametrize(
    ("algorithm", "right"),
    [
        ("sha512", base64.b64encode(hashlib.sha512(b"content").digest()).decode()),
        ("md5", base64.b64encode(hashlib.md5(b"content").digest()).decode()),
        ("xxhash64", None),
        ("xxhash3", None),
        ("xxhash128", None),
    ],
)
def test_newer_checksums_are_verified(client, s3, bucket, algorithm, right):
    length = {"xxhash64": 8, "xxhash3": 8, "xxhash128": 16}.get(algorithm) or len(base64.b64decode(right))
    wrong = base64.b64encode(b"\x01" * length).decode()
    mistaken = with_header(client, "PutObject", **{f"x_amz_checksum_{algorithm}": wrong})
    refused("BadDigest", 400, mistaken.put_object, Bucket=bucket, Key=algorithm, Body=b"content")
    refused("404", 404, s3.head_object, Bucket=bucket, Key=algorithm)
    if right:
        header = with_header(client, "PutObject", **{f"x_amz_checksum_{algorithm}": right})
        header.put_object(Bucket=bucket, Key=algorithm, Body=b"content")
        told = s3.head_object(Bucket=bucket, Key=algorithm, ChecksumMode="ENABLED")["ResponseMetadata"]["HTTPHeaders"]
        assert told[f"x-amz-checksum-{algorithm}"] == right


def test_what_is_configured_comes_back(s3, bucket):
    tags = [{"Key": f"k{number:02}", "Value": "v"} for number in range(50)]
    s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": tags})
    assert s3.get_bucket_tagging(Bucket=bucket)["TagSet"] == tags
    more = {"TagSet": [*tags, {"Key": "one", "Value": "too many"}]}
    with pytest.raises(ClientError):
        s3.put_bucket_tagging(Bucket=bucket, Tagging=more)
    s3.put_bucket_accelerate_configuration(Bucket=bucket, AccelerateConfiguration={"Status": "Enabled"})
    assert s3.get_bucket_accelerate_configuration(Bucket=bucket)["Status"] == "Enabled"
    s3.put_bucket_request_payment(Bucket=bucket, RequestPaymentConfiguration={"Payer": "Requester"})
    assert s3.get_bucket_request_payment(Bucket=bucket)["Payer"] == "Requester"
    tiering = {"Id": "t", "Status": "Enabled", "Tierings": [{"Days": 90, "AccessTier": "ARCHIVE_ACCESS"}]}
    s3.put_bucket_intelligent_tiering_configuration(Bucket=bucket, Id="t", IntelligentTieringConfiguration=tiering)
    kept = s3.get_bucket_intelligent_tiering_configuration(Bucket=bucket, Id="t")["IntelligentTieringConfiguration"]
    assert kept == tiering


@pytest.mark.parametrize("headers", [{"x_amz_object_lock_event_hold": "ON"}])
def test_holds_that_would_not_hold_are_refused(client, bucket, headers):
    s3 = with_header(client, "PutObject", **headers)
    refused("NotImplemented", 501, s3.put_object, Bucket=bucket, Key="k", Body=b"")


def test_a_copy_is_read_through_an_access_point(control, s3, bucket):
    point = control.create_access_point(AccountId="123456789012", Name="sources", Bucket=bucket)
    s3.put_object(Bucket=bucket, Key="in/a b", Body=b"content")
    alias, arn = point["Alias"], point["AccessPointArn"]
    s3.copy_object(Bucket=bucket, Key="by-alias", CopySource={"Bucket": alias, "Key": "in/a b"})
    s3.copy_object(Bucket=bucket, Key="by-arn", CopySource={"Bucket": arn, "Key": "in/a b"})
    upload = s3.create_multipart_upload(Bucket=bucket, Key="parts")["UploadId"]
    where = {"Bucket": bucket, "Key": "parts", "UploadId": upload}
    part = s3.upload_part_copy(PartNumber=1, CopySource={"Bucket": arn, "Key": "in/a b"}, **where)
    parts = [{"PartNumber": 1, "ETag": part["CopyPartResult"]["ETag"]}]
    s3.complete_multipart_upload(MultipartUpload={"Parts": parts}, **where)
    for key in ("by-alias", "by-arn", "parts"):
        assert s3.get_object(Bucket=bucket, Key=key)["Body"].read() == b"content"
    absent = arn.replace("sources", "absent")
    with pytest.raises(ClientError):
        s3.copy_object(Bucket=bucket, Key="no", CopySource={"Bucket": absent, "Key": "in/a b"})


def test_what_is_not_done_is_said_not_to_be(s3, bucket, control):
    refused("NotImplemented", 501, s3.get_object_torrent, Bucket=bucket, Key="k")
    refused("NotImplemented", 501, s3.list_directory_buckets)
    refused("NotImplemented", 501, s3.create_session, Bucket=bucket)
    refused("NotImplemented", 501, s3.rename_object, Bucket=bucket, Key="k", RenameSource="j")
    refused("NotImplemented", 501, s3.get_bucket_metadata_configuration, Bucket=bucket)
    refused("NotImplemented", 501, s3.get_bucket_metadata_table_configuration, Bucket=bucket)
    for call in (
        control.list_multi_region_access_points,
        control.list_storage_lens_configurations,
        control.list_access_points_for_object_lambda,
        control.list_storage_lens_groups,
    ):
        refused("NotImplemented", 501, call, AccountId="123456789012")
    scope = {"Permissions": ["GetObject"]}
    refused(
        "NotImplemented", 501, control.put_access_point_scope, AccountId="123456789012", Name="any-point", Scope=scope
    )
