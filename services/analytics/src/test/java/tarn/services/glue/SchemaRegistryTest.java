package tarn.services.glue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.AlreadyExistsException;
import software.amazon.awssdk.services.glue.model.Compatibility;
import software.amazon.awssdk.services.glue.model.ConflictException;
import software.amazon.awssdk.services.glue.model.DataFormat;
import software.amazon.awssdk.services.glue.model.EntityNotFoundException;
import software.amazon.awssdk.services.glue.model.InvalidInputException;
import software.amazon.awssdk.services.glue.model.RegisterSchemaVersionResponse;
import software.amazon.awssdk.services.glue.model.SchemaId;
import software.amazon.awssdk.services.glue.model.SchemaVersionStatus;
import tarn.kernel.LocalPlatform;
import tarn.kernel.testing.TestPlatform;

/** The schema registry through its client. */
@SuppressWarnings("unchecked") // the SDK's varargs of builders
class SchemaRegistryTest {

    private static final SchemaId ORDERS =
            SchemaId.builder().registryName("shop").schemaName("orders").build();

    private final LocalPlatform platform = TestPlatform.open();
    private GlueClient glue;

    @BeforeEach
    void open() {
        glue = GlueSetup.glue(platform);
        glue.createRegistry(request -> request.registryName("shop"));
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private static String record(String... fields) {
        var all = new StringBuilder("{\"type\":\"record\",\"name\":\"order\",\"fields\":[");
        for (int i = 0; i < fields.length; i++) {
            var name = fields[i].replace("?", "");
            all.append(i == 0 ? "" : ",").append("{\"name\":\"").append(name).append("\",\"type\":\"string\"");
            all.append(fields[i].endsWith("?") ? ",\"default\":\"\"}" : "}");
        }
        return all.append("]}").toString();
    }

    private void create(Compatibility mode) {
        glue.createSchema(request -> request.registryId(id -> id.registryName("shop"))
                .schemaName("orders")
                .dataFormat(DataFormat.AVRO)
                .compatibility(mode)
                .schemaDefinition(record("id")));
    }

    private RegisterSchemaVersionResponse register(String... fields) {
        return glue.registerSchemaVersion(request -> request.schemaId(ORDERS).schemaDefinition(record(fields)));
    }

    @Test
    void theSameDefinitionIsOneVersion() {
        create(Compatibility.NONE);
        var first = glue.getSchemaVersion(
                request -> request.schemaId(ORDERS).schemaVersionNumber(number -> number.latestVersion(true)));
        var again = glue.registerSchemaVersion(
                request -> request.schemaId(ORDERS).schemaDefinition(" " + record("id") + "\n"));
        assertThat(again.schemaVersionId()).isEqualTo(first.schemaVersionId());
        assertThat(again.versionNumber()).isEqualTo(1);
        assertThat(glue.getSchemaByDefinition(
                                request -> request.schemaId(ORDERS).schemaDefinition(record("id")))
                        .schemaVersionId())
                .isEqualTo(first.schemaVersionId());
        assertThat(glue.getSchemaVersion(request -> request.schemaVersionId(first.schemaVersionId()))
                        .schemaDefinition())
                .isEqualTo(record("id"));
    }

    @Test
    void aVersionThatBreaksTheModeFails() {
        create(Compatibility.BACKWARD);
        assertThat(register("id", "city").status()).isEqualTo(SchemaVersionStatus.FAILURE);
        assertThat(register("id", "city?").status()).isEqualTo(SchemaVersionStatus.AVAILABLE);
        var schema = glue.getSchema(request -> request.schemaId(ORDERS));
        assertThat(schema.latestSchemaVersion()).isEqualTo(3);
        assertThat(schema.nextSchemaVersion()).isEqualTo(4);
        assertThat(glue.listSchemaVersions(request -> request.schemaId(ORDERS)).schemas())
                .extracting(version -> version.status())
                .containsExactly(
                        SchemaVersionStatus.AVAILABLE, SchemaVersionStatus.FAILURE, SchemaVersionStatus.AVAILABLE);
    }

    @Test
    void allVersionsCountFromTheCheckpointOn() {
        create(Compatibility.BACKWARD);
        assertThat(register("id", "city?").status()).isEqualTo(SchemaVersionStatus.AVAILABLE);
        glue.updateSchema(request -> request.schemaId(ORDERS)
                .compatibility(Compatibility.FULL_ALL)
                .schemaVersionNumber(number -> number.versionNumber(1L)));
        assertThat(register("city?").status()).isEqualTo(SchemaVersionStatus.FAILURE);
        assertThatThrownBy(() ->
                        glue.updateSchema(request -> request.schemaId(ORDERS).compatibility(Compatibility.NONE)))
                .isInstanceOf(InvalidInputException.class);
        glue.updateSchema(request -> request.schemaId(ORDERS)
                .compatibility(Compatibility.DISABLED)
                .schemaVersionNumber(number -> number.latestVersion(true)));
        assertThatThrownBy(() -> register("other")).isInstanceOf(InvalidInputException.class);
        assertThat(register("id").versionNumber()).isEqualTo(1);
    }

    @Test
    void versionsAreDeletedButForTheFirstAndTheCheckpoint() {
        create(Compatibility.NONE);
        register("a");
        register("b");
        assertThatThrownBy(() -> glue.deleteSchemaVersions(
                        request -> request.schemaId(ORDERS).versions("1-2")))
                .isInstanceOf(InvalidInputException.class);
        glue.updateSchema(request -> request.schemaId(ORDERS).schemaVersionNumber(number -> number.versionNumber(3L)));
        assertThatThrownBy(() -> glue.deleteSchemaVersions(
                        request -> request.schemaId(ORDERS).versions("2-3")))
                .isInstanceOf(ConflictException.class);
        var gone = glue.deleteSchemaVersions(request -> request.schemaId(ORDERS).versions("2"));
        assertThat(gone.schemaVersionErrors()).isEmpty();
        assertThatThrownBy(() -> glue.getSchemaByDefinition(
                        request -> request.schemaId(ORDERS).schemaDefinition(record("a"))))
                .isInstanceOf(EntityNotFoundException.class);
        assertThat(register("a").versionNumber()).isEqualTo(4);
    }

    @Test
    void metadataOfAKeyMayHaveSeveralValues() {
        create(Compatibility.NONE);
        for (var value : new String[] {"one", "two"}) {
            glue.putSchemaVersionMetadata(request -> request.schemaId(ORDERS)
                    .schemaVersionNumber(number -> number.latestVersion(true))
                    .metadataKeyValue(pair -> pair.metadataKey("team").metadataValue(value)));
        }
        assertThatThrownBy(() -> glue.putSchemaVersionMetadata(request -> request.schemaId(ORDERS)
                        .schemaVersionNumber(number -> number.latestVersion(true))
                        .metadataKeyValue(pair -> pair.metadataKey("team").metadataValue("two"))))
                .isInstanceOf(AlreadyExistsException.class);
        var all = glue.querySchemaVersionMetadata(
                        request -> request.schemaId(ORDERS).schemaVersionNumber(number -> number.versionNumber(1L)))
                .metadataInfoMap();
        assertThat(all).containsOnlyKeys("team");
        var found = all.values().iterator().next();
        assertThat(found.metadataValue()).isEqualTo("two");
        assertThat(found.otherMetadataValueList()).hasSize(1);
    }

    @Test
    void schemasWithoutARegistryLieInTheDefaultOne() {
        var made = glue.createSchema(request -> request.schemaName("s").dataFormat(DataFormat.JSON));
        assertThat(made.registryName()).isEqualTo("default-registry");
        assertThat(made.schemaArn()).endsWith(":schema/default-registry/s");
        assertThat(made.schemaStatusAsString()).isEqualTo("PENDING");
        var byArn = glue.getSchema(request -> request.schemaId(id -> id.schemaArn(made.schemaArn())));
        assertThat(byArn.schemaName()).isEqualTo("s");
        assertThatThrownBy(() ->
                        glue.createSchema(request -> request.schemaName("s").dataFormat(DataFormat.JSON)))
                .isInstanceOf(AlreadyExistsException.class);
        assertThatThrownBy(() -> glue.createSchema(request ->
                        request.schemaName("t").dataFormat(DataFormat.JSON).schemaDefinition("{\"type\":1}")))
                .isInstanceOf(InvalidInputException.class);
    }

    @Test
    void aDeletedRegistryTakesItsSchemasAlong() {
        create(Compatibility.NONE);
        glue.deleteRegistry(request -> request.registryId(id -> id.registryName("shop")));
        assertThatThrownBy(() -> glue.getSchema(request -> request.schemaId(ORDERS)))
                .isInstanceOf(EntityNotFoundException.class);
        glue.createRegistry(request -> request.registryName("shop"));
        assertThat(glue.listSchemas(request -> request.registryId(id -> id.registryName("shop")))
                        .schemas())
                .isEmpty();
    }
}
