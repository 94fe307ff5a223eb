"""What CloudWatch knows of buckets: what they hold each midnight, and their requests where that is asked for."""

import datetime

import pytest

OWN_CLOCK = True


@pytest.fixture
def figure(client):
    cloudwatch = client("cloudwatch")

    def ask(name, statistic="Sum", **dimensions):
        found = cloudwatch.get_metric_statistics(
            Namespace="AWS/S3",
            MetricName=name,
            Dimensions=[{"Name": key, "Value": value} for key, value in dimensions.items()],
            StartTime=datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1),
            EndTime=datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=5),
            Period=86400,
            Statistics=[statistic],
        )["Datapoints"]
        return [point[statistic] for point in sorted(found, key=lambda point: point["Timestamp"])]

    return ask


def test_each_midnight_a_bucket_is_measured(s3, bucket, server, figure):
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket=bucket, Key="a", Body=b"x" * 100)
    s3.put_object(Bucket=bucket, Key="a", Body=b"x" * 50)
    s3.put_object(Bucket=bucket, Key="cold", Body=b"x" * 7, StorageClass="GLACIER")
    s3.delete_object(Bucket=bucket, Key="a")

    server.post("/_tarn/clock", {"advance": "P1D"})

    assert figure("BucketSizeBytes", "Average", BucketName=bucket, StorageType="StandardStorage") == [150]
    assert figure("BucketSizeBytes", "Average", BucketName=bucket, StorageType="GlacierStorage") == [7]
    assert figure("NumberOfObjects", "Average", BucketName=bucket, StorageType="AllStorageTypes") == [4]


def test_requests_are_counted_where_that_is_asked_for(s3, bucket, figure):
    s3.put_object(Bucket=bucket, Key="in/before", Body=b"")
    s3.put_bucket_metrics_configuration(
        Bucket=bucket, Id="part", MetricsConfiguration={"Id": "part", "Filter": {"Prefix": "in/"}}
    )
    s3.put_object(Bucket=bucket, Key="in/a", Body=b"x" * 100)
    s3.put_object(Bucket=bucket, Key="out/a", Body=b"x" * 100)
    s3.get_object(Bucket=bucket, Key="in/a")["Body"].read()
    with pytest.raises(s3.exceptions.NoSuchKey):
        s3.get_object(Bucket=bucket, Key="in/none")
    part = {"BucketName": bucket, "FilterId": "part"}

    told = {
        name: figure(name, **part)
        for name in ("AllRequests", "PutRequests", "GetRequests", "4xxErrors", "BytesDownloaded", "BytesUploaded")
    }
    assert told == {
        "AllRequests": [3],
        "PutRequests": [1],
        "GetRequests": [2],
        "4xxErrors": [1],
        "BytesDownloaded": [100],
        "BytesUploaded": [100],
    }
