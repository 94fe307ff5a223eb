from systems.system import System


class Files(System):
    """No server: the same bytes written to files and synced by the load itself, as the limit to come near to."""

    name = "files, synced"

    def start(self):
        self.data.mkdir(parents=True, exist_ok=True)

    def stop(self):
        pass

    def target(self):
        return self.data

    def resident_mb(self):
        return None
