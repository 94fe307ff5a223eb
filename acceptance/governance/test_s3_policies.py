"""S3 where policies decide: who pays, what a denial leaves in the trail, and access points behind a copy's source."""

import json
import uuid

import pytest
from botocore.exceptions import ClientError
from statements import allow, document


@pytest.fixture
def s3(clients, root):
    return clients("s3", root)


@pytest.fixture
def bucket(s3):
    name = f"bucket-{uuid.uuid4().hex[:12]}"
    s3.create_bucket(Bucket=name)
    return name


def without_account(made):
    """boto3 puts the account before the host, which is an address here and no name: it is taken off again."""

    def take_off(params, **_):
        params["url"] = params["url"].replace(f"//{params['headers']['x-amz-account-id']}.", "//")

    made.meta.events.register("before-call.s3-control", take_off)
    return made


@pytest.fixture
def control(clients, root):
    return without_account(clients("s3control", root))


def denied(call, **arguments):
    with pytest.raises(ClientError) as raised:
        call(**arguments)
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


def test_a_denial_is_shown_in_the_trail(s3, bucket, clients, root, person):
    s3.put_object(Bucket=bucket, Key="k", Body=b"secret")
    trails = clients("cloudtrail", root)
    writer = clients("s3", person(allow(["s3:PutObject", "s3:ListBucket"])))
    denied(writer.get_object, Bucket=bucket, Key="k")
    denied(writer.get_bucket_policy, Bucket=bucket)

    found = trails.lookup_events(LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "GetBucketPolicy"}])
    event = next(
        event
        for event in (json.loads(each["CloudTrailEvent"]) for each in found["Events"])
        if (event.get("requestParameters") or {}).get("bucketName") == bucket
    )
    assert event["errorCode"] == "AccessDenied"


def test_an_access_points_policy_opens_a_copys_source(s3, bucket, clients, control, person):
    point = control.create_access_point(AccountId="123456789012", Name="for-copies", Bucket=bucket)
    s3.put_object(Bucket=bucket, Key="in/k", Body=b"content")
    target = f"target-{uuid.uuid4().hex[:12]}"
    s3.create_bucket(Bucket=target)
    source = {"Bucket": point["AccessPointArn"], "Key": "in/k"}
    writes = allow(["s3:PutObject"], f"arn:aws:s3:::{target}/*")
    of_the_point = allow(["s3:GetObject"], f"{point['AccessPointArn']}/object/in/*")
    of_the_bucket = allow(["s3:GetObject"], f"arn:aws:s3:::{bucket}/in/*")

    both = clients("s3", person(writes, of_the_point, of_the_bucket))
    both.copy_object(Bucket=target, Key="k", CopySource=source)
    assert s3.get_object(Bucket=target, Key="k")["Body"].read() == b"content"
    only_the_bucket = clients("s3", person(writes, of_the_bucket))
    denied(only_the_bucket.copy_object, Bucket=target, Key="k", CopySource=source)
    only_the_point = clients("s3", person(writes, of_the_point))
    denied(only_the_point.copy_object, Bucket=target, Key="k", CopySource=source)


def test_a_code_of_a_device_is_roots_to_give(s3, bucket, clients, person):
    admin = clients("s3", person(allow(["s3:*"])))
    versioning = {"Status": "Enabled", "MFADelete": "Enabled"}
    with pytest.raises(ClientError) as raised:
        admin.put_bucket_versioning(
            Bucket=bucket, VersioningConfiguration=versioning, MFA="arn:aws:iam::123456789012:mfa/any 123456"
        )
    assert "only be performed by the bucket owner" in raised.value.response["Error"]["Message"]


def test_an_access_grant_gives_credentials_for_a_prefix(s3, bucket, clients, control, person, iam):
    account = "123456789012"
    trust = {"Effect": "Allow", "Principal": {"Service": "access-grants.s3.amazonaws.com"}}
    role = iam.create_role(
        RoleName=f"grants-{bucket}",
        AssumeRolePolicyDocument=document(trust | {"Action": ["sts:AssumeRole", "sts:SetSourceIdentity"]}),
    )["Role"]["Arn"]
    everything = document(allow(["s3:*"]))
    iam.put_role_policy(RoleName=f"grants-{bucket}", PolicyName="data", PolicyDocument=everything)
    for key in ("in/a", "in/b", "out/a"):
        s3.put_object(Bucket=bucket, Key=key, Body=key.encode())
    name = f"ann-{uuid.uuid4().hex[:8]}"
    key = person(allow(["s3:GetDataAccess", "s3:ListCallerAccessGrants"]), name=name)

    control.create_access_grants_instance(AccountId=account)
    location = control.create_access_grants_location(AccountId=account, LocationScope=f"s3://{bucket}", IAMRoleArn=role)
    grant = control.create_access_grant(
        AccountId=account,
        AccessGrantsLocationId=location["AccessGrantsLocationId"],
        AccessGrantsLocationConfiguration={"S3SubPrefix": "in/*"},
        Grantee={"GranteeType": "IAM", "GranteeIdentifier": f"arn:aws:iam::{account}:user/{name}"},
        Permission="READ",
    )
    assert grant["GrantScope"] == f"s3://{bucket}/in/*"

    hers = without_account(clients("s3control", key))
    assert hers.list_caller_access_grants(AccountId=account)["CallerAccessGrantsList"][0]["Permission"] == "READ"
    access = hers.get_data_access(AccountId=account, Target=f"s3://{bucket}/in/*", Permission="READ")
    assert access["MatchedGrantTarget"] == f"s3://{bucket}/in/*"
    reader = clients("s3", access["Credentials"])
    assert reader.get_object(Bucket=bucket, Key="in/a")["Body"].read() == b"in/a"
    listed = reader.list_objects_v2(Bucket=bucket, Prefix="in/")["Contents"]
    assert [each["Key"] for each in listed] == ["in/a", "in/b"]
    denied(reader.get_object, Bucket=bucket, Key="out/a")
    denied(reader.list_objects_v2, Bucket=bucket, Prefix="out/")
    denied(reader.put_object, Bucket=bucket, Key="in/c", Body=b"")
    one = hers.get_data_access(
        AccountId=account,
        Target=f"s3://{bucket}/in/a",
        TargetType="Object",
        Permission="READ",
        Privilege="Minimal",
    )
    narrow = clients("s3", one["Credentials"])
    assert narrow.get_object(Bucket=bucket, Key="in/a")["Body"].read() == b"in/a"
    denied(narrow.get_object, Bucket=bucket, Key="in/b")
    denied(hers.get_data_access, AccountId=account, Target=f"s3://{bucket}/in/*", Permission="WRITE")
    denied(hers.get_data_access, AccountId=account, Target=f"s3://{bucket}/*", Permission="READ")
    denied(clients("s3", key).get_object, Bucket=bucket, Key="in/a")
