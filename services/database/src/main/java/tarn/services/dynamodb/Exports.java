package tarn.services.dynamodb;

import static tarn.services.dynamodb.DynamoFaults.backedTableNotFound;
import static tarn.services.dynamodb.DynamoFaults.invalid;
import static tarn.services.dynamodb.RecoveryFaults.exportConflict;
import static tarn.services.dynamodb.RecoveryFaults.exportNotFound;
import static tarn.services.dynamodb.RecoveryFaults.exportTimeInvalid;
import static tarn.services.dynamodb.RecoveryFaults.recoveryOff;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DescribeExportRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeExportResponse;
import software.amazon.awssdk.services.dynamodb.model.ExportDescription;
import software.amazon.awssdk.services.dynamodb.model.ExportFormat;
import software.amazon.awssdk.services.dynamodb.model.ExportStatus;
import software.amazon.awssdk.services.dynamodb.model.ExportSummary;
import software.amazon.awssdk.services.dynamodb.model.ExportTableToPointInTimeRequest;
import software.amazon.awssdk.services.dynamodb.model.ExportTableToPointInTimeResponse;
import software.amazon.awssdk.services.dynamodb.model.ExportType;
import software.amazon.awssdk.services.dynamodb.model.ExportViewType;
import software.amazon.awssdk.services.dynamodb.model.IncrementalExportSpecification;
import software.amazon.awssdk.services.dynamodb.model.ListExportsRequest;
import software.amazon.awssdk.services.dynamodb.model.ListExportsResponse;
import software.amazon.awssdk.services.dynamodb.model.S3SseAlgorithm;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Format;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** Exports of tables with point-in-time recovery to S3, whole or what has changed. */
final class Exports implements DynamoDbClient, Part {

    static final Format<StoredExport> FORMAT = Formats.record(StoredExport.class);

    private static final int PER_PAGE = 25;
    private static final int PARTS = 4;
    private static final Duration TOKEN_KEPT = Duration.ofHours(8);
    private static final Duration PERIOD_MIN = Duration.ofMinutes(15);
    private static final Duration PERIOD_MAX = Duration.ofHours(24);

    private final Platform platform;
    private final Tables tables;
    private final Keeping keeping;
    private final Store<StoredExport> store;
    private final Exporting exporting;
    private final Pages pages;

    Exports(Platform platform, Tables tables, Keeping keeping, Pasts pasts) {
        this.platform = platform;
        this.tables = tables;
        this.keeping = keeping;
        this.store = platform.store("dynamodb/exports", Scope.REGION, FORMAT);
        this.exporting = new Exporting(platform, store, keeping, pasts);
        this.pages =
                new Pages(platform.tokens(), PER_PAGE, PER_PAGE, token -> invalid("The provided NextToken is invalid"));
    }

    @Override
    public ExportTableToPointInTimeResponse exportTableToPointInTime(ExportTableToPointInTimeRequest request) {
        var name = tables.name(request.tableArn());
        var asked = request.toString();
        while (true) {
            var table = tables.find(name).orElseThrow(() -> backedTableNotFound(name));
            var present = repeated(name, request.clientToken());
            if (present.isPresent()) {
                if (!asked.equals(present.get().asked())) {
                    throw exportConflict(request.clientToken());
                }
                return answer(present.get().told());
            }
            var earliest = keeping.earliest(table.stored());
            if (earliest == null) {
                throw recoveryOff(name);
            }
            var span = span(request, earliest);
            var now = platform.clock().instant();
            var id = String.format(
                    Locale.ROOT,
                    "%014d-%s",
                    now.toEpochMilli(),
                    platform.ids().uuid().toString().substring(0, 8));
            var told = told(request, table, id, span, now);
            if (keeping.between(number -> begun(table, new StoredExport(id, name, told, asked), span, number))) {
                return answer(told);
            }
        }
    }

    private static ExportTableToPointInTimeResponse answer(ExportDescription told) {
        return ExportTableToPointInTimeResponse.builder()
                .exportDescription(told)
                .build();
    }

    private Optional<StoredExport> repeated(String table, @Nullable String token) {
        var since = platform.clock().instant().minus(TOKEN_KEPT);
        return token == null
                ? Optional.empty()
                : store.list(Range.under(Key.of(table)), Integer.MAX_VALUE).stream()
                        .map(Entry::value)
                        .filter(export -> token.equals(export.told().clientToken()))
                        .filter(export -> export.told().startTime().isAfter(since))
                        .findFirst();
    }

    /**
     * What is exported.
     *
     * @param from since when; null for everything
     */
    private record Span(@Nullable Instant from, Instant to) {}

    private Span span(ExportTableToPointInTimeRequest request, Instant earliest) {
        var now = platform.clock().instant();
        var specification = request.incrementalExportSpecification();
        if (request.exportType() != ExportType.INCREMENTAL_EXPORT) {
            if (specification != null) {
                throw invalid("IncrementalExportSpecification can only be specified for an INCREMENTAL_EXPORT");
            }
            return new Span(null, within(request.exportTime() == null ? now : request.exportTime(), earliest, now));
        }
        if (request.exportTime() != null) {
            throw invalid("ExportTime cannot be specified for an INCREMENTAL_EXPORT");
        }
        if (specification == null || specification.exportFromTime() == null) {
            throw invalid("ExportFromTime must be specified for an INCREMENTAL_EXPORT");
        }
        var from = within(specification.exportFromTime(), earliest, now);
        var to = within(specification.exportToTime() == null ? now : specification.exportToTime(), earliest, now);
        var length = Duration.between(from, to);
        if (length.compareTo(PERIOD_MIN) < 0 || length.compareTo(PERIOD_MAX) > 0) {
            throw exportTimeInvalid(
                    "The difference between the from and to time must be between 15 minutes and 24 " + "hours");
        }
        return new Span(from, to);
    }

    private static Instant within(Instant asked, Instant earliest, Instant now) {
        if (asked.getEpochSecond() < earliest.getEpochSecond() || asked.isAfter(now)) {
            throw exportTimeInvalid("The specified ExportTime is outside of the point in time recovery window: between "
                    + earliest + " and " + now);
        }
        return asked.isBefore(earliest) ? earliest : asked;
    }

    private ExportDescription told(
            ExportTableToPointInTimeRequest request, Table table, String id, Span span, Instant now) {
        var told = ExportDescription.builder()
                .exportArn(table.arn() + "/export/" + id)
                .exportStatus(ExportStatus.IN_PROGRESS)
                .startTime(now)
                .tableArn(table.arn().toString())
                .tableId(table.stored().id())
                .clientToken(
                        request.clientToken() == null ? platform.ids().uuid().toString() : request.clientToken())
                .s3Bucket(request.s3Bucket())
                .s3BucketOwner(request.s3BucketOwner())
                .s3Prefix(request.s3Prefix())
                .s3SseAlgorithm(request.s3SseAlgorithm() == null ? S3SseAlgorithm.AES256 : request.s3SseAlgorithm())
                .s3SseKmsKeyId(request.s3SseKmsKeyId())
                .exportFormat(request.exportFormat() == null ? ExportFormat.DYNAMODB_JSON : request.exportFormat())
                .exportType(request.exportType() == null ? ExportType.FULL_EXPORT : request.exportType());
        if (span.from() == null) {
            return told.exportTime(span.to()).build();
        }
        var view =
                Objects.requireNonNull(request.incrementalExportSpecification()).exportViewType();
        return told.incrementalExportSpecification(IncrementalExportSpecification.builder()
                        .exportFromTime(span.from())
                        .exportToTime(span.to())
                        .exportViewType(view == null ? ExportViewType.NEW_AND_OLD_IMAGES : view)
                        .build())
                .build();
    }

    private Batch begun(Table table, StoredExport export, Span span, long number) {
        var batch = platform.batch().expect(tables.store(), table.entry());
        batch.insert(store, Key.of(table.name(), export.id()), export);
        long from = span.from() == null ? 0 : cut(span.from(), number);
        keeping.moments()
                .add(
                        batch,
                        table.stored().number(),
                        export.id(),
                        new Moments.Moment(span.from() == null ? cut(span.to(), number) : from, null));
        if (span.from() != null) {
            keeping.moments()
                    .add(
                            batch,
                            table.stored().number(),
                            export.id() + "/to",
                            new Moments.Moment(cut(span.to(), number), null));
        }
        exporting.begin(
                batch,
                export.id(),
                new Exporting.Work(
                        table.name(),
                        table.stored().number(),
                        table.keys(),
                        from,
                        cut(span.to(), number),
                        Caller.current()));
        return batch;
    }

    private static long cut(Instant moment, long number) {
        return Math.min(number, Sequences.first(moment.toEpochMilli() + 1));
    }

    @Override
    public DescribeExportResponse describeExport(DescribeExportRequest request) {
        return Arn.parse(request.exportArn())
                .filter(Tables::isHere)
                .map(parsed -> parsed.resource().split("/", -1))
                .filter(parts -> parts.length == PARTS && parts[2].equals("export"))
                .flatMap(parts -> store.get(Key.of(parts[1], parts[3])))
                .map(export -> DescribeExportResponse.builder()
                        .exportDescription(export.told())
                        .build())
                .orElseThrow(() -> exportNotFound(request.exportArn()));
    }

    @Override
    public ListExportsResponse listExports(ListExportsRequest request) {
        var range = request.tableArn() == null ? Range.all() : Range.under(Key.of(tables.name(request.tableArn())));
        var page = pages.records(
                "dynamodb:ListExports", request.nextToken(), request.maxResults(), store, range, any -> true);
        return ListExportsResponse.builder()
                .exportSummaries(page.items().stream()
                        .map(StoredExport::told)
                        .map(told -> ExportSummary.builder()
                                .exportArn(told.exportArn())
                                .exportStatus(told.exportStatus())
                                .exportType(told.exportType())
                                .build())
                        .toList())
                .nextToken(page.next())
                .build();
    }
}
