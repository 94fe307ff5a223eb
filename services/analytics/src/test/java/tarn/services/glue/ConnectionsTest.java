package tarn.services.glue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static software.amazon.awssdk.services.glue.model.ConnectionPropertyKey.JDBC_CONNECTION_URL;
import static software.amazon.awssdk.services.glue.model.ConnectionPropertyKey.PASSWORD;
import static software.amazon.awssdk.services.glue.model.ConnectionPropertyKey.USERNAME;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.AlreadyExistsException;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.ConnectionType;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.FunctionType;
import software.amazon.awssdk.services.glue.model.InvalidInputException;
import software.amazon.awssdk.services.glue.model.ResourceNumberLimitExceededException;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.TestPlatform;

/** Connections and whether one gets there; functions; partition indexes. */
final class ConnectionsTest {

    private final LocalPlatform platform = TestPlatform.open();
    private final GlueClient glue = GlueSetup.glue(platform);

    @AfterEach
    void close() {
        platform.close();
    }

    private static void as(Runnable work) {
        TestPlatform.CALLER.run(work);
    }

    private void create(String name, String url) {
        glue.createConnection(request -> request.connectionInput(input -> input.name(name)
                .connectionType(ConnectionType.JDBC)
                .connectionProperties(Map.of(JDBC_CONNECTION_URL, url, USERNAME, "me", PASSWORD, "secret"))));
    }

    @Test
    void aPasswordIsShownToWhoDoesNotHideIt() {
        as(() -> {
            create("db", "jdbc:mysql://localhost:3306/x");
            assertThat(glue.getConnection(request -> request.name("db"))
                            .connection()
                            .connectionProperties())
                    .containsEntry(PASSWORD, "secret");
            assertThat(glue.getConnection(request -> request.name("db").hidePassword(true))
                            .connection()
                            .connectionProperties())
                    .doesNotContainKey(PASSWORD)
                    .containsEntry(USERNAME, "me");
            assertThatThrownBy(() -> create("db", "jdbc:mysql://h/x")).isInstanceOf(AlreadyExistsException.class);
            glue.updateConnection(request -> request.name("db")
                    .connectionInput(input -> input.name("db")
                            .connectionType(ConnectionType.JDBC)
                            .connectionProperties(Map.of(JDBC_CONNECTION_URL, "jdbc:mysql://other/x"))));
            assertThat(glue.getConnections(
                                    request -> request.filter(filter -> filter.connectionType(ConnectionType.JDBC)))
                            .connectionList())
                    .hasSize(1);
            var deleted = glue.batchDeleteConnection(request -> request.connectionNameList("db", "none"));
            assertThat(deleted.succeeded()).containsExactly("db");
            assertThat(deleted.errors())
                    .hasEntrySatisfying(
                            "none", error -> assertThat(error.errorCode()).isEqualTo("EntityNotFoundException"));
            assertThatThrownBy(() -> glue.getConnection(request -> request.name("db")))
                    .isInstanceOf(EntityNotFoundException.class);
        });
    }

    @Test
    void whatAConnectionNeedsMustBeThere() {
        as(() -> assertThatThrownBy(() -> glue.createConnection(request -> request.connectionInput(input ->
                        input.name("x").connectionType(ConnectionType.KAFKA).connectionProperties(Map.of()))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("KAFKA_BOOTSTRAP_SERVERS"));
    }

    @Test
    void aTestSaysWhyOneDoesNotGetThere() throws IOException {
        int closed;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        try (var open = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            as(() -> {
                create("closed", "jdbc:mysql://127.0.0.1:" + closed + "/x");
                create("nowhere", "jdbc:postgresql://no-such-host.invalid:5432/x");
                create("open", "jdbc:nosuch://127.0.0.1:" + open.getLocalPort() + "/x");
                assertThatThrownBy(() -> test("closed")).hasMessageContaining("was refused");
                assertThatThrownBy(() -> test("nowhere")).hasMessageContaining("Could not resolve the host");
                assertThatThrownBy(() -> test("open")).hasMessageContaining("No driver for jdbc:nosuch");
            });
        }
    }

    private void test(String name) {
        glue.testConnection(request -> request.connectionName(name));
    }

    @Test
    void functionsAreKeptInTheirDatabase() {
        as(() -> {
            glue.createDatabase(request -> request.databaseInput(input -> input.name("db")));
            for (var name : List.of("Upper", "lower")) {
                glue.createUserDefinedFunction(request -> request.databaseName("DB")
                        .functionInput(input -> input.functionName(name)
                                .className("org.example." + name)
                                .functionType(FunctionType.REGULAR_FUNCTION)));
            }
            assertThat(glue.getUserDefinedFunction(
                                    request -> request.databaseName("db").functionName("upper"))
                            .userDefinedFunction()
                            .className())
                    .isEqualTo("org.example.Upper");
            assertThat(glue.getUserDefinedFunctions(
                                    request -> request.databaseName("db").pattern("u*"))
                            .userDefinedFunctions())
                    .extracting(function -> function.functionName())
                    .containsExactly("upper");
            glue.updateUserDefinedFunction(request -> request.databaseName("db")
                    .functionName("upper")
                    .functionInput(input -> input.functionName("upper").className("other")));
            glue.deleteUserDefinedFunction(request -> request.databaseName("db").functionName("lower"));
            assertThat(glue.getUserDefinedFunctions(request -> request.pattern("*"))
                            .userDefinedFunctions())
                    .extracting(function -> function.className())
                    .containsExactly("other");
            assertThatThrownBy(() -> glue.createUserDefinedFunction(
                            request -> request.databaseName("none").functionInput(input -> input.functionName("f"))))
                    .isInstanceOf(EntityNotFoundException.class);
        });
    }

    @Test
    void aTableHasThreePartitionIndexesAtMost() {
        as(() -> {
            glue.createDatabase(request -> request.databaseInput(input -> input.name("db")));
            glue.createTable(request -> request.databaseName("db")
                    .tableInput(input -> input.name("t").partitionKeys(key("y", "int"), key("m", "string"))));
            for (var name : List.of("a", "b", "c")) {
                index(name, "m");
            }
            assertThatThrownBy(() -> index("d", "y")).isInstanceOf(ResourceNumberLimitExceededException.class);
            assertThatThrownBy(() -> index("a", "y")).isInstanceOf(AlreadyExistsException.class);
            glue.deletePartitionIndex(
                    request -> request.databaseName("db").tableName("t").indexName("a"));
            assertThatThrownBy(() -> index("x", "z")).isInstanceOf(InvalidInputException.class);
            var found = glue.getPartitionIndexes(
                            request -> request.databaseName("db").tableName("t"))
                    .partitionIndexDescriptorList();
            assertThat(found).extracting(index -> index.indexName()).containsExactly("b", "c");
            assertThat(found.getFirst().keys().getFirst().type()).isEqualTo("string");
        });
    }

    private static Column key(String name, String type) {
        return Column.builder().name(name).type(type).build();
    }

    private void index(String name, String key) {
        glue.createPartitionIndex(request -> request.databaseName("db")
                .tableName("t")
                .partitionIndex(index -> index.indexName(name).keys(key)));
    }
}
