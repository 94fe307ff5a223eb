package tarn.services.glue;

import static software.amazon.awssdk.services.glue.model.ConnectionPropertyKey.ENCRYPTED_PASSWORD;
import static software.amazon.awssdk.services.glue.model.ConnectionPropertyKey.JDBC_CONNECTION_URL;
import static software.amazon.awssdk.services.glue.model.ConnectionPropertyKey.JDBC_ENFORCE_SSL;
import static software.amazon.awssdk.services.glue.model.ConnectionPropertyKey.PASSWORD;
import static software.amazon.awssdk.services.glue.model.ConnectionPropertyKey.SECRET_ID;
import static software.amazon.awssdk.services.glue.model.ConnectionPropertyKey.USERNAME;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.glue.model.Connection;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Entry;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Scope;
import tarn.store.Store;

/** Keeps connections, their passwords under the platform's seal, and tells who enters a database by one. */
final class ConnectionBook {

    private static final JsonMapper JSON = new JsonMapper();

    private final Platform platform;
    private final Store<KeptConnection> connections;

    ConnectionBook(Platform platform) {
        this.platform = platform;
        this.connections = platform.store("glue/connections", Scope.REGION, Formats.record(KeptConnection.class));
    }

    Store<KeptConnection> connections() {
        return connections;
    }

    Entry<KeptConnection> find(String name) {
        return connections
                .entry(Key.of(name))
                .orElseThrow(() -> GlueFaults.notFound("Connection not found with name:" + name));
    }

    String sealed(String name, String password) {
        return Base64.getEncoder()
                .encodeToString(platform.seal().wrap(context(name), password.getBytes(StandardCharsets.UTF_8)));
    }

    private static String context(String name) {
        return "glue/connection/" + Caller.current().account() + "/" + name;
    }

    /** The connection with its password, unless that is to be hidden. */
    Connection shown(KeptConnection kept, @Nullable Boolean hidden) {
        if (Boolean.TRUE.equals(hidden)) {
            var open = new TreeMap<>(kept.connection().connectionProperties());
            open.remove(ENCRYPTED_PASSWORD);
            return kept.connection().copy(builder -> builder.connectionProperties(open));
        }
        if (kept.password().isEmpty()) {
            return kept.connection();
        }
        var properties = new TreeMap<>(kept.connection().connectionProperties());
        properties.put(PASSWORD, password(kept));
        return kept.connection().copy(builder -> builder.connectionProperties(properties));
    }

    private String password(KeptConnection kept) {
        return new String(
                platform.seal()
                        .open(
                                context(kept.connection().name()),
                                Base64.getDecoder().decode(kept.password())),
                StandardCharsets.UTF_8);
    }

    /** Who enters by a connection; a secret is read as the current caller, who must be allowed to. */
    Login login(KeptConnection kept) {
        var properties = kept.connection().connectionProperties();
        var url = properties.getOrDefault(JDBC_CONNECTION_URL, "");
        boolean guarded = properties.getOrDefault(JDBC_ENFORCE_SSL, "false").equalsIgnoreCase("true");
        var secret = properties.getOrDefault(SECRET_ID, "");
        if (secret.isEmpty()) {
            var encrypted = properties.getOrDefault(ENCRYPTED_PASSWORD, "");
            var password = !encrypted.isEmpty()
                    ? EncryptionSettings.decrypted(platform, encrypted)
                    : kept.password().isEmpty() ? "" : password(kept);
            return new Login(url, properties.getOrDefault(USERNAME, ""), password, guarded);
        }
        try {
            var text = platform.client(SecretsManagerClient.class)
                    .getSecretValue(request -> request.secretId(secret))
                    .secretString();
            var node = JSON.readTree(text == null ? "{}" : text);
            if (!node.hasNonNull("username") || !node.hasNonNull("password")) {
                throw GlueFaults.invalid("The secret " + secret + " has no username and password.");
            }
            return new Login(
                    url, node.get("username").asText(), node.get("password").asText(), guarded);
        } catch (JacksonException e) {
            throw GlueFaults.invalid("The secret " + secret + " is no JSON.");
        } catch (AwsServiceException e) {
            throw GlueFaults.invalid("The secret " + secret + " cannot be read: "
                    + e.awsErrorDetails().errorMessage());
        }
    }
}
