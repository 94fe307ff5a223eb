"""A batch job that invokes a function for each object, and believes what it answers."""

import io
import time
import uuid
import zipfile

import pytest

ACCOUNT = "123456789012"
CODE = """
import urllib.parse

def handler(event, context):
    task = event["tasks"][0]
    key = urllib.parse.unquote_plus(task["s3Key"])
    bucket = task["s3BucketArn"].split(":::")[1]
    good = key == "good one" and event["job"]["id"] != task["taskId"]
    code = "Succeeded" if good else "PermanentFailure"
    result = {"taskId": task["taskId"], "resultCode": code, "resultString": f"{bucket}/{key}"}
    return {
        "invocationSchemaVersion": event["invocationSchemaVersion"],
        "treatMissingKeysAs": "PermanentFailure",
        "invocationId": event["invocationId"],
        "results": [result],
    }
"""


@pytest.fixture
def control(client):
    made = client("s3control")
    made.meta.events.register(
        "before-call.s3-control", lambda params, **_: params.update(url=params["url"].replace(f"//{ACCOUNT}.", "//"))
    )
    return made


@pytest.fixture
def function(client):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zipped:
        zipped.writestr("app.py", CODE)
    return client("lambda").create_function(
        FunctionName=f"batch-{uuid.uuid4().hex[:8]}",
        Runtime="python3.11",
        Role=f"arn:aws:iam::{ACCOUNT}:role/any",
        Handler="app.handler",
        Timeout=20,
        Code={"ZipFile": packed.getvalue()},
    )["FunctionArn"]


def test_a_function_says_what_became_of_each_object(control, s3, bucket, function):
    for key in ("good one", "bad/one"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"")
    job = control.create_job(
        AccountId=ACCOUNT,
        ClientRequestToken=uuid.uuid4().hex,
        Priority=1,
        ConfirmationRequired=False,
        RoleArn=f"arn:aws:iam::{ACCOUNT}:role/batch",
        Operation={"LambdaInvoke": {"FunctionArn": function}},
        ManifestGenerator={
            "S3JobManifestGenerator": {"SourceBucket": f"arn:aws:s3:::{bucket}", "EnableManifestOutput": False}
        },
        Report={
            "Enabled": True,
            "Bucket": f"arn:aws:s3:::{bucket}",
            "Format": "Report_CSV_20180820",
            "Prefix": "reports",
            "ReportScope": "FailedTasksOnly",
        },
    )["JobId"]
    deadline = time.monotonic() + 40
    while (told := control.describe_job(AccountId=ACCOUNT, JobId=job)["Job"])["Status"] not in ("Complete", "Failed"):
        assert time.monotonic() < deadline, told
        time.sleep(0.1)
    progress = told["ProgressSummary"]
    assert (progress["NumberOfTasksSucceeded"], progress["NumberOfTasksFailed"]) == (1, 1), told
    listed = s3.list_objects_v2(Bucket=bucket, Prefix=f"reports/job-{job}/results/")["Contents"]
    row = s3.get_object(Bucket=bucket, Key=listed[0]["Key"])["Body"].read().decode()
    assert "bad/one" in row and f"{bucket}/bad/one" in row and "PermanentFailure" in row
