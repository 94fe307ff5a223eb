"""S3's control plane through boto3. Hosts begin with the account unless that is switched off: names, not addresses."""

import botocore.exceptions
import pytest
from botocore.config import Config

ACCOUNT = "123456789012"


@pytest.fixture
def control(client):
    return client("s3control", config=Config(inject_host_prefix=False))


def refused(code, call, **arguments):
    with pytest.raises(botocore.exceptions.ClientError) as problem:
        call(**arguments)
    assert problem.value.response["Error"]["Code"] == code


def test_public_access_block_of_an_account(control):
    refused("NoSuchPublicAccessBlockConfiguration", control.get_public_access_block, AccountId=ACCOUNT)
    block = {name: True for name in ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")}
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
