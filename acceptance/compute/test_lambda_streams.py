"""Functions that read streams of tables, and answers that are sent while they are written."""

import json
import time

import pytest
from functions import archive, create


@pytest.fixture
def functions(client):
    return client("lambda")


@pytest.fixture
def sqs(client):
    return client("sqs")


@pytest.fixture
def table(client):
    dynamodb = client("dynamodb")
    made = dynamodb.create_table(
        TableName=f"t{time.monotonic_ns()}",
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )["TableDescription"]

    def put(id, **more):
        dynamodb.put_item(TableName=made["TableName"], Item={"id": {"S": id}, **more})

    return made["LatestStreamArn"], put


def printed(client, name, mark, count, seconds=20):
    """What a function printed behind a mark, once there is enough of it."""
    logs = client("logs")
    until = time.monotonic() + seconds
    found = []
    while len(found) < count and time.monotonic() < until:
        time.sleep(0.1)
        try:
            events = logs.filter_log_events(logGroupName=f"/aws/lambda/{name}")["events"]
        except logs.exceptions.ResourceNotFoundException:
            continue
        lines = [event["message"] for event in events]
        found = [json.loads(line.split(mark, 1)[1]) for line in lines if mark in line]
    return found


READER = (
    "import json\ndef handler(event, context):\n    for r in event['Records']:\n"
    "        print('GOT', json.dumps(r['dynamodb']['NewImage']))\n"
)


def test_changes_of_a_table_reach_a_function_in_order(functions, client, table):
    stream, put = table
    put("before", n={"N": "0"})
    name = create(functions, READER)
    functions.create_event_source_mapping(EventSourceArn=stream, FunctionName=name, StartingPosition="LATEST")
    for n in range(1, 6):
        put("one", n={"N": str(n)}, list={"L": [{"S": "x"}, {"BOOL": True}]})
    got = printed(client, name, "GOT", 5)
    assert [image["n"]["N"] for image in got] == ["1", "2", "3", "4", "5"]
    assert got[0] == {"id": {"S": "one"}, "n": {"N": "1"}, "list": {"L": [{"S": "x"}, {"BOOL": True}]}}


def test_only_what_a_filter_wants_is_read(functions, client, table):
    stream, put = table
    pattern = {"dynamodb": {"NewImage": {"kind": {"S": ["good"]}}}}
    name = create(functions, READER)
    functions.create_event_source_mapping(
        EventSourceArn=stream,
        FunctionName=name,
        StartingPosition="TRIM_HORIZON",
        FilterCriteria={"Filters": [{"Pattern": json.dumps(pattern)}]},
    )
    put("a", kind={"S": "bad"})
    put("b", kind={"S": "good"})
    assert [image["id"]["S"] for image in printed(client, name, "GOT", 1)] == ["b"]


def test_a_batch_that_always_fails_is_split_given_up_and_told(functions, sqs, client, table):
    stream, put = table
    url = sqs.create_queue(QueueName=f"lost-{time.monotonic_ns()}")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    for id in ("a", "poison", "c"):
        put(id)
    name = create(
        functions,
        READER + "    if any(r['dynamodb']['Keys']['id']['S'] == 'poison' for r in event['Records']):\n"
        "        raise ValueError('poison')\n    print('DONE', json.dumps(len(event['Records'])))\n",
    )
    functions.create_event_source_mapping(
        EventSourceArn=stream,
        FunctionName=name,
        StartingPosition="TRIM_HORIZON",
        BisectBatchOnFunctionError=True,
        MaximumRetryAttempts=1,
        DestinationConfig={"OnFailure": {"Destination": arn}},
    )
    messages = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20).get("Messages", [])
    told = json.loads(messages[0]["Body"])
    assert told["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert told["DDBStreamBatchInfo"]["batchSize"] == 1
    assert sum(printed(client, name, "DONE", 2)) == 2


def test_an_answer_is_sent_while_it_is_written(functions):
    code = (
        "export const handler = awslambda.streamifyResponse(async (event, out) => {\n"
        "  for (const word of event) { out.write(word); await new Promise((r) => setTimeout(r, 300)); }\n"
        "  out.end();\n});\n"
    )
    name = create(functions, archive(app__mjs=code), runtime="nodejs20.x")
    answer = functions.invoke_with_response_stream(FunctionName=name, Payload=json.dumps(["one ", "two ", "three"]))
    times, text = [], b""
    for event in answer["EventStream"]:
        if "PayloadChunk" in event:
            times.append(time.monotonic())
            text += event["PayloadChunk"]["Payload"]
        else:
            assert "ErrorCode" not in event["InvokeComplete"]
    assert text == b"one two three"
    assert times[-1] - times[0] > 0.4, "it came piece by piece"


def test_what_fails_in_a_stream_is_told_at_its_end(functions):
    name = create(functions, "def handler(event, context):\n    raise ValueError('broken')\n")
    events = list(functions.invoke_with_response_stream(FunctionName=name)["EventStream"])
    assert events[-1]["InvokeComplete"]["ErrorCode"] == "Unhandled"
    assert "broken" in events[-1]["InvokeComplete"]["ErrorDetails"]


def test_records_of_kinesis_reach_a_function_in_order(functions, client):
    kinesis = client("kinesis")
    stream = f"s{time.monotonic_ns()}"
    kinesis.create_stream(StreamName=stream, ShardCount=2)
    kinesis.get_waiter("stream_exists").wait(StreamName=stream, WaiterConfig={"Delay": 1})
    arn = kinesis.describe_stream_summary(StreamName=stream)["StreamDescriptionSummary"]["StreamARN"]
    name = create(
        functions,
        "import base64\ndef handler(event, context):\n    for r in event['Records']:\n"
        "        print('GOT', base64.b64decode(r['kinesis']['data']).decode())\n",
    )
    functions.create_event_source_mapping(
        EventSourceArn=arn,
        FunctionName=name,
        StartingPosition="TRIM_HORIZON",
        FilterCriteria={"Filters": [{"Pattern": json.dumps({"data": {"n": [{"numeric": [">", 0]}]}})}]},
    )
    for n in range(6):
        kinesis.put_record(StreamName=stream, PartitionKey="one", Data=json.dumps({"n": n}).encode())
    assert printed(client, name, "GOT", 5) == [{"n": n} for n in range(1, 6)]
