"""What a function's policy lets another account do, and nothing beside it."""

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from functions import call, create

from server import Server

OWN_SERVER = True
OWNER, GUEST = "123456789012", "210987654321"
ECHO = "def handler(event, context):\n    return [event, context.invoked_function_arn]\n"


@pytest.fixture(scope="module")
def account(tmp_path_factory):
    """Clients of each account's root user, in a server that decides in both."""
    data = tmp_path_factory.mktemp("guests")
    running = Server(data / "server.log", data=data / "data", options=["--enforce-iam-in", f"{OWNER},{GUEST}"])
    running.start()

    def make(service, owner):
        name = "root-key" if owner == OWNER else f"root-key-{owner}"
        key, secret = (data / "data" / name).read_text().split()
        return boto3.client(
            service,
            endpoint_url=running.url,
            region_name="us-east-1",
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            config=Config(retries={"total_max_attempts": 1}),
        )

    yield make
    running.stop()


def refused(work, **parameters):
    with pytest.raises(ClientError) as refusal:
        work(**parameters)
    return refusal.value.response["Error"]["Code"]


def test_a_grant_opens_one_function_for_one_action(account):
    ours, theirs = account("lambda", OWNER), account("lambda", GUEST)
    iam = account("iam", OWNER)
    trust = (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",'
        ' "Principal": {"Service": "lambda.amazonaws.com"}}]}'
    )
    role = iam.create_role(RoleName="runs", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    shared, closed = create(ours, ECHO, Role=role), create(ours, ECHO, Role=role)
    arns = {name: ours.get_function(FunctionName=name)["Configuration"]["FunctionArn"] for name in (shared, closed)}
    assert refused(theirs.invoke, FunctionName=arns[shared]) == "AccessDeniedException"
    ours.add_permission(FunctionName=shared, StatementId="guest", Action="lambda:InvokeFunction", Principal=GUEST)
    assert call(theirs, arns[shared], {"from": "a guest"})[0] == [{"from": "a guest"}, arns[shared]]
    assert refused(theirs.invoke, FunctionName=arns[closed]) == "AccessDeniedException"
    assert refused(theirs.get_function, FunctionName=arns[shared]) == "AccessDeniedException"
    assert refused(theirs.delete_function, FunctionName=arns[shared]) == "AccessDeniedException"
    ours.remove_permission(FunctionName=shared, StatementId="guest")
    assert refused(theirs.invoke, FunctionName=arns[shared]) == "AccessDeniedException"
    assert call(ours, shared, 1)[0][0] == 1
