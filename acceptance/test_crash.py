"""What was acknowledged survives SIGKILL.

Writers change objects, their versions, tables and users at random on a running server, each in names of its own, one
call after the other. The server is killed at a random moment, started again on the same folder and compared with what
was acknowledged: each thing is as its last acknowledged call left it; the one call that each writer had under way
happened wholly or not at all.
"""

import hashlib
import random
import threading
import time

import boto3
import botocore.exceptions
import pytest
from botocore.config import Config

from server import Server

OWN_SERVER = True
WRITERS = 4
NAMES = 12
KINDS = ("object", "object", "object", "version", "version", "table", "user")
BUCKET, VERSIONED, DATABASE = "crash", "crash-versions", "crash"
ABSENT = None


class Clients:
    def __init__(self, url, credentials):
        config = Config(retries={"total_max_attempts": 1}, connect_timeout=5, read_timeout=30, max_pool_connections=2)
        session = boto3.Session(**credentials)
        self.s3, self.glue, self.iam = (
            session.client(service, endpoint_url=url, config=config) for service in ("s3", "glue", "iam")
        )


class Writer:
    """Changes things that nobody else changes and remembers what was acknowledged."""

    def __init__(self, number, seed):
        self.number = number
        self.random = random.Random(f"{seed}/{number}")
        self.state = {}
        self.pending = None
        self.calls = 0
        self.failure = None

    def run(self, clients, stop):
        try:
            while not stop.is_set():
                thing = self.random.choice(KINDS)
                name = f"w{self.number}-{self.random.randrange(NAMES)}"
                change = self.random.choice(self.changes(thing, (thing, name)))
                value, call = change(clients, name)
                self.pending = ((thing, name), value)
                call()
                self.settle(value)
                self.calls += 1
        except (botocore.exceptions.HTTPClientError, botocore.exceptions.ConnectionError, OSError):
            return
        except Exception as failure:
            self.failure = failure

    def settle(self, value):
        (key, _), self.pending = self.pending, None
        if value is ABSENT:
            self.state.pop(key, None)
        else:
            self.state[key] = value

    def changes(self, thing, key):
        there = key in self.state
        return {
            "object": [self.put, self.put, self.upload] + ([self.delete, self.copy] if there else []),
            "version": self.version_changes(self.state.get(("version", key[1]))),
            "table": [self.update_table, self.drop_table] if there else [self.create_table],
            "user": [self.tag_user, self.delete_user] if there else [self.create_user],
        }[thing]

    def content(self):
        return self.random.randbytes(self.random.choice((0, 100, 5_000, 70_000, 300_000)))

    def put(self, clients, name):
        body = self.content()
        return digest(body), lambda: clients.s3.put_object(Bucket=BUCKET, Key=name, Body=body)

    def upload(self, clients, name, bucket=BUCKET):
        first, second = self.random.randbytes(8) * (5 << 17), self.content()

        def call():
            upload = clients.s3.create_multipart_upload(Bucket=bucket, Key=name)["UploadId"]
            parts = []
            for number, body in ((1, first), (2, second)):
                at = {"Bucket": bucket, "Key": name, "UploadId": upload, "PartNumber": number}
                parts.append({"PartNumber": number, "ETag": clients.s3.upload_part(Body=body, **at)["ETag"]})
            clients.s3.complete_multipart_upload(
                Bucket=bucket, Key=name, UploadId=upload, MultipartUpload={"Parts": parts}
            )

        return digest(first + second), call

    # What is kept under a key with versions: the objects, newest first, how many marks, whether a mark is the newest.

    def version_changes(self, present):
        if present is None:
            return [self.put_version, self.upload_version]
        objects, _, hidden = present
        changes = [self.drop_oldest] if objects else []
        if len(objects) < 4:
            changes += [self.put_version, self.put_version, self.upload_version]
        return changes + ([] if hidden else [self.hide])

    def put_version(self, clients, name):
        body = self.content()
        return self.newer(name, digest(body)), lambda: clients.s3.put_object(Bucket=VERSIONED, Key=name, Body=body)

    def upload_version(self, clients, name):
        value, call = self.upload(clients, name, VERSIONED)
        return self.newer(name, value), call

    def newer(self, name, value):
        objects, marks, _ = self.state.get(("version", name), ((), 0, False))
        return (value, *objects), marks, False

    def hide(self, clients, name):
        objects, marks, _ = self.state["version", name]
        return (objects, marks + 1, True), lambda: clients.s3.delete_object(Bucket=VERSIONED, Key=name)

    def drop_oldest(self, clients, name):
        objects, marks, hidden = self.state["version", name]
        left = objects[:-1], marks, hidden or len(objects) == 1

        def call():
            listed = clients.s3.list_object_versions(Bucket=VERSIONED, Prefix=name)["Versions"]
            oldest = [one["VersionId"] for one in listed if one["Key"] == name][-1]
            clients.s3.delete_object(Bucket=VERSIONED, Key=name, VersionId=oldest)

        return left if left[0] or marks else ABSENT, call

    def copy(self, clients, name):
        source, target = ("object", name), ("object", name + "-copy")
        value = self.state[source]

        def call():
            self.pending = (target, value)
            clients.s3.copy_object(Bucket=BUCKET, Key=target[1], CopySource={"Bucket": BUCKET, "Key": name})

        return value, call

    def delete(self, clients, name):
        return ABSENT, lambda: clients.s3.delete_object(Bucket=BUCKET, Key=name)

    def create_table(self, clients, name):
        return self.table(clients.glue.create_table, name)

    def update_table(self, clients, name):
        return self.table(clients.glue.update_table, name)

    def table(self, operation, name):
        mark = str(self.random.random())
        return mark, lambda: operation(DatabaseName=DATABASE, TableInput={"Name": name, "Parameters": {"mark": mark}})

    def drop_table(self, clients, name):
        return ABSENT, lambda: clients.glue.delete_table(DatabaseName=DATABASE, Name=name)

    def create_user(self, clients, name):
        mark = str(self.random.random())
        return mark, lambda: clients.iam.create_user(UserName=name, Tags=[{"Key": "mark", "Value": mark}])

    def tag_user(self, clients, name):
        mark = str(self.random.random())
        return mark, lambda: clients.iam.tag_user(UserName=name, Tags=[{"Key": "mark", "Value": mark}])

    def delete_user(self, clients, name):
        return ABSENT, lambda: clients.iam.delete_user(UserName=name)

    def compare(self, found):
        """What is wrong, in sentences; what was under way is settled by what is found."""
        mine = {key: value for key, value in found.items() if key[1].startswith(f"w{self.number}-")}
        if self.pending:
            key, wanted = self.pending
            if mine.get(key, ABSENT) == wanted:
                self.settle(wanted)
            self.pending = None
        return [
            f"{thing} {name}: acknowledged {self.state.get((thing, name))}, found {mine.get((thing, name))}"
            for thing, name in sorted(self.state.keys() | mine.keys())
            if self.state.get((thing, name)) != mine.get((thing, name))
        ]


def digest(body):
    return hashlib.sha256(body).hexdigest()


def everything(clients):
    """All that the server has, each object read to its end."""
    found = {}
    for page in clients.s3.get_paginator("list_objects_v2").paginate(Bucket=BUCKET):
        for one in page.get("Contents", []):
            body = clients.s3.get_object(Bucket=BUCKET, Key=one["Key"])["Body"].read()
            assert len(body) == one["Size"]
            found["object", one["Key"]] = digest(body)
    for page in clients.s3.get_paginator("list_object_versions").paginate(Bucket=VERSIONED):
        for one in page.get("Versions", []):
            named = {"Bucket": VERSIONED, "Key": one["Key"], "VersionId": one["VersionId"]}
            body = clients.s3.get_object(**named)["Body"].read()
            assert len(body) == one["Size"]
            objects, marks, hidden = found.get(("version", one["Key"]), ((), 0, False))
            found["version", one["Key"]] = (*objects, digest(body)), marks, hidden
        for one in page.get("DeleteMarkers", []):
            objects, marks, hidden = found.get(("version", one["Key"]), ((), 0, False))
            found["version", one["Key"]] = objects, marks + 1, hidden or one["IsLatest"]
    for page in clients.glue.get_paginator("get_tables").paginate(DatabaseName=DATABASE):
        for table in page["TableList"]:
            found["table", table["Name"]] = table["Parameters"]["mark"]
    for page in clients.iam.get_paginator("list_users").paginate():
        for user in page["Users"]:
            tags = clients.iam.list_user_tags(UserName=user["UserName"])["Tags"]
            found["user", user["UserName"]] = {tag["Key"]: tag["Value"] for tag in tags}["mark"]
    return found


def wait_for(writers, changes, stop):
    """Lets writers go on until they have made some more changes, five seconds at most."""
    target = sum(writer.calls for writer in writers) + changes
    deadline = time.monotonic() + 5
    while sum(writer.calls for writer in writers) < target and time.monotonic() < deadline:
        stop.wait(0.002)


@pytest.fixture
def seed(request):
    given = request.config.getoption("--seed")
    return random.randrange(1 << 32) if given is None else given


def test_what_was_acknowledged_survives_being_killed(tmp_path, credentials, request, seed):
    kills = request.config.getoption("--kills")
    chance = random.Random(seed)
    server = Server(tmp_path / "server.log", data=tmp_path / "data")
    restarts = []
    try:
        server.start()
        clients = Clients(server.url, credentials)
        clients.s3.create_bucket(Bucket=BUCKET)
        clients.s3.create_bucket(Bucket=VERSIONED)
        clients.s3.put_bucket_versioning(Bucket=VERSIONED, VersioningConfiguration={"Status": "Enabled"})
        clients.glue.create_database(DatabaseInput={"Name": DATABASE})
        writers = [Writer(number, seed) for number in range(WRITERS)]
        mine = [Clients(server.url, credentials) for _ in writers]
        for kill in range(kills):
            stop = threading.Event()
            threads = [
                threading.Thread(target=writer.run, args=(own, stop)) for writer, own in zip(writers, mine, strict=True)
            ]
            for thread in threads:
                thread.start()
            wait_for(writers, chance.randrange(1, 120), stop)
            stop.wait(chance.uniform(0, 0.05))
            server.kill()
            stop.set()
            for thread in threads:
                thread.join()
            restarts.append(server.start())
            found = everything(clients)
            wrong = [line for writer in writers for line in writer.compare(found)]
            failures = [writer.failure for writer in writers if writer.failure]
            assert not wrong and not failures, f"after kill {kill + 1}, --seed {seed}: {wrong} {failures}"
        calls = sum(writer.calls for writer in writers)
        restarts.sort()
        print(
            f"\n{kills} kills, {calls} acknowledged changes, nothing lost; "
            f"restart median {restarts[len(restarts) // 2]:.2f} s, at most {restarts[-1]:.2f} s (--seed {seed})"
        )
        assert calls > kills
    finally:
        server.stop()
