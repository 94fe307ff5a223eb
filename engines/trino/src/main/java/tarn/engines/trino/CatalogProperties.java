package tarn.engines.trino;

import java.util.List;

/** How the Hive and Iceberg connectors are set up for lakes. */
final class CatalogProperties {

    static List<String> hive() {
        return List.of(
                "connector.name=" + LakeConnectors.NAME,
                // nothing is shared between statements: each sees its own lake as it is now
                "hive.metastore-cache-ttl=0s",
                "hive.metastore-stats-cache-ttl=0s",
                // as Athena: external tables everywhere, files in subfolders belong to the table
                "hive.non-managed-table-writes-enabled=true",
                "hive.non-managed-table-creates-enabled=true",
                "hive.recursive-directories=true",
                "hive.ignore-absent-partitions=true",
                "hive.storage-format=PARQUET",
                "hive.compression-codec=GZIP",
                "hive.iceberg-catalog-name=" + Coordinator.ICEBERG_CATALOG,
                "hive.temporary-staging-directory-enabled=false",
                "hive.max-partitions-per-writers=100",
                "hive.collect-column-statistics-on-write=false",
                // projection is the lake's affair
                "hive.partition-projection-enabled=false",
                // else small files are read whole and gaps between columns too; what is pruned must show in bytes
                // scanned
                "parquet.max-merge-distance=0B",
                "hive.orc.max-merge-distance=0B",
                "parquet.small-file-threshold=0B",
                // else some of what is written is read back, and counted as scanned
                "parquet.writer.validation-percentage=0",
                "hive.orc.tiny-stripe-threshold=0B",
                "hive.max-split-iterator-threads=50",
                "hive.split-loader-concurrency=4");
    }

    /** How the Iceberg connector is set up; statements reach it by the Hive connector's redirection. */
    static List<String> iceberg() {
        return List.of(
                "connector.name=" + IcebergConnectors.NAME,
                "iceberg.security=system",
                "iceberg.hive-catalog-name=" + Coordinator.CATALOG,
                "iceberg.file-format=PARQUET",
                "iceberg.compression-codec=ZSTD",
                "iceberg.unique-table-location=false",
                "iceberg.allowed-extra-properties=*",
                // how long snapshots live is said by the table's vacuum_ properties
                "iceberg.expire-snapshots.min-retention=0s",
                "iceberg.remove-orphan-files.min-retention=0s",
                "iceberg.register-table-procedure.enabled=false",
                "iceberg.add-files-procedure.enabled=false",
                "iceberg.extended-statistics.collect-on-write=false",
                "iceberg.metadata-cache.enabled=false",
                "iceberg.split-manager-threads=2",
                "iceberg.planning-threads=2",
                "iceberg.file-delete-threads=2",
                "hive.metastore-cache-ttl=0s",
                "parquet.max-merge-distance=0B",
                "parquet.writer.validation-percentage=0",
                "parquet.small-file-threshold=0B");
    }

    private CatalogProperties() {}
}
