"""Access points where policies decide: the point's policy and the bucket's both let in, or nobody comes in."""

import uuid

import pytest
from botocore.exceptions import ClientError
from policy_cases import ACCOUNT
from statements import allow, document

OWN_SERVER = True


@pytest.fixture(scope="module")
def s3(clients, root):
    return clients("s3", root)


@pytest.fixture(scope="module")
def control(clients, root):
    made = clients("s3control", root)
    # boto3 puts the account before the host, which is an address here
    made.meta.events.register(
        "before-call.s3-control", lambda params, **_: params.update(url=params["url"].replace(f"//{ACCOUNT}.", "//"))
    )
    return made


@pytest.fixture
def point(s3, control):
    """A bucket with an object in each of two folders, and an access point to it."""
    bucket, name = f"lake-{uuid.uuid4().hex[:8]}", f"point-{uuid.uuid4().hex[:8]}"
    s3.create_bucket(Bucket=bucket)
    for key in ("in/a", "out/a"):
        s3.put_object(Bucket=bucket, Key=key, Body=b"content")
    made = control.create_access_point(AccountId=ACCOUNT, Name=name, Bucket=bucket)
    return {"bucket": bucket, "name": name, "alias": made["Alias"], "arn": made["AccessPointArn"]}


def delegate(s3, bucket, **condition):
    """Leaves it to access points who may do what with a bucket."""
    statement = allow("s3:*", [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"], Principal={"AWS": "*"})
    statement["Condition"] = {"StringEquals": condition}
    s3.put_bucket_policy(Bucket=bucket, Policy=document(statement))


def denied(call, **parameters):
    with pytest.raises(ClientError) as refusal:
        call(**parameters)
    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403, refusal.value
    return refusal.value.response["Error"]["Message"]


def test_both_policies_must_let_in(s3, control, point, person, clients):
    ann = clients("s3", person(name=f"ann-{point['name']}"))
    read = {"Bucket": point["alias"], "Key": "in/a"}
    denied(ann.get_object, **read)
    principal = {"AWS": f"arn:aws:iam::{ACCOUNT}:user/ann-{point['name']}"}
    policy = document(allow("s3:GetObject", f"{point['arn']}/object/in/*", Principal=principal))
    control.put_access_point_policy(AccountId=ACCOUNT, Name=point["name"], Policy=policy)
    assert f"arn:aws:s3:::{point['bucket']}/in/a" in denied(ann.get_object, **read)

    delegate(s3, point["bucket"], **{"s3:DataAccessPointAccount": ACCOUNT})

    assert ann.get_object(**read)["Body"].read() == b"content"
    assert f"{point['arn']}/object/out/a" in denied(ann.get_object, Bucket=point["alias"], Key="out/a")
    denied(ann.put_object, **read, Body=b"")
    denied(ann.get_object, Bucket=point["bucket"], Key="in/a")


def test_a_bucket_may_trust_one_point_and_one_network(s3, control, point, person, clients):
    ann = clients("s3", person(allow("s3:GetObject", f"{point['arn']}/object/*")))
    read = {"Bucket": point["alias"], "Key": "in/a"}
    delegate(s3, point["bucket"], **{"s3:DataAccessPointArn": point["arn"].replace("point-", "other-")})
    denied(ann.get_object, **read)
    delegate(s3, point["bucket"], **{"s3:DataAccessPointArn": point["arn"], "s3:AccessPointNetworkOrigin": "VPC"})
    denied(ann.get_object, **read)
    delegate(s3, point["bucket"], **{"s3:DataAccessPointArn": point["arn"], "s3:AccessPointNetworkOrigin": "Internet"})
    assert ann.head_object(**read)["ContentLength"] == 7


def test_what_a_point_denies_nobody_may(s3, control, point):
    policy = {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": f"{point['arn']}/object/out/*"}
    control.put_access_point_policy(AccountId=ACCOUNT, Name=point["name"], Policy=document(policy))
    denied(s3.get_object, Bucket=point["alias"], Key="out/a")
    assert s3.get_object(Bucket=point["alias"], Key="in/a")["Body"].read() == b"content"
    assert s3.get_object(Bucket=point["bucket"], Key="out/a")["Body"].read() == b"content"


def test_public_policies_are_known_and_blocked(s3, control, point):
    named = {"AccountId": ACCOUNT, "Name": point["name"]}
    with pytest.raises(ClientError) as missing:
        control.get_access_point_policy_status(**named)
    assert missing.value.response["Error"]["Code"] == "NoSuchAccessPointPolicy"
    public = document(allow("s3:GetObject", f"{point['arn']}/object/*", Principal="*"))
    denied(control.put_access_point_policy, **named, Policy=public)
    own = document(allow("s3:GetObject", f"{point['arn']}/object/*", Principal={"AWS": ACCOUNT}))
    control.put_access_point_policy(**named, Policy=own)
    assert control.get_access_point_policy_status(**named)["PolicyStatus"] == {"IsPublic": False}

    opened = f"open-{point['name']}"
    control.create_access_point(
        AccountId=ACCOUNT,
        Name=opened,
        Bucket=point["bucket"],
        PublicAccessBlockConfiguration={"BlockPublicPolicy": False},
    )
    control.put_access_point_policy(AccountId=ACCOUNT, Name=opened, Policy=public.replace(point["name"], opened))
    status = control.get_access_point_policy_status(AccountId=ACCOUNT, Name=opened)["PolicyStatus"]
    assert status == {"IsPublic": True}


def test_a_point_of_a_network_is_closed_to_others(s3, control, point):
    made = control.create_access_point(
        AccountId=ACCOUNT, Name="inner", Bucket=point["bucket"], VpcConfiguration={"VpcId": "vpc-1a2b3c"}
    )
    told = control.get_access_point(AccountId=ACCOUNT, Name="inner")
    assert (told["NetworkOrigin"], told["VpcConfiguration"]) == ("VPC", {"VpcId": "vpc-1a2b3c"})
    denied(s3.get_object, Bucket=made["Alias"], Key="in/a")
    denied(s3.list_objects_v2, Bucket=made["Alias"])
