package tarn.services.s3;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.InventoryOptionalField;

/** A field that an inventory may hold of each object; they stand in this order. */
enum InventoryField {
    SIZE("Size"),
    LAST_MODIFIED_DATE("LastModifiedDate"),
    E_TAG("ETag"),
    STORAGE_CLASS("StorageClass"),
    IS_MULTIPART_UPLOADED("IsMultipartUploaded"),
    REPLICATION_STATUS("ReplicationStatus"),
    ENCRYPTION_STATUS("EncryptionStatus"),
    OBJECT_LOCK_RETAIN_UNTIL_DATE("ObjectLockRetainUntilDate"),
    OBJECT_LOCK_MODE("ObjectLockMode"),
    OBJECT_LOCK_LEGAL_HOLD_STATUS("ObjectLockLegalHoldStatus"),
    INTELLIGENT_TIERING_ACCESS_TIER("IntelligentTieringAccessTier"),
    BUCKET_KEY_STATUS("BucketKeyStatus"),
    CHECKSUM_ALGORITHM("ChecksumAlgorithm");

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final String title;

    InventoryField(String title) {
        this.title = title;
    }

    /** What it is called in a request and in a schema. */
    String title() {
        return title;
    }

    static Optional<InventoryField> of(InventoryOptionalField field) {
        for (var each : values()) {
            if (each.title.equals(field.toString())) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** What it says of a version; empty of the mark of a deletion, but for when that was set. */
    String of(Version version) {
        return switch (version) {
            case StoredObject object -> of(object);
            case DeleteMarker marker -> this == LAST_MODIFIED_DATE ? TIME.format(marker.modified()) : "";
        };
    }

    private String of(StoredObject object) {
        return switch (this) {
            case SIZE -> Long.toString(object.sizeBytes());
            case LAST_MODIFIED_DATE -> TIME.format(object.modified());
            case E_TAG -> object.etag();
            case STORAGE_CLASS -> object.description().storageClass();
            case IS_MULTIPART_UPLOADED -> Boolean.toString(object.multipart());
            case REPLICATION_STATUS -> text(object.replication());
            case ENCRYPTION_STATUS ->
                switch (object.encryption()) {
                    case Encryption.ByDisk _, Encryption.ByS3 _ -> "SSE-S3";
                    case Encryption.ByKms _ -> "SSE-KMS";
                    case Encryption.Twice _ -> "DSSE-KMS";
                    case Encryption.ByCustomer _ -> "SSE-C";
                };
            case OBJECT_LOCK_RETAIN_UNTIL_DATE -> time(object.protection().until());
            case OBJECT_LOCK_MODE -> text(object.protection().mode());
            case OBJECT_LOCK_LEGAL_HOLD_STATUS -> text(object.protection().hold());
            case INTELLIGENT_TIERING_ACCESS_TIER ->
                object.description().storageClass().equals("INTELLIGENT_TIERING") ? "FREQUENT" : "";
            case BUCKET_KEY_STATUS ->
                object.encryption() instanceof Encryption.ByKms kms ? (kms.bucketKey() ? "ENABLED" : "DISABLED") : "";
            case CHECKSUM_ALGORITHM -> object.checksum().kind().algorithm().toString();
        };
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    private static String time(@Nullable Instant time) {
        return time == null ? "" : TIME.format(time);
    }
}
