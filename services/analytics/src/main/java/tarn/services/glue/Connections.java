package tarn.services.glue;

import static software.amazon.awssdk.services.glue.model.ConnectionPropertyKey.ENCRYPTED_PASSWORD;
import static software.amazon.awssdk.services.glue.model.ConnectionPropertyKey.HOST;
import static software.amazon.awssdk.services.glue.model.ConnectionPropertyKey.JDBC_CONNECTION_URL;
import static software.amazon.awssdk.services.glue.model.ConnectionPropertyKey.KAFKA_BOOTSTRAP_SERVERS;
import static software.amazon.awssdk.services.glue.model.ConnectionPropertyKey.PASSWORD;
import static software.amazon.awssdk.services.glue.model.ConnectionPropertyKey.PORT;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.BatchDeleteConnectionRequest;
import software.amazon.awssdk.services.glue.model.BatchDeleteConnectionResponse;
import software.amazon.awssdk.services.glue.model.Connection;
import software.amazon.awssdk.services.glue.model.ConnectionInput;
import software.amazon.awssdk.services.glue.model.ConnectionPropertyKey;
import software.amazon.awssdk.services.glue.model.ConnectionStatus;
import software.amazon.awssdk.services.glue.model.ConnectionType;
import software.amazon.awssdk.services.glue.model.CreateConnectionRequest;
import software.amazon.awssdk.services.glue.model.CreateConnectionResponse;
import software.amazon.awssdk.services.glue.model.DeleteConnectionRequest;
import software.amazon.awssdk.services.glue.model.DeleteConnectionResponse;
import software.amazon.awssdk.services.glue.model.ErrorDetail;
import software.amazon.awssdk.services.glue.model.GetConnectionRequest;
import software.amazon.awssdk.services.glue.model.GetConnectionResponse;
import software.amazon.awssdk.services.glue.model.GetConnectionsRequest;
import software.amazon.awssdk.services.glue.model.GetConnectionsResponse;
import software.amazon.awssdk.services.glue.model.GlueException;
import software.amazon.awssdk.services.glue.model.TestConnectionRequest;
import software.amazon.awssdk.services.glue.model.TestConnectionResponse;
import software.amazon.awssdk.services.glue.model.UpdateConnectionRequest;
import software.amazon.awssdk.services.glue.model.UpdateConnectionResponse;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Store;

/**
 * How stores outside of S3 are reached: addresses, users, passwords, places in a VPC.
 *
 * <p>A password is kept under the platform's seal and shown to who does not ask to hide it; or, where the catalog's
 * encryption settings say so, under a key of KMS, and shown as it is kept. What a type needs, AWS says; types that it has added later are kept without a look.
 */
final class Connections implements GlueClient, Part {

    /** What a connection of a type cannot be without. */
    private static final Map<ConnectionType, Set<ConnectionPropertyKey>> NEEDED = Map.of(
            ConnectionType.JDBC, Set.of(JDBC_CONNECTION_URL),
            ConnectionType.KAFKA, Set.of(KAFKA_BOOTSTRAP_SERVERS),
            ConnectionType.MONGODB, Set.of(ConnectionPropertyKey.CONNECTION_URL));

    private final Platform platform;
    private final ConnectionBook book;
    private final EncryptionSettings encryption;
    private final Store<KeptConnection> connections;
    private final Pages pages;

    Connections(Platform platform, ConnectionBook book, EncryptionSettings encryption, Pages pages) {
        this.platform = platform;
        this.book = book;
        this.encryption = encryption;
        this.connections = book.connections();
        this.pages = pages;
    }

    @Override
    public CreateConnectionResponse createConnection(CreateConnectionRequest request) {
        Catalog.own(request.catalogId());
        var input = request.connectionInput();
        if (!connections.insert(Key.of(input.name()), kept(input, now()))) {
            throw GlueFaults.exists("Connection already exists.");
        }
        return CreateConnectionResponse.builder()
                .createConnectionStatus(ConnectionStatus.READY)
                .build();
    }

    private Instant now() {
        return platform.clock().instant();
    }

    private KeptConnection kept(ConnectionInput input, @Nullable Instant created) {
        check(input);
        var properties = new HashMap<>(input.connectionProperties());
        var given = properties.remove(PASSWORD);
        var ciphertext = given == null ? Optional.<String>empty() : encryption.encrypted(given);
        ciphertext.ifPresent(text -> properties.put(ENCRYPTED_PASSWORD, text));
        var password = ciphertext.isPresent() ? null : given;
        return new KeptConnection(
                Connection.builder()
                        .name(input.name())
                        .description(input.description())
                        .connectionType(input.connectionTypeAsString())
                        .matchCriteria(input.matchCriteria())
                        .connectionProperties(new TreeMap<>(properties))
                        .sparkProperties(input.hasSparkProperties() ? input.sparkProperties() : null)
                        .athenaProperties(input.hasAthenaProperties() ? input.athenaProperties() : null)
                        .pythonProperties(input.hasPythonProperties() ? input.pythonProperties() : null)
                        .physicalConnectionRequirements(input.physicalConnectionRequirements())
                        .creationTime(created)
                        .lastUpdatedTime(now())
                        .lastUpdatedBy(Caller.current().principal())
                        .status(ConnectionStatus.READY)
                        .connectionSchemaVersion(1)
                        .build(),
                password == null ? "" : book.sealed(input.name(), password));
    }

    private static void check(ConnectionInput input) {
        if (input.authenticationConfiguration() != null) {
            throw GlueFaults.invalid("AuthenticationConfiguration is not supported for connections yet.");
        }
        if (input.connectionProperties().containsKey(ENCRYPTED_PASSWORD)) {
            throw GlueFaults.invalid("ENCRYPTED_PASSWORD needs encryption settings of the catalog: give PASSWORD.");
        }
        var missing = new HashSet<>(NEEDED.getOrDefault(input.connectionType(), Set.of()));
        missing.removeAll(input.connectionProperties().keySet());
        if (!missing.isEmpty()) {
            throw GlueFaults.invalid("Connection properties required for type " + input.connectionTypeAsString()
                    + " are missing: " + missing);
        }
    }

    @Override
    public GetConnectionResponse getConnection(GetConnectionRequest request) {
        Catalog.own(request.catalogId());
        return GetConnectionResponse.builder()
                .connection(book.shown(book.find(request.name()).value(), request.hidePassword()))
                .build();
    }

    @Override
    public GetConnectionsResponse getConnections(GetConnectionsRequest request) {
        Catalog.own(request.catalogId());
        var filter = request.filter();
        var page = pages.records(
                "GetConnections", request.nextToken(), request.maxResults(), connections, Range.all(), entry -> {
                    var connection = entry.value().connection();
                    return filter == null
                            || ((filter.connectionType() == null
                                            || filter.connectionTypeAsString()
                                                    .equals(connection.connectionTypeAsString()))
                                    && connection.matchCriteria().containsAll(filter.matchCriteria()));
                });
        return GetConnectionsResponse.builder()
                .connectionList(page.items().stream()
                        .map(kept -> book.shown(kept, request.hidePassword()))
                        .toList())
                .nextToken(page.next())
                .build();
    }

    @Override
    public UpdateConnectionResponse updateConnection(UpdateConnectionRequest request) {
        Catalog.own(request.catalogId());
        if (!request.connectionInput().name().equals(request.name())) {
            throw GlueFaults.invalid("The name of a connection cannot be changed.");
        }
        while (true) {
            var seen = book.find(request.name());
            var next = kept(request.connectionInput(), seen.value().connection().creationTime());
            if (connections.replace(seen, next)) {
                return UpdateConnectionResponse.builder().build();
            }
        }
    }

    @Override
    public DeleteConnectionResponse deleteConnection(DeleteConnectionRequest request) {
        Catalog.own(request.catalogId());
        delete(request.connectionName());
        return DeleteConnectionResponse.builder().build();
    }

    private void delete(String name) {
        if (!connections.delete(Key.of(name))) {
            throw GlueFaults.notFound("Connection not found with name:" + name);
        }
    }

    @Override
    public BatchDeleteConnectionResponse batchDeleteConnection(BatchDeleteConnectionRequest request) {
        Catalog.own(request.catalogId());
        var gone = new ArrayList<String>();
        var errors = new TreeMap<String, ErrorDetail>();
        for (var name : request.connectionNameList()) {
            try {
                delete(name);
                gone.add(name);
            } catch (GlueException absent) {
                errors.put(name, Tables.detail(absent));
            }
        }
        return BatchDeleteConnectionResponse.builder()
                .succeeded(gone)
                .errors(errors)
                .build();
    }

    /** Connects, and says why not if it cannot. */
    @Override
    public TestConnectionResponse testConnection(TestConnectionRequest request) {
        Catalog.own(request.catalogId());
        if (request.connectionName() == null) {
            throw GlueFaults.invalid("Only connections that were created can be tested: give ConnectionName.");
        }
        var kept = book.find(request.connectionName()).value();
        var connection = kept.connection();
        var properties = connection.connectionProperties();
        var url = properties.getOrDefault(JDBC_CONNECTION_URL, "");
        if (connection.connectionType() == ConnectionType.NETWORK) {
            throw GlueFaults.invalid("A connection of type NETWORK has no endpoint that could be tested.");
        }
        var reach = url.isEmpty()
                ? Reach.of(properties.getOrDefault(HOST, ""), properties.getOrDefault(PORT, ""))
                : Reach.ofJdbc(url);
        reach.test(book.login(kept));
        return TestConnectionResponse.builder().build();
    }
}
