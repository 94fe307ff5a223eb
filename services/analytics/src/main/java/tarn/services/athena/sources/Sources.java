package tarn.services.athena.sources;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import tarn.engines.sql.LakeFailure;
import tarn.engines.sql.LakeSource;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Platform;

/** What the parameters of data catalogs stand for. */
public final class Sources {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final Set<String> KINDS = Set.of("DYNAMODB", "POSTGRESQL", "MYSQL");

    private final Platform platform;

    public Sources(Platform platform) {
        this.platform = platform;
    }

    /** Whether tables of this kind of connection can be read. */
    public static boolean knows(String connectionType) {
        return KINDS.contains(connectionType);
    }

    /** The tables of the lake under another name. */
    public static LakeSource lake() {
        return new Unread("") {
            @Override
            public boolean isLake() {
                return true;
            }
        };
    }

    /** A catalog that can be kept and not read; whoever reads it hears why. */
    public static LakeSource unread(String why) {
        return new Unread(why);
    }

    /**
     * The tables behind a connection, which is looked up when the first of them is.
     *
     * @param parameters of a data catalog of type {@code FEDERATED}
     */
    public LakeSource federated(Map<String, String> parameters, Caller caller) {
        var connection = new Once<>(() -> as(caller, () -> connect(parameters, caller)));
        return new Deferred(connection);
    }

    private LakeSource connect(Map<String, String> parameters, Caller caller) {
        var arn = parameters.get("connection-arn");
        return arn == null
                ? byProperties(parameters.getOrDefault("connection-type", ""), json(parameters), caller)
                : byConnection(arn, caller);
    }

    private static JsonNode json(Map<String, String> parameters) {
        try {
            return JSON.readTree(parameters.getOrDefault("connection-properties", "{}"));
        } catch (JsonProcessingException malformed) {
            throw invalid("connection-properties is not JSON: " + malformed.getOriginalMessage());
        }
    }

    private LakeSource byProperties(String type, JsonNode properties, Caller caller) {
        if (type.equals("DYNAMODB")) {
            return new DynamoSource(platform.client(DynamoDbClient.class), caller);
        }
        var host = properties.path("host").asText();
        var port = properties.path("port").asText();
        var database = properties.path("database").asText();
        if (host.isEmpty() || port.isEmpty() || database.isEmpty()) {
            throw invalid("connection-properties of type " + type + " need host, port and database");
        }
        var secret = properties.path("SecretArn").asText("");
        var login = secret.isEmpty() ? Map.<String, String>of() : secret(secret);
        var scheme = type.toLowerCase(Locale.ROOT);
        return jdbc("jdbc:" + scheme + "://" + host + ":" + port + "/" + database, login);
    }

    private LakeSource byConnection(String arn, Caller caller) {
        var name = Arn.parse(arn)
                .map(Arn::resource)
                .filter(resource -> resource.startsWith("connection/"))
                .map(resource -> resource.substring("connection/".length()))
                .orElseThrow(() -> invalid("Not the ARN of a Glue connection: " + arn));
        var connection = platform.client(GlueClient.class)
                .getConnection(request -> request.name(name))
                .connection();
        var properties = connection.connectionPropertiesAsStrings();
        if ("DYNAMODB".equals(connection.connectionTypeAsString())) {
            return new DynamoSource(platform.client(DynamoDbClient.class), caller);
        }
        var url = properties.get("JDBC_CONNECTION_URL");
        if (url == null) {
            throw invalid("Connection " + name + " has no JDBC_CONNECTION_URL");
        }
        var secret = properties.getOrDefault("SECRET_ID", "");
        return jdbc(
                url,
                secret.isEmpty()
                        ? Map.of(
                                "user", properties.getOrDefault("USERNAME", ""),
                                "password", properties.getOrDefault("PASSWORD", ""))
                        : secret(secret));
    }

    private static LakeSource jdbc(String url, Map<String, String> login) {
        if (url.startsWith("jdbc:postgresql:")) {
            return new JdbcSource(url, login, Dialect.POSTGRESQL);
        }
        if (url.startsWith("jdbc:mysql:") || url.startsWith("jdbc:mariadb:")) {
            return new JdbcSource("jdbc:mariadb:" + url.substring(url.indexOf(':', 5) + 1), login, Dialect.MYSQL);
        }
        throw invalid("Databases behind " + url.replaceAll("//.*", "") + " cannot be read");
    }

    private Map<String, String> secret(String id) {
        var text = platform.client(SecretsManagerClient.class)
                .getSecretValue(request -> request.secretId(id))
                .secretString();
        try {
            var login = JSON.readTree(text == null ? "{}" : text);
            var found = new HashMap<String, String>();
            found.put("user", login.path("username").asText(""));
            found.put("password", login.path("password").asText(""));
            return found;
        } catch (JsonProcessingException malformed) {
            throw invalid("The secret " + id + " is not JSON");
        }
    }

    static LakeFailure invalid(String why) {
        return new LakeFailure(LakeFailure.Kind.INVALID, why);
    }

    /** Asks a peer as the caller; what it refuses comes out as a failure. */
    static <T> T as(Caller caller, Supplier<T> question) {
        try {
            return caller.call(question::get);
        } catch (AwsServiceException refusal) {
            var details = refusal.awsErrorDetails();
            var code = Optional.ofNullable(details.errorCode()).orElse("");
            var kind = code.startsWith("AccessDenied")
                    ? LakeFailure.Kind.ACCESS_DENIED
                    : code.contains("NotFound") ? LakeFailure.Kind.NOT_FOUND : LakeFailure.Kind.UNAVAILABLE;
            throw new LakeFailure(kind, code + ": " + details.errorMessage(), refusal);
        }
    }
}
