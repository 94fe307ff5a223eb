"""A program that knows only s3fs: run by test_s3_filesystems.py, in an environment of its own, since s3fs wants another
botocore than the AWS CLI."""

import os
import sys

import s3fs

bucket = sys.argv[1]
fs = s3fs.S3FileSystem()

fs.mkdir(bucket)
content = os.urandom(12 << 20)
with fs.open(f"{bucket}/a/large", "wb", block_size=5 << 20) as file:
    file.write(content)
fs.pipe({f"{bucket}/a/b/{i}": str(i).encode() for i in range(20)})

assert fs.cat(f"{bucket}/a/large") == content
with fs.open(f"{bucket}/a/large", "rb", block_size=1 << 20) as file:
    file.seek(7_000_000)
    assert file.read(1000) == content[7_000_000:7_001_000]
assert fs.info(f"{bucket}/a/large")["size"] == len(content)
assert len(fs.find(f"{bucket}/a")) == 21
assert sorted(fs.ls(f"{bucket}/a", detail=False)) == [f"{bucket}/a/b", f"{bucket}/a/large"]
assert fs.cat(f"{bucket}/a/b/*")[f"{bucket}/a/b/7"] == b"7"
fs.copy(f"{bucket}/a/b/7", f"{bucket}/c")
fs.mv(f"{bucket}/c", f"{bucket}/d")
assert fs.exists(f"{bucket}/d") and not fs.exists(f"{bucket}/c")
try:
    fs.cat(f"{bucket}/absent")
    raise AssertionError("an absent file was read")
except FileNotFoundError:
    pass
fs.rm(bucket, recursive=True)
assert not fs.exists(bucket)
