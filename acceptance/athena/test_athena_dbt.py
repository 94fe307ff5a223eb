"""dbt-athena, unmodified: seeds, tables, views, Iceberg increments, tests."""

import shutil
import subprocess
import uuid
from pathlib import Path

import pytest
from lake import Lake

ROOT = Path(__file__).resolve().parents[2]
DBT = ROOT / ".tarn/venv-dbt/bin/dbt"


@pytest.fixture(scope="module")
def lake(client):
    return Lake(client)


@pytest.fixture(scope="module")
def dbt(lake, environment, tmp_path_factory):
    project = tmp_path_factory.mktemp("dbt") / "project"
    shutil.copytree(ROOT / "acceptance/dbt", project)
    lake.schema = f"dbt_{uuid.uuid4().hex[:8]}"
    variables = environment | {"DBT_BUCKET": lake.bucket, "DBT_SCHEMA": lake.schema, "DBT_PROFILES_DIR": str(project)}

    def run(*words):
        done = subprocess.run(
            [DBT.parent / "python", DBT, *words],
            cwd=project,
            env=variables,
            capture_output=True,
            text=True,
            timeout=300,
        )
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
        return done.stdout

    return run


def test_a_project_is_built_and_built_again(dbt, lake):
    told = dbt("build")
    assert "ERROR=0" in told and "FAIL" not in told.replace("FAIL=0", "")
    counted = f"SELECT country, orders, amount FROM {lake.schema}.by_country ORDER BY 1"
    assert lake.values(counted) == [["FR", "1", "2.5"], ["USA", "2", "5.5"]]
    assert lake.values(f"SELECT country FROM {lake.schema}.large") == [["USA"]]
    dbt("build")  # tables are replaced, the history is merged
    assert lake.values(f"SELECT count(*), sum(order_id) FROM {lake.schema}.history") == [["3", "6"]]
    assert lake.values(counted) == [["FR", "1", "2.5"], ["USA", "2", "5.5"]]
