"""Partitions that no catalog holds, as AWS's own table definitions have them."""

import datetime
import json

import pytest
from lake import Lake


@pytest.fixture(scope="module")
def lake(client):
    lake = Lake(client)
    today = datetime.datetime.now(datetime.UTC).date()
    for back in range(3):
        day = today - datetime.timedelta(days=back)
        lines = "\n".join(json.dumps({"ip": f"10.0.{back}.{n}", "status": 200 + n}) for n in range(5))
        lake.s3.put_object(Bucket=lake.bucket, Key=f"logs/eu/{day:%Y/%m/%d}/a.json", Body=lines)
    lake.run(
        "CREATE EXTERNAL TABLE logs (ip string, status int) PARTITIONED BY (region string, day string)"
        " ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'"
        f" LOCATION 's3://{lake.bucket}/logs/'"
        " TBLPROPERTIES ('projection.enabled'='true', 'projection.region.type'='enum',"
        " 'projection.region.values'='eu,us', 'projection.day.type'='date', 'projection.day.format'='yyyy/MM/dd',"
        " 'projection.day.range'='NOW-10DAYS,NOW', 'projection.day.interval'='1',"
        " 'projection.day.interval.unit'='DAYS',"
        f" 'storage.location.template'='s3://{lake.bucket}/logs/${{region}}/${{day}}')"
    )
    return lake


def test_what_is_projected_is_read_and_pruned(lake):
    today = datetime.datetime.now(datetime.UTC).date()
    assert lake.values("SELECT region, count(*) FROM logs GROUP BY region") == [["eu", "15"]]
    whole = lake.run("SELECT count(ip) FROM logs")["Statistics"]["DataScannedInBytes"]
    one = lake.run(f"SELECT count(ip) FROM logs WHERE region = 'eu' AND day = '{today:%Y/%m/%d}'")
    assert one["Statistics"]["DataScannedInBytes"] * 3 == whole
    assert lake.values("SELECT count(*) FROM logs WHERE region = 'us'") == [["0"]]
    assert lake.values("SELECT count(*) FROM logs WHERE region = 'cn'") == [["0"]]
    days = lake.values(f"SELECT DISTINCT day FROM logs WHERE day < '{today:%Y/%m/%d}' ORDER BY day")
    assert days == [[f"{today - datetime.timedelta(days=back):%Y/%m/%d}"] for back in (2, 1)]


def test_an_injected_key_must_be_in_the_query(lake):
    lake.run(
        "CREATE EXTERNAL TABLE by_region (ip string, status int) PARTITIONED BY (region string)"
        " ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'"
        f" LOCATION 's3://{lake.bucket}/logs/' TBLPROPERTIES ('projection.enabled'='true',"
        f" 'projection.region.type'='injected', 'storage.location.template'='s3://{lake.bucket}/logs/${{region}}/')"
    )
    assert lake.values("SELECT count(*) FROM by_region WHERE region = 'eu'") == [["15"]]
    reason = lake.refused("SELECT count(*) FROM by_region")
    assert reason.startswith("CONSTRAINT_VIOLATION: For the injected projected partition column region")
