"""A file is uploaded, a function asks Athena, and the answer is published (flow F4), while policies decide."""

import json
import re
import sys
import sysconfig

import boto3
import pytest
from botocore.config import Config
from compute.functions import archive

from server import Server

OWN_SERVER = True

HANDLER = """
import boto3, os, time
ATHENA_OUTPUT_BUCKET = "s3://sales-data-analysis-gds/output_from_lambda/"
DATABASE = 'sales_db'
QUERY = 'SELECT year_id, count(*) as total_orders FROM sales_order_data group by year_id order by year_id'
def lambda_handler(event, context):
    client = boto3.client('athena')
    qid = client.start_query_execution(QueryString=QUERY, QueryExecutionContext={'Database': DATABASE},
              ResultConfiguration={'OutputLocation': ATHENA_OUTPUT_BUCKET})['QueryExecutionId']
    while True:
        state = client.get_query_execution(QueryExecutionId=qid)['QueryExecution']['Status']['State']
        if state in ['SUCCEEDED', 'FAILED', 'CANCELLED']: break
        time.sleep(1)
    if state == 'SUCCEEDED':
        result = client.get_query_results(QueryExecutionId=qid)
        rows = [[c['VarCharValue'] for c in r['Data']] for r in result['ResultSet']['Rows']]
        boto3.client('sns').publish(TopicArn=os.environ['TOPIC'], Subject='Query done', Message=str(rows))
        return {'statusCode': 200}
    return {'statusCode': 400, 'body': f"Query {state}"}
"""
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
BUCKET = "sales-data-analysis-gds"


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    options = ["--enforce-iam", "--function-packages", sysconfig.get_paths()["purelib"]]
    running = Server(tmp_path_factory.mktemp("flow") / "server.log", options=options)
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def client(running):
    text = running.log.read_text()

    def make(service):
        return boto3.client(
            service,
            endpoint_url=running.url,
            region_name="us-east-1",
            aws_access_key_id=re.search(r"AWS_ACCESS_KEY_ID=(\S+)", text).group(1),
            aws_secret_access_key=re.search(r"AWS_SECRET_ACCESS_KEY=(\S+)", text).group(1),
            config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
        )

    return make


@pytest.fixture(scope="module")
def table(client):
    s3, athena = client("s3"), client("athena")
    s3.create_bucket(Bucket=BUCKET)
    sales = [{"order_id": number, "year_id": 2003 + number % 3} for number in range(30)]
    s3.put_object(Bucket=BUCKET, Key="data/sales.json", Body="\n".join(map(json.dumps, sales)))
    client("glue").create_database(DatabaseInput={"Name": "sales_db"})
    query = athena.start_query_execution(
        QueryString=f"""CREATE EXTERNAL TABLE sales_order_data (order_id bigint, year_id bigint)
            ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe' LOCATION 's3://{BUCKET}/data/'""",
        QueryExecutionContext={"Database": "sales_db"},
        ResultConfiguration={"OutputLocation": f"s3://{BUCKET}/output/"},
    )["QueryExecutionId"]
    for _ in range(600):
        status = athena.get_query_execution(QueryExecutionId=query)["QueryExecution"]["Status"]
        if status["State"] not in ("QUEUED", "RUNNING"):
            break
    assert status["State"] == "SUCCEEDED", status


def queue(sqs, name, policy=None):
    url = sqs.create_queue(QueueName=name, Attributes={"Policy": json.dumps(policy)} if policy else {})["QueueUrl"]
    return url, f"arn:aws:sqs:us-east-1:123456789012:{name}"


def received(sqs, url):
    for _ in range(6):
        messages = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20, MessageAttributeNames=["All"]).get("Messages")
        if messages:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=messages[0]["ReceiptHandle"])
            return messages[0]
    raise AssertionError(f"nothing came to {url}")


def admits(service, action, resource, source):
    condition = {"ArnLike": {"aws:SourceArn": source}}
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": action, "Resource": resource}
    return {"Version": "2012-10-17", "Statement": [{**statement, "Condition": condition}]}


def function(client, name, topic, policies, **options):
    iam, functions = client("iam"), client("lambda")
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
    for policy in policies:
        iam.attach_role_policy(RoleName=name, PolicyArn=f"arn:aws:iam::aws:policy/{policy}")
    more = {"Effect": "Allow", "Action": ["sns:Publish", "glue:Get*", "sqs:SendMessage"], "Resource": "*"}
    iam.put_role_policy(
        RoleName=name, PolicyName="more", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [more]})
    )
    made = functions.create_function(
        FunctionName=name,
        Runtime=f"python3.{sys.version_info.minor}",
        Handler="lambda_function.lambda_handler",
        Timeout=120,
        Role=role,
        Code={"ZipFile": archive(lambda_function__py=HANDLER)},
        Environment={"Variables": {"TOPIC": topic}},
        **options,
    )
    functions.add_permission(
        FunctionName=name,
        StatementId="bucket",
        Action="lambda:InvokeFunction",
        Principal="s3.amazonaws.com",
        SourceArn=f"arn:aws:s3:::{BUCKET}",
    )
    return made["FunctionArn"]


def watch(client, **prefixes):
    """Has functions told of what is created under prefixes."""
    configurations = [
        {
            "LambdaFunctionArn": arn,
            "Events": ["s3:ObjectCreated:*"],
            "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": f"{prefix}/"}]}},
        }
        for prefix, arn in prefixes.items()
    ]
    client("s3").put_bucket_notification_configuration(
        Bucket=BUCKET, NotificationConfiguration={"LambdaFunctionConfigurations": configurations}
    )


def test_an_upload_is_answered_and_the_answer_is_published(client, table):
    s3, sqs, sns = client("s3"), client("sqs"), client("sns")
    topic = sns.create_topic(Name="analysis-done")["TopicArn"]
    arn = "arn:aws:sqs:us-east-1:123456789012:done"
    url, _ = queue(sqs, "done", admits("sns.amazonaws.com", "sqs:SendMessage", arn, topic))
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
    policies = ["AmazonS3FullAccess", "AmazonAthenaFullAccess", "service-role/AWSLambdaBasicExecutionRole"]
    asking = function(client, "asking", topic, policies)
    watch(client, input=asking)
    s3.put_object(Bucket=BUCKET, Key="input/new.json", Body=b"{}")
    told = json.loads(received(sqs, url)["Body"])
    assert told["Subject"] == "Query done"
    assert told["Message"] == "[['year_id', 'total_orders'], ['2003', '10'], ['2004', '10'], ['2005', '10']]"
    kept = s3.list_objects_v2(Bucket=BUCKET, Prefix="output_from_lambda/")["Contents"]
    assert any(found["Key"].endswith(".csv") for found in kept)


def test_without_the_permission_the_event_ends_with_the_dead_letters(client, table, running):
    s3, sqs = client("s3"), client("sqs")
    url, dead = queue(sqs, "dead")
    refused = function(
        client, "refused", "none", ["service-role/AWSLambdaBasicExecutionRole"], DeadLetterConfig={"TargetArn": dead}
    )
    watch(client, input2=refused)
    s3.put_object(Bucket=BUCKET, Key="input2/new.json", Body=b"{}")
    logs = client("logs")
    for attempt in (1, 2, 3):
        # Attempts follow the first after one and two minutes of the platform's clock.
        for _ in range(300):
            try:
                lines = logs.filter_log_events(
                    logGroupName="/aws/lambda/refused", filterPattern="AccessDeniedException"
                )
            except logs.exceptions.ResourceNotFoundException:
                continue
            if len({line["logStreamName"] + str(line["timestamp"]) for line in lines["events"]}) >= attempt:
                break
        running.post("/_tarn/clock", {"advance": "PT2M5S"})
    letter = received(sqs, url)
    assert json.loads(letter["Body"])["Records"][0]["s3"]["object"]["key"] == "input2/new.json"
    assert letter["MessageAttributes"]["ErrorCode"]["StringValue"] == "200"
