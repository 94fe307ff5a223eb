"""STS and IAM through boto3."""

import json
import uuid

import botocore.exceptions
import pytest

TRUST_ACCOUNT = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "sts:AssumeRole"},
    }
)
READ = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": ["s3:Get*"], "Resource": "arn:aws:s3:::läke/*"}],
}


@pytest.fixture
def iam(client):
    return client("iam")


@pytest.fixture
def name():
    return f"n-{uuid.uuid4().hex[:10]}"


def signed_by(credentials):
    return {
        "aws_access_key_id": credentials["AccessKeyId"],
        "aws_secret_access_key": credentials["SecretAccessKey"],
        "aws_session_token": credentials.get("SessionToken"),
    }


def test_an_assumed_role_signs_and_is_who_it_says(client, iam, name):
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST_ACCOUNT)
    iam.get_waiter("role_exists").wait(RoleName=name)

    session = client("sts").assume_role(
        RoleArn=f"arn:aws:iam::123456789012:role/{name}", RoleSessionName="night", DurationSeconds=900
    )

    identity = client("sts", **signed_by(session["Credentials"])).get_caller_identity()
    assert identity["Arn"] == f"arn:aws:sts::123456789012:assumed-role/{name}/night"
    assert identity["UserId"] == session["AssumedRoleUser"]["AssumedRoleId"]
    chained = client("sts", **signed_by(session["Credentials"])).assume_role(
        RoleArn=f"arn:aws:iam::123456789012:role/{name}", RoleSessionName="chained"
    )
    assert chained["AssumedRoleUser"]["Arn"].endswith("/chained")


def test_session_tokens_act_as_the_user(client, iam, name):
    iam.create_user(UserName=name)
    key = iam.create_access_key(UserName=name)["AccessKey"]

    token = client("sts", **signed_by(key)).get_session_token(DurationSeconds=900)["Credentials"]

    assert client("sts", **signed_by(token)).get_caller_identity()["Arn"].endswith(f":user/{name}")
    assert client("iam", **signed_by(token)).get_user()["User"]["UserName"] == name


def test_documents_come_back_as_they_went(iam, name):
    arn = iam.create_policy(PolicyName=name, PolicyDocument=json.dumps(READ))["Policy"]["Arn"]

    assert iam.get_policy_version(PolicyArn=arn, VersionId="v1")["PolicyVersion"]["Document"] == READ


def test_errors_are_the_clients_own_exceptions(iam, name):
    with pytest.raises(iam.exceptions.NoSuchEntityException, match=f"user with name {name} cannot be found"):
        iam.get_user(UserName=name)
    iam.create_user(UserName=name)
    with pytest.raises(iam.exceptions.EntityAlreadyExistsException):
        iam.create_user(UserName=name)
    with pytest.raises(iam.exceptions.MalformedPolicyDocumentException):
        iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument="{}")
    with pytest.raises(botocore.exceptions.ClientError) as refused:
        iam.create_user(UserName="no spaces allowed")
    assert refused.value.response["Error"]["Code"] == "ValidationError"
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


def test_what_tarn_does_not_do_it_says(iam):
    with pytest.raises(botocore.exceptions.ClientError) as refused:
        iam.generate_organizations_access_report(EntityPath="o-a1b2c3d4e5/r-f6g7h8i9j0example")
    assert "GenerateOrganizationsAccessReport" in refused.value.response["Error"]["Message"]


def test_paginators_reach_the_end(iam, name):
    for number in range(12):
        iam.create_user(UserName=f"{name}-{number:02}", Path=f"/{name}/")

    pages = iam.get_paginator("list_users").paginate(PathPrefix=f"/{name}/", PaginationConfig={"PageSize": 5})

    assert [len(page["Users"]) for page in pages] == [5, 5, 2]


@pytest.mark.parametrize("value", ["&<>\"'", "a+b%20c", "line\nbreak\ttab", " leading and trailing ", "=;/?:@#é"])
def test_descriptions_survive_the_query_protocol(iam, name, value):
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST_ACCOUNT, Description=value)

    assert iam.get_role(RoleName=name)["Role"]["Description"] == value


@pytest.mark.parametrize("value", ["漢字", "a+b c", "=/:@_.-", ""])
def test_tags_survive_the_query_protocol(iam, name, value):
    iam.create_user(UserName=name, Tags=[{"Key": "kept", "Value": value}])

    assert iam.list_user_tags(UserName=name)["Tags"] == [{"Key": "kept", "Value": value}]


def test_the_resource_interface_works_too(resource, name):
    group = resource("iam").create_group(GroupName=name)
    user = resource("iam").create_user(UserName=name)
    group.add_user(UserName=name)

    assert [member.name for member in group.users.all()] == [name]
    user.remove_group(GroupName=name)
    assert list(group.users.all()) == []
