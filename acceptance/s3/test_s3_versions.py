"""Versions, locks, archives and life cycles of objects, as boto3 sees them. Time is advanced, never waited for."""

import datetime
import os
import pathlib

import boto3
import pytest
from botocore.exceptions import ClientError

from server import Server

OWN_SERVER = True


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("versions")
    running = Server(folder / "server.log", options=["--lifecycle-interval", "1h"])
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def endpoint_url(server):
    return server.url


@pytest.fixture
def s3(server, credentials):
    return boto3.client("s3", endpoint_url=server.url, **credentials)


@pytest.fixture
def versioned(s3, bucket):
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    return bucket


@pytest.fixture
def advance(server):
    return lambda by: server.post("/_tarn/clock", {"advance": by})


def refused(status, code, call, **arguments):
    with pytest.raises(ClientError) as refusal:
        call(**arguments)
    answer = refusal.value.response
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == status
    if code:
        assert answer["Error"]["Code"] == code
    return answer["ResponseMetadata"]["HTTPHeaders"]


def test_an_overwritten_object_is_read_by_its_version(s3, versioned):
    one = s3.put_object(Bucket=versioned, Key="k", Body=b"one")["VersionId"]
    two = s3.put_object(Bucket=versioned, Key="k", Body=b"two")["VersionId"]
    assert s3.get_object(Bucket=versioned, Key="k")["Body"].read() == b"two"
    assert s3.get_object(Bucket=versioned, Key="k", VersionId=one)["Body"].read() == b"one"
    listed = s3.list_object_versions(Bucket=versioned)["Versions"]
    assert [(version["VersionId"], version["IsLatest"]) for version in listed] == [(two, True), (one, False)]


def test_a_deleted_object_comes_back_with_its_mark_removed(s3, versioned):
    s3.put_object(Bucket=versioned, Key="k", Body=b"one")
    mark = s3.delete_object(Bucket=versioned, Key="k")
    assert mark["DeleteMarker"] is True
    headers = refused(404, "NoSuchKey", s3.get_object, Bucket=versioned, Key="k")
    assert headers["x-amz-delete-marker"] == "true"
    assert headers["x-amz-version-id"] == mark["VersionId"]
    headers = refused(405, None, s3.head_object, Bucket=versioned, Key="k", VersionId=mark["VersionId"])
    assert headers["x-amz-delete-marker"] == "true"
    s3.delete_object(Bucket=versioned, Key="k", VersionId=mark["VersionId"])
    assert s3.get_object(Bucket=versioned, Key="k")["Body"].read() == b"one"


def test_a_suspended_bucket_writes_the_null_version(s3, versioned):
    one = s3.put_object(Bucket=versioned, Key="k", Body=b"one")["VersionId"]
    s3.put_bucket_versioning(Bucket=versioned, VersioningConfiguration={"Status": "Suspended"})
    for body in (b"two", b"three"):
        assert s3.put_object(Bucket=versioned, Key="k", Body=body)["VersionId"] == "null"
    ids = [version["VersionId"] for version in s3.list_object_versions(Bucket=versioned)["Versions"]]
    assert ids == ["null", one]


def test_a_bucket_of_versions_is_emptied_by_boto3s_resource(s3, versioned, server, credentials):
    for number in range(30):
        s3.put_object(Bucket=versioned, Key=f"k{number % 7}", Body=b"x")
    s3.delete_object(Bucket=versioned, Key="k1")
    refused(409, "BucketNotEmpty", s3.delete_bucket, Bucket=versioned)
    bucket = boto3.resource("s3", endpoint_url=server.url, **credentials).Bucket(versioned)
    bucket.object_versions.delete()
    bucket.delete()


def test_a_retained_version_is_not_deleted(s3):
    s3.create_bucket(Bucket="retained", ObjectLockEnabledForBucket=True)
    until = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=400)
    version = s3.put_object(
        Bucket="retained", Key="k", Body=b"x", ObjectLockMode="COMPLIANCE", ObjectLockRetainUntilDate=until
    )["VersionId"]
    named = {"Bucket": "retained", "Key": "k", "VersionId": version}
    refused(403, "AccessDenied", s3.delete_object, **named)
    refused(403, "AccessDenied", s3.delete_object, BypassGovernanceRetention=True, **named)
    answer = s3.delete_objects(Bucket="retained", Delete={"Objects": [{"Key": "k", "VersionId": version}]})
    assert answer["Errors"][0]["Code"] == "AccessDenied"
    assert s3.head_object(**named)["ObjectLockMode"] == "COMPLIANCE"
    governed = s3.put_object(
        Bucket="retained", Key="g", Body=b"x", ObjectLockMode="GOVERNANCE", ObjectLockRetainUntilDate=until
    )["VersionId"]
    refused(403, "AccessDenied", s3.delete_object, Bucket="retained", Key="g", VersionId=governed)
    s3.delete_object(Bucket="retained", Key="g", VersionId=governed, BypassGovernanceRetention=True)


def test_an_archived_object_is_restored_for_a_while(s3, bucket, advance):
    s3.put_object(Bucket=bucket, Key="k", Body=b"cold", StorageClass="GLACIER")
    refused(403, "InvalidObjectState", s3.get_object, Bucket=bucket, Key="k")
    request = {"Days": 1, "GlacierJobParameters": {"Tier": "Standard"}}
    first = s3.restore_object(Bucket=bucket, Key="k", RestoreRequest=request)
    assert first["ResponseMetadata"]["HTTPStatusCode"] == 202
    refused(409, "RestoreAlreadyInProgress", s3.restore_object, Bucket=bucket, Key="k", RestoreRequest=request)
    assert s3.head_object(Bucket=bucket, Key="k")["Restore"] == 'ongoing-request="true"'
    advance("PT5H")
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"cold"
    again = s3.restore_object(Bucket=bucket, Key="k", RestoreRequest=request)
    assert again["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert 'ongoing-request="false", expiry-date="' in s3.head_object(Bucket=bucket, Key="k")["Restore"]
    advance("P3D")
    refused(403, "InvalidObjectState", s3.get_object, Bucket=bucket, Key="k")


def test_a_life_cycle_moves_and_expires(s3, versioned, advance):
    rules = [
        {
            "ID": "logs",
            "Status": "Enabled",
            "Filter": {"Prefix": "logs/"},
            "Transitions": [{"Days": 30, "StorageClass": "STANDARD_IA"}],
            "Expiration": {"Days": 60},
            "NoncurrentVersionExpiration": {"NoncurrentDays": 5},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
        }
    ]
    s3.put_bucket_lifecycle_configuration(Bucket=versioned, LifecycleConfiguration={"Rules": rules})
    assert s3.get_bucket_lifecycle_configuration(Bucket=versioned)["Rules"] == rules
    body = os.urandom(200_000)
    put = s3.put_object(Bucket=versioned, Key="logs/a", Body=body)
    assert 'rule-id="logs"' in put["Expiration"]
    s3.put_object(Bucket=versioned, Key="kept", Body=body)
    s3.create_multipart_upload(Bucket=versioned, Key="logs/b")
    advance("P31D")
    assert s3.head_object(Bucket=versioned, Key="logs/a")["StorageClass"] == "STANDARD_IA"
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=versioned)
    advance("P31D")
    assert [one["Key"] for one in s3.list_objects_v2(Bucket=versioned)["Contents"]] == ["kept"]
    assert s3.list_object_versions(Bucket=versioned, Prefix="logs/")["Versions"][0]["IsLatest"] is False
    advance("P10D")
    assert "Versions" not in s3.list_object_versions(Bucket=versioned, Prefix="logs/")


def test_a_version_survives_a_restart(tmp_path, credentials):
    kept = Server(tmp_path / "server.log", data=pathlib.Path(tmp_path) / "data")
    try:
        kept.start()
        s3 = boto3.client("s3", endpoint_url=kept.url, **credentials)
        s3.create_bucket(Bucket="kept")
        s3.put_bucket_versioning(Bucket="kept", VersioningConfiguration={"Status": "Enabled"})
        old = s3.put_object(Bucket="kept", Key="k", Body=b"old" * 20_000)["VersionId"]
        s3.put_object(Bucket="kept", Key="k", Body=b"new")
        kept.kill()
        kept.start()
        assert s3.get_object(Bucket="kept", Key="k", VersionId=old)["Body"].read() == b"old" * 20_000
        assert len(s3.list_object_versions(Bucket="kept")["Versions"]) == 2
    finally:
        kept.stop()
