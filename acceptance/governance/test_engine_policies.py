"""The SQL engine reads as whoever asks: what S3 and the catalog do not let a person read, no query reads."""

import time
import uuid

import pytest
from statements import allow

OWN_SERVER = True
COLUMNS = [{"Name": "id", "Type": "bigint"}]


@pytest.fixture(scope="module")
def lake(clients, root):
    """A bucket with the tables open_<n> and shut_<n>, each in its folder."""
    name = f"lake-{uuid.uuid4().hex[:8]}"
    s3, glue = clients("s3", root), clients("glue", root)
    s3.create_bucket(Bucket=name)
    glue.create_database(DatabaseInput={"Name": "shop"})
    for table in ["open", "shut"]:
        s3.put_object(Bucket=name, Key=f"{table}/part", Body=b"1\n2\n")
        glue.create_table(
            DatabaseName="shop",
            TableInput={
                "Name": table,
                "TableType": "EXTERNAL_TABLE",
                "StorageDescriptor": {
                    "Columns": COLUMNS,
                    "Location": f"s3://{name}/{table}/",
                    "InputFormat": "org.apache.hadoop.mapred.TextInputFormat",
                    "OutputFormat": "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
                    "SerdeInfo": {"SerializationLibrary": "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe"},
                },
            },
        )
    return name


def ask(athena, bucket, sql):
    query = athena.start_query_execution(
        QueryString=sql,
        QueryExecutionContext={"Database": "shop"},
        ResultConfiguration={"OutputLocation": f"s3://{bucket}/results/"},
    )["QueryExecutionId"]
    for _ in range(600):
        seen = athena.get_query_execution(QueryExecutionId=query)["QueryExecution"]
        if seen["Status"]["State"] in ("SUCCEEDED", "FAILED", "CANCELLED"):
            return seen["Status"]
        time.sleep(0.1)
    raise TimeoutError(sql)


def test_a_query_reads_only_what_its_caller_may(lake, clients, person):
    analyst = person(
        allow(["athena:*", "glue:Get*"]),
        allow(["s3:GetBucketLocation", "s3:ListBucket"], f"arn:aws:s3:::{lake}"),
        allow("s3:GetObject", f"arn:aws:s3:::{lake}/open/*"),
        allow(["s3:GetObject", "s3:PutObject"], f"arn:aws:s3:::{lake}/results/*"),
    )
    athena = clients("athena", analyst)

    assert ask(athena, lake, "SELECT count(*) FROM open")["State"] == "SUCCEEDED"
    denied = ask(athena, lake, "SELECT count(*) FROM shut")

    assert denied["State"] == "FAILED"
    assert "denied" in denied["StateChangeReason"].lower() or "not authorized" in denied["StateChangeReason"]
