"""Versions, aliases, layers, policies, limits and tags of functions."""

import json
from collections import Counter

import pytest
from botocore.exceptions import ClientError
from functions import archive, call, create

VALUE = "def handler(event, context):\n    return [{}, context.function_version]\n"


@pytest.fixture
def functions(client):
    return client("lambda")


def refused(code, work):
    with pytest.raises(ClientError) as fault:
        work()
    assert fault.value.response["Error"]["Code"] == code
    return fault.value.response


def test_versions_stay_as_they_were_published_and_aliases_point_at_them(functions):
    name = create(functions, VALUE.format(1))
    first = functions.publish_version(FunctionName=name, Description="first")
    assert (first["Version"], first["FunctionArn"].endswith(":1")) == ("1", True)
    assert functions.publish_version(FunctionName=name)["Version"] == "1", "nothing changed in between"
    functions.update_function_code(FunctionName=name, ZipFile=archive(app__py=VALUE.format(2)), Publish=True)
    functions.create_alias(FunctionName=name, Name="prod", FunctionVersion="1")
    assert call(functions, name, Qualifier="prod") == ([1, "1"], None)
    assert call(functions, name, Qualifier="2") == ([2, "2"], None)
    assert call(functions, name) == ([2, "$LATEST"], None)
    functions.update_alias(FunctionName=name, Name="prod", FunctionVersion="2")
    assert call(functions, f"{name}:prod")[0] == [2, "2"]
    versions = functions.list_versions_by_function(FunctionName=name)["Versions"]
    assert [version["Version"] for version in versions] == ["$LATEST", "1", "2"]
    refused("ResourceConflictException", lambda: functions.delete_function(FunctionName=name, Qualifier="2"))
    functions.delete_alias(FunctionName=name, Name="prod")
    functions.delete_function(FunctionName=name, Qualifier="2")
    refused("ResourceNotFoundException", lambda: functions.invoke(FunctionName=name, Qualifier="2"))


def test_an_alias_shares_its_calls_by_weight(functions):
    name = create(functions, VALUE.format(1))
    functions.publish_version(FunctionName=name)
    functions.update_function_code(FunctionName=name, ZipFile=archive(app__py=VALUE.format(2)), Publish=True)
    functions.create_alias(
        FunctionName=name,
        Name="canary",
        FunctionVersion="1",
        RoutingConfig={"AdditionalVersionWeights": {"2": 0.3}},
    )
    seen = Counter(call(functions, name, Qualifier="canary")[0][0] for _ in range(150))
    assert 20 <= seen[2] <= 75 and seen[1] + seen[2] == 150


def test_layers_lie_under_opt_and_packages_are_found(functions):
    layer = functions.publish_layer_version(
        LayerName="figures",
        Content={"ZipFile": archive(**{"python/figures__py": "answer = 42\n", "data__txt": "d"})},
        CompatibleRuntimes=["python3.11"],
    )
    assert layer["Version"] == 1
    name = create(
        functions,
        "from figures import answer\ndef handler(event, context):\n    return [answer, open('/opt/data.txt').read()]\n",
        Layers=[layer["LayerVersionArn"]],
    )
    assert call(functions, name) == ([42, "d"], None)
    assert functions.list_layers()["Layers"][0]["LayerName"] == "figures"


def test_policies_are_kept_statement_by_statement(functions):
    name = create(functions, VALUE.format(1))
    refused("ResourceNotFoundException", lambda: functions.get_policy(FunctionName=name))
    added = functions.add_permission(
        FunctionName=name,
        StatementId="s3",
        Action="lambda:InvokeFunction",
        Principal="s3.amazonaws.com",
        SourceArn="arn:aws:s3:::pictures",
        SourceAccount="123456789012",
    )
    statement = json.loads(added["Statement"])
    assert statement["Principal"] == {"Service": "s3.amazonaws.com"}
    assert statement["Condition"] == {
        "StringEquals": {"AWS:SourceAccount": "123456789012"},
        "ArnLike": {"AWS:SourceArn": "arn:aws:s3:::pictures"},
    }
    assert json.loads(functions.get_policy(FunctionName=name)["Policy"])["Statement"] == [statement]
    refused(
        "ResourceConflictException",
        lambda: functions.add_permission(
            FunctionName=name, StatementId="s3", Action="lambda:InvokeFunction", Principal="s3.amazonaws.com"
        ),
    )
    functions.remove_permission(FunctionName=name, StatementId="s3")
    refused("ResourceNotFoundException", lambda: functions.get_policy(FunctionName=name))


def test_reserved_concurrency_caps_and_is_bounded(functions):
    name = create(functions, VALUE.format(1))
    assert functions.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    fault = refused("TooManyRequestsException", lambda: functions.invoke(FunctionName=name))
    assert fault["Reason"] == "ReservedFunctionConcurrentInvocationLimitExceeded"
    assert fault["ResponseMetadata"]["HTTPStatusCode"] == 429
    refused(
        "InvalidParameterValueException",
        lambda: functions.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=950),
    )
    functions.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=50)
    assert functions.get_account_settings()["AccountLimit"]["UnreservedConcurrentExecutions"] == 950
    assert call(functions, name)[0] == [1, "$LATEST"]
    functions.delete_function_concurrency(FunctionName=name)


def test_tags_and_lists(functions):
    name = create(functions, VALUE.format(1), Tags={"team": "a"})
    arn = functions.get_function(FunctionName=name)["Configuration"]["FunctionArn"]
    functions.tag_resource(Resource=arn, Tags={"cost": "7"})
    functions.untag_resource(Resource=arn, TagKeys=["team"])
    assert functions.list_tags(Resource=arn)["Tags"] == {"cost": "7"}
    pages = functions.get_paginator("list_functions").paginate(PaginationConfig={"PageSize": 1})
    assert name in {one["FunctionName"] for page in pages for one in page["Functions"]}
