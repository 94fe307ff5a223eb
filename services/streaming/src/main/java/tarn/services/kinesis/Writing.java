package tarn.services.kinesis;

import static tarn.services.kinesis.KinesisFaults.invalid;
import static tarn.services.kinesis.KinesisFaults.unvalidated;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;
import tarn.kernel.Part;
import tarn.services.kinesis.StreamLog.Draft;
import tarn.services.kinesis.StreamLog.Place;

/** PutRecord and PutRecords. What is acknowledged is on disk. */
final class Writing implements KinesisClient, Part {

    private static final long BATCH_BYTES_MAX = 10L << 20;

    private final Streams streams;
    private final Throttle throttle;

    Writing(Streams streams, Throttle throttle) {
        this.streams = streams;
        this.throttle = throttle;
    }

    @Override
    public PutRecordResponse putRecord(PutRecordRequest request) {
        var stream = streams.named(request.streamName(), request.streamARN());
        check(stream, request.data(), request.partitionKey(), "data");
        var hash = hash(request.explicitHashKey(), request.partitionKey());
        int bytes = bytes(request.data(), request.partitionKey());
        var shard = stream.shardOf(hash);
        if (!throttle.mayWrite(stream, shard, bytes)) {
            count(stream, "WriteProvisionedThroughputExceeded", 1);
            throw KinesisFaults.throttled(shard.id(), stream.name());
        }
        var draft = draft(stream, hash, request.partitionKey(), request.data());
        var place = streams.log(stream).append(List.of(draft)).getFirst();
        count(stream, "IncomingRecords", 1);
        count(stream, "IncomingBytes", bytes);
        count(stream, "PutRecord.Success", 1);
        count(stream, "PutRecord.Bytes", bytes);
        return PutRecordResponse.builder()
                .shardId(place.shardId())
                .sequenceNumber(place.sequenceNumber())
                .encryptionType(Lifecycle.encryption(stream))
                .build();
    }

    @Override
    public PutRecordsResponse putRecords(PutRecordsRequest request) {
        var stream = streams.named(request.streamName(), request.streamARN());
        long total = 0;
        for (int i = 0; i < request.records().size(); i++) {
            var record = request.records().get(i);
            check(stream, record.data(), record.partitionKey(), "records." + (i + 1) + ".member.data");
            total += bytes(record.data(), record.partitionKey());
        }
        if (total > BATCH_BYTES_MAX) {
            throw invalid("Records size exceeds 10 MB limit");
        }
        var drafts = new ArrayList<Draft>();
        var refused = new ArrayList<@Nullable String>();
        for (var record : request.records()) {
            var hash = hash(record.explicitHashKey(), record.partitionKey());
            var shard = stream.shardOf(hash);
            boolean may = throttle.mayWrite(stream, shard, bytes(record.data(), record.partitionKey()));
            refused.add(may ? null : shard.id());
            if (may) {
                drafts.add(draft(stream, hash, record.partitionKey(), record.data()));
            }
        }
        var places = drafts.isEmpty() ? List.<Place>of() : streams.log(stream).append(drafts);
        int failed = refused.size() - drafts.size();
        count(stream, "IncomingRecords", drafts.size());
        count(stream, "IncomingBytes", (double) total);
        count(stream, "PutRecords.TotalRecords", refused.size());
        count(stream, "PutRecords.SuccessfulRecords", drafts.size());
        if (failed > 0) {
            count(stream, "PutRecords.ThrottledRecords", failed);
            count(stream, "WriteProvisionedThroughputExceeded", failed);
        }
        return PutRecordsResponse.builder()
                .failedRecordCount(failed)
                .records(results(stream, refused, places))
                .encryptionType(Lifecycle.encryption(stream))
                .build();
    }

    private static List<PutRecordsResultEntry> results(
            DataStream stream, List<@Nullable String> refused, List<Place> places) {
        var results = new ArrayList<PutRecordsResultEntry>();
        var next = places.iterator();
        for (var shard : refused) {
            var result = PutRecordsResultEntry.builder();
            if (shard == null) {
                var place = next.next();
                result.shardId(place.shardId()).sequenceNumber(place.sequenceNumber());
            } else {
                var fault = KinesisFaults.throttled(shard, stream.name());
                result.errorCode(fault.awsErrorDetails().errorCode())
                        .errorMessage(fault.awsErrorDetails().errorMessage());
            }
            results.add(result.build());
        }
        return results;
    }

    private Draft draft(DataStream stream, BigInteger hash, String partitionKey, SdkBytes data) {
        long now = streams.platform().clock().instant().toEpochMilli();
        return new Draft(hash, streams.keys().sealing(stream).seal(now, partitionKey, data.asByteArrayUnsafe()));
    }

    private void count(DataStream stream, String name, double value) {
        streams.platform()
                .metrics()
                .add(
                        "AWS/Kinesis",
                        name,
                        Map.of("StreamName", stream.name()),
                        name.contains("Bytes") ? "Bytes" : "Count",
                        value);
    }

    private static int bytes(SdkBytes data, String partitionKey) {
        return data.asByteArrayUnsafe().length + partitionKey.getBytes(StandardCharsets.UTF_8).length;
    }

    private static void check(DataStream stream, SdkBytes data, String partitionKey, String at) {
        long max = stream.recordKiBMax() * 1024L;
        if (bytes(data, partitionKey) > max) {
            throw unvalidated("1 validation error detected: Value at '" + at
                    + "' failed to satisfy constraint: Member must have length less than or equal to " + max);
        }
    }

    /** The hash of a partition key: its MD5 as a number; or the one that is given instead. */
    static BigInteger hash(@Nullable String explicit, String partitionKey) {
        if (explicit != null) {
            var hash = new BigInteger(explicit);
            if (hash.signum() < 0 || hash.compareTo(DataStream.HASHES) >= 0) {
                throw invalid("Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. "
                        + "Specified value was " + explicit);
            }
            return hash;
        }
        try {
            var digest = MessageDigest.getInstance("MD5").digest(partitionKey.getBytes(StandardCharsets.UTF_8));
            return new BigInteger(1, digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has MD5", e);
        }
    }
}
