"""What README.md promises on its first page."""

import re
import subprocess
import sys

from server import ROOT

README = (ROOT / "README.md").read_text()


def test_the_five_lines_of_boto3_run_as_they_stand(endpoint_url, environment, tmp_path):
    code = re.search(r"```python\n(.*?)```", README, re.S).group(1)
    assert "http://localhost:4566" in code
    (tmp_path / "README.md").write_text(README)

    done = subprocess.run(
        [sys.executable, "-c", code.replace("http://localhost:4566", endpoint_url)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == README.strip()
