"""Scenarios in text: `== what is shown`, the statement, `----`, what comes of it, an empty line.

What comes of it is the result file byte for byte (nothing for statements that write rows), or `FAILED: ` and the
reason, or `REFUSED: ` and the message of the refusal. `$BUCKET` and `$DATABASE` stand for the bucket and the database
of the run, `$ID` and `$TIME` for any of theirs.
"""

import pathlib
import re
from dataclasses import dataclass

FOLDER = pathlib.Path(__file__).parent / "dialect"


@dataclass(frozen=True)
class Scenario:
    file: str
    title: str
    statement: str
    expected: str


def scenarios(*files):
    """The scenarios of the files with these names, in their order."""
    found = []
    for file in files:
        text = (FOLDER / f"{file}.sqltest").read_text()
        for block in re.split(r"(?m)^== ", text)[1:]:
            title, rest = block.split("\n", 1)
            statement, expected = re.split(r"(?m)^----\n", rest, maxsplit=1)
            found.append(Scenario(file, title.strip(), statement.strip(), expected.rstrip("\n")))
    return found
