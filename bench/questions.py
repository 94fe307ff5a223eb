"""Athena on Tarn, beside DuckDB alone on the same file. No peer here runs SQL."""

import pathlib
import statistics
import time

import boto3
import duckdb

FLIGHTS = pathlib.Path(__file__).resolve().parent.parent / "demo/node_modules/vega-datasets/data/flights-3m.parquet"
AGGREGATE = """SELECT ORIGIN, count(*) AS flights, avg(DELAY) AS delay, max(DISTANCE) AS far
                 FROM {table} GROUP BY ORIGIN ORDER BY flights DESC LIMIT 10"""


class Questions:
    def __init__(self, port):
        def client(service):
            return boto3.client(
                service,
                endpoint_url=f"http://127.0.0.1:{port}",
                region_name="us-east-1",
                aws_access_key_id="test",
                aws_secret_access_key="test",
            )

        self.athena, self.glue, self.s3 = client("athena"), client("glue"), client("s3")
        self.columns = self.describe()

    def describe(self):
        types = {"BIGINT": "bigint", "INTEGER": "int", "SMALLINT": "smallint", "TINYINT": "tinyint", "DOUBLE": "double"}
        rows = duckdb.sql(f"DESCRIBE SELECT * FROM '{FLIGHTS}'").fetchall()
        return [
            (row[0], types.get(row[1], "timestamp" if row[1].startswith("TIMESTAMP") else "string")) for row in rows
        ]

    def prepare(self):
        self.s3.create_bucket(Bucket="questions")
        self.s3.upload_file(str(FLIGHTS), "questions", "flights/flights-3m.parquet")
        columns = ", ".join(f"`{name}` {kind}" for name, kind in self.columns)
        self.run("CREATE DATABASE questions", database="default")
        self.run(f"CREATE EXTERNAL TABLE flights ({columns}) STORED AS PARQUET LOCATION 's3://questions/flights/'")
        self.run("SELECT 1")
        self.run(AGGREGATE.format(table="flights"))

    def run(self, sql, database="questions"):
        """The milliseconds from start to SUCCEEDED as a client sees them, and the engine's own."""
        began = time.monotonic()
        query = self.athena.start_query_execution(
            QueryString=sql,
            QueryExecutionContext={"Database": database},
            ResultConfiguration={"OutputLocation": "s3://questions/results/"},
        )["QueryExecutionId"]
        while True:
            execution = self.athena.get_query_execution(QueryExecutionId=query)["QueryExecution"]
            state = execution["Status"]["State"]
            if state == "SUCCEEDED":
                took = (time.monotonic() - began) * 1000
                return took, execution["Statistics"].get("EngineExecutionTimeInMillis")
            if state in ("FAILED", "CANCELLED"):
                raise RuntimeError(execution["Status"])
            time.sleep(0.002)

    def measure(self):
        one = [self.run("SELECT 1")[0] for _ in range(20)]
        asked = [self.run(AGGREGATE.format(table="flights")) for _ in range(7)]
        with duckdb.connect() as bare:
            bare.execute("SET threads = 2")
            alone = []
            for _ in range(7):
                began = time.monotonic()
                bare.execute(AGGREGATE.format(table=f"'{FLIGHTS}'")).fetchall()
                alone.append((time.monotonic() - began) * 1000)
        return {
            "select_1_ms": statistics.median(one),
            "aggregate_ms": statistics.median(took for took, _ in asked),
            "aggregate_engine_ms": statistics.median(engine for _, engine in asked),
            "duckdb_aggregate_ms": statistics.median(alone),
        }
