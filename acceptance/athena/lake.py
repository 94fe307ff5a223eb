"""A bucket and a database with Athena over them."""

import time
import uuid


class Lake:
    def __init__(self, client):
        self.athena, self.glue, self.s3 = client("athena"), client("glue"), client("s3")
        self.bucket = f"ice-{uuid.uuid4().hex[:12]}"
        self.database = f"ice_{uuid.uuid4().hex[:8]}"
        self.s3.create_bucket(Bucket=self.bucket)
        self.glue.create_database(DatabaseInput={"Name": self.database})

    def start(self, query):
        return self.athena.start_query_execution(
            QueryString=query,
            QueryExecutionContext={"Database": self.database},
            ResultConfiguration={"OutputLocation": f"s3://{self.bucket}/out/"},
        )["QueryExecutionId"]

    def ended(self, query_id):
        deadline = time.monotonic() + 300
        while time.monotonic() < deadline:
            execution = self.athena.get_query_execution(QueryExecutionId=query_id)["QueryExecution"]
            if execution["Status"]["State"] in ("SUCCEEDED", "FAILED", "CANCELLED"):
                return execution
            time.sleep(0.05)
        raise AssertionError(f"query {query_id} did not end")

    def run(self, query):
        execution = self.ended(self.start(query))
        assert execution["Status"]["State"] == "SUCCEEDED", (query, execution["Status"])
        return execution

    def refused(self, query):
        execution = self.ended(self.start(query))
        assert execution["Status"]["State"] == "FAILED", query
        return execution["Status"]["StateChangeReason"]

    def rows(self, query):
        query_id = self.run(query)["QueryExecutionId"]
        rows = self.athena.get_query_results(QueryExecutionId=query_id)["ResultSet"]["Rows"]
        return [[datum.get("VarCharValue") for datum in row["Data"]] for row in rows]

    def values(self, query):
        return self.rows(query)[1:]

    def keys(self, prefix):
        pages = self.s3.get_paginator("list_objects_v2").paginate(Bucket=self.bucket, Prefix=prefix)
        return [thing["Key"] for page in pages for thing in page.get("Contents", [])]

    def table(self, name):
        return self.glue.get_table(DatabaseName=self.database, Name=name)["Table"]
