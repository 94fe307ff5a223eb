"""What S3 does in the background goes on after SIGKILL.

Objects are replicated, a batch job tags them, an inventory lists them and a life cycle expires some while the server is
killed at random moments. After the last start everything that was acknowledged is done, and done once.
"""

import csv
import gzip
import hashlib
import json
import random
import threading
import time
import urllib.error

import boto3
import pytest
from botocore.config import Config

from server import Server

OWN_SERVER = True
ACCOUNT = "123456789012"
KILLS = 3
OBJECTS = 40
ROLE = f"arn:aws:iam::{ACCOUNT}:role/work"


@pytest.fixture
def killed(tmp_path):
    running = Server(tmp_path / "server.log", data=tmp_path / "data")
    running.start()
    yield running
    running.stop()


@pytest.fixture
def s3(killed, credentials):
    return boto3.client(
        "s3", endpoint_url=killed.url, config=Config(retries={"total_max_attempts": 1}, read_timeout=60), **credentials
    )


@pytest.fixture
def control(killed, credentials):
    made = boto3.client("s3control", endpoint_url=killed.url, **credentials)

    def without_account(params, **_):
        params["url"] = params["url"].replace(f"//{ACCOUNT}.", "//")

    made.meta.events.register("before-call.s3-control", without_account)
    return made


def set_up(s3):
    for bucket in ("source", "target", "reports"):
        s3.create_bucket(Bucket=bucket)
    for bucket in ("source", "target"):
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    rule = {
        "Priority": 1,
        "Status": "Enabled",
        "Filter": {"Prefix": ""},
        "DeleteMarkerReplication": {"Status": "Disabled"},
        "Destination": {"Bucket": "arn:aws:s3:::target"},
    }
    s3.put_bucket_replication(Bucket="source", ReplicationConfiguration={"Role": ROLE, "Rules": [rule]})
    expiry = {"ID": "old", "Status": "Enabled", "Filter": {"Prefix": "old/"}, "Expiration": {"Days": 1}}
    s3.put_bucket_lifecycle_configuration(Bucket="source", LifecycleConfiguration={"Rules": [expiry]})
    inventory = {
        "Id": "daily",
        "IsEnabled": True,
        "IncludedObjectVersions": "All",
        "Schedule": {"Frequency": "Daily"},
        "OptionalFields": ["Size", "ETag"],
        "Destination": {"S3BucketDestination": {"Bucket": "arn:aws:s3:::reports", "Format": "CSV"}},
    }
    s3.put_bucket_inventory_configuration(Bucket="source", Id="daily", InventoryConfiguration=inventory)


def begin_job(s3, control, versions):
    rows = "".join(f"source,{key},{version}\n" for key, version in versions)
    etag = s3.put_object(Bucket="reports", Key=f"manifests/{len(versions)}.csv", Body=rows.encode())["ETag"]
    return control.create_job(
        AccountId=ACCOUNT,
        ClientRequestToken=f"job-{len(versions)}",
        Priority=1,
        ConfirmationRequired=False,
        RoleArn=ROLE,
        Operation={"S3PutObjectTagging": {"TagSet": [{"Key": "seen", "Value": "yes"}]}},
        Manifest={
            "Spec": {"Format": "S3BatchOperations_CSV_20180820", "Fields": ["Bucket", "Key", "VersionId"]},
            "Location": {"ObjectArn": f"arn:aws:s3:::reports/manifests/{len(versions)}.csv", "ETag": etag.strip('"')},
        },
        Report={
            "Enabled": True,
            "Bucket": "arn:aws:s3:::reports",
            "Format": "Report_CSV_20180820",
            "Prefix": "jobs",
            "ReportScope": "AllTasks",
        },
    )["JobId"]


def test_background_work_goes_on_after_a_kill(killed, s3, control, request):
    given = request.config.getoption("--seed")
    seed = random.randrange(1 << 32) if given is None else given
    chance = random.Random(seed)
    print(f"--seed {seed}")
    set_up(s3)
    bodies, jobs = {}, {}
    for round_ in range(KILLS):
        for number in range(OBJECTS):
            key, body = f"{('old', 'keep')[number % 2]}/{number}", f"{round_} {number}".encode()
            bodies[key, s3.put_object(Bucket="source", Key=key, Body=body)["VersionId"]] = body
        jobs[begin_job(s3, control, list(bodies))] = len(bodies)
        clock = threading.Thread(target=advance, args=(killed, "P1D"))
        clock.start()
        time.sleep(chance.uniform(0, 0.6))
        killed.kill()
        clock.join()
        killed.start()
    advance(killed, "P2DT1H")

    check_jobs(s3, control, jobs)
    advance(killed, "PT10M")
    check_replicas(s3, bodies)
    check_life_cycle(s3)
    check_inventories(s3, bodies)


def advance(server, by):
    try:
        server.post("/_tarn/clock", {"advance": by})
    except (urllib.error.URLError, OSError):
        return


def check_jobs(s3, control, jobs):
    for job, tasks in jobs.items():
        deadline = time.monotonic() + 30
        while (told := control.describe_job(AccountId=ACCOUNT, JobId=job)["Job"])["Status"] not in (
            "Complete",
            "Failed",
        ):
            assert time.monotonic() < deadline, told
            time.sleep(0.05)
        progress = told["ProgressSummary"]
        assert (told["Status"], progress["TotalNumberOfTasks"]) == ("Complete", tasks)
        assert (progress["NumberOfTasksSucceeded"], progress["NumberOfTasksFailed"]) == (tasks, 0)
        folder = f"jobs/job-{job}/"
        manifest = json.loads(s3.get_object(Bucket="reports", Key=folder + "manifest.json")["Body"].read())
        (results,) = manifest["Results"]
        rows = s3.get_object(Bucket="reports", Key=results["Key"])["Body"].read().decode().splitlines()
        assert len(rows) == len(set(rows)) == tasks


def check_replicas(s3, bodies):
    for (key, version), body in bodies.items():
        named = {"Key": key, "VersionId": version}
        told = s3.head_object(Bucket="source", **named)
        assert told["ReplicationStatus"] == "COMPLETED", named
        replica = s3.get_object(Bucket="target", **named)
        assert (replica["Body"].read(), replica["ReplicationStatus"]) == (body, "REPLICA")
        tags = s3.get_object_tagging(Bucket="target", **named)["TagSet"]
        assert tags == [{"Key": "seen", "Value": "yes"}], named


def check_life_cycle(s3):
    listed = [one["Key"] for one in s3.list_objects_v2(Bucket="source")["Contents"]]
    assert sorted(listed) == sorted(f"keep/{number}" for number in range(1, OBJECTS, 2))
    markers = s3.list_object_versions(Bucket="source")["DeleteMarkers"]
    latest = [one["Key"] for one in markers if one["IsLatest"]]
    assert sorted(latest) == sorted(f"old/{number}" for number in range(0, OBJECTS, 2))


def check_inventories(s3, bodies):
    keys = [one["Key"] for one in s3.list_objects_v2(Bucket="reports", Prefix="source/daily/")["Contents"]]
    manifests = sorted(key for key in keys if key.endswith("manifest.json"))
    assert manifests
    for key in manifests:
        text = s3.get_object(Bucket="reports", Key=key)["Body"].read()
        checksum = s3.get_object(Bucket="reports", Key=key.replace(".json", ".checksum"))["Body"].read()
        assert hashlib.md5(text).hexdigest() == checksum.decode()
        (file,) = json.loads(text)["files"]
        data = s3.get_object(Bucket="reports", Key=file["key"])["Body"].read()
        assert hashlib.md5(data).hexdigest() == file["MD5checksum"]
    rows = list(csv.reader(gzip.decompress(data).decode().splitlines()))
    assert {(row[1], row[2]) for row in rows if row[4] == "false"} == set(bodies)
