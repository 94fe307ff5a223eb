"""The launcher lays the SQL engine's libraries on Tarn's class path, after its own (decision 0031). Of a library that
both have, Tarn's version is what the engine gets, so it must be the same, but for what is known to do no harm.
"""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIFFERENT = {
    "annotations": "the AWS SDK's and JetBrains': two libraries of one name",
    "commons-codec": "the engine uses what both versions have",
    "joni": "JRuby's, and Airlift's fork in packages of its own",
    "slf4j-api": "the engine's 2.0.18 adds nothing to 2.0.17",
}


def versions(folder):
    jars = [re.fullmatch(r"(.+?)-(\d.*)\.jar", jar.name) for jar in folder.glob("*.jar")]
    return {jar[1]: jar[2] for jar in jars if jar}


def test_tarn_and_its_engine_agree_on_the_versions_of_what_both_use():
    ours, engines = versions(ROOT / "server/target/tarn/lib"), versions(ROOT / "engines/trino/target/engine/lib")
    assert len(ours) > 50 and len(engines) > 150
    both = ours.keys() & engines.keys()
    assert {
        name: (ours[name], engines[name]) for name in both if ours[name] != engines[name]
    }.keys() == DIFFERENT.keys()
