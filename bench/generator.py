"""Runs the load, and ends what does not finish in its time."""

import json
import os
import pathlib
import subprocess
import threading

LOAD = pathlib.Path(__file__).resolve().parent / "load" / "Load.java"
PREPARE_SECONDS_MAX = 900


class DidNotFinish(Exception):
    """A work took longer than it may."""


def load(work, target, workers, seconds, warm, limit):
    """What the load answers: ``count``, ``failed``, ``why``, ``rate``, ``p50_ms``, ``p99_ms``, ``ms``.

    :param limit: seconds beyond those asked for that the work may take, once it is prepared
    """
    java = pathlib.Path(os.environ["JAVA_HOME"]) / "bin" / "java"
    command = [java, "-Xmx1g", LOAD, work, target, workers, seconds, warm]
    with subprocess.Popen(
        [str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        prepared = within(PREPARE_SECONDS_MAX, process)
        line = within(seconds + warm + limit, process) if prepared else ""
        rest, why = process.communicate()
        if not line:
            if process.returncode and process.returncode > 0:
                raise RuntimeError(why)
            raise DidNotFinish
    answer = json.loads(line)
    return answer | {"ms": answer["seconds"] * 1000}


def within(seconds, process):
    """The next line of a process; empty if it does not come in time: then the process is ended."""
    timer = threading.Timer(seconds, process.kill)
    timer.start()
    try:
        return process.stdout.readline()
    finally:
        timer.cancel()
