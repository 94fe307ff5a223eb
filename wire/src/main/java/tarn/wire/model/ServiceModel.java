package tarn.wire.model;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsClient;

/**
 * An AWS service as the wire knows it: its names, the protocols it answers, its operations and errors.
 *
 * <p>Read from the index resource that is named like the SDK's package; operations are read when first asked for, SDK
 * classes when an operation is first used.
 */
@SuppressWarnings("DoNotCallSuggester") // the index that answers these follows
public final class ServiceModel {

    private final Header header;

    /** The names of a service, enough to route by. */
    record Header(
            String name,
            String id,
            String signingName,
            String endpointPrefix,
            @Nullable String targetPrefix,
            String apiVersion,
            @Nullable String namespace,
            Set<Dialect> dialects) {}

    ServiceModel(Header header) {
        this.header = header;
    }

    /** The model behind an SDK client interface. Throws {@link IllegalArgumentException} if the index has none. */
    public static ServiceModel of(Class<? extends AwsClient> contract) {
        throw new UnsupportedOperationException("Not here yet: " + contract);
    }

    /** The last part of the SDK's package, such as {@code cloudwatchlogs}. */
    public String name() {
        return header.name();
    }

    /** The service id, such as {@code CloudWatch Logs}. */
    public String id() {
        return header.id();
    }

    /** The name in the credential scope of signatures, such as {@code logs}. */
    public String signingName() {
        return header.signingName();
    }

    /** The first label of its hosts, such as {@code monitoring}. */
    public String endpointPrefix() {
        return header.endpointPrefix();
    }

    /** What stands before the dot in {@code X-Amz-Target}, such as {@code AWSGlue}. */
    public Optional<String> targetPrefix() {
        return Optional.ofNullable(header.targetPrefix());
    }

    /** The version of its API, such as {@code 2011-06-15}. */
    public String apiVersion() {
        return header.apiVersion();
    }

    /** The XML namespace of its answers. */
    public Optional<String> namespace() {
        return Optional.ofNullable(header.namespace());
    }

    /** The protocols it answers, the current one first. */
    public Set<Dialect> dialects() {
        return header.dialects();
    }

    /** Its operations by name. */
    public Map<String, OperationModel> operations() {
        throw new UnsupportedOperationException("Not here yet");
    }

    /** The error of that name or code. */
    public Optional<ErrorModel> error(String nameOrCode) {
        throw new UnsupportedOperationException("Not here yet: " + nameOrCode);
    }

    @Override
    public String toString() {
        return name();
    }
}
