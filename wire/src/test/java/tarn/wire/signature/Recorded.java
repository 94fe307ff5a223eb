package tarn.wire.signature;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import tarn.wire.http.Headers;
import tarn.wire.http.WireRequest;

/**
 * Requests as boto3 and the AWS CLI signed them, recorded by {@code src/test/tools/record_requests.py}.
 *
 * @param name which client and service
 */
record Recorded(String name, JsonNode json) {

    static final String KEY = "AKIAIOSFODNN7EXAMPLE";
    static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    static final String TOKEN = "IQoJb3JpZ2luX2VjEXAMPLE//////////wEaCXVzLWVhc3QtMSJH+example==";

    static List<Recorded> all() {
        var mapper = new ObjectMapper();
        try (var in = Recorded.class.getResourceAsStream("recorded.jsonl")) {
            if (in == null) {
                throw new IllegalStateException("recorded.jsonl is not there");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> {
                        try {
                            var json = mapper.readTree(line);
                            return new Recorded(json.get("name").textValue(), json);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Recorded first(String name) {
        return all().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    byte[] body() {
        return Base64.getDecoder().decode(json.get("body").textValue());
    }

    WireRequest request() {
        return request(body());
    }

    WireRequest request(byte[] body) {
        var headers = new Headers();
        json.get("headers")
                .properties()
                .forEach(
                        header -> headers.add(header.getKey(), header.getValue().textValue()));
        return new WireRequest(
                json.get("method").textValue(),
                json.get("path").textValue(),
                json.get("query").textValue(),
                headers,
                new ByteArrayInputStream(body),
                body.length,
                "127.0.0.1");
    }

    @Override
    public String toString() {
        return name + " " + json.get("method").textValue() + " "
                + json.get("path").textValue();
    }
}
