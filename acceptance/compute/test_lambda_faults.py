"""What functions do wrong harms nobody else, and what Tarn was told survives its end."""

import json
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from functions import call, create

from server import Server

OWN_SERVER = True

# As a counter that outlives everything: the function adds a line to a queue, by Tarn's own credentials.
COUNTING = (
    "import json, os, time, urllib.request\n"
    "def handler(event, context):\n"
    "    if event.get('sleep'): time.sleep(event['sleep'])\n"
    "    if event.get('fail'): raise ValueError('asked to')\n"
    "    return event\n"
)


@pytest.fixture
def running(tmp_path):
    server = Server(tmp_path / "server.log", data=tmp_path / "data")
    server.start()
    yield server
    server.stop()


def connect(server, credentials, service):
    quiet = Config(retries={"total_max_attempts": 1}, read_timeout=90, max_pool_connections=210)
    return boto3.client(service, endpoint_url=server.url, config=quiet, **credentials)


def processes(mark):
    """The command lines that have a mark in them."""
    listed = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
    return [line for line in listed.splitlines() if mark in line and "ps -eo" not in line]


def test_accepted_events_survive_a_kill_and_no_process_does(running, credentials, tmp_path):
    functions, sqs = connect(running, credentials, "lambda"), connect(running, credentials, "sqs")
    url = sqs.create_queue(QueueName="done")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    name = create(functions, COUNTING)
    functions.put_function_event_invoke_config(FunctionName=name, DestinationConfig={"OnSuccess": {"Destination": arn}})
    for n in range(20):
        functions.invoke(
            FunctionName=name, InvocationType="Event", Payload=json.dumps({"n": n, "sleep": 0.5 if n else 0})
        )
    assert processes(str(tmp_path)), "some of them run"
    running.kill()
    until = time.monotonic() + 10
    while processes(f"{tmp_path}/data/scratch") and time.monotonic() < until:
        time.sleep(0.1)
    assert processes(f"{tmp_path}/data/scratch") == [], "a function outlived Tarn"
    running.start()
    sqs = connect(running, credentials, "sqs")
    running.post("/_tarn/clock", {"advance": "PT31S"})
    seen = set()
    until = time.monotonic() + 60
    while len(seen) < 20 and time.monotonic() < until:
        for message in sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=2).get("Messages", []):
            seen.add(json.loads(message["Body"])["requestPayload"]["n"])
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    assert seen == set(range(20))


def test_many_calls_at_once_run_or_are_refused_and_none_hangs(running, credentials):
    functions = connect(running, credentials, "lambda")
    name = create(functions, "import time\ndef handler(event, context):\n    time.sleep(6)\n    return 1\n", Timeout=60)
    functions.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=10)

    def one(_):
        try:
            return call(functions, name)[0]
        except ClientError as fault:
            return fault.response["Error"]["Code"]

    with ThreadPoolExecutor(60) as threads:
        answers = list(threads.map(one, range(60)))
    assert answers.count(1) >= 10 and answers.count(1) + answers.count("TooManyRequestsException") == 60
    assert answers.count("TooManyRequestsException") >= 30


def test_forks_floods_and_full_disks_stay_with_who_does_them(running, credentials):
    functions = connect(running, credentials, "lambda")
    well = create(functions, "def handler(event, context):\n    return 'well'\n")
    bomb = create(
        functions,
        "import os, time\ndef handler(event, context):\n    try:\n        while True:\n"
        "            if os.fork() == 0:\n                time.sleep(100)\n"
        "    except OSError as full:\n        return full.errno\n",
        MemorySize=1024,
        Timeout=60,
    )
    flood = create(functions, "def handler(event, context):\n    for _ in range(50000):\n        print('x' * 200)\n")
    hog = create(functions, "def handler(event, context):\n    return len([b'1' * (1 << 20) for _ in range(3000)])\n")
    disk = create(
        functions,
        "def handler(event, context):\n    with open('/tmp/x', 'wb') as f:\n"
        "        for _ in range(600):\n            f.write(b'x' * (1 << 20))\n",
        Timeout=60,
    )
    with ThreadPoolExecutor(4) as threads:
        bad = [threads.submit(call, functions, name) for name in (bomb, flood, hog, disk)]
        assert call(functions, well)[0] == "well"
        answers = [one.result() for one in bad]
    assert answers[1] == (None, None)
    assert answers[2][1] == "Unhandled" and answers[2][0]["errorType"] in ("Runtime.OutOfMemory", "MemoryError")
    assert answers[3][1] == "Unhandled" and "No space left" in str(answers[3][0])
    assert call(functions, well)[0] == "well"
