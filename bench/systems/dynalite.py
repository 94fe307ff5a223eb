import subprocess

from systems.dynamodb_local import AsksForTables
from systems.system import PEERS

VERSION = "4.0.0"
FOLDER = PEERS / f"dynalite-{VERSION}"


class Dynalite(AsksForTables):
    """On disk by LevelDB, not synced."""

    name = "dynalite"

    def available(self):
        if (FOLDER / "node_modules/.bin/dynalite").exists():
            return None
        command = ["npm", "install", "--silent", "--no-save", "--prefix", FOLDER, f"dynalite@{VERSION}"]
        done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
        return (done.stdout + done.stderr).strip().splitlines()[:1] if done.returncode else None

    def command(self):
        return [FOLDER / "node_modules/.bin/dynalite", "--port", self.port, "--path", self.data]
