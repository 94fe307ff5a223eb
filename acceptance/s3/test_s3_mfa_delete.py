"""MFA delete through boto3: a virtual device of IAM shows the codes that S3 takes."""

import base64
import hashlib
import hmac
import struct
import time

import pytest
from botocore.exceptions import ClientError

OWN_CLOCK = True


def code(seed, ahead):
    """The code that an authenticator shows so many seconds from now: RFC 6238."""
    counter = struct.pack(">Q", int(time.time() + ahead) // 30)
    digest = hmac.new(base64.b32decode(seed), counter, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def denied(call):
    with pytest.raises(ClientError) as raised:
        call()
    assert raised.value.response["Error"]["Code"] == "AccessDenied"


def test_a_version_is_deleted_for_good_with_a_code_alone(s3, bucket, client, server):
    iam = client("iam")
    iam.create_user(UserName="keeper")
    device = iam.create_virtual_mfa_device(VirtualMFADeviceName="phone")["VirtualMFADevice"]
    serial, seed = device["SerialNumber"], device["Base32StringSeed"]
    iam.enable_mfa_device(
        UserName="keeper", SerialNumber=serial, AuthenticationCode1=code(seed, 0), AuthenticationCode2=code(seed, 30)
    )
    versioning = {"Status": "Enabled", "MFADelete": "Enabled"}
    denied(lambda: s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration=versioning))

    server.post("/_tarn/clock", {"advance": "PT2M"})
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration=versioning, MFA=f"{serial} {code(seed, 120)}")
    assert s3.get_bucket_versioning(Bucket=bucket)["MFADelete"] == "Enabled"

    version = s3.put_object(Bucket=bucket, Key="k", Body=b"kept")["VersionId"]
    used = f"{serial} {code(seed, 120)}"
    denied(lambda: s3.delete_object(Bucket=bucket, Key="k", VersionId=version))
    denied(lambda: s3.delete_object(Bucket=bucket, Key="k", VersionId=version, MFA=used))
    marker = s3.delete_object(Bucket=bucket, Key="k")
    assert marker["DeleteMarker"]

    server.post("/_tarn/clock", {"advance": "PT2M"})
    objects = [{"Key": "k", "VersionId": version}, {"Key": "k", "VersionId": marker["VersionId"]}]
    denied(lambda: s3.delete_objects(Bucket=bucket, Delete={"Objects": objects}))
    done = s3.delete_objects(Bucket=bucket, Delete={"Objects": objects}, MFA=f"{serial} {code(seed, 240)}")
    assert len(done["Deleted"]) == 2
    s3.delete_bucket(Bucket=bucket)
