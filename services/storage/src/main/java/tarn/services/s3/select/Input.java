package tarn.services.s3.select;

import static tarn.services.s3.select.SelectFaults.invalidParameter;
import static tarn.services.s3.select.SelectFaults.notCompressed;
import static tarn.services.s3.select.SelectFaults.parquetCompressed;
import static tarn.services.s3.select.SelectFaults.scanRangeInvalid;
import static tarn.services.s3.select.SelectFaults.scanRangeUnsupported;
import static tarn.services.s3.select.SelectFaults.serializationConflict;

import io.airlift.compress.bzip2.BZip2HadoopStreams;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.CompressionType;
import software.amazon.awssdk.services.s3.model.FileHeaderInfo;
import software.amazon.awssdk.services.s3.model.JSONType;
import software.amazon.awssdk.services.s3.model.ScanRange;
import software.amazon.awssdk.services.s3.model.SelectObjectContentRequest;
import tarn.blobs.Content;

/**
 * How an object is read.
 *
 * @param csv how CSV is written; null for JSON and Parquet
 * @param json lines or a document; null for CSV and Parquet
 * @param range which stretch of it; null for everything
 */
record Input(
        @Nullable CsvForm csv,
        @Nullable JSONType json,
        CompressionType compression,
        @Nullable ScanRange range) {

    private static final byte[] LINE_END = {'\n'};

    static Input of(SelectObjectContentRequest request) {
        var input = request.inputSerialization();
        int kinds = (input.csv() == null ? 0 : 1) + (input.json() == null ? 0 : 1) + (input.parquet() == null ? 0 : 1);
        if (kinds != 1) {
            throw serializationConflict("Input");
        }
        var compression = input.compressionType() == null ? CompressionType.NONE : input.compressionType();
        if (compression == CompressionType.UNKNOWN_TO_SDK_VERSION) {
            throw invalidParameter(
                    "InvalidCompressionFormat",
                    "The file is not in a supported compression format. Only GZIP and BZIP2 are supported.");
        }
        var csv = input.csv() == null ? null : CsvForm.of(input.csv());
        var json = input.json() == null ? null : jsonType(input.json().type());
        var ranged = request.scanRange() != null;
        if (input.parquet() != null && compression != CompressionType.NONE) {
            throw parquetCompressed();
        }
        if (ranged
                && (input.parquet() != null
                        || compression != CompressionType.NONE
                        || json == JSONType.DOCUMENT
                        || (csv != null && csv.quotedDelimiters()))) {
            throw scanRangeUnsupported();
        }
        return new Input(csv, json, compression, request.scanRange());
    }

    private static JSONType jsonType(@Nullable JSONType type) {
        if (type == null || type == JSONType.UNKNOWN_TO_SDK_VERSION) {
            throw invalidParameter(
                    "InvalidJsonType", "The JsonType is invalid. Only DOCUMENT and LINES are supported.");
        }
        return type;
    }

    /** The records of an object. */
    Opened open(Content content) throws IOException {
        long size = content.sizeBytes();
        long start = 0;
        long end = Long.MAX_VALUE;
        var asked = range;
        if (asked != null) {
            var first = asked.start();
            var last = asked.end();
            if ((first == null && last == null) || (first != null && (first < 0 || first >= Math.max(size, 1)))) {
                throw scanRangeInvalid();
            }
            if (first == null) {
                start = Math.max(0, size - Objects.requireNonNull(last));
            } else {
                start = first;
                end = last == null ? end : last;
                if (end < start) {
                    throw scanRangeInvalid();
                }
            }
        }
        var form = csv;
        if (form == null && json == null) {
            var scanned = new Counted(InputStream.nullInputStream());
            var processed = new Counted(InputStream.nullInputStream());
            return new Opened(new ParquetRecords(content, scanned, processed), scanned, processed, null);
        }
        return form != null ? csv(content, form, start, end) : json(content, start, end);
    }

    /**
     * An object that is being read.
     *
     * @param scanned counts the bytes as they lie in the object
     * @param processed counts them as they are when expanded
     * @param names of its fields, by its header; null for JSON and Parquet
     */
    record Opened(
            Records records,
            Counted scanned,
            Counted processed,
            @Nullable List<String> names) {}

    private Opened csv(Content content, CsvForm form, long start, long end) throws IOException {
        var delimiter = form.recordDelimiter().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        int quote = form.quotedDelimiters() ? form.quote() : -1;
        List<String> names = List.of();
        if (start > 0 && form.header() == FileHeaderInfo.USE) {
            var head = new Lines(content.stream(0, content.sizeBytes()), delimiter, quote, 0, Long.MAX_VALUE);
            names = header(head, form);
        }
        // The delimiter before the range says whether a record begins with its first byte
        long from = start == 0 ? 0 : Math.max(0, start - delimiter.length);
        var scanned = new Counted(content.stream(from, content.sizeBytes() - from));
        var processed = new Counted(expanded(scanned));
        var lines = new Lines(processed, delimiter, quote, from, end);
        if (start > 0) {
            lines.next();
        } else if (form.header() != FileHeaderInfo.NONE) {
            var found = header(lines, form);
            names = form.header() == FileHeaderInfo.USE ? found : List.of();
        }
        return new Opened(new CsvRecords(lines, form, names), scanned, processed, names);
    }

    private static List<String> header(Lines lines, CsvForm form) throws IOException {
        var found = CsvRecords.fields(lines, form);
        return found == null ? List.of() : found;
    }

    private Opened json(Content content, long start, long end) throws IOException {
        long from = Math.max(0, start - 1);
        var scanned = new Counted(content.stream(from, content.sizeBytes() - from));
        var processed = new Counted(expanded(scanned));
        if (range == null) {
            var buffered = new BufferedInputStream(processed, 64 << 10);
            return new Opened(JsonRecords.of(buffered, json == JSONType.DOCUMENT), scanned, processed, null);
        }
        var lines = new Lines(processed, LINE_END, -1, from, end);
        if (start > 0) {
            lines.next();
        }
        return new Opened(JsonRecords.of(lines), scanned, processed, null);
    }

    private InputStream expanded(InputStream in) throws IOException {
        try {
            return switch (compression) {
                case GZIP -> new GZIPInputStream(in, 64 << 10);
                case BZIP2 -> new BZip2HadoopStreams().createInputStream(new BufferedInputStream(in));
                default -> in;
            };
        } catch (IOException e) {
            throw notCompressed(compression.toString());
        }
    }
}
