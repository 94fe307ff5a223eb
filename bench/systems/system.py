"""What every system has in common."""

import pathlib
import shutil
import socket
import subprocess
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
PEERS = ROOT / ".tarn" / "peers"


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def authorization(service):
    """A header by which servers find the service; the signature is not valid."""
    return (
        f"AWS4-HMAC-SHA256 Credential=test/20261121/us-east-1/{service}/aws4_request, "
        f"SignedHeaders=host;x-amz-date, Signature={'0' * 64}"
    )


class System:
    """A server under test. Those with a name are measured."""

    #: how its column is called
    name: str

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.port = free_port()
        self.process = None

    def command(self):
        raise NotImplementedError

    def available(self):
        """Says why it cannot be measured here; None if it can."""

    def question(self):
        """The request by which one sees that it answers: S3's ListBuckets."""
        return urllib.request.Request(f"http://127.0.0.1:{self.port}/", headers={"Authorization": authorization("s3")})

    def start(self):
        """Starts it, empty; returns the seconds until its first answer."""
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(parents=True)
        with (self.folder / "log").open("ab") as log:
            began = time.monotonic()
            self.process = subprocess.Popen(
                [str(word) for word in self.command()],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        while time.monotonic() - began < 90:
            if self.answers():
                return time.monotonic() - began
            if self.process.poll() is not None:
                break
            time.sleep(0.005)
        raise RuntimeError(f"{self.name} does not start; see {self.folder / 'log'}")

    def answers(self):
        try:
            with urllib.request.urlopen(self.question(), timeout=30) as answer:
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

    @property
    def data(self):
        return self.folder / "data"

    def target(self):
        """What the load is told to work on."""
        return self.port

    def resident_mb(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024


class FromMaven:
    """Fetches from Maven Central with the wrapper that builds Tarn."""

    @staticmethod
    def copy(artifact, into):
        """Copies an artifact; returns what went wrong, if anything did."""
        command = [ROOT / "mvnw", "-q", "-B", "-N", "dependency:copy", f"-Dartifact={artifact}"]
        done = subprocess.run([*command, f"-DoutputDirectory={into}"], cwd=ROOT, capture_output=True, text=True)
        return (done.stdout + done.stderr).strip().splitlines()[:1] if done.returncode else None
