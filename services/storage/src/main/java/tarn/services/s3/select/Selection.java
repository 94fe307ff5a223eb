package tarn.services.s3.select;

import static tarn.services.s3.select.SelectFaults.expressionTooLong;
import static tarn.services.s3.select.SelectFaults.invalidExpressionType;
import static tarn.services.s3.select.SelectFaults.missingHeaders;
import static tarn.services.s3.select.SelectFaults.serializationConflict;
import static tarn.services.s3.select.SelectFaults.truncated;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.s3.model.CompressionType;
import software.amazon.awssdk.services.s3.model.ExpressionType;
import software.amazon.awssdk.services.s3.model.SelectObjectContentEventStream;
import software.amazon.awssdk.services.s3.model.SelectObjectContentRequest;
import tarn.blobs.Content;
import tarn.services.s3.select.Datum.Field;
import tarn.services.s3.select.Datum.Fields;
import tarn.services.s3.select.Expression.Step;

/** A query that was understood, to be put to an object. */
public final class Selection {

    private static final int EXPRESSION_BYTES_MAX = 256 << 10;

    /** How much is gathered for one event of records. */
    private static final int EVENT_BYTES = 64 << 10;

    /** After how many bytes that gave no record a client is told that work goes on. */
    private static final long SILENT_BYTES_MAX = 32L << 20;

    private final Query query;
    private final Input input;
    private final Output output;
    private final boolean progress;
    private final Instant now;

    private Selection(Query query, Input input, Output output, boolean progress, Instant now) {
        this.query = query;
        this.input = input;
        this.output = output;
        this.progress = progress;
        this.now = now;
    }

    /** What a request asks for; refuses with AWS's faults what is not understood. */
    public static Selection of(SelectObjectContentRequest request, Instant now) {
        if (request.expressionType() != ExpressionType.SQL) {
            throw invalidExpressionType();
        }
        if (request.expression().getBytes(StandardCharsets.UTF_8).length > EXPRESSION_BYTES_MAX) {
            throw expressionTooLong();
        }
        var input = Input.of(request);
        var result = request.outputSerialization();
        if ((result.csv() == null) == (result.json() == null)) {
            throw serializationConflict("Output");
        }
        Output output = result.csv() != null ? CsvOutput.of(result.csv()) : JsonOutput.of(result.json());
        var progress = request.requestProgress() != null
                && Boolean.TRUE.equals(request.requestProgress().enabled());
        return new Selection(Parser.parse(request.expression()), input, output, progress, now);
    }

    /** Reads the object and sends what is found: records, and at the end statistics. */
    public void run(Content content, Consumer<SelectObjectContentEventStream> events) throws IOException {
        Input.Opened opened;
        try {
            opened = input.open(content);
        } catch (IOException e) {
            if (input.compression() == CompressionType.NONE) {
                throw e;
            }
            throw truncated();
        }
        var run = new Run(opened, events);
        try {
            run.everything();
        } catch (IOException | ArrayIndexOutOfBoundsException e) {
            // A bzip2 expander may throw either at a damaged block
            if (input.compression() == CompressionType.NONE) {
                throw e;
            }
            throw truncated();
        }
        run.end();
    }

    /** One reading of one object. */
    private final class Run {
        private final Input.Opened opened;
        private final Consumer<SelectObjectContentEventStream> events;
        private final ByteArrayOutputStream gathered = new ByteArrayOutputStream(EVENT_BYTES + 4096);
        private final List<Gatherer> gatherers =
                query.aggregates().stream().map(Gatherer::new).toList();
        private long returnedBytes;
        private long toldAt;
        private long left = query.limit() < 0 ? Long.MAX_VALUE : query.limit();

        Run(Input.Opened opened, Consumer<SelectObjectContentEventStream> events) {
            this.opened = opened;
            this.events = events;
        }

        void everything() throws IOException {
            boolean csv = opened.names() != null;
            while (left > 0) {
                var record = opened.records().next();
                if (record == null) {
                    break;
                }
                if (csv && record instanceof Fields fields) {
                    checkNames(fields);
                }
                unroll(record, query.from());
                stillHere();
            }
            if (query.gathers() && query.limit() != 0) {
                var evaluation = new Evaluation(
                        Datum.Absent.MISSING, index -> gatherers.get(index).result(), now);
                write(columns(evaluation));
            }
        }

        private boolean checked;

        /* Names are checked by the first record: a query that names what no header has is refused. */
        private void checkNames(Fields first) {
            if (!checked) {
                checked = true;
                if (!new Names(first).all(query)) {
                    throw missingHeaders();
                }
            }
        }

        /* Each element of a list behind FROM is a record of its own. */
        private void unroll(Datum from, List<Step> steps) {
            for (int i = 0; i < steps.size(); i++) {
                if (steps.get(i) instanceof Step.Each) {
                    var rest = steps.subList(i + 1, steps.size());
                    var list = Evaluation.follow(from, steps.subList(0, i));
                    if (list instanceof Datum.Items items) {
                        items.items().forEach(item -> unroll(item, rest));
                    } else if (list instanceof Fields fields) {
                        fields.fields().forEach(field -> unroll(field.value(), rest));
                    } else {
                        take(list);
                    }
                    return;
                }
            }
            take(Evaluation.follow(from, steps));
        }

        private void take(Datum record) {
            if (left == 0) {
                return;
            }
            var evaluation = new Evaluation(record, Run::early, now);
            var where = query.where();
            if (where != null && !evaluation.holds(where)) {
                return;
            }
            if (query.gathers()) {
                gatherers.forEach(gatherer -> gatherer.take(evaluation));
                return;
            }
            left--;
            write(query.everything() ? whole(record) : columns(evaluation));
        }

        private static Datum early(int index) {
            throw new IllegalStateException("An aggregate was asked before the end");
        }

        private static List<Field> whole(Datum record) {
            return switch (record) {
                case Fields fields -> fields.fields();
                case Datum.Absent _ -> List.of();
                case Datum value -> List.of(new Field("_1", value));
            };
        }

        private List<Field> columns(Evaluation evaluation) {
            var fields = new ArrayList<Field>(query.columns().size());
            for (var column : query.columns()) {
                fields.add(new Field(column.name(), evaluation.value(column.value())));
            }
            return fields;
        }

        private void write(List<Field> record) {
            int before = gathered.size();
            output.write(record, gathered);
            returnedBytes += gathered.size() - before;
            if (gathered.size() >= EVENT_BYTES) {
                flush();
            }
        }

        private void flush() {
            if (gathered.size() > 0) {
                events.accept(SelectObjectContentEventStream.recordsBuilder()
                        .payload(SdkBytes.fromByteArrayUnsafe(gathered.toByteArray()))
                        .build());
                gathered.reset();
                told();
            }
        }

        private void stillHere() {
            if (opened.processed().count() - toldAt > SILENT_BYTES_MAX) {
                events.accept(SelectObjectContentEventStream.contBuilder().build());
                told();
            }
        }

        private void told() {
            toldAt = opened.processed().count();
            if (progress) {
                events.accept(SelectObjectContentEventStream.progressBuilder()
                        .details(told -> told.bytesScanned(opened.scanned().count())
                                .bytesProcessed(opened.processed().count())
                                .bytesReturned(returnedBytes))
                        .build());
            }
        }

        void end() {
            flush();
            if (progress) {
                told();
            }
            events.accept(SelectObjectContentEventStream.statsBuilder()
                    .details(told -> told.bytesScanned(opened.scanned().count())
                            .bytesProcessed(opened.processed().count())
                            .bytesReturned(returnedBytes))
                    .build());
            events.accept(SelectObjectContentEventStream.endBuilder().build());
        }
    }
}
