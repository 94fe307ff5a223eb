"""S3 Select through boto3, whose own parser reads the stream of events."""

import bz2
import datetime
import decimal
import gzip
import io
import json

import botocore.exceptions
import pyarrow
import pyarrow.parquet
import pytest

CSV = b'name,age,city\nAnna,34,Berlin\nBob,27,"Paris, TX"\nCarla,41,Rome\n'
LINES = b"".join(json.dumps({"id": i, "half": i / 2, "tags": ["t"] * (i % 3)}).encode() + b"\n" for i in range(10))


@pytest.fixture
def select(s3, bucket):
    def run(body, expression, source, output=None, **options):
        s3.put_object(Bucket=bucket, Key="object", Body=body)
        answer = s3.select_object_content(
            Bucket=bucket,
            Key="object",
            Expression=expression,
            ExpressionType="SQL",
            InputSerialization=source,
            OutputSerialization=output or {"CSV": {}},
            **options,
        )
        return list(answer["Payload"])

    return run


def records(events):
    return b"".join(event["Records"]["Payload"] for event in events if "Records" in event).decode()


USED = {"CSV": {"FileHeaderInfo": "USE"}}


def test_csv(select):
    events = select(CSV, "SELECT s.name, s.city FROM S3Object s WHERE CAST(s.age AS INT) > 30", USED)
    assert records(events) == "Anna,Berlin\nCarla,Rome\n"
    assert [next(iter(event)) for event in events] == ["Records", "Stats", "End"]
    stats = events[-2]["Stats"]["Details"]
    assert stats == {"BytesScanned": len(CSV), "BytesProcessed": len(CSV), "BytesReturned": 23}


def test_json_lines_and_documents(select):
    events = select(
        LINES,
        "SELECT s.id, s.half FROM S3Object s WHERE s.tags[1] IS NOT MISSING",
        {"JSON": {"Type": "LINES"}},
        {"JSON": {}},
    )
    assert [json.loads(line) for line in records(events).splitlines()] == [
        {"id": 2, "half": 1.0},
        {"id": 5, "half": 2.5},
        {"id": 8, "half": 4.0},
    ]
    document = json.dumps({"all": [{"n": 1}, {"n": 2}, {"n": 3}]}).encode()
    total = select(
        document, "SELECT SUM(r.n) AS total FROM S3Object[*].all[*] r", {"JSON": {"Type": "DOCUMENT"}}, {"JSON": {}}
    )
    assert json.loads(records(total)) == {"total": 6}


@pytest.mark.parametrize("kind, pack", [("GZIP", gzip.compress), ("BZIP2", bz2.compress)])
def test_compressed(select, kind, pack):
    packed = pack(CSV * 1000)
    events = select(packed, "SELECT COUNT(*) FROM S3Object", {"CSV": {}, "CompressionType": kind})
    assert records(events) == "4000\n"
    assert events[-2]["Stats"]["Details"]["BytesScanned"] == len(packed)


def test_progress_of_a_large_answer(select):
    body = b"0123456789,abcdefghij\n" * 100_000
    events = select(body, "SELECT * FROM S3Object", {"CSV": {}}, RequestProgress={"Enabled": True})
    assert records(events).encode() == body
    assert sum("Progress" in event for event in events) > 10


def test_scan_ranges_make_a_whole(select):
    body = b"".join(b"row %d\n" % i for i in range(1000))
    parts = [
        records(select(body, "SELECT * FROM S3Object", {"CSV": {}}, ScanRange={"Start": at, "End": at + 1000}))
        for at in range(0, len(body), 1000)
    ]
    assert "".join(parts).encode() == body


def test_refusals(select):
    def refused(code, *arguments, **options):
        with pytest.raises(botocore.exceptions.ClientError) as problem:
            select(*arguments, **options)
        assert problem.value.response["Error"]["Code"] == code

    refused("ParseExpectedKeyword", CSV, "DELETE FROM S3Object", USED)
    refused("InvalidDataSource", CSV, "SELECT * FROM elsewhere", USED)
    refused(
        "UnsupportedScanRangeInput",
        CSV,
        "SELECT * FROM S3Object",
        {"CSV": {}, "CompressionType": "GZIP"},
        ScanRange={"Start": 1},
    )
    refused("ParquetParsingError", b"PAR1", "SELECT * FROM S3Object", {"Parquet": {}})


def test_a_fault_amid_the_events(select):
    body = b"1\n" * 100_000 + b"x\n"
    with pytest.raises(botocore.exceptions.EventStreamError) as problem:
        select(body, "SELECT CAST(s._1 AS INT) FROM S3Object s", {"CSV": {}})
    assert problem.value.response["Error"]["Code"] == "CastFailed"


def parquet(table, **options):
    out = io.BytesIO()
    pyarrow.parquet.write_table(table, out, **options)
    return out.getvalue()


TABLE = pyarrow.table(
    {
        "id": pyarrow.array(range(5000), pyarrow.int32()),
        "name": [None if i % 7 == 0 else f"name {i % 50}" for i in range(5000)],
        "price": pyarrow.array([decimal.Decimal(i) / 4 for i in range(5000)], pyarrow.decimal128(12, 2)),
        "half": [i / 2 for i in range(5000)],
        "odd": [i % 2 == 1 for i in range(5000)],
        "day": [datetime.date(2026, 1, 1) + datetime.timedelta(days=i % 400) for i in range(5000)],
        "at": pyarrow.array(
            [datetime.datetime(2026, 1, 1) + datetime.timedelta(seconds=i) for i in range(5000)],
            pyarrow.timestamp("ms"),
        ),
        "place": [{"city": f"city {i}", "zip": i} for i in range(5000)],
        "many": [list(range(i % 4)) for i in range(5000)],
    }
)
WRITTEN = [
    {"compression": "snappy"},
    {"compression": "gzip", "data_page_version": "2.0", "row_group_size": 700},
    {"compression": "none", "use_dictionary": False, "data_page_size": 2000},
    {
        "compression": "snappy",
        "use_dictionary": False,
        "column_encoding": {
            "id": "DELTA_BINARY_PACKED",
            "name": "DELTA_BYTE_ARRAY",
            "half": "BYTE_STREAM_SPLIT",
            "place.city": "DELTA_LENGTH_BYTE_ARRAY",
        },
    },
]


@pytest.mark.parametrize("written", WRITTEN, ids=lambda options: "-".join(map(str, options)))
def test_parquet(select, written):
    body = parquet(TABLE, **written)
    events = select(body, "SELECT * FROM S3Object s", {"Parquet": {}}, {"JSON": {}})
    found = [json.loads(line) for line in records(events).splitlines()]
    assert len(found) == 5000
    for i in (0, 1, 7, 699, 700, 4999):
        wanted = {
            "id": i,
            "name": None if i % 7 == 0 else f"name {i % 50}",
            "price": i / 4,
            "half": i / 2,
            "odd": i % 2 == 1,
            "place": {"city": f"city {i}", "zip": i},
        }
        assert {key: found[i].get(key) for key in wanted} == wanted
        assert found[i]["day"].startswith(str(datetime.date(2026, 1, 1) + datetime.timedelta(days=i % 400)))
        assert found[i]["at"].startswith((datetime.datetime(2026, 1, 1) + datetime.timedelta(seconds=i)).isoformat())
    total = "SELECT COUNT(*), SUM(s.id), MAX(s.place.city) FROM S3Object s WHERE s.odd AND s.name = 'name 3'"
    matching = [i for i in range(5000) if i % 2 and i % 7 and i % 50 == 3]
    counted = records(select(body, total, {"Parquet": {}})).strip().split(",")
    assert counted == [str(len(matching)), str(sum(matching)), max(f"city {i}" for i in matching)]


def test_parquet_that_is_damaged_or_packed_otherwise_is_refused(select):
    good = parquet(TABLE, compression="snappy")
    for bad in (b"", b"PAR1", good[:-1], good[: len(good) // 2] + good[-200:], b"PAR1" + bytes(40) + b"PAR1"):
        with pytest.raises((botocore.exceptions.ClientError, botocore.exceptions.EventStreamError)) as refusal:
            select(bad, "SELECT * FROM S3Object s", {"Parquet": {}})
        assert "ParquetParsingError" in str(refusal.value)
    with pytest.raises((botocore.exceptions.ClientError, botocore.exceptions.EventStreamError)) as refusal:
        select(parquet(TABLE, compression="zstd"), "SELECT * FROM S3Object s", {"Parquet": {}})
    assert "ParquetUnsupportedCompressionCodec" in str(refusal.value)
