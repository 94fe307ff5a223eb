package tarn.services.eventbridge;

import static tarn.services.eventbridge.EventFaults.invalid;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.model.ConnectionAuthResponseParameters;
import software.amazon.awssdk.services.eventbridge.model.ConnectionAuthorizationType;
import software.amazon.awssdk.services.eventbridge.model.ConnectionBodyParameter;
import software.amazon.awssdk.services.eventbridge.model.ConnectionHeaderParameter;
import software.amazon.awssdk.services.eventbridge.model.ConnectionHttpParameters;
import software.amazon.awssdk.services.eventbridge.model.ConnectionQueryStringParameter;
import software.amazon.awssdk.services.eventbridge.model.CreateConnectionAuthRequestParameters;
import software.amazon.awssdk.services.eventbridge.model.UpdateConnectionAuthRequestParameters;

/** The parameters of a connection as its secret has them, in JSON, and as they are shown. */
final class ConnectionAuth {

    private ConnectionAuth() {}

    /** The parameters that a connection is made with. */
    static ObjectNode of(CreateConnectionAuthRequestParameters given) {
        if (given.connectivityParameters() != null) {
            throw invalid("Tarn has no private connectivity for connections");
        }
        var json = JsonNodeFactory.instance.objectNode();
        if (given.basicAuthParameters() != null) {
            put(json, "username", given.basicAuthParameters().username());
            put(json, "password", given.basicAuthParameters().password());
        }
        if (given.apiKeyAuthParameters() != null) {
            put(json, "api_key_name", given.apiKeyAuthParameters().apiKeyName());
            put(json, "api_key_value", given.apiKeyAuthParameters().apiKeyValue());
        }
        var oauth = given.oAuthParameters();
        if (oauth != null) {
            put(json, "client_id", oauth.clientParameters().clientID());
            put(json, "client_secret", oauth.clientParameters().clientSecret());
            put(json, "authorization_endpoint", oauth.authorizationEndpoint());
            put(json, "http_method", oauth.httpMethodAsString());
            http(json, "oauth_http_parameters", oauth.oAuthHttpParameters());
        }
        http(json, "invocation_http_parameters", given.invocationHttpParameters());
        return json;
    }

    /** What is said anew of a connection. */
    static ObjectNode of(UpdateConnectionAuthRequestParameters given) {
        if (given.connectivityParameters() != null) {
            throw invalid("Tarn has no private connectivity for connections");
        }
        var json = JsonNodeFactory.instance.objectNode();
        if (given.basicAuthParameters() != null) {
            put(json, "username", given.basicAuthParameters().username());
            put(json, "password", given.basicAuthParameters().password());
        }
        if (given.apiKeyAuthParameters() != null) {
            put(json, "api_key_name", given.apiKeyAuthParameters().apiKeyName());
            put(json, "api_key_value", given.apiKeyAuthParameters().apiKeyValue());
        }
        var oauth = given.oAuthParameters();
        if (oauth != null) {
            if (oauth.clientParameters() != null) {
                put(json, "client_id", oauth.clientParameters().clientID());
                put(json, "client_secret", oauth.clientParameters().clientSecret());
            }
            put(json, "authorization_endpoint", oauth.authorizationEndpoint());
            put(json, "http_method", oauth.httpMethodAsString());
            http(json, "oauth_http_parameters", oauth.oAuthHttpParameters());
        }
        http(json, "invocation_http_parameters", given.invocationHttpParameters());
        return json;
    }

    private static void put(ObjectNode json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private static void http(ObjectNode json, String name, @Nullable ConnectionHttpParameters given) {
        if (given == null) {
            return;
        }
        var http = json.putObject(name);
        var headers = http.putArray("header_parameters");
        given.headerParameters().forEach(each -> headers.add(one(each.key(), each.value(), each.isValueSecret())));
        var query = http.putArray("query_string_parameters");
        given.queryStringParameters().forEach(each -> query.add(one(each.key(), each.value(), each.isValueSecret())));
        var body = http.putArray("body_parameters");
        given.bodyParameters().forEach(each -> body.add(one(each.key(), each.value(), each.isValueSecret())));
    }

    private static ObjectNode one(String key, @Nullable String value, @Nullable Boolean secret) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("key", key)
                .put("value", value == null ? "" : value)
                .put("is_value_secret", Boolean.TRUE.equals(secret));
    }

    /** Refuses parameters that do not go with a type, or lack something of it. */
    static void check(ConnectionAuthorizationType type, ObjectNode auth) {
        var needed = switch (type) {
            case BASIC -> List.of("username", "password");
            case API_KEY -> List.of("api_key_name", "api_key_value");
            case OAUTH_CLIENT_CREDENTIALS ->
                List.of("client_id", "client_secret", "authorization_endpoint", "http_method");
            case UNKNOWN_TO_SDK_VERSION -> throw invalid("AuthorizationType is unknown.");
        };
        for (var name : needed) {
            if (!auth.has(name)) {
                throw invalid("Parameter(s) of AuthParameters for AuthorizationType " + type + " must be specified.");
            }
        }
    }

    /** The parameters without what is secret. */
    static ConnectionAuthResponseParameters shown(ConnectionAuthorizationType type, ObjectNode auth) {
        var shown = ConnectionAuthResponseParameters.builder();
        switch (type) {
            case BASIC ->
                shown.basicAuthParameters(
                        basic -> basic.username(auth.path("username").asText()));
            case API_KEY ->
                shown.apiKeyAuthParameters(
                        key -> key.apiKeyName(auth.path("api_key_name").asText()));
            case OAUTH_CLIENT_CREDENTIALS ->
                shown.oAuthParameters(oauth -> oauth.clientParameters(
                                client -> client.clientID(auth.path("client_id").asText()))
                        .authorizationEndpoint(
                                auth.path("authorization_endpoint").asText())
                        .httpMethod(auth.path("http_method").asText())
                        .oAuthHttpParameters(shown(auth.path("oauth_http_parameters"))));
            case UNKNOWN_TO_SDK_VERSION -> throw invalid("AuthorizationType is unknown.");
        }
        return shown.invocationHttpParameters(shown(auth.path("invocation_http_parameters")))
                .build();
    }

    private static @Nullable ConnectionHttpParameters shown(JsonNode http) {
        if (http.isMissingNode()) {
            return null;
        }
        var shown = ConnectionHttpParameters.builder();
        shown.headerParameters(stream(http, "header_parameters")
                .map(each -> ConnectionHeaderParameter.builder()
                        .key(each.path("key").asText())
                        .value(value(each))
                        .isValueSecret(secret(each))
                        .build())
                .toList());
        shown.queryStringParameters(stream(http, "query_string_parameters")
                .map(each -> ConnectionQueryStringParameter.builder()
                        .key(each.path("key").asText())
                        .value(value(each))
                        .isValueSecret(secret(each))
                        .build())
                .toList());
        shown.bodyParameters(stream(http, "body_parameters")
                .map(each -> ConnectionBodyParameter.builder()
                        .key(each.path("key").asText())
                        .value(value(each))
                        .isValueSecret(secret(each))
                        .build())
                .toList());
        return shown.build();
    }

    static java.util.stream.Stream<JsonNode> stream(JsonNode http, String name) {
        return java.util.stream.StreamSupport.stream(http.path(name).spliterator(), false);
    }

    private static boolean secret(JsonNode parameter) {
        return parameter.path("is_value_secret").asBoolean();
    }

    private static @Nullable String value(JsonNode parameter) {
        return secret(parameter) ? null : parameter.path("value").asText();
    }
}
