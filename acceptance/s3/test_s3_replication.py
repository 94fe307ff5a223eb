"""Replication through boto3: what is written to one bucket arrives in another."""

import time
import uuid

import botocore.exceptions
import pytest

ROLE = "arn:aws:iam::123456789012:role/replication"


@pytest.fixture
def pair(s3, bucket):
    target = f"target-{uuid.uuid4().hex[:12]}"
    s3.create_bucket(Bucket=target, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    for each in (bucket, target):
        s3.put_bucket_versioning(Bucket=each, VersioningConfiguration={"Status": "Enabled"})
    rule = {
        "ID": "all",
        "Priority": 1,
        "Status": "Enabled",
        "Filter": {"Prefix": "in/"},
        "DeleteMarkerReplication": {"Status": "Enabled"},
        "Destination": {"Bucket": f"arn:aws:s3:::{target}", "StorageClass": "STANDARD_IA"},
    }
    s3.put_bucket_replication(Bucket=bucket, ReplicationConfiguration={"Role": ROLE, "Rules": [rule]})
    return bucket, target


def settled(s3, bucket, key):
    for _ in range(100):
        status = s3.head_object(Bucket=bucket, Key=key).get("ReplicationStatus")
        if status != "PENDING":
            return status
        time.sleep(0.1)
    return "PENDING"


def test_an_object_arrives_as_it_is(s3, pair):
    source, target = pair
    put = s3.put_object(Bucket=source, Key="in/k", Body=b"x" * 100_000, Metadata={"m": "1"}, Tagging="a=b")
    s3.put_object(Bucket=source, Key="out", Body=b"")
    assert settled(s3, source, "in/k") == "COMPLETED"
    replica = s3.get_object(Bucket=target, Key="in/k")
    assert replica["Body"].read() == b"x" * 100_000
    told = [replica[name] for name in ("VersionId", "ETag", "Metadata", "ReplicationStatus", "StorageClass")]
    assert told == [put["VersionId"], put["ETag"], {"m": "1"}, "REPLICA", "STANDARD_IA"]
    assert s3.get_object_tagging(Bucket=target, Key="in/k")["TagSet"] == [{"Key": "a", "Value": "b"}]
    assert "ReplicationStatus" not in s3.head_object(Bucket=source, Key="out")
    assert [each["Key"] for each in s3.list_objects_v2(Bucket=target)["Contents"]] == ["in/k"]


def test_configurations_are_checked(s3, bucket):
    with pytest.raises(botocore.exceptions.ClientError) as problem:
        s3.get_bucket_replication(Bucket=bucket)
    assert problem.value.response["Error"]["Code"] == "ReplicationConfigurationNotFoundError"
    rule = {"Status": "Enabled", "Prefix": "", "Destination": {"Bucket": "arn:aws:s3:::some-bucket"}}
    with pytest.raises(botocore.exceptions.ClientError) as problem:
        s3.put_bucket_replication(Bucket=bucket, ReplicationConfiguration={"Role": ROLE, "Rules": [rule]})
    assert problem.value.response["Error"]["Code"] == "InvalidRequest"
