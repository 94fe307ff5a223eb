import json
import os
import pathlib
import subprocess
import urllib.request

from systems.system import PEERS, ROOT, System, authorization

VERSION = "2.6.1"
FOLDER = PEERS / f"dynamodb-local-{VERSION}"
POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>bench</groupId><artifactId>dynamodb-local</artifactId><version>1</version>
<dependencies><dependency><groupId>com.amazonaws</groupId><artifactId>DynamoDBLocal</artifactId>
<version>{VERSION}</version></dependency></dependencies></project>"""


class AsksForTables(System):
    """A server of DynamoDB alone."""

    def question(self):
        headers = {
            "Authorization": authorization("dynamodb"),
            "X-Amz-Date": "20261121T120000Z",
            "X-Amz-Target": "DynamoDB_20120810.ListTables",
            "Content-Type": "application/x-amz-json-1.0",
        }
        return urllib.request.Request(f"http://127.0.0.1:{self.port}/", headers=headers, data=json.dumps({}).encode())


class DynamoDbLocal(AsksForTables):
    """AWS's own DynamoDB Local, on disk by SQLite."""

    name = "DynamoDB Local, on disk"

    def available(self):
        if FOLDER.exists():
            return None
        making = FOLDER.with_suffix(".making")
        making.mkdir(parents=True, exist_ok=True)
        (making / "pom.xml").write_text(POM)
        # Its SQLite is a native library, which lies beside the jars.
        command = [ROOT / "mvnw", "-q", "-B", "-f", making / "pom.xml", "dependency:copy-dependencies"]
        done = subprocess.run(
            [*command, f"-DoutputDirectory={making / 'lib'}"], cwd=ROOT, capture_output=True, text=True
        )
        if done.returncode:
            return (done.stdout + done.stderr).strip().splitlines()[:1]
        making.rename(FOLDER)
        return None

    def where(self):
        return ["-dbPath", self.data]

    def command(self):
        return [
            *(pathlib.Path(os.environ["JAVA_HOME"]) / "bin" / "java", "-Xmx2g"),
            f"-Dsqlite4java.library.path={FOLDER / 'lib'}",
            *("-cp", f"{FOLDER / 'lib'}/*", "com.amazonaws.services.dynamodbv2.local.main.ServerRunner"),
            *("-port", self.port, "-sharedDb", "-disableTelemetry", *self.where()),
        ]


class DynamoDbLocalInMemory(DynamoDbLocal):
    """The same, keeping nothing."""

    name = "DynamoDB Local, in memory"

    def where(self):
        return ["-inMemory"]
