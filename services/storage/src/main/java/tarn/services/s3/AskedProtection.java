package tarn.services.s3;

import static tarn.services.s3.LockFaults.lockNeedsDigest;
import static tarn.services.s3.LockFaults.noLockOfBucket;
import static tarn.services.s3.LockFaults.retentionHalfGiven;
import static tarn.services.s3.LockFaults.retentionPast;
import static tarn.services.s3.LockFaults.unknownHold;
import static tarn.services.s3.LockFaults.unknownMode;
import static tarn.services.s3.S3Faults.notImplemented;

import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** The protection that a write asks for in its headers. */
final class AskedProtection {

    static Protection of(PutObjectRequest request, Claim claim, OwnedBucket bucket, Instant now) {
        refuseEventHold(
                request.objectLockEventHoldAsString(),
                request.objectLockEventHoldDurationDays(),
                request.objectLockEventHoldDurationYears());
        var asked = of(
                request.objectLockMode(),
                request.objectLockModeAsString(),
                request.objectLockRetainUntilDate(),
                request.objectLockLegalHoldStatus(),
                request.objectLockLegalHoldStatusAsString(),
                bucket,
                now);
        if (!asked.equals(Protection.NONE) && claim.kind().isEmpty() && claim.md5() == null) {
            throw lockNeedsDigest();
        }
        return asked;
    }

    static Protection of(CopyObjectRequest request, OwnedBucket bucket, Instant now) {
        refuseEventHold(
                request.objectLockEventHoldAsString(),
                request.objectLockEventHoldDurationDays(),
                request.objectLockEventHoldDurationYears());
        return of(
                request.objectLockMode(),
                request.objectLockModeAsString(),
                request.objectLockRetainUntilDate(),
                request.objectLockLegalHoldStatus(),
                request.objectLockLegalHoldStatusAsString(),
                bucket,
                now);
    }

    static Protection of(CreateMultipartUploadRequest request, OwnedBucket bucket, Instant now) {
        refuseEventHold(
                request.objectLockEventHoldAsString(),
                request.objectLockEventHoldDurationDays(),
                request.objectLockEventHoldDurationYears());
        return of(
                request.objectLockMode(),
                request.objectLockModeAsString(),
                request.objectLockRetainUntilDate(),
                request.objectLockLegalHoldStatus(),
                request.objectLockLegalHoldStatusAsString(),
                bucket,
                now);
    }

    private static Protection of(
            @Nullable ObjectLockMode mode,
            @Nullable String givenMode,
            @Nullable Instant until,
            @Nullable ObjectLockLegalHoldStatus hold,
            @Nullable String givenHold,
            OwnedBucket bucket,
            Instant now) {
        if (givenMode == null && until == null && givenHold == null) {
            return Protection.NONE;
        }
        if (bucket.lock() == null) {
            throw noLockOfBucket();
        }
        if ((givenMode == null) != (until == null)) {
            throw retentionHalfGiven();
        }
        if (mode == ObjectLockMode.UNKNOWN_TO_SDK_VERSION) {
            throw unknownMode("" + givenMode);
        }
        if (hold == ObjectLockLegalHoldStatus.UNKNOWN_TO_SDK_VERSION) {
            throw unknownHold("" + givenHold);
        }
        if (until != null && !until.isAfter(now)) {
            throw retentionPast(until.toString());
        }
        return new Protection(mode, until, hold);
    }

    /* Holds that an event ends are not kept here: an object that only seems to be held would be lost. */
    private static void refuseEventHold(@Nullable Object... given) {
        if (Stream.of(given).anyMatch(Objects::nonNull)) {
            throw notImplemented("ObjectLockEventHold");
        }
    }

    private AskedProtection() {}
}
