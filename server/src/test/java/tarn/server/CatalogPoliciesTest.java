package tarn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Crawler;
import software.amazon.awssdk.services.glue.model.CrawlerState;
import software.amazon.awssdk.services.glue.model.ExistCondition;
import software.amazon.awssdk.services.glue.model.S3Target;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import tarn.authorization.Authorization;
import tarn.kernel.Caller;
import tarn.kernel.LocalPlatform;
import tarn.kernel.Options;

/** Whom a catalog's policy lets in where policies decide, and what a crawler's role may write into it. */
class CatalogPoliciesTest {

    private static final Caller OWNER = Caller.root("111111111111", "us-east-1", "test");
    private static final Caller GUEST = Caller.root("222222222222", "us-east-1", "test");

    private final LocalPlatform platform =
            LocalPlatform.temporary(Options.durable().unsynced());
    private final GlueClient glue = platform.client(GlueClient.class);

    @BeforeEach
    void start() {
        Services.on(platform);
        var authorization = new Authorization(platform, account -> true);
        platform.services().through(authorization);
        platform.permissions(authorization);
        platform.ready();
        OWNER.run(() -> {
            glue.createDatabase(create -> create.databaseInput(input -> input.name("shared")));
            glue.createDatabase(create -> create.databaseInput(input -> input.name("own")));
            glue.createTable(create -> create.databaseName("shared").tableInput(table -> table.name("t")));
        });
    }

    @AfterEach
    void stop() {
        platform.close();
    }

    private static String document(String statement) {
        return "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", " + statement + "}]}";
    }

    private static String code(Runnable work) {
        return catchThrowableOfType(AwsServiceException.class, work::run)
                .awsErrorDetails()
                .errorCode();
    }

    private Caller user(Caller root, String name, String statement) {
        var id = root.call(() -> {
            var iam = platform.client(IamClient.class);
            var user = iam.createUser(create -> create.userName(name)).user();
            iam.putUserPolicy(put -> put.userName(name).policyName("own").policyDocument(document(statement)));
            return user.userId();
        });
        var arn = "arn:aws:iam::" + root.account() + ":user/" + name;
        return new Caller(root.account(), "us-east-1", arn, id, null, null, "test");
    }

    private void open(String principal) {
        OWNER.run(
                () -> glue.putResourcePolicy(put -> put.policyInJson(document("\"Principal\": {\"AWS\": \"" + principal
                        + "\"}, \"Action\": \"glue:Get*\", \"Resource\": [\"arn:aws:glue:us-east-1:111111111111:catalog\","
                        + " \"arn:aws:glue:us-east-1:111111111111:database/shared\","
                        + " \"arn:aws:glue:us-east-1:111111111111:table/shared/*\"]"))));
    }

    private void read(Caller who, String database) {
        who.run(() -> glue.getTables(get -> get.catalogId("111111111111").databaseName(database)));
    }

    @Test
    void anotherAccountReadsWhatTheCatalogsPolicyOpensAndNothingElse() {
        var bob = user(GUEST, "bob", "\"Action\": \"glue:*\", \"Resource\": \"*\"");
        var weak = user(GUEST, "weak", "\"Action\": \"s3:*\", \"Resource\": \"*\"");
        assertThat(code(() -> read(bob, "shared"))).isEqualTo("AccessDeniedException");
        open("arn:aws:iam::222222222222:root");
        var tables = bob.call(
                () -> glue.getTables(get -> get.catalogId("111111111111").databaseName("shared")));
        assertThat(tables.tableList())
                .singleElement()
                .satisfies(table -> assertThat(table.name()).isEqualTo("t"));
        assertThat(code(() -> read(weak, "shared"))).isEqualTo("AccessDeniedException");
        assertThat(code(() -> read(bob, "own"))).isEqualTo("AccessDeniedException");
        assertThat(code(() -> bob.run(() -> glue.deleteTable(delete ->
                        delete.catalogId("111111111111").databaseName("shared").name("t")))))
                .isEqualTo("AccessDeniedException");
        OWNER.run(() -> glue.deleteResourcePolicy(delete -> {}));
        assertThat(code(() -> read(bob, "shared"))).isEqualTo("AccessDeniedException");
    }

    @Test
    void aPolicyIsReplacedOnConditionsOnly() {
        assertThat(code(() -> OWNER.run(() -> glue.getResourcePolicy(get -> {}))))
                .isEqualTo("EntityNotFoundException");
        open("222222222222");
        var policy = OWNER.call(() -> glue.getResourcePolicy(get -> {}));
        assertThat(policy.policyInJson()).contains("database/shared");
        assertThat(OWNER.call(() -> glue.getResourcePolicies(get -> {})).getResourcePoliciesResponseList())
                .singleElement()
                .satisfies(one -> assertThat(one.policyHash()).isEqualTo(policy.policyHash()));
        var other = document("\"Principal\": \"*\", \"Action\": \"glue:*\", \"Resource\": \"*\"");
        assertThat(code(() -> OWNER.run(() -> glue.putResourcePolicy(
                        put -> put.policyInJson(other).policyExistsCondition(ExistCondition.NOT_EXIST)))))
                .isEqualTo("ConditionCheckFailureException");
        assertThat(code(() ->
                        OWNER.run(() -> glue.deleteResourcePolicy(delete -> delete.policyHashCondition("another")))))
                .isEqualTo("ConditionCheckFailureException");
        assertThat(code(() -> OWNER.run(() -> glue.putResourcePolicy(put -> put.policyInJson("{}")))))
                .isEqualTo("InvalidInputException");
        assertThat(code(() -> OWNER.run(() -> glue.putResourcePolicy(
                        put -> put.policyInJson(document("\"Action\": \"glue:*\", \"Resource\": \"*\""))))))
                .isEqualTo("InvalidInputException");
    }

    @Test
    void tagsOfADatabaseDecide() {
        var arn = "arn:aws:glue:us-east-1:111111111111:database/shared";
        var ann = user(
                OWNER,
                "ann",
                "\"Action\": \"glue:*\", \"Resource\": [\"" + arn
                        + "\", \"arn:aws:glue:us-east-1:111111111111:table/shared/*\"],"
                        + " \"Condition\": {\"StringEquals\": {\"aws:ResourceTag/team\": \"lake\"}}");
        Runnable tag = () -> ann.run(() -> glue.getTags(get -> get.resourceArn(arn)));
        assertThat(code(tag)).isEqualTo("AccessDeniedException");
        OWNER.run(() -> glue.tagResource(put -> put.resourceArn(arn).tagsToAdd(Map.of("team", "lake"))));
        tag.run();
    }

    private Crawler crawled(String actions) {
        var role = OWNER.call(() -> {
            var iam = platform.client(IamClient.class);
            var made = iam.createRole(
                    create -> create.roleName("crawling")
                            .assumeRolePolicyDocument(
                                    "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\","
                                            + " \"Principal\": {\"Service\": \"glue.amazonaws.com\"}, \"Action\": \"sts:AssumeRole\"}]}"));
            iam.putRolePolicy(put -> put.roleName("crawling")
                    .policyName("own")
                    .policyDocument(document("\"Action\": [" + actions + "], \"Resource\": \"*\"")));
            var s3 = platform.client(S3Client.class);
            s3.createBucket(create -> create.bucket("files"));
            s3.putObject(
                    put -> put.bucket("files").key("sales/a.csv"), RequestBody.fromString("id,name\n1,a\n2,b\n3,c\n"));
            return made.role().arn();
        });
        return OWNER.call(() -> {
            glue.createCrawler(create -> create.name("c")
                    .role(role)
                    .databaseName("own")
                    .targets(targets -> targets.s3Targets(
                            S3Target.builder().path("s3://files/sales/").build())));
            glue.startCrawler(start -> start.name("c"));
            return ended();
        });
    }

    private Crawler ended() {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < deadline) {
            var crawler = glue.getCrawler(get -> get.name("c")).crawler();
            if (crawler.state() == CrawlerState.READY) {
                return crawler;
            }
            LockSupport.parkNanos(1_000_000);
        }
        throw new AssertionError("the crawl does not end");
    }

    @Test
    void aCrawlerWritesOnlyWhatItsRoleMay() {
        var crawler = crawled("\"s3:*\", \"glue:GetDatabase\"");
        assertThat(crawler.lastCrawl().errorMessage())
                .contains("assumed-role/crawling/AWS-Crawler is not authorized to perform: glue:CreateTable");
        OWNER.run(
                () -> assertThat(glue.getTables(get -> get.databaseName("own")).tableList())
                        .isEmpty());
    }

    @Test
    void aCrawlerWhoseRoleMayWritesTables() {
        var crawler = crawled("\"s3:*\", \"glue:*\"");
        assertThat(crawler.lastCrawl().errorMessage()).isNull();
        OWNER.run(
                () -> assertThat(glue.getTables(get -> get.databaseName("own")).tableList())
                        .hasSize(1));
    }
}
