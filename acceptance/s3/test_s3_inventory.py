"""Inventories through boto3: kept, and written when the day is over."""

import base64
import gzip
import hashlib
import io
import json
import uuid

import pyarrow.orc
import pyarrow.parquet
import pytest

OWN_CLOCK = True


def test_a_report_is_written_when_the_day_is_over(s3, bucket, server):
    target = f"reports-{uuid.uuid4().hex[:12]}"
    s3.create_bucket(Bucket=target)
    s3.put_object(Bucket=bucket, Key="a b", Body=b"12345")
    configuration = {
        "Id": "daily",
        "IsEnabled": True,
        "IncludedObjectVersions": "Current",
        "Schedule": {"Frequency": "Daily"},
        "OptionalFields": ["Size", "StorageClass"],
        "Destination": {"S3BucketDestination": {"Bucket": f"arn:aws:s3:::{target}", "Format": "CSV", "Prefix": "inv"}},
    }
    s3.put_bucket_inventory_configuration(Bucket=bucket, Id="daily", InventoryConfiguration=configuration)
    told = s3.get_bucket_inventory_configuration(Bucket=bucket, Id="daily")["InventoryConfiguration"]
    assert told == configuration
    assert "Contents" not in s3.list_objects_v2(Bucket=target)

    server.post("/_tarn/clock", {"advance": "P1D"})

    keys = [each["Key"] for each in s3.list_objects_v2(Bucket=target)["Contents"]]
    manifest_key = next(key for key in keys if key.endswith("manifest.json"))
    text = s3.get_object(Bucket=target, Key=manifest_key)["Body"].read()
    checksum = s3.get_object(Bucket=target, Key=manifest_key.replace(".json", ".checksum"))["Body"].read().decode()
    assert hashlib.md5(text).hexdigest() == checksum
    manifest = json.loads(text)
    assert (manifest["sourceBucket"], manifest["fileSchema"]) == (bucket, "Bucket, Key, Size, StorageClass")
    data = s3.get_object(Bucket=target, Key=manifest["files"][0]["key"])["Body"].read()
    assert hashlib.md5(data).hexdigest() == manifest["files"][0]["MD5checksum"]
    assert gzip.decompress(data).decode() == f'"{bucket}","a+b","5","STANDARD"\n'
    assert any("/hive/dt=" in key and key.endswith("symlink.txt") for key in keys)


EVERY_FIELD = [
    "Size",
    "LastModifiedDate",
    "StorageClass",
    "ETag",
    "IsMultipartUploaded",
    "ReplicationStatus",
    "EncryptionStatus",
    "ObjectLockRetainUntilDate",
    "ObjectLockMode",
    "ObjectLockLegalHoldStatus",
    "IntelligentTieringAccessTier",
    "BucketKeyStatus",
    "ChecksumAlgorithm",
    "ObjectAccessControlList",
    "ObjectOwner",
    "LifecycleExpirationDate",
]


def versions_of_two_keys(s3, bucket):
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    rule = {"ID": "old", "Status": "Enabled", "Filter": {"Prefix": "in/"}, "Expiration": {"Days": 30}}
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": [rule]})
    s3.put_object(Bucket=bucket, Key="in/ü b", Body=b"1", ChecksumAlgorithm="SHA256")
    s3.put_object(Bucket=bucket, Key="in/ü b", Body=b"22", StorageClass="STANDARD_IA")
    s3.put_object(Bucket=bucket, Key="in/gone", Body=b"333")
    s3.delete_object(Bucket=bucket, Key="in/gone")
    s3.put_object(Bucket=bucket, Key="out", Body=b"")
    listed = s3.list_object_versions(Bucket=bucket, Prefix="in/")
    return {each["VersionId"]: each for each in listed["Versions"] + listed["DeleteMarkers"]}


@pytest.mark.parametrize("form", ["ORC", "Parquet"])
def test_a_report_of_columns_is_read_by_pyarrow(s3, bucket, server, form):
    target = f"reports-{uuid.uuid4().hex[:12]}"
    s3.create_bucket(Bucket=target)
    versions = versions_of_two_keys(s3, bucket)
    configuration = {
        "Id": "all",
        "IsEnabled": True,
        "IncludedObjectVersions": "All",
        "Filter": {"Prefix": "in/"},
        "Schedule": {"Frequency": "Daily"},
        "OptionalFields": EVERY_FIELD,
        "Destination": {"S3BucketDestination": {"Bucket": f"arn:aws:s3:::{target}", "Format": form}},
    }
    s3.put_bucket_inventory_configuration(Bucket=bucket, Id="all", InventoryConfiguration=configuration)

    server.post("/_tarn/clock", {"advance": "P1D"})

    keys = [each["Key"] for each in s3.list_objects_v2(Bucket=target)["Contents"]]
    manifest = json.loads(read(s3, target, next(key for key in keys if key.endswith("manifest.json"))))
    assert manifest["fileFormat"] == form
    file = manifest["files"][0]
    assert file["key"].endswith(f".{form.lower()}")
    assert read(s3, target, next(key for key in keys if key.endswith("symlink.txt"))) == (
        f"s3://{target}/{file['key']}\n".encode()
    )
    data = read(s3, target, file["key"])
    assert (len(data), hashlib.md5(data).hexdigest()) == (file["size"], file["MD5checksum"])
    table = (pyarrow.orc if form == "ORC" else pyarrow.parquet).read_table(io.BytesIO(data))
    for name in table.schema.names:
        assert name in manifest["fileSchema"]

    rows = table.to_pylist()
    assert [(row["key"], row["is_latest"], row["is_delete_marker"]) for row in rows] == [
        ("in/gone", True, True),
        ("in/gone", False, False),
        ("in/ü b", True, False),
        ("in/ü b", False, False),
    ]
    for row in rows:
        told = versions[row["version_id"]]
        assert (row["bucket"], row["is_latest"]) == (bucket, told["IsLatest"])
        assert abs(row["last_modified_date"].timestamp() - told["LastModified"].timestamp()) < 1 or form == "ORC"
        assert row["size"] == told.get("Size")
        assert row["storage_class"] == told.get("StorageClass")
        assert row["e_tag"] == (told["ETag"].strip('"') if "ETag" in told else None)
    _, gone, current, older = rows
    assert (current["checksum_algorithm"], older["checksum_algorithm"]) == ("CRC32", "SHA256")
    assert (current["encryption_status"], current["is_multipart_uploaded"]) == ("SSE-S3", False)
    assert (gone["lifecycle_expiration_date"], gone["object_lock_mode"]) == (None, None)
    expires = current["lifecycle_expiration_date"] - current["last_modified_date"]
    assert 30 <= expires.total_seconds() / 86400 <= 31
    acl = json.loads(base64.b64decode(current["object_access_control_list"]))
    assert acl["status"] == "AVAILABLE"
    assert acl["grants"][0]["canonicalId"] == current["object_owner"] == s3.list_buckets()["Owner"]["ID"]


def read(s3, bucket, key):
    return s3.get_object(Bucket=bucket, Key=key)["Body"].read()
