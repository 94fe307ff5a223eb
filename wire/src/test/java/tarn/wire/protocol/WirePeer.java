package tarn.wire.protocol;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import tarn.wire.http.Headers;
import tarn.wire.http.WireRequest;
import tarn.wire.http.WireResponse;

/** An HTTP client that has no network: what the SDK sends is answered by a function. */
final class WirePeer implements SdkHttpClient {

    private final Function<WireRequest, WireResponse> answers;

    WirePeer(Function<WireRequest, WireResponse> answers) {
        this.answers = answers;
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                return received(answers.apply(sent(request)));
            }

            @Override
            public void abort() {}
        };
    }

    private static WireRequest sent(HttpExecuteRequest execution) throws IOException {
        var request = execution.httpRequest();
        var headers = new Headers();
        request.forEachHeader((name, values) -> values.forEach(value -> headers.add(name, value)));
        var body = new byte[0];
        if (execution.contentStreamProvider().isPresent()) {
            try (var in = execution.contentStreamProvider().get().newStream()) {
                body = in.readAllBytes();
            }
        }
        if (headers.first("content-encoding").filter("gzip"::equals).isPresent()) {
            try (var in = new GZIPInputStream(new ByteArrayInputStream(body))) {
                body = in.readAllBytes();
            }
        }
        return wire(request, headers, body);
    }

    static WireRequest wire(SdkHttpRequest request, Headers headers, byte[] body) {
        return new WireRequest(
                request.method().name(),
                request.encodedPath().isEmpty() ? "/" : request.encodedPath(),
                request.encodedQueryParameters().orElse(""),
                headers,
                new ByteArrayInputStream(body),
                body.length,
                "127.0.0.1");
    }

    static HttpExecuteResponse received(WireResponse answer) throws IOException {
        var body = new ByteArrayOutputStream();
        answer.body().writeTo(body);
        return HttpExecuteResponse.builder()
                .response(head(answer))
                .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body.toByteArray())))
                .build();
    }

    private static SdkHttpResponse head(WireResponse answer) {
        var head = SdkHttpResponse.builder().statusCode(answer.status());
        answer.headers().each(head::appendHeader);
        if (answer.length() >= 0) {
            head.putHeader("content-length".toLowerCase(Locale.ROOT), Long.toString(answer.length()));
        }
        return head.build();
    }

    @Override
    public void close() {}
}
