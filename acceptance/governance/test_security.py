"""What an attacker tries: tricks with keys and paths, bombs, tampered and old signatures, borrowed power."""

import http.client
import json
import time
import urllib.error
import urllib.request
import uuid

import boto3
import botocore.auth
import pytest
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from policy_cases import ACCOUNT
from statements import allow, document, trust

OWN_SERVER = True


@pytest.fixture(scope="module")
def s3(clients, root):
    return clients("s3", root)


@pytest.fixture(scope="module")
def bucket(s3):
    name = f"vault-{uuid.uuid4().hex[:8]}"
    s3.create_bucket(Bucket=name)
    s3.put_object(Bucket=name, Key="secret", Body=b"gold")
    return name


@pytest.fixture(scope="module")
def signed(enforced, root):
    """Signs a request as root; what is sent may then be changed."""

    def sign(method, path, body=b"", service="s3", **headers):
        request = AWSRequest(method, enforced.url + path, headers=headers, data=body)
        credentials = Credentials(root["AccessKeyId"], root["SecretAccessKey"])
        kind = botocore.auth.S3SigV4Auth if service == "s3" else botocore.auth.SigV4Auth
        kind(credentials, service, "us-east-1").add_auth(request)
        return request

    return sign


def answer(server, method, path, headers=(), body=b""):
    """Status and body of a request that is sent as it stands."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        connection.request(method, path, body=body or None, headers=dict(headers))
        response = connection.getresponse()
        return response.status, response.read().decode(errors="replace")
    finally:
        connection.close()


def code(call, **parameters):
    with pytest.raises(ClientError) as refusal:
        call(**parameters)
    return refusal.value.response["Error"]["Code"]


@pytest.mark.parametrize(
    "key", ["../../etc/passwd", "..", ".", "a/../b", "a//b", "/a", "\u202e", "a\tb", "%2e%2e/x", "c:\\x", "x" * 1024]
)
def test_a_key_is_only_a_name(s3, bucket, key):
    s3.put_object(Bucket=bucket, Key=key, Body=key.encode())
    assert s3.get_object(Bucket=bucket, Key=key)["Body"].read() == key.encode()
    assert s3.get_object(Bucket=bucket, Key="secret")["Body"].read() == b"gold"
    s3.delete_object(Bucket=bucket, Key=key)


@pytest.mark.parametrize(
    "path",
    ["/public/../{bucket}/secret", "/{bucket}/./secret", "//{bucket}/secret", "/{bucket}/..%2f..%2fetc%2fpasswd"],
)
def test_no_path_leads_around_a_policy(enforced, s3, bucket, path):
    status, text = answer(enforced, "GET", path.format(bucket=bucket))
    assert status in (400, 403, 404, 405) and "gold" not in text


def test_a_policy_on_a_prefix_is_not_left_by_dots(s3, bucket, person, clients):
    mine = clients("s3", person(allow("s3:*", f"arn:aws:s3:::{bucket}/mine/*")))
    mine.put_object(Bucket=bucket, Key="mine/../secret", Body=b"lead")
    assert s3.get_object(Bucket=bucket, Key="secret")["Body"].read() == b"gold"
    assert code(mine.get_object, Bucket=bucket, Key="secret") == "AccessDenied"


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY %c "&%c;&%c;&%c;&%c;&%c;&%c;&%c;&%c;">' % ((98 + n,) + (97 + n,) * 8) for n in range(9))
    + b"]><Delete><Object><Key>&j;</Key></Object></Delete>"
)
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    b"<Delete><Object><Key>&f;</Key></Object></Delete>"
)
DEEP = b"<Delete>" + b"<Object>" * 100_000


@pytest.mark.parametrize("body", [BOMB, OUTSIDE, DEEP], ids=["entities", "outside", "depth"])
def test_xml_does_not_explode(enforced, signed, bucket, body):
    request = signed("POST", f"/{bucket}?delete", body)
    began = time.monotonic()
    status, text = answer(enforced, "POST", f"/{bucket}?delete", request.headers.items(), body)
    assert status == 400 and "MalformedXML" in text and "root:" not in text
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("change", ["path", "query", "header", "body", "signature", "date", "region"])
def test_a_signature_is_for_one_request_only(enforced, signed, bucket, change):
    path, body = f"/{bucket}/mine", b"mine"
    request = signed("PUT", path, body, **{"x-amz-meta-a": "1"})
    headers = dict(request.headers.items())
    assert answer(enforced, "PUT", path, headers, body)[0] == 200
    authorization = headers["Authorization"]
    if change == "path":
        path = f"/{bucket}/secret"
    if change == "query":
        path += "?acl"
    if change == "header":
        headers["x-amz-meta-a"] = "2"
    if change == "body":
        body = b"lead"
    if change == "signature":
        headers["Authorization"] = authorization[:-4] + ("0000" if not authorization.endswith("0000") else "1111")
    if change == "date":
        headers["X-Amz-Date"] = "20200101T000000Z"
    if change == "region":
        headers["Authorization"] = authorization.replace("us-east-1", "eu-west-1")
    status, text = answer(enforced, "PUT", path, headers, body)
    assert status in (400, 403), text
    assert (
        "SignatureDoesNotMatch" in text
        or "XAmzContentSHA256Mismatch" in text
        or "RequestTimeTooSkewed" in text
        or ("AccessDenied" in text or "AuthorizationHeaderMalformed" in text)
    )


def test_a_presigned_url_ends_and_is_for_one_thing(enforced, root, bucket):
    s3 = boto3.client(
        "s3",
        endpoint_url=enforced.url,
        region_name="us-east-1",
        aws_access_key_id=root["AccessKeyId"],
        aws_secret_access_key=root["SecretAccessKey"],
        config=Config(signature_version="s3v4", s3={"addressing_style": "path"}),
    )
    url = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "secret"}, ExpiresIn=60)
    assert urllib.request.urlopen(url).read() == b"gold"
    for altered in [url.replace("X-Amz-Expires=60", "X-Amz-Expires=6000"), url.replace("/secret", "/mine")]:
        with pytest.raises(urllib.error.HTTPError) as refusal:
            urllib.request.urlopen(altered)
        assert refusal.value.code == 403 and b"SignatureDoesNotMatch" in refusal.value.read()
    with pytest.raises(urllib.error.HTTPError) as refusal:
        urllib.request.urlopen(urllib.request.Request(url, method="DELETE"))
    assert refusal.value.code == 403
    short = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "secret"}, ExpiresIn=1)
    deadline = time.monotonic() + 10
    while True:
        try:
            urllib.request.urlopen(short).read()
            assert time.monotonic() < deadline, "it never ends"
        except urllib.error.HTTPError as refusal:
            assert refusal.code == 403 and b"Request has expired" in refusal.read()
            break


def test_a_service_is_no_deputy_for_strangers(clients, root, person, s3, bucket):
    """Only the trail that the bucket's policy names gets its files written, whoever asks CloudTrail."""
    named = f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/ours"
    s3.put_bucket_policy(
        Bucket=bucket,
        Policy=json.dumps(
            {
                "Version": "2012-10-17",
                "Statement": {
                    "Effect": "Allow",
                    "Principal": {"Service": "cloudtrail.amazonaws.com"},
                    "Action": "s3:PutObject",
                    "Resource": f"arn:aws:s3:::{bucket}/AWSLogs/*",
                    "Condition": {"StringEquals": {"aws:SourceArn": named}},
                },
            }
        ),
    )
    trails = clients("cloudtrail", root)
    assert code(trails.create_trail, Name="theirs", S3BucketName=bucket) == "InsufficientS3BucketPolicyException"
    trails.create_trail(Name="ours", S3BucketName=bucket)
    topic = clients("sns", root).create_topic(Name="quiet")["TopicArn"]
    assert code(trails.update_trail, Name="ours", SnsTopicName=topic) == "InsufficientSnsTopicPolicyException"
    s3.delete_bucket_policy(Bucket=bucket)


def test_nobody_passes_a_role_that_can_more(iam, person, clients):
    iam.create_role(RoleName="admin", AssumeRolePolicyDocument=trust(Service="lambda.amazonaws.com"))
    iam.put_role_policy(RoleName="admin", PolicyName="all", PolicyDocument=document(allow("*")))
    admin = f"arn:aws:iam::{ACCOUNT}:role/admin"
    function = {
        "FunctionName": "climb",
        "Role": admin,
        "Runtime": "python3.12",
        "Handler": "main.handler",
        "Code": {"ZipFile": b"PK\x05\x06" + bytes(18)},
    }
    climber = clients("lambda", person(allow("lambda:*")))
    with pytest.raises(ClientError, match="iam:PassRole"):
        climber.create_function(**function)
    limited = allow("iam:PassRole", admin) | {
        "Condition": {"StringEquals": {"iam:PassedToService": "glue.amazonaws.com"}}
    }
    elsewhere = clients("lambda", person(allow("lambda:*"), limited))
    with pytest.raises(ClientError, match="iam:PassRole"):
        elsewhere.create_function(**function)
    assert code(clients("sts", person(allow("sts:*"))).assume_role, RoleArn=admin, RoleSessionName="up") == (
        "AccessDenied"
    )


def test_nobody_gives_himself_more_than_his_boundary(iam, person, clients):
    boundary = iam.create_policy(PolicyName=f"b-{uuid.uuid4().hex[:8]}", PolicyDocument=document(allow(["iam:*"])))
    key = person(allow("*"), name="bounded", PermissionsBoundary=boundary["Policy"]["Arn"])
    clients("iam", key).put_user_policy(UserName="bounded", PolicyName="more", PolicyDocument=document(allow("s3:*")))
    assert code(clients("s3", key).list_buckets) == "AccessDenied"


def test_another_account_sees_nothing(clients, root, bucket):
    other = {"AccessKeyId": "210987654321", "SecretAccessKey": "test"}
    assert code(clients("sts", other).get_caller_identity) in ("InvalidClientTokenId", "SignatureDoesNotMatch")
    assert code(clients("s3", other).get_object, Bucket=bucket, Key="secret") in (
        "InvalidAccessKeyId",
        "SignatureDoesNotMatch",
        "AccessDenied",
    )


@pytest.mark.parametrize(
    "bomb",
    [
        "[" * 50_000,
        json.dumps(
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}] * 2_000}
        ),
        '{"Version": "2012-10-17", "Statement": ' + '{"Effect":' * 20_000,
    ],
    ids=["depth", "many", "nested"],
)
def test_policies_do_not_explode(iam, bomb):
    began = time.monotonic()
    with pytest.raises(ClientError) as refusal:
        iam.create_policy(PolicyName="bomb", PolicyDocument=bomb)
    assert refusal.value.response["Error"]["Code"] in (
        "MalformedPolicyDocument",
        "LimitExceeded",
        "ValidationError",
    )
    assert time.monotonic() - began < 5


def test_many_stars_are_matched_in_time(iam, person, clients, s3, bucket):
    stars = clients("s3", person(allow("s3:GetObject", "arn:aws:s3:::" + "*a" * 200 + "b")))
    began = time.monotonic()
    assert code(stars.get_object, Bucket=bucket, Key="a" * 900) == "AccessDenied"
    assert time.monotonic() - began < 5
