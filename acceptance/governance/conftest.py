"""A server that enforces policies, and people who ask it."""

import re
import uuid

import boto3
import pytest
from botocore.config import Config
from statements import document

from server import Server


@pytest.fixture(scope="module")
def enforced(tmp_path_factory):
    running = Server(tmp_path_factory.mktemp("enforced") / "server.log", options=["--enforce-iam"])
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def root(enforced):
    """The root user's key, as the server says it when it starts."""
    text = enforced.log.read_text()
    return {
        "AccessKeyId": re.search(r"AWS_ACCESS_KEY_ID=(\S+)", text).group(1),
        "SecretAccessKey": re.search(r"AWS_SECRET_ACCESS_KEY=(\S+)", text).group(1),
    }


@pytest.fixture(scope="module")
def clients(enforced):
    def make(service, key):
        return boto3.client(
            service,
            endpoint_url=enforced.url,
            region_name="us-east-1",
            aws_access_key_id=key["AccessKeyId"],
            aws_secret_access_key=key["SecretAccessKey"],
            aws_session_token=key.get("SessionToken"),
            config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
        )

    return make


@pytest.fixture(scope="module")
def iam(clients, root):
    return clients("iam", root)


@pytest.fixture(scope="module")
def person(iam, clients):
    """Makes users: person(statements...) is a key."""

    def make(*statements, name=None, **more):
        name = name or f"u-{uuid.uuid4().hex[:8]}"
        iam.create_user(UserName=name, **more)
        if statements:
            iam.put_user_policy(UserName=name, PolicyName="own", PolicyDocument=document(*statements))
        return iam.create_access_key(UserName=name)["AccessKey"]

    return make
