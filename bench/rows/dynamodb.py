from rows import Row

TITLE = "Amazon DynamoDB"

PEERS = ("DynamoDB Local, on disk", "DynamoDB Local, in memory", "dynalite")
WORKS = {
    "PutItem of 1 KB": "put",
    "PutItem of 1 KB, two indexes": "put-2-indexes",
    "GetItem of 1 KB": "get",
    "GetItem of 1 KB, two indexes": "get-2-indexes",
    "UpdateItem of 1 KB": "update",
    "UpdateItem of 1 KB, two indexes": "update-2-indexes",
    "Query of 100 items": "query-100",
    "Query of 100 items by an index": "query-100-index",
    "BatchWriteItem of 25": "batch-write-25",
    "BatchWriteItem of 25, two indexes": "batch-write-25-2-indexes",
    "TransactWriteItems of 10": "transact-write-10",
    "Scan of 20 MB": "scan",
}
FIGURES = [("requests/s", "rate", True), ("p50, ms", "p50_ms", False), ("p99, ms", "p99_ms", False)]
ROWS = [
    Row(
        name=f"DynamoDB {name}, {workers} connection{'s' * (workers > 1)}, {unit.removesuffix(', ms')}",
        unit=unit.split(", ")[-1],
        figure=figure,
        more_is_better=more,
        work=f"items/{work}",
        # dynalite has no transactions
        among=PEERS[:2] if work.startswith("transact") else PEERS,
        workers=workers,
    )
    for name, work in WORKS.items()
    for workers in (1, 16)
    for unit, figure, more in FIGURES
]
