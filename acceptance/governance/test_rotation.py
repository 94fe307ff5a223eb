"""A function of Lambda rotates a secret in AWS's four steps."""

import io
import time
import uuid
import zipfile

import pytest
from botocore.exceptions import ClientError

ROTATING = """
import json, os, urllib.request


def ask(operation, **parameters):
    request = urllib.request.Request(
        os.environ["AWS_ENDPOINT_URL"] + "/",
        data=json.dumps(parameters).encode(),
        headers={
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": "secretsmanager." + operation,
        },
    )
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read() or b"{}")


def handler(event, context):
    secret, token = event["SecretId"], event["ClientRequestToken"]
    if event["Step"] == "createSecret":
        ask("PutSecretValue", SecretId=secret, ClientRequestToken=token, SecretString="rotated",
            VersionStages=["AWSPENDING"])
    elif event["Step"] == "finishSecret":
        stages = ask("DescribeSecret", SecretId=secret)["VersionIdsToStages"]
        current = next(version for version, names in stages.items() if "AWSCURRENT" in names)
        ask("UpdateSecretVersionStage", SecretId=secret, VersionStage="AWSCURRENT", MoveToVersionId=token,
            RemoveFromVersionId=current)
"""


@pytest.fixture
def secret(client):
    secrets = client("secretsmanager")
    name = f"database-{uuid.uuid4().hex[:8]}"
    secrets.create_secret(Name=name, SecretString="first")
    return secrets, name


def rotating(functions, code):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as zipped:
        zipped.writestr("app.py", code)
    return functions.create_function(
        FunctionName=f"rotate-{uuid.uuid4().hex[:8]}",
        Runtime="python3.11",
        Role="arn:aws:iam::123456789012:role/any",
        Handler="app.handler",
        Timeout=20,
        Code={"ZipFile": packed.getvalue()},
    )["FunctionArn"]


def eventually(look, seconds=30):
    end = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def test_a_function_rotates_a_secret(client, secret):
    secrets, name = secret
    arn = rotating(client("lambda"), ROTATING)
    begun = secrets.rotate_secret(SecretId=name, RotationLambdaARN=arn, RotationRules={"AutomaticallyAfterDays": 30})
    eventually(lambda: secrets.get_secret_value(SecretId=name)["SecretString"] == "rotated")
    now = secrets.get_secret_value(SecretId=name)
    assert now["VersionId"] == begun["VersionId"]
    assert secrets.get_secret_value(SecretId=name, VersionStage="AWSPREVIOUS")["SecretString"] == "first"
    eventually(lambda: "LastRotatedDate" in secrets.describe_secret(SecretId=name))
    assert secrets.describe_secret(SecretId=name)["RotationEnabled"]


def test_a_function_that_fails_leaves_the_secret_as_it_was(client, secret):
    secrets, name = secret
    arn = rotating(client("lambda"), "def handler(event, context):\n    raise ValueError(event['Step'])\n")
    secrets.rotate_secret(SecretId=name, RotationLambdaARN=arn)
    eventually(lambda: secrets.describe_secret(SecretId=name)["RotationEnabled"])
    assert secrets.get_secret_value(SecretId=name)["SecretString"] == "first"


def test_rotation_needs_a_function_that_is_there(secret):
    secrets, name = secret
    with pytest.raises(ClientError) as refused:
        secrets.rotate_secret(SecretId=name, RotationLambdaARN="arn:aws:lambda:us-east-1:123456789012:function:absent")
    assert refused.value.response["Error"]["Code"] == "AccessDeniedException"
