import os
import pathlib

from systems.system import PEERS, FromMaven, System, free_port

VERSION = "5.2.0"
JAR = PEERS / f"s3mock-{VERSION}-exec.jar"


class S3Mock(System):
    """On disk, not synced."""

    name = "S3Mock"

    def available(self):
        return None if JAR.exists() else FromMaven.copy(f"com.adobe.testing:s3mock:{VERSION}:jar:exec", PEERS)

    def command(self):
        return [
            *(pathlib.Path(os.environ["JAVA_HOME"]) / "bin" / "java", "-Xmx2g", f"-Djava.io.tmpdir={self.data}"),
            *("-jar", JAR, f"--http.port={self.port}", f"--server.port={free_port()}"),
            f"--com.adobe.testing.s3mock.httpPort={self.port}",
        ]
