package tarn.services.eventbridge;

import static tarn.services.eventbridge.EventFaults.connectionNotFound;
import static tarn.services.eventbridge.EventFaults.exists;
import static tarn.services.eventbridge.EventFaults.invalid;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.Connection;
import software.amazon.awssdk.services.eventbridge.model.ConnectionAuthorizationType;
import software.amazon.awssdk.services.eventbridge.model.ConnectionState;
import software.amazon.awssdk.services.eventbridge.model.CreateConnectionRequest;
import software.amazon.awssdk.services.eventbridge.model.CreateConnectionResponse;
import software.amazon.awssdk.services.eventbridge.model.DeauthorizeConnectionRequest;
import software.amazon.awssdk.services.eventbridge.model.DeauthorizeConnectionResponse;
import software.amazon.awssdk.services.eventbridge.model.DeleteConnectionRequest;
import software.amazon.awssdk.services.eventbridge.model.DeleteConnectionResponse;
import software.amazon.awssdk.services.eventbridge.model.DescribeConnectionRequest;
import software.amazon.awssdk.services.eventbridge.model.DescribeConnectionResponse;
import software.amazon.awssdk.services.eventbridge.model.ListConnectionsRequest;
import software.amazon.awssdk.services.eventbridge.model.ListConnectionsResponse;
import software.amazon.awssdk.services.eventbridge.model.UpdateConnectionRequest;
import software.amazon.awssdk.services.eventbridge.model.UpdateConnectionResponse;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.kernel.Shapes;
import tarn.pagination.Pages;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * Connections: how API destinations are let in. Each has a secret in Secrets Manager, which EventBridge reads when it calls.
 * A connection is AUTHORIZED at once; whether it lets in is seen at the first call.
 */
final class Connections implements EventBridgeClient, Part {

    static final String CONNECTIONS = "eventbridge/connections";

    private static final JsonMapper JSON = new JsonMapper();

    private final Platform platform;
    private final Pages pages;
    private final Store<StoredConnection> store;

    Connections(Platform platform, Pages pages) {
        this.platform = platform;
        this.pages = pages;
        this.store = platform.store(CONNECTIONS, Scope.REGION, Formats.record(StoredConnection.class));
    }

    static String arn(StoredConnection connection) {
        return Caller.current()
                .arn("events", "connection/" + connection.name() + "/" + connection.id())
                .toString();
    }

    private StoredConnection named(String name) {
        return store.get(Key.of(name)).orElseThrow(() -> connectionNotFound(name));
    }

    /** The connection of an ARN. */
    StoredConnection of(String arn) {
        var path = Arn.parse(arn)
                .filter(parsed -> parsed.service().equals("events")
                        && parsed.account().equals(Caller.current().account()))
                .map(parsed -> parsed.resource().split("/", -1))
                .filter(parts -> parts.length == 3 && parts[0].equals("connection"))
                .orElseThrow(() -> invalid("Parameter ConnectionArn is not valid."));
        var found = named(path[1]);
        if (!found.id().equals(path[2])) {
            throw connectionNotFound(path[1]);
        }
        return found;
    }

    /** What lets in, with what is secret. */
    ObjectNode auth(StoredConnection connection) {
        var secret = connection.secretArn();
        if (secret == null) {
            throw new IllegalStateException("Connection " + connection.name() + " is deauthorized");
        }
        var text = service()
                .call(() -> platform.client(SecretsManagerClient.class).getSecretValue(get -> get.secretId(secret)))
                .secretString();
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (IOException | ClassCastException e) {
            throw new IllegalStateException("The secret of connection " + connection.name() + " is not its own", e);
        }
    }

    private static Caller service() {
        var caller = Caller.current();
        return Caller.service(caller.account(), caller.region(), Router.PRINCIPAL, caller.requestId());
    }

    @Override
    public CreateConnectionResponse createConnection(CreateConnectionRequest request) {
        refuse(request.invocationConnectivityParameters(), request.kmsKeyIdentifier());
        var auth = ConnectionAuth.of(request.authParameters());
        ConnectionAuth.check(request.authorizationType(), auth);
        if (store.get(Key.of(request.name())).isPresent()) {
            throw exists("Connection", request.name());
        }
        var id = platform.ids().uuid().toString();
        var now = platform.clock().instant();
        var made = new StoredConnection(
                request.name(),
                id,
                request.description(),
                request.authorizationTypeAsString(),
                ConnectionAuth.shown(request.authorizationType(), auth),
                keep("events!connection/" + request.name() + "/" + id, auth),
                now,
                now,
                now);
        if (!store.insert(Key.of(made.name()), made)) {
            forget(made.secretArn());
            throw exists("Connection", request.name());
        }
        return Shapes.copy(shown(made), CreateConnectionResponse.builder()).build();
    }

    private static void refuse(@Nullable Object connectivity, @Nullable String key) {
        if (connectivity != null) {
            throw invalid("Tarn has no private connectivity for connections");
        }
        if (key != null && !key.isEmpty()) {
            throw invalid(
                    "Tarn keeps the secrets of connections under the key of Secrets Manager: no KmsKeyIdentifier");
        }
    }

    private String keep(String name, ObjectNode auth) {
        return service()
                .call(() -> platform.client(SecretsManagerClient.class)
                        .createSecret(secret -> secret.name(name).secretString(auth.toString())))
                .arn();
    }

    private void forget(@Nullable String secretArn) {
        if (secretArn == null) {
            return;
        }
        try {
            service()
                    .run(() -> platform.client(SecretsManagerClient.class)
                            .deleteSecret(secret -> secret.secretId(secretArn).forceDeleteWithoutRecovery(true)));
        } catch (SecretsManagerException _) {
            // Somebody was before us: it is gone, which is what is wanted.
        }
    }

    private static DescribeConnectionResponse shown(StoredConnection connection) {
        return DescribeConnectionResponse.builder()
                .connectionArn(arn(connection))
                .name(connection.name())
                .description(connection.description())
                .connectionState(state(connection))
                .authorizationType(connection.type())
                .secretArn(connection.secretArn())
                .authParameters(connection.shown())
                .creationTime(connection.created())
                .lastModifiedTime(connection.changed())
                .lastAuthorizedTime(connection.authorized())
                .build();
    }

    private static ConnectionState state(StoredConnection connection) {
        return connection.secretArn() == null ? ConnectionState.DEAUTHORIZED : ConnectionState.AUTHORIZED;
    }

    @Override
    public DescribeConnectionResponse describeConnection(DescribeConnectionRequest request) {
        return shown(named(request.name()));
    }

    @Override
    public UpdateConnectionResponse updateConnection(UpdateConnectionRequest request) {
        refuse(request.invocationConnectivityParameters(), request.kmsKeyIdentifier());
        var old = named(request.name());
        var type = request.authorizationType() == null
                ? ConnectionAuthorizationType.fromValue(old.type())
                : request.authorizationType();
        var secretArn = old.secretArn();
        var shown = old.shown();
        var authorized = old.authorized();
        if (request.authParameters() != null || !type.toString().equals(old.type())) {
            var auth = type.toString().equals(old.type()) && secretArn != null ? auth(old) : JSON.createObjectNode();
            if (request.authParameters() != null) {
                auth.setAll(ConnectionAuth.of(request.authParameters()));
            }
            ConnectionAuth.check(type, auth);
            shown = ConnectionAuth.shown(type, auth);
            authorized = platform.clock().instant();
            secretArn = changed(old, auth);
        }
        var next = new StoredConnection(
                old.name(),
                old.id(),
                request.description() == null ? old.description() : request.description(),
                type.toString(),
                shown,
                secretArn,
                old.created(),
                platform.clock().instant(),
                authorized);
        store.update(
                Key.of(old.name()),
                seen -> seen.filter(each -> each.id().equals(old.id()))
                        .map(_ -> next)
                        .orElseThrow(() -> connectionNotFound(old.name())));
        return Shapes.copy(shown(next), UpdateConnectionResponse.builder()).build();
    }

    private String changed(StoredConnection connection, ObjectNode auth) {
        var secret = connection.secretArn();
        if (secret == null) {
            return keep(
                    "events!connection/" + connection.name() + "/"
                            + platform.ids().uuid(),
                    auth);
        }
        service()
                .run(() -> platform.client(SecretsManagerClient.class)
                        .putSecretValue(put -> put.secretId(secret).secretString(auth.toString())));
        return secret;
    }

    @Override
    public DeauthorizeConnectionResponse deauthorizeConnection(DeauthorizeConnectionRequest request) {
        var old = named(request.name());
        forget(old.secretArn());
        var next = new StoredConnection(
                old.name(),
                old.id(),
                old.description(),
                old.type(),
                old.shown(),
                null,
                old.created(),
                platform.clock().instant(),
                old.authorized());
        store.put(Key.of(old.name()), next);
        return Shapes.copy(shown(next), DeauthorizeConnectionResponse.builder()).build();
    }

    @Override
    public DeleteConnectionResponse deleteConnection(DeleteConnectionRequest request) {
        var old = named(request.name());
        store.delete(Key.of(old.name()));
        forget(old.secretArn());
        return Shapes.copy(shown(old), DeleteConnectionResponse.builder())
                .connectionState(ConnectionState.DELETING)
                .build();
    }

    @Override
    public ListConnectionsResponse listConnections(ListConnectionsRequest request) {
        var page = pages.records(
                "ListConnections",
                request.nextToken(),
                request.limit(),
                store,
                Range.all().startingWith(Objects.requireNonNullElse(request.namePrefix(), "")),
                entry -> request.connectionState() == null || request.connectionState() == state(entry.value()));
        return ListConnectionsResponse.builder()
                .connections(page.items().stream()
                        .map(each ->
                                Shapes.copy(shown(each), Connection.builder()).build())
                        .toList())
                .nextToken(page.next())
                .build();
    }
}
