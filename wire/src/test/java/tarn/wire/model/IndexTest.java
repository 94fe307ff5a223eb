package tarn.wire.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.AwsClient;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.athena.AthenaAsyncClient;
import software.amazon.awssdk.services.athena.AthenaClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.ec2.Ec2AsyncClient;
import software.amazon.awssdk.services.glue.GlueAsyncClient;
import software.amazon.awssdk.services.iam.IamAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sts.StsAsyncClient;
import tarn.wire.codec.Shape;

/** The index and the SDK's jars say the same, but for what is listed here. */
class IndexTest {

    /* The SDK's lambda is of an earlier release than the index. */
    private static final Set<String> NEWER_THAN_THE_SDK =
            Set.of("DeleteResourcePolicy", "GetResourcePolicy", "PutResourcePolicy");

    /* In this release of the SDK, in no release of botocore around it. */
    private static final Set<String> WITHOUT_A_MODEL = Set.of("ValidateSecurityGroupQuotasForInterface");

    /* What the SDK calls otherwise than AWS, or leaves out because it streams it. */
    private static final Set<String> RENAMED = Set.of(
            "CopyObject.Bucket",
            "CopyObject.Key",
            "UploadPartCopy.Bucket",
            "UploadPartCopy.Key",
            "PutObjectAnnotation.AnnotationPayload");

    static Stream<Class<? extends AwsClient>> clients() {
        return Stream.of(
                StsAsyncClient.class,
                IamAsyncClient.class,
                S3AsyncClient.class,
                GlueAsyncClient.class,
                AthenaAsyncClient.class,
                DynamoDbAsyncClient.class,
                Ec2AsyncClient.class,
                CloudWatchAsyncClient.class,
                LambdaAsyncClient.class,
                SqsAsyncClient.class,
                KinesisAsyncClient.class);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void everyOperationIsInBoth(Class<? extends AwsClient> client) {
        var indexed = new TreeSet<>(ServiceModel.of(client).operations().keySet());
        var generated = Arrays.stream(client.getMethods())
                .filter(method -> method.getParameterCount() > 0
                        && SdkRequest.class.isAssignableFrom(method.getParameterTypes()[0])
                        && !method.getName().endsWith("Paginator"))
                .map(method -> method.getName().substring(0, 1).toUpperCase(Locale.ROOT)
                        + method.getName().substring(1))
                .collect(Collectors.toCollection(TreeSet::new));
        var both = new TreeSet<>(indexed);
        both.retainAll(generated);
        indexed.removeAll(both);
        generated.removeAll(both);
        assertThat(generated).as("in the SDK only").isSubsetOf(WITHOUT_A_MODEL);
        assertThat(indexed).as("in the index only").isSubsetOf(NEWER_THAN_THE_SDK);
    }

    @ParameterizedTest
    @MethodSource("clients")
    void everyShapeHasItsClass(Class<? extends AwsClient> client) {
        var service = ServiceModel.of(client);
        for (var operation : service.operations().values()) {
            if (!operation.isInSdk()) {
                continue;
            }
            assertThat(operation.input().getSimpleName()).endsWith("Request");
            assertThat(operation.output().getSimpleName()).endsWith("Response");
        }
        for (var exception : service.exceptionClasses()) {
            assertThat(classExists(client.getPackageName() + ".model." + exception))
                    .as(exception)
                    .isTrue();
        }
    }

    private static boolean classExists(String name) {
        try {
            Class.forName(name, false, IndexTest.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void everyConstrainedMemberOfAnInputIsTheSdks(Class<? extends AwsClient> client) {
        var service = ServiceModel.of(client);
        var shapes = new TreeMap<String, List<String>>();
        service.constraintLines().forEach(line -> {
            var fields = List.of(line.split("\t", -1));
            shapes.putIfAbsent(fields.getFirst().equals("in") ? "in " + fields.get(1) : fields.getFirst(), fields);
        });
        var missing = new ArrayList<String>();
        for (var operation : service.operations().values()) {
            var input = shapes.get("in " + operation.name());
            if (input == null || !operation.isInSdk()) {
                continue;
            }
            var names = Shape.of(operation.input()).members().stream()
                    .map(member -> String.valueOf(member.memberName()))
                    .collect(Collectors.toSet());
            if (operation.streamsIn()) {
                names.add("Body");
            }
            var structure = shapes.getOrDefault(input.get(2), List.of("", ""));
            structure.stream()
                    .skip(2)
                    .map(member -> member.split("[!:]", -1)[0])
                    .filter(member -> !names.contains(member))
                    .forEach(member -> missing.add(operation.name() + "." + member));
        }
        missing.removeAll(RENAMED);
        assertThat(missing).isEmpty();
    }

    @Test
    void aServiceWithoutAnIndexIsRefusedByName() {
        assertThat(catchThrowable(() -> ServiceModel.named("nonesuch")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("nonesuch");
    }

    @Test
    void aServiceIsFoundByItsClientsPackage() {
        var model = ServiceModel.of(AthenaClient.class);
        assertThat(model.id()).isEqualTo("Athena");
        assertThat(model.signingName()).isEqualTo("athena");
        assertThat(model.targetPrefix()).contains("AmazonAthena");
        assertThat(model.dialects()).containsExactly(Dialect.AWS_JSON);
    }
}
