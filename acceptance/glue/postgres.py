"""A PostgreSQL of a test's own, by the programs that the machine has."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
from pathlib import Path


def program(name):
    """The newest program of that name, on the path or where Debian keeps it."""
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(kept[-1]) if kept else shutil.which(name) or name


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Postgres:
    """A server on a port of its own; it will not run as root, so it runs as somebody else there."""

    def __init__(self, directory):
        self.directory = directory
        self.port = free_port()
        self.user = "tarn"
        self.password = "open-sesame"

    def _run(self, *command):
        if os.getuid() == 0:
            owner = pwd.getpwnam("nobody")
            drop = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
        else:
            drop = {}
        return subprocess.run(command, check=True, capture_output=True, cwd=self.directory, timeout=120, **drop)

    def start(self):
        self.directory.chmod(0o777)
        for parent in self.directory.parents:
            if parent.owner() == Path.home().owner() and parent.stat().st_uid == os.getuid() and parent != Path("/"):
                parent.chmod(parent.stat().st_mode | 0o011)
        secret = self.directory / "password"
        secret.write_text(self.password)
        secret.chmod(0o644)
        data = self.directory / "data"
        self._run(
            program("initdb"), "-D", str(data), "-U", self.user, "-A", "scram-sha-256", f"--pwfile={secret}", "-N"
        )
        options = f"-p {self.port} -h 127.0.0.1 -k {self.directory} -F"
        log = self.directory / "log"
        self._run(program("pg_ctl"), "-D", str(data), "-w", "-l", str(log), "-o", options, "start")
        return self

    def sql(self, text):
        subprocess.run(
            [program("psql"), "-h", "127.0.0.1", "-p", str(self.port), "-U", self.user, "-d", "postgres", "-c", text],
            check=True,
            capture_output=True,
            env=os.environ | {"PGPASSWORD": self.password},
            timeout=60,
        )

    def stop(self):
        """Ends it without ado: its data goes with the test."""
        first = int((self.directory / "data" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(first, signal.SIGQUIT)

    @property
    def url(self):
        return f"jdbc:postgresql://127.0.0.1:{self.port}/postgres"
