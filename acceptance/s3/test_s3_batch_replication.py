"""Replication of what a rule alone does not take: under KMS keys, changed at the replica, there before the rule."""

import time
import uuid

import pytest

ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/replication"


@pytest.fixture
def control(client):
    made = client("s3control")
    made.meta.events.register(
        "before-call.s3-control", lambda params, **_: params.update(url=params["url"].replace(f"//{ACCOUNT}.", "//"))
    )
    return made


@pytest.fixture
def pair(s3, bucket):
    target = f"target-{uuid.uuid4().hex[:12]}"
    s3.create_bucket(Bucket=target)
    for each in (bucket, target):
        s3.put_bucket_versioning(Bucket=each, VersioningConfiguration={"Status": "Enabled"})
    return bucket, target


def replicate(s3, source, target, encryption=None, **more):
    destination = {"Bucket": f"arn:aws:s3:::{target}"} | (encryption or {})
    rule = {
        "ID": "all",
        "Priority": 1,
        "Status": "Enabled",
        "Filter": {"Prefix": ""},
        "DeleteMarkerReplication": {"Status": "Disabled"},
        "Destination": destination,
    }
    s3.put_bucket_replication(Bucket=source, ReplicationConfiguration={"Role": ROLE, "Rules": [rule | more]})


def until(told, wanted):
    deadline = time.monotonic() + 15
    while (now := told()) != wanted and time.monotonic() < deadline:
        time.sleep(0.05)
    assert now == wanted


def test_what_lies_under_kms_goes_where_that_is_asked_for(client, s3, pair):
    source, target = pair
    here, there = (client("kms").create_key()["KeyMetadata"]["Arn"] for _ in range(2))
    selected = {"SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}}}
    under = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": here}
    replicate(s3, source, target)
    s3.put_object(Bucket=source, Key="not", Body=b"secret", **under)
    assert "ReplicationStatus" not in s3.head_object(Bucket=source, Key="not")
    replicate(s3, source, target, {"EncryptionConfiguration": {"ReplicaKmsKeyID": there}}, **selected)
    s3.put_object(Bucket=source, Key="k", Body=b"secret", **under)
    until(lambda: s3.head_object(Bucket=source, Key="k").get("ReplicationStatus"), "COMPLETED")
    replica = s3.get_object(Bucket=target, Key="k")
    assert replica["Body"].read() == b"secret"
    assert (replica["ServerSideEncryption"], replica["SSEKMSKeyId"]) == ("aws:kms", there)


def test_changes_at_a_replica_come_back_where_that_is_asked_for(s3, pair):
    source, target = pair
    replicate(s3, source, target)
    replicate(s3, target, source, SourceSelectionCriteria={"ReplicaModifications": {"Status": "Enabled"}})
    s3.put_object(Bucket=source, Key="k", Body=b"x")
    until(lambda: s3.head_object(Bucket=source, Key="k").get("ReplicationStatus"), "COMPLETED")
    tags = [{"Key": "seen", "Value": "there"}]
    s3.put_object_tagging(Bucket=target, Key="k", Tagging={"TagSet": tags})
    until(lambda: s3.get_object_tagging(Bucket=source, Key="k")["TagSet"], tags)
    assert s3.head_object(Bucket=target, Key="k")["ReplicationStatus"] == "REPLICA"
    assert len(s3.list_object_versions(Bucket=source)["Versions"]) == 1


def job(control, source, operation, report, **asked):
    named = control.create_job(
        AccountId=ACCOUNT,
        ClientRequestToken=uuid.uuid4().hex,
        Priority=1,
        ConfirmationRequired=False,
        RoleArn=ROLE,
        Operation=operation,
        ManifestGenerator={
            "S3JobManifestGenerator": {
                "SourceBucket": f"arn:aws:s3:::{source}",
                "EnableManifestOutput": True,
                "ManifestOutputLocation": {
                    "Bucket": f"arn:aws:s3:::{report}",
                    "ManifestPrefix": "manifests",
                    "ManifestFormat": "S3InventoryReport_CSV_20211130",
                },
                "Filter": asked,
            }
        },
        Report={"Enabled": False},
    )["JobId"]
    deadline = time.monotonic() + 15
    while (told := control.describe_job(AccountId=ACCOUNT, JobId=named)["Job"])["Status"] not in ("Complete", "Failed"):
        assert time.monotonic() < deadline, told
        time.sleep(0.05)
    assert told["Status"] == "Complete", told
    return told


def test_what_was_there_before_is_replicated_by_a_job(control, s3, pair):
    source, target = pair
    versions = [s3.put_object(Bucket=source, Key="old", Body=b"%d" % i)["VersionId"] for i in range(2)]
    s3.put_object(Bucket=source, Key="else", Body=b"")
    reports = f"reports-{uuid.uuid4().hex[:12]}"
    s3.create_bucket(Bucket=reports)
    replicate(s3, source, target, Filter={"Prefix": "old"})

    told = job(control, source, {"S3ReplicateObject": {}}, reports, EligibleForReplication=True)

    progress = told["ProgressSummary"]
    assert (progress["NumberOfTasksSucceeded"], progress["NumberOfTasksFailed"]) == (2, 0)
    there = s3.list_object_versions(Bucket=target)["Versions"]
    assert [one["VersionId"] for one in there] == versions[::-1]
    assert s3.head_object(Bucket=source, Key="old")["ReplicationStatus"] == "COMPLETED"
    assert "ReplicationStatus" not in s3.head_object(Bucket=source, Key="else")
    where = told["GeneratedManifestDescriptor"]["Location"]["ObjectArn"].split(f"{reports}/", 1)[1]
    rows = s3.get_object(Bucket=reports, Key=where)["Body"].read().decode().splitlines()
    assert sorted(rows) == sorted(f"{source},old,{version}" for version in versions)
    again = job(control, source, {"S3ReplicateObject": {}}, reports, ObjectReplicationStatuses=["NONE"])
    assert again["ProgressSummary"]["NumberOfTasksFailed"] == 1


def test_a_job_may_say_which_objects_it_means(control, s3, bucket):
    for key in ("a/1.csv", "a/2.txt", "b/3.csv"):
        s3.put_object(Bucket=bucket, Key=key, Body=key.encode() * 10)
    tags = [{"Key": "picked", "Value": "yes"}]
    constraint = {"MatchAnyPrefix": ["a/"], "MatchAnySuffix": [".csv", ".json"]}
    told = job(control, bucket, {"S3PutObjectTagging": {"TagSet": tags}}, bucket, KeyNameConstraint=constraint)
    assert told["ProgressSummary"]["NumberOfTasksSucceeded"] == 1
    picked = {key: s3.get_object_tagging(Bucket=bucket, Key=key)["TagSet"] for key in ("a/1.csv", "a/2.txt", "b/3.csv")}
    assert picked == {"a/1.csv": tags, "a/2.txt": [], "b/3.csv": []}
