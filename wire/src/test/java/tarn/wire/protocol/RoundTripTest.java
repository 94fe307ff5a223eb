package tarn.wire.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.AwsClient;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import tarn.wire.codec.Shape;
import tarn.wire.http.WireRequest;
import tarn.wire.http.WireResponse;
import tarn.wire.model.Dialect;
import tarn.wire.model.OperationModel;
import tarn.wire.model.ServiceModel;

/**
 * What the SDK marshals is decoded equal, and what we encode the SDK unmarshals equal: every operation that the SDK's
 * synchronous clients have, with random values in every member.
 */
class RoundTripTest {

    private static final long SEED = Long.getLong("tarn.seed", 20_261_121);
    private static final int ROUNDS = Integer.getInteger("tarn.rounds", 1);
    private static final byte[] STREAMED = "streamed bytes".getBytes(StandardCharsets.UTF_8);

    /* GET / of another host, S3 Express's; and what the SDK presigns for a host whose name must tell the region. */
    private static final Set<String> ELSEWHERE = Set.of("ListDirectoryBuckets", "CopySnapshot");

    static Stream<Class<? extends AwsClient>> clients() {
        return SdkClients.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("clients")
    void everyOperationIsUnderstoodBothWays(Class<? extends AwsClient> type) {
        var service = ServiceModel.of(type);
        var problems = new ArrayList<String>();
        var tried = 0;
        var exchange = new Exchange(service);
        var client = SdkClients.of(type, new WirePeer(exchange::answer));
        var methods = methods(type);
        for (var operation : service.operations().values()) {
            var method = methods.get(operation.name());
            if (method == null || ELSEWHERE.contains(operation.name())) {
                continue;
            }
            for (var round = 0; round < ROUNDS; round++) {
                var seed = SEED + round * 1_000_003L + operation.name().hashCode();
                for (var problem : exchange.run(client, method, operation, seed)) {
                    problems.add(operation.name() + " (seed " + seed + "): " + problem);
                }
                tried++;
            }
        }
        assertThat(problems).as("of %d calls with seed %d", tried, SEED).isEmpty();
        assertThat(tried).isGreaterThan(10);
    }

    private static Map<String, Method> methods(Class<?> type) {
        var methods = new HashMap<String, Method>();
        Arrays.stream(type.getMethods())
                .filter(method -> method.getParameterCount() > 0
                        && SdkRequest.class.isAssignableFrom(method.getParameterTypes()[0])
                        && Stream.of(method.getParameterTypes())
                                .skip(1)
                                .allMatch(each -> each == RequestBody.class || each == ResponseTransformer.class)
                        && (SdkResponse.class.isAssignableFrom(method.getReturnType())
                                || List.of(method.getParameterTypes()).contains(ResponseTransformer.class)))
                .forEach(method -> methods.put(
                        method.getName().substring(0, 1).toUpperCase(Locale.ROOT)
                                + method.getName().substring(1),
                        method));
        return methods;
    }

    /** One call after the other, seen from the server's side. */
    private static final class Exchange {

        /* Unknown to the caller, made by the SDK: checksums, lengths, tokens, what S3's interceptors add. */
        private static final Set<String> ADDED = Set.of(
                "ContentMD5",
                "ContentLength",
                "ContentType",
                "ContentEncoding",
                "EncodingType",
                "ExpiresString",
                "Payload",
                "StatusCode",
                "PresignedUrl",
                "DestinationRegion",
                "ChecksumAlgorithm",
                "ChecksumCRC32");

        private final ServiceModel service;
        private final boolean xml;
        private @Nullable OperationModel expected;
        private @Nullable SdkRequest sent;
        private @Nullable SdkResponse answered;
        private final List<String> problems = new ArrayList<>();

        private Exchange(ServiceModel service) {
            this.service = service;
            var dialect = service.dialects().iterator().next();
            this.xml = dialect == Dialect.AWS_QUERY || dialect == Dialect.EC2_QUERY || dialect == Dialect.REST_XML;
        }

        private List<String> run(AwsClient client, Method method, OperationModel operation, long seed) {
            var random = new SplittableRandom(seed);
            var values = new RandomValues(random, xml);
            problems.clear();
            expected = operation;
            var fullness = random.nextDouble();
            sent = (SdkRequest) values.structure(Shape.of(operation.input()).builder(), fullness, inputs());
            answered = (SdkResponse)
                    values.structure(Shape.of(operation.output()).builder(), random.nextDouble(), outputs(operation));
            try {
                var got = (SdkPojo) method.invoke(client, arguments(method));
                problems.addAll(prefixed("response", Difference.between(answered, got, ADDED)));
            } catch (InvocationTargetException e) {
                problems.add("threw " + stack(e) + " for " + sent);
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
            return List.copyOf(problems);
        }

        private static String stack(Throwable thrown) {
            var text = new StringWriter();
            thrown.printStackTrace(new PrintWriter(text));
            var from = text.toString();
            var cause = from.lastIndexOf("Caused by");
            return from.substring(cause, Math.min(from.length(), cause + 900));
        }

        private static List<String> prefixed(String where, List<String> differences) {
            return differences.stream()
                    .map(difference -> where + "." + difference)
                    .toList();
        }

        private Object[] arguments(Method method) {
            return Stream.of(method.getParameterTypes())
                    .map(type -> type == RequestBody.class
                            ? RequestBody.fromBytes(STREAMED)
                            : type == ResponseTransformer.class ? transformer() : sent)
                    .toArray();
        }

        private ResponseTransformer<SdkResponse, SdkResponse> transformer() {
            return (response, body) -> {
                if (!Arrays.equals(body.readAllBytes(), STREAMED)) {
                    problems.add("the streamed answer is another");
                }
                return response;
            };
        }

        private Map<String, Object> inputs() {
            var fixed = new HashMap<String, Object>();
            if (service.name().equals("s3")) {
                fixed.put("Bucket", "bucket-a");
                fixed.put("RequestRoute", "route-1");
                fixed.put("CopySource", "bucket-b/key");
                for (var name : List.of(
                        "SourceBucket",
                        "SourceKey",
                        "SourceVersionId",
                        "ContentLength",
                        "ChecksumAlgorithm",
                        "ContentMD5",
                        "ContentEncoding")) {
                    fixed.put(name, RandomValues.Skip.SKIP);
                }
            }
            if (service.name().equals("ec2")) {
                fixed.put("SourceRegion", "us-west-2");
                fixed.put("PresignedUrl", RandomValues.Skip.SKIP);
                fixed.put("DestinationRegion", RandomValues.Skip.SKIP);
            }
            return fixed;
        }

        private Map<String, Object> outputs(OperationModel operation) {
            var fixed = new HashMap<String, Object>();
            fixed.put("ExpiresString", RandomValues.Skip.SKIP);
            if (service.name().equals("s3")) {
                fixed.put("EncodingType", "url");
                fixed.put("ContentLength", operation.streamsOut() ? (Object) (long) STREAMED.length : 0L);
            }
            return fixed;
        }

        private WireResponse answer(WireRequest request) {
            var protocol = Protocol.of(service, request);
            var call = protocol.match(service, request);
            if (!call.operation().name().equals(Objects.requireNonNull(expected).name())) {
                problems.add("matched " + call.operation().name());
            }
            var got = protocol.read(call, request);
            problems.addAll(prefixed("request", Difference.between(Objects.requireNonNull(sent), got, ADDED)));
            if (call.operation().streamsIn()) {
                streamed(request);
            }
            var body = call.operation().streamsOut()
                    ? new Streamed(out -> new ByteArrayInputStream(STREAMED).transferTo(out), STREAMED.length)
                    : null;
            return protocol.encode(call, Objects.requireNonNull(answered), "request-1", body);
        }

        private void streamed(WireRequest request) {
            try {
                if (!Arrays.equals(request.body().readAllBytes(), STREAMED)) {
                    problems.add("the streamed request is another");
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }
}
