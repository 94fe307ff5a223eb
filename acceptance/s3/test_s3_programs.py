"""S3 through programs that move trees of files: the AWS CLI, and boto3's transfer manager in many parts."""

import hashlib
import io
import os
import urllib.error
import urllib.request

import pytest
from boto3.s3.transfer import TransferConfig


@pytest.fixture
def tree(tmp_path):
    """Files of many sizes under names that are hard to carry."""
    root = tmp_path / "tree"
    for name, size in {
        "empty": 0,
        "a/one": 1,
        "a/b/small": 1000,
        "a/b/over one part": 9 << 20,
        "sp ace+&é/ü%20.txt": 33_000,
        "日本/🎈": 5,
    }.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(os.urandom(size))
    return root


def digests(root):
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in root.rglob("*")
        if path.is_file()
    }


def test_a_tree_goes_up_and_comes_back(cli, bucket, tree, tmp_path):
    cli("s3", "cp", "--recursive", tree, f"s3://{bucket}/t/")
    cli("s3", "cp", "--recursive", f"s3://{bucket}/t/", tmp_path / "back")

    assert digests(tmp_path / "back") == digests(tree)


def test_a_second_sync_copies_nothing(cli, bucket, tree):
    assert cli("s3", "sync", tree, f"s3://{bucket}/").count("upload:") == 6
    assert cli("s3", "sync", tree, f"s3://{bucket}/") == ""

    (tree / "a/one").write_bytes(b"changed")
    assert cli("s3", "sync", tree, f"s3://{bucket}/").count("upload:") == 1
    (tree / "a/one").unlink()
    assert cli("s3", "sync", "--delete", tree, f"s3://{bucket}/").count("delete:") == 1


def test_objects_are_moved_and_removed(cli, bucket, tree):
    cli("s3", "cp", tree / "a/b/over one part", f"s3://{bucket}/from")
    cli("s3", "mv", f"s3://{bucket}/from", f"s3://{bucket}/to")
    assert [one["Key"] for one in cli("s3api", "list-objects-v2", "--bucket", bucket)["Contents"]] == ["to"]
    cli("s3", "rm", "--recursive", f"s3://{bucket}/")
    cli("s3", "rb", f"s3://{bucket}")


def test_a_presigned_address_serves_ranges(cli, bucket, tree):
    cli("s3", "cp", tree / "a/b/small", f"s3://{bucket}/k")
    address = cli("s3", "presign", f"s3://{bucket}/k").strip()

    with urllib.request.urlopen(urllib.request.Request(address, headers={"Range": "bytes=10-19"})) as answer:
        assert answer.status == 206
        assert answer.headers["Content-Range"] == "bytes 10-19/1000"
        assert answer.read() == (tree / "a/b/small").read_bytes()[10:20]


def test_many_parts_at_once_make_one_object(s3, bucket):
    content = os.urandom(23 << 20)
    parts = TransferConfig(multipart_threshold=5 << 20, multipart_chunksize=5 << 20, max_concurrency=8)
    s3.upload_fileobj(io.BytesIO(content), bucket, "k", ExtraArgs={"ChecksumAlgorithm": "SHA256"}, Config=parts)

    head = s3.head_object(Bucket=bucket, Key="k", ChecksumMode="ENABLED")
    assert head["ETag"].endswith('-5"') and head["ChecksumSHA256"].endswith("-5")
    assert head["ChecksumType"] == "COMPOSITE"
    third = s3.get_object(Bucket=bucket, Key="k", PartNumber=3, ChecksumMode="ENABLED")
    assert third["Body"].read() == content[10 << 20 : 15 << 20]
    assert third["PartsCount"] == 5
    parts = s3.get_object_attributes(Bucket=bucket, Key="k", ObjectAttributes=["ObjectParts", "ObjectSize"])
    assert parts["ObjectSize"] == len(content)
    assert [part["Size"] for part in parts["ObjectParts"]["Parts"]] == [5 << 20] * 4 + [3 << 20]


def test_parts_are_copied_from_other_objects(s3, bucket):
    content = os.urandom(6 << 20)
    s3.put_object(Bucket=bucket, Key="from é", Body=content)
    upload = s3.create_multipart_upload(Bucket=bucket, Key="to")["UploadId"]
    source = {"Bucket": bucket, "Key": "from é"}
    where = {"Bucket": bucket, "Key": "to", "UploadId": upload}
    first = s3.upload_part_copy(CopySource=source, PartNumber=1, **where)
    second = s3.upload_part_copy(CopySource=source, CopySourceRange="bytes=0-9", PartNumber=2, **where)
    listed = s3.list_parts(**where)["Parts"]
    assert [part["Size"] for part in listed] == [6 << 20, 10]
    assert s3.list_multipart_uploads(Bucket=bucket)["Uploads"][0]["Key"] == "to"

    chosen = [
        {"PartNumber": number, "ETag": copied["CopyPartResult"]["ETag"]} for number, copied in ((1, first), (2, second))
    ]
    s3.complete_multipart_upload(MultipartUpload={"Parts": chosen}, **where)

    assert s3.get_object(Bucket=bucket, Key="to")["Body"].read() == content + content[:10]
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=bucket)
