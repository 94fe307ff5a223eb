"""S3's control plane through boto3."""

import time

import botocore.exceptions
import pytest

ACCOUNT = "123456789012"


@pytest.fixture
def control(client):
    """boto3 puts the account before the host, which is an address here and no name: it is taken off again."""

    made = client("s3control")

    def without_account(params, **_):
        params["url"] = params["url"].replace(f"//{params['headers']['x-amz-account-id']}.", "//")

    made.meta.events.register("before-call.s3-control", without_account)
    return made


def refused(code, call, **arguments):
    with pytest.raises(botocore.exceptions.ClientError) as problem:
        call(**arguments)
    assert problem.value.response["Error"]["Code"] == code


def test_public_access_block_of_an_account(control):
    refused("NoSuchPublicAccessBlockConfiguration", control.get_public_access_block, AccountId=ACCOUNT)
    block = {
        name: True for name in ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    }
    control.put_public_access_block(AccountId=ACCOUNT, PublicAccessBlockConfiguration=block)
    assert control.get_public_access_block(AccountId=ACCOUNT)["PublicAccessBlockConfiguration"] == block
    control.delete_public_access_block(AccountId=ACCOUNT)
    refused("AccessDenied", control.get_public_access_block, AccountId="210987654321")


def test_tags_by_arn(control, s3, bucket):
    arn = f"arn:aws:s3:::{bucket}"
    assert control.list_tags_for_resource(AccountId=ACCOUNT, ResourceArn=arn)["Tags"] == []
    control.tag_resource(AccountId=ACCOUNT, ResourceArn=arn, Tags=[{"Key": "team", "Value": "data"}])
    assert s3.get_bucket_tagging(Bucket=bucket)["TagSet"] == [{"Key": "team", "Value": "data"}]
    control.untag_resource(AccountId=ACCOUNT, ResourceArn=arn, TagKeys=["team"])
    assert control.list_tags_for_resource(AccountId=ACCOUNT, ResourceArn=arn)["Tags"] == []


def test_an_access_point_is_another_name_of_a_bucket(control, s3, bucket):
    made = control.create_access_point(AccountId=ACCOUNT, Name="reports", Bucket=bucket)
    s3.put_object(Bucket=made["Alias"], Key="a/b.txt", Body=b"through the alias")
    assert s3.get_object(Bucket=bucket, Key="a/b.txt")["Body"].read() == b"through the alias"
    assert [each["Key"] for each in s3.list_objects_v2(Bucket=made["Alias"])["Contents"]] == ["a/b.txt"]
    assert s3.head_object(Bucket=f"reports-{ACCOUNT}", Key="a/b.txt")["ContentLength"] == 17
    listed = control.list_access_points(AccountId=ACCOUNT, Bucket=bucket)["AccessPointList"]
    assert [each["AccessPointArn"] for each in listed] == [made["AccessPointArn"]]
    control.delete_access_point(AccountId=ACCOUNT, Name="reports")
    refused("NoSuchBucket", s3.get_object, Bucket=made["Alias"], Key="a/b.txt")


def test_a_batch_job_tags_objects_and_reports(control, s3, bucket):
    s3.put_object(Bucket=bucket, Key="a b", Body=b"1")
    rows = f"{bucket},a+b\n{bucket},missing\n".encode()
    etag = s3.put_object(Bucket=bucket, Key="manifest.csv", Body=rows)["ETag"]
    job = control.create_job(
        AccountId=ACCOUNT,
        ClientRequestToken=f"token-{bucket}",
        Priority=1,
        RoleArn=f"arn:aws:iam::{ACCOUNT}:role/batch",
        Operation={"S3PutObjectTagging": {"TagSet": [{"Key": "batch", "Value": "yes"}]}},
        Manifest={
            "Spec": {"Format": "S3BatchOperations_CSV_20180820", "Fields": ["Bucket", "Key"]},
            "Location": {"ObjectArn": f"arn:aws:s3:::{bucket}/manifest.csv", "ETag": etag.strip('"')},
        },
        Report={
            "Enabled": True,
            "Bucket": f"arn:aws:s3:::{bucket}",
            "Format": "Report_CSV_20180820",
            "Prefix": "reports",
            "ReportScope": "AllTasks",
        },
    )["JobId"]
    for _ in range(100):
        told = control.describe_job(AccountId=ACCOUNT, JobId=job)["Job"]
        if told["Status"] in ("Complete", "Failed"):
            break
        time.sleep(0.1)
    assert told["Status"] == "Complete"
    assert (told["ProgressSummary"]["NumberOfTasksSucceeded"], told["ProgressSummary"]["NumberOfTasksFailed"]) == (1, 1)
    assert s3.get_object_tagging(Bucket=bucket, Key="a b")["TagSet"] == [{"Key": "batch", "Value": "yes"}]
    reports = s3.list_objects_v2(Bucket=bucket, Prefix=f"reports/job-{job}/")["Contents"]
    assert len(reports) == 3
    assert control.list_jobs(AccountId=ACCOUNT)["Jobs"][0]["Operation"] == "S3PutObjectTagging"
