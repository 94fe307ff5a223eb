package tarn.wire.protocol;

import java.net.URI;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsClient;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsClient;

/** The SDK's own clients of every service on the test class path. */
final class SdkClients {

    static final List<Class<? extends AwsClient>> ALL = List.of(
            StsClient.class,
            IamClient.class,
            S3Client.class,
            GlueClient.class,
            AthenaClient.class,
            DynamoDbClient.class,
            Ec2Client.class,
            CloudWatchClient.class,
            LambdaClient.class,
            SqsClient.class,
            KinesisClient.class);

    static AwsClient of(Class<? extends AwsClient> type, SdkHttpClient http) {
        if (type == S3Client.class) {
            return plain(
                    S3Client.builder()
                            .forcePathStyle(true)
                            .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
                            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED),
                    http);
        }
        if (type == SqsClient.class) {
            return plain(SqsClient.builder().checksumValidationEnabled(false), http);
        }
        try {
            return plain((AwsClientBuilder<?, ?>) type.getMethod("builder").invoke(null), http);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type.getName(), e);
        }
    }

    private static AwsClient plain(AwsClientBuilder<?, ?> builder, SdkHttpClient http) {
        builder.region(Region.US_EAST_1);
        builder.endpointOverride(URI.create("https://localhost"));
        builder.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("AKID", "SECRET")));
        builder.overrideConfiguration(override -> override.retryStrategy(DefaultRetryStrategy.doNotRetry()));
        ((AwsSyncClientBuilder<?, ?>) builder).httpClient(http);
        return (AwsClient) builder.build();
    }

    private SdkClients() {}
}
