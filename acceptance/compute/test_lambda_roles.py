"""Functions act as their roles, and policies decide what that lets them do; unmodified handlers find boto3 and Tarn."""

import json
import re
import sysconfig
import time

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from functions import archive, call, create

from server import Server

OWN_SERVER = True

TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
READER = """
import boto3, botocore
def handler(event, context):
    try:
        body = boto3.client('s3').get_object(Bucket=event['bucket'], Key='note')['Body'].read().decode()
    except botocore.exceptions.ClientError as denied:
        body = denied.response['Error']['Code']
    return [boto3.client('sts').get_caller_identity()['Arn'], body]
"""


@pytest.fixture(scope="module")
def enforced(tmp_path_factory):
    options = ["--enforce-iam", "--function-packages", sysconfig.get_paths()["purelib"]]
    running = Server(tmp_path_factory.mktemp("enforced") / "server.log", options=options)
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def root(enforced):
    text = enforced.log.read_text()

    def make(service, key=None):
        return boto3.client(
            service,
            endpoint_url=enforced.url,
            region_name="us-east-1",
            aws_access_key_id=key["AccessKeyId"] if key else re.search(r"AWS_ACCESS_KEY_ID=(\S+)", text).group(1),
            aws_secret_access_key=key["SecretAccessKey"]
            if key
            else re.search(r"AWS_SECRET_ACCESS_KEY=(\S+)", text).group(1),
            config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
        )

    return make


def role(root, name, *actions, trust=TRUST):
    iam = root("iam")
    made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    if actions:
        statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
        document = {"Version": "2012-10-17", "Statement": [statement]}
        iam.put_role_policy(RoleName=name, PolicyName="may", PolicyDocument=json.dumps(document))
    return made


def test_a_function_may_do_what_its_role_may(root):
    s3, functions = root("s3"), root("lambda")
    s3.create_bucket(Bucket="notes")
    s3.put_object(Bucket="notes", Key="note", Body=b"read me")
    arn = role(root, "reader", "s3:GetObject", "logs:*")
    name = create(functions, READER, Role=arn, MemorySize=512)
    identity, body = call(functions, name, {"bucket": "notes"})[0]
    assert (identity, body) == (f"arn:aws:sts::123456789012:assumed-role/reader/{name}", "read me")
    other = create(functions, READER, Role=role(root, "nobody"), MemorySize=512)
    assert call(functions, other, {"bucket": "notes"})[0][1] == "AccessDenied"
    groups = [group["logGroupName"] for group in root("logs").describe_log_groups()["logGroups"]]
    until = time.monotonic() + 10
    while f"/aws/lambda/{name}" not in groups and time.monotonic() < until:
        groups = [group["logGroupName"] for group in root("logs").describe_log_groups()["logGroups"]]
    assert f"/aws/lambda/{name}" in groups and f"/aws/lambda/{other}" not in groups


def test_a_role_that_lambda_cannot_assume_is_refused(root):
    trust = json.loads(json.dumps(TRUST).replace("lambda.amazonaws.com", "glue.amazonaws.com"))
    with pytest.raises(ClientError, match="cannot be assumed by Lambda") as fault:
        create(root("lambda"), "x = 1", Role=role(root, "for-glue", trust=trust))
    assert fault.value.response["Error"]["Code"] == "InvalidParameterValueException"


def test_whoever_creates_a_function_must_be_allowed_to_pass_its_role(root):
    iam = root("iam")
    iam.create_user(UserName="developer")
    statement = {"Effect": "Allow", "Action": "lambda:*", "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    iam.put_user_policy(UserName="developer", PolicyName="p", PolicyDocument=json.dumps(document))
    key = iam.create_access_key(UserName="developer")["AccessKey"]
    arn = role(root, "passed")
    with pytest.raises(ClientError, match="iam:PassRole"):
        create(root("lambda", key), "x = 1", Role=arn)
    statement["Action"], statement["Resource"] = "iam:PassRole", arn
    iam.put_user_policy(UserName="developer", PolicyName="q", PolicyDocument=json.dumps(document))
    made = create(root("lambda", key), archive(app__py="def handler(event, context):\n    return 1\n"), Role=arn)
    assert call(root("lambda", key), made)[0] == 1
