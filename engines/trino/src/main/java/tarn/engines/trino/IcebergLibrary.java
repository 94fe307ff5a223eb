package tarn.engines.trino;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.iceberg.MetadataUpdate;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.PartitionSpecParser;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.SortOrderParser;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.rest.requests.UpdateTableRequest;
import org.apache.iceberg.rest.requests.UpdateTableRequestParser;
import tarn.engines.sql.IcebergRefusal;
import tarn.engines.sql.IcebergRules;

/** Iceberg's rules as its own library knows them. */
final class IcebergLibrary implements IcebergRules {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What new tables are, as in AWS, unless they say otherwise. */
    private static final int FORMAT_VERSION = 2;

    @Override
    public String create(String request, String location) {
        return checked(() -> {
            var asked = tree(request);
            var schema = SchemaParser.fromJson(asked.path("schema"));
            var properties = new HashMap<String, String>();
            asked.path("properties")
                    .properties()
                    .forEach(property -> properties.put(
                            property.getKey(), property.getValue().asText()));
            return TableMetadataParser.toJson(TableMetadata.newTableMetadata(
                    schema, spec(schema, asked), order(schema, asked), location, properties));
        });
    }

    private static PartitionSpec spec(Schema schema, JsonNode asked) {
        var spec = asked.get("partition-spec");
        return spec == null || spec.isNull()
                ? PartitionSpec.unpartitioned()
                : PartitionSpecParser.fromJson(schema, spec);
    }

    private static SortOrder order(Schema schema, JsonNode asked) {
        var order = asked.get("write-order");
        return order == null || order.isNull() ? SortOrder.unsorted() : SortOrderParser.fromJson(schema, order);
    }

    @Override
    public String change(Optional<Present> present, String request) {
        return checked(() -> {
            var change = UpdateTableRequestParser.fromJson(request);
            var base = present.map(file -> TableMetadataParser.fromJson(file.location(), file.json()));
            change.requirements().forEach(requirement -> requirement.validate(base.orElse(null)));
            var builder = base.map(TableMetadata::buildFrom)
                    .orElseGet(() -> TableMetadata.buildFromEmpty(formatVersion(change)));
            change.updates().forEach(update -> update.applyTo(builder));
            return TableMetadataParser.toJson(builder.build());
        });
    }

    private static int formatVersion(UpdateTableRequest change) {
        return change.updates().stream()
                .filter(MetadataUpdate.UpgradeFormatVersion.class::isInstance)
                .mapToInt(update -> ((MetadataUpdate.UpgradeFormatVersion) update).formatVersion())
                .findFirst()
                .orElse(FORMAT_VERSION);
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException("Malformed request: " + malformed.getOriginalMessage(), malformed);
        }
    }

    /* What the library throws at input that breaks its rules has no common type; all of it tells of the input. */
    private static String checked(Supplier<String> work) {
        try {
            return work.get();
        } catch (CommitFailedException stale) {
            throw new IcebergRefusal(IcebergRefusal.Kind.CONFLICT, String.valueOf(stale.getMessage()), stale);
        } catch (RuntimeException broken) {
            throw new IcebergRefusal(IcebergRefusal.Kind.INVALID, String.valueOf(broken.getMessage()), broken);
        }
    }
}
