"""Who may use a key or a secret, where policies decide: key policies, grants, and services that ask for somebody."""

import json
import uuid

import pytest
from botocore.exceptions import ClientError
from policy_cases import ACCOUNT
from statements import allow, document

OWN_SERVER = True
ROOT = f"arn:aws:iam::{ACCOUNT}:root"


@pytest.fixture(scope="module")
def kms(clients, root):
    return clients("kms", root)


def refusal(call, *arguments, **named):
    with pytest.raises(ClientError) as refused:
        call(*arguments, **named)
    return refused.value.response["Error"]


def key_of(kms, *statements):
    """A key whose policy is these statements, beside the root user's."""
    own = {"Effect": "Allow", "Principal": {"AWS": ROOT}, "Action": "kms:*", "Resource": "*"}
    return kms.create_key(Policy=document(own, *statements))["KeyMetadata"]["Arn"]


def test_a_key_that_trusts_its_account_is_used_by_whom_identity_policies_allow(kms, clients, person):
    key = key_of(kms)
    allowed = clients("kms", person(allow("kms:Encrypt", key)))
    other = clients("kms", person(allow("kms:Encrypt", "arn:aws:kms:us-east-1:*:key/else")))

    assert allowed.encrypt(KeyId=key, Plaintext=b"x")["CiphertextBlob"]
    assert refusal(other.encrypt, KeyId=key, Plaintext=b"x")["Code"] == "AccessDeniedException"
    assert refusal(allowed.decrypt, KeyId=key, CiphertextBlob=b"x")["Code"] == "AccessDeniedException"


def test_a_key_policy_that_leaves_the_account_out_shuts_out_everybody_else(kms, clients, person):
    name = f"holder-{uuid.uuid4().hex[:8]}"
    holder = clients("kms", person(name=name))
    stranger = clients("kms", person(allow("kms:*")))
    only = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/{name}"}, "Action": "kms:*"}
    made = kms.create_key(Policy=document(only | {"Resource": "*"}), BypassPolicyLockoutSafetyCheck=True)
    key = made["KeyMetadata"]["Arn"]

    sealed = holder.encrypt(KeyId=key, Plaintext=b"content")["CiphertextBlob"]

    assert holder.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"content"
    assert refusal(stranger.decrypt, CiphertextBlob=sealed)["Code"] == "AccessDeniedException"


def test_a_grant_lets_in_whom_no_policy_does_and_only_with_its_context(kms, clients, person):
    name = f"grantee-{uuid.uuid4().hex[:8]}"
    grantee = clients("kms", person(name=name))
    key = key_of(kms)
    assert refusal(grantee.encrypt, KeyId=key, Plaintext=b"x")["Code"] == "AccessDeniedException"

    grant = kms.create_grant(
        KeyId=key,
        GranteePrincipal=f"arn:aws:iam::{ACCOUNT}:user/{name}",
        Operations=["Encrypt"],
        Constraints={"EncryptionContextSubset": {"team": "lake"}},
    )

    assert grantee.encrypt(KeyId=key, Plaintext=b"x", EncryptionContext={"team": "lake", "a": "b"})
    assert refusal(grantee.encrypt, KeyId=key, Plaintext=b"x")["Code"] == "AccessDeniedException"
    kms.revoke_grant(KeyId=key, GrantId=grant["GrantId"])
    denied = refusal(grantee.encrypt, KeyId=key, Plaintext=b"x", EncryptionContext={"team": "lake"})
    assert denied["Code"] == "AccessDeniedException"


def test_a_key_that_only_s3_may_ask_for_serves_objects_and_nothing_else(kms, clients, person, root):
    s3 = clients("s3", root)
    bucket = f"keys-{uuid.uuid4().hex[:8]}"
    s3.create_bucket(Bucket=bucket)
    key = key_of(kms)
    through = {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}
    me = person(
        allow(["s3:GetObject", "s3:PutObject"], f"arn:aws:s3:::{bucket}/*"),
        allow(["kms:GenerateDataKey", "kms:Decrypt"], key, Condition=through),
    )
    mine = clients("s3", me)

    mine.put_object(Bucket=bucket, Key="k", Body=b"content", ServerSideEncryption="aws:kms", SSEKMSKeyId=key)

    assert mine.get_object(Bucket=bucket, Key="k")["Body"].read() == b"content"
    denied = refusal(clients("kms", me).generate_data_key, KeyId=key, KeySpec="AES_256")
    assert denied["Code"] == "AccessDeniedException"


def test_an_object_under_a_key_is_closed_to_who_may_read_the_object_but_not_use_the_key(kms, clients, person, root):
    s3 = clients("s3", root)
    bucket = f"keys-{uuid.uuid4().hex[:8]}"
    s3.create_bucket(Bucket=bucket)
    key = key_of(kms)
    s3.put_object(Bucket=bucket, Key="k", Body=b"content", ServerSideEncryption="aws:kms", SSEKMSKeyId=key)
    reader = clients("s3", person(allow("s3:GetObject", f"arn:aws:s3:::{bucket}/*")))

    denied = refusal(reader.get_object, Bucket=bucket, Key="k")

    assert denied["Code"] == "AccessDenied" and "kms:Decrypt" in denied["Message"]


def test_a_secret_opens_for_whom_its_own_policy_names(clients, person, root):
    secrets = clients("secretsmanager", root)
    name = f"reader-{uuid.uuid4().hex[:8]}"
    reader = clients("secretsmanager", person(name=name))
    arn = secrets.create_secret(Name=f"{name}/db", SecretString="open sesame")["ARN"]
    assert refusal(reader.get_secret_value, SecretId=arn)["Code"] == "AccessDeniedException"

    statement = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/{name}"}}
    policy = document(statement | {"Action": "secretsmanager:GetSecretValue", "Resource": "*"})
    secrets.put_resource_policy(SecretId=arn, ResourcePolicy=policy)

    assert reader.get_secret_value(SecretId=arn)["SecretString"] == "open sesame"
    assert refusal(reader.delete_secret, SecretId=arn)["Code"] == "AccessDeniedException"


def test_parameters_open_by_their_path(clients, person, root):
    ssm = clients("ssm", root)
    for path in ["/team/a", "/else/a"]:
        ssm.put_parameter(Name=path, Value="value", Type="String")
    reader = clients("ssm", person(allow("ssm:GetParameter", f"arn:aws:ssm:us-east-1:{ACCOUNT}:parameter/team/*")))

    assert reader.get_parameter(Name="/team/a")["Parameter"]["Value"] == "value"
    assert refusal(reader.get_parameter, Name="/else/a")["Code"] == "AccessDeniedException"


def test_a_denied_call_is_in_the_trail_with_who_what_and_why(clients, person, root):
    name = f"curious-{uuid.uuid4().hex[:8]}"
    denied = refusal(clients("kms", person(name=name)).list_keys)
    assert denied["Code"] == "AccessDeniedException"

    seen = clients("cloudtrail", root).lookup_events(
        LookupAttributes=[{"AttributeKey": "Username", "AttributeValue": name}]
    )["Events"]

    event = json.loads(seen[0]["CloudTrailEvent"])
    assert event["eventName"] == "ListKeys" and event["errorCode"] in ("AccessDenied", "AccessDeniedException")
    assert f"user/{name}" in event["errorMessage"] and "kms:ListKeys" in event["errorMessage"]


def test_a_trail_writes_where_the_usual_policy_lets_it_write_for_that_trail_alone(clients, root):
    s3, cloudtrail = clients("s3", root), clients("cloudtrail", root)
    name = f"trail-{uuid.uuid4().hex[:8]}"
    s3.create_bucket(Bucket=name)
    service = {"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}}
    own = {"StringEquals": {"aws:SourceArn": f"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/{name}"}}
    acl = {"StringEquals": own["StringEquals"] | {"s3:x-amz-acl": "bucket-owner-full-control"}}
    policy = document(
        service | {"Action": "s3:GetBucketAcl", "Resource": f"arn:aws:s3:::{name}", "Condition": own},
        service | {"Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{name}/AWSLogs/*", "Condition": acl},
    )
    s3.put_bucket_policy(Bucket=name, Policy=policy)

    cloudtrail.create_trail(Name=name, S3BucketName=name)

    other = refusal(cloudtrail.create_trail, Name=f"{name}-b", S3BucketName=name)
    assert other["Code"] == "InsufficientS3BucketPolicyException"
