package tarn.services.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Platform;

/** A stream in shards as functions read it; asked as whoever is current. */
interface RecordStream {

    /** The stream of an ARN, of DynamoDB or of Kinesis. */
    static RecordStream of(Platform platform, String arn) {
        return arn.startsWith("arn:aws:kinesis:") ? new DataStream(platform, arn) : new TableStream(platform, arn);
    }

    /**
     * A shard.
     *
     * @param parents those that must be read before it
     */
    record Shard(String id, List<String> parents) {

        static Shard of(String id, @Nullable String... parents) {
            return new Shard(
                    id,
                    java.util.Arrays.stream(parents)
                            .filter(java.util.Objects::nonNull)
                            .toList());
        }
    }

    /**
     * A record.
     *
     * @param event as functions get it
     * @param filtered as filters see it
     */
    record Change(String number, Instant created, ObjectNode event, JsonNode filtered) {}

    /**
     * Some records.
     *
     * @param closed whether the shard has no more, and never will
     */
    record Read(List<Change> changes, boolean closed) {}

    /** What the reports of lost batches call theirs. */
    String reportName();

    List<Shard> shards();

    /**
     * Records of a shard after one of them; from the first if that is empty.
     *
     * @param since from this moment on, if there is none to begin after; null for all
     */
    Read read(String shard, String after, int limit, @Nullable Instant since);
}
