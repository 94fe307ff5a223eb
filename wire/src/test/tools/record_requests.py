"""Records what boto3 and the AWS CLI send, signed by botocore, for the tests of the verifier.

usage: python record_requests.py FILE      (needs boto3 and awscli)

Nothing is sent: each request is taken just before it would be, and answered with nothing. The file holds one request a
line: name, time of signing, method, target, headers and body, as JSON.
"""

import base64
import io
import json
import os
import sys
from urllib.parse import urlsplit

from botocore.awsrequest import AWSResponse
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
import boto3

KEY = "AKIAIOSFODNN7EXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
TOKEN = "IQoJb3JpZ2luX2VjEXAMPLE//////////wEaCXVzLWVhc3QtMSJH+example=="
KEYS = [
    "plain.txt", "with space", "a/b/c", "..", "a/../b", "//double", "trailing/", "a%2Fb", "100%", "+plus+", "a=b&c",
    "\U0001f41f fish", "ü/ä", "~tilde*star'quote(paren)!", "semi;colon:at@", "x" * 900,
]

os.environ.update(AWS_ACCESS_KEY_ID=KEY, AWS_SECRET_ACCESS_KEY=SECRET, AWS_DEFAULT_REGION="us-east-1", AWS_CONFIG_FILE="/none")
recorded = []


def record(name):
    def handler(request, **_):
        url = urlsplit(request.url)
        headers = {}
        for header, value in request.headers.items():
            if header.lower() in ("user-agent", "amz-sdk-invocation-id", "amz-sdk-request"):
                continue  # not signed, and says what machine this is
            headers[header.lower()] = value.decode() if isinstance(value, bytes) else str(value)
        headers.setdefault("host", url.netloc)
        body = request.body or b""
        if hasattr(body, "read"):
            body = body.read()
        if isinstance(body, str):
            body = body.encode()
        recorded.append({
            "name": name, "method": request.method,
            "path": url.path or "/", "query": url.query,
            "headers": headers, "body": base64.b64encode(body).decode(),
        })
        return AWSResponse(request.url, 200, {}, io.BytesIO(b""))
    return handler


def client(name, service, token=None, endpoint="http://localhost:4566", **config):
    made = boto3.Session(KEY, SECRET, token).client(service, endpoint_url=endpoint, config=Config(**config))
    made.meta.events.register("before-send", record(name))
    return made


def attempt(call, **arguments):
    try:
        call(**arguments)
    except (BotoCoreError, ClientError, AttributeError, KeyError, TypeError):
        pass


def objects():
    for style in ("path", "virtual"):
        s3 = client(f"s3 {style}", "s3", s3={"addressing_style": style}, endpoint="http://s3.localhost:4566")
        for key in KEYS:
            attempt(s3.put_object, Bucket="bucket", Key=key, Body=b"hello", Metadata={"note": "two  blanks, one comma"})
            attempt(s3.get_object, Bucket="bucket", Key=key)
        attempt(s3.list_objects_v2, Bucket="bucket", Prefix="a b/+%&=ü", Delimiter="/", StartAfter="x y")
        attempt(s3.put_object_tagging, Bucket="bucket", Key="k", Tagging={"TagSet": [{"Key": "a", "Value": "b c"}]})
    for algorithm in ("CRC32", "SHA1", "SHA256"):
        for scheme in ("http", "https"):
            s3 = client(f"s3 {scheme} {algorithm}", "s3", endpoint=f"{scheme}://s3.us-east-1.amazonaws.com")
            attempt(s3.put_object, Bucket="bucket", Key="sum", Body=b"hello" * 1000, ChecksumAlgorithm=algorithm)
            attempt(s3.put_object, Bucket="bucket", Key="sum", Body=b"", ChecksumAlgorithm=algorithm)
    attempt(client("s3 token", "s3", TOKEN).list_buckets)


def presigned():
    for version in ("s3v4", "s3"):
        presign(client("unused", "s3", TOKEN, s3={"addressing_style": "path"}, signature_version=version), version)


def presign(s3, version):
    for key in KEYS[:8]:
        for method in ("get_object", "put_object"):
            url = s3.generate_presigned_url(method, Params={"Bucket": "bucket", "Key": key}, ExpiresIn=604800)
            parts = urlsplit(url)
            recorded.append({
                "name": "s3 presigned" if version == "s3v4" else "s3 old presigned", "method": "GET" if method == "get_object" else "PUT",
                "path": parts.path, "query": parts.query, "headers": {"host": parts.netloc}, "body": "",
            })


def others():
    attempt(client("sts", "sts").get_caller_identity)
    attempt(client("sts token", "sts", TOKEN).assume_role, RoleArn="arn:aws:iam::123456789012:role/r", RoleSessionName="session")
    attempt(client("iam", "iam").create_user, UserName="ü+user", Tags=[{"Key": "a", "Value": "b c"}])
    attempt(client("glue", "glue").get_tables, DatabaseName="dätabase", Expression="a*")
    attempt(client("athena", "athena").start_query_execution, QueryString="SELECT 'ü'")
    attempt(client("dynamodb", "dynamodb").put_item, TableName="table", Item={"a": {"S": "b"}})
    attempt(client("sqs", "sqs").list_queues)
    attempt(client("cloudwatch", "cloudwatch").put_metric_data, Namespace="n",
            MetricData=[{"MetricName": "m" * 200, "Value": n} for n in range(500)])
    attempt(client("ec2", "ec2").describe_instances, Filters=[{"Name": "tag:a b", "Values": ["*"]}])
    functions = client("lambda", "lambda")
    attempt(functions.get_function, FunctionName="arn:aws:lambda:us-east-1:123456789012:function:f")
    attempt(functions.invoke, FunctionName="my function", Payload=b"{}")


def command_line():
    from awscli.clidriver import create_clidriver
    open("/tmp/upload.txt", "w").write("hello")
    for line in (
        "s3api put-object --bucket bucket --key a/b --body /tmp/upload.txt",
        "s3 cp /tmp/upload.txt s3://bucket/with\u00a0nbsp",
        "s3 ls s3://bucket/a",
        "glue get-databases",
        "sts get-caller-identity",
    ):
        driver = create_clidriver()
        driver.session.register("before-send", record("cli " + line.split()[0]))
        try:
            driver.main(["--endpoint-url", "http://localhost:4566"] + [part.replace("\u00a0", " ") for part in line.split(" ")])
        except SystemExit:
            pass


if __name__ == "__main__":
    objects()
    presigned()
    others()
    command_line()
    with open(sys.argv[1], "w") as file:
        for each in recorded:
            file.write(json.dumps(each, ensure_ascii=False) + "\n")
    print(len(recorded), "requests")
