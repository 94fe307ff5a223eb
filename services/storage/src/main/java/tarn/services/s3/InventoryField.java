package tarn.services.s3;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.InventoryOptionalField;
import tarn.services.s3.columnar.Column;
import tarn.services.s3.columnar.Column.Kind;

/** A field that an inventory may hold of each object; they stand in this order. */
enum InventoryField {
    BUCKET("Bucket", Kind.TEXT),
    KEY("Key", Kind.TEXT),
    VERSION_ID("VersionId", Kind.TEXT),
    IS_LATEST("IsLatest", Kind.TRUTH),
    IS_DELETE_MARKER("IsDeleteMarker", Kind.TRUTH),
    SIZE("Size", Kind.NUMBER),
    LAST_MODIFIED_DATE("LastModifiedDate", Kind.TIME),
    E_TAG("ETag", Kind.TEXT),
    STORAGE_CLASS("StorageClass", Kind.TEXT),
    IS_MULTIPART_UPLOADED("IsMultipartUploaded", Kind.TRUTH),
    REPLICATION_STATUS("ReplicationStatus", Kind.TEXT),
    ENCRYPTION_STATUS("EncryptionStatus", Kind.TEXT),
    OBJECT_LOCK_RETAIN_UNTIL_DATE("ObjectLockRetainUntilDate", Kind.TIME),
    OBJECT_LOCK_MODE("ObjectLockMode", Kind.TEXT),
    OBJECT_LOCK_LEGAL_HOLD_STATUS("ObjectLockLegalHoldStatus", Kind.TEXT),
    INTELLIGENT_TIERING_ACCESS_TIER("IntelligentTieringAccessTier", Kind.TEXT),
    BUCKET_KEY_STATUS("BucketKeyStatus", Kind.TEXT),
    CHECKSUM_ALGORITHM("ChecksumAlgorithm", Kind.TEXT),
    OBJECT_ACCESS_CONTROL_LIST("ObjectAccessControlList", Kind.TEXT),
    OBJECT_OWNER("ObjectOwner", Kind.TEXT),
    LIFECYCLE_EXPIRATION_DATE("LifecycleExpirationDate", Kind.TIME);

    private static final JsonFactory JSON = new JsonFactory();
    private static final String ACL_VERSION = "2022-11-10";

    private final String title;
    private final Kind kind;

    InventoryField(String title, Kind kind) {
        this.title = title;
        this.kind = kind;
    }

    /**
     * A version as an inventory sees it.
     *
     * @param latest whether it is the current one of its key
     * @param acl its ACL, looked up when that is asked for
     * @param expiration when it is to go by the bucket's life cycle, likewise
     */
    record Listed(
            String bucket,
            String key,
            Version version,
            boolean latest,
            Supplier<AccessList> acl,
            Supplier<@Nullable Instant> expiration) {}

    /** What it is called in a request and in the schema of a CSV file. */
    String title() {
        return title;
    }

    /** Its column where files have columns. */
    Column column() {
        return new Column(name().toLowerCase(Locale.ROOT), kind, this == BUCKET || this == KEY);
    }

    static Optional<InventoryField> of(InventoryOptionalField field) {
        for (var each : values()) {
            if (each.title.equals(field.toString())) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** What it says of a version, as its column holds it; the mark of a deletion has little to say. */
    @Nullable
    Object of(Listed listed) {
        return switch (this) {
            case BUCKET -> listed.bucket;
            case KEY -> listed.key;
            case VERSION_ID -> listed.version.unversioned() ? null : listed.version.version();
            case IS_LATEST -> listed.latest;
            case IS_DELETE_MARKER -> listed.version instanceof DeleteMarker;
            case LAST_MODIFIED_DATE -> listed.version.modified();
            case LIFECYCLE_EXPIRATION_DATE -> listed.expiration.get();
            default -> listed.version instanceof StoredObject object ? of(listed, object) : null;
        };
    }

    private @Nullable Object of(Listed listed, StoredObject object) {
        return switch (this) {
            case SIZE -> object.sizeBytes();
            case E_TAG -> object.etag();
            case STORAGE_CLASS -> object.description().storageClass();
            case IS_MULTIPART_UPLOADED -> object.multipart();
            case REPLICATION_STATUS -> text(object.replication());
            case ENCRYPTION_STATUS ->
                switch (object.encryption()) {
                    case Encryption.ByDisk _, Encryption.ByS3 _ -> "SSE-S3";
                    case Encryption.ByKms _ -> "SSE-KMS";
                    case Encryption.Twice _ -> "DSSE-KMS";
                    case Encryption.ByCustomer _ -> "SSE-C";
                };
            case OBJECT_LOCK_RETAIN_UNTIL_DATE -> object.protection().until();
            case OBJECT_LOCK_MODE -> text(object.protection().mode());
            case OBJECT_LOCK_LEGAL_HOLD_STATUS -> text(object.protection().hold());
            case INTELLIGENT_TIERING_ACCESS_TIER ->
                object.description().storageClass().equals("INTELLIGENT_TIERING") ? "FREQUENT" : null;
            case BUCKET_KEY_STATUS ->
                object.encryption() instanceof Encryption.ByKms kms ? (kms.bucketKey() ? "ENABLED" : "DISABLED") : null;
            case CHECKSUM_ALGORITHM -> object.checksum().kind().algorithm().toString();
            case OBJECT_ACCESS_CONTROL_LIST -> encoded(listed.acl.get());
            case OBJECT_OWNER -> listed.acl.get().owner();
            case BUCKET, KEY, VERSION_ID, IS_LATEST, IS_DELETE_MARKER, LAST_MODIFIED_DATE, LIFECYCLE_EXPIRATION_DATE ->
                throw new IllegalStateException(this + " is told of every version");
        };
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    /* https://docs.aws.amazon.com/AmazonS3/latest/userguide/objectacl.html */
    private static String encoded(AccessList acl) {
        var text = new StringWriter();
        try (var json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("version", ACL_VERSION);
            json.writeStringField("status", "AVAILABLE");
            json.writeArrayFieldStart("grants");
            for (var grant : acl.grants()) {
                var grantee = grant.grantee();
                json.writeStartObject();
                if (grantee.uri() != null) {
                    json.writeStringField("uri", grantee.uri());
                } else {
                    json.writeStringField("canonicalId", grantee.id());
                }
                json.writeStringField("type", grantee.typeAsString());
                json.writeStringField("permission", grant.permissionAsString());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
