package tarn.services.firehose;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.firehose.model.CompressionFormat;
import software.amazon.awssdk.services.firehose.model.EncryptionConfiguration;
import software.amazon.awssdk.services.firehose.model.ExtendedS3DestinationDescription;
import software.amazon.awssdk.services.firehose.model.S3DestinationDescription;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;

/** Writes objects into S3, under the names that AWS gives them. */
final class ObjectWriting {

    private static final JsonMapper JSON = new JsonMapper();
    private static final DateTimeFormatter NAME_TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm-ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** How many partitions one delivery may write. */
    private static final int PARTITIONS_MAX = 500;

    private final DeliveryStreams streams;

    ObjectWriting(DeliveryStreams streams) {
        this.streams = streams;
    }

    /** A place in S3, whichever way it was said. */
    record Place(
            String role,
            String bucket,
            @Nullable String prefix,
            @Nullable String errors,
            @Nullable String zone,
            @Nullable String extension,
            CompressionFormat compression,
            @Nullable EncryptionConfiguration encryption) {

        static Place of(S3DestinationDescription place) {
            return new Place(
                    place.roleARN(),
                    place.bucketARN(),
                    place.prefix(),
                    place.errorOutputPrefix(),
                    null,
                    null,
                    place.compressionFormat(),
                    place.encryptionConfiguration());
        }

        static Place of(ExtendedS3DestinationDescription place) {
            return new Place(
                    place.roleARN(),
                    place.bucketARN(),
                    place.prefix(),
                    place.errorOutputPrefix(),
                    place.customTimeZone(),
                    place.fileExtension(),
                    place.compressionFormat(),
                    place.encryptionConfiguration());
        }

        private Prefix errorPrefix() {
            return Prefix.of(errors == null || errors.isEmpty() ? prefix : errors);
        }
    }

    /** What was written. */
    record Written(long objects, long bytes) {

        Written and(long more) {
            return new Written(objects + 1, bytes + more);
        }
    }

    private Prefix.Facts facts(Place place, Instant oldest, Item item) {
        return new Prefix.Facts(oldest, place.zone(), "", item.query(), item.lambda(), this::randomText);
    }

    private String randomText() {
        return streams.platform().ids().random("abcdefghijklmnopqrstuvwxyz0123456789", 11);
    }

    /**
     * Writes items, an object for each of their partitions.
     *
     * @param failed what there was no partition left for
     */
    Written write(DeliveryStream stream, Place place, List<Item> items, List<Item.Failure> failed) {
        var prefix = Prefix.of(place.prefix());
        var partitions = new LinkedHashMap<List<Map<String, String>>, List<Item>>();
        for (var item : items) {
            var keys = List.of(
                    used(item.query(), prefix, Prefix.Namespace.QUERY),
                    used(item.lambda(), prefix, Prefix.Namespace.LAMBDA));
            if (missing(keys, prefix)) {
                failed.add(item.failing(
                        "DynamicPartitioning.MissingPartitionKey", "A partition key of the prefix is missing."));
            } else if (partitions.containsKey(keys) || partitions.size() < PARTITIONS_MAX) {
                partitions.computeIfAbsent(keys, _ -> new ArrayList<>()).add(item);
            } else {
                failed.add(item.failing(
                        "DynamicPartitioning.ActivePartitionLimitExceeded",
                        "The limit of " + PARTITIONS_MAX + " active partitions has been exceeded."));
            }
        }
        var packing = Packing.of(place.compression());
        var extension =
                place.extension() == null || place.extension().isEmpty() ? packing.extension() : place.extension();
        var written = new Written(0, 0);
        for (var group : partitions.values()) {
            var oldest = Instant.ofEpochMilli(group.getFirst().came().arrivedMillis());
            var key = prefix.text(facts(place, oldest, group.getFirst())) + name(stream) + extension;
            var bytes = packing.packed(group.stream().map(Item::data).toList());
            put(stream, place, key, bytes);
            written = written.and(bytes.length);
        }
        return written;
    }

    private static Map<String, String> used(Map<String, String> keys, Prefix prefix, Prefix.Namespace namespace) {
        var used = new LinkedHashMap<String, String>();
        for (var name : prefix.values(namespace)) {
            if (keys.containsKey(name)) {
                used.put(name, keys.get(name));
            }
        }
        return used;
    }

    private static boolean missing(List<Map<String, String>> keys, Prefix prefix) {
        return keys.getFirst().size() < prefix.values(Prefix.Namespace.QUERY).size()
                || keys.getLast().size()
                        < prefix.values(Prefix.Namespace.LAMBDA).size();
    }

    /** Writes records that failed, a line of JSON each, with the bytes that came. */
    Written writeFailed(DeliveryStream stream, Place place, String kind, List<Item.Failure> failures) {
        var now = streams.platform().clock().instant();
        var lines = new ArrayList<byte[]>();
        for (var failure : failures) {
            var line = JSON.createObjectNode();
            line.put("attemptsMade", 1);
            line.put("arrivalTimestamp", failure.came().arrivedMillis());
            line.put("errorCode", failure.code());
            line.put("errorMessage", failure.message());
            line.put("attemptEndingTimestamp", now.toEpochMilli());
            line.put(
                    "rawData", Base64.getEncoder().encodeToString(failure.came().data()));
            if (!failure.lambdaArn().isEmpty()) {
                line.put("lambdaArn", failure.lambdaArn());
            }
            lines.add((line + "\n").getBytes(StandardCharsets.UTF_8));
        }
        var oldest = Instant.ofEpochMilli(failures.getFirst().came().arrivedMillis());
        var facts = new Prefix.Facts(oldest, place.zone(), kind, Map.of(), Map.of(), this::randomText);
        var packing = Packing.of(place.compression());
        var bytes = packing.packed(lines);
        put(stream, place, place.errorPrefix().text(facts) + name(stream) + packing.extension(), bytes);
        return new Written(1, bytes.length);
    }

    private String name(DeliveryStream stream) {
        return stream.name() + "-" + stream.version() + "-"
                + NAME_TIME.format(streams.platform().clock().instant()) + "-"
                + streams.platform().ids().uuid();
    }

    private void put(DeliveryStream stream, Place place, String key, byte[] bytes) {
        var bucket = place.bucket().substring(place.bucket().lastIndexOf(':') + 1);
        streams.role(stream, place.role())
                .run(() -> streams.platform()
                        .client(S3Client.class)
                        .putObject(
                                put -> {
                                    put.bucket(bucket).key(key).contentType("application/octet-stream");
                                    var encryption = place.encryption();
                                    if (encryption != null && encryption.kmsEncryptionConfig() != null) {
                                        put.serverSideEncryption(ServerSideEncryption.AWS_KMS)
                                                .ssekmsKeyId(encryption
                                                        .kmsEncryptionConfig()
                                                        .awskmsKeyARN());
                                    }
                                },
                                RequestBody.fromBytes(bytes)));
    }
}
