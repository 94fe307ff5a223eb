from questions import FLIGHTS, Questions

TITLE = "Amazon Athena"

ONE = "Athena SELECT 1, start to SUCCEEDED"
AGGREGATE = "Athena aggregate of 3 million rows, start to SUCCEEDED"
ENGINE = "Athena aggregate of 3 million rows, time in the engine"
MEMORY = "Idle memory after queries of Athena (resident)"
NAMES = [ONE, AGGREGATE, ENGINE, MEMORY]


def measure(tarn, console):
    if not FLIGHTS.exists():
        console.print("[yellow]Athena is left out: the flights are not there[/]")
        return {}
    console.print("[dim]Athena: SELECT 1 and three million rows[/]")
    questions = Questions(tarn.port)
    questions.prepare()
    figures = questions.measure()
    alone = {"DuckDB alone": figures["duckdb_aggregate_ms"]}
    return {
        ONE: ("ms", False, {"Tarn": figures["select_1_ms"]}),
        AGGREGATE: ("ms", False, {"Tarn": figures["aggregate_ms"]} | alone),
        ENGINE: ("ms", False, {"Tarn": figures["aggregate_engine_ms"]} | alone),
        MEMORY: ("MB", False, {"Tarn": tarn.resident_mb()}),
    }
