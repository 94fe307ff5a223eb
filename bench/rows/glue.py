from rows import Row

TITLE = "AWS Glue Data Catalog"

ROWS = [Row("Glue CreateTable, 8 connections", "requests/s", "rate", True, "tables/create", ("moto",), workers=8)]
