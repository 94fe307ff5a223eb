package tarn.services.s3;

import static tarn.services.s3.ArchiveFaults.archived;
import static tarn.services.s3.ArchiveFaults.archivedSource;
import static tarn.services.s3.ArchiveFaults.expeditedNotForClass;
import static tarn.services.s3.ArchiveFaults.notArchived;
import static tarn.services.s3.ArchiveFaults.restoreOngoing;
import static tarn.services.s3.S3Faults.invalidArgument;
import static tarn.services.s3.S3Faults.malformedXml;
import static tarn.services.s3.S3Faults.notImplemented;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.RestoreObjectRequest;
import software.amazon.awssdk.services.s3.model.RestoreObjectResponse;
import software.amazon.awssdk.services.s3.model.RestoreRequest;
import software.amazon.awssdk.services.s3.model.RestoreStatus;
import software.amazon.awssdk.services.s3.model.Tier;
import tarn.kernel.Part;

/**
 * Restoring what is archived. The bytes lie where all bytes lie; what an archive is like is kept by the platform's
 * clock: a restoration takes the longest that AWS documents for its tier, or a minute if it is expedited.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/restoring-objects-retrieval-options.html">
 *     Retrieval options</a>
 */
final class Archive implements S3Client, Part {

    private static final int ACCEPTED = 202;
    private static final int DONE_BEFORE = 200;

    private final Holdings holdings;
    private final Restorations restorations;

    Archive(Holdings holdings, Restorations restorations) {
        this.holdings = holdings;
        this.restorations = restorations;
    }

    @Override
    public RestoreObjectResponse restoreObject(RestoreObjectRequest request) {
        var bucket = holdings.bucket(request.bucket(), request.expectedBucketOwner());
        var asked = request.restoreRequest();
        if (asked == null) {
            throw malformedXml();
        }
        if (asked.typeAsString() != null || asked.selectParameters() != null || asked.outputLocation() != null) {
            // AWS closed S3 Select on archives to everybody
            throw notImplemented("RestoreRequest.Type");
        }
        var tier = tier(asked);
        int days = days(asked);
        var now = holdings.now();
        var status = new int[1];
        holdings.versions()
                .change(
                        request.bucket(),
                        request.key(),
                        request.versionId(),
                        object -> {
                            var before = object.restoration();
                            status[0] = before != null && before.readable(now) ? DONE_BEFORE : ACCEPTED;
                            return object.withRestoration(next(object, tier, days, now));
                        },
                        (batch, object) -> restorations.plan(batch, bucket, request.key(), object));
        return (RestoreObjectResponse) RestoreObjectResponse.builder()
                .sdkHttpResponse(SdkHttpResponse.builder().statusCode(status[0]).build())
                .build();
    }

    private static Tier tier(RestoreRequest asked) {
        var parameters = asked.glacierJobParameters();
        var tier = parameters == null ? asked.tier() : parameters.tier();
        if (tier == Tier.UNKNOWN_TO_SDK_VERSION) {
            throw malformedXml();
        }
        return tier == null ? Tier.STANDARD : tier;
    }

    private static int days(RestoreRequest asked) {
        if (asked.days() == null) {
            throw malformedXml();
        }
        if (asked.days() < 1) {
            throw invalidArgument(
                    "'Days' must be a positive integer", "Days", asked.days().toString());
        }
        return asked.days();
    }

    private static Restoration next(StoredObject object, Tier tier, int days, Instant now) {
        var storageClass = object.description().storageClass();
        if (!StorageClasses.isArchive(storageClass)) {
            throw notArchived(storageClass);
        }
        var before = object.restoration();
        if (before != null && before.readable(now)) {
            return new Restoration(before.ready(), Midnight.after(now, days), before.tier());
        }
        var ready = now.plus(duration(storageClass, tier));
        var next = new Restoration(ready, Midnight.after(ready, days), tier);
        // A faster tier may overtake one that is on its way
        if (before != null && before.ongoing(now) && !ready.isBefore(before.ready())) {
            throw restoreOngoing();
        }
        return next;
    }

    private static Duration duration(String storageClass, Tier tier) {
        var deep = storageClass.equals(StorageClasses.DEEP_ARCHIVE);
        return switch (tier) {
            case EXPEDITED -> {
                if (deep) {
                    throw expeditedNotForClass();
                }
                yield Duration.ofMinutes(1);
            }
            case STANDARD -> Duration.ofHours(deep ? 12 : 5);
            case BULK -> Duration.ofHours(deep ? 48 : 12);
            case UNKNOWN_TO_SDK_VERSION -> throw malformedXml();
        };
    }

    /** Refuses to read an object that is archived and not restored. */
    static void checkReadable(StoredObject object, Instant now) {
        if (away(object, now)) {
            throw archived(object.description().storageClass());
        }
    }

    /** Refuses to copy from an object that is archived and not restored. */
    static void checkSource(StoredObject object, Instant now) {
        if (away(object, now)) {
            throw archivedSource(object.description().storageClass());
        }
    }

    private static boolean away(StoredObject object, Instant now) {
        var restoration = object.restoration();
        return StorageClasses.isArchive(object.description().storageClass())
                && (restoration == null || !restoration.readable(now));
    }

    /** The {@code x-amz-restore} of an object; null if there is no restoration to tell of. */
    static @Nullable String header(StoredObject object, Instant now) {
        var restoration = object.restoration();
        if (restoration == null || !restoration.expires().isAfter(now)) {
            return null;
        }
        return restoration.ongoing(now)
                ? "ongoing-request=\"true\""
                : "ongoing-request=\"false\", expiry-date=\"" + HttpDates.of(restoration.expires()) + "\"";
    }

    /** The same, as listings tell it when they are asked for it. */
    static @Nullable RestoreStatus status(StoredObject object, Instant now) {
        var restoration = object.restoration();
        if (restoration == null || !restoration.expires().isAfter(now)) {
            return null;
        }
        var ongoing = restoration.ongoing(now);
        return RestoreStatus.builder()
                .isRestoreInProgress(ongoing)
                .restoreExpiryDate(ongoing ? null : restoration.expires().truncatedTo(ChronoUnit.SECONDS))
                .build();
    }
}
