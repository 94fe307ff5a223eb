package tarn.services.firehose;

import static tarn.services.firehose.FirehoseFaults.invalid;
import static tarn.services.firehose.S3Settings.given;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.firehose.model.CloudWatchLoggingOptions;
import software.amazon.awssdk.services.firehose.model.ContentEncoding;
import software.amazon.awssdk.services.firehose.model.HttpEndpointBufferingHints;
import software.amazon.awssdk.services.firehose.model.HttpEndpointConfiguration;
import software.amazon.awssdk.services.firehose.model.HttpEndpointDescription;
import software.amazon.awssdk.services.firehose.model.HttpEndpointDestinationConfiguration;
import software.amazon.awssdk.services.firehose.model.HttpEndpointDestinationDescription;
import software.amazon.awssdk.services.firehose.model.HttpEndpointDestinationUpdate;
import software.amazon.awssdk.services.firehose.model.HttpEndpointRequestConfiguration;
import software.amazon.awssdk.services.firehose.model.HttpEndpointRetryOptions;
import software.amazon.awssdk.services.firehose.model.HttpEndpointS3BackupMode;

/** What may be said of an HTTP endpoint. Its access key is kept apart and never shown. */
final class HttpSettings {

    private HttpSettings() {}

    static HttpEndpointDestinationDescription made(HttpEndpointDestinationConfiguration wish) {
        var next = HttpEndpointDestinationDescription.builder()
                .endpointConfiguration(described(wish.endpointConfiguration()))
                .bufferingHints(HttpEndpointBufferingHints.builder()
                        .sizeInMBs(5)
                        .intervalInSeconds(300)
                        .build())
                .requestConfiguration(HttpEndpointRequestConfiguration.builder()
                        .contentEncoding(ContentEncoding.NONE)
                        .build())
                .retryOptions(HttpEndpointRetryOptions.builder()
                        .durationInSeconds(300)
                        .build())
                .cloudWatchLoggingOptions(
                        CloudWatchLoggingOptions.builder().enabled(false).build())
                .s3BackupMode(HttpEndpointS3BackupMode.FAILED_DATA_ONLY)
                .s3DestinationDescription(S3Settings.made(wish.s3Configuration()))
                .processingConfiguration(wish.processingConfiguration())
                .roleARN(wish.roleARN())
                .secretsManagerConfiguration(wish.secretsManagerConfiguration());
        given(wish.bufferingHints(), next::bufferingHints);
        given(wish.requestConfiguration(), next::requestConfiguration);
        given(wish.retryOptions(), next::retryOptions);
        given(wish.cloudWatchLoggingOptions(), next::cloudWatchLoggingOptions);
        given(wish.s3BackupMode(), next::s3BackupMode);
        return checked(next.build());
    }

    static HttpEndpointDestinationDescription changed(
            HttpEndpointDestinationDescription present, HttpEndpointDestinationUpdate wish) {
        var next = present.toBuilder();
        given(wish.endpointConfiguration(), endpoint -> next.endpointConfiguration(described(endpoint)));
        given(wish.bufferingHints(), next::bufferingHints);
        given(wish.requestConfiguration(), next::requestConfiguration);
        given(wish.retryOptions(), next::retryOptions);
        given(wish.cloudWatchLoggingOptions(), next::cloudWatchLoggingOptions);
        given(wish.processingConfiguration(), next::processingConfiguration);
        given(wish.roleARN(), next::roleARN);
        given(wish.s3BackupMode(), next::s3BackupMode);
        given(wish.secretsManagerConfiguration(), next::secretsManagerConfiguration);
        given(
                wish.s3Update(),
                update ->
                        next.s3DestinationDescription(S3Settings.changed(present.s3DestinationDescription(), update)));
        return checked(next.build());
    }

    private static HttpEndpointDescription described(HttpEndpointConfiguration endpoint) {
        return HttpEndpointDescription.builder()
                .url(endpoint.url())
                .name(endpoint.name())
                .build();
    }

    static @Nullable String key(@Nullable HttpEndpointConfiguration endpoint) {
        return endpoint == null ? null : endpoint.accessKey();
    }

    private static HttpEndpointDestinationDescription checked(HttpEndpointDestinationDescription endpoint) {
        var secrets = endpoint.secretsManagerConfiguration();
        if (secrets != null && Boolean.TRUE.equals(secrets.enabled()) && secrets.secretARN() == null) {
            throw invalid("SecretARN must be specified when SecretsManagerConfiguration is enabled.");
        }
        Processing.check(endpoint.processingConfiguration());
        return endpoint;
    }
}
