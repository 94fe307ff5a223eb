"""Objects lie encrypted on disk, whoever holds the key; and without the key nobody reads them."""

import base64
import os
import pathlib

import botocore.exceptions
import pytest

from server import Server

OWN_SERVER = True
MARKER = b"the plain text that nobody may find "
LARGE = MARKER * 5000
PART = MARKER * (6 << 20 >> 5)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("encrypted")


@pytest.fixture(scope="module")
def running(data):
    server = Server(data / "server.log", data / "data")
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def client(running, credentials):
    import boto3

    return lambda service: boto3.client(service, endpoint_url=running.url, **credentials)


@pytest.fixture(scope="module")
def s3(client):
    s3 = client("s3")
    s3.create_bucket(Bucket="vault")
    return s3


@pytest.fixture
def refused():
    def check(code, status, call, **arguments):
        with pytest.raises(botocore.exceptions.ClientError) as problem:
            call(**arguments)
        answer = problem.value.response
        assert (answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]) == (code, status)

    return check


def read(s3, key, **arguments):
    return s3.get_object(Bucket="vault", Key=key, **arguments)["Body"].read()


def shown_on_disk(folder):
    return [file for file in pathlib.Path(folder).rglob("*") if file.is_file() and MARKER in file.read_bytes()]


def upload_in_parts(s3, key, **how):
    upload = s3.create_multipart_upload(Bucket="vault", Key=key, **how)["UploadId"]
    named = {"Bucket": "vault", "Key": key, "UploadId": upload}
    parts = [
        {"PartNumber": number, "ETag": s3.upload_part(PartNumber=number, Body=PART, **named)["ETag"]}
        for number in (1, 2)
    ]
    return s3.complete_multipart_upload(MultipartUpload={"Parts": parts}, **named)


def test_no_file_shows_what_was_written(s3, running, data):
    s3.put_object(Bucket="vault", Key="small", Body=MARKER)
    s3.put_object(Bucket="vault", Key="large", Body=LARGE)
    upload_in_parts(s3, "parts")
    s3.copy_object(Bucket="vault", Key="copy", CopySource="vault/parts")
    unfinished = s3.create_multipart_upload(Bucket="vault", Key="unfinished")["UploadId"]
    s3.upload_part(Bucket="vault", Key="unfinished", UploadId=unfinished, PartNumber=1, Body=PART)
    running.kill()
    assert not shown_on_disk(data)
    running.start()
    assert read(s3, "small") == MARKER
    assert read(s3, "large") == LARGE
    assert read(s3, "parts") == PART * 2
    assert read(s3, "copy") == PART * 2
    assert read(s3, "parts", Range=f"bytes={len(PART) - 5}-{len(PART) + 4}") == PART[-5:] + PART[:5]
    assert s3.head_object(Bucket="vault", Key="parts")["ServerSideEncryption"] == "AES256"


def test_a_changed_file_is_an_error_and_never_wrong_bytes(s3, data, refused):
    before = set((data / "data" / "blobs").rglob("*"))
    s3.put_object(Bucket="vault", Key="damaged", Body=LARGE)
    (file,) = [path for path in set((data / "data" / "blobs").rglob("*")) - before if path.is_file()]
    with file.open("r+b") as blob:
        blob.seek(1000)
        byte = blob.read(1)
        blob.seek(1000)
        blob.write(bytes([byte[0] ^ 1]))
    s3.meta.config.retries = {"max_attempts": 0}
    refused("InternalError", 500, s3.get_object, Bucket="vault", Key="damaged")


def test_an_object_is_read_as_long_as_its_key_is_enabled(s3, client, data, refused):
    kms = client("kms")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    how = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key}
    put = s3.put_object(Bucket="vault", Key="kms", Body=LARGE, **how)
    assert (put["ServerSideEncryption"], put["SSEKMSKeyId"]) == ("aws:kms", key)
    assert upload_in_parts(s3, "kms-parts", **how)["SSEKMSKeyId"] == key
    kms.disable_key(KeyId=key)
    for name in ("kms", "kms-parts"):
        refused("KMS.DisabledException", 400, s3.get_object, Bucket="vault", Key=name)
    refused("KMS.DisabledException", 400, s3.put_object, Bucket="vault", Key="kms", Body=b"", **how)
    kms.enable_key(KeyId=key)
    assert read(s3, "kms") == LARGE
    assert read(s3, "kms-parts") == PART * 2
    kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    refused("KMS.KMSInvalidStateException", 400, s3.get_object, Bucket="vault", Key="kms")
    missing = key[:-4] + ("0000" if key[-4:] != "0000" else "1111")
    refused(
        "KMS.NotFoundException",
        400,
        s3.put_object,
        Bucket="vault",
        Key="x",
        Body=b"",
        **{**how, "SSEKMSKeyId": missing},
    )
    assert not shown_on_disk(data)


def test_a_bucket_encrypts_by_its_rule(s3, client):
    kms = client("kms")
    key = kms.create_key()["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName="alias/vault", TargetKeyId=key)
    s3.create_bucket(Bucket="ruled")
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "alias/vault"}}
    s3.put_bucket_encryption(
        Bucket="ruled", ServerSideEncryptionConfiguration={"Rules": [{**rule, "BucketKeyEnabled": True}]}
    )
    (kept,) = s3.get_bucket_encryption(Bucket="ruled")["ServerSideEncryptionConfiguration"]["Rules"]
    assert kept["ApplyServerSideEncryptionByDefault"] == rule["ApplyServerSideEncryptionByDefault"]
    put = s3.put_object(Bucket="ruled", Key="x", Body=LARGE)
    assert put["SSEKMSKeyId"].endswith(key)
    assert put["BucketKeyEnabled"]
    assert s3.get_object(Bucket="ruled", Key="x")["Body"].read() == LARGE


def test_without_a_key_the_one_that_aws_manages_is_made(s3, client):
    put = s3.put_object(Bucket="vault", Key="managed", Body=LARGE, ServerSideEncryption="aws:kms")
    aliases = {alias["AliasName"]: alias.get("TargetKeyId") for alias in client("kms").list_aliases()["Aliases"]}
    assert put["SSEKMSKeyId"].endswith(aliases["alias/aws/s3"])
    assert read(s3, "managed") == LARGE


def test_a_customers_key_comes_with_every_request(s3, data, refused):
    key, other = os.urandom(32), os.urandom(32)
    how = {"SSECustomerAlgorithm": "AES256", "SSECustomerKey": key}
    refused("AccessDenied", 403, s3.put_object, Bucket="vault", Key="mine", Body=LARGE, **how)
    s3.put_bucket_encryption(
        Bucket="vault",
        ServerSideEncryptionConfiguration={"Rules": [{"BlockedEncryptionTypes": {"EncryptionType": ["NONE"]}}]},
    )
    put = s3.put_object(Bucket="vault", Key="mine", Body=LARGE, **how)
    assert "ServerSideEncryption" not in put
    assert read(s3, "mine", **how) == LARGE
    refused("InvalidRequest", 400, s3.get_object, Bucket="vault", Key="mine")
    refused("AccessDenied", 403, s3.get_object, Bucket="vault", Key="mine", **{**how, "SSECustomerKey": other})
    s3.copy_object(
        Bucket="vault",
        Key="yours",
        CopySource="vault/mine",
        CopySourceSSECustomerAlgorithm="AES256",
        CopySourceSSECustomerKey=key,
    )
    assert read(s3, "yours") == LARGE
    texts = (key, base64.b64encode(key))
    files = [file.read_bytes() for file in data.rglob("*") if file.is_file()]
    assert not any(text in file for file in files for text in texts)
