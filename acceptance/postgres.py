"""A PostgreSQL of a test's own, of the programs that Maven Central has: whoever runs the tests need not have one."""

import os
import platform
import pwd
import secrets
import signal
import socket
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pg8000.native

ROOT = Path(__file__).resolve().parent.parent
VERSION = "17.6.0"


def programs():
    """Where its programs lie; fetched once."""
    system = platform.system().lower()
    machine = {"x86_64": "amd64", "arm64": "arm64v8", "aarch64": "arm64v8"}.get(platform.machine(), platform.machine())
    artifact = f"embedded-postgres-binaries-{system}-{machine}"
    place = ROOT / ".tarn" / "postgres" / VERSION
    if not (place / "bin").is_dir():
        place.mkdir(parents=True, exist_ok=True)
        fetch = [ROOT / "mvnw", "-q", "-B", "-N", "dependency:copy", f"-DoutputDirectory={place}"]
        subprocess.run([*fetch, f"-Dartifact=io.zonky.test.postgres:{artifact}:{VERSION}"], cwd=ROOT, check=True)
        with zipfile.ZipFile(place / f"{artifact}-{VERSION}.jar") as jar:
            packed = next(name for name in jar.namelist() if name.endswith(".txz"))
            with jar.open(packed) as stream, tarfile.open(fileobj=stream, mode="r:xz") as files:
                files.extractall(place, filter="tar")
    return place / "bin"


class Postgres:
    """A server on a port of its own; it will not run as root, so it runs as nobody there."""

    def __init__(self, directory):
        self.directory = directory
        self.user = "tarn"
        self.password = secrets.token_hex(8)
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            self.port = listener.getsockname()[1]

    def start(self):
        self.directory.chmod(0o777)
        for parent in self.directory.parents[:2]:
            if parent.stat().st_uid == os.getuid():
                parent.chmod(parent.stat().st_mode | 0o011)
        secret = self.directory / "password"
        secret.write_text(self.password)
        secret.chmod(0o644)
        data = self.directory / "data"
        self._run("initdb", "-D", data, "-U", self.user, "-A", "scram-sha-256", f"--pwfile={secret}", "-N")
        options = f"-p {self.port} -h 127.0.0.1 -k {self.directory} -F"
        self._run("pg_ctl", "-D", data, "-w", "-l", self.directory / "log", "-o", options, "start")
        return self

    def _run(self, program, *arguments):
        nobody = pwd.getpwnam("nobody")
        drop = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []} if os.getuid() == 0 else {}
        command = [programs() / program, *arguments]
        # What the server leaves open must not be waited for: its output goes to files.
        with (self.directory / f"{program}.txt").open("w+") as said:
            done = subprocess.run(command, stdout=said, stderr=said, cwd=self.directory, timeout=120, **drop)
            said.seek(0)
            assert done.returncode == 0, said.read()

    def sql(self, *statements):
        with pg8000.native.Connection(
            self.user, host="127.0.0.1", port=self.port, database="postgres", password=self.password
        ) as connection:
            for statement in statements:
                connection.run(statement)

    def stop(self):
        """Ends it without ado: its data goes with the test."""
        first = int((self.directory / "data" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(first, signal.SIGQUIT)

    @property
    def url(self):
        return f"jdbc:postgresql://127.0.0.1:{self.port}/postgres"
