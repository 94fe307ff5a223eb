package tarn.services.dynamodb;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.ImportStatus;
import software.amazon.awssdk.services.dynamodb.model.ImportTableDescription;
import software.amazon.awssdk.services.dynamodb.model.InputCompressionType;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.services.dynamodb.text.UnreadableTextException;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.MalformedValueException;
import tarn.services.dynamodb.value.Wording;
import tarn.store.Batch;
import tarn.store.Format;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Store;

/**
 * Reads what lies in S3 into new tables, object by object in order of their keys. Each batch of items is kept with how
 * far it has come, so that a restart goes on there. What cannot be read is counted and passed over.
 */
final class Importing {

    static final Format<Work> FORMAT = Formats.record(Work.class);

    private static final String SERVICE = "dynamodb.amazonaws.com";
    private static final int AT_ONCE = 200;

    /**
     * An import that is being made.
     *
     * @param caller as whom S3 is asked
     * @param after the last object that was read to its end; null at the beginning
     * @param records how many records of the next object were read
     */
    record Work(
            String table,
            int number,
            Caller caller,
            @Nullable String after,
            long records,
            long bytes,
            long processed,
            long imported,
            long errors) {

        Work(String table, int number, Caller caller) {
            this(table, number, caller, null, 0, 0, 0, 0, 0);
        }

        Work and(long more, long kept) {
            return new Work(
                    table,
                    number,
                    caller,
                    after,
                    records + more,
                    bytes,
                    processed + more,
                    imported + kept,
                    errors + more - kept);
        }

        Work after(S3Object object) {
            return new Work(table, number, caller, object.key(), 0, bytes + object.size(), processed, imported, errors);
        }
    }

    private final Platform platform;
    private final Tables tables;
    private final Items items;
    private final Chores chores;
    private final Store<StoredImport> imports;
    private final Works<Work> works;

    Importing(Platform platform, Tables tables, Items items, Chores chores, Store<StoredImport> imports) {
        this.platform = platform;
        this.tables = tables;
        this.items = items;
        this.chores = chores;
        this.imports = imports;
        this.works = new Works<>(platform, "importing", FORMAT, this::read);
    }

    void begin(Batch batch, String id, Work work) {
        works.begin(batch, id, work);
    }

    /** What is told of an import, with how far it has come. */
    ImportTableDescription now(StoredImport stored) {
        return works.find(stored.id())
                .map(work -> counted(stored.told(), work).build())
                .orElseGet(stored::told);
    }

    private static ImportTableDescription.Builder counted(ImportTableDescription told, Work work) {
        return told.toBuilder()
                .processedItemCount(work.processed())
                .importedItemCount(work.imported())
                .errorCount(work.errors())
                .processedSizeBytes(work.bytes());
    }

    private void read(String id, Work begun) {
        var stored = imports.get(Key.of(begun.table(), id)).orElseThrow();
        var told = stored.told();
        try {
            var work = begun;
            for (var object : objects(begun, told)) {
                work = read(id, work, told, object);
            }
            end(id, work, stored, ImportStatus.COMPLETED, null, null);
        } catch (AwsServiceException e) {
            var details = e.awsErrorDetails();
            end(
                    id,
                    begun,
                    stored,
                    ImportStatus.FAILED,
                    "S3" + (details == null ? "Error" : details.errorCode()),
                    details == null ? e.getMessage() : details.errorMessage());
        } catch (IOException e) {
            end(id, begun, stored, ImportStatus.FAILED, "UnreadableInput", String.valueOf(e.getMessage()));
        }
    }

    private List<S3Object> objects(Work work, ImportTableDescription told) {
        var source = told.s3BucketSource();
        return work.caller()
                .via(SERVICE)
                .call(() -> platform
                        .client(S3Client.class)
                        .listObjectsV2Paginator(l -> l.bucket(source.s3Bucket())
                                .prefix(source.s3KeyPrefix())
                                .expectedBucketOwner(source.s3BucketOwner())
                                .startAfter(work.after()))
                        .contents()
                        .stream()
                        .filter(object -> object.size() > 0)
                        .toList());
    }

    private Work read(String id, Work begun, ImportTableDescription told, S3Object object) throws IOException {
        var source = told.s3BucketSource();
        var body = begun.caller()
                .via(SERVICE)
                .call(() -> platform.client(S3Client.class)
                        .getObject(g -> g.bucket(source.s3Bucket())
                                .key(object.key())
                                .expectedBucketOwner(source.s3BucketOwner())));
        try (var text = new InputStreamReader(unpacked(body, told.inputCompressionType()), StandardCharsets.UTF_8)) {
            var records = Records.of(told, tables.find(begun.table()).orElseThrow(), new BufferedReader(text));
            for (long i = 0; i < begun.records(); i++) {
                next(records);
            }
            var work = begun;
            while (true) {
                var some = some(records);
                work = keep(id, work, some);
                if (some.size() < AT_ONCE) {
                    break;
                }
            }
            var done = work.after(object);
            var batch = platform.batch();
            works.go(batch, id, done);
            batch.commit();
            return done;
        }
    }

    private static InputStream unpacked(InputStream body, @Nullable InputCompressionType type) throws IOException {
        return switch (type) {
            case GZIP -> new GZIPInputStream(body);
            case ZSTD -> new io.airlift.compress.zstd.ZstdInputStream(body);
            case NONE -> body;
            case UNKNOWN_TO_SDK_VERSION -> throw new IOException("Unknown compression");
            case null -> body;
        };
    }

    /** A record of an object: its attributes, or none if it cannot be read. */
    private record Read(@Nullable Map<String, AttributeValue> attributes, boolean last) {}

    private static Read next(Records records) throws IOException {
        try {
            var found = records.next();
            return new Read(found.orElse(null), found.isEmpty());
        } catch (UnreadableTextException e) {
            return new Read(null, false);
        }
    }

    private static List<Read> some(Records records) throws IOException {
        var some = new ArrayList<Read>();
        while (some.size() < AT_ONCE) {
            var read = next(records);
            if (read.last()) {
                break;
            }
            some.add(read);
        }
        return some;
    }

    /** Keeps the items of some records with how far it has come. */
    private Work keep(String id, Work work, List<Read> some) {
        if (some.isEmpty()) {
            return work;
        }
        while (true) {
            var table = tables.find(work.table()).orElseThrow();
            var found = new LinkedHashMap<Key, Item>();
            long kept = 0;
            for (var read : some) {
                var item = item(table, read.attributes());
                if (item != null) {
                    found.put(table.key(item), item);
                    kept++;
                }
            }
            var alteration = items.alter().expecting(tables, table);
            found.forEach((key, item) -> alteration.add(
                    table, key, items.read(key).map(ItemCodec::decode).orElse(null), item));
            var further = work.and(some.size(), kept);
            works.go(alteration.batch(), id, further);
            if (alteration.commit()) {
                return further;
            }
        }
    }

    private static @Nullable Item item(Table table, @Nullable Map<String, AttributeValue> attributes) {
        if (attributes == null) {
            return null;
        }
        try {
            var item = table.checked(Item.of(attributes, Wording.CURRENT));
            return item.sizeBytes() > Writing.ITEM_BYTES_MAX ? null : item;
        } catch (DynamoDbException | MalformedValueException e) {
            return null;
        }
    }

    /** A table whose import failed goes again. */
    private void end(
            String id,
            Work work,
            StoredImport stored,
            ImportStatus status,
            @Nullable String code,
            @Nullable String message) {
        var told = counted(stored.told(), works.find(id).orElse(work))
                .importStatus(status)
                .endTime(platform.clock().instant())
                .failureCode(code)
                .failureMessage(message)
                .build();
        boolean ended = false;
        while (!ended) {
            var batch = platform.batch().put(imports, Key.of(work.table(), id), stored.told(told));
            works.end(batch, id);
            var table = tables.find(work.table())
                    .filter(found -> found.stored().number() == work.number())
                    .orElse(null);
            if (table != null && status == ImportStatus.COMPLETED) {
                batch.replace(tables.store(), table.entry(), Copying.arrived(table.stored()));
            } else if (table != null) {
                batch.delete(tables.store(), table.entry());
                chores.add(batch, Chores.Kind.SWEEP, table, Chores.ALL);
            }
            ended = batch.commit();
        }
    }

    /** The records of an object, one after the other. */
    @FunctionalInterface
    interface Records {
        /** The next one; empty at the end. An {@link UnreadableTextException} is of this record alone. */
        java.util.Optional<Map<String, AttributeValue>> next() throws IOException;

        static Records of(ImportTableDescription told, Table table, Reader in) throws IOException {
            return switch (told.inputFormat()) {
                case DYNAMODB_JSON -> ImportedText.json(in);
                case ION -> ImportedText.ion(in);
                case CSV ->
                    ImportedText.csv(
                            in, told.inputFormatOptions(), table.stored().definitions());
                case UNKNOWN_TO_SDK_VERSION -> throw new IOException("Unknown format");
            };
        }
    }
}
