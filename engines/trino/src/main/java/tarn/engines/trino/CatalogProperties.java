package tarn.engines.trino;

import java.util.List;

/** How the Hive connector is set up for lakes. */
final class CatalogProperties {

    static List<String> lines() {
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
                "hive.orc.tiny-stripe-threshold=0B",
                "hive.max-split-iterator-threads=50",
                "hive.split-loader-concurrency=4");
    }

    private CatalogProperties() {}
}
