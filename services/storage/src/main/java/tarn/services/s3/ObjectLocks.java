package tarn.services.s3;

import static tarn.services.s3.LockFaults.lockNeedsVersioning;
import static tarn.services.s3.LockFaults.locked;
import static tarn.services.s3.LockFaults.noLockConfiguration;
import static tarn.services.s3.LockFaults.noLockOfBucket;
import static tarn.services.s3.LockFaults.noLockOfObject;
import static tarn.services.s3.LockFaults.retentionNotPositive;
import static tarn.services.s3.LockFaults.retentionPast;
import static tarn.services.s3.LockFaults.retentionTooLong;
import static tarn.services.s3.S3Faults.malformedXml;
import static tarn.services.s3.S3Faults.notImplemented;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DefaultRetention;
import software.amazon.awssdk.services.s3.model.GetObjectLegalHoldRequest;
import software.amazon.awssdk.services.s3.model.GetObjectLegalHoldResponse;
import software.amazon.awssdk.services.s3.model.GetObjectLockConfigurationRequest;
import software.amazon.awssdk.services.s3.model.GetObjectLockConfigurationResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRetentionRequest;
import software.amazon.awssdk.services.s3.model.GetObjectRetentionResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockConfiguration;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.ObjectLockRetention;
import software.amazon.awssdk.services.s3.model.ObjectLockRetentionMode;
import software.amazon.awssdk.services.s3.model.PutObjectLegalHoldRequest;
import software.amazon.awssdk.services.s3.model.PutObjectLegalHoldResponse;
import software.amazon.awssdk.services.s3.model.PutObjectLockConfigurationRequest;
import software.amazon.awssdk.services.s3.model.PutObjectLockConfigurationResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRetentionRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRetentionResponse;
import tarn.kernel.Part;

/**
 * Object Lock: what keeps versions from being deleted, for a time or until further notice.
 *
 * <p>That a caller may bypass governance is for the policies to say: here the header alone decides.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html">Object Lock</a>
 */
final class ObjectLocks implements S3Client, Part {

    private static final int DAYS_MAX = 36_500;
    private static final int YEARS_MAX = 100;

    private final Holdings holdings;

    ObjectLocks(Holdings holdings) {
        this.holdings = holdings;
    }

    @Override
    public PutObjectLockConfigurationResponse putObjectLockConfiguration(PutObjectLockConfigurationRequest request) {
        holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var rule = rule(request.objectLockConfiguration());
        holdings.change(request.bucket(), bucket -> {
            if (bucket.versioning() != Versioning.ENABLED) {
                throw lockNeedsVersioning();
            }
            return bucket.withLock(rule);
        });
        return PutObjectLockConfigurationResponse.builder().build();
    }

    private static LockRule rule(@Nullable ObjectLockConfiguration asked) {
        if (asked == null || asked.objectLockEnabled() != ObjectLockEnabled.ENABLED) {
            throw malformedXml();
        }
        if (asked.rule() == null) {
            return LockRule.NO_DEFAULT;
        }
        var given = asked.rule().defaultRetention();
        if (given == null || (given.days() == null) == (given.years() == null)) {
            throw malformedXml();
        }
        if (given.defaultEventHold() != null) {
            throw notImplemented("DefaultEventHold");
        }
        int period = given.days() == null ? given.years() : given.days();
        if (period <= 0) {
            throw retentionNotPositive();
        }
        if (period > (given.days() == null ? YEARS_MAX : DAYS_MAX)) {
            throw retentionTooLong(DAYS_MAX);
        }
        return new LockRule(mode(given.mode()), given.days(), given.years());
    }

    private static ObjectLockMode mode(@Nullable ObjectLockRetentionMode given) {
        return switch (given) {
            case GOVERNANCE -> ObjectLockMode.GOVERNANCE;
            case COMPLIANCE -> ObjectLockMode.COMPLIANCE;
            case UNKNOWN_TO_SDK_VERSION -> throw malformedXml();
            case null -> throw malformedXml();
        };
    }

    @Override
    public GetObjectLockConfigurationResponse getObjectLockConfiguration(GetObjectLockConfigurationRequest request) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var rule = bucket.lock();
        if (rule == null) {
            throw noLockConfiguration(bucket.name());
        }
        var configuration = ObjectLockConfiguration.builder().objectLockEnabled(ObjectLockEnabled.ENABLED);
        if (rule.mode() != null) {
            var retention = DefaultRetention.builder()
                    .mode(rule.mode().toString())
                    .days(rule.days())
                    .years(rule.years())
                    .build();
            configuration.rule(to -> to.defaultRetention(retention));
        }
        return GetObjectLockConfigurationResponse.builder()
                .objectLockConfiguration(configuration.build())
                .build();
    }

    private OwnedBucket lockable(String name, @Nullable String expectedOwner) {
        var bucket = holdings.bucket(name, expectedOwner);
        if (bucket.lock() == null) {
            throw noLockOfBucket();
        }
        return bucket;
    }

    @Override
    public PutObjectRetentionResponse putObjectRetention(PutObjectRetentionRequest request) {
        lockable(request.bucket(), request.expectedBucketOwner());
        var asked = request.retention();
        if (asked == null || (asked.modeAsString() == null) != (asked.retainUntilDate() == null)) {
            throw malformedXml();
        }
        var mode = asked.modeAsString() == null ? null : mode(asked.mode());
        var until = asked.retainUntilDate();
        var now = holdings.now();
        if (until != null && !until.isAfter(now)) {
            throw retentionPast(until.toString());
        }
        var bypass = Boolean.TRUE.equals(request.bypassGovernanceRetention());
        holdings.versions().change(request.bucket(), request.key(), request.versionId(), object -> {
            var next = object.protection().retained(mode, until);
            if (weakens(object.protection(), next, now, bypass)) {
                throw locked();
            }
            return object.withProtection(next);
        });
        return PutObjectRetentionResponse.builder().build();
    }

    /* Retention may be made longer and stricter. Anything else needs a bypass, which compliance does not know. */
    private static boolean weakens(Protection before, Protection next, Instant now, boolean bypass) {
        if (!before.retains(now)) {
            return false;
        }
        var governance = before.mode() == ObjectLockMode.GOVERNANCE;
        if (governance && bypass) {
            return false;
        }
        var shorter = next.until() == null || next.until().isBefore(before.until());
        return shorter || (!governance && next.mode() != ObjectLockMode.COMPLIANCE);
    }

    @Override
    public GetObjectRetentionResponse getObjectRetention(GetObjectRetentionRequest request) {
        lockable(request.bucket(), request.expectedBucketOwner());
        var kept = holdings.versions()
                .object(request.bucket(), request.key(), request.versionId())
                .protection();
        if (kept.mode() == null) {
            throw noLockOfObject();
        }
        var retention = ObjectLockRetention.builder()
                .mode(kept.mode().toString())
                .retainUntilDate(kept.until())
                .build();
        return GetObjectRetentionResponse.builder().retention(retention).build();
    }

    @Override
    public PutObjectLegalHoldResponse putObjectLegalHold(PutObjectLegalHoldRequest request) {
        lockable(request.bucket(), request.expectedBucketOwner());
        var status = request.legalHold() == null ? null : request.legalHold().status();
        if (status == null || status == ObjectLockLegalHoldStatus.UNKNOWN_TO_SDK_VERSION) {
            throw malformedXml();
        }
        holdings.versions()
                .change(
                        request.bucket(),
                        request.key(),
                        request.versionId(),
                        object -> object.withProtection(object.protection().held(status)));
        return PutObjectLegalHoldResponse.builder().build();
    }

    @Override
    public GetObjectLegalHoldResponse getObjectLegalHold(GetObjectLegalHoldRequest request) {
        lockable(request.bucket(), request.expectedBucketOwner());
        var kept = holdings.versions()
                .object(request.bucket(), request.key(), request.versionId())
                .protection();
        if (kept.hold() == null) {
            throw noLockOfObject();
        }
        return GetObjectLegalHoldResponse.builder()
                .legalHold(hold -> hold.status(kept.hold()))
                .build();
    }
}
