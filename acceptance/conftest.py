"""What acceptance tests stand on: one server for the session, real clients pointed at it."""

import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

import boto3
import pytest
from botocore.config import Config

from server import Server

REGION = "us-east-1"


def pytest_addoption(parser):
    parser.addoption("--kills", type=int, default=20, help="how often the crash test kills the server (20)")
    parser.addoption("--object-mb", type=int, default=256, help="how large the memory test's object is (256)")
    parser.addoption("--seed", type=int, default=None, help="repeat a random run")


@pytest.fixture(scope="session")
def shared(tmp_path_factory):
    """The server of the session; it forgets everything when the session ends."""
    running = Server(tmp_path_factory.mktemp("server") / "server.log")
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def server(request, tmp_path_factory):
    """The session's server, or, for files that say OWN_CLOCK since they advance its time, one of the file's own."""
    if not getattr(request.module, "OWN_CLOCK", False):
        yield request.getfixturevalue("shared")
        return
    running = Server(tmp_path_factory.mktemp("server") / "server.log")
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module", autouse=True)
def clean(request):
    """Each file of tests that uses the session's server begins with an empty cloud."""
    if getattr(request.module, "OWN_SERVER", False):
        return
    request.getfixturevalue("server").reset()


@pytest.fixture(scope="module")
def endpoint_url(server):
    return server.url


@pytest.fixture(scope="session")
def credentials():
    return {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": REGION}


@pytest.fixture(scope="module")
def client(endpoint_url, credentials):
    """Makes boto3 clients: client("s3"), client("s3", aws_access_key_id=…)."""

    def make(service, **options):
        return boto3.client(service, endpoint_url=endpoint_url, **{**credentials, **options})

    return make


@pytest.fixture(scope="module")
def resource(endpoint_url, credentials):
    def make(service, **options):
        return boto3.resource(service, endpoint_url=endpoint_url, **{**credentials, **options})

    return make


@pytest.fixture(scope="module")
def environment(endpoint_url, credentials, tmp_path_factory):
    """An environment in which unmodified programs find Tarn, and nothing of the user's own settings."""
    home = tmp_path_factory.mktemp("home")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    return kept | {
        "HOME": str(home),
        "AWS_ENDPOINT_URL": endpoint_url,
        "AWS_ACCESS_KEY_ID": credentials["aws_access_key_id"],
        "AWS_SECRET_ACCESS_KEY": credentials["aws_secret_access_key"],
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_PAGER": "",
    }


@pytest.fixture(scope="module")
def cli(environment):
    """Runs the AWS CLI; gives what it prints, read as JSON where it is JSON."""

    def run(*arguments, check=True, **variables):
        done = subprocess.run(
            [Path(sys.executable).parent / "aws", *map(str, arguments)],
            env=environment | variables,
            capture_output=True,
            text=True,
            timeout=120,
        )
        if check:
            assert done.returncode == 0, f"aws {' '.join(map(str, arguments))}\n{done.stdout}\n{done.stderr}"
        else:
            return done
        try:
            return json.loads(done.stdout)
        except json.JSONDecodeError:
            return done.stdout

    return run


@pytest.fixture
def s3(client):
    return client("s3", config=Config(retries={"total_max_attempts": 1}))


@pytest.fixture
def bucket(s3):
    """A new empty bucket."""
    name = f"bucket-{uuid.uuid4().hex[:12]}"
    s3.create_bucket(Bucket=name)
    return name
