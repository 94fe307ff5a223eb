package tarn.services.glue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.AlreadyExistsException;
import software.amazon.awssdk.services.glue.model.Crawler;
import software.amazon.awssdk.services.glue.model.CrawlerNotRunningException;
import software.amazon.awssdk.services.glue.model.CrawlerState;
import software.amazon.awssdk.services.glue.model.CreateCrawlerRequest;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.InvalidInputException;
import software.amazon.awssdk.services.glue.model.LastCrawlStatus;
import software.amazon.awssdk.services.glue.model.NoScheduleException;
import software.amazon.awssdk.services.glue.model.ScheduleState;
import software.amazon.awssdk.services.glue.model.SchedulerNotRunningException;
import software.amazon.awssdk.services.glue.model.SchedulerRunningException;
import software.amazon.awssdk.services.s3.S3Client;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.TestPlatform;

@SuppressWarnings("unchecked") // the SDK's varargs of builders
class CrawlersTest {

    private static final String PEOPLE = "id,name\n1,Ann\n2,Bob\n";

    private final LocalPlatform platform = TestPlatform.open();
    private GlueClient glue;
    private S3Client s3;

    @BeforeEach
    void open() {
        glue = GlueSetup.glue(platform);
        s3 = GlueSetup.as(platform, S3Client.class);
        s3.createBucket(request -> request.bucket("lake"));
        glue.createDatabase(request -> request.databaseInput(input -> input.name("db")));
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private void put(String key, String text) {
        s3.putObject(request -> request.bucket("lake").key(key), RequestBody.fromString(text));
    }

    private void create(Consumer<CreateCrawlerRequest.Builder> more) {
        glue.createCrawler(request -> {
            request.name("c")
                    .role("arn:aws:iam::123456789012:role/service-role/crawler")
                    .databaseName("db")
                    .targets(targets -> targets.s3Targets(target -> target.path("s3://lake/data/")));
            more.accept(request);
        });
    }

    private Crawler crawl() {
        glue.startCrawler(request -> request.name("c"));
        return GlueSetup.ended(glue, "c");
    }

    private List<String> tables() {
        return glue.getTables(request -> request.databaseName("db")).tableList().stream()
                .map(table -> table.name())
                .toList();
    }

    private List<String> columns(String table) {
        return GlueSetup.table(glue, table).storageDescriptor().columns().stream()
                .map(column -> column.name() + " " + column.type())
                .toList();
    }

    private List<List<String>> partitions(String table) {
        return glue.getPartitions(request -> request.databaseName("db").tableName(table)).partitions().stream()
                .map(partition -> partition.values())
                .toList();
    }

    @Test
    void aCrawlerIsShownAsAwsShowsIt() {
        create(request -> request.description("d").tablePrefix("p_").tags(Map.of("team", "x")));
        var crawler = glue.getCrawler(request -> request.name("c")).crawler();
        assertThat(crawler.role()).isEqualTo("service-role/crawler");
        assertThat(crawler.state()).isEqualTo(CrawlerState.READY);
        assertThat(crawler.version()).isEqualTo(1);
        assertThat(crawler.schemaChangePolicy().updateBehaviorAsString()).isEqualTo("UPDATE_IN_DATABASE");
        assertThat(crawler.schemaChangePolicy().deleteBehaviorAsString()).isEqualTo("DEPRECATE_IN_DATABASE");
        assertThat(crawler.recrawlPolicy().recrawlBehaviorAsString()).isEqualTo("CRAWL_EVERYTHING");
        assertThat(crawler.lastCrawl()).isNull();
        assertThat(crawler.schedule()).isNull();
        assertThat(glue.getCrawlers(request -> {}).crawlers()).containsExactly(crawler);
        assertThat(glue.listCrawlers(request -> request.tags(Map.of("team", "x")))
                        .crawlerNames())
                .containsExactly("c");
        assertThat(glue.listCrawlers(request -> request.tags(Map.of("team", "y")))
                        .crawlerNames())
                .isEmpty();
        var batch = glue.batchGetCrawlers(request -> request.crawlerNames("c", "nil"));
        assertThat(batch.crawlers()).hasSize(1);
        assertThat(batch.crawlersNotFound()).containsExactly("nil");
    }

    @Test
    void whatIsThereOrNotIsSaidInAwsWords() {
        create(request -> {});
        assertThatThrownBy(() -> create(request -> {}))
                .isInstanceOf(AlreadyExistsException.class)
                .hasMessageContaining("already exists");
        assertThatThrownBy(() -> glue.getCrawler(request -> request.name("nil")))
                .isInstanceOf(EntityNotFoundException.class)
                .hasMessageContaining("Crawler entry with name nil does not exist");
        assertThatThrownBy(() -> glue.stopCrawler(request -> request.name("c")))
                .isInstanceOf(CrawlerNotRunningException.class);
        glue.deleteCrawler(request -> request.name("c"));
        assertThatThrownBy(() -> glue.startCrawler(request -> request.name("c")))
                .isInstanceOf(EntityNotFoundException.class);
    }

    @Test
    void whatACrawlerCannotDoIsRefused() {
        assertThatThrownBy(() -> create(request -> request.targets(targets -> targets.mongoDBTargets(
                        mongo -> mongo.connectionName("x").path("y")))))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> create(
                        request -> request.targets(targets -> targets.s3Targets(target -> target.path("s3://nil/x")))))
                .hasMessageContaining("S3 bucket nil does not exist.");
        assertThatThrownBy(() -> create(request -> request.classifiers("mine")))
                .isInstanceOf(EntityNotFoundException.class);
        assertThatThrownBy(() -> create(request -> request.schedule("cron(no)")))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> create(request -> request.configuration("{")))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() ->
                        create(request -> request.recrawlPolicy(policy -> policy.recrawlBehavior("CRAWL_EVENT_MODE"))))
                .hasMessageContaining("EventQueueArn");
        assertThatThrownBy(() -> create(
                        request -> request.recrawlPolicy(policy -> policy.recrawlBehavior("CRAWL_NEW_FOLDERS_ONLY"))))
                .hasMessageContaining("can have only LOG DeleteBehavior value");
        assertThat(glue.listCrawlers(request -> {}).crawlerNames()).isEmpty();
    }

    @Test
    void aCrawlWritesWhatAwsWrites() {
        put("data/people/a.csv", PEOPLE);
        create(request -> {});
        var last = crawl().lastCrawl();
        assertThat(last.status()).isEqualTo(LastCrawlStatus.SUCCEEDED);
        assertThat(last.errorMessage()).isNull();
        assertThat(last.logGroup()).isEqualTo("/aws-glue/crawlers");
        assertThat(last.logStream()).isEqualTo("c");
        assertThat(last.startTime()).isEqualTo(TestPlatform.START);
        var table = GlueSetup.table(glue, "people");
        assertThat(table.owner()).isEqualTo("owner");
        assertThat(table.tableType()).isEqualTo("EXTERNAL_TABLE");
        assertThat(table.createdBy()).isEqualTo("arn:aws:sts::123456789012:assumed-role/crawler/AWS-Crawler");
        assertThat(table.parameters())
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("skip.header.line.count", "1"),
                        Map.entry("sizeKey", "20"),
                        Map.entry("objectCount", "1"),
                        Map.entry("UPDATED_BY_CRAWLER", "c"),
                        Map.entry("CrawlerSchemaSerializerVersion", "1.0"),
                        Map.entry("recordCount", "2"),
                        Map.entry("averageRecordSize", "10"),
                        Map.entry("CrawlerSchemaDeserializerVersion", "1.0"),
                        Map.entry("compressionType", "none"),
                        Map.entry("classification", "csv"),
                        Map.entry("columnsOrdered", "true"),
                        Map.entry("areColumnsQuoted", "false"),
                        Map.entry("delimiter", ","),
                        Map.entry("typeOfData", "file")));
        var storage = table.storageDescriptor();
        assertThat(columns("people")).containsExactly("id bigint", "name string");
        assertThat(storage.location()).isEqualTo("s3://lake/data/people/");
        assertThat(storage.inputFormat()).isEqualTo("org.apache.hadoop.mapred.TextInputFormat");
        assertThat(storage.outputFormat()).isEqualTo("org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat");
        assertThat(storage.serdeInfo().serializationLibrary())
                .isEqualTo("org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe");
        assertThat(storage.serdeInfo().parameters()).isEqualTo(Map.of("field.delim", ","));
        assertThat(storage.numberOfBuckets()).isEqualTo(-1);
        assertThat(storage.compressed()).isFalse();
        assertThat(storage.parameters()).isEqualTo(table.parameters());
    }

    @Test
    void aSecondCrawlAddsExactlyWhatIsNew() {
        put("data/year=2020/a.json", "{\"id\":1}");
        put("data/year=2021/a.json", "{\"id\":2}");
        create(request -> {});
        crawl();
        assertThat(columns("data")).containsExactly("id int");
        assertThat(partitions("data")).containsExactly(List.of("2020"), List.of("2021"));
        crawl();
        assertThat(GlueSetup.table(glue, "data").versionId()).isEqualTo("0");
        put("data/year=2022/a.json", "{\"more\":\"x\",\"id\":3}");
        crawl();
        assertThat(columns("data")).containsExactly("id int", "more string");
        assertThat(partitions("data")).containsExactly(List.of("2020"), List.of("2021"), List.of("2022"));
        assertThat(GlueSetup.table(glue, "data").versionId()).isEqualTo("1");
        assertThat(GlueSetup.table(glue, "data").parameters()).containsEntry("partition_filtering.enabled", "true");
        var runs = glue.listCrawls(request -> request.crawlerName("c")).crawls();
        assertThat(runs).hasSize(3);
        assertThat(runs.stream()
                        .filter(run -> run.summary() != null && run.summary().contains("\"UPDATE\"")))
                .hasSize(1);
        var metrics = glue.getCrawlerMetrics(request -> request.crawlerNameList("c"))
                .crawlerMetricsList()
                .getFirst();
        assertThat(metrics.stillEstimating()).isFalse();
    }

    @Test
    void whatAUserChangedStaysWhereTheCrawlerHasNoSay() {
        put("data/a.csv", PEOPLE);
        create(request -> {});
        crawl();
        var table = GlueSetup.table(glue, "data");
        glue.updateTable(request -> request.databaseName("db")
                .tableInput(input -> input.name("data")
                        .description("mine")
                        .parameters(Map.of("mine", "1"))
                        .storageDescriptor(table.storageDescriptor())));
        crawl();
        assertThat(GlueSetup.table(glue, "data").description()).isEqualTo("mine");
        assertThat(GlueSetup.table(glue, "data").parameters())
                .containsEntry("mine", "1")
                .containsEntry("classification", "csv");
    }

    @Test
    void withLogAChangedSchemaIsLeftAndNewPartitionsAreAdded() {
        put("data/d=1/a.json", "{\"id\":1}");
        create(request -> request.schemaChangePolicy(
                policy -> policy.updateBehavior("LOG").deleteBehavior("LOG")));
        crawl();
        put("data/d=2/a.json", "{\"id\":1,\"more\":2}");
        crawl();
        assertThat(columns("data")).containsExactly("id int");
        assertThat(partitions("data")).containsExactly(List.of("1"), List.of("2"));
    }

    @Test
    void mergedColumnsAreAddedAndNeverChanged() {
        put("data/a.json", "{\"a\":1,\"b\":1}");
        create(request -> request.configuration(
                "{\"Version\":1.0,\"CrawlerOutput\":{\"Tables\":{\"AddOrUpdateBehavior\":\"MergeNewColumns\"}}}"));
        crawl();
        put("data/a.json", "{\"c\":1,\"b\":\"x\"}");
        crawl();
        assertThat(columns("data")).containsExactly("a int", "b int", "c int");
    }

    @Test
    void partitionsMayInheritFromTheirTable() {
        put("data/d=1/a.json", "{\"id\":1}");
        put("data/d=2/a.json", "{\"id\":1,\"more\":2}");
        create(request -> request.configuration(
                "{\"Version\":1.0,\"CrawlerOutput\":{\"Partitions\":{\"AddOrUpdateBehavior\":\"InheritFromTable\"}}}"));
        crawl();
        var partition = glue.getPartition(
                        request -> request.databaseName("db").tableName("data").partitionValues("1"))
                .partition();
        assertThat(partition.storageDescriptor().columns()).hasSize(2);
        assertThat(partition.storageDescriptor().location()).isEqualTo("s3://lake/data/d=1/");
    }

    @Test
    void whatIsGoneIsMarkedByDefault() {
        put("data/people/a.csv", PEOPLE);
        put("data/cities/a.json", "{\"city\":\"Rome\"}");
        create(request -> {});
        crawl();
        s3.deleteObject(request -> request.bucket("lake").key("data/people/a.csv"));
        put("data/more/a.json", "{\"other\":1,\"thing\":2}");
        crawl();
        assertThat(tables()).containsExactly("cities", "more", "people");
        assertThat(GlueSetup.table(glue, "people").parameters()).containsKey("DEPRECATED_BY_CRAWLER");
        put("data/people/a.csv", PEOPLE);
        crawl();
        assertThat(GlueSetup.table(glue, "people").parameters()).doesNotContainKey("DEPRECATED_BY_CRAWLER");
    }

    @Test
    void whatIsGoneIsDeletedIfThePolicySaysSo() {
        put("data/people/a.csv", PEOPLE);
        put("data/events/d=1/a.json", "{\"city\":\"Rome\"}");
        put("data/events/d=2/a.json", "{\"city\":\"Rome\"}");
        create(request -> request.schemaChangePolicy(policy -> policy.deleteBehavior("DELETE_FROM_DATABASE")));
        glue.createTable(request -> request.databaseName("db")
                .tableInput(table ->
                        table.name("mine").storageDescriptor(storage -> storage.location("s3://lake/data/mine/"))));
        crawl();
        assertThat(tables()).containsExactly("events", "mine", "people");
        s3.deleteObject(request -> request.bucket("lake").key("data/events/d=1/a.json"));
        put("data/events/d=3/a.json", "{\"city\":\"Rome\"}");
        s3.deleteObject(request -> request.bucket("lake").key("data/people/a.csv"));
        put("data/others/a.csv", "x,y\n1,2\n");
        crawl();
        assertThat(tables()).containsExactly("events", "mine", "others");
        assertThat(partitions("events")).containsExactly(List.of("2"), List.of("3"));
    }

    @Test
    void onlyNewFoldersAreReadIfThePolicySaysSo() {
        put("data/d=1/a.csv", PEOPLE);
        create(request -> request.recrawlPolicy(policy -> policy.recrawlBehavior("CRAWL_NEW_FOLDERS_ONLY"))
                .schemaChangePolicy(policy -> policy.updateBehavior("LOG").deleteBehavior("LOG")));
        crawl();
        put("data/d=1/a.csv", "now\u0000 unreadable");
        put("data/d=2/a.csv", PEOPLE);
        var last = crawl();
        assertThat(last.lastCrawl().status()).isEqualTo(LastCrawlStatus.SUCCEEDED);
        assertThat(partitions("data")).containsExactly(List.of("1"), List.of("2"));
        assertThat(columns("data")).containsExactly("id bigint", "name string");
    }

    @Test
    void namesAreMadeOfFoldersWithPrefixAndHash() {
        put("data/My Folder-1/a.csv", PEOPLE);
        put("data/other/a.json", "{\"x\":1}");
        create(request -> request.tablePrefix("raw_"));
        glue.createTable(request -> request.databaseName("db")
                .tableInput(table ->
                        table.name("raw_other").storageDescriptor(storage -> storage.location("s3://elsewhere/"))));
        crawl();
        assertThat(tables())
                .hasSize(3)
                .contains("raw_my_folder_1", "raw_other")
                .anyMatch(name -> name.matches("raw_other_[0-9a-f]{32}"));
    }

    @Test
    void aDamagedFileDoesNotStopACrawl() {
        put("data/people/a.csv", PEOPLE);
        put("data/broken/a.parquet", "PAR1 nothing else");
        create(request -> {});
        assertThat(crawl().lastCrawl().status()).isEqualTo(LastCrawlStatus.SUCCEEDED);
        assertThat(tables()).containsExactly("people");
    }

    @Test
    void aCrawlFailsInWordsWhereThereIsNoDatabaseOrBucket() {
        create(request -> request.databaseName("nil"));
        assertThat(crawl().lastCrawl().errorMessage()).isEqualTo("Database nil not found.");
        assertThat(crawl().lastCrawl().status()).isEqualTo(LastCrawlStatus.FAILED);
        glue.updateCrawler(request -> request.name("c").databaseName("db"));
        s3.deleteBucket(request -> request.bucket("lake"));
        assertThat(crawl().lastCrawl().errorMessage()).contains("lake");
    }

    @Test
    void withoutADatabaseTablesGoToDefault() {
        put("data/a.csv", PEOPLE);
        glue.createCrawler(request -> request.name("c")
                .role("r")
                .targets(targets -> targets.s3Targets(target -> target.path("s3://lake/data"))));
        crawl();
        assertThat(glue.getTable(request -> request.databaseName("default").name("data"))
                        .table()
                        .storageDescriptor()
                        .location())
                .isEqualTo("s3://lake/data/");
    }

    @Test
    void anUpdateChangesWhatIsGivenAndCountsVersions() {
        create(request -> request.description("old"));
        glue.updateCrawler(request -> request.name("c").tablePrefix("p_"));
        var crawler = glue.getCrawler(request -> request.name("c")).crawler();
        assertThat(crawler.tablePrefix()).isEqualTo("p_");
        assertThat(crawler.description()).isEqualTo("old");
        assertThat(crawler.version()).isEqualTo(2);
    }

    @Test
    void aScheduleStartsCrawlsAtItsTimes() {
        put("data/a.csv", PEOPLE);
        create(request -> request.schedule("cron(15 12 * * ? *)"));
        platform.clock().advance(Duration.ofHours(12));
        assertThat(glue.listCrawls(request -> request.crawlerName("c")).crawls())
                .isEmpty();
        platform.clock().advance(Duration.ofMinutes(16));
        assertThat(GlueSetup.ended(glue, "c").lastCrawl().status()).isEqualTo(LastCrawlStatus.SUCCEEDED);
        platform.clock().advance(Duration.ofDays(1));
        GlueSetup.ended(glue, "c");
        assertThat(glue.listCrawls(request -> request.crawlerName("c")).crawls())
                .hasSize(2);
        glue.stopCrawlerSchedule(request -> request.crawlerName("c"));
        platform.clock().advance(Duration.ofDays(3));
        assertThat(glue.listCrawls(request -> request.crawlerName("c")).crawls())
                .hasSize(2);
        assertThat(glue.getCrawler(request -> request.name("c"))
                        .crawler()
                        .schedule()
                        .state())
                .isEqualTo(ScheduleState.NOT_SCHEDULED);
    }

    @Test
    void schedulesAreStartedAndStoppedOnce() {
        create(request -> {});
        assertThatThrownBy(() -> glue.startCrawlerSchedule(request -> request.crawlerName("c")))
                .isInstanceOf(NoScheduleException.class);
        assertThatThrownBy(() -> glue.stopCrawlerSchedule(request -> request.crawlerName("c")))
                .isInstanceOf(SchedulerNotRunningException.class);
        glue.updateCrawlerSchedule(request -> request.crawlerName("c").schedule("cron(0 0 * * ? *)"));
        assertThatThrownBy(() -> glue.startCrawlerSchedule(request -> request.crawlerName("c")))
                .isInstanceOf(SchedulerRunningException.class);
        glue.stopCrawlerSchedule(request -> request.crawlerName("c"));
        glue.startCrawlerSchedule(request -> request.crawlerName("c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc", "avro"})
    void columnarFilesGetTheirClasses(String format) throws Exception {
        var resource = Map.of("parquet", "every-type.parquet", "orc", "every-type-zlib.orc", "avro", "people.avro");
        try (var in = CrawlersTest.class.getResourceAsStream("crawl/" + resource.get(format))) {
            var bytes = in.readAllBytes();
            s3.putObject(request -> request.bucket("lake").key("data/file"), RequestBody.fromBytes(bytes));
        }
        create(request -> {});
        crawl();
        var table = GlueSetup.table(glue, "data");
        assertThat(table.parameters())
                .containsEntry("classification", format)
                .containsEntry("compressionType", "none")
                .containsKey("recordCount");
        assertThat(table.storageDescriptor().inputFormat()).containsIgnoringCase(format);
        assertThat(table.storageDescriptor().serdeInfo().parameters()).containsEntry("serialization.format", "1");
    }
}
