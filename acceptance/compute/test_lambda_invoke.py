"""Functions are created, called, and fail as on AWS."""

import base64
import json

import pytest
from botocore.exceptions import ClientError
from functions import ROLE, archive, call, create


@pytest.fixture
def functions(client):
    return client("lambda")


def refused(code, work):
    with pytest.raises(ClientError) as fault:
        work()
    assert fault.value.response["Error"]["Code"] == code
    return fault.value.response["Error"]["Message"]


def test_a_function_goes_from_pending_to_active_and_answers(functions):
    made = functions.create_function(
        FunctionName="first",
        Runtime="python3.11",
        Role=ROLE,
        Handler="app.handler",
        Code={"ZipFile": archive(app__py="def handler(event, context):\n    return {'got': event}\n")},
    )
    assert (made["State"], made["Version"], made["Timeout"], made["MemorySize"]) == ("Pending", "$LATEST", 3, 128)
    functions.get_waiter("function_active_v2").wait(FunctionName="first")
    assert call(functions, "first", {"n": [1, "é"]}) == ({"got": {"n": [1, "é"]}}, None)
    assert "already exist" in refused(
        "ResourceConflictException", lambda: create(functions, "x = 1", FunctionName="first")
    )


def test_warm_environments_keep_their_state_and_know_where_they_are(functions, endpoint_url):
    name = create(
        functions,
        "import os\ncalls = 0\ndef handler(event, context):\n"
        "    global calls\n    calls += 1\n"
        "    return [calls, os.environ['AWS_ENDPOINT_URL'], os.environ['COLOUR'], context.function_name,\n"
        "            context.memory_limit_in_mb, context.get_remaining_time_in_millis() > 0]\n",
        Environment={"Variables": {"COLOUR": "it's blue"}},
        MemorySize=256,
    )
    assert call(functions, name)[0] == [1, endpoint_url, "it's blue", name, "256", True]
    assert call(functions, name)[0][0] == 2


def test_code_may_lie_in_a_bucket(functions, s3, bucket):
    s3.put_object(Bucket=bucket, Key="code.zip", Body=archive(app__py="def handler(event, context):\n    return 1\n"))
    functions.create_function(
        FunctionName="from-s3",
        Runtime="python3.11",
        Role=ROLE,
        Handler="app.handler",
        Code={"S3Bucket": bucket, "S3Key": "code.zip"},
    )
    assert call(functions, "from-s3") == (1, None)
    message = refused(
        "InvalidParameterValueException",
        lambda: functions.update_function_code(FunctionName="from-s3", S3Bucket=bucket, S3Key="absent.zip"),
    )
    assert "NoSuchKey" in message


def test_what_a_handler_raises_is_told_with_its_trace(functions):
    name = create(functions, "def handler(event, context):\n    print('before')\n    raise ValueError('no luck')\n")
    answer = functions.invoke(FunctionName=name, LogType="Tail")
    error = json.loads(answer["Payload"].read())
    assert answer["FunctionError"] == "Unhandled"
    assert (error["errorType"], error["errorMessage"]) == ("ValueError", "no luck")
    assert "line 3, in handler" in error["stackTrace"][0]
    log = base64.b64decode(answer["LogResult"]).decode()
    assert log.startswith("START RequestId: ") and "before\n[ERROR] ValueError: no luck" in log
    assert "REPORT RequestId: " in log and "Init Duration: " in log


def test_a_handler_that_cannot_be_loaded_says_why(functions):
    error, kind = call(functions, create(functions, "x = 1", handler="app.absent"))
    assert (kind, error["errorType"]) == ("Unhandled", "Runtime.HandlerNotFound")
    error, kind = call(functions, create(functions, "import nothing_like_it"))
    assert (kind, error["errorType"]) == ("Unhandled", "Runtime.ImportModuleError")


def test_who_takes_too_long_is_ended_and_the_next_call_starts_anew(functions):
    code = "import time\ndef handler(event, context):\n    time.sleep(60 if event else 0)\n    return 'awake'\n"
    name = create(functions, code, Timeout=1)
    error, kind = call(functions, name, 1)
    assert kind == "Unhandled" and "Task timed out after 1.00 seconds" in error["errorMessage"]
    assert call(functions, name, 0) == ("awake", None)


def test_who_exits_is_told(functions):
    error, kind = call(functions, create(functions, "import os\ndef handler(event, context):\n    os._exit(3)\n"))
    assert (kind, error["errorType"]) == ("Unhandled", "Runtime.ExitError") and "exit status 3" in error["errorMessage"]


def test_an_update_is_what_runs_next(functions):
    name = create(functions, "def handler(event, context):\n    return 1\n")
    assert call(functions, name)[0] == 1
    changed = functions.update_function_code(
        FunctionName=name, ZipFile=archive(app__py="import os\ndef handler(e, c):\n    return os.environ.get('AB')\n")
    )
    assert changed["LastUpdateStatus"] == "InProgress"
    functions.get_waiter("function_updated_v2").wait(FunctionName=name)
    functions.update_function_configuration(FunctionName=name, Environment={"Variables": {"AB": "2"}})
    assert call(functions, name)[0] == "2"
    functions.delete_function(FunctionName=name)
    refused("ResourceNotFoundException", lambda: functions.invoke(FunctionName=name))


def test_bad_requests_are_refused_in_awss_words(functions):
    for options, words in [
        ({"Runtime": "python2.7"}, "no longer supported"),
        ({"Code": {"ZipFile": b"not a zip"}}, "Could not unzip"),
        ({"Environment": {"Variables": {"AWS_REGION": "x"}}}, "reserved keys"),
        ({"Environment": {"Variables": {"LONG": "x" * 5000}}}, "4KB limit"),
        ({"MemorySize": 20000}, "10240"),
    ]:
        request = {
            "FunctionName": "bad",
            "Runtime": "python3.11",
            "Role": ROLE,
            "Handler": "app.handler",
            "Code": {"ZipFile": archive(app__py="x = 1")},
        }
        assert words in refused(
            "InvalidParameterValueException", lambda r={**request, **options}: functions.create_function(**r)
        )
    name = create(functions, "def handler(event, context):\n    return event\n")
    refused("InvalidRequestContentException", lambda: functions.invoke(FunctionName=name, Payload=b"{"))
    assert functions.invoke(FunctionName=name, InvocationType="DryRun")["StatusCode"] == 204
