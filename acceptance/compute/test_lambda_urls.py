"""Functions behind URLs of their own, environments that wait ready, layers that are shared."""

import json
import time
import urllib.error
import urllib.request

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError
from functions import archive, call, create

ECHO = """
import json
def handler(event, context):
    if event["rawPath"] == "/fail":
        raise ValueError("no")
    return {
        "statusCode": 201,
        "headers": {"x-seen": event["requestContext"]["http"]["method"]},
        "cookies": ["a=1", "b=2"],
        "body": json.dumps({"path": event["rawPath"], "query": event["rawQueryString"], "body": event.get("body"),
                            "account": event["requestContext"]["accountId"]}),
    }
"""


@pytest.fixture
def functions(client):
    return client("lambda")


def ask(url, method="GET", body=None, headers=None):
    request = urllib.request.Request(url, body, headers or {}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers, answer.read()


def test_a_url_answers_as_its_function_says(functions, endpoint_url):
    name = create(functions, ECHO)
    made = functions.create_function_url_config(
        FunctionName=name, AuthType="NONE", Cors={"AllowOrigins": ["https://a.example"], "AllowMethods": ["POST"]}
    )
    url = made["FunctionUrl"]
    status, headers, body = ask(url + "some/path?x=1", "POST", b"hello", {"Origin": "https://a.example"})
    assert (status, headers["x-seen"]) == (201, "POST")
    assert json.loads(body) == {"path": "/some/path", "query": "x=1", "body": "hello", "account": "anonymous"}
    assert headers.get_all("set-cookie") == ["a=1", "b=2"]
    assert headers["access-control-allow-origin"] == "https://a.example"
    id = url.rstrip("/").rsplit("/", 1)[-1]
    host = f"{id}.lambda-url.us-east-1.on.aws"
    assert headers["content-security-policy"].startswith("sandbox"), "its pages are not to administer Tarn"
    by_host = ask(endpoint_url + "/by/host", headers={"Host": host})
    assert json.loads(by_host[2])["path"] == "/by/host" and "content-security-policy" not in by_host[1]
    preflight = {"Origin": "https://a.example", "Access-Control-Request-Method": "POST"}
    assert ask(url, "OPTIONS", headers=preflight)[1]["access-control-allow-origin"] == "https://a.example"
    assert ask(url + "fail")[0] == 502
    with pytest.raises(ClientError, match="ResourceConflict"):
        functions.create_function_url_config(FunctionName=name, AuthType="NONE")
    assert len(functions.list_function_url_configs(FunctionName=name)["FunctionUrlConfigs"]) == 1
    functions.delete_function_url_config(FunctionName=name)
    assert ask(url)[0] == 403


def test_a_url_may_want_a_signature(functions, credentials):
    name = create(functions, ECHO)
    url = functions.create_function_url_config(FunctionName=name, AuthType="AWS_IAM")["FunctionUrl"]
    assert ask(url)[0] == 403
    request = AWSRequest("GET", url)
    keys = Credentials(credentials["aws_access_key_id"], credentials["aws_secret_access_key"])
    SigV4Auth(keys, "lambda", "us-east-1").add_auth(request)
    status, _, body = ask(url, headers=dict(request.headers))
    assert (status, json.loads(body)["account"]) == (201, "123456789012")


def test_environments_wait_ready(functions):
    code = "import os\nKIND = os.environ['AWS_LAMBDA_INITIALIZATION_TYPE']\ndef handler(e, c):\n    return KIND\n"
    name = create(functions, code)
    version = functions.publish_version(FunctionName=name)["Version"]
    wish = {"FunctionName": name, "Qualifier": version}
    put = functions.put_provisioned_concurrency_config(**wish, ProvisionedConcurrentExecutions=2)
    assert put["RequestedProvisionedConcurrentExecutions"] == 2
    for _ in range(200):
        held = functions.get_provisioned_concurrency_config(**wish)
        if held["Status"] == "READY":
            break
        time.sleep(0.1)
    assert (held["Status"], held["AvailableProvisionedConcurrentExecutions"]) == ("READY", 2)
    answer = functions.invoke(FunctionName=name, Qualifier=version, LogType="Tail")
    assert json.loads(answer["Payload"].read()) == "provisioned-concurrency"
    assert "Init Duration" not in __import__("base64").b64decode(answer["LogResult"]).decode()
    assert call(functions, name)[0] == "on-demand"
    functions.delete_provisioned_concurrency_config(**wish)
    with pytest.raises(ClientError, match="No Provisioned Concurrency Config"):
        functions.get_provisioned_concurrency_config(**wish)


def test_a_layer_is_shared(functions, client):
    layer = functions.publish_layer_version(LayerName="shared", Content={"ZipFile": archive(python__x="")})
    named = {"LayerName": "shared", "VersionNumber": layer["Version"]}
    functions.add_layer_version_permission(
        **named, StatementId="all", Action="lambda:GetLayerVersion", Principal="210987654321"
    )
    policy = json.loads(functions.get_layer_version_policy(**named)["Policy"])
    assert policy["Statement"][0]["Principal"] == {"AWS": "arn:aws:iam::210987654321:root"}
    functions.remove_layer_version_permission(**named, StatementId="all")
    with pytest.raises(ClientError, match="No policy"):
        functions.get_layer_version_policy(**named)


def test_boto3_is_there_without_a_layer(functions, client):
    bucket = "seen-by-a-function"
    client("s3").create_bucket(Bucket=bucket)
    code = "import boto3\ndef handler(e, c):\n    return str(boto3.client('s3').list_buckets()['Buckets'])\n"
    name = create(functions, code, MemorySize=512)
    assert bucket in call(functions, name)[0]


def test_what_tarn_does_not_do_is_refused(functions):
    name = create(functions, ECHO)
    assert functions.get_runtime_management_config(FunctionName=name)["UpdateRuntimeOn"] == "Auto"
    assert functions.put_function_recursion_config(FunctionName=name, RecursiveLoop="Allow")["RecursiveLoop"] == "Allow"
    for work in (
        lambda: functions.put_function_recursion_config(FunctionName=name, RecursiveLoop="Terminate"),
        lambda: functions.put_runtime_management_config(FunctionName=name, UpdateRuntimeOn="FunctionUpdate"),
        lambda: functions.put_provisioned_concurrency_config(
            FunctionName=name, Qualifier="$LATEST", ProvisionedConcurrentExecutions=1
        ),
    ):
        with pytest.raises(ClientError, match="InvalidParameterValue|ValidationException"):
            work()
