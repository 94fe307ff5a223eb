"""The AWS SDK for JavaScript v3 as a client: each file of acceptance/js under node's own test runner."""

import pathlib
import shutil
import subprocess

import pytest

FOLDER = pathlib.Path(__file__).parent / "js"


@pytest.mark.parametrize("file", sorted(path.name for path in FOLDER.glob("*.test.js")))
def test_the_javascript_sdk_works_unmodified(file, environment):
    node = shutil.which("node")
    assert node, "Node.js is needed: ./tarn test says how to get it"

    done = subprocess.run(
        [node, "--test", file], cwd=FOLDER, env=environment, capture_output=True, text=True, timeout=120
    )

    assert done.returncode == 0, done.stdout + done.stderr
