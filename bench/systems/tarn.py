import shutil

from systems.system import ROOT, System


class Tarn(System):
    """On disk: an answer means that everything is synced. Tables serve as fast as they can."""

    name = "Tarn"

    def command(self):
        shutil.rmtree(self.data, ignore_errors=True)
        return [ROOT / "tarn", "start", "--port", self.port, "--data", self.data, "--throttling", "off"]
