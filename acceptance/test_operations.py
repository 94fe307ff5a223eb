"""Every operation of every carried service, asked by botocore with the least its model demands.

Whatever Tarn answers, botocore must be able to read it: an output, or an error of the service's own form. What is not
done says so by name; nothing fails inside.
"""

import functools

import botocore.exceptions
import botocore.session
import pytest
from botocore.config import Config

SERVICES = ["sts", "iam", "s3", "glue", "athena"]


def operations():
    session = botocore.session.get_session()
    for service in SERVICES:
        for operation in session.get_service_model(service).operation_names:
            yield pytest.param(service, operation, id=f"{service}-{operation}")


@functools.cache
def model(service):
    return botocore.session.get_session().get_service_model(service)


def least(shape, depth=0):
    """A value of a shape with its required members only, within its constraints."""
    kind, facts = shape.type_name, shape.metadata
    if kind == "structure":
        wanted = shape.required_members or (list(shape.members)[:1] if getattr(shape, "is_tagged_union", False) else [])
        return {name: least(shape.members[name], depth + 1) for name in wanted} if depth < 8 else {}
    if kind == "list":
        return [least(shape.member, depth + 1)] * max(1, facts.get("min", 1))
    if kind == "map":
        return {least(shape.key, depth + 1): least(shape.value, depth + 1)}
    if kind == "string":
        if shape.enum:
            return shape.enum[0]
        if "Arn" in shape.name or "ARN" in shape.name or shape.name == "arnType":
            return "arn:aws:iam::123456789012:role/nobody"
        return "a" * max(1, facts.get("min", 1))
    if kind in ("integer", "long"):
        return max(1, facts.get("min", 1))
    return {
        "boolean": False,
        "float": 1.0,
        "double": 1.0,
        "blob": b"a",
        "timestamp": "2026-01-01T00:00:00Z",
    }[kind]


@pytest.mark.parametrize(("service", "operation"), list(operations()))
def test_every_operation_is_answered_in_its_protocol(client, service, operation):
    shape = model(service).operation_model(operation).input_shape
    arguments = least(shape) if shape else {}
    if service == "s3" and "Bucket" in arguments:
        arguments["Bucket"] = "no-such-bucket"
    caller = shared(client, service)
    method = getattr(caller, botocore.xform_name(operation))
    try:
        answer = method(**arguments)
    except botocore.exceptions.ClientError as error:
        answer = error.response
        code = answer["Error"]["Code"]
        assert code and not code.isdigit() or operation.startswith("Head"), answer
        assert code not in ("InternalFailure", "InternalError", "InternalServiceException"), answer
        if code == "NotImplemented":
            # What is signed for a service of its own, such as s3express, is refused before its name is known.
            message = answer["Error"]["Message"]
            assert operation in message or "does not carry the service" in message
    assert answer["ResponseMetadata"]["RequestId"]


CLIENTS = {}


def shared(client, service):
    if service not in CLIENTS:
        options = Config(retries={"total_max_attempts": 1}, inject_host_prefix=False, read_timeout=60)
        CLIENTS[service] = client(service, config=options)
    return CLIENTS[service]
