package tarn.services.glue;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.CheckSchemaVersionValidityRequest;
import software.amazon.awssdk.services.glue.model.CheckSchemaVersionValidityResponse;
import software.amazon.awssdk.services.glue.model.Compatibility;
import software.amazon.awssdk.services.glue.model.CreateSchemaRequest;
import software.amazon.awssdk.services.glue.model.CreateSchemaResponse;
import software.amazon.awssdk.services.glue.model.DataFormat;
import software.amazon.awssdk.services.glue.model.DeleteSchemaRequest;
import software.amazon.awssdk.services.glue.model.DeleteSchemaResponse;
import software.amazon.awssdk.services.glue.model.GetSchemaRequest;
import software.amazon.awssdk.services.glue.model.GetSchemaResponse;
import software.amazon.awssdk.services.glue.model.ListSchemasRequest;
import software.amazon.awssdk.services.glue.model.ListSchemasResponse;
import software.amazon.awssdk.services.glue.model.SchemaListItem;
import software.amazon.awssdk.services.glue.model.SchemaStatus;
import software.amazon.awssdk.services.glue.model.SchemaVersionStatus;
import software.amazon.awssdk.services.glue.model.UpdateSchemaRequest;
import software.amazon.awssdk.services.glue.model.UpdateSchemaResponse;
import tarn.kernel.Part;
import tarn.pagination.Pages;
import tarn.services.glue.schema.Definition;
import tarn.services.glue.schema.SchemaFault;
import tarn.store.Key;
import tarn.store.Range;

/** The schemas of registries. A schema that is made without a definition is PENDING until its first version. */
final class RegistrySchemas implements GlueClient, Part {

    private static final int SCHEMAS_MAX = 10_000;

    private final RegistryBook book;
    private final Tags tags;
    private final Pages pages;

    RegistrySchemas(RegistryBook book, Tags tags, Pages pages) {
        this.book = book;
        this.tags = tags;
        this.pages = pages.of(25, 100);
    }

    private static Definition.Language language(DataFormat format) {
        return switch (format) {
            case AVRO -> Definition.Language.AVRO;
            case JSON -> Definition.Language.JSON;
            case PROTOBUF -> Definition.Language.PROTOBUF;
            case UNKNOWN_TO_SDK_VERSION -> throw GlueFaults.invalid("Unknown data format.");
        };
    }

    private static String checked(Compatibility mode) {
        if (mode == Compatibility.UNKNOWN_TO_SDK_VERSION) {
            throw GlueFaults.invalid("Unknown compatibility mode.");
        }
        return mode.toString();
    }

    @Override
    public CreateSchemaResponse createSchema(CreateSchemaRequest request) {
        var name = RegistryBook.named(request.schemaName());
        var registry = RegistryBook.registryName(request.registryId());
        var language = language(request.dataFormat());
        var mode = checked(Objects.requireNonNullElse(request.compatibility(), Compatibility.NONE));
        var definition =
                Optional.ofNullable(request.schemaDefinition()).map(text -> RegistryBook.definition(language, text));
        var now = book.now();
        var made = new KeptSchema(registry, name, language, mode, request.description(), 0, 0, 1, now, now);
        var schema = definition.isPresent() ? made.grown(true, now) : made;
        var version = definition.map(text ->
                new KeptSchemaVersion(book.newId(), registry, name, 1, request.schemaDefinition(), "", now, List.of()));
        keep(schema, version, definition);
        if (request.hasTags()) {
            tags.put(RegistryBook.arn(registry, name), request.tags());
        }
        return CreateSchemaResponse.builder()
                .registryName(registry)
                .registryArn(RegistryBook.arn(registry))
                .schemaName(name)
                .schemaArn(RegistryBook.arn(registry, name))
                .description(request.description())
                .dataFormat(request.dataFormat())
                .compatibility(mode)
                .schemaCheckpoint(schema.checkpoint() == 0 ? null : schema.checkpoint())
                .latestSchemaVersion(schema.latest() == 0 ? null : schema.latest())
                .nextSchemaVersion(schema.next())
                .schemaStatus(status(schema))
                .tags(request.hasTags() ? request.tags() : null)
                .schemaVersionId(version.map(KeptSchemaVersion::id).orElse(null))
                .schemaVersionStatus(version.isPresent() ? SchemaVersionStatus.AVAILABLE : null)
                .build();
    }

    private void keep(KeptSchema schema, Optional<KeptSchemaVersion> version, Optional<Definition> definition) {
        while (true) {
            if (book.schemas().get(RegistryBook.key(schema)).isPresent()) {
                throw GlueFaults.exists(
                        "Schema already exists. RegistryName: " + schema.registry() + ", SchemaName: " + schema.name());
            }
            if (book.schemas().list(Range.all(), SCHEMAS_MAX).size() == SCHEMAS_MAX) {
                throw GlueFaults.limitExceeded("schemas per account and region");
            }
            var batch = book.batch();
            var home = book.registries().entry(Key.of(schema.registry()));
            if (home.isEmpty() && schema.registry().equals(RegistryBook.DEFAULT)) {
                var now = schema.created();
                batch.insert(
                        book.registries(),
                        Key.of(RegistryBook.DEFAULT),
                        new KeptRegistry(RegistryBook.DEFAULT, null, now, now));
            } else {
                var seen = book.registry(schema.registry());
                batch.replace(book.registries(), seen, seen.value());
            }
            batch.insert(book.schemas(), RegistryBook.key(schema), schema);
            version.ifPresent(kept -> book.put(batch, kept, definition.orElseThrow()));
            if (batch.commit()) {
                return;
            }
        }
    }

    private static SchemaStatus status(KeptSchema schema) {
        return schema.isPending() ? SchemaStatus.PENDING : SchemaStatus.AVAILABLE;
    }

    @Override
    public GetSchemaResponse getSchema(GetSchemaRequest request) {
        var schema = book.schema(request.schemaId()).value();
        return GetSchemaResponse.builder()
                .registryName(schema.registry())
                .registryArn(RegistryBook.arn(schema.registry()))
                .schemaName(schema.name())
                .schemaArn(RegistryBook.arn(schema.registry(), schema.name()))
                .description(schema.description())
                .dataFormat(schema.language().name())
                .compatibility(schema.compatibility())
                .schemaCheckpoint(schema.checkpoint() == 0 ? null : schema.checkpoint())
                .latestSchemaVersion(schema.latest() == 0 ? null : schema.latest())
                .nextSchemaVersion(schema.next())
                .schemaStatus(status(schema))
                .createdTime(schema.created().toString())
                .updatedTime(schema.updated().toString())
                .build();
    }

    @Override
    public ListSchemasResponse listSchemas(ListSchemasRequest request) {
        var range = request.registryId() == null
                ? Range.all()
                : Range.under(book.registry(RegistryBook.registryName(request.registryId()))
                        .key());
        var page = pages.records(
                "ListSchemas", request.nextToken(), request.maxResults(), book.schemas(), range, entry -> true);
        return ListSchemasResponse.builder()
                .schemas(page.items().stream()
                        .map(schema -> SchemaListItem.builder()
                                .registryName(schema.registry())
                                .schemaName(schema.name())
                                .schemaArn(RegistryBook.arn(schema.registry(), schema.name()))
                                .description(schema.description())
                                .schemaStatus(status(schema))
                                .createdTime(schema.created().toString())
                                .updatedTime(schema.updated().toString())
                                .build())
                        .toList())
                .nextToken(page.next())
                .build();
    }

    /** A change of the mode needs a checkpoint: from that version on new ones are compared. */
    @Override
    public UpdateSchemaResponse updateSchema(UpdateSchemaRequest request) {
        while (true) {
            var seen = book.schema(request.schemaId());
            var schema = seen.value();
            if (request.compatibility() != null && request.schemaVersionNumber() == null) {
                throw GlueFaults.invalid("VersionNumber is required when Compatibility is updated.");
            }
            long checkpoint = schema.checkpoint();
            if (request.schemaVersionNumber() != null) {
                var version =
                        book.version(schema, request.schemaVersionNumber()).value();
                if (!version.isAvailable()) {
                    throw GlueFaults.invalid("The checkpoint must be a version that is AVAILABLE.");
                }
                checkpoint = version.number();
            }
            var mode = request.compatibility() == null ? schema.compatibility() : checked(request.compatibility());
            var text = request.description() == null ? schema.description() : request.description();
            if (book.schemas().replace(seen, schema.with(mode, text, checkpoint, book.now()))) {
                return UpdateSchemaResponse.builder()
                        .registryName(schema.registry())
                        .schemaName(schema.name())
                        .schemaArn(RegistryBook.arn(schema.registry(), schema.name()))
                        .build();
            }
        }
    }

    /** Removes a schema with its versions, at once; AWS takes a while and shows DELETING meanwhile. */
    @Override
    public DeleteSchemaResponse deleteSchema(DeleteSchemaRequest request) {
        var seen = book.schema(request.schemaId());
        book.remove(seen);
        var arn = RegistryBook.arn(seen.value().registry(), seen.value().name());
        tags.forget(arn);
        return DeleteSchemaResponse.builder()
                .schemaArn(arn)
                .schemaName(seen.value().name())
                .status(SchemaStatus.DELETING)
                .build();
    }

    @Override
    public CheckSchemaVersionValidityResponse checkSchemaVersionValidity(CheckSchemaVersionValidityRequest request) {
        try {
            Definition.parse(language(request.dataFormat()), request.schemaDefinition());
            return CheckSchemaVersionValidityResponse.builder().valid(true).build();
        } catch (SchemaFault e) {
            return CheckSchemaVersionValidityResponse.builder()
                    .valid(false)
                    .error(e.why().substring(0, Math.min(e.why().length(), 5_000)))
                    .build();
        }
    }
}
