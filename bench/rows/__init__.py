"""What is measured, one file for each family of rows.

A file has a ``TITLE`` and either ``ROWS``, which the load measures, or ``NAMES`` and ``measure(tarn, console)``, which
gives the figures of rows that it measures itself: ``{name: (unit, more is better, {system: figure})}``.
"""

import dataclasses
import importlib
import pathlib
import pkgutil


@dataclasses.dataclass(frozen=True)
class Row:
    """A row that the load measures.

    :param figure: of the load's answer: ``rate``, ``p50_ms``, ``p99_ms`` or ``ms``
    :param work: family/name of a work in ``load/``
    :param among: the names of the peers that do it, too
    :param raw: the work by which the file system alone is measured
    :param workers: how many connections
    :param share: of a round's seconds; with 0 each worker works once, all beginning together
    """

    name: str
    unit: str
    figure: str
    more_is_better: bool
    work: str
    among: tuple = ()
    raw: str | None = None
    workers: int = 1
    share: float = 1

    def work_of(self, system):
        """What a system does for this row; None if it does nothing."""
        if system.name == "files, synced":
            return self.raw
        return self.work if system.name == "Tarn" or system.name in self.among else None

    @property
    def load(self):
        """What must be run for it; other rows may show another figure of the same."""
        return self.work, self.raw, self.workers, self.share


class Family:
    """A file of rows, of which some may be chosen."""

    def __init__(self, module, only):
        self.title = module.TITLE
        self.rows = [row for row in getattr(module, "ROWS", []) if not only or only in row.name]
        self.names = [name for name in getattr(module, "NAMES", []) if not only or only in name]
        self.measure = getattr(module, "measure", None)

    def systems(self):
        """The names of the systems that it needs."""
        needed = {"Tarn"}
        for row in self.rows:
            needed |= set(row.among) | ({"files, synced"} if row.raw else set())
        return needed


def families(only):
    for module in sorted(pkgutil.iter_modules([pathlib.Path(__file__).parent]), key=lambda found: found.name):
        family = Family(importlib.import_module(f"rows.{module.name}"), only)
        if family.rows or family.names:
            yield family
