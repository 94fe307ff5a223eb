package tarn.services.glue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.Compatibility;
import software.amazon.awssdk.services.glue.model.DeleteSchemaVersionsRequest;
import software.amazon.awssdk.services.glue.model.DeleteSchemaVersionsResponse;
import software.amazon.awssdk.services.glue.model.ErrorDetails;
import software.amazon.awssdk.services.glue.model.GetSchemaByDefinitionRequest;
import software.amazon.awssdk.services.glue.model.GetSchemaByDefinitionResponse;
import software.amazon.awssdk.services.glue.model.GetSchemaVersionRequest;
import software.amazon.awssdk.services.glue.model.GetSchemaVersionResponse;
import software.amazon.awssdk.services.glue.model.GetSchemaVersionsDiffRequest;
import software.amazon.awssdk.services.glue.model.GetSchemaVersionsDiffResponse;
import software.amazon.awssdk.services.glue.model.ListSchemaVersionsRequest;
import software.amazon.awssdk.services.glue.model.ListSchemaVersionsResponse;
import software.amazon.awssdk.services.glue.model.RegisterSchemaVersionRequest;
import software.amazon.awssdk.services.glue.model.RegisterSchemaVersionResponse;
import software.amazon.awssdk.services.glue.model.SchemaVersionErrorItem;
import software.amazon.awssdk.services.glue.model.SchemaVersionListItem;
import software.amazon.awssdk.services.glue.model.SchemaVersionStatus;
import tarn.kernel.Part;
import tarn.pagination.Pages;
import tarn.services.glue.schema.Definition;
import tarn.services.glue.schema.JsonPatch;
import tarn.store.Range;

/**
 * The versions of schemas. A version that breaks the schema's mode is kept too, with the status FAILURE, as on AWS; it is
 * told at once here, where AWS says PENDING first.
 */
final class SchemaVersions implements GlueClient, Part {

    private static final int VERSIONS_MAX = 1_000;
    private static final Pattern RANGE = Pattern.compile("(\\d{1,6})(?:-(\\d{1,6}))?");

    private final RegistryBook book;
    private final Pages pages;

    SchemaVersions(RegistryBook book, Pages pages) {
        this.book = book;
        this.pages = pages.of(25, 100);
    }

    private static SchemaVersionStatus status(KeptSchemaVersion version) {
        return version.isAvailable() ? SchemaVersionStatus.AVAILABLE : SchemaVersionStatus.FAILURE;
    }

    @Override
    public RegisterSchemaVersionResponse registerSchemaVersion(RegisterSchemaVersionRequest request) {
        while (true) {
            var seen = book.schema(request.schemaId());
            var schema = seen.value();
            var definition = RegistryBook.definition(schema.language(), request.schemaDefinition());
            var known = book.defined(schema, definition).filter(KeptSchemaVersion::isAvailable);
            if (known.isPresent()) {
                return registered(known.get());
            }
            if (schema.mode() == Compatibility.DISABLED && !schema.isPending()) {
                throw GlueFaults.invalid(
                        "Compatibility mode of the schema is DISABLED: no new versions can be registered.");
            }
            if (schema.next() > VERSIONS_MAX) {
                throw GlueFaults.limitExceeded("versions per schema");
            }
            var failure = failure(schema, definition).orElse("");
            var now = book.now();
            var version = new KeptSchemaVersion(
                    book.newId(),
                    schema.registry(),
                    schema.name(),
                    schema.next(),
                    request.schemaDefinition(),
                    failure,
                    now,
                    List.of());
            var batch = book.batch().replace(book.schemas(), seen, schema.grown(failure.isEmpty(), now));
            book.put(batch, version, definition);
            if (batch.commit()) {
                return registered(version);
            }
        }
    }

    private static RegisterSchemaVersionResponse registered(KeptSchemaVersion version) {
        return RegisterSchemaVersionResponse.builder()
                .schemaVersionId(version.id())
                .versionNumber(version.number())
                .status(status(version))
                .build();
    }

    private Optional<String> failure(KeptSchema schema, Definition next) {
        var rule = switch (schema.mode()) {
            case BACKWARD -> new tarn.services.glue.schema.Compatibility(true, false, false);
            case BACKWARD_ALL -> new tarn.services.glue.schema.Compatibility(true, false, true);
            case FORWARD -> new tarn.services.glue.schema.Compatibility(false, true, false);
            case FORWARD_ALL -> new tarn.services.glue.schema.Compatibility(false, true, true);
            case FULL -> new tarn.services.glue.schema.Compatibility(true, true, false);
            case FULL_ALL -> new tarn.services.glue.schema.Compatibility(true, true, true);
            case NONE, DISABLED, UNKNOWN_TO_SDK_VERSION ->
                new tarn.services.glue.schema.Compatibility(false, false, false);
        };
        if (schema.isPending() || !(rule.backward() || rule.forward())) {
            return Optional.empty();
        }
        // One after the other: a thousand versions may be large.
        for (long number = rule.all() ? schema.checkpoint() : schema.latest(); number <= schema.latest(); number++) {
            var before = book.versions().get(RegistryBook.key(schema).with(number));
            if (before.isPresent() && before.get().isAvailable()) {
                var old =
                        RegistryBook.definition(schema.language(), before.get().definition());
                var fault = rule.fault(next, List.of(old));
                if (fault.isPresent()) {
                    return fault;
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public GetSchemaVersionResponse getSchemaVersion(GetSchemaVersionRequest request) {
        var version = book.version(request.schemaVersionId(), request.schemaId(), request.schemaVersionNumber())
                .value();
        return GetSchemaVersionResponse.builder()
                .schemaVersionId(version.id())
                .schemaDefinition(version.definition())
                .dataFormat(schema(version).language().name())
                .schemaArn(RegistryBook.arn(version.registry(), version.schema()))
                .versionNumber(version.number())
                .status(status(version))
                .createdTime(version.created().toString())
                .build();
    }

    private KeptSchema schema(KeptSchemaVersion version) {
        return book.schema(software.amazon.awssdk.services.glue.model.SchemaId.builder()
                        .registryName(version.registry())
                        .schemaName(version.schema())
                        .build())
                .value();
    }

    @Override
    public GetSchemaByDefinitionResponse getSchemaByDefinition(GetSchemaByDefinitionRequest request) {
        var schema = book.schema(request.schemaId()).value();
        var definition = RegistryBook.definition(schema.language(), request.schemaDefinition());
        var version = book.defined(schema, definition)
                .orElseThrow(() -> GlueFaults.notFound("Schema is not found for the given definition. RegistryName: "
                        + schema.registry() + ", SchemaName: " + schema.name()));
        return GetSchemaByDefinitionResponse.builder()
                .schemaVersionId(version.id())
                .schemaArn(RegistryBook.arn(schema.registry(), schema.name()))
                .dataFormat(schema.language().name())
                .status(status(version))
                .createdTime(version.created().toString())
                .build();
    }

    @Override
    public ListSchemaVersionsResponse listSchemaVersions(ListSchemaVersionsRequest request) {
        var schema = book.schema(request.schemaId());
        var page = pages.records(
                "ListSchemaVersions",
                request.nextToken(),
                request.maxResults(),
                book.versions(),
                Range.under(schema.key()),
                entry -> true);
        return ListSchemaVersionsResponse.builder()
                .schemas(page.items().stream()
                        .map(version -> SchemaVersionListItem.builder()
                                .schemaArn(RegistryBook.arn(version.registry(), version.schema()))
                                .schemaVersionId(version.id())
                                .versionNumber(version.number())
                                .status(status(version))
                                .createdTime(version.created().toString())
                                .build())
                        .toList())
                .nextToken(page.next())
                .build();
    }

    @Override
    public GetSchemaVersionsDiffResponse getSchemaVersionsDiff(GetSchemaVersionsDiffRequest request) {
        var schema = book.schema(request.schemaId()).value();
        var first = book.version(schema, request.firstSchemaVersionNumber()).value();
        var second = book.version(schema, request.secondSchemaVersionNumber()).value();
        return GetSchemaVersionsDiffResponse.builder()
                .diff(JsonPatch.between(first.definition(), second.definition()))
                .build();
    }

    /** The first version and the checkpoint cannot be deleted alone. */
    @Override
    public DeleteSchemaVersionsResponse deleteSchemaVersions(DeleteSchemaVersionsRequest request) {
        var range = RANGE.matcher(request.versions());
        if (!range.matches()) {
            throw GlueFaults.invalid("Versions must be a number or a range such as 2-5: " + request.versions());
        }
        long from = Long.parseLong(range.group(1));
        long to = range.group(2) == null ? from : Long.parseLong(range.group(2));
        if (from > to) {
            throw GlueFaults.invalid("Versions must be a number or a range such as 2-5: " + request.versions());
        }
        while (true) {
            var seen = book.schema(request.schemaId());
            var schema = seen.value();
            if (from <= 1) {
                throw GlueFaults.invalid("Cannot delete the first version of a schema: delete the schema.");
            }
            if (schema.checkpoint() >= from && schema.checkpoint() <= to) {
                throw GlueFaults.conflict("Version " + schema.checkpoint() + " is the schema's checkpoint.");
            }
            var errors = new ArrayList<SchemaVersionErrorItem>();
            var batch = book.batch();
            for (long number = from; number <= Math.min(to, schema.next() - 1); number++) {
                book.versions()
                        .entry(seen.key().with(number))
                        .ifPresent(version -> book.remove(batch, schema, version));
            }
            for (long number = from; number <= Math.min(to, from + VERSIONS_MAX); number++) {
                if (book.versions().get(seen.key().with(number)).isEmpty()) {
                    errors.add(absent(number));
                }
            }
            long latest = book.versions(schema).stream()
                    .filter(version -> version.isAvailable() && (version.number() < from || version.number() > to))
                    .mapToLong(KeptSchemaVersion::number)
                    .max()
                    .orElse(0);
            batch.replace(book.schemas(), seen, schema.latest(latest, book.now()));
            if (batch.commit()) {
                return DeleteSchemaVersionsResponse.builder()
                        .schemaVersionErrors(errors)
                        .build();
            }
        }
    }

    private static SchemaVersionErrorItem absent(long number) {
        return SchemaVersionErrorItem.builder()
                .versionNumber(number)
                .errorDetails(ErrorDetails.builder()
                        .errorCode("EntityNotFoundException")
                        .errorMessage("Schema version is not found. VersionNumber: " + number)
                        .build())
                .build();
    }
}
