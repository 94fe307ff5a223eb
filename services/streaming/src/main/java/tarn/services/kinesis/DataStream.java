package tarn.services.kinesis;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Caller;
import tarn.store.Format;
import tarn.store.Formats;

/**
 * A stream as it is kept.
 *
 * @param id under which its records lie
 * @param mode PROVISIONED or ON_DEMAND
 * @param shards open ones and those that are closed and still have records, oldest first
 * @param nextShard the number of the next shard
 * @param kmsKey the key it is encrypted under, as it was given; null if it is not
 * @param keys the data keys its records are sealed under, wrapped, in base64; the last is the present one
 * @param metrics the shard-level metrics that are on
 * @param recordKiBMax how large a record may be
 * @param policy its resource policy; null if it has none
 * @param countUpdates when UpdateShardCount was called in the last day
 * @param modeUpdates when UpdateStreamMode was called in the last day
 */
record DataStream(
        String name,
        String id,
        Instant created,
        String mode,
        int retentionHours,
        List<KeptShard> shards,
        int nextShard,
        @Nullable String kmsKey,
        List<String> keys,
        List<String> metrics,
        int recordKiBMax,
        Map<String, String> tags,
        @Nullable String policy,
        List<Instant> countUpdates,
        List<Instant> modeUpdates) {

    static final Format<DataStream> FORMAT = Formats.record(DataStream.class);
    static final BigInteger HASHES = BigInteger.TWO.pow(128);

    String arn() {
        return Caller.current().arn("kinesis", "stream/" + name).toString();
    }

    List<KeptShard> open() {
        return shards.stream().filter(KeptShard::isOpen).toList();
    }

    Optional<KeptShard> shard(String shardId) {
        return shards.stream().filter(shard -> shard.id().equals(shardId)).findFirst();
    }

    /** The open shard that takes a hash. */
    KeptShard shardOf(BigInteger hash) {
        for (var shard : shards) {
            if (shard.isOpen() && shard.takes(hash)) {
                return shard;
            }
        }
        throw new IllegalStateException("No shard of " + name + " takes " + hash);
    }

    /** So many shards of about the same range. */
    static List<KeptShard> uniform(int count, long number) {
        var shards = new ArrayList<KeptShard>();
        for (int i = 0; i < count; i++) {
            shards.add(new KeptShard(
                    i, null, null, bound(i, count), bound(i + 1, count).subtract(BigInteger.ONE), number, null, null));
        }
        return shards;
    }

    /** Where the range of one of so many shards begins. */
    static BigInteger bound(int index, int count) {
        return HASHES.multiply(BigInteger.valueOf(index)).divide(BigInteger.valueOf(count));
    }

    /**
     * The same stream with a shard split.
     *
     * @param at where the second child begins
     * @param number what every record of the parent is below, and every one of the children above
     */
    DataStream split(KeptShard parent, BigInteger at, long number, Instant now) {
        var next = closed(List.of(parent), number, now);
        next.add(new KeptShard(
                nextShard, parent.index(), null, parent.from(), at.subtract(BigInteger.ONE), number + 1, null, null));
        next.add(new KeptShard(nextShard + 1, parent.index(), null, at, parent.to(), number + 1, null, null));
        return sharded(next, nextShard + 2);
    }

    /** The same stream with two neighbours merged. */
    DataStream merge(KeptShard one, KeptShard other, long number, Instant now) {
        var next = closed(List.of(one, other), number, now);
        next.add(new KeptShard(
                nextShard,
                one.index(),
                other.index(),
                one.from().min(other.from()),
                one.to().max(other.to()),
                number + 1,
                null,
                null));
        return sharded(next, nextShard + 1);
    }

    private List<KeptShard> closed(List<KeptShard> parents, long number, Instant now) {
        var next = new ArrayList<KeptShard>();
        for (var shard : shards) {
            next.add(parents.contains(shard) ? shard.closed(number, now) : shard);
        }
        return next;
    }

    /** The same stream with so many shards of about the same range: ranges are split where they must be, then merged. */
    DataStream uniform(int count, long first, Instant now) {
        var stream = this;
        long number = first;
        for (int i = 1; i < count; i++) {
            var at = bound(i, count);
            var shard = stream.shardOf(at);
            if (!shard.from().equals(at)) {
                stream = stream.split(shard, at, number, now);
                number += 2;
            }
        }
        for (int i = 0; i < count; i++) {
            var from = bound(i, count);
            var end = bound(i + 1, count).subtract(BigInteger.ONE);
            while (!stream.shardOf(from).to().equals(end)) {
                var shard = stream.shardOf(from);
                stream = stream.merge(shard, stream.shardOf(shard.to().add(BigInteger.ONE)), number, now);
                number += 2;
            }
        }
        return stream;
    }

    DataStream sharded(List<KeptShard> next, int following) {
        return new DataStream(
                name,
                id,
                created,
                mode,
                retentionHours,
                next,
                following,
                kmsKey,
                keys,
                metrics,
                recordKiBMax,
                tags,
                policy,
                countUpdates,
                modeUpdates);
    }

    DataStream retained(int hours) {
        return new DataStream(
                name,
                id,
                created,
                mode,
                hours,
                shards,
                nextShard,
                kmsKey,
                keys,
                metrics,
                recordKiBMax,
                tags,
                policy,
                countUpdates,
                modeUpdates);
    }

    DataStream tagged(Map<String, String> next) {
        return new DataStream(
                name,
                id,
                created,
                mode,
                retentionHours,
                shards,
                nextShard,
                kmsKey,
                keys,
                metrics,
                recordKiBMax,
                next,
                policy,
                countUpdates,
                modeUpdates);
    }

    DataStream encrypted(@Nullable String key, List<String> dataKeys) {
        return new DataStream(
                name,
                id,
                created,
                mode,
                retentionHours,
                shards,
                nextShard,
                key,
                dataKeys,
                metrics,
                recordKiBMax,
                tags,
                policy,
                countUpdates,
                modeUpdates);
    }

    DataStream measured(List<String> next) {
        return new DataStream(
                name,
                id,
                created,
                mode,
                retentionHours,
                shards,
                nextShard,
                kmsKey,
                keys,
                next,
                recordKiBMax,
                tags,
                policy,
                countUpdates,
                modeUpdates);
    }

    DataStream sized(int kiB) {
        return new DataStream(
                name,
                id,
                created,
                mode,
                retentionHours,
                shards,
                nextShard,
                kmsKey,
                keys,
                metrics,
                kiB,
                tags,
                policy,
                countUpdates,
                modeUpdates);
    }

    DataStream ruled(@Nullable String document) {
        return new DataStream(
                name,
                id,
                created,
                mode,
                retentionHours,
                shards,
                nextShard,
                kmsKey,
                keys,
                metrics,
                recordKiBMax,
                tags,
                document,
                countUpdates,
                modeUpdates);
    }

    DataStream updated(String nextMode, List<Instant> counts, List<Instant> modes) {
        return new DataStream(
                name,
                id,
                created,
                nextMode,
                retentionHours,
                shards,
                nextShard,
                kmsKey,
                keys,
                metrics,
                recordKiBMax,
                tags,
                policy,
                counts,
                modes);
    }
}
