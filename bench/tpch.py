"""TPC-H: its tables as Parquet, its 22 queries, and their times on Tarn beside DuckDB on the same files.

usage: tpch.py PORT [SCALE]    the server on PORT is given the tables of SCALE (1) and asked each query three times
"""

import decimal
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

import boto3
import duckdb

TABLES = ("customer", "lineitem", "nation", "orders", "part", "partsupp", "region", "supplier")
TYPES = {"BIGINT": "bigint", "INTEGER": "int", "DATE": "date", "VARCHAR": "string"}


def queries(scale):
    """The texts by number; the eleventh depends on the scale."""
    text = pathlib.Path(__file__).with_suffix(".sql").read_text().replace("$FRACTION", f"{0.0001 / scale:.10f}")
    found = re.findall(r"(?ms)^-- (\d+)\n(.*?);$", text)
    return {int(number): query for number, query in found}


def generate(scale, folder):
    """Lays the tables into a folder, a file of Parquet each."""
    program = pathlib.Path(sys.executable).parent / "tpchgen-cli"
    command = [program, "parquet", "--scale-factor", str(scale), "--output-dir", str(folder)]
    subprocess.run(command, check=True, capture_output=True)


def definition(table, file, location):
    """CREATE EXTERNAL TABLE for a file, with its own columns."""
    rows = duckdb.sql(f"DESCRIBE SELECT * FROM '{file}'").fetchall()
    columns = ", ".join(f"{name} {TYPES.get(kind, kind.lower())}" for name, kind, *_ in rows)
    return f"CREATE EXTERNAL TABLE {table} ({columns}) STORED AS PARQUET LOCATION '{location}'"


def duck(folder, threads=2):
    """DuckDB over the same files."""
    connection = duckdb.connect()
    connection.execute(f"SET threads = {threads}")
    for table in TABLES:
        connection.execute(f"CREATE VIEW {table} AS SELECT * FROM '{folder}/{table}.parquet'")
    return connection


def same(ours, theirs):
    """Whether a text of Athena's and a value of DuckDB's agree: numbers to a cent or a hundred-thousandth."""
    if isinstance(theirs, int | float | decimal.Decimal):
        return abs(float(ours) - float(theirs)) <= max(0.01, 1e-5 * abs(float(theirs)))
    return ours == (None if theirs is None else str(theirs))


class Tarn:
    def __init__(self, port, folder):
        def client(service):
            return boto3.client(
                service,
                endpoint_url=f"http://127.0.0.1:{port}",
                region_name="us-east-1",
                aws_access_key_id="test",
                aws_secret_access_key="test",
            )

        self.athena, self.s3 = client("athena"), client("s3")
        self.bucket = self.database = "tpch"
        self.folder = folder

    def prepare(self):
        self.s3.create_bucket(Bucket=self.bucket)
        self.run(f"CREATE DATABASE {self.database}", "default")
        for table in TABLES:
            file = f"{self.folder}/{table}.parquet"
            self.s3.upload_file(file, self.bucket, f"{table}/{table}.parquet")
            self.run(definition(table, file, f"s3://{self.bucket}/{table}/"))

    def run(self, sql, database=None):
        """Seconds from start to SUCCEEDED."""
        began = time.monotonic()
        query = self.athena.start_query_execution(
            QueryString=sql,
            QueryExecutionContext={"Database": database or self.database},
            ResultConfiguration={"OutputLocation": f"s3://{self.bucket}/results/"},
        )["QueryExecutionId"]
        while True:
            status = self.athena.get_query_execution(QueryExecutionId=query)["QueryExecution"]["Status"]
            if status["State"] == "SUCCEEDED":
                return time.monotonic() - began
            if status["State"] in ("FAILED", "CANCELLED"):
                raise RuntimeError(f"{sql}\n{status}")
            time.sleep(0.005)


def main(port, scale=1.0):
    with tempfile.TemporaryDirectory() as folder:
        generate(scale, folder)
        tarn, bare = Tarn(port, folder), duck(folder)
        tarn.prepare()
        sums = [0.0, 0.0]
        for number, query in queries(scale).items():
            ours, theirs = [], []
            for _ in range(3):
                ours.append(tarn.run(query))
                began = time.monotonic()
                bare.execute(query).fetchall()
                theirs.append(time.monotonic() - began)
            medians = statistics.median(ours), statistics.median(theirs)
            sums = [sum(pair) for pair in zip(sums, medians, strict=True)]
            print(
                f"q{number:<3}{medians[0]:8.2f} s  DuckDB {medians[1]:8.2f} s  {medians[0] / medians[1]:6.1f}",
                flush=True,
            )
        print(f"all {sums[0]:8.2f} s  DuckDB {sums[1]:8.2f} s  {sums[0] / sums[1]:6.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]), *map(float, sys.argv[2:3]))
