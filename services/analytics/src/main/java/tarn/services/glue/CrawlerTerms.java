package tarn.services.glue;

import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.glue.model.CrawlerTargets;
import software.amazon.awssdk.services.glue.model.DeleteBehavior;
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

    CrawlerTerms(Platform platform) {
        this.platform = platform;
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
        boolean others = java.util.stream.Stream.of(
                        targets.jdbcTargets(),
                        targets.dynamoDBTargets(),
                        targets.mongoDBTargets(),
                        targets.catalogTargets(),
                        targets.deltaTargets(),
                        targets.icebergTargets(),
                        targets.hudiTargets())
                .anyMatch(list -> !list.isEmpty());
        if (others) {
            throw GlueFaults.invalid("Only S3 targets can be crawled yet.");
        }
        if (targets.s3Targets().isEmpty()) {
            throw GlueFaults.invalid("Crawler must have at least one target.");
        }
        for (var target : targets.s3Targets()) {
            check(target, role, crawler);
        }
    }

    /* What the role may not read is found out when it crawls, as on AWS. */
    private void check(S3Target target, String role, String crawler) {
        var place = Place.of(target.path() == null ? "" : target.path());
        if (target.eventQueueArn() != null || target.connectionName() != null) {
            throw GlueFaults.invalid("Crawls by S3 events and through connections are not supported yet.");
        }
        if (target.sampleSize() != null && (target.sampleSize() < 1 || target.sampleSize() > 249)) {
            throw GlueFaults.invalid("SampleSize must be between 1 and 249.");
        }
        try {
            target.exclusions().forEach(Glob::new);
        } catch (IllegalArgumentException e) {
            throw GlueFaults.invalid(String.valueOf(e.getMessage()));
        }
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

    static void checkClassifiers(List<String> classifiers) {
        if (!classifiers.isEmpty()) {
            throw GlueFaults.notFound("Classifier " + classifiers.getFirst() + " not found.");
        }
    }

    static void checkSecurity(@Nullable String configuration, @Nullable LakeFormationConfiguration lake) {
        if (configuration != null && !configuration.isEmpty()) {
            throw GlueFaults.notFound("Security configuration " + configuration + " not found.");
        }
        if (lake != null && Boolean.TRUE.equals(lake.useLakeFormationCredentials())) {
            throw GlueFaults.invalid("Lake Formation credentials are not supported for crawlers yet.");
        }
    }

    static void checkPolicies(RecrawlPolicy recrawl, SchemaChangePolicy change) {
        if (recrawl.recrawlBehavior() == RecrawlBehavior.CRAWL_EVENT_MODE) {
            throw GlueFaults.invalid("CRAWL_EVENT_MODE needs S3 events through SQS, which are not supported yet.");
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
