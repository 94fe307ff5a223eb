"""Athena's dialect in text: the files of `dialect/` say what each statement answers, to the byte."""

import re

import pytest
from botocore.exceptions import ClientError
from lake import Lake
from scenarios import scenarios

QUERIES = (
    "types",
    "text_functions",
    "number_functions",
    "time_functions",
    "array_functions",
    "json_functions",
    "aggregates",
    "windows",
    "queries",
    "errors",
)
STEPS = ("definitions", "formats")

# These answer with files of rows, whose names are no result.
WRITING = ("CREATE_TABLE_AS_SELECT", "INSERT", "UNLOAD")


class Dialect(Lake):
    """Runs scenarios; those that depend on nothing are begun together and asked for later."""

    def __init__(self, client):
        super().__init__(client)
        self.begun = {}

    def filled(self, text):
        return text.replace("$BUCKET", self.bucket).replace("$DATABASE", self.database)

    @staticmethod
    def lasting(text):
        """A text without what is another in each run."""
        text = re.sub(r"(?<=[/_'])t?[0-9a-f]{8}([-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}", "$ID", text)
        return re.sub(r"'transient_lastDdlTime'='\d+'", "'transient_lastDdlTime'='$TIME'", text)

    def begin(self, scenario):
        try:
            self.begun[scenario] = self.start(self.filled(scenario.statement))
        except ClientError as refusal:
            self.begun[scenario] = refusal

    def told(self, scenario):
        begun = self.begun.pop(scenario)
        if isinstance(begun, ClientError):
            return "REFUSED: " + begun.response["Error"]["Message"]
        execution = self.ended(begun)
        if execution["Status"]["State"] != "SUCCEEDED":
            return "FAILED: " + self.lasting(execution["Status"]["StateChangeReason"])
        if execution["SubstatementType"] in WRITING:
            return ""
        bucket, key = execution["ResultConfiguration"]["OutputLocation"].removeprefix("s3://").split("/", 1)
        return self.lasting(self.s3.get_object(Bucket=bucket, Key=key)["Body"].read().decode()).rstrip("\n")


def name(scenario):
    return f"{scenario.file}: {scenario.title}"


@pytest.fixture(scope="module")
def dialect(client):
    return Dialect(client)


@pytest.fixture(scope="module")
def asked(dialect):
    """All queries, begun at once."""
    for scenario in scenarios(*QUERIES):
        dialect.begin(scenario)
    return dialect


@pytest.mark.parametrize("scenario", scenarios(*QUERIES), ids=name)
def test_a_query_answers(asked, scenario):
    assert asked.told(scenario) == asked.filled(scenario.expected)


@pytest.mark.parametrize("scenario", scenarios(*STEPS), ids=name)
def test_a_definition_answers(dialect, scenario):
    """One after the other, since each stands on what came before it in its file."""
    dialect.begin(scenario)
    assert dialect.told(scenario) == dialect.filled(scenario.expected)
