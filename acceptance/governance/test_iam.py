"""IAM through boto3 and the AWS CLI: what is kept, what is refused, and what reports say of it."""

import base64
import csv
import hashlib
import hmac
import io
import json
import struct
import time
import uuid

import pytest
from botocore.exceptions import ClientError

READ = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]}
TRUST = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Allow", "Principal": {"AWS": "123456789012"}, "Action": "sts:AssumeRole"},
}


@pytest.fixture
def iam(client):
    return client("iam")


@pytest.fixture
def name():
    return f"n-{uuid.uuid4().hex[:10]}"


@pytest.fixture
def user(iam, name):
    iam.create_user(UserName=name)
    return name


def code(seed, steps=0):
    """The code that an authenticator shows: RFC 6238."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.new(base64.b32decode(seed), counter, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def refused(call, error, status, words=""):
    with pytest.raises(ClientError) as raised:
        call()
    assert raised.value.response["Error"]["Code"] == error
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == status
    assert words in raised.value.response["Error"]["Message"]


def test_what_is_in_use_stays_what_is_unknown_and_what_is_twice_is_told(iam, user):
    iam.put_user_policy(UserName=user, PolicyName="read", PolicyDocument=json.dumps(READ))

    refused(lambda: iam.delete_user(UserName=user), "DeleteConflict", 409, "must delete policies first")
    refused(lambda: iam.create_user(UserName=user.upper()), "EntityAlreadyExists", 409)
    refused(lambda: iam.get_user(UserName="nobody"), "NoSuchEntity", 404)
    refused(
        lambda: iam.put_user_policy(UserName=user, PolicyName="bad", PolicyDocument="{}"),
        "MalformedPolicyDocument",
        400,
    )
    for _ in range(2):
        iam.create_access_key(UserName=user)
    refused(lambda: iam.create_access_key(UserName=user), "LimitExceeded", 409, "AccessKeysPerUser: 2")


def test_a_phone_is_enabled_and_its_codes_are_taken_once(client, iam, user):
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName=user)["VirtualMFADevice"]
    seed, serial = device["Base32StringSeed"], device["SerialNumber"]
    refused(
        lambda: iam.enable_mfa_device(
            UserName=user, SerialNumber=serial, AuthenticationCode1="000000", AuthenticationCode2="000000"
        ),
        "InvalidAuthenticationCode",
        403,
    )

    iam.enable_mfa_device(
        UserName=user, SerialNumber=serial, AuthenticationCode1=code(seed, -1), AuthenticationCode2=code(seed)
    )

    key = iam.create_access_key(UserName=user)["AccessKey"]
    sts = client("sts", aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=key["SecretAccessKey"])
    now = code(seed, 1)
    assert sts.get_session_token(SerialNumber=serial, TokenCode=now)["Credentials"]["SessionToken"]
    refused(
        lambda: sts.get_session_token(SerialNumber=serial, TokenCode=now), "AccessDenied", 403, "one time pass code"
    )
    assert [one["SerialNumber"] for one in iam.list_mfa_devices(UserName=user)["MFADevices"]] == [serial]


def test_lists_and_details_page_to_the_end(iam, name):
    for i in range(5):
        iam.create_user(UserName=f"{name}-{i}", Path=f"/{name}/")
    pages = list(iam.get_paginator("list_users").paginate(PathPrefix=f"/{name}/", PaginationConfig={"PageSize": 2}))
    assert [len(page["Users"]) for page in pages] == [2, 2, 1]

    details = iam.get_paginator("get_account_authorization_details").paginate(
        Filter=["User"], PaginationConfig={"PageSize": 3}
    )
    found = [user["UserName"] for page in details for user in page["UserDetailList"]]
    assert {f"{name}-{i}" for i in range(5)} <= set(found)
    assert len(found) == len(set(found))


def test_reports_show_true_usage(client, iam, user):
    key = iam.create_access_key(UserName=user)["AccessKey"]
    signed = {"aws_access_key_id": key["AccessKeyId"], "aws_secret_access_key": key["SecretAccessKey"]}
    assert iam.get_access_key_last_used(AccessKeyId=key["AccessKeyId"])["AccessKeyLastUsed"]["ServiceName"] == "N/A"

    client("s3", **signed).list_buckets()

    used = iam.get_access_key_last_used(AccessKeyId=key["AccessKeyId"])
    assert used["UserName"] == user
    assert used["AccessKeyLastUsed"]["ServiceName"] == "s3"
    job = iam.generate_service_last_accessed_details(Arn=f"arn:aws:iam::123456789012:user/{user}")["JobId"]
    report = iam.get_service_last_accessed_details(JobId=job)
    assert report["JobStatus"] == "COMPLETED"
    assert [one["ServiceNamespace"] for one in report["ServicesLastAccessed"]] == ["s3"]
    while iam.generate_credential_report()["State"] != "COMPLETE":
        pass
    rows = csv.DictReader(io.StringIO(iam.get_credential_report()["Content"].decode()))
    mine = next(row for row in rows if row["user"] == user)
    assert mine["access_key_1_last_used_service"] == "s3"
    assert mine["mfa_active"] == "false"


def test_policies_are_tried_before_they_are_given(iam, user):
    iam.attach_user_policy(UserName=user, PolicyArn="arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")

    results = iam.simulate_principal_policy(
        PolicySourceArn=f"arn:aws:iam::123456789012:user/{user}",
        ActionNames=["s3:GetObject", "s3:PutObject"],
        ResourceArns=["arn:aws:s3:::lake/file"],
    )["EvaluationResults"]

    assert [(one["EvalActionName"], one["EvalDecision"]) for one in results] == [
        ("s3:GetObject", "allowed"),
        ("s3:PutObject", "implicitDeny"),
    ]
    assert results[0]["MatchedStatements"][0]["SourcePolicyId"] == "AmazonS3ReadOnlyAccess"


def test_the_cli_makes_emrs_default_roles(cli, iam, endpoint_url):
    # The CLI reads the services' principals out of EMR's own endpoint, so that only IAM's may be another.
    cli("emr", "create-default-roles", "--iam-endpoint", endpoint_url, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS="true")

    names = {role["RoleName"] for role in iam.list_roles()["Roles"]}
    assert {"EMR_DefaultRole", "EMR_EC2_DefaultRole"} <= names
    profile = iam.get_instance_profile(InstanceProfileName="EMR_EC2_DefaultRole")["InstanceProfile"]
    assert [role["RoleName"] for role in profile["Roles"]] == ["EMR_EC2_DefaultRole"]
    assert iam.list_attached_role_policies(RoleName="EMR_DefaultRole")["AttachedPolicies"]


def test_service_linked_roles_and_their_deletion(iam):
    role = iam.create_service_linked_role(AWSServiceName="lakeformation.amazonaws.com")["Role"]["RoleName"]

    refused(lambda: iam.delete_role(RoleName=role), "UnmodifiableEntity", 400, "protected role")
    task = iam.delete_service_linked_role(RoleName=role)["DeletionTaskId"]
    assert iam.get_service_linked_role_deletion_status(DeletionTaskId=task)["Status"] == "SUCCEEDED"


def test_the_cli_keeps_a_password_policy(cli, iam, user):
    cli("iam", "update-account-password-policy", "--minimum-password-length", "14", "--require-numbers")
    try:
        assert cli("iam", "get-account-password-policy")["PasswordPolicy"]["MinimumPasswordLength"] == 14
        refused(
            lambda: iam.create_login_profile(UserName=user, Password="Short-1"),
            "PasswordPolicyViolation",
            400,
            "minimum length of 14",
        )
    finally:
        cli("iam", "delete-account-password-policy")


def test_what_is_not_served_says_so(iam):
    refused(lambda: iam.enable_outbound_web_identity_federation(), "NotImplemented", 501, "")
