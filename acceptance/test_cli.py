"""The AWS CLI, unmodified, with nothing but the environment set."""

import json

import pytest

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Principal": {"Service": "glue.amazonaws.com"}, "Action": "sts:AssumeRole"}],
    }
)


@pytest.fixture
def tree(tmp_path):
    files = {
        "a.txt": "alpha",
        "year=2025/month=01/b.csv": "id,name\n1,one\n",
        "year=2025/month=02/c.csv": "id,name\n2,two\n",
        "empty": "",
        "naïve file +&%.txt": "unicode and signs",
    }
    for name, content in files.items():
        path = tmp_path / "tree" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return tmp_path / "tree", files


def contents(folder):
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_a_directory_tree_goes_in_and_comes_back(cli, tree, tmp_path):
    folder, files = tree
    cli("s3", "mb", "s3://cli-tree")

    cli("s3", "cp", "--recursive", folder, "s3://cli-tree/data/")
    listed = cli("s3", "ls", "--recursive", "s3://cli-tree/data/")
    cli("s3", "cp", "--recursive", "s3://cli-tree/data/", tmp_path / "back")

    assert len(listed.strip().splitlines()) == len(files)
    assert contents(tmp_path / "back") == files


def test_sync_moves_what_changed_and_nothing_else(cli, tree, tmp_path):
    folder, files = tree
    cli("s3", "mb", "s3://cli-sync")

    assert cli("s3", "sync", folder, "s3://cli-sync/").count("upload:") == len(files)
    assert cli("s3", "sync", folder, "s3://cli-sync/") == ""
    (folder / "a.txt").write_text("alpha, changed")
    (folder / "empty").unlink()
    changed = cli("s3", "sync", "--delete", folder, "s3://cli-sync/")
    assert changed.count("upload:") == 1
    assert changed.count("delete:") == 1

    cli("s3", "sync", "s3://cli-sync/", tmp_path / "back")
    assert contents(tmp_path / "back") == contents(folder)


def test_a_large_file_goes_in_parts(cli, tmp_path):
    large = tmp_path / "large.bin"
    large.write_bytes(bytes(range(256)) * 4096 * 20)
    cli("s3", "mb", "s3://cli-large")

    cli("s3", "cp", large, "s3://cli-large/large.bin")
    cli("s3", "cp", "s3://cli-large/large.bin", tmp_path / "back.bin")

    assert (tmp_path / "back.bin").read_bytes() == large.read_bytes()
    assert cli("s3api", "head-object", "--bucket", "cli-large", "--key", "large.bin")["ETag"].endswith('-3"')


def test_s3_moves_streams_and_removes(cli, tree):
    folder, _ = tree
    cli("s3", "mb", "s3://cli-move")
    cli("s3", "cp", folder / "a.txt", "s3://cli-move/one")
    cli("s3", "mv", "s3://cli-move/one", "s3://cli-move/two")

    assert cli("s3", "cp", "s3://cli-move/two", "-") == "alpha"
    refused = cli("s3", "rb", "s3://cli-move", check=False)
    assert refused.returncode != 0 and "BucketNotEmpty" in refused.stderr
    cli("s3", "rb", "--force", "s3://cli-move")
    assert "cli-move" not in cli("s3", "ls")


def test_s3api_says_what_is_wrong(cli):
    missing = cli("s3api", "get-object", "--bucket", "no-such-bucket-here", "--key", "k", "/dev/null", check=False)

    assert missing.returncode != 0
    assert "NoSuchBucket" in missing.stderr


def test_s3api_reads_ranges_and_tags(cli, tree, tmp_path):
    folder, _ = tree
    cli("s3api", "create-bucket", "--bucket", "cli-api")
    put = ("s3api", "put-object", "--bucket", "cli-api", "--key", "k", "--body", folder / "a.txt")
    cli(*put, "--metadata", "colour=blue", "--tagging", "team=lake")

    part = cli("s3api", "get-object", "--bucket", "cli-api", "--key", "k", "--range", "bytes=1-2", tmp_path / "part")

    assert (tmp_path / "part").read_text() == "lp"
    assert part["ContentRange"] == "bytes 1-2/5"
    assert part["Metadata"] == {"colour": "blue"}
    tags = cli("s3api", "get-object-tagging", "--bucket", "cli-api", "--key", "k")
    assert tags["TagSet"] == [{"Key": "team", "Value": "lake"}]


def test_sts_says_who_asks(cli):
    identity = cli("sts", "get-caller-identity")

    assert identity["Account"] == "123456789012"
    assert identity["Arn"] == "arn:aws:iam::123456789012:root"
    other = cli("sts", "get-caller-identity", AWS_ACCESS_KEY_ID="210987654321")
    assert other["Account"] == "210987654321"


def test_iam_users_keys_and_roles(cli):
    cli("iam", "create-user", "--user-name", "cli-ann")
    key = cli("iam", "create-access-key", "--user-name", "cli-ann")["AccessKey"]
    signed = {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}

    assert cli("sts", "get-caller-identity", **signed)["Arn"].endswith(":user/cli-ann")
    assert cli("iam", "get-user", **signed)["User"]["UserName"] == "cli-ann"

    cli("iam", "create-role", "--role-name", "cli-etl", "--assume-role-policy-document", TRUST)
    role = cli("iam", "get-role", "--role-name", "cli-etl")["Role"]
    assert role["AssumeRolePolicyDocument"] == json.loads(TRUST)
    policy = "arn:aws:iam::aws:policy/AmazonS3FullAccess"
    cli("iam", "attach-role-policy", "--role-name", "cli-etl", "--policy-arn", policy)
    attached = cli("iam", "list-attached-role-policies", "--role-name", "cli-etl")["AttachedPolicies"]
    assert [one["PolicyArn"] for one in attached] == [policy]
    missing = cli("iam", "get-role", "--role-name", "cli-none", check=False)
    assert "(NoSuchEntity)" in missing.stderr
    assert "The role with name cli-none cannot be found." in missing.stderr
