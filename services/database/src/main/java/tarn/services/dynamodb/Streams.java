package tarn.services.dynamodb;

import static tarn.services.dynamodb.DynamoFaults.parametersInvalid;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.StreamSpecification;

/** Streams as tables ask for them. */
final class Streams {

    private static final DateTimeFormatter LABEL =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    /** The stream a specification asks for; null for none. */
    static StoredTable.@Nullable Streaming asked(@Nullable StreamSpecification asked, Instant now) {
        if (asked == null) {
            return null;
        }
        var view = asked.streamViewType();
        if (!Boolean.TRUE.equals(asked.streamEnabled())) {
            if (view != null) {
                throw parametersInvalid("Table is being created without a stream, but StreamViewType is specified");
            }
            return null;
        }
        if (view == null) {
            throw parametersInvalid("StreamViewType is required when StreamEnabled is true");
        }
        return new StoredTable.Streaming(true, view, LABEL.format(now), now);
    }

    private Streams() {}
}
