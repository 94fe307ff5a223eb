import pathlib
import sys

from systems.system import System


class Moto(System):
    """In memory."""

    name = "moto"

    def command(self):
        return [pathlib.Path(sys.executable).parent / "moto_server", "-p", self.port]
