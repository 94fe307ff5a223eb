"""Policies decide: a server that enforces them, asked by boto3 as different people."""

import json
import urllib.error
import urllib.request
import uuid

import pytest
from botocore.exceptions import ClientError
from policy_cases import ACCOUNT, CASES, policy
from statements import allow, document, trust

OWN_SERVER = True
DENIED = {"AccessDenied", "AccessDeniedException", "403"}
STRANGERS = "210987654321"


@pytest.fixture(scope="module")
def s3(clients, root):
    return clients("s3", root)


@pytest.fixture(scope="module")
def names(s3):
    names = {"BUCKET": f"lake-{uuid.uuid4().hex[:8]}", "OTHER": f"else-{uuid.uuid4().hex[:8]}"}
    for bucket in names.values():
        s3.create_bucket(Bucket=bucket)
        for key in ["sales/a", "sales2/a", "sales", "Sales/a", "other/a", "sales/secret/a", "tagged/none"]:
            s3.put_object(Bucket=bucket, Key=key, Body=b"content")
        for tag in ["public", "internal"]:
            s3.put_object(Bucket=bucket, Key=f"tagged/{tag}", Body=b"content", Tagging=f"class={tag}")
    return names


@pytest.fixture(scope="module")
def analyst(names, iam, clients, root, person):
    """A session of the role that the cases are about."""
    glue, athena = clients("glue", root), clients("athena", root)
    glue.create_database(DatabaseInput={"Name": "shop"})
    for table in ["orders", "staff"]:
        glue.create_table(DatabaseName="shop", TableInput={"Name": table})
    athena.create_work_group(Name="analysts")
    iam.create_role(RoleName="crawling", Path="/service/", AssumeRolePolicyDocument=trust(Service="glue.amazonaws.com"))
    iam.put_role_policy(RoleName="crawling", PolicyName="read", PolicyDocument=document(allow(["s3:*", "glue:*"])))
    iam.create_role(RoleName="admin", AssumeRolePolicyDocument=trust(Service="glue.amazonaws.com"))
    iam.create_role(
        RoleName="analyst", AssumeRolePolicyDocument=trust(AWS=ACCOUNT), Tags=[{"Key": "team", "Value": "red"}]
    )
    iam.put_role_policy(RoleName="analyst", PolicyName="limited", PolicyDocument=json.dumps(policy(names["BUCKET"])))
    opener = person(allow("sts:AssumeRole"))
    return clients("sts", opener).assume_role(RoleArn=f"arn:aws:iam::{ACCOUNT}:role/analyst", RoleSessionName="day")[
        "Credentials"
    ]


def denied(call, **parameters):
    """The error of a call that is refused."""
    with pytest.raises(ClientError) as refusal:
        call(**parameters)
    assert refusal.value.response["Error"]["Code"] in DENIED, refusal.value
    return refusal.value.response["Error"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.replace(" ", "-"))
def test_a_role_of_one_prefix_and_one_table(case, analyst, clients, names):
    parameters, resource = case.filled(names)
    call = getattr(clients(case.service, analyst), case.method)
    if case.allowed:
        call(**parameters)
        return
    error = denied(call, **parameters)
    if case.method != "head_object":
        assert "assumed-role/analyst/day is not authorized to perform" in error["Message"]
        assert case.action in error["Message"]
        assert case.service != "s3" or resource in error["Message"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.replace(" ", "-"))
def test_the_simulator_decides_alike(case, analyst, iam, names):
    _, resource = case.filled(names)

    answer = iam.simulate_principal_policy(
        PolicySourceArn=f"arn:aws:iam::{ACCOUNT}:role/analyst",
        ActionNames=[case.action],
        ResourceArns=[resource],
        ContextEntries=[
            {"ContextKeyName": key, "ContextKeyValues": [value], "ContextKeyType": "string"}
            for key, value in case.context.items()
        ],
    )

    decision = answer["EvaluationResults"][0]
    assert (decision["EvalDecision"] == "allowed") == case.allowed
    assert bool(decision["MatchedStatements"]) == (decision["EvalDecision"] != "implicitDeny")


def test_there_are_forty_cases():
    assert len(CASES) >= 40


def test_messages_say_which_policies_did_not_allow(person, clients, names):
    reader = clients("s3", person(name="reader"))
    message = denied(reader.get_object, Bucket=names["BUCKET"], Key="sales/a")["Message"]
    assert message == (
        f"User: arn:aws:iam::{ACCOUNT}:user/reader is not authorized to perform: s3:GetObject on resource: "
        f'"arn:aws:s3:::{names["BUCKET"]}/sales/a" because no identity-based policy allows the s3:GetObject action'
    )


def test_a_change_of_a_policy_counts_for_the_next_call(iam, person, clients, names):
    key = person(name="changing")
    reader = clients("s3", key)
    for _ in range(3):
        denied(reader.get_object, Bucket=names["BUCKET"], Key="sales/a")
        iam.put_user_policy(UserName="changing", PolicyName="p", PolicyDocument=document(allow("s3:GetObject")))
        reader.get_object(Bucket=names["BUCKET"], Key="sales/a")
        iam.delete_user_policy(UserName="changing", PolicyName="p")


def test_groups_boundaries_and_versions_take_effect(iam, person, clients, names):
    iam.create_group(GroupName="readers")
    iam.put_group_policy(GroupName="readers", PolicyName="p", PolicyDocument=document(allow("s3:*")))
    key = person(name="member")
    reader = clients("s3", key)
    iam.add_user_to_group(GroupName="readers", UserName="member")
    reader.get_object(Bucket=names["BUCKET"], Key="sales/a")
    boundary = iam.create_policy(PolicyName="bound", PolicyDocument=document(allow("s3:PutObject")))["Policy"]["Arn"]
    iam.put_user_permissions_boundary(UserName="member", PermissionsBoundary=boundary)
    assert (
        "no permissions boundary allows" in denied(reader.get_object, Bucket=names["BUCKET"], Key="sales/a")["Message"]
    )
    iam.create_policy_version(PolicyArn=boundary, PolicyDocument=document(allow("s3:Get*")), SetAsDefault=True)
    reader.get_object(Bucket=names["BUCKET"], Key="sales/a")
    iam.set_default_policy_version(PolicyArn=boundary, VersionId="v1")
    denied(reader.get_object, Bucket=names["BUCKET"], Key="sales/a")


def test_a_session_policy_narrows_a_session(iam, person, clients, names):
    iam.create_role(RoleName="wide", AssumeRolePolicyDocument=trust(AWS=ACCOUNT))
    iam.put_role_policy(RoleName="wide", PolicyName="p", PolicyDocument=document(allow("s3:*")))
    session = clients("sts", person(allow("sts:AssumeRole"))).assume_role(
        RoleArn=f"arn:aws:iam::{ACCOUNT}:role/wide",
        RoleSessionName="narrow",
        Policy=document(allow("s3:GetObject")),
    )["Credentials"]
    narrow = clients("s3", session)
    narrow.get_object(Bucket=names["BUCKET"], Key="sales/a")
    assert (
        "no session policy allows"
        in denied(narrow.put_object, Bucket=names["BUCKET"], Key="sales/n", Body=b"")["Message"]
    )


def test_who_may_not_list_is_not_told_that_a_key_is_absent(person, clients, names):
    blind = clients("s3", person(allow("s3:GetObject")))
    denied(blind.get_object, Bucket=names["BUCKET"], Key="sales/absent")
    seeing = clients("s3", person(allow(["s3:GetObject", "s3:ListBucket"])))
    with pytest.raises(seeing.exceptions.NoSuchKey):
        seeing.get_object(Bucket=names["BUCKET"], Key="sales/absent")


def test_head_bucket_tells_absent_from_forbidden(person, clients, names):
    nobody = clients("s3", person())
    for bucket, status in [(names["BUCKET"], 403), ("absent-" + names["BUCKET"], 404)]:
        with pytest.raises(ClientError) as refusal:
            nobody.head_bucket(Bucket=bucket)
        assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == status


def test_of_many_keys_only_those_are_deleted_that_may_be(s3, person, clients, names):
    bucket = names["OTHER"]
    for key in ["mine/1", "mine/2", "theirs/1"]:
        s3.put_object(Bucket=bucket, Key=key, Body=b"")
    tidy = clients("s3", person(allow("s3:DeleteObject", f"arn:aws:s3:::{bucket}/mine/*")))
    answer = tidy.delete_objects(
        Bucket=bucket, Delete={"Objects": [{"Key": key} for key in ["mine/1", "theirs/1", "mine/2"]]}
    )
    assert sorted(deleted["Key"] for deleted in answer["Deleted"]) == ["mine/1", "mine/2"]
    assert [(error["Key"], error["Code"]) for error in answer["Errors"]] == [("theirs/1", "AccessDenied")]
    s3.head_object(Bucket=bucket, Key="theirs/1")


def test_a_copy_needs_reading_and_writing(person, clients, names):
    bucket = names["BUCKET"]
    source = {"Bucket": bucket, "Key": "sales/a"}
    writer = clients("s3", person(allow("s3:PutObject")))
    assert "s3:GetObject" in denied(writer.copy_object, Bucket=bucket, Key="copy", CopySource=source)["Message"]
    reader = clients("s3", person(allow("s3:GetObject")))
    assert "s3:PutObject" in denied(reader.copy_object, Bucket=bucket, Key="copy", CopySource=source)["Message"]
    both = clients("s3", person(allow(["s3:GetObject", "s3:PutObject"])))
    both.copy_object(Bucket=bucket, Key="copy", CopySource=source)


def test_bucket_policies_deny_and_open(s3, enforced, person, clients, names):
    bucket = names["OTHER"]
    arn = f"arn:aws:s3:::{bucket}"
    key = person(allow("s3:*"), name="bucketeer")
    user = clients("s3", key)
    s3.delete_public_access_block(Bucket=bucket)
    s3.put_bucket_policy(
        Bucket=bucket,
        Policy=document(
            {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"{arn}/tagged/*"},
            {
                "Effect": "Deny",
                "Principal": "*",
                "Action": "s3:PutObject",
                "Resource": f"{arn}/*",
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            },
            {
                "Effect": "Deny",
                "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/bucketeer"},
                "Action": "s3:GetObject",
                "Resource": f"{arn}/sales/*",
                "Condition": {"IpAddress": {"aws:SourceIp": ["127.0.0.0/8", "::1/128"]}},
            },
        ),
    )
    assert (
        "explicit deny in a resource-based policy" in denied(user.get_object, Bucket=bucket, Key="sales/a")["Message"]
    )
    denied(user.put_object, Bucket=bucket, Key="new", Body=b"")
    denied(s3.put_object, Bucket=bucket, Key="new", Body=b"")
    assert urllib.request.urlopen(f"{enforced.url}/{bucket}/tagged/public").read() == b"content"
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(f"{enforced.url}/{bucket}/sales/a")
    assert refusal.value.code == 403
    s3.delete_bucket_policy(Bucket=bucket)


def test_a_service_that_a_role_does_not_trust_cannot_act_as_it(iam, person, clients, names):
    iam.create_role(RoleName="for-lambda", AssumeRolePolicyDocument=trust(Service="lambda.amazonaws.com"))
    maker = clients("glue", person(allow(["glue:*", "iam:PassRole"])))
    with pytest.raises(ClientError) as refusal:
        maker.create_crawler(
            Name="untrusted",
            Role=f"arn:aws:iam::{ACCOUNT}:role/for-lambda",
            DatabaseName="shop",
            Targets={"S3Targets": [{"Path": f"s3://{names['BUCKET']}/sales/"}]},
        )
    assert "for-lambda" in refusal.value.response["Error"]["Message"]


def test_who_says_nothing_and_who_is_nobody(enforced, names):
    for path in [f"/{names['BUCKET']}", f"/{names['BUCKET']}/sales/a", "/"]:
        with pytest.raises(urllib.error.HTTPError) as refusal:
            urllib.request.urlopen(enforced.url + path)
        assert refusal.value.code == 403
