package tarn.services.s3;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Caller;
import tarn.kernel.Origin;

/**
 * The documents that tell of events.
 *
 * @param bucket where it happened
 * @param key to which object
 * @param version the object's version, or the mark of its deletion
 * @param now when
 * @param replication what there is to say of its replication; null if it is about something else
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html">Event message
 *     structure</a>
 */
record NoticeText(
        OwnedBucket bucket,
        String key,
        Version version,
        Happening happening,
        Instant now,
        @Nullable OfReplication replication) {

    /**
     * What an event says of a replication.
     *
     * @param destination the ARN of the bucket it goes to
     * @param requested when what is replicated was written
     * @param reason why it failed; null if it did not
     */
    record OfReplication(
            String rule,
            String destination,
            String operation,
            Instant requested,
            @Nullable String reason) {}

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private static String address() {
        return Origin.ifBound()
                .map(Origin::address)
                .filter(text -> !text.isEmpty())
                .orElse("127.0.0.1");
    }

    /** Grows from one event of a key to the next. */
    private String sequencer() {
        boolean gone = happening == Happening.DELETE || happening == Happening.EXPIRE;
        long order = gone ? Math.max(version.order() + 1, now.toEpochMilli()) : version.order();
        return "%018X".formatted(order << 4);
    }

    private @Nullable String shownVersion() {
        return bucket.versioned() ? version.version() : null;
    }

    private @Nullable StoredObject told() {
        boolean gone = happening == Happening.DELETE || happening == Happening.EXPIRE;
        return version instanceof StoredObject object && !gone ? object : null;
    }

    /** The record that queues, topics and functions are told, under the id of a configuration. */
    String record(String configuration) {
        var caller = Caller.current();
        var root = JSON.createObjectNode();
        var event = root.putArray("Records").addObject();
        event.put("eventVersion", happening.version());
        event.put("eventSource", "aws:s3");
        event.put("awsRegion", bucket.region());
        event.put("eventTime", MILLIS.format(now));
        event.put("eventName", happening.event());
        event.putObject("userIdentity").put("principalId", "AWS:" + caller.userId());
        event.putObject("requestParameters").put("sourceIPAddress", address());
        event.putObject("responseElements")
                .put("x-amz-request-id", caller.requestId())
                .put("x-amz-id-2", caller.requestId());
        var s3 = event.putObject("s3");
        s3.put("s3SchemaVersion", "1.0");
        s3.put("configurationId", configuration);
        var where = s3.putObject("bucket");
        where.put("name", bucket.name());
        where.putObject("ownerIdentity").put("principalId", Owners.id(bucket.owner()));
        where.put("arn", "arn:aws:s3:::" + bucket.name());
        var object = s3.putObject("object");
        object.put("key", URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/"));
        var told = told();
        if (told != null) {
            object.put("size", told.sizeBytes());
            object.put("eTag", told.etag());
        }
        if (shownVersion() != null) {
            object.put("versionId", shownVersion());
        }
        object.put("sequencer", sequencer());
        if (replication != null) {
            of(replication, event.putObject("replicationEventData"));
        }
        var restoration = restoration();
        if (restoration != null) {
            event.putObject("glacierEventData")
                    .putObject("restoreEventData")
                    .put("lifecycleRestorationExpiryTime", MILLIS.format(restoration.expires()))
                    .put("lifecycleRestoreStorageClass", archive());
        }
        return root.toString();
    }

    private void of(OfReplication told, ObjectNode out) {
        out.put("replicationRuleId", told.rule)
                .put("destinationBucket", told.destination)
                .put("s3Operation", told.operation)
                .put("requestTime", MILLIS.format(told.requested));
        if (told.reason != null) {
            out.put("failureReason", told.reason);
        }
    }

    /** The restoration that is told of; null if the event is of another kind. */
    private @Nullable Restoration restoration() {
        return happening == Happening.RESTORED && version instanceof StoredObject object ? object.restoration() : null;
    }

    private String archive() {
        return version instanceof StoredObject object ? object.description().storageClass() : "";
    }

    /** The detail of the event that EventBridge gets. */
    String detail() {
        var caller = Caller.current();
        var root = JSON.createObjectNode();
        root.put("version", "0");
        root.putObject("bucket").put("name", bucket.name());
        var object = root.putObject("object");
        object.put("key", key);
        var told = told();
        if (told != null) {
            object.put("size", told.sizeBytes());
            object.put("etag", told.etag());
        }
        if (shownVersion() != null) {
            object.put("version-id", shownVersion());
        }
        object.put("sequencer", sequencer());
        root.put("request-id", caller.requestId());
        root.put("requester", caller.account());
        root.put("source-ip-address", address());
        root.put("reason", happening.reason());
        var restoration = restoration();
        if (restoration != null) {
            root.put("restore-expiry-time", MILLIS.format(restoration.expires()));
            root.put("source-storage-class", archive());
        }
        if (happening.detailType().equals("Object Deleted")) {
            root.put(
                    "deletion-type",
                    told() == null && version instanceof StoredObject
                            ? "Permanently Deleted"
                            : "Delete Marker Created");
        }
        return root.toString();
    }

    /** What a destination is told when it is configured. */
    static String test(String bucket, Instant now) {
        return JSON.createObjectNode()
                .put("Service", "Amazon S3")
                .put("Event", "s3:TestEvent")
                .put("Time", MILLIS.format(now))
                .put("Bucket", bucket)
                .put("RequestId", Caller.current().requestId())
                .put("HostId", Caller.current().requestId())
                .toString();
    }
}
