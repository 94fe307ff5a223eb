package tarn.wire.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.AwsClient;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
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
import tarn.wire.codec.Shape;
import tarn.wire.http.WireRequest;
import tarn.wire.http.WireResponse;
import tarn.wire.model.ServiceModel;

/** Each exception that a service's model has arrives as itself, with its message, code, status and members. */
class FaultRoundTripTest {

    private static final long SEED = Long.getLong("tarn.seed", 20_261_121);

    /** How to ask each service for something, so that it can refuse. */
    private static final Map<Class<? extends AwsClient>, Asks> ASKS = asks();

    private interface Asks {
        void ask(AwsClient client);
    }

    private static Map<Class<? extends AwsClient>, Asks> asks() {
        var asks = new HashMap<Class<? extends AwsClient>, Asks>();
        asks.put(StsClient.class, client -> ((StsClient) client).getCallerIdentity());
        asks.put(IamClient.class, client -> ((IamClient) client).listUsers());
        asks.put(S3Client.class, client -> ((S3Client) client).listBuckets());
        asks.put(GlueClient.class, client -> ((GlueClient) client).getDatabases(request -> {}));
        asks.put(AthenaClient.class, client -> ((AthenaClient) client).listWorkGroups(request -> {}));
        asks.put(DynamoDbClient.class, client -> ((DynamoDbClient) client).listTables());
        asks.put(Ec2Client.class, client -> ((Ec2Client) client).describeVpcs());
        asks.put(CloudWatchClient.class, client -> ((CloudWatchClient) client).listMetrics());
        asks.put(LambdaClient.class, client -> ((LambdaClient) client).listFunctions());
        asks.put(SqsClient.class, client -> ((SqsClient) client).listQueues());
        asks.put(KinesisClient.class, client -> ((KinesisClient) client).listStreams());
        return asks;
    }

    static Stream<Class<? extends AwsClient>> clients() {
        return SdkClients.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("clients")
    void everyModelledFaultArrivesAsItself(Class<? extends AwsClient> type) throws ReflectiveOperationException {
        var service = ServiceModel.of(type);
        var problems = new ArrayList<String>();
        var refusing = new Refusing(service);
        var client = SdkClients.of(type, new WirePeer(refusing::answer));
        var asks = Objects.requireNonNull(ASKS.get(type));
        for (var exception : exceptions(service, type)) {
            var random = new SplittableRandom(SEED + exception.getName().hashCode());
            var builder = Shape.of(exception).builder();
            var built = (AwsServiceException) new RandomValues(random, true).structure(builder, 0.9, Map.of());
            refusing.fault = built.toBuilder()
                    .message("Refused: <" + random.nextInt() + ">")
                    .build();
            try {
                asks.ask(client);
                problems.add(exception.getSimpleName() + " did not arrive");
            } catch (AwsServiceException e) {
                problems.addAll(differences(refusing.fault, e, service));
            } catch (RuntimeException e) {
                var text = new StringWriter();
                e.printStackTrace(new PrintWriter(text));
                problems.add(exception.getSimpleName() + " threw " + text);
            }
        }
        assertThat(problems).as("with seed %d", SEED).isEmpty();
    }

    private static List<String> differences(AwsServiceException sent, AwsServiceException got, ServiceModel service) {
        var found = new ArrayList<String>();
        var name = sent.getClass().getSimpleName();
        if (got.getClass() != sent.getClass()) {
            found.add(name + " arrived as " + got.getClass() + " " + got.awsErrorDetails());
            return found;
        }
        if (!Objects.equals(sent.getMessage(), got.awsErrorDetails().errorMessage())) {
            found.add(name + " says " + got.awsErrorDetails().errorMessage());
        }
        var error = service.error(sent.getClass()).orElseThrow();
        if (!List.of(error.name(), error.code()).contains(got.awsErrorDetails().errorCode())) {
            found.add(name + " has the code " + got.awsErrorDetails().errorCode());
        }
        if (got.statusCode() != error.status()) {
            found.add(name + " has the status " + got.statusCode());
        }
        if (!"request-1".equals(got.requestId())) {
            found.add(name + " has the request id " + got.requestId());
        }
        Difference.between(sent, got, Set.of()).forEach(difference -> found.add(name + "." + difference));
        return found;
    }

    /* The SDK's classes are found as the wire finds them, and must all be there. */
    private static List<Class<? extends AwsServiceException>> exceptions(ServiceModel service, Class<?> type)
            throws ClassNotFoundException {
        var found = new ArrayList<Class<? extends AwsServiceException>>();
        for (var name : service.exceptionClasses()) {
            found.add(Class.forName(type.getPackageName() + ".model." + name).asSubclass(AwsServiceException.class));
        }
        return found;
    }

    private static final class Refusing {
        private final ServiceModel service;
        private @Nullable AwsServiceException fault;

        private Refusing(ServiceModel service) {
            this.service = service;
        }

        private WireResponse answer(WireRequest request) {
            var protocol = Protocol.of(service, request);
            var call = protocol.match(service, request);
            if (fault == null) {
                throw new AssertionError("Nothing to refuse with");
            }
            return protocol.fault(service, call, fault, "request-1");
        }
    }
}
