package tarn.services.s3;

import java.util.function.Supplier;
import tarn.kernel.Origin;

/**
 * What happens to objects, as S3 tells it.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-event-types-and-destinations.html">
 *     Event types</a>
 */
enum Happening {
    PUT("ObjectCreated:Put", "2.1", "Object Created", "PutObject"),
    POST("ObjectCreated:Post", "2.1", "Object Created", "POST Object"),
    COPY("ObjectCreated:Copy", "2.1", "Object Created", "CopyObject"),
    COMPLETE("ObjectCreated:CompleteMultipartUpload", "2.1", "Object Created", "CompleteMultipartUpload"),
    DELETE("ObjectRemoved:Delete", "2.1", "Object Deleted", "DeleteObject"),
    MARK("ObjectRemoved:DeleteMarkerCreated", "2.1", "Object Deleted", "DeleteObject"),
    EXPIRE("LifecycleExpiration:Delete", "2.3", "Object Deleted", "Lifecycle Expiration"),
    EXPIRE_BY_MARK("LifecycleExpiration:DeleteMarkerCreated", "2.3", "Object Deleted", "Lifecycle Expiration"),
    TRANSITION("LifecycleTransition", "2.3", "Object Storage Class Changed", "Lifecycle Transition"),
    TAG("ObjectTagging:Put", "2.3", "Object Tags Added", "PutObjectTagging"),
    UNTAG("ObjectTagging:Delete", "2.3", "Object Tags Deleted", "DeleteObjectTagging"),
    ACL("ObjectAcl:Put", "2.3", "Object ACL Updated", "PutObjectAcl"),
    RESTORE("ObjectRestore:Post", "2.1", "Object Restore Initiated", "RestoreObject"),
    RESTORED("ObjectRestore:Completed", "2.1", "Object Restore Completed", "RestoreObject"),
    RESTORE_EXPIRED("ObjectRestore:Delete", "2.3", "Object Restore Expired", "RestoreObject"),
    REPLICATION_FAILED("Replication:OperationFailedReplication", "2.2", "", ""),
    REPLICATION_MISSED("Replication:OperationMissedThreshold", "2.2", "", ""),
    REPLICATION_LATE("Replication:OperationReplicatedAfterThreshold", "2.2", "", ""),
    REPLICATION_UNTRACKED("Replication:OperationNotTracked", "2.2", "", "");

    private static final ScopedValue<Happening> WRITE = ScopedValue.newInstance();

    private final String event;
    private final String version;
    private final String detailType;
    private final String reason;

    Happening(String event, String version, String detailType, String reason) {
        this.event = event;
        this.version = version;
        this.detailType = detailType;
        this.reason = reason;
    }

    /** Its name in records, without the {@code s3:} that configurations have before it. */
    String event() {
        return event;
    }

    /** The version of records that tell of it. */
    String version() {
        return version;
    }

    /** What EventBridge calls it; empty if it is not told. */
    String detailType() {
        return detailType;
    }

    /** The operation that EventBridge gives for a reason. */
    String reason() {
        return reason;
    }

    /** Whether a configuration's event means it: {@code s3:ObjectCreated:*} every creation. */
    boolean meant(String configured) {
        var name = configured.startsWith("s3:") ? configured.substring(3) : configured;
        return name.endsWith("*") ? event.startsWith(name.substring(0, name.length() - 1)) : event.equals(name);
    }

    /** Does work whose writing of an object is this. */
    <T> T call(Supplier<T> work) {
        return ScopedValue.where(WRITE, this).call(work::get);
    }

    /** What the writing of an object is that happens on this thread. */
    static Happening ofWriting(StoredObject object) {
        if (WRITE.isBound()) {
            return WRITE.get();
        }
        boolean form = Origin.ifBound()
                .filter(origin -> origin.signature() == Origin.Signature.V4_FORM)
                .isPresent();
        return object.upload() != null ? COMPLETE : form ? POST : PUT;
    }
}
