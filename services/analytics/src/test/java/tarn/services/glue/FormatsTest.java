package tarn.services.glue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.glue.model.ColumnStatistics;
import software.amazon.awssdk.services.glue.model.Connection;
import software.amazon.awssdk.services.glue.model.Crawler;
import software.amazon.awssdk.services.glue.model.Database;
import software.amazon.awssdk.services.glue.model.Partition;
import software.amazon.awssdk.services.glue.model.Table;
import software.amazon.awssdk.services.glue.model.UserDefinedFunction;
import tarn.kernel.testing.Golden;
import tarn.store.Formats;

/** What is on users' disks stays readable. */
@SuppressWarnings("unchecked") // the SDK's varargs of builders
class FormatsTest {

    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void databases() {
        Golden.check(
                "glue/databases",
                Formats.record(KeptDatabase.class),
                new KeptDatabase(Database.builder()
                        .name("db")
                        .description("d")
                        .createTime(TIME)
                        .parameters(new TreeMap<>(Map.of("a", "1")))
                        .build()));
    }

    @Test
    void resourcePolicies() {
        Golden.check(
                "glue/resource-policies",
                Formats.record(CatalogPolicies.Kept.class),
                new CatalogPolicies.Kept("{}", TIME, TIME));
    }

    @Test
    void tables() {
        Golden.check(
                "glue/tables",
                Formats.record(KeptTable.class),
                new KeptTable(
                        "id",
                        3,
                        Table.builder()
                                .name("t")
                                .databaseName("db")
                                .createTime(TIME)
                                .retention(0)
                                .partitionKeys(key -> key.name("year").type("int"))
                                .storageDescriptor(storage -> storage.location("s3://x/")
                                        .columns(column -> column.name("c").type("string"))
                                        .serdeInfo(serde -> serde.serializationLibrary("l")))
                                .build()));
    }

    @Test
    void partitions() {
        Golden.check(
                "glue/partitions",
                Formats.record(KeptPartition.class),
                new KeptPartition(Partition.builder()
                        .values("2020", "Rome")
                        .databaseName("db")
                        .tableName("t")
                        .creationTime(TIME)
                        .build()));
    }

    @Test
    void crawlers() {
        Golden.check(
                "glue/crawlers",
                Formats.record(KeptCrawler.class),
                new KeptCrawler(
                        Crawler.builder()
                                .name("c")
                                .role("r")
                                .version(1L)
                                .targets(targets -> targets.s3Targets(target -> target.path("s3://x/")))
                                .build(),
                        "run",
                        true));
    }

    @Test
    void crawls() {
        Golden.check(
                "glue/crawls",
                Formats.record(KeptCrawl.class),
                KeptCrawl.begun("run", "c", TIME)
                        .ended(
                                KeptCrawl.Outcome.FAILED,
                                TIME.plusSeconds(1),
                                "why",
                                new KeptCrawl.Changes(List.of("a"), List.of(), List.of("b"), 1, 2, 3),
                                List.of("line")));
    }

    @Test
    void tags() {
        Golden.check("glue/tags", Formats.record(Tags.Kept.class), new Tags.Kept(Map.of("a", "1")));
    }

    @Test
    void statistics() {
        Golden.check(
                "glue/column-statistics",
                Formats.record(Statistics.Kept.class),
                new Statistics.Kept(ColumnStatistics.builder()
                        .columnName("c")
                        .columnType("string")
                        .analyzedTime(TIME)
                        .build()));
    }

    @Test
    void connections() {
        Golden.check(
                "glue/connections",
                Formats.record(KeptConnection.class),
                new KeptConnection(
                        Connection.builder()
                                .name("c")
                                .connectionType("JDBC")
                                .creationTime(TIME)
                                .build(),
                        "c2VhbGVk"));
    }

    @Test
    void functions() {
        Golden.check(
                "glue/functions",
                Formats.record(Functions.Kept.class),
                new Functions.Kept(UserDefinedFunction.builder()
                        .functionName("f")
                        .className("C")
                        .createTime(TIME)
                        .build()));
    }

    @Test
    void partitionIndexes() {
        Golden.check(
                "glue/partition-indexes",
                PartitionIndex.All.FORMAT,
                new PartitionIndex.All(
                        List.of(new PartitionIndex("i", List.of("year"), PartitionIndex.State.CREATING, List.of()))));
    }

    @Test
    void registries() {
        Golden.check("glue/registries", Formats.record(KeptRegistry.class), new KeptRegistry("r", null, TIME, TIME));
        Golden.check(
                "glue/schemas",
                Formats.record(KeptSchema.class),
                new KeptSchema(
                        "r",
                        "s",
                        tarn.services.glue.schema.Definition.Language.AVRO,
                        "BACKWARD",
                        "d",
                        1,
                        2,
                        4,
                        TIME,
                        TIME));
        Golden.check(
                "glue/schema-versions",
                Formats.record(KeptSchemaVersion.class),
                new KeptSchemaVersion(
                        "id", "r", "s", 3, "{}", "why", TIME, List.of(new KeptSchemaVersion.Metadata("k", "v", TIME))));
        Golden.check(
                "glue/schema-places", Formats.record(RegistryBook.Place.class), new RegistryBook.Place("r", "s", 3));
    }

    @Test
    void classifiers() {
        Golden.check(
                "glue/classifiers",
                Formats.record(ClassifierBook.Kept.class),
                new ClassifierBook.Kept(software.amazon.awssdk.services.glue.model.Classifier.builder()
                        .grokClassifier(grok -> grok.name("g")
                                .classification("c")
                                .grokPattern("%{WORD:w}")
                                .creationTime(TIME)
                                .lastUpdated(TIME)
                                .version(1L))
                        .build()));
    }

    @Test
    void statisticsRuns() {
        Golden.check(
                "glue/statistics-runs",
                Formats.record(KeptStatisticsRun.class),
                new KeptStatisticsRun(
                        "id",
                        "db",
                        "t",
                        List.of("a"),
                        "role",
                        50.0,
                        KeptStatisticsRun.Status.FAILED,
                        TIME,
                        TIME,
                        "why"));
        Golden.check(
                "glue/statistics-settings",
                Formats.record(StatisticsSettings.Kept.class),
                new StatisticsSettings.Kept(
                        software.amazon.awssdk.services.glue.model.ColumnStatisticsTaskSettings.builder()
                                .databaseName("db")
                                .tableName("t")
                                .role("r")
                                .build()));
    }

    @Test
    void tableOptimizers() {
        Golden.check(
                "glue/table-optimizers",
                Formats.record(OptimizerBook.Kept.class),
                new OptimizerBook.Kept(
                        "db",
                        "t",
                        "retention",
                        software.amazon.awssdk.services.glue.model.TableOptimizerConfiguration.builder()
                                .roleArn("r")
                                .enabled(true)
                                .build()));
        Golden.check(
                "glue/table-optimizer-runs",
                Formats.record(OptimizerBook.Run.class),
                new OptimizerBook.Run(TIME, TIME, "why"));
    }

    @Test
    void encryptionSettings() {
        Golden.check(
                "glue/encryption-settings",
                Formats.record(EncryptionSettings.Kept.class),
                new EncryptionSettings.Kept(
                        software.amazon.awssdk.services.glue.model.DataCatalogEncryptionSettings.builder()
                                .connectionPasswordEncryption(passwords -> passwords
                                        .returnConnectionPasswordEncrypted(true)
                                        .awsKmsKeyId("k"))
                                .build()));
    }
}
