"""The systems that are measured, one file each: how it is fetched, started and asked for its first answer."""

import importlib
import pathlib
import pkgutil

from systems.system import System


def found():
    """The class of every system in this folder."""
    for module in pkgutil.iter_modules([pathlib.Path(__file__).parent]):
        for value in vars(importlib.import_module(f"systems.{module.name}")).values():
            if isinstance(value, type) and issubclass(value, System) and value.__module__ == f"systems.{module.name}":
                if hasattr(value, "name"):
                    yield value
