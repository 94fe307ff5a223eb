"""Rules that call HTTP APIs, let in by connections."""

import base64
import json
import threading
import time
import urllib.parse
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

ROLE = "arn:aws:iam::123456789012:role/events"


class Api:
    """An API that remembers what it was asked, and answers by the statuses it was given, then 200."""

    def __init__(self):
        self.seen, self.statuses = [], []
        api = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                api.seen.append((self.command, self.path, dict(self.headers), body))
                token = json.dumps({"access_token": "t0k3n", "expires_in": 300}).encode()
                self.send_response(api.statuses.pop(0) if api.statuses and "/token" not in self.path else 200)
                self.send_header("Content-Length", str(len(token)))
                self.end_headers()
                self.wfile.write(token)

            do_GET = do_POST = do_PUT = answer

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def wait(self, count, seconds=30):
        deadline = time.monotonic() + seconds
        while len(self.seen) < count and time.monotonic() < deadline:
            time.sleep(0.02)
        assert len(self.seen) >= count, self.seen
        return self.seen


@pytest.fixture
def api():
    made = Api()
    yield made
    made.server.shutdown()


@pytest.fixture
def events(client):
    return client("events")


def connect(events, type, parameters):
    name = f"c-{uuid.uuid4().hex[:8]}"
    made = events.create_connection(Name=name, AuthorizationType=type, AuthParameters=parameters)
    return name, made["ConnectionArn"]


def route(events, connection, url, method="POST", http=None, **target):
    name = f"d-{uuid.uuid4().hex[:8]}"
    arn = events.create_api_destination(Name=name, ConnectionArn=connection, InvocationEndpoint=url, HttpMethod=method)[
        "ApiDestinationArn"
    ]
    events.put_rule(Name=name, EventPattern=json.dumps({"source": [name]}))
    parameters = {"HttpParameters": http} if http else {}
    events.put_targets(Rule=name, Targets=[{"Id": "1", "Arn": arn, "RoleArn": ROLE, **parameters, **target}])
    return name


def put(events, source, detail):
    answer = events.put_events(Entries=[{"Source": source, "DetailType": "t", "Detail": json.dumps(detail)}])
    assert answer["FailedEntryCount"] == 0


def test_an_event_calls_an_api_with_its_key(events, client, api):
    name, arn = connect(
        events,
        "API_KEY",
        {
            "ApiKeyAuthParameters": {"ApiKeyName": "x-key", "ApiKeyValue": "sesame"},
            "InvocationHttpParameters": {
                "HeaderParameters": [{"Key": "x-more", "Value": "hidden", "IsValueSecret": True}],
                "QueryStringParameters": [{"Key": "q", "Value": "a b", "IsValueSecret": False}],
                "BodyParameters": [{"Key": "added", "Value": "yes", "IsValueSecret": False}],
            },
        },
    )
    described = events.describe_connection(Name=name)
    assert described["ConnectionState"] == "AUTHORIZED"
    assert "sesame" not in str(described) and "hidden" not in str(described)
    secret = client("secretsmanager").get_secret_value(SecretId=described["SecretArn"])["SecretString"]
    assert json.loads(secret)["api_key_value"] == "sesame"
    source = route(events, arn, api.url + "/items/*", "PUT", {"PathParameterValues": ["one/two"]}, InputPath="$.detail")
    put(events, source, {"n": 1})
    method, path, headers, body = api.wait(1)[0]
    assert (method, path) == ("PUT", "/items/one%2Ftwo?q=a%20b")
    assert (headers["x-key"], headers["x-more"]) == ("sesame", "hidden")
    assert json.loads(body) == {"n": 1, "added": "yes"}


def test_basic_and_oauth_let_in(events, api):
    _, basic = connect(events, "BASIC", {"BasicAuthParameters": {"Username": "me", "Password": "pw"}})
    put(events, route(events, basic, api.url + "/basic"), {})
    headers = api.wait(1)[0][2]
    assert headers["Authorization"] == "Basic " + base64.b64encode(b"me:pw").decode()
    api.seen.clear()
    _, oauth = connect(
        events,
        "OAUTH_CLIENT_CREDENTIALS",
        {
            "OAuthParameters": {
                "ClientParameters": {"ClientID": "id", "ClientSecret": "s"},
                "AuthorizationEndpoint": api.url + "/token",
                "HttpMethod": "POST",
            }
        },
    )
    source = route(events, oauth, api.url + "/oauth")
    put(events, source, {})
    api.wait(2)
    put(events, source, {})
    asked = [(path, headers.get("Authorization")) for _, path, headers, _ in api.wait(3)]
    assert asked == [("/token", None), ("/oauth", "Bearer t0k3n"), ("/oauth", "Bearer t0k3n")]
    form = urllib.parse.parse_qs(api.seen[0][3])
    assert form == {"grant_type": ["client_credentials"], "client_id": ["id"], "client_secret": ["s"]}


def test_a_refused_call_is_made_again_or_ends_in_the_dead_letter_queue(events, client, api):
    sqs = client("sqs")
    url = sqs.create_queue(QueueName=f"dead-{uuid.uuid4().hex[:8]}")["QueueUrl"]
    queue = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    _, arn = connect(events, "BASIC", {"BasicAuthParameters": {"Username": "me", "Password": "pw"}})
    source = route(events, arn, api.url, DeadLetterConfig={"Arn": queue})
    api.statuses = [503]
    put(events, source, {"try": 1})
    api.wait(2)
    api.statuses = [404]
    put(events, source, {"try": 2})
    dead = sqs.receive_message(QueueUrl=url, WaitTimeSeconds=20)["Messages"]
    assert json.loads(dead[0]["Body"])["detail"] == {"try": 2}


def test_connections_and_destinations_are_kept(events, client, api):
    name, arn = connect(events, "BASIC", {"BasicAuthParameters": {"Username": "me", "Password": "pw"}})
    with pytest.raises(events.exceptions.ResourceAlreadyExistsException):
        events.create_connection(
            Name=name,
            AuthorizationType="BASIC",
            AuthParameters={"BasicAuthParameters": {"Username": "a", "Password": "b"}},
        )
    events.update_connection(Name=name, AuthParameters={"BasicAuthParameters": {"Password": "new"}})
    secret = events.describe_connection(Name=name)["SecretArn"]
    secrets = client("secretsmanager")
    assert json.loads(secrets.get_secret_value(SecretId=secret)["SecretString"]) == {
        "username": "me",
        "password": "new",
    }
    destination = f"d-{uuid.uuid4().hex[:8]}"
    events.create_api_destination(
        Name=destination,
        ConnectionArn=arn,
        InvocationEndpoint=api.url,
        HttpMethod="GET",
        InvocationRateLimitPerSecond=5,
    )
    events.update_api_destination(Name=destination, HttpMethod="POST")
    shown = events.describe_api_destination(Name=destination)
    assert (shown["HttpMethod"], shown["InvocationRateLimitPerSecond"]) == ("POST", 5)
    assert [each["Name"] for each in events.list_api_destinations(ConnectionArn=arn)["ApiDestinations"]] == [
        destination
    ]
    assert name in [each["Name"] for each in events.list_connections(NamePrefix="c-")["Connections"]]
    assert events.deauthorize_connection(Name=name)["ConnectionState"] == "DEAUTHORIZED"
    events.delete_api_destination(Name=destination)
    events.delete_connection(Name=name)
    with pytest.raises(events.exceptions.ResourceNotFoundException):
        events.describe_connection(Name=name)
    with pytest.raises(secrets.exceptions.ResourceNotFoundException):
        secrets.describe_secret(SecretId=secret)
