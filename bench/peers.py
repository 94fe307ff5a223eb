"""The systems that are measured: how each is fetched, started and asked for its first answer."""

import os
import pathlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
STATE = ROOT / ".tarn"
S3MOCK = "5.2.0"
S3MOCK_JAR = STATE / "peers" / f"s3mock-{S3MOCK}-exec.jar"
AUTHORIZATION = (
    "AWS4-HMAC-SHA256 Credential=test/20261121/us-east-1/s3/aws4_request, "
    f"SignedHeaders=host;x-amz-date, Signature={'0' * 64}"
)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class System:
    """A server under test."""

    name: str
    works = {"put-1k", "get-1k", "put-64m", "get-64m", "parts-1g", "list-10k"}

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.port = free_port()
        self.process = None

    def command(self):
        raise NotImplementedError

    def available(self):
        """Says why it cannot be measured here; None if it can."""

    def start(self):
        """Starts it; returns the seconds until it answered ListBuckets."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "log").open("ab") as log:
            began = time.monotonic()
            self.process = subprocess.Popen(
                self.command(), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
            )
        while time.monotonic() - began < 90:
            if self.answers():
                return time.monotonic() - began
            if self.process.poll() is not None:
                break
            time.sleep(0.005)
        raise RuntimeError(f"{self.name} does not start; see {self.folder / 'log'}")

    def answers(self):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/", headers={"Authorization": AUTHORIZATION})
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.status == 200
        except OSError:
            return False

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def target(self):
        """What the load is told to work on."""
        return self.port

    def resident_mb(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024


class Tarn(System):
    """On disk: an answer means that everything is synced."""

    name = "Tarn"
    works = System.works | {"list-1m", "create-table"}

    def command(self):
        data = self.folder / "data"
        shutil.rmtree(data, ignore_errors=True)
        return [ROOT / "tarn", "start", "--port", str(self.port), "--data", str(data)]


class Moto(System):
    """In memory."""

    name = "moto"
    works = System.works | {"create-table"}

    def command(self):
        return [pathlib.Path(sys.executable).parent / "moto_server", "-p", str(self.port)]


class S3Mock(System):
    """On disk, not synced."""

    name = "S3Mock"

    def available(self):
        if S3MOCK_JAR.exists():
            return None
        done = subprocess.run(
            [
                ROOT / "mvnw",
                *("-q", "-B", "-N", "dependency:copy"),
                f"-Dartifact=com.adobe.testing:s3mock:{S3MOCK}:jar:exec",
                f"-DoutputDirectory={S3MOCK_JAR.parent}",
            ],
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
        return None if S3MOCK_JAR.exists() else (done.stdout + done.stderr).strip().splitlines()[:1]

    def command(self):
        java = pathlib.Path(os.environ["JAVA_HOME"]) / "bin" / "java"
        root = self.folder / "data"
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir(parents=True)
        return [
            *(java, "-Xmx2g", f"-Djava.io.tmpdir={root}", "-jar", S3MOCK_JAR),
            f"--http.port={self.port}",
            f"--server.port={free_port()}",
            f"--com.adobe.testing.s3mock.httpPort={self.port}",
        ]


class FileSystem(System):
    """No server: the same bytes written to files and synced by the load itself, as the limit to come near to."""

    name = "files, synced"
    works = {"file-1k", "file-64m", "file-1g", "file-read-64m"}

    def target(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder

    def stop(self):
        pass
