package tarn.services.glue;

import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.glue.model.ConnectionPropertyKey;
import software.amazon.awssdk.services.glue.model.CrawlerTargets;
import software.amazon.awssdk.services.glue.model.DeleteBehavior;
import software.amazon.awssdk.services.glue.model.JdbcTarget;
import software.amazon.awssdk.services.glue.model.LakeFormationConfiguration;
import software.amazon.awssdk.services.glue.model.RecrawlBehavior;
import software.amazon.awssdk.services.glue.model.RecrawlPolicy;
import software.amazon.awssdk.services.glue.model.S3Target;
import software.amazon.awssdk.services.glue.model.SchemaChangePolicy;
import software.amazon.awssdk.services.glue.model.UpdateBehavior;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.schedule.Cron;
import tarn.services.glue.crawl.Glob;

/** What a crawler may be asked to do. What is not built yet is refused in words, not ignored. */
final class CrawlerTerms {

    private final Platform platform;
    private final Catalog catalog;
    private final ConnectionBook connections;

    CrawlerTerms(Platform platform, Catalog catalog, ConnectionBook connections) {
        this.platform = platform;
        this.catalog = catalog;
        this.connections = connections;
    }

    /** An S3 path taken apart. */
    record Place(String bucket, String prefix) {

        static Place of(String path) {
            var rest = path.replaceFirst("^s3[an]?://", "");
            int slash = rest.indexOf('/');
            if (rest.equals(path) || rest.isEmpty() || slash == 0) {
                throw GlueFaults.invalid("S3 path is not valid: " + path);
            }
            return slash < 0 ? new Place(rest, "") : new Place(rest.substring(0, slash), rest.substring(slash + 1));
        }
    }

    void checkTargets(@Nullable CrawlerTargets targets, String role, String crawler) {
        if (targets == null) {
            throw GlueFaults.invalid("Crawler targets must be given.");
        }
        if (!targets.mongoDBTargets().isEmpty() || !targets.hudiTargets().isEmpty()) {
            throw GlueFaults.invalid("MongoDB and Hudi targets cannot be crawled.");
        }
        int count = targets.s3Targets().size()
                + targets.jdbcTargets().size()
                + targets.dynamoDBTargets().size()
                + targets.catalogTargets().size()
                + targets.deltaTargets().size()
                + targets.icebergTargets().size();
        if (count == 0) {
            throw GlueFaults.invalid("Crawler must have at least one target.");
        }
        if (!targets.catalogTargets().isEmpty()
                && count > targets.catalogTargets().size()) {
            throw GlueFaults.invalid("Catalog targets cannot be combined with other targets.");
        }
        for (var target : targets.s3Targets()) {
            check(target, role, crawler);
        }
        targets.jdbcTargets().forEach(this::check);
        targets.dynamoDBTargets().forEach(target -> named(target.path(), "A DynamoDB target needs a Path."));
        for (var target : targets.catalogTargets()) {
            if (target.eventQueueArn() != null || target.connectionName() != null) {
                throw GlueFaults.invalid("Catalog targets with events and through connections are not supported.");
            }
            target.tables().forEach(table -> catalog.table(target.databaseName(), table));
        }
        for (var target : targets.deltaTargets()) {
            if (!Boolean.TRUE.equals(target.createNativeDeltaTable())) {
                throw GlueFaults.invalid("Only native Delta tables are made: set CreateNativeDeltaTable.");
            }
            target.deltaTables().forEach(path -> Place.of(path));
        }
        for (var target : targets.icebergTargets()) {
            target.paths().forEach(path -> Place.of(path));
        }
    }

    private static void named(@Nullable String text, String fault) {
        if (text == null || text.isBlank()) {
            throw GlueFaults.invalid(fault);
        }
    }

    private void check(JdbcTarget target) {
        named(target.path(), "A JDBC target needs a Path.");
        named(target.connectionName(), "A JDBC target needs a ConnectionName.");
        var url = connections
                .find(target.connectionName())
                .value()
                .connection()
                .connectionProperties()
                .getOrDefault(ConnectionPropertyKey.JDBC_CONNECTION_URL, "");
        if (!url.matches("jdbc:(postgresql|mysql|mariadb):.*")) {
            throw GlueFaults.invalid("Only PostgreSQL, MySQL and MariaDB can be crawled through JDBC.");
        }
        globs(target.exclusions());
    }

    private static void globs(List<String> exclusions) {
        try {
            exclusions.forEach(Glob::new);
        } catch (IllegalArgumentException e) {
            throw GlueFaults.invalid(String.valueOf(e.getMessage()));
        }
    }

    /* What the role may not read is found out when it crawls, as on AWS. */
    private void check(S3Target target, String role, String crawler) {
        var place = Place.of(target.path() == null ? "" : target.path());
        if (target.dlqEventQueueArn() != null || target.connectionName() != null) {
            throw GlueFaults.invalid("S3 targets with dead-letter queues and through connections are not supported.");
        }
        if (target.sampleSize() != null && (target.sampleSize() < 1 || target.sampleSize() > 249)) {
            throw GlueFaults.invalid("SampleSize must be between 1 and 249.");
        }
        globs(target.exclusions());
        boolean enforced = platform.permissions().enforced(Caller.current().account());
        try {
            var asker = enforced
                    ? CrawlerRole.of(platform, role, crawler, Caller.current().requestId())
                    : Caller.current();
            asker.call(() -> platform.client(S3Client.class).headBucket(head -> head.bucket(place.bucket())));
        } catch (S3Exception e) {
            if (e.statusCode() == 404) {
                throw GlueFaults.invalid("S3 bucket " + place.bucket() + " does not exist.");
            }
            if (!enforced) {
                throw GlueFaults.invalid("S3 bucket " + place.bucket() + " cannot be read: " + reason(e));
            }
        }
    }

    /** What an AWS error says, without the client's ornaments. */
    static String reason(SdkException e) {
        var message = e instanceof S3Exception s3 && s3.awsErrorDetails() != null
                ? s3.awsErrorDetails().errorMessage()
                : e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    static void checkSecurity(@Nullable String configuration, @Nullable LakeFormationConfiguration lake) {
        if (configuration != null && !configuration.isEmpty()) {
            throw GlueFaults.notFound("Security configuration " + configuration + " not found.");
        }
        if (lake != null && Boolean.TRUE.equals(lake.useLakeFormationCredentials())) {
            throw GlueFaults.invalid("Lake Formation credentials are not supported for crawlers yet.");
        }
    }

    static void checkPolicies(RecrawlPolicy recrawl, SchemaChangePolicy change, CrawlerTargets targets) {
        boolean queued = targets.s3Targets().stream().allMatch(target -> target.eventQueueArn() != null)
                && !targets.s3Targets().isEmpty();
        if (recrawl.recrawlBehavior() == RecrawlBehavior.CRAWL_EVENT_MODE && !queued) {
            throw GlueFaults.invalid("CRAWL_EVENT_MODE needs S3 targets with an EventQueueArn each.");
        }
        if (!targets.catalogTargets().isEmpty() && change.deleteBehavior() != DeleteBehavior.LOG) {
            throw GlueFaults.invalid("The SchemaChangePolicy for catalog targets must have LOG DeleteBehavior value.");
        }
        boolean onlyLogs =
                change.updateBehavior() == UpdateBehavior.LOG && change.deleteBehavior() == DeleteBehavior.LOG;
        if (recrawl.recrawlBehavior() == RecrawlBehavior.CRAWL_NEW_FOLDERS_ONLY && !onlyLogs) {
            throw GlueFaults.invalid("The SchemaChangePolicy for \"Crawl new folders only\" Amazon S3 target can have"
                    + " only LOG DeleteBehavior value and LOG UpdateBehavior value.");
        }
    }

    static Cron cron(String expression) {
        try {
            return Cron.parse(expression);
        } catch (IllegalArgumentException e) {
            throw GlueFaults.invalid("Invalid schedule expression: " + expression);
        }
    }

    /** Roles are shown by name and path, however they were given. */
    static String role(String given) {
        int name = given.indexOf(":role/");
        return name < 0 ? given : given.substring(name + ":role/".length());
    }
}
