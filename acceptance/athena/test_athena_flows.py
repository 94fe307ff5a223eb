"""Paths that people walk with Athena from end to end: crawled sales, a lake made by hand, web logs."""

import json
import time
import uuid

import pytest

TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "glue.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


class Walk:
    """A bucket of one's own, and queries whose results go into it."""

    def __init__(self, client, output):
        self.client = client
        self.s3, self.glue, self.athena = client("s3"), client("glue"), client("athena")
        self.bucket = f"flow-{uuid.uuid4().hex[:12]}"
        self.s3.create_bucket(Bucket=self.bucket)
        self.output = f"s3://{self.bucket}/{output}/"

    def put(self, key, body):
        self.s3.put_object(Bucket=self.bucket, Key=key, Body=body)

    def keys(self, prefix):
        listed = self.s3.list_objects_v2(Bucket=self.bucket, Prefix=prefix)
        return [thing["Key"] for thing in listed.get("Contents", [])]

    def ask(self, query, database):
        query_id = self.athena.start_query_execution(
            QueryString=query,
            QueryExecutionContext={"Database": database},
            ResultConfiguration={"OutputLocation": self.output},
        )["QueryExecutionId"]
        while True:
            execution = self.athena.get_query_execution(QueryExecutionId=query_id)["QueryExecution"]
            if execution["Status"]["State"] in ["SUCCEEDED", "FAILED", "CANCELLED"]:
                break
            time.sleep(0.05)
        assert execution["Status"]["State"] == "SUCCEEDED", execution["Status"]
        return execution

    def rows(self, query, database):
        execution = self.ask(query, database)
        rows = self.athena.get_query_results(QueryExecutionId=execution["QueryExecutionId"])["ResultSet"]["Rows"]
        return [[datum.get("VarCharValue") for datum in row["Data"]] for row in rows[1:]]

    def scanned(self, query, database):
        return self.ask(query, database)["Statistics"]["DataScannedInBytes"]

    def crawl(self, name):
        self.glue.start_crawler(Name=name)
        while self.glue.get_crawler(Name=name)["Crawler"]["State"] != "READY":
            time.sleep(0.05)
        return self.glue.get_crawler(Name=name)["Crawler"]["LastCrawl"]["Status"]


def sales(country, first):
    lines = [f"{i},{2003 + i % 3},{i}.25" for i in range(first, first + 100)]
    return "order_id,year_id,amount\n" + "\n".join(lines) + "\n", country


def test_sales_are_crawled_and_asked(client):
    """F2, up to the dashboard."""
    walk = Walk(client, "output")
    for country, first in (("USA", 1), ("FR", 201)):
        walk.put(f"sales/country={country}/part-0.csv", sales(country, first)[0])
    iam = client("iam")
    role = iam.create_role(RoleName="glue-crawler", AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]
    for policy in ("service-role/AWSGlueServiceRole", "AmazonS3ReadOnlyAccess"):
        iam.attach_role_policy(RoleName="glue-crawler", PolicyArn=f"arn:aws:iam::aws:policy/{policy}")
    walk.glue.create_database(DatabaseInput={"Name": "sales_db"})
    walk.glue.create_crawler(
        Name="sales",
        Role=role["Arn"],
        DatabaseName="sales_db",
        Targets={"S3Targets": [{"Path": f"s3://{walk.bucket}/sales/"}]},
    )
    assert walk.crawl("sales") == "SUCCEEDED"
    table = walk.glue.get_table(DatabaseName="sales_db", Name="sales")["Table"]
    assert [column["Type"] for column in table["StorageDescriptor"]["Columns"]] == ["bigint", "bigint", "double"]
    assert [key["Name"] for key in table["PartitionKeys"]] == ["country"]
    assert len(walk.glue.get_partitions(DatabaseName="sales_db", TableName="sales")["Partitions"]) == 2
    by_country = "SELECT country, sum(amount) FROM sales GROUP BY country ORDER BY 1"
    assert walk.rows(by_country, "sales_db") == [["FR", "25075.0"], ["USA", "5075.0"]]
    walk.put("sales/country=DE/part-0.csv", sales("DE", 401)[0])
    assert walk.crawl("sales") == "SUCCEEDED"
    assert walk.rows(by_country, "sales_db")[0] == ["DE", "45075.0"]
    walk.put("sales/country=IT/part-0.csv", sales("IT", 601)[0])
    walk.ask("MSCK REPAIR TABLE sales", "sales_db")
    assert [row[0] for row in walk.rows(by_country, "sales_db")] == ["DE", "FR", "IT", "USA"]
    whole = walk.scanned("SELECT sum(amount) FROM sales", "sales_db")
    assert 0 < walk.scanned("SELECT sum(amount) FROM sales WHERE country = 'USA'", "sales_db") < whole / 3


def test_a_lake_is_made_by_hand(client):
    """F3: what the console's forms send, statement by statement."""
    walk = Walk(client, "output")
    walk.athena.update_work_group(
        WorkGroup="primary",
        ConfigurationUpdates={
            "ResultConfigurationUpdates": {
                "OutputLocation": walk.output,
                "AclConfiguration": {"S3AclOption": "BUCKET_OWNER_FULL_CONTROL"},
            }
        },
    )
    orders = [{"order": i, "year_id": 2003 + i % 2, "amount": i * 1.5} for i in range(500)]
    walk.put("input/sales.json", "\n".join(map(json.dumps, orders)))
    usa = "\n".join(json.dumps(order) for order in orders[:100])
    walk.put("partationed_data/country=USA/part.json", usa)
    walk.put("partationed_data/country=FR/part.json", "\n".join(json.dumps(order) for order in orders[100:]))
    walk.put("partationed_data/not a partition/part.json", usa)
    walk.glue.create_database(DatabaseInput={"Name": "hands_db"})
    columns = "(order int, year_id int, amount double)"
    serde = "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'"
    text = "STORED AS INPUTFORMAT 'org.apache.hadoop.mapred.TextInputFormat' OUTPUTFORMAT"
    text += " 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat'"
    quoted = columns.replace("order", "`order`")
    walk.ask(
        f"CREATE EXTERNAL TABLE IF NOT EXISTS `hands_db`.`sales_order_data` {quoted} {serde}"
        f" WITH SERDEPROPERTIES ('ignore.malformed.json' = 'FALSE') {text}"
        f" LOCATION 's3://{walk.bucket}/input/' TBLPROPERTIES ('classification' = 'json')",
        "default",
    )
    counted = "SELECT year_id, count(*) AS total_orders FROM sales_order_data GROUP BY year_id ORDER BY 1"
    assert walk.rows(counted, "hands_db") == [["2003", "250"], ["2004", "250"]]
    walk.ask(
        f"CREATE EXTERNAL TABLE sales_tb_partitioned {quoted} PARTITIONED BY (country string) {serde}"
        f" LOCATION 's3://{walk.bucket}/partationed_data/'",
        "hands_db",
    )
    assert walk.rows("SELECT * FROM sales_tb_partitioned", "hands_db") == []
    walk.ask("MSCK REPAIR TABLE sales_tb_partitioned;", "hands_db")
    assert walk.rows("SELECT count(*), count(DISTINCT country) FROM sales_tb_partitioned", "hands_db") == [["500", "2"]]
    one = walk.scanned("SELECT sum(amount) FROM sales_tb_partitioned WHERE country = 'USA'", "hands_db")
    assert one == len(usa)
    json_bytes = walk.scanned("SELECT sum(amount) FROM sales_order_data", "hands_db")
    walk.ask(
        "CREATE TABLE sales_parquet WITH (format = 'PARQUET') AS SELECT year_id, amount FROM sales_order_data",
        "hands_db",
    )
    total = walk.rows("SELECT sum(amount) FROM sales_order_data", "hands_db")
    assert walk.rows("SELECT sum(amount) FROM sales_parquet", "hands_db") == total
    assert 0 < walk.scanned("SELECT sum(amount) FROM sales_parquet", "hands_db") < json_bytes / 2
    result = walk.ask(counted, "hands_db")["QueryExecutionId"]
    assert f"output/{result}.csv" in walk.keys("output/")
    walk.athena.update_work_group(
        WorkGroup="primary",
        ConfigurationUpdates={
            "ResultConfigurationUpdates": {"RemoveOutputLocation": True, "RemoveAclConfiguration": True}
        },
    )


def test_web_logs_cost_less_as_parquet_by_day(client):
    """F10, and what the same question costs over each form of the same rows."""
    walk = Walk(client, "output")
    walk.glue.create_database(DatabaseInput={"Name": "logs_db"})
    lines = [
        json.dumps(
            {
                "ip": f"10.0.0.{i % 250}",
                "timestamp": f"2026-01-{1 + i % 5:02}T10:00:00Z",
                "request": f"GET /page/{i}",
                "response_code": 404 if i % 7 == 0 else 200,
                "user_agent": "Mozilla/5.0 (X11; Linux x86_64)",
            }
        )
        for i in range(2000)
    ]
    walk.put("web-logs/part.json", "\n".join(lines))
    ddl = (
        "CREATE EXTERNAL TABLE IF NOT EXISTS web_logs (ip STRING, {} STRING, request STRING, response_code INT,"
        " user_agent STRING) ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'"
        f" LOCATION 's3://{walk.bucket}/web-logs/';"
    )
    with pytest.raises(AssertionError, match="timestamp"):
        walk.ask(ddl.format("timestamp"), "logs_db")
    walk.ask(ddl.format("`timestamp`"), "logs_db")
    missing = "SELECT COUNT(*) FROM {} WHERE response_code = 404"
    expected = [[str(len(range(0, 2000, 7)))]]
    assert walk.rows(missing.format("web_logs") + ";", "logs_db") == expected
    walk.ask(
        "CREATE TABLE web_parquet WITH (format = 'PARQUET', partitioned_by = ARRAY['day']) AS"
        ' SELECT ip, request, response_code, user_agent, substr("timestamp", 1, 10) AS day FROM web_logs',
        "logs_db",
    )
    walk.ask(
        "CREATE TABLE web_csv WITH (format = 'TEXTFILE', field_delimiter = ',', write_compression = 'NONE') AS"
        ' SELECT ip, "timestamp", request, response_code, user_agent FROM web_logs',
        "logs_db",
    )
    assert walk.rows(missing.format("web_parquet"), "logs_db") == expected
    assert walk.rows(missing.format("web_csv"), "logs_db") == expected
    by_json = walk.scanned(missing.format("web_logs"), "logs_db")
    by_csv = walk.scanned(missing.format("web_csv"), "logs_db")
    by_parquet = walk.scanned(missing.format("web_parquet"), "logs_db")
    by_day = walk.scanned(missing.format("web_parquet") + " AND day = '2026-01-01'", "logs_db")
    assert by_json > by_csv > by_parquet > by_day > 0
