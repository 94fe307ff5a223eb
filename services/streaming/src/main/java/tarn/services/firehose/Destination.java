package tarn.services.firehose;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.firehose.model.CloudWatchLoggingOptions;
import software.amazon.awssdk.services.firehose.model.DestinationDescription;
import software.amazon.awssdk.services.firehose.model.ExtendedS3DestinationDescription;
import software.amazon.awssdk.services.firehose.model.HttpEndpointDestinationDescription;
import software.amazon.awssdk.services.firehose.model.ProcessingConfiguration;

/** Where a stream delivers to, as one of the kinds there are. */
sealed interface Destination {

    static Destination of(DestinationDescription description) {
        var http = description.httpEndpointDestinationDescription();
        return http == null
                ? new Bucket(Objects.requireNonNull(description.extendedS3DestinationDescription()))
                : new Endpoint(http);
    }

    static String roleOf(HttpEndpointDestinationDescription endpoint) {
        var own = endpoint.roleARN();
        return own == null ? endpoint.s3DestinationDescription().roleARN() : own;
    }

    @Nullable
    ProcessingConfiguration processing();

    /** As which its functions are called. */
    String role();

    @Nullable
    CloudWatchLoggingOptions logging();

    /** What log lines call it. */
    String shown();

    /** A place in S3. */
    record Bucket(ExtendedS3DestinationDescription place) implements Destination {

        @Override
        public @Nullable ProcessingConfiguration processing() {
            return place.processingConfiguration();
        }

        @Override
        public String role() {
            return place.roleARN();
        }

        @Override
        public @Nullable CloudWatchLoggingOptions logging() {
            return place.cloudWatchLoggingOptions();
        }

        @Override
        public String shown() {
            return place.bucketARN();
        }
    }

    /** An HTTP endpoint, and the place in S3 for what it does not take. */
    record Endpoint(HttpEndpointDestinationDescription endpoint) implements Destination {

        @Override
        public @Nullable ProcessingConfiguration processing() {
            return endpoint.processingConfiguration();
        }

        @Override
        public String role() {
            return roleOf(endpoint);
        }

        @Override
        public @Nullable CloudWatchLoggingOptions logging() {
            return endpoint.cloudWatchLoggingOptions();
        }

        @Override
        public String shown() {
            return endpoint.endpointConfiguration().url();
        }
    }
}
