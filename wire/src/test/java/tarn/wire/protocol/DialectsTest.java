package tarn.wire.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.ClientEndpointProvider;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.client.config.SdkClientConfiguration;
import software.amazon.awssdk.core.client.config.SdkClientOption;
import software.amazon.awssdk.core.http.HttpResponseHandler;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.protocols.core.OperationInfo;
import software.amazon.awssdk.protocols.core.ProtocolMarshaller;
import software.amazon.awssdk.protocols.json.AwsJsonProtocol;
import software.amazon.awssdk.protocols.json.AwsJsonProtocolFactory;
import software.amazon.awssdk.protocols.json.JsonOperationMetadata;
import software.amazon.awssdk.protocols.query.AwsQueryProtocolFactory;
import tarn.wire.codec.Shape;
import tarn.wire.http.Headers;
import tarn.wire.http.WireRequest;
import tarn.wire.http.WireResponse;
import tarn.wire.model.OperationModel;
import tarn.wire.model.ServiceModel;

/**
 * The protocols that older or other clients speak to a service than the SDK's own client does: the SDK's marshallers
 * for those protocols are the peers.
 */
class DialectsTest {

    private static final long SEED = Long.getLong("tarn.seed", 20_261_121);

    private static final SdkClientConfiguration CONFIGURATION = SdkClientConfiguration.builder()
            .option(
                    SdkClientOption.CLIENT_ENDPOINT_PROVIDER,
                    ClientEndpointProvider.forEndpointOverride(URI.create("https://localhost")))
            .build();

    /** A protocol's marshallers, as the SDK has them. */
    private interface Peer {
        ProtocolMarshaller<SdkHttpFullRequest> marshaller(OperationModel operation);

        HttpResponseHandler<? extends SdkPojo> unmarshaller(OperationModel operation);
    }

    private static Peer json(ServiceModel service, String version) {
        var factory = AwsJsonProtocolFactory.builder()
                .clientConfiguration(CONFIGURATION)
                .protocol(AwsJsonProtocol.AWS_JSON)
                .protocolVersion(version)
                .build();
        return new Peer() {
            @Override
            public ProtocolMarshaller<SdkHttpFullRequest> marshaller(OperationModel operation) {
                return factory.createProtocolMarshaller(OperationInfo.builder()
                        .requestUri("/")
                        .httpMethod(SdkHttpMethod.POST)
                        .operationIdentifier(service.targetPrefix().orElseThrow() + "." + operation.name())
                        .build());
            }

            @Override
            public HttpResponseHandler<? extends SdkPojo> unmarshaller(OperationModel operation) {
                return factory.createResponseHandler(
                        JsonOperationMetadata.builder().isPayloadJson(true).build(),
                        () -> Shape.of(operation.output()).builder());
            }
        };
    }

    private static Peer query(ServiceModel service) {
        var factory = AwsQueryProtocolFactory.builder()
                .clientConfiguration(CONFIGURATION)
                .build();
        return new Peer() {
            @Override
            public ProtocolMarshaller<SdkHttpFullRequest> marshaller(OperationModel operation) {
                return factory.createProtocolMarshaller(OperationInfo.builder()
                        .requestUri("/")
                        .httpMethod(SdkHttpMethod.POST)
                        .operationIdentifier(operation.name())
                        .apiVersion(service.apiVersion())
                        .build());
            }

            @Override
            public HttpResponseHandler<? extends SdkPojo> unmarshaller(OperationModel operation) {
                return factory.createResponseHandler(
                        () -> Shape.of(operation.output()).builder());
            }
        };
    }

    @Test
    void kinesisAnswersJson() throws Exception {
        var kinesis = ServiceModel.named("kinesis");
        assertThat(problems(kinesis, json(kinesis, "1.1"), false, AwsJson.VERSION_1_1))
                .isEmpty();
    }

    @Test
    void cloudWatchAnswersJson() throws Exception {
        var cloudWatch = ServiceModel.named("cloudwatch");
        assertThat(problems(cloudWatch, json(cloudWatch, "1.0"), false, AwsJson.VERSION_1_0))
                .isEmpty();
    }

    @Test
    void cloudWatchAnswersTheQueryProtocol() throws Exception {
        var cloudWatch = ServiceModel.named("cloudwatch");
        assertThat(problems(cloudWatch, query(cloudWatch), true, AwsQuery.PLAIN))
                .isEmpty();
    }

    private static List<String> problems(ServiceModel service, Peer peer, boolean xml, Protocol expected)
            throws Exception {
        var problems = new ArrayList<String>();
        for (var operation : service.operations().values()) {
            if (!operation.isInSdk() || operation.streamsOut()) {
                continue;
            }
            var seed = SEED + operation.name().hashCode();
            var random = new SplittableRandom(seed);
            var values = new RandomValues(random, xml);
            var sent =
                    (SdkRequest) values.structure(Shape.of(operation.input()).builder(), random.nextDouble(), Map.of());
            var answered = (SdkResponse)
                    values.structure(Shape.of(operation.output()).builder(), random.nextDouble(), Map.of());
            var request = request(peer.marshaller(operation).marshall(sent));
            var protocol = Protocol.of(service, request);
            assertThat(protocol).isSameAs(expected);
            var call = protocol.match(service, request);
            for (var difference : Difference.between(sent, protocol.read(call, request), Set.of())) {
                problems.add(operation + " (seed " + seed + ") request " + difference);
            }
            var got = (SdkPojo) peer.unmarshaller(operation)
                    .handle(response(protocol.encode(call, answered, "request-1", null)), new ExecutionAttributes());
            for (var difference : Difference.between(answered, got, Set.of())) {
                problems.add(operation + " (seed " + seed + ") response " + difference);
            }
        }
        return problems;
    }

    private static WireRequest request(SdkHttpFullRequest request) throws IOException {
        var headers = new Headers();
        request.forEachHeader((name, values) -> values.forEach(value -> headers.add(name, value)));
        var body = body(request);
        return WirePeer.wire(request, headers, body);
    }

    /* The SDK moves a form from the query string to the body just before it sends it. */
    private static byte[] body(SdkHttpFullRequest request) throws IOException {
        if (request.contentStreamProvider().isEmpty()) {
            return new byte[0];
        }
        try (var in = request.contentStreamProvider().get().newStream()) {
            return in.readAllBytes();
        }
    }

    private static SdkHttpFullResponse response(WireResponse response) throws IOException {
        var body = new ByteArrayOutputStream();
        response.body().writeTo(body);
        var full = SdkHttpFullResponse.builder().statusCode(response.status());
        response.headers().each(full::appendHeader);
        return full.content(AbortableInputStream.create(new ByteArrayInputStream(body.toByteArray())))
                .build();
    }
}
