"""What is uploaded to input/ has a function run, within two seconds, with exactly the keys uploaded (S3-D5)."""

import json
import statistics
import time
from urllib.parse import unquote_plus

import pytest
from compute.functions import create

HANDLER = """
import time
def handler(event, context):
    began = time.time()
    return [{"event": r["eventName"], "key": r["s3"]["object"]["key"], "began": began} for r in event["Records"]]
"""


@pytest.fixture
def triggered(client, s3, bucket):
    """A bucket whose uploads to input/ a function sees; what it saw comes by a queue."""
    functions, sqs = client("lambda"), client("sqs")
    name = create(functions, HANDLER)
    functions.get_waiter("function_active_v2").wait(FunctionName=name)
    url = sqs.create_queue(QueueName=f"seen-by-{name}")["QueueUrl"]
    queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    functions.put_function_event_invoke_config(
        FunctionName=name, DestinationConfig={"OnSuccess": {"Destination": queue}}
    )
    functions.add_permission(
        FunctionName=name,
        StatementId="s3",
        Action="lambda:InvokeFunction",
        Principal="s3.amazonaws.com",
        SourceArn=f"arn:aws:s3:::{bucket}",
    )
    function = functions.get_function_configuration(FunctionName=name)["FunctionArn"]
    s3.put_bucket_notification_configuration(
        Bucket=bucket,
        NotificationConfiguration={
            "LambdaFunctionConfigurations": [
                {
                    "LambdaFunctionArn": function,
                    "Events": ["s3:ObjectCreated:*"],
                    "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "input/"}]}},
                }
            ]
        },
    )

    def seen(count):
        found = []
        while len(found) < count:
            messages = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20, MaxNumberOfMessages=10).get("Messages")
            assert messages, f"only {found}"
            for message in messages:
                found += json.loads(message["Body"])["responsePayload"]
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return found

    seen.quiet = lambda: "Messages" not in sqs.receive_message(QueueUrl=url, WaitTimeSeconds=1)
    return seen


def test_exactly_what_is_uploaded_to_input_runs_the_function_within_two_seconds(s3, bucket, triggered):
    s3.put_object(Bucket=bucket, Key="input/first", Body=b"cold")
    triggered(1)
    keys = [f"input/{name}" for name in ("a.csv", "b c+d.csv", "ü/😀.json", "deep/er/e.txt")]
    answered = {}
    for key in keys:
        s3.put_object(Bucket=bucket, Key=f"other/{key}", Body=b"no")
        s3.put_object(Bucket=bucket, Key=key, Body=b"yes")
        answered[key] = time.time()

    seen = triggered(len(keys))

    assert sorted(unquote_plus(each["key"]) for each in seen) == sorted(keys)
    assert {each["event"] for each in seen} == {"ObjectCreated:Put"}
    for each in seen:
        assert each["began"] - answered[unquote_plus(each["key"])] < 2
    assert triggered.quiet()


def test_a_warm_function_starts_soon_after_the_put(s3, bucket, triggered, record_property):
    delays = []
    for number in range(21):
        sent = time.time()
        s3.put_object(Bucket=bucket, Key=f"input/{number}", Body=b"x")
        delays.append((triggered(1)[0]["began"] - sent) * 1000)

    median = statistics.median(delays[1:])
    record_property("put_to_function_started_ms", round(median, 1))
    print(f"S3 put sent to function started: median {median:.1f} ms, worst {max(delays[1:]):.1f} ms")
    assert median < 500
