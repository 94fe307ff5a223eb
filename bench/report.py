"""Rows as they are shown and kept."""

import json
import pathlib

from rich.table import Table

HERE = pathlib.Path(__file__).resolve().parent
BEGIN, END = "<!-- results -->\n", "<!-- end of results -->"
NOT_PEERS = ("Tarn", "files, synced")


def row(name, unit, more, figures):
    """A row; its ratio is how many times better Tarn is than the best peer, below 1 where the peer wins.

    A figure may be words, such as why there is none.
    """
    numbers = {system: value for system, value in figures.items() if not isinstance(value, str)}
    peers = [value for system, value in numbers.items() if system not in NOT_PEERS]
    ratio = None
    if peers and "Tarn" in numbers:
        ratio = numbers["Tarn"] / max(peers) if more else min(peers) / numbers["Tarn"]
    rounded = {system: value if isinstance(value, str) else float(f"{value:.3g}") for system, value in figures.items()}
    return {"name": name, "unit": unit, "more_is_better": more, "figures": rounded, "ratio": ratio and round(ratio, 2)}


def shown(figure):
    return "–" if figure is None else figure if isinstance(figure, str) else f"{figure:,.6g}"


def cells(one, systems):
    figures = [shown(one["figures"].get(system)) for system in systems]
    if one["ratio"] is None:
        verdict = "no peer"
    else:
        better = one["ratio"] >= 1
        times = one["ratio"] if better else 1 / one["ratio"]
        verdict = f"Tarn {times:.1f}x better" if better else f"peer {times:.1f}x better"
    return [one["name"], one["unit"], *figures, verdict]


def columns(rows):
    return list(dict.fromkeys(system for one in rows for system in one["figures"]))


def show(tables, console):
    for title, rows in tables.items():
        systems = columns(rows)
        table = Table("", "unit", *systems, "to the best peer", title=f"{title} (medians)")
        for one in rows:
            wins = one["ratio"] is None or one["ratio"] >= 1
            *start, verdict = cells(one, systems)
            table.add_row(*start, f"[{'green' if wins else 'red'}]{verdict}[/]")
        console.print(table)


def keep(result):
    (HERE / "results").mkdir(exist_ok=True)
    (HERE / "results" / "latest.json").write_text(json.dumps(result, indent=1) + "\n")
    lines = [
        f"Measured {result['at']} on {result['machine']}, commit {result['commit']}, "
        f"{result['rounds']} rounds of {result['seconds']:g} s."
    ]
    for title, rows in result["tables"].items():
        systems = columns(rows)
        lines += [
            "",
            f"| {title} | unit | " + " | ".join(systems) + " | to the best peer |",
            "| --- | --- |" + " ---: |" * len(systems) + " --- |",
            *("| " + " | ".join(cells(one, systems)) + " |" for one in rows),
        ]
    readme = HERE / "README.md"
    head, _, rest = readme.read_text().partition(BEGIN)
    _, _, tail = rest.partition(END)
    readme.write_text(head + BEGIN + "\n".join(lines) + "\n" + END + tail)
