"""The main job on real data, as a user would do it with boto3: files in, crawled, queried, answered."""

import argparse
import io
import json
import math
import pathlib
import time

import boto3
from botocore.config import Config
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

DATA = pathlib.Path(__file__).parent / "node_modules" / "vega-datasets" / "data"
BUCKET, DATABASE, CRAWLER = "tarn-demo", "flights_demo", "flights-demo"
RESULTS = f"s3://{BUCKET}/results/"
USD_PER_BYTE = 5 / 10**12
MEGABYTE = 1_000_000

MONTHS = f"s3://{BUCKET}/by_month/"
QUESTIONS = [
    (
        "Which cities do the most delayed flights leave from? (flights joined with airports)",
        """SELECT a.city, a.state, count(*) AS flights, round(avg(f.delay), 1) AS mean_delay_min
             FROM flights f JOIN airports a ON a.iata = f.origin
            GROUP BY a.city, a.state HAVING count(*) > 20000
            ORDER BY avg(f.delay) DESC LIMIT 5""",
    ),
    (
        "How does each month's worst airport compare with the month before? (window functions)",
        """WITH months AS (
               SELECT month(date) AS month, origin, avg(delay) AS delay,
                      row_number() OVER (PARTITION BY month(date) ORDER BY avg(delay) DESC) AS place
                 FROM flights GROUP BY month(date), origin HAVING count(*) > 1000)
           SELECT month, origin, round(delay, 1) AS mean_delay_min,
                  round(delay - lag(delay) OVER (ORDER BY month), 1) AS change_min
             FROM months WHERE place = 1 ORDER BY month""",
    ),
    (
        "Keep the flights as Parquet, one folder a month (CTAS)",
        f"""CREATE TABLE flights_by_month
              WITH (format = 'PARQUET', write_compression = 'ZSTD',
                    external_location = '{MONTHS}', partitioned_by = ARRAY['month'])
                AS SELECT date, delay, distance, origin, destination, date_format(date, '%Y-%m') AS month
                     FROM flights""",
    ),
    (
        "How late was March? (the same table, one partition read)",
        """SELECT month, count(*) AS flights, round(avg(delay), 2) AS mean_delay_min, max(delay) AS worst_min
             FROM flights_by_month WHERE month = '2001-03' GROUP BY month""",
    ),
    (
        "Do longer flights run later? (JSON)",
        """SELECT distance / 500 * 500 AS from_miles, count(*) AS flights, round(avg(delay), 1) AS mean_delay_min
             FROM delays GROUP BY distance / 500 * 500 ORDER BY 1""",
    ),
]


def json_lines(array: pathlib.Path) -> io.BytesIO:
    """Athena reads one JSON object a line, here as on AWS; the data set is one array."""
    lines = "\n".join(json.dumps(row, separators=(",", ":")) for row in json.loads(array.read_text()))
    return io.BytesIO(lines.encode())


def megabytes(count: int) -> str:
    return f"{count / MEGABYTE:,.2f} MB"


class Demo:
    def __init__(self, endpoint: str, console: Console):
        session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1")
        quick = Config(retries={"max_attempts": 2}, s3={"addressing_style": "path"})
        self.s3, self.glue, self.athena, self.iam = (
            session.client(name, endpoint_url=endpoint, config=quick) for name in ("s3", "glue", "athena", "iam")
        )
        self.endpoint, self.console = endpoint, console

    def step(self, text: str) -> Progress:
        progress = Progress(
            SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn(),
            console=self.console, transient=True,
        )  # fmt: skip
        progress.add_task(text)
        return progress

    def forget_earlier_run(self) -> None:
        """Removes what an earlier demo left behind, and nothing else."""
        try:
            self.glue.delete_crawler(Name=CRAWLER)
        except self.glue.exceptions.EntityNotFoundException:
            pass
        try:
            self.glue.delete_database(Name=DATABASE)
        except self.glue.exceptions.EntityNotFoundException:
            pass
        if BUCKET in (bucket["Name"] for bucket in self.s3.list_buckets()["Buckets"]):
            for page in self.s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET):
                keys = [{"Key": item["Key"]} for item in page.get("Contents", [])]
                if keys:
                    self.s3.delete_objects(Bucket=BUCKET, Delete={"Objects": keys})
            self.s3.delete_bucket(Bucket=BUCKET)

    def upload(self) -> None:
        began = time.perf_counter()
        with self.step("uploading three files"):
            self.s3.create_bucket(Bucket=BUCKET)
            self.s3.upload_file(DATA / "flights-3m.parquet", BUCKET, "lake/flights/flights-3m.parquet")
            self.s3.upload_file(DATA / "airports.csv", BUCKET, "lake/airports/airports.csv")
            self.s3.upload_fileobj(json_lines(DATA / "flights-200k.json"), BUCKET, "lake/delays/flights-200k.json")
        listed = self.s3.list_objects_v2(Bucket=BUCKET, Prefix="lake/")["Contents"]
        size = megabytes(sum(item["Size"] for item in listed))
        self.done(f"{len(listed)} files, {size}, are in s3://{BUCKET}/lake/", began)

    def crawl(self) -> None:
        began = time.perf_counter()
        with self.step("crawling: reading the files to find tables"):
            self.glue.create_database(DatabaseInput={"Name": DATABASE})
            self.glue.create_crawler(
                Name=CRAWLER,
                Role=self.crawler_role(),
                DatabaseName=DATABASE,
                Targets={"S3Targets": [{"Path": f"s3://{BUCKET}/lake/"}]},
            )
            self.glue.start_crawler(Name=CRAWLER)
            while (crawler := self.glue.get_crawler(Name=CRAWLER)["Crawler"])["State"] != "READY":
                time.sleep(0.1)
        last = crawler["LastCrawl"]
        if last["Status"] != "SUCCEEDED":
            raise SystemExit(f"The crawl ended {last['Status']}: {last.get('ErrorMessage', 'no message')}")
        tables = self.glue.get_tables(DatabaseName=DATABASE)["TableList"]
        self.done(f"the crawler found {len(tables)} tables", began)
        shown = Table("table", "format", "records", "columns", box=None, padding=(0, 2), header_style="dim")
        for table in tables:
            kept = table["Parameters"]
            columns = ", ".join(f"{c['Name']} [dim]{c['Type']}[/]" for c in table["StorageDescriptor"]["Columns"])
            shown.add_row(table["Name"], kept.get("classification", "?"), kept.get("recordCount", "?"), columns)
        self.console.print(shown)

    def crawler_role(self) -> str:
        trust = {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Principal": {"Service": "glue.amazonaws.com"}, "Action": "sts:AssumeRole"}
            ],
        }
        try:
            role = self.iam.create_role(RoleName="tarn-demo-crawler", AssumeRolePolicyDocument=json.dumps(trust))
        except self.iam.exceptions.EntityAlreadyExistsException:
            role = self.iam.get_role(RoleName="tarn-demo-crawler")
        return role["Role"]["Arn"]

    def ask(self, question: str, sql: str) -> tuple[int, float]:
        """Runs a statement; returns the bytes it scanned and what AWS would have charged for them."""
        with self.step(question):
            began = time.perf_counter()
            query = self.athena.start_query_execution(
                QueryString=sql,
                QueryExecutionContext={"Database": DATABASE},
                ResultConfiguration={"OutputLocation": RESULTS},
            )["QueryExecutionId"]
            while True:
                execution = self.athena.get_query_execution(QueryExecutionId=query)["QueryExecution"]
                if execution["Status"]["State"] in ("SUCCEEDED", "FAILED", "CANCELLED"):
                    break
                time.sleep(0.02)
            seconds = time.perf_counter() - began
        if execution["Status"]["State"] != "SUCCEEDED":
            raise SystemExit(f"{question}\n{execution['Status'].get('StateChangeReason')}")
        scanned = execution["Statistics"]["DataScannedInBytes"]
        # Athena rounds up to the next megabyte and bills ten at the least.
        charge = max(10, math.ceil(scanned / MEGABYTE)) * MEGABYTE * USD_PER_BYTE
        self.console.print(f"\n[bold]{question}[/]")
        self.rows(query)
        self.console.print(f"[dim]{seconds:.2f} s, {megabytes(scanned)} scanned, on AWS {charge:.6f} USD[/]")
        return scanned, charge

    def rows(self, query: str) -> None:
        rows = [
            [cell.get("VarCharValue", "") for cell in row["Data"]]
            for row in self.athena.get_query_results(QueryExecutionId=query)["ResultSet"]["Rows"]
        ]
        if not rows:
            return
        shown = Table(*rows[0], box=None, padding=(0, 2), header_style="dim")
        for row in rows[1:]:
            shown.add_row(*row)
        self.console.print(shown)

    def done(self, text: str, began: float) -> None:
        self.console.print(f"[green]✓[/] {text} [dim]({time.perf_counter() - began:.1f} s)[/]")

    def run(self) -> None:
        began = time.perf_counter()
        with self.step("clearing what an earlier demo left"):
            self.forget_earlier_run()
        self.upload()
        self.crawl()
        with self.step("starting the SQL engine"):
            ready = time.perf_counter()
            self.warm()
        self.done("the SQL engine answers", ready)
        asked = [self.ask(question, sql) for question, sql in QUESTIONS]
        scanned, charge = (sum(column) for column in zip(*asked, strict=True))
        self.console.rule(style="dim")
        self.console.print(
            f"[green]✓[/] {len(asked)} questions, {megabytes(scanned)} scanned, "
            f"on AWS {charge:.6f} USD, here nothing; {time.perf_counter() - began:.0f} s in all\n"
        )

    def warm(self) -> None:
        query = self.athena.start_query_execution(
            QueryString="SELECT 1", ResultConfiguration={"OutputLocation": RESULTS}
        )["QueryExecutionId"]
        while (
            status := self.athena.get_query_execution(QueryExecutionId=query)["QueryExecution"]["Status"]
        )["State"] in ("QUEUED", "RUNNING"):  # fmt: skip
            time.sleep(0.1)
        if status["State"] != "SUCCEEDED":
            raise SystemExit(f"The SQL engine did not start: {status.get('StateChangeReason')}")

    def say_what_next(self) -> None:
        self.console.print("[bold]Try next[/] (the server is up until ./tarn stop)")
        for line in (
            f"export AWS_ENDPOINT_URL={self.endpoint} AWS_REGION=us-east-1",
            "export AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test",
            f"aws s3 ls --recursive s3://{BUCKET}/",
            f"aws glue get-tables --database-name {DATABASE}",
            f"aws athena start-query-execution --query-string 'SELECT * FROM airports LIMIT 5' \\\n"
            f"    --query-execution-context Database={DATABASE} --result-configuration OutputLocation={RESULTS}",
        ):
            self.console.print(f"  {line}", highlight=False, soft_wrap=True)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--endpoint", default="http://localhost:4566")
    arguments.add_argument("--last", action="store_true", help="the server ends afterwards: do not say what to try")
    given = arguments.parse_args()
    demo = Demo(given.endpoint, Console(highlight=False))
    demo.run()
    if not given.last:
        demo.say_what_next()


if __name__ == "__main__":
    main()
