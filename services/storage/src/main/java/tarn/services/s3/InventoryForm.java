package tarn.services.s3;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import software.amazon.awssdk.services.s3.model.InventoryFormat;
import tarn.services.s3.columnar.Column;
import tarn.services.s3.columnar.OrcFile;
import tarn.services.s3.columnar.ParquetFile;
import tarn.services.s3.columnar.TableFile;

/** The form of an inventory's files. */
enum InventoryForm {
    CSV(".csv.gz", "application/gzip") {
        @Override
        TableFile begin(OutputStream out, List<InventoryField> fields) throws IOException {
            return new InventoryCsv(out, fields);
        }

        @Override
        String schema(List<InventoryField> fields) {
            return fields.stream().map(InventoryField::title).collect(joining(", "));
        }
    },
    ORC(".orc", "application/octet-stream") {
        @Override
        TableFile begin(OutputStream out, List<InventoryField> fields) throws IOException {
            return new OrcFile(out, columns(fields));
        }

        @Override
        String schema(List<InventoryField> fields) {
            return columns(fields).stream()
                    .map(column -> column.name()
                            + switch (column.kind()) {
                                case TEXT -> ":string";
                                case NUMBER -> ":bigint";
                                case TRUTH -> ":boolean";
                                case TIME -> ":timestamp";
                            })
                    .collect(joining(",", "struct<", ">"));
        }
    },
    PARQUET(".parquet", "application/octet-stream") {
        @Override
        TableFile begin(OutputStream out, List<InventoryField> fields) throws IOException {
            return new ParquetFile(out, NAME, columns(fields));
        }

        @Override
        String schema(List<InventoryField> fields) {
            return columns(fields).stream()
                    .map(column -> {
                        var type = switch (column.kind()) {
                            case TEXT -> "binary " + column.name() + " (UTF8)";
                            case NUMBER -> "int64 " + column.name();
                            case TRUTH -> "boolean " + column.name();
                            case TIME -> "int64 " + column.name() + " (TIMESTAMP_MILLIS)";
                        };
                        return (column.required() ? "required " : "optional ") + type + ";";
                    })
                    .collect(joining(" ", "message " + NAME + " { ", " }"));
        }
    };

    private static final String NAME = "s3.inventory";

    private final String ending;
    private final String contentType;

    InventoryForm(String ending, String contentType) {
        this.ending = ending;
        this.contentType = contentType;
    }

    static InventoryForm of(InventoryFormat format) {
        return valueOf(format.toString().toUpperCase(Locale.ROOT));
    }

    /** Begins a file; closing what this gives leaves the stream open. */
    abstract TableFile begin(OutputStream out, List<InventoryField> fields) throws IOException;

    /** What the manifest says of the files. */
    abstract String schema(List<InventoryField> fields);

    /** What the names of files end in. */
    String ending() {
        return ending;
    }

    String contentType() {
        return contentType;
    }

    private static List<Column> columns(List<InventoryField> fields) {
        return fields.stream().map(InventoryField::column).toList();
    }
}
