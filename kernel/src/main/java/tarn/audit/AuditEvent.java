package tarn.audit;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tarn.store.Format;
import tarn.store.Formats;

/**
 * An event as it is kept: the text that CloudTrail shows, and beside it what it is searched by.
 *
 * @param id the event's id
 * @param time when the request was completed
 * @param source the service that was asked, such as {@code s3.amazonaws.com}
 * @param name the operation
 * @param readOnly whether it changes nothing
 * @param category {@code Management} or {@code Data}
 * @param user the name of who asked; null where there is none
 * @param principal the ARN of who asked; null for services
 * @param accessKey the access key id; null if the request was not signed
 * @param resources what was asked for
 * @param text the event in JSON
 */
public record AuditEvent(
        String id,
        Instant time,
        String source,
        String name,
        boolean readOnly,
        String category,
        @Nullable String user,
        @Nullable String principal,
        @Nullable String accessKey,
        List<Resource> resources,
        String text) {

    /** How events are kept. */
    public static final Format<AuditEvent> FORMAT = Formats.record(AuditEvent.class);

    /** The category of what manages resources. */
    public static final String MANAGEMENT = "Management";

    /** The category of what is done with the content of resources. */
    public static final String DATA = "Data";

    /**
     * Something that was asked for.
     *
     * @param type in CloudFormation's naming, such as {@code AWS::S3::Bucket}
     * @param name its name, or its ARN where AWS shows that
     * @param arn its ARN; null where only the name is known
     */
    public record Resource(
            String type, String name, @Nullable String arn) {}

    /** The values of a field that selectors ask for; empty for a field the event does not have. */
    List<String> field(String field) {
        var scalars = Map.of(
                "eventCategory", category,
                "eventSource", source,
                "eventName", name,
                "eventType", "AwsApiCall",
                "readOnly", String.valueOf(readOnly));
        var scalar = scalars.get(field);
        if (scalar != null) {
            return List.of(scalar);
        }
        return switch (field) {
            case "resources.type" ->
                resources.stream().limit(1).map(Resource::type).toList();
            case "resources.ARN" ->
                resources.stream()
                        .limit(1)
                        .map(Resource::arn)
                        .filter(arn -> arn != null)
                        .toList();
            case "userIdentity.arn" -> principal == null ? List.of() : List.of(principal);
            case "sessionCredentialFromConsole" -> List.of("false");
            default -> List.of();
        };
    }
}
