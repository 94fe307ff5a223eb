"""Measures Tarn beside its peers: the same load, in the same run, medians of interleaved rounds.

Prints a table with the ratio to the best peer in each row, also where the peer wins, and keeps it as
bench/results/latest.json and in bench/README.md.
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import tempfile
import time

from peers import ROOT, FileSystem, Moto, S3Mock, Tarn
from questions import FLIGHTS, Questions
from rich.console import Console
from rich.table import Table

HERE = pathlib.Path(__file__).resolve().parent
LOAD = [
    # row, unit, figure of the load, whether more is better, the work (and the file system's), workers, share of the
    # round's seconds; with a share of 0 each worker works once, all beginning together
    ("S3 put 1 KB, 1 connection", "requests/s", "rate", True, "put-1k", "file-1k", 1, 1),
    ("S3 put 1 KB, 16 connections", "requests/s", "rate", True, "put-1k", "file-1k", 16, 1),
    ("S3 put 1 KB, 64 connections", "requests/s", "rate", True, "put-1k", "file-1k", 64, 1),
    ("S3 get 1 KB, 1 connection", "requests/s", "rate", True, "get-1k", None, 1, 1),
    ("S3 get 1 KB, 16 connections", "requests/s", "rate", True, "get-1k", None, 16, 1),
    ("S3 get 1 KB, 64 connections", "requests/s", "rate", True, "get-1k", None, 64, 1),
    ("S3 put 1 KB, 10,000 at once", "ms in all", "ms", False, "put-1k", None, 10_000, 0),
    ("S3 put 64 MB", "ms", "p50_ms", False, "put-64m", "file-64m", 1, 1),
    ("S3 get 64 MB", "ms", "p50_ms", False, "get-64m", "file-read-64m", 1, 1),
    ("S3 upload of 1 GB in 16 parts, 4 at a time", "ms", "p50_ms", False, "parts-1g", "file-1g", 1, 0),
    ("S3 list 10,000 keys", "ms", "p50_ms", False, "list-10k", None, 1, 0.5),
    ("S3 list 1,000,000 keys", "ms", "p50_ms", False, "list-1m", None, 1, 0.5),
    ("Glue CreateTable, 8 connections", "requests/s", "rate", True, "create-table", None, 8, 1),
]


def main():
    options = argparse.ArgumentParser(prog="./tarn bench", description=__doc__)
    options.add_argument("--rounds", type=int, default=3, help="rounds of each work (3)")
    options.add_argument("--seconds", type=float, default=5, help="length of a round (5)")
    options.add_argument("--only", help="only the rows with this in their names; nothing of Athena")
    options.add_argument("--no-keep", action="store_true", help="do not write results")
    chosen = options.parse_args()
    console = Console()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="tarn-bench-"))
    systems = []
    for kind in (Tarn, Moto, S3Mock, FileSystem):
        system = kind(folder / kind.name)
        if why := system.available():
            console.print(f"[yellow]{kind.name} is left out: {why}[/]")
        else:
            systems.append(system)
    try:
        rows = measure(systems, chosen, console)
    finally:
        for system in systems:
            system.stop()
        shutil.rmtree(folder, ignore_errors=True)
    result = {
        "at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}",
        "commit": git_commit(),
        "rounds": chosen.rounds,
        "seconds": chosen.seconds,
        "rows": rows,
    }
    show(rows, console)
    if not chosen.no_keep and not chosen.only:
        keep(result)


def measure(systems, chosen, console):
    rows = []
    starts, idle = {}, {}
    servers = [system for system in systems if not isinstance(system, FileSystem)]
    for system in servers:
        times = []
        for attempt in range(3):
            console.print(f"[dim]{system.name}: start {attempt + 1}[/]")
            times.append(system.start() * 1000)
            if attempt < 2:
                system.stop()
        starts[system.name] = statistics.median(times)
    time.sleep(5)
    for system in servers:
        idle[system.name] = system.resident_mb()
    rows.append(row("Start to first answer", "ms", False, starts))
    rows.append(row("Idle memory (resident)", "MB", False, idle))

    measured = [{} for _ in LOAD]
    for number in range(chosen.rounds):
        for at, (name, _, figure, _, work, raw, workers, share) in enumerate(LOAD):
            if chosen.only and chosen.only not in name:
                continue
            for system in systems:
                doing = raw if isinstance(system, FileSystem) else work
                if doing not in system.works:
                    continue
                console.print(f"[dim]round {number + 1}, {name}: {system.name}[/]")
                warm = 0 if not share else chosen.seconds * share if number == 0 else 0.5
                answer = load(doing, system.target(), workers, chosen.seconds * share, warm)
                if answer["failed"]:
                    console.print(f"[yellow]{system.name}, {name}: {answer['failed']} failed: {answer['why']}[/]")
                else:
                    measured[at].setdefault(system.name, []).append(answer[figure])
    for figures, (name, unit, _, more, *_) in zip(measured, LOAD, strict=True):
        if figures:
            rows.append(row(name, unit, more, {who: statistics.median(values) for who, values in figures.items()}))
    if chosen.only:
        return rows
    return rows + ask(systems[0], console)


def ask(tarn, console):
    if not FLIGHTS.exists():
        console.print("[yellow]Athena is left out: the flights are not there[/]")
        return []
    console.print("[dim]Athena: SELECT 1 and three million rows[/]")
    questions = Questions(tarn.port)
    questions.prepare()
    figures = questions.measure()
    aggregate = {"Tarn": figures["aggregate_ms"], "DuckDB alone": figures["duckdb_aggregate_ms"]}
    engine = {"Tarn": figures["aggregate_engine_ms"], "DuckDB alone": figures["duckdb_aggregate_ms"]}
    return [
        row("Athena SELECT 1, start to SUCCEEDED", "ms", False, {"Tarn": figures["select_1_ms"]}),
        row("Athena aggregate of 3 million rows, start to SUCCEEDED", "ms", False, aggregate),
        row("the same, time in the engine", "ms", False, engine),
        row("Idle memory after queries (resident)", "MB", False, {"Tarn": tarn.resident_mb()}),
    ]


def load(work, target, workers, seconds, warm):
    java = pathlib.Path(os.environ["JAVA_HOME"]) / "bin" / "java"
    command = [java, "-Xmx1g", HERE / "load" / "Load.java", work, target, workers, seconds, warm]
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, timeout=900)
    if done.returncode:
        raise RuntimeError(done.stderr)
    answer = json.loads(done.stdout)
    return answer | {"ms": answer["seconds"] * 1000}


def row(name, unit, more, figures):
    """A row; its ratio is how many times better Tarn is than the best peer, below 1 where the peer wins."""
    peers = [value for system, value in figures.items() if system not in ("Tarn", FileSystem.name)]
    ratio = None
    if peers and "Tarn" in figures:
        ratio = figures["Tarn"] / max(peers) if more else min(peers) / figures["Tarn"]
    rounded = {system: float(f"{value:.3g}") for system, value in figures.items()}
    return {"name": name, "unit": unit, "more_is_better": more, "figures": rounded, "ratio": ratio and round(ratio, 2)}


def cells(row, systems):
    figures = [f"{row['figures'][system]:,.6g}" if system in row["figures"] else "–" for system in systems]
    if row["ratio"] is None:
        verdict = "no peer"
    else:
        better = row["ratio"] >= 1
        times = row["ratio"] if better else 1 / row["ratio"]
        verdict = f"Tarn {times:.1f}x better" if better else f"peer {times:.1f}x better"
    return [row["name"], row["unit"], *figures, verdict]


def columns(rows):
    seen = {}
    for one in rows:
        for system in one["figures"]:
            seen[system] = True
    return list(seen)


def show(rows, console):
    systems = columns(rows)
    table = Table("", "unit", *systems, "to the best peer", title="Tarn beside its peers (medians)")
    for one in rows:
        wins = one["ratio"] is None or one["ratio"] >= 1
        *start, verdict = cells(one, systems)
        table.add_row(*start, f"[{'green' if wins else 'red'}]{verdict}[/]")
    console.print(table)


def keep(result):
    (HERE / "results").mkdir(exist_ok=True)
    (HERE / "results" / "latest.json").write_text(json.dumps(result, indent=1) + "\n")
    systems = columns(result["rows"])
    lines = [
        f"Measured {result['at']} on {result['machine']}, commit {result['commit']}, "
        f"{result['rounds']} rounds of {result['seconds']:g} s.",
        "",
        "| | unit | " + " | ".join(systems) + " | to the best peer |",
        "| --- | --- |" + " ---: |" * len(systems) + " --- |",
        *("| " + " | ".join(cells(one, systems)) + " |" for one in result["rows"]),
    ]
    readme = HERE / "README.md"
    head, _, rest = readme.read_text().partition("<!-- results -->\n")
    _, _, tail = rest.partition("<!-- end of results -->")
    text = head + "<!-- results -->\n" + "\n".join(lines) + "\n<!-- end of results -->" + tail
    readme.write_text(text)


def git_commit():
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip() or "unknown"


if __name__ == "__main__":
    main()
