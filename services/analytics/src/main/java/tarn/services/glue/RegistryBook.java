package tarn.services.glue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.model.RegistryId;
import software.amazon.awssdk.services.glue.model.SchemaId;
import software.amazon.awssdk.services.glue.model.SchemaVersionNumber;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.services.glue.schema.Definition;
import tarn.services.glue.schema.SchemaFault;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** Keeps registries, schemas and their versions; a version is found by number, by id and by its definition. */
final class RegistryBook {

    /** The registry of schemas that are made without one. */
    static final String DEFAULT = "default-registry";

    private static final int NAME_MAX = 255;

    private final Platform platform;
    private final Store<KeptRegistry> registries;
    private final Store<KeptSchema> schemas;
    private final Store<KeptSchemaVersion> versions;
    private final Store<Place> ids;
    private final Store<Place> definitions;

    /** Where a version lies. */
    record Place(String registry, String schema, long number) {

        Key key() {
            return Key.of(registry, schema).with(number);
        }
    }

    RegistryBook(Platform platform) {
        this.platform = platform;
        registries = platform.store("glue/registries", Scope.REGION, Formats.record(KeptRegistry.class));
        schemas = platform.store("glue/schemas", Scope.REGION, Formats.record(KeptSchema.class));
        versions = platform.store("glue/schema-versions", Scope.REGION, Formats.record(KeptSchemaVersion.class));
        ids = platform.store("glue/schema-version-ids", Scope.REGION, Formats.record(Place.class));
        definitions = platform.store("glue/schema-definitions", Scope.REGION, Formats.record(Place.class));
    }

    Store<KeptRegistry> registries() {
        return registries;
    }

    Store<KeptSchema> schemas() {
        return schemas;
    }

    Store<KeptSchemaVersion> versions() {
        return versions;
    }

    Batch batch() {
        return platform.batch();
    }

    Instant now() {
        return platform.clock().instant();
    }

    String newId() {
        return platform.ids().uuid().toString();
    }

    static String arn(String registry) {
        return Caller.current().arn("glue", "registry/" + registry).toString();
    }

    static String arn(String registry, String schema) {
        return Caller.current().arn("glue", "schema/" + registry + "/" + schema).toString();
    }

    /** A name that registries and schemas may have. */
    static String named(String name) {
        if (name.length() > NAME_MAX || !name.matches("[a-zA-Z0-9\\-_$#.]+")) {
            throw GlueFaults.invalid("The parameter value contains one or more characters that are not valid. Parameter"
                    + " Name: name, Value: " + name);
        }
        return name;
    }

    /** The name that a registry is asked for by. */
    static String registryName(@Nullable RegistryId id) {
        if (id == null) {
            return DEFAULT;
        }
        if (id.registryArn() != null) {
            if (id.registryName() != null) {
                throw GlueFaults.invalid("One (and only one) parameter required: RegistryName, RegistryArn.");
            }
            return afterKind(id.registryArn(), "registry/");
        }
        return id.registryName() == null ? DEFAULT : named(id.registryName());
    }

    private static String afterKind(String arn, String kind) {
        var own = Caller.current().arn("glue", kind).toString();
        if (!arn.startsWith(own)) {
            throw GlueFaults.invalid("The parameter value contains one or more characters that are not valid. Parameter"
                    + " Name: arn, Value: " + arn);
        }
        return arn.substring(own.length());
    }

    /** The key that a schema is asked for by. */
    static Key schemaKey(@Nullable SchemaId id) {
        if (id == null) {
            throw GlueFaults.invalid("SchemaId is required.");
        }
        if (id.schemaArn() != null) {
            if (id.schemaName() != null || id.registryName() != null) {
                throw GlueFaults.invalid("One (and only one) parameter required: SchemaArn, SchemaName.");
            }
            var path = afterKind(id.schemaArn(), "schema/").split("/", 2);
            if (path.length < 2) {
                throw GlueFaults.invalid("Not the ARN of a schema: " + id.schemaArn());
            }
            return Key.of(path[0], path[1]);
        }
        if (id.schemaName() == null) {
            throw GlueFaults.invalid("One (and only one) parameter required: SchemaArn, SchemaName.");
        }
        return Key.of(id.registryName() == null ? DEFAULT : id.registryName(), id.schemaName());
    }

    Entry<KeptRegistry> registry(String name) {
        return registries
                .entry(Key.of(name))
                .orElseThrow(() ->
                        GlueFaults.notFound("Registry is not found. RegistryName: " + name + ", RegistryArn: null"));
    }

    Entry<KeptSchema> schema(@Nullable SchemaId id) {
        var key = schemaKey(id);
        return schemas.entry(key).orElseThrow(() -> {
            var reader = key.reader();
            return GlueFaults.notFound("Schema is not found. RegistryName: " + reader.text() + ", SchemaName: "
                    + reader.text() + ", SchemaArn: null");
        });
    }

    static Key key(KeptSchema schema) {
        return Key.of(schema.registry(), schema.name());
    }

    /** The versions of a schema, the oldest first. */
    List<KeptSchemaVersion> versions(KeptSchema schema) {
        var all = new ArrayList<KeptSchemaVersion>();
        versions.scan(Range.under(key(schema))).forEach(entry -> all.add(entry.value()));
        return all;
    }

    Entry<KeptSchemaVersion> version(KeptSchema schema, long number, boolean latest) {
        return versions.entry(key(schema).with(number))
                .orElseThrow(() -> GlueFaults.notFound("Schema version is not found. RegistryName: " + schema.registry()
                        + ", SchemaName: " + schema.name() + ", VersionNumber: " + number + ", isLatestVersion: "
                        + latest));
    }

    /** The version that a number or {@code LatestVersion} means. */
    Entry<KeptSchemaVersion> version(KeptSchema schema, @Nullable SchemaVersionNumber asked) {
        boolean latest = asked != null && Boolean.TRUE.equals(asked.latestVersion());
        if (asked == null || latest == (asked.versionNumber() != null)) {
            throw GlueFaults.invalid("One (and only one) parameter required: VersionNumber, LatestVersion.");
        }
        return version(schema, latest ? schema.latest() : asked.versionNumber(), latest);
    }

    Entry<KeptSchemaVersion> version(String id) {
        return ids.get(Key.of(id))
                .flatMap(place -> versions.entry(place.key()))
                .orElseThrow(() -> GlueFaults.notFound("Schema version is not found. SchemaVersionId: " + id));
    }

    /** The version that a request names, by id or by schema and number. */
    Entry<KeptSchemaVersion> version(
            @Nullable String id, @Nullable SchemaId schema, @Nullable SchemaVersionNumber number) {
        if ((id == null) == (schema == null)) {
            throw GlueFaults.invalid("One (and only one) parameter required: SchemaVersionId, SchemaId.");
        }
        return id != null ? version(id) : version(schema(schema).value(), number);
    }

    /** The version of a schema that has a definition, however it is written. */
    Optional<KeptSchemaVersion> defined(KeptSchema schema, Definition definition) {
        return definitions.get(key(schema).with(hash(definition))).flatMap(place -> versions.get(place.key()));
    }

    /** A definition in the schema's language; refused if it is none. */
    static Definition definition(Definition.Language language, String text) {
        try {
            return Definition.parse(language, text);
        } catch (SchemaFault e) {
            throw GlueFaults.invalid("Schema definition of " + language + " data format is invalid: " + e.why());
        }
    }

    private static String hash(Definition definition) {
        try {
            var sha = MessageDigest.getInstance("SHA-256")
                    .digest(definition.canonical().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** Puts a version that is new. */
    void put(Batch batch, KeptSchemaVersion version, Definition definition) {
        var place = new Place(version.registry(), version.schema(), version.number());
        var schema = Key.of(version.registry(), version.schema());
        batch.put(versions, place.key(), version)
                .put(ids, Key.of(version.id()), place)
                .put(definitions, schema.with(hash(definition)), place);
    }

    /** Removes a version, and its definition's mark if it still leads there. */
    void remove(Batch batch, KeptSchema schema, Entry<KeptSchemaVersion> version) {
        batch.delete(versions, version).delete(ids, Key.of(version.value().id()));
        var mark = key(schema)
                .with(hash(definition(schema.language(), version.value().definition())));
        definitions
                .get(mark)
                .filter(place -> place.number() == version.value().number())
                .ifPresent(place -> batch.delete(definitions, mark));
    }

    /** Removes a schema with all its versions. */
    void remove(Entry<KeptSchema> seen) {
        while (true) {
            var schema = seen.value();
            var batch = batch().delete(schemas, seen);
            versions.scan(Range.under(key(schema))).forEach(version -> remove(batch, schema, version));
            if (batch.commit()) {
                return;
            }
            var again = schemas.entry(key(schema));
            if (again.isEmpty()) {
                return;
            }
            seen = again.get();
        }
    }
}
