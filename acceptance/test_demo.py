"""./tarn demo, as far as it is a client: the same script against the tests' server."""

import pathlib
import subprocess
import sys

DEMO = pathlib.Path(__file__).parent.parent / "demo" / "demo.py"


def test_the_demo_finds_its_tables_and_answers_its_questions(endpoint_url):
    command = [sys.executable, str(DEMO), "--endpoint", endpoint_url, "--last"]
    first, again = (subprocess.run(command, capture_output=True, text=True, timeout=300) for _ in range(2))

    assert first.returncode == 0, first.stdout + first.stderr
    assert "the crawler found 3 tables" in first.stdout
    assert "3000000" in first.stdout, "the records of the Parquet file"
    assert "Denver" in first.stdout, "the join of flights and airports"
    assert "511502" in first.stdout, "the flights of March, out of one partition"
    assert "5 questions" in first.stdout
    assert again.returncode == 0, "it clears up after an earlier run: " + again.stdout + again.stderr
