"""STS where signatures are enforced: sessions that end, and everything that must not get in."""

import datetime
import json
import uuid

import boto3
import botocore.auth
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from server import Server

OWN_SERVER = True
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"AWS": ["123456789012", "*"]},
            "Action": ["sts:AssumeRole", "sts:TagSession"],
        },
    }
)


@pytest.fixture(scope="module")
def enforcing(tmp_path_factory):
    folder = tmp_path_factory.mktemp("enforcing")
    running = Server(folder / "server.log", data=folder / "data", options=["--enforce-iam"])
    running.start()
    running.root = (folder / "data" / "root-key").read_text().split()
    running.ahead = datetime.timedelta()
    yield running
    running.stop()


@pytest.fixture
def connect(enforcing, monkeypatch):
    """Makes clients whose clock goes with Tarn's."""
    real = botocore.auth.get_current_datetime
    monkeypatch.setattr(
        botocore.auth, "get_current_datetime", lambda *a, **k: real(*a, **k) + enforcing.ahead, raising=True
    )

    def make(service, key=None, **options):
        signed = key or {"AccessKeyId": enforcing.root[0], "SecretAccessKey": enforcing.root[1]}
        return boto3.client(
            service,
            endpoint_url=enforcing.url,
            region_name="us-east-1",
            aws_access_key_id=signed["AccessKeyId"],
            aws_secret_access_key=signed["SecretAccessKey"],
            aws_session_token=signed.get("SessionToken"),
            config=Config(retries={"total_max_attempts": 1}),
            **options,
        )

    return make


@pytest.fixture
def advance(enforcing):
    def move(**by):
        enforcing.ahead += datetime.timedelta(**by)
        seconds = int(datetime.timedelta(**by).total_seconds())
        enforcing.post("/_tarn/clock", {"advance": f"PT{seconds}S"})

    return move


@pytest.fixture
def ann(connect):
    """A user that may do anything, and its key."""
    iam = connect("iam")
    name = f"ann-{uuid.uuid4().hex[:8]}"
    iam.create_user(UserName=name)
    iam.attach_user_policy(UserName=name, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    return iam.create_access_key(UserName=name)["AccessKey"]


@pytest.fixture
def role(connect):
    name = f"role-{uuid.uuid4().hex[:8]}"
    iam = connect("iam")
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST)
    iam.attach_role_policy(RoleName=name, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    return f"arn:aws:iam::123456789012:role/{name}"


def refused(call, error, status):
    with pytest.raises(ClientError) as raised:
        call()
    assert raised.value.response["Error"]["Code"] == error, raised.value
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == status


def test_a_session_of_900_seconds_works_and_then_has_expired(connect, ann, role, advance):
    session = connect("sts", ann).assume_role(RoleArn=role, RoleSessionName="short", DurationSeconds=900)
    credentials = session["Credentials"]
    assert connect("sts", credentials).get_caller_identity()["Arn"].endswith("/short")

    advance(minutes=15)

    refused(lambda: connect("sts", credentials).get_caller_identity(), "ExpiredToken", 403)
    refused(lambda: connect("s3", credentials).list_buckets(), "ExpiredToken", 400)
    refused(lambda: connect("athena", credentials).list_work_groups(), "ExpiredTokenException", 400)
    assert connect("sts", ann).get_caller_identity()["Arn"].startswith("arn:aws:iam::123456789012:user/ann-")


def test_temporary_keys_need_their_own_token(connect, ann, role):
    sts = connect("sts", ann)
    one = sts.assume_role(RoleArn=role, RoleSessionName="one")["Credentials"]
    two = sts.assume_role(RoleArn=role, RoleSessionName="two")["Credentials"]
    without = {name: value for name, value in one.items() if name != "SessionToken"}
    tampered = one | {"SessionToken": one["SessionToken"][:-5] + "AAAAA"}
    for bad in (without, one | {"SessionToken": two["SessionToken"]}, tampered, ann | {"SessionToken": "x" * 100}):
        refused(lambda bad=bad: connect("sts", bad).get_caller_identity(), "InvalidClientTokenId", 403)
    refused(
        lambda: connect("sts", one | {"SecretAccessKey": "x" * 40}).get_caller_identity(), "SignatureDoesNotMatch", 403
    )


def test_keys_that_are_inactive_or_gone_do_not_sign(connect):
    iam = connect("iam")
    name = f"bob-{uuid.uuid4().hex[:8]}"
    iam.create_user(UserName=name)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    connect("sts", key).get_caller_identity()
    iam.update_access_key(UserName=name, AccessKeyId=key["AccessKeyId"], Status="Inactive")
    refused(lambda: connect("sts", key).get_caller_identity(), "InvalidClientTokenId", 403)
    iam.update_access_key(UserName=name, AccessKeyId=key["AccessKeyId"], Status="Active")
    connect("sts", key).get_caller_identity()
    iam.delete_access_key(UserName=name, AccessKeyId=key["AccessKeyId"])
    iam.delete_user(UserName=name)
    refused(lambda: connect("sts", key).get_caller_identity(), "InvalidClientTokenId", 403)


def test_a_request_cannot_be_sent_again_after_a_quarter_of_an_hour(connect, enforcing, ann, advance):
    import urllib.error
    import urllib.request

    sent = {}
    sts = connect("sts", ann)
    sts.meta.events.register("before-send.sts.GetCallerIdentity", lambda request, **_: sent.update(r=request))
    sts.get_caller_identity()
    request = sent["r"]

    def again():
        headers = {
            name: value.decode() if isinstance(value, bytes) else value for name, value in request.headers.items()
        }
        body = request.body if isinstance(request.body, bytes) else request.body.encode()
        with urllib.request.urlopen(urllib.request.Request(request.url, body, headers), timeout=30) as answer:
            return answer.status

    assert again() == 200
    advance(minutes=16)
    with pytest.raises(urllib.error.HTTPError) as raised:
        again()
    assert raised.value.code == 403
    assert b"Signature expired" in raised.value.read()


def test_the_trust_policy_decides_with_its_conditions(connect, ann):
    iam = connect("iam")
    name = f"careful-{uuid.uuid4().hex[:8]}"
    arn = f"arn:aws:iam::123456789012:role/{name}"
    iam.create_role(
        RoleName=name,
        AssumeRolePolicyDocument=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": {
                    "Effect": "Allow",
                    "Principal": {"AWS": "123456789012"},
                    "Action": "sts:AssumeRole",
                    "Condition": {
                        "StringEquals": {"sts:ExternalId": "partner"},
                        "IpAddress": {"aws:SourceIp": "127.0.0.0/8"},
                        "StringLike": {"sts:RoleSessionName": "job-*"},
                    },
                },
            }
        ),
    )
    sts = connect("sts", ann)
    for wrong in ({}, {"ExternalId": "other"}):
        refused(lambda wrong=wrong: sts.assume_role(RoleArn=arn, RoleSessionName="job-1", **wrong), "AccessDenied", 403)
    refused(lambda: sts.assume_role(RoleArn=arn, RoleSessionName="me", ExternalId="partner"), "AccessDenied", 403)
    assert sts.assume_role(RoleArn=arn, RoleSessionName="job-1", ExternalId="partner")["Credentials"]
    refused(lambda: sts.assume_role(RoleArn=arn + "x", RoleSessionName="job-1"), "AccessDenied", 403)


def test_durations_policies_and_tags_have_their_limits(connect, ann, role):
    sts = connect("sts", ann)
    refused(lambda: sts.assume_role(RoleArn=role, RoleSessionName="long", DurationSeconds=7200), "ValidationError", 400)
    chained = connect("sts", sts.assume_role(RoleArn=role, RoleSessionName="one")["Credentials"])
    connect("iam").update_role(RoleName=role.rsplit("/", 1)[1], MaxSessionDuration=7200)
    assert sts.assume_role(RoleArn=role, RoleSessionName="long", DurationSeconds=7200)["Credentials"]
    refused(
        lambda: chained.assume_role(RoleArn=role, RoleSessionName="two", DurationSeconds=7200), "ValidationError", 400
    )
    refused(
        lambda: sts.assume_role(RoleArn=role, RoleSessionName="policy", Policy='{"Statement": 1}'),
        "MalformedPolicyDocument",
        400,
    )
    noise = [{"Key": uuid.uuid4().hex, "Value": (uuid.uuid4().hex * 8)[:256]} for _ in range(50)]
    refused(lambda: sts.assume_role(RoleArn=role, RoleSessionName="tags", Tags=noise), "PackedPolicyTooLarge", 400)
    refused(
        lambda: sts.assume_root(
            TargetPrincipal="999999999999",
            TaskPolicyArn={"arn": "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials"},
        ),
        "AccessDenied",
        403,
    )
    refused(
        lambda: sts.decode_authorization_message(EncodedMessage="AAAA"), "InvalidAuthorizationMessageException", 400
    )


def test_credentials_survive_a_kill(enforcing, connect, ann, role):
    credentials = connect("sts", ann).assume_role(
        RoleArn=role, RoleSessionName="kept", Tags=[{"Key": "team", "Value": "lake"}]
    )["Credentials"]

    enforcing.kill()
    enforcing.start()

    assert connect("sts", credentials).get_caller_identity()["Arn"].endswith("/kept")
