package tarn.engines.trino;

import io.airlift.units.DataSize;
import io.trino.plugin.base.classloader.ClassLoaderSafeConnectorMetadata;
import io.trino.plugin.hive.HiveCompressionOption;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.ConnectorMetadata;
import io.trino.spi.connector.ConnectorOutputTableHandle;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.connector.ConnectorTableHandle;
import io.trino.spi.connector.ConnectorTableLayout;
import io.trino.spi.connector.ConnectorTableMetadata;
import io.trino.spi.connector.RetryMode;
import io.trino.spi.connector.SaveMode;
import io.trino.spi.session.PropertyMetadata;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Athena's properties of Iceberg tables in Trino's words. Those that tell {@code OPTIMIZE} and {@code VACUUM} what to do
 * are kept with the table, where AWS keeps them too.
 */
final class IcebergProperties {

    private static final String EXTRA = "extra_properties";
    private static final String TARGET_SIZE = "write_target_data_file_size_bytes";
    private static final List<String> KEPT = List.of(
            "optimize_rewrite_data_file_threshold",
            "optimize_rewrite_delete_file_threshold",
            "optimize_rewrite_min_data_file_size_bytes",
            "optimize_rewrite_max_data_file_size_bytes",
            "vacuum_min_snapshots_to_keep",
            "vacuum_max_snapshot_age_seconds",
            "vacuum_max_metadata_files_to_keep");

    /** What Athena has beside Trino's own. */
    static final List<PropertyMetadata<?>> ATHENA = Stream.concat(
                    KEPT.stream()
                            .map(name ->
                                    PropertyMetadata.longProperty(name, "Athena: for OPTIMIZE and VACUUM", null, true)),
                    Stream.of(
                            PropertyMetadata.stringProperty("table_type", "Athena: ICEBERG", null, true),
                            PropertyMetadata.stringProperty(
                                    "write_compression", "Athena: how files are compressed", null, true),
                            PropertyMetadata.longProperty(TARGET_SIZE, "Athena: size of files", null, true),
                            PropertyMetadata.booleanProperty(
                                    "is_external", "Athena: false for Iceberg tables", null, true)))
            .<PropertyMetadata<?>>map(property -> property)
            .toList();

    /** Athena's properties taken out and Trino's put in. */
    private static Map<String, Object> translated(Map<String, Object> given) {
        if (Boolean.TRUE.equals(given.get("is_external"))) {
            throw new TrinoException(
                    StandardErrorCode.INVALID_TABLE_PROPERTY,
                    "External Iceberg tables are not supported: is_external must be false");
        }
        var properties = new HashMap<>(given);
        properties.remove("is_external");
        properties.remove("table_type");
        if (properties.remove("write_compression") instanceof String codec) {
            properties.put("compression_codec", codec(codec));
        }
        if (properties.remove(TARGET_SIZE) instanceof Long bytes) {
            properties.put("target_max_file_size", DataSize.ofBytes(bytes));
        }
        var extra = new HashMap<String, String>();
        for (var name : KEPT) {
            if (properties.remove(name) instanceof Long value) {
                extra.put(name, value.toString());
            }
        }
        if (!extra.isEmpty()) {
            if (properties.get(EXTRA) instanceof Map<?, ?> more) {
                more.forEach((key, value) -> extra.put(String.valueOf(key), String.valueOf(value)));
            }
            properties.put(EXTRA, extra);
        }
        return properties;
    }

    private static HiveCompressionOption codec(String name) {
        try {
            return switch (name.toUpperCase(Locale.ROOT)) {
                case "UNCOMPRESSED" -> HiveCompressionOption.NONE;
                case "ZLIB" -> HiveCompressionOption.GZIP;
                default -> HiveCompressionOption.valueOf(name.toUpperCase(Locale.ROOT));
            };
        } catch (IllegalArgumentException unknown) {
            throw new TrinoException(
                    StandardErrorCode.INVALID_TABLE_PROPERTY, "Unsupported write_compression: " + name, unknown);
        }
    }

    /** The connector's metadata, told of a new table's properties in its own words. */
    static final class Translated extends ClassLoaderSafeConnectorMetadata {

        Translated(ConnectorMetadata iceberg) {
            super(iceberg, Translated.class.getClassLoader());
        }

        private static ConnectorTableMetadata translated(ConnectorTableMetadata table) {
            return new ConnectorTableMetadata(
                    table.getTable(),
                    table.getColumns(),
                    IcebergProperties.translated(table.getProperties()),
                    table.getComment(),
                    table.getCheckConstraints());
        }

        @Override
        public void createTable(ConnectorSession session, ConnectorTableMetadata table, SaveMode mode) {
            super.createTable(session, translated(table), mode);
        }

        @Override
        public ConnectorOutputTableHandle beginCreateTable(
                ConnectorSession session,
                ConnectorTableMetadata table,
                Optional<ConnectorTableLayout> layout,
                RetryMode retries,
                boolean replace) {
            return super.beginCreateTable(session, translated(table), layout, retries, replace);
        }

        @Override
        public void setTableProperties(
                ConnectorSession session, ConnectorTableHandle table, Map<String, Optional<Object>> properties) {
            var set = new HashMap<String, Object>();
            var unset = new HashMap<String, Optional<Object>>();
            properties.forEach((name, value) ->
                    value.ifPresentOrElse(known -> set.put(name, known), () -> unset.put(name, Optional.empty())));
            IcebergProperties.translated(set).forEach((name, value) -> unset.put(name, Optional.of(value)));
            super.setTableProperties(session, table, unset);
        }
    }

    private IcebergProperties() {}
}
