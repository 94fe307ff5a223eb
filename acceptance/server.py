"""A Tarn of one's own, started through the launcher as a user would."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Server:
    """One process. With a data directory it may be killed and started again on what it kept."""

    def __init__(self, log, data=None, heap=None, options=()):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = pathlib.Path(log)
        self.heap = heap
        self.options = ["--data", str(data)] if data else ["--ephemeral"]
        self.options += options
        self.process = None

    def start(self, timeout=60):
        """Starts it and returns the seconds until it answered."""
        environment = dict(os.environ)
        if self.heap:
            environment["TARN_HEAP"] = self.heap
        began = time.monotonic()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [ROOT / "tarn", "start", "--port", str(self.port), *self.options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=environment,
            )
        while time.monotonic() - began < timeout:
            if self.process.poll() is not None:
                raise RuntimeError(f"Tarn ended with {self.process.returncode}:\n{self.tail()}")
            if self.answers():
                return time.monotonic() - began
            time.sleep(0.02)
        raise TimeoutError(f"Tarn did not answer within {timeout} s:\n{self.tail()}")

    def answers(self):
        try:
            with urllib.request.urlopen(f"{self.url}/_tarn/health", timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def kill(self):
        """Ends it as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.kill()

    def reset(self):
        self.post("/_tarn/reset")

    def post(self, path, body=None):
        data = json.dumps(body).encode() if body is not None else b""
        headers = {"Content-Type": "application/json"}
        with urllib.request.urlopen(urllib.request.Request(self.url + path, data, headers), timeout=30) as answer:
            return answer.read()

    def resident_mb(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def tail(self):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-30:])
