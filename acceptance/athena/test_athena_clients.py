"""Athena through the libraries people use on top of boto3: awswrangler, PyAthena, SQLAlchemy."""

import uuid

import awswrangler
import pandas
import pyathena
import pytest
import sqlalchemy


@pytest.fixture(scope="module")
def bucket(client):
    name = f"clients-{uuid.uuid4().hex[:12]}"
    client("s3").create_bucket(Bucket=name)
    return name


@pytest.fixture
def wrangler(endpoint_url, credentials, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", credentials["aws_access_key_id"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", credentials["aws_secret_access_key"])
    monkeypatch.setenv("AWS_DEFAULT_REGION", credentials["region_name"])
    awswrangler.config.athena_endpoint_url = endpoint_url
    awswrangler.config.glue_endpoint_url = endpoint_url
    awswrangler.config.s3_endpoint_url = endpoint_url
    awswrangler.config.sts_endpoint_url = endpoint_url
    return awswrangler


def test_awswrangler_reads_what_it_wrote(wrangler, bucket):
    database = f"wr_{uuid.uuid4().hex[:8]}"
    wrangler.catalog.create_database(database)
    frame = pandas.DataFrame({"id": [1, 2, 3], "name": ["a", None, 'c"d'], "part": ["x", "x", "y"]})
    wrangler.s3.to_parquet(
        frame, path=f"s3://{bucket}/frame/", dataset=True, database=database, table="frame", partition_cols=["part"]
    )
    for ctas in (False, True):
        read = wrangler.athena.read_sql_query(
            "SELECT id, name FROM frame WHERE part = 'x' ORDER BY id",
            database=database,
            ctas_approach=ctas,
            s3_output=f"s3://{bucket}/out/",
        )
        if ctas:
            read = read.sort_values("id")  # what lies in files has no order
        assert read["id"].tolist() == [1, 2]
        assert read["name"].isna().tolist() == [False, True]


def test_pyathena_describes_and_fetches(endpoint_url, credentials, bucket):
    connection = pyathena.connect(
        s3_staging_dir=f"s3://{bucket}/staging/", endpoint_url=endpoint_url, poll_interval=0.05, **credentials
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 AS id, 'a' AS name, CAST(NULL AS varchar) AS nothing, ARRAY[1, 2] AS list")
        assert [column[:2] for column in cursor.description][:2] == [("id", "integer"), ("name", "varchar")]
        row = cursor.fetchone()
        assert row[:3] == (1, "a", None)
        cursor.execute("SELECT n FROM UNNEST(sequence(1, 2500)) AS t(n) ORDER BY n")
        rows = cursor.fetchall()
        assert len(rows) == 2500 and rows[0] == (1,) and rows[-1] == (2500,)


def test_sqlalchemy_makes_reflects_and_joins_tables(endpoint_url, credentials, bucket, client):
    database = f"alchemy_{uuid.uuid4().hex[:8]}"
    client("glue").create_database(DatabaseInput={"Name": database})
    url = sqlalchemy.URL.create(
        "awsathena+rest",
        credentials["aws_access_key_id"],
        credentials["aws_secret_access_key"],
        "athena.us-east-1.amazonaws.com",
        443,
        database,
        {"s3_staging_dir": f"s3://{bucket}/staging/"},
    )
    engine = sqlalchemy.create_engine(url, connect_args={"endpoint_url": endpoint_url, "poll_interval": 0.05})
    orders = sqlalchemy.Table(
        "orders",
        sqlalchemy.MetaData(),
        sqlalchemy.Column("id", sqlalchemy.BigInteger),
        sqlalchemy.Column("customer", sqlalchemy.String),
        sqlalchemy.Column("amount", sqlalchemy.Double),
        awsathena_location=f"s3://{bucket}/alchemy/orders/",
        awsathena_file_format="parquet",
    )
    orders.create(engine)
    frame = pandas.DataFrame({"id": [1, 2, 3], "customer": ["a", "b", "a"], "amount": [1.5, 2.5, 3.0]})
    frame.to_sql("orders", engine, index=False, if_exists="append", method="multi")
    inspector = sqlalchemy.inspect(engine)
    assert database in inspector.get_schema_names() and inspector.get_table_names() == ["orders"]
    assert [column["name"] for column in inspector.get_columns("orders")] == ["id", "customer", "amount"]
    reflected = sqlalchemy.Table("orders", sqlalchemy.MetaData(), autoload_with=engine)
    total = sqlalchemy.func.sum(reflected.c.amount)
    with engine.connect() as connection:
        query = (
            sqlalchemy.select(reflected.c.customer, total)
            .group_by(reflected.c.customer)
            .order_by(sqlalchemy.desc(total))
        )
        assert connection.execute(query).fetchall() == [("a", 4.5), ("b", 2.5)]
        found = connection.execute(sqlalchemy.select(reflected.c.id).where(reflected.c.customer == "b")).scalar_one()
    assert found == 2
