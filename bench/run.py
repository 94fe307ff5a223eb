"""Measures Tarn beside its peers: the same load, in the same run, medians of interleaved rounds.

Prints a table for each family with the ratio to the best peer in each row, also where the peer wins, and keeps them as
bench/results/latest.json and in bench/README.md.
"""

import argparse
import datetime
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import tempfile
import time

import report
import systems
from generator import DidNotFinish, load
from rich.console import Console
from rows import families
from systems.system import ROOT

LIMIT_SECONDS = 120
OVERVIEW = "Start and memory"


def main():
    options = argparse.ArgumentParser(prog="./tarn bench", description=__doc__)
    options.add_argument("--rounds", type=int, default=3, help="rounds of each work (3)")
    options.add_argument("--seconds", type=float, default=5, help="length of a round (5)")
    options.add_argument("--only", help="only the rows with this in their names")
    options.add_argument("--no-keep", action="store_true", help="do not write results")
    chosen = options.parse_args()
    console = Console()
    chosen_families = list(families(chosen.only))
    if not chosen_families:
        options.error(f"no row has '{chosen.only}' in its name")
    needed = set().union(*(family.systems() for family in chosen_families))
    folder = pathlib.Path(tempfile.mkdtemp(prefix="tarn-bench-"))
    running = []
    for kind in systems.found():
        system = kind(folder / kind.name.replace(", ", "-").replace(" ", "-"))
        if kind.name not in needed:
            continue
        if why := system.available():
            console.print(f"[yellow]{kind.name} is left out: {why}[/]")
        else:
            running.append(system)
    running.sort(key=lambda system: system.name != "Tarn")
    try:
        tables = {OVERVIEW: overview(running, chosen, console)}
        for family in chosen_families:
            tables[family.title] = measure(family, running, chosen, console)
    finally:
        for system in running:
            system.stop()
        shutil.rmtree(folder, ignore_errors=True)
    result = {
        "at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}",
        "commit": git_commit(),
        "rounds": chosen.rounds,
        "seconds": chosen.seconds,
        "tables": tables,
    }
    report.show(tables, console)
    if not chosen.no_keep and not chosen.only:
        report.keep(result)


def overview(running, chosen, console):
    """Starts everything, and tells how long that took and what it takes of memory."""
    starts, idle = {}, {}
    for system in running:
        times = []
        for attempt in range(1 if chosen.only else 3):
            console.print(f"[dim]{system.name}: start {attempt + 1}[/]")
            system.stop()
            times.append(system.start())
        if times[0] is not None:
            starts[system.name] = statistics.median(times) * 1000
    time.sleep(5)
    for system in running:
        if system.name in starts:
            idle[system.name] = system.resident_mb()
    return [
        report.row("Start to first answer", "ms", False, starts),
        report.row("Idle memory (resident)", "MB", False, idle),
    ]


def measure(family, running, chosen, console):
    answers = {}
    for number in range(chosen.rounds):
        for work in dict.fromkeys(row.load for row in family.rows):
            row = next(row for row in family.rows if row.load == work)
            for system in running:
                doing = row.work_of(system)
                before = answers.setdefault((work, system.name), [])
                if doing is None or any(isinstance(answer, str) for answer in before):
                    continue
                console.print(f"[dim]round {number + 1}, {row.name}: {system.name}[/]")
                before.append(once(row, doing, system, number, chosen, console))
    rows = []
    for row in family.rows:
        figures = {}
        for system in running:
            given = answers.get((row.load, system.name), [])
            if told := next((answer for answer in given if isinstance(answer, str)), None):
                figures[system.name] = told
            elif given:
                figures[system.name] = statistics.median(answer[row.figure] for answer in given)
        rows.append(report.row(row.name, row.unit, row.more_is_better, figures))
    if family.names:
        figures = family.measure(running[0], console)
        rows += [report.row(name, *figures[name]) for name in family.names if name in figures]
    return rows


def once(row, doing, system, number, chosen, console):
    """One round of a row on one system: what the load answers, or in words why there is no figure."""
    seconds = chosen.seconds * row.share
    warm = 0 if not row.share else seconds if number == 0 else 0.5
    try:
        answer = load(doing, system.target(), row.workers, seconds, warm, LIMIT_SECONDS)
    except DidNotFinish:
        told = f"did not finish in {LIMIT_SECONDS} s"
        console.print(f"[yellow]{system.name}, {row.name}: {told}[/]")
        # It may be busy with what nobody waits for any more.
        system.stop()
        system.start()
        return told
    if answer["failed"]:
        console.print(f"[yellow]{system.name}, {row.name}: {answer['failed']} failed: {answer['why']}[/]")
        return f"{answer['failed']} failed"
    return answer


def git_commit():
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip() or "unknown"


if __name__ == "__main__":
    main()
