"""Much at once, by the AWS CLI: a large file whose upload is killed half-way and resumed, a tree of many small files.

TARN_LARGE_MB (200) says how large the file is, TARN_SMALL_FILES (1000) how many files the tree has.
"""

import hashlib
import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import boto3
import pytest
from botocore.config import Config

from server import Server

OWN_SERVER = True
LARGE_MB = int(os.environ.get("TARN_LARGE_MB", "200"))
SMALL_FILES = int(os.environ.get("TARN_SMALL_FILES", "1000"))
CHUNK = 1 << 20
FILES_IN_FOLDER = 500


@pytest.fixture
def kept(tmp_path):
    """A server on a disk of its own, which may be killed."""
    running = Server(tmp_path / "server.log", data=tmp_path / "data")
    running.start()
    yield running
    running.stop()


@pytest.fixture
def aws(kept, credentials, tmp_path):
    """Starts the AWS CLI."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")} | {
        "HOME": str(tmp_path),
        "AWS_ENDPOINT_URL": kept.url,
        "AWS_ACCESS_KEY_ID": credentials["aws_access_key_id"],
        "AWS_SECRET_ACCESS_KEY": credentials["aws_secret_access_key"],
        "AWS_DEFAULT_REGION": credentials["region_name"],
    }

    def start(*arguments, output=subprocess.PIPE):
        command = [Path(sys.executable).parent / "aws", "s3", *map(str, arguments)]
        return subprocess.Popen(command, env=variables, stdout=output, stderr=subprocess.STDOUT)

    return start


@pytest.fixture
def s3(kept, credentials):
    config = Config(retries={"total_max_attempts": 1}, read_timeout=300)
    return boto3.client("s3", endpoint_url=kept.url, config=config, **credentials)


class Peak:
    """The most memory that a server takes meanwhile."""

    def __init__(self, server):
        self.server = server
        self.megabytes = 0
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.watch, daemon=True)
        self.thread.start()

    def watch(self):
        while not self.over.wait(0.2):
            try:
                self.megabytes = max(self.megabytes, self.server.resident_mb())
            except (OSError, IndexError):
                continue

    def stop(self):
        self.over.set()
        self.thread.join()
        return self.megabytes


def write_large(path):
    """Writes a file whose megabytes all differ and gives its hash."""
    chunk = random.Random(11).randbytes(CHUNK)
    hashed = hashlib.sha256()
    with path.open("wb") as file:
        for number in range(LARGE_MB):
            part = number.to_bytes(8, "big") + chunk[8:]
            hashed.update(part)
            file.write(part)
    return hashed.hexdigest()


def parts_of(s3, upload):
    pages = s3.get_paginator("list_parts").paginate(Bucket="large", Key="one", UploadId=upload)
    return [part for page in pages for part in page.get("Parts", [])]


def test_an_upload_whose_client_and_server_are_killed_is_resumed(kept, aws, s3, tmp_path):
    file = tmp_path / "large.bin"
    sent = write_large(file)
    s3.create_bucket(Bucket="large")
    peak = Peak(kept)
    began = time.monotonic()

    copying = aws("cp", "--only-show-errors", file, "s3://large/one")
    uploads = parts = []
    while len(parts) * 8 < LARGE_MB / 2:
        assert copying.poll() is None, copying.communicate()[0].decode()
        uploads = s3.list_multipart_uploads(Bucket="large").get("Uploads", [])
        parts = parts_of(s3, uploads[0]["UploadId"]) if uploads else []
        time.sleep(0.05)
    kept.kill()
    copying.kill()
    copying.communicate()
    halved = time.monotonic() - began
    restarted = kept.start()

    assert s3.list_objects_v2(Bucket="large")["KeyCount"] == 0
    (upload,) = s3.list_multipart_uploads(Bucket="large")["Uploads"]
    there = parts_of(s3, upload["UploadId"])
    assert {part["PartNumber"]: part["ETag"] for part in parts}.items() <= {
        part["PartNumber"]: part["ETag"] for part in there
    }.items(), "a part that was listed is lost"
    resumed = time.monotonic()
    resume(s3, file, upload, there)
    resumed = time.monotonic() - resumed

    back = time.monotonic()
    reading = aws("cp", "s3://large/one", "-")
    got = hashlib.sha256()
    while chunk := reading.stdout.read(CHUNK):
        got.update(chunk)
    assert reading.wait() == 0
    assert got.hexdigest() == sent
    assert s3.head_object(Bucket="large", Key="one")["ContentLength"] == LARGE_MB * CHUNK
    print(
        f"\n{LARGE_MB} MB: killed after {halved:.1f} s with {len(there)} parts there, up again in {restarted:.1f} s, "
        f"the rest in {resumed:.1f} s, back in {time.monotonic() - back:.1f} s; "
        f"the server's memory at most {peak.stop():.0f} MB"
    )


def resume(s3, file, upload, there):
    """Uploads what is missing, in parts as large as those that are there."""
    named = {"Bucket": "large", "Key": "one", "UploadId": upload["UploadId"]}
    checksum = "Checksum" + upload["ChecksumAlgorithm"]
    size = there[0]["Size"]
    parts = {part["PartNumber"]: part for part in there}
    with file.open("rb") as content:
        for number in range(1, -(-LARGE_MB * CHUNK // size) + 1):
            if number not in parts:
                content.seek((number - 1) * size)
                parts[number] = s3.upload_part(
                    Body=content.read(size),
                    PartNumber=number,
                    ChecksumAlgorithm=upload["ChecksumAlgorithm"],
                    **named,
                )
    listed = [
        {"PartNumber": number, "ETag": part["ETag"], checksum: part[checksum]} for number, part in sorted(parts.items())
    ]
    s3.complete_multipart_upload(MultipartUpload={"Parts": listed}, **named)


def tree(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_tree_of_many_small_files_is_kept_in_step(kept, aws, s3, tmp_path):
    there, back = tmp_path / "there", tmp_path / "back"
    for number in range(SMALL_FILES):
        path = there / f"{number // FILES_IN_FOLDER:04}" / f"{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"file {number}\n" * (1 + number % 20))
    s3.create_bucket(Bucket="small")
    peak = Peak(kept)

    up, lines = timed(aws, "sync", "--no-progress", there, "s3://small/")
    assert lines == SMALL_FILES
    again, lines = timed(aws, "sync", "--no-progress", there, "s3://small/")
    assert lines == 0, "the second run copies something"
    down, lines = timed(aws, "sync", "--no-progress", "s3://small/", back)
    assert lines == SMALL_FILES
    assert tree(back) == tree(there)
    print(
        f"\n{SMALL_FILES} files: up in {up:.1f} s, nothing to do in {again:.1f} s, down in {down:.1f} s; "
        f"the server's memory at most {peak.stop():.0f} MB"
    )


def timed(aws, *arguments):
    """Runs the CLI to its end; gives the seconds it took and the lines it printed."""
    began = time.monotonic()
    running = aws(*arguments)
    printed = running.communicate()[0].decode()
    assert running.returncode == 0, printed
    return time.monotonic() - began, len(printed.splitlines())
