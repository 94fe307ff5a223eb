package tarn.services.glue.crawl;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.airlift.compress.MalformedInputException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tarn.blobs.Content;

/**
 * Asks the classifiers: a user's own in their order, then Glue's built-in ones in AWS's: Avro, ORC, Parquet, JSON, XML, Ion,
 * logs, CSV. The first that is certain is believed; if none is, the most certain one. What none knows is unknown.
 *
 * <p>Of text no more is read than tells the schema: a megabyte after expansion, of JSON whole records up to 64 MB.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/add-classifier.html">Classifiers</a>
 */
final class Classifier {

    private static final int HEAD_BYTES = 64;
    private static final int SAMPLE_BYTES = 1 << 20;
    private static final int RECORD_BYTES_MAX = 64 << 20;

    private final List<CustomClassifier> custom;

    Classifier(List<CustomClassifier> custom) {
        this.custom = List.copyOf(custom);
    }

    /** What a file says of itself to the built-in classifiers alone. */
    static Optional<FileSchema> classify(LakeFile file, Content content) throws IOException {
        return new Classifier(List.of()).recognise(file, content);
    }

    /**
     * What a file says of itself; empty if no classifier knows it.
     *
     * @throws IOException if it is a known format but damaged; the message says how
     */
    Optional<FileSchema> recognise(LakeFile file, Content content) throws IOException {
        try {
            return asked(file, content);
        } catch (MalformedInputException | IllegalArgumentException | IndexOutOfBoundsException e) {
            // What the expanders of Snappy, Zstandard and bzip2 throw at a damaged block.
            throw new IOException("its bytes are damaged: " + e.getMessage(), e);
        }
    }

    private Optional<FileSchema> asked(LakeFile file, Content content) throws IOException {
        var head = Bytes.upTo(content, 0, HEAD_BYTES);
        if (AvroHeader.begins(head)) {
            return Optional.of(AvroHeader.read(content));
        }
        if (OrcFooter.begins(head)) {
            return Optional.of(OrcFooter.read(content));
        }
        if (ParquetFooter.begins(head)) {
            return Optional.of(ParquetFooter.read(content));
        }
        var sample = TextSample.of(file, content, head);
        @Nullable Recognised best = null;
        for (var classifier : custom) {
            var found = own(classifier, sample, content, head);
            if (found.isPresent() && found.get().isCertain()) {
                return found.map(Recognised::schema);
            }
            if (found.isPresent() && (best == null || found.get().certainty() > best.certainty())) {
                best = found.get();
            }
        }
        var builtIn = builtIn(sample, content, head);
        return builtIn.isPresent() || best == null ? builtIn : Optional.of(best.schema());
    }

    private static Optional<Recognised> own(
            CustomClassifier classifier, TextSample sample, Content content, byte[] head) throws IOException {
        return switch (classifier) {
            case CustomClassifier.Lines lines ->
                sample.isBinary() ? Optional.empty() : LogClassifier.recognise(sample, lines);
            case CustomClassifier.Elements(var name, var classification, var rowTag) ->
                XmlClassifier.classify(sample, classification, rowTag).map(found -> new Recognised(found, 1));
            case CustomClassifier.Path(var name, var path) ->
                isJson(sample)
                        ? json(sample, content, head, Optional.of(path)).map(found -> new Recognised(found, 1))
                        : Optional.empty();
            case CustomClassifier.Rows rows ->
                RowsClassifier.classify(sample, rows).map(found -> new Recognised(found, 1));
        };
    }

    private static boolean isJson(TextSample sample) {
        return sample.firstMeaningful() == '{' || sample.firstMeaningful() == '[';
    }

    private static Optional<FileSchema> builtIn(TextSample sample, Content content, byte[] head) throws IOException {
        if (IonClassifier.begins(sample)) {
            return IonClassifier.classify(sample);
        }
        if (sample.isBinary()) {
            return Optional.empty();
        }
        // A line in brackets may be a log's: only what no log is must be JSON.
        if (isJson(sample)) {
            var log = sample.firstMeaningful() == '[' ? LogClassifier.builtIn(sample) : Optional.<FileSchema>empty();
            return log.isPresent() ? log : json(sample, content, head, Optional.empty());
        }
        var xml = sample.firstMeaningful() == '<' ? XmlClassifier.builtIn(sample) : Optional.<FileSchema>empty();
        if (xml.isPresent()) {
            return xml;
        }
        var log = LogClassifier.builtIn(sample);
        return log.isPresent()
                ? log
                : CsvClassifier.classify(sample.text())
                        .map(found -> sample.schema(found.format(), found.columns(), found.rows()));
    }

    private static Optional<FileSchema> json(TextSample sample, Content content, byte[] head, Optional<JsonPath> path)
            throws IOException {
        var compression = sample.compression();
        try (var raw = new CountedStream(content.stream(0, content.sizeBytes()));
                var in = compression.expand(raw, head);
                var bounded = new BoundedStream(in, RECORD_BYTES_MAX)) {
            var found = path.isPresent()
                    ? JsonClassifier.classify(bounded, SAMPLE_BYTES, path.get())
                    : JsonClassifier.classify(bounded, SAMPLE_BYTES);
            if (found.columns().isEmpty()) {
                return Optional.empty();
            }
            double read = compression == Compression.NONE ? found.readBytes() : raw.count();
            long records = found.whole()
                    ? found.records()
                    : (long) (found.records() * sample.file().sizeBytes() / read);
            var format = new Format.Json(path.map(JsonPath::text).orElse(""));
            return Optional.of(new FileSchema(format, compression, found.columns(), Math.max(1, records)));
        } catch (JsonProcessingException e) {
            var where = e.getLocation();
            throw new IOException(
                    "not readable as JSON" + (where == null ? "" : " at line " + where.getLineNr()) + ": "
                            + e.getOriginalMessage(),
                    e);
        } catch (EOFException e) {
            throw new IOException("the " + compression.label() + " data is cut short", e);
        }
    }

    /** A stream that fails where a record does not end in a bearable length. */
    private static final class BoundedStream extends java.io.FilterInputStream {
        private long left;

        BoundedStream(InputStream in, long left) {
            super(in);
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int read = super.read(into, offset, length);
            left -= Math.max(0, read);
            if (left < 0) {
                throw new Unreadable("a single JSON record of more than " + (RECORD_BYTES_MAX >> 20) + " MB");
            }
            return read;
        }
    }
}
