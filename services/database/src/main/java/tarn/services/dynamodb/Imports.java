package tarn.services.dynamodb;

import static tarn.services.dynamodb.DynamoFaults.invalid;
import static tarn.services.dynamodb.DynamoFaults.tableExists;
import static tarn.services.dynamodb.RecoveryFaults.importConflict;
import static tarn.services.dynamodb.RecoveryFaults.importNotFound;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeImportRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeImportResponse;
import software.amazon.awssdk.services.dynamodb.model.ImportStatus;
import software.amazon.awssdk.services.dynamodb.model.ImportSummary;
import software.amazon.awssdk.services.dynamodb.model.ImportTableDescription;
import software.amazon.awssdk.services.dynamodb.model.ImportTableRequest;
import software.amazon.awssdk.services.dynamodb.model.ImportTableResponse;
import software.amazon.awssdk.services.dynamodb.model.InputCompressionType;
import software.amazon.awssdk.services.dynamodb.model.InputFormat;
import software.amazon.awssdk.services.dynamodb.model.ListImportsRequest;
import software.amazon.awssdk.services.dynamodb.model.ListImportsResponse;
import software.amazon.awssdk.services.dynamodb.model.TableCreationParameters;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.NotImplemented;
import tarn.kernel.Part;
import tarn.kernel.Platform;
import tarn.pagination.Pages;
import tarn.store.Entry;
import tarn.store.Format;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** New tables of what lies in S3. They are CREATING until everything was read. */
final class Imports implements DynamoDbClient, Part {

    static final Format<StoredImport> FORMAT = Formats.record(StoredImport.class);

    private static final int PER_PAGE = 25;
    private static final int PARTS = 4;

    private final Platform platform;
    private final Tables tables;
    private final TableLife life;
    private final Store<StoredImport> store;
    private final Importing importing;
    private final Pages pages;

    Imports(Platform platform, Tables tables, Items items, Chores chores, TableLife life) {
        this.platform = platform;
        this.tables = tables;
        this.life = life;
        this.store = platform.store("dynamodb/imports", Scope.REGION, FORMAT);
        this.importing = new Importing(platform, tables, items, chores, store);
        this.pages =
                new Pages(platform.tokens(), PER_PAGE, PER_PAGE, token -> invalid("The provided NextToken is invalid"));
    }

    @Override
    public ImportTableResponse importTable(ImportTableRequest request) {
        var asked = request.toString();
        var parameters = request.tableCreationParameters();
        check(request, parameters);
        var name = Tables.checked("tableName", parameters.tableName());
        while (true) {
            var present = repeated(request.clientToken());
            if (present.isPresent()) {
                if (!present.get().asked().equals(asked)) {
                    throw importConflict(request.clientToken());
                }
                return answer(present.get().told());
            }
            if (tables.find(name).isPresent()) {
                throw tableExists(name);
            }
            var now = platform.clock().instant();
            var batch = platform.batch();
            var table = life.designed(created(parameters), name, now, tables.number(batch));
            table = table.with(table.tied().from(new Ties.Origin(null, null, null, true)));
            var id = String.format(
                    Locale.ROOT,
                    "%014d-%s",
                    now.toEpochMilli(),
                    platform.ids().uuid().toString().substring(0, 8));
            var told = told(request, table, id);
            batch.insert(tables.store(), Key.of(name), table);
            batch.insert(store, Key.of(name, id), new StoredImport(id, name, told, asked));
            importing.begin(batch, id, new Importing.Work(name, table.number(), Caller.current()));
            if (batch.commit()) {
                return answer(told);
            }
        }
    }

    private static void check(ImportTableRequest request, TableCreationParameters parameters) {
        if (parameters.hasVectorIndexes()) {
            throw NotImplemented.by(DynamoDbClient.class, "ImportTable with VectorIndexes");
        }
        var options = request.inputFormatOptions();
        if (options != null && options.csv() != null && request.inputFormat() != InputFormat.CSV) {
            throw invalid("InputFormatOptions can only be specified for the format CSV");
        }
    }

    private static ImportTableResponse answer(ImportTableDescription told) {
        return ImportTableResponse.builder().importTableDescription(told).build();
    }

    private Optional<StoredImport> repeated(@Nullable String token) {
        return token == null
                ? Optional.empty()
                : store.list(Range.all(), Integer.MAX_VALUE).stream()
                        .map(Entry::value)
                        .filter(one -> token.equals(one.told().clientToken()))
                        .findFirst();
    }

    private static CreateTableRequest created(TableCreationParameters parameters) {
        return CreateTableRequest.builder()
                .tableName(parameters.tableName())
                .attributeDefinitions(parameters.attributeDefinitions())
                .keySchema(parameters.keySchema())
                .billingMode(parameters.billingMode())
                .provisionedThroughput(parameters.provisionedThroughput())
                .onDemandThroughput(parameters.onDemandThroughput())
                .sseSpecification(parameters.sseSpecification())
                .globalSecondaryIndexes(
                        parameters.hasGlobalSecondaryIndexes() ? parameters.globalSecondaryIndexes() : null)
                .build();
    }

    private ImportTableDescription told(ImportTableRequest request, StoredTable table, String id) {
        var arn = Sources.arn(table);
        return ImportTableDescription.builder()
                .importArn(arn + "/import/" + id)
                .importStatus(ImportStatus.IN_PROGRESS)
                .tableArn(arn)
                .tableId(table.id())
                .clientToken(
                        request.clientToken() == null ? platform.ids().uuid().toString() : request.clientToken())
                .s3BucketSource(request.s3BucketSource())
                .inputFormat(request.inputFormat())
                .inputFormatOptions(request.inputFormatOptions())
                .inputCompressionType(
                        request.inputCompressionType() == null
                                ? InputCompressionType.NONE
                                : request.inputCompressionType())
                .tableCreationParameters(request.tableCreationParameters())
                .startTime(table.created())
                .errorCount(0L)
                .processedItemCount(0L)
                .importedItemCount(0L)
                .processedSizeBytes(0L)
                .build();
    }

    @Override
    public DescribeImportResponse describeImport(DescribeImportRequest request) {
        return Arn.parse(request.importArn())
                .filter(Tables::isHere)
                .map(parsed -> parsed.resource().split("/", -1))
                .filter(parts -> parts.length == PARTS && parts[2].equals("import"))
                .flatMap(parts -> store.get(Key.of(parts[1], parts[3])))
                .map(one -> DescribeImportResponse.builder()
                        .importTableDescription(importing.now(one))
                        .build())
                .orElseThrow(() -> importNotFound(request.importArn()));
    }

    @Override
    public ListImportsResponse listImports(ListImportsRequest request) {
        var range = request.tableArn() == null ? Range.all() : Range.under(Key.of(tables.name(request.tableArn())));
        var page = pages.records(
                "dynamodb:ListImports", request.nextToken(), request.pageSize(), store, range, any -> true);
        return ListImportsResponse.builder()
                .importSummaryList(page.items().stream()
                        .map(StoredImport::told)
                        .map(told -> ImportSummary.builder()
                                .importArn(told.importArn())
                                .importStatus(told.importStatus())
                                .tableArn(told.tableArn())
                                .s3BucketSource(told.s3BucketSource())
                                .inputFormat(told.inputFormat())
                                .startTime(told.startTime())
                                .endTime(told.endTime())
                                .build())
                        .toList())
                .nextToken(page.next())
                .build();
    }
}
