"""S3 as the file system of data programs: s3fs, and Arrow's own client in C++."""

import pathlib
import subprocess
import uuid

import pyarrow as arrow
import pyarrow.dataset
import pyarrow.fs
import pyarrow.parquet
import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def test_s3fs_writes_seeks_lists_moves_and_removes(environment):
    python = ROOT / ".tarn/venv-s3fs/bin/python"

    done = subprocess.run(
        [python, ROOT / "acceptance/s3fs/program.py", f"s3fs-{uuid.uuid4().hex[:12]}"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def arrow_fs(endpoint_url, credentials):
    return pyarrow.fs.S3FileSystem(
        access_key=credentials["aws_access_key_id"],
        secret_key=credentials["aws_secret_access_key"],
        region=credentials["region_name"],
        endpoint_override=endpoint_url.removeprefix("http://"),
        scheme="http",
    )


def test_arrow_writes_a_partitioned_dataset_and_reads_only_what_a_filter_leaves(arrow_fs, bucket):
    rows = arrow.table({"country": ["FR", "US", "FR", "DE"], "amount": [1.5, 2.5, 3.5, 4.5]})
    pyarrow.dataset.write_dataset(
        rows,
        f"{bucket}/sales",
        filesystem=arrow_fs,
        format="parquet",
        partitioning=pyarrow.dataset.partitioning(arrow.schema([("country", arrow.string())]), flavor="hive"),
    )

    sales = pyarrow.dataset.dataset(f"{bucket}/sales", filesystem=arrow_fs, partitioning="hive")

    assert len(sales.files) == 3
    assert sales.to_table(filter=pyarrow.dataset.field("country") == "FR")["amount"].to_pylist() == [1.5, 3.5]


def test_arrow_streams_moves_and_deletes_files(arrow_fs, bucket):
    content = bytes(range(256)) * (40 << 10)
    with arrow_fs.open_output_stream(f"{bucket}/in parts") as file:
        file.write(content)
    arrow_fs.move(f"{bucket}/in parts", f"{bucket}/moved")

    with arrow_fs.open_input_file(f"{bucket}/moved") as file:
        assert file.size() == len(content)
        file.seek(9_000_001)
        assert file.read(255) == content[9_000_001:9_000_256]
    arrow_fs.delete_file(f"{bucket}/moved")
    assert arrow_fs.get_file_info(f"{bucket}/moved").type == pyarrow.fs.FileType.NotFound
