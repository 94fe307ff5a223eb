"""Terraform's configuration of a small lake and of what works on it: applied, planned again without drift, destroyed.

Not among the tests of every run: './tarn test terraform' compiles OpenTofu and the AWS provider first.
"""

import json
import os
import pathlib
import shutil
import subprocess
import uuid
import zipfile

import pytest

HERE = pathlib.Path(__file__).resolve().parent
BUILT = HERE.parent.parent / ".tarn/terraform"


@pytest.fixture
def tofu(server, environment, tmp_path):
    for declared in HERE.glob("*.tf"):
        shutil.copy(declared, tmp_path)
    with zipfile.ZipFile(tmp_path / "function.zip", "w") as code:
        code.writestr(zipfile.ZipInfo("main.py"), "def handler(event, context):\n    return event\n")
    settings = tmp_path / "settings.rc"
    settings.write_text(
        f'provider_installation {{\n  dev_overrides {{\n    "hashicorp/aws" = "{BUILT}"\n  }}\n  direct {{}}\n}}\n'
    )
    # S3 Control's requests go to <account>.localhost, which not every machine resolves: Tarn is their proxy, too.
    variables = environment | {
        "TF_CLI_CONFIG_FILE": str(settings),
        "AWS_ENDPOINT_URL": f"http://localhost:{server.port}",
        "HTTP_PROXY": server.url,
        "TF_VAR_name": f"tf-{uuid.uuid4().hex[:8]}",
        "CHECKPOINT_DISABLE": "1",
    }

    def run(*words, answers=(0,)):
        done = subprocess.run(
            [os.environ.get("TARN_TERRAFORM", BUILT / "tofu"), *words, "-no-color"],
            cwd=tmp_path,
            env=variables,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode in answers, done.stdout + done.stderr
        return done.stdout

    run.name = variables["TF_VAR_name"]
    return run


def test_a_lake_is_applied_without_drift_and_destroyed(tofu, client):
    tofu("apply", "-auto-approve")

    try:
        assert json.loads(tofu("output", "-json"))["account"]["value"] == "123456789012"
        tofu("plan", "-detailed-exitcode")
        head = client("s3").head_object(Bucket=f"{tofu.name}-lake", Key="raw/hello.json")
        assert head["ServerSideEncryption"] == "aws:kms" and head["VersionId"]
    finally:
        tofu("destroy", "-auto-approve")
    names = [bucket["Name"] for bucket in client("s3").list_buckets()["Buckets"]]
    assert not [name for name in names if name.startswith(tofu.name)]
