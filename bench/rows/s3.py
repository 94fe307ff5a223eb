from rows import Row

TITLE = "Amazon S3"

PEERS = ("moto", "S3Mock")
ROWS = [
    *(
        Row(
            name=f"S3 {verb} 1 KB, {workers} connection{'s' * (workers > 1)}",
            unit="requests/s",
            figure="rate",
            more_is_better=True,
            work=f"objects/{verb}-1k",
            raw="files/write-1k" if verb == "put" else None,
            among=PEERS,
            workers=workers,
        )
        for verb in ("put", "get")
        for workers in (1, 16, 64)
    ),
    Row("S3 put 1 KB, 10,000 at once", "ms in all", "ms", False, "objects/put-1k", PEERS, None, 10_000, 0),
    Row("S3 put 64 MB", "ms", "p50_ms", False, "objects/put-64m", PEERS, "files/write-64m"),
    Row("S3 get 64 MB", "ms", "p50_ms", False, "objects/get-64m", PEERS, "files/read-64m"),
    Row(
        "S3 upload of 1 GB in 16 parts, 4 at a time",
        *("ms", "p50_ms", False, "objects/parts-1g", PEERS, "files/write-1g"),
        share=0,
    ),
    Row("S3 list 10,000 keys", "ms", "p50_ms", False, "objects/list-10k", PEERS, share=0.5),
    Row("S3 list 1,000,000 keys", "ms", "p50_ms", False, "objects/list-1m", share=0.5),
]
