package tarn.services.glue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.glue.model.MetadataInfo;
import software.amazon.awssdk.services.glue.model.MetadataKeyValuePair;
import software.amazon.awssdk.services.glue.model.OtherMetadataValueListItem;
import software.amazon.awssdk.services.glue.model.PutSchemaVersionMetadataRequest;
import software.amazon.awssdk.services.glue.model.PutSchemaVersionMetadataResponse;
import software.amazon.awssdk.services.glue.model.QuerySchemaVersionMetadataRequest;
import software.amazon.awssdk.services.glue.model.QuerySchemaVersionMetadataResponse;
import software.amazon.awssdk.services.glue.model.RemoveSchemaVersionMetadataRequest;
import software.amazon.awssdk.services.glue.model.RemoveSchemaVersionMetadataResponse;
import tarn.kernel.Part;
import tarn.pagination.Pages;

/** Words about versions of schemas: a key may have several values, of which the newest is shown first. */
final class SchemaMetadata implements GlueClient, Part {

    private static final int METADATA_MAX = 10;

    private final RegistryBook book;
    private final Pages pages;

    SchemaMetadata(RegistryBook book, Pages pages) {
        this.book = book;
        this.pages = pages.of(25, 50);
    }

    private static String checked(@Nullable String text) {
        if (text == null || !text.matches("[a-zA-Z0-9+\\-=._./@]+")) {
            throw GlueFaults.invalid("The parameter value contains one or more characters that are not valid. Parameter"
                    + " Name: metadata, Value: " + text);
        }
        return text;
    }

    @Override
    public PutSchemaVersionMetadataResponse putSchemaVersionMetadata(PutSchemaVersionMetadataRequest request) {
        var key = checked(request.metadataKeyValue().metadataKey());
        var value = checked(request.metadataKeyValue().metadataValue());
        while (true) {
            var seen = book.version(request.schemaVersionId(), request.schemaId(), request.schemaVersionNumber());
            var version = seen.value();
            if (version.metadata().stream().anyMatch(one -> is(one, key, value))) {
                throw GlueFaults.exists("Resource already exist for schema version id: " + version.id()
                        + ", metadata key: " + key + ", metadata value: " + value);
            }
            if (version.metadata().size() >= METADATA_MAX) {
                throw GlueFaults.limitExceeded("Your resource limits for Schema Version Metadata have been exceeded.");
            }
            var next = new ArrayList<>(version.metadata());
            next.add(new KeptSchemaVersion.Metadata(key, value, book.now()));
            if (book.versions().replace(seen, version.with(next))) {
                return PutSchemaVersionMetadataResponse.builder()
                        .schemaArn(RegistryBook.arn(version.registry(), version.schema()))
                        .registryName(version.registry())
                        .schemaName(version.schema())
                        .latestVersion(isLatest(version))
                        .versionNumber(version.number())
                        .schemaVersionId(version.id())
                        .metadataKey(key)
                        .metadataValue(value)
                        .build();
            }
        }
    }

    private static boolean is(KeptSchemaVersion.Metadata one, String key, String value) {
        return one.key().equals(key) && one.value().equals(value);
    }

    private boolean isLatest(KeptSchemaVersion version) {
        return book.schemas()
                .get(tarn.store.Key.of(version.registry(), version.schema()))
                .map(schema -> schema.latest() == version.number())
                .orElse(false);
    }

    @Override
    public RemoveSchemaVersionMetadataResponse removeSchemaVersionMetadata(RemoveSchemaVersionMetadataRequest request) {
        var key = checked(request.metadataKeyValue().metadataKey());
        var value = checked(request.metadataKeyValue().metadataValue());
        while (true) {
            var seen = book.version(request.schemaVersionId(), request.schemaId(), request.schemaVersionNumber());
            var version = seen.value();
            var next = new ArrayList<>(version.metadata());
            if (!next.removeIf(one -> is(one, key, value))) {
                throw GlueFaults.notFound("Metadata is not found. SchemaVersionId: " + version.id() + ", MetadataKey: "
                        + key + ", MetadataValue: " + value);
            }
            if (book.versions().replace(seen, version.with(next))) {
                return RemoveSchemaVersionMetadataResponse.builder()
                        .schemaArn(RegistryBook.arn(version.registry(), version.schema()))
                        .registryName(version.registry())
                        .schemaName(version.schema())
                        .latestVersion(isLatest(version))
                        .versionNumber(version.number())
                        .schemaVersionId(version.id())
                        .metadataKey(key)
                        .metadataValue(value)
                        .build();
            }
        }
    }

    @Override
    public QuerySchemaVersionMetadataResponse querySchemaVersionMetadata(QuerySchemaVersionMetadataRequest request) {
        var version = book.version(request.schemaVersionId(), request.schemaId(), request.schemaVersionNumber())
                .value();
        var byKey = new LinkedHashMap<String, List<KeptSchemaVersion.Metadata>>();
        for (var one : version.metadata().reversed()) {
            if (isAsked(one, request.metadataList())) {
                byKey.computeIfAbsent(one.key(), key -> new ArrayList<>()).add(one);
            }
        }
        var page = pages.page(
                "QuerySchemaVersionMetadata",
                request.nextToken(),
                request.maxResults(),
                byKey.entrySet().stream().sorted(Map.Entry.comparingByKey()),
                Map.Entry::getKey);
        var found = new LinkedHashMap<String, MetadataInfo>();
        page.items().forEach(entry -> found.put(entry.getKey(), shown(entry.getValue())));
        return QuerySchemaVersionMetadataResponse.builder()
                .schemaVersionId(version.id())
                .metadataInfoMap(found)
                .nextToken(page.next())
                .build();
    }

    private static boolean isAsked(KeptSchemaVersion.Metadata one, List<MetadataKeyValuePair> asked) {
        return asked.isEmpty()
                || asked.stream()
                        .anyMatch(pair -> one.key().equals(pair.metadataKey())
                                && (pair.metadataValue() == null || one.value().equals(pair.metadataValue())));
    }

    private static MetadataInfo shown(List<KeptSchemaVersion.Metadata> values) {
        return MetadataInfo.builder()
                .metadataValue(values.getFirst().value())
                .createdTime(values.getFirst().created().toString())
                .otherMetadataValueList(values.stream()
                        .skip(1)
                        .map(other -> OtherMetadataValueListItem.builder()
                                .metadataValue(other.value())
                                .createdTime(other.created().toString())
                                .build())
                        .toList())
                .build();
    }
}
