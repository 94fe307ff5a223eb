"""Inventories through boto3: kept, and written when the day is over."""

import gzip
import hashlib
import json
import uuid

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
