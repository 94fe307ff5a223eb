package tarn.services.kinesis;

import java.math.BigInteger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.HashKeyRange;
import software.amazon.awssdk.services.kinesis.model.Shard;

/**
 * A shard as it is kept.
 *
 * @param parent the number of the shard it comes from; null if it was made with the stream
 * @param adjacentParent the other of two that were merged into it
 * @param from the least hash it takes
 * @param to the greatest
 * @param first the number that all its records are above
 * @param last the number that all its records are below; null while it is open
 * @param closed when it was closed
 */
record KeptShard(
        int index,
        @Nullable Integer parent,
        @Nullable Integer adjacentParent,
        BigInteger from,
        BigInteger to,
        long first,
        @Nullable Long last,
        @Nullable Instant closed) {

    static String id(int index) {
        return "shardId-%012d".formatted(index);
    }

    String id() {
        return id(index);
    }

    boolean isOpen() {
        return last == null;
    }

    boolean takes(BigInteger hash) {
        return from.compareTo(hash) <= 0 && hash.compareTo(to) <= 0;
    }

    boolean isChildOf(KeptShard other) {
        return (parent != null && parent == other.index) || (adjacentParent != null && adjacentParent == other.index);
    }

    KeptShard closed(long number, Instant now) {
        return new KeptShard(index, parent, adjacentParent, from, to, first, number, now);
    }

    HashKeyRange range() {
        return HashKeyRange.builder()
                .startingHashKey(from.toString())
                .endingHashKey(to.toString())
                .build();
    }

    Shard shown() {
        return Shard.builder()
                .shardId(id())
                .parentShardId(parent == null ? null : id(parent))
                .adjacentParentShardId(adjacentParent == null ? null : id(adjacentParent))
                .hashKeyRange(range())
                .sequenceNumberRange(range -> range.startingSequenceNumber(Sequence.text(first, index))
                        .endingSequenceNumber(last == null ? null : Sequence.text(last, index)))
                .build();
    }
}
