package tarn.services.dynamodb;

import static tarn.services.dynamodb.DynamoFaults.invalid;
import static tarn.services.dynamodb.DynamoFaults.noIndex;
import static tarn.services.dynamodb.DynamoFaults.startKeyInvalid;
import static tarn.services.dynamodb.DynamoFaults.startKeyOutside;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import tarn.kernel.JsonAnswer;
import tarn.kernel.Part;
import tarn.services.dynamodb.expression.KeyCondition;
import tarn.services.dynamodb.expression.Plans;
import tarn.services.dynamodb.expression.SortRange;
import tarn.services.dynamodb.value.Item;
import tarn.services.dynamodb.value.Wording;
import tarn.store.Key;
import tarn.store.Range;

/** Query and Scan. */
final class Reading implements DynamoDbClient, Part {

    private final Tables tables;
    private final Items items;
    private final Meter meter;
    private final Gauges gauges;

    Reading(Tables tables, Items items, Meter meter, Gauges gauges) {
        this.tables = tables;
        this.meter = meter;
        this.items = items;
        this.gauges = gauges;
    }

    @Override
    public QueryResponse query(QueryRequest request) {
        return gauges.told("Query", request.tableName(), () -> queried(request));
    }

    private QueryResponse queried(QueryRequest request) {
        var plan = Refusals.of(() -> Plans.of(request));
        var start = start(request.hasExclusiveStartKey() ? request.exclusiveStartKey() : null, Wording.CURRENT);
        var table = tables.named(request.tableName());
        var index = index(table, request.indexName(), request.consistentRead());
        var keys = index == null ? table.keys() : index.keys();
        var condition = Refusals.of(() -> {
            var on = plan.keys().on(keys.forExpressions());
            plan.filter().checkNoKeys(keys.names(), plan.origin());
            plan.projection().checkKeys(keys.names());
            return on;
        });
        var selecting = Selecting.of(
                request.select(),
                plan.projection(),
                table,
                index,
                "Querying",
                request.hasAttributesToGet() ? "AttributesToGet" : "ProjectionExpression");
        var range = ranged(table, index, condition);
        if (Boolean.FALSE.equals(request.scanIndexForward())) {
            range = range.backwards();
        }
        if (start != null) {
            range = range.after(started(table, index, start, keys, condition));
        }
        meter.admitRead(table, index, condition.partition());
        var page = new Walking(table, index, plan.filter(), selecting, request.limit()).read(items, range);
        var consumed = consumed(table, index, page, request.consistentRead());
        meter.read(consumed, index, condition.partition());
        gauges.consumed(consumed);
        gauges.returned("Query", table, page.count());
        var told = consumed.told(request.returnConsumedCapacity());
        if (told == null && written("Query", page, selecting)) {
            return QueryResponse.builder().build();
        }
        var response = QueryResponse.builder()
                .consumedCapacity(told)
                .count(page.count())
                .scannedCount(page.scanned())
                .lastEvaluatedKey(page.last() == null ? null : page.last().toSdk());
        return (selecting.counts() ? response : response.items(page.toSdk())).build();
    }

    @Override
    public ScanResponse scan(ScanRequest request) {
        return gauges.told("Scan", request.tableName(), () -> scanned(request));
    }

    private ScanResponse scanned(ScanRequest request) {
        checkSegments(request);
        var plan = Refusals.of(() -> Plans.of(request));
        var start = start(request.hasExclusiveStartKey() ? request.exclusiveStartKey() : null, Wording.OLDER);
        var table = tables.named(request.tableName());
        var index = index(table, request.indexName(), request.consistentRead());
        var keys = index == null ? table.keys() : index.keys();
        Refusals.of(() -> {
            plan.projection().checkKeys(keys.names());
            return plan;
        });
        var selecting = Selecting.of(
                request.select(),
                plan.projection(),
                table,
                index,
                "Scanning",
                request.hasAttributesToGet() ? "AttributesToGet" : "ProjectionExpression");
        long segments = request.totalSegments() == null ? 1 : request.totalSegments();
        long segment = request.segment() == null ? 0 : request.segment();
        int number = table.stored().number();
        int under = index == null ? Table.ITEMS : index.number();
        var range = Range.between(
                KeyBytes.segment(number, under, segment, segments),
                segment + 1 == segments
                        ? KeyBytes.of(number, under).end()
                        : KeyBytes.segment(number, under, segment + 1, segments));
        if (start != null) {
            range = range.after(started(table, index, start, keys, null));
        }
        meter.admitRead(table, index, null);
        var page = new Walking(table, index, plan.filter(), selecting, request.limit()).read(items, range);
        var consumed = consumed(table, index, page, request.consistentRead());
        meter.read(consumed, index, null);
        gauges.consumed(consumed);
        gauges.returned("Scan", table, page.count());
        var told = consumed.told(request.returnConsumedCapacity());
        if (told == null && written("Scan", page, selecting)) {
            return ScanResponse.builder().build();
        }
        var response = ScanResponse.builder()
                .consumedCapacity(told)
                .count(page.count())
                .scannedCount(page.scanned())
                .lastEvaluatedKey(page.last() == null ? null : page.last().toSdk());
        return (selecting.counts() ? response : response.items(page.toSdk())).build();
    }

    /** Writes the answer straight as JSON, if that is wanted. */
    private static boolean written(String operation, Walking.Page page, Selecting selecting) {
        var json = JsonAnswer.to(operation);
        json.ifPresent(answer -> new ItemJson(ItemJson.expectedBytes(page.items()))
                .page(page, selecting.counts())
                .into(answer));
        return json.isPresent();
    }

    private static Consumed consumed(
            Table table, @Nullable StoredIndex index, Walking.Page page, @Nullable Boolean consistent) {
        boolean isConsistent = Boolean.TRUE.equals(consistent);
        var consumed = new Consumed(table).read(index, page.bytes(), isConsistent);
        page.fetched().forEach(size -> consumed.read(null, size, isConsistent));
        return consumed;
    }

    private static void checkSegments(ScanRequest request) {
        if (request.segment() != null && request.totalSegments() == null) {
            throw invalid("The TotalSegments parameter is required but was not present in the request when Segment "
                    + "parameter is present");
        }
        if (request.segment() == null && request.totalSegments() != null) {
            throw invalid("The Segment parameter is required but was not present in the request when parameter "
                    + "TotalSegments is present");
        }
        if (request.segment() != null && request.segment() >= request.totalSegments()) {
            throw invalid("The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: "
                    + request.segment() + " is not less than TotalSegments: " + request.totalSegments());
        }
    }

    /** The index a request names; null if it names none. */
    static @Nullable StoredIndex index(Table table, @Nullable String name, @Nullable Boolean consistent) {
        if (name == null) {
            return null;
        }
        var index = table.readable(name).orElseThrow(() -> noIndex(name));
        if (index.global() && Boolean.TRUE.equals(consistent)) {
            throw invalid("Consistent reads are not supported on global secondary indexes");
        }
        if (!index.filled()) {
            throw invalid("Cannot read from backfilling global secondary index: " + name);
        }
        return index;
    }

    private static @Nullable Item start(@Nullable Map<String, AttributeValue> start, Wording wording) {
        return start == null ? null : Refusals.item(start, wording);
    }

    /** The key that a page begins after. */
    private static Key started(
            Table table, @Nullable StoredIndex index, Item start, Keys keys, @Nullable KeyCondition condition) {
        var names = new java.util.HashSet<>(table.keys().names());
        names.addAll(keys.names());
        if (!start.attributes().keySet().equals(names)) {
            throw startKeyInvalid();
        }
        for (var name : names) {
            var type = keys.type(name).or(() -> table.keys().type(name)).orElse("");
            var value = start.get(name);
            if (value == null || !value.type().equals(type)) {
                throw startKeyInvalid();
            }
        }
        if (condition != null) {
            checkWithin(start, keys, condition);
        }
        return index == null ? table.key(start) : table.entryKey(index, start);
    }

    private static void checkWithin(Item start, Keys keys, KeyCondition condition) {
        var sort = condition.sort();
        var part = keys.sort();
        if (sort != null && part != null) {
            var value = start.get(part.name());
            if (value != null && !sort.contains(value)) {
                throw invalid("The provided starting key does not match the range key predicate");
            }
        }
        if (!condition.partition().equals(start.get(keys.partition().name()))) {
            throw startKeyOutside();
        }
    }

    /** Where the entries lie that fulfil a condition. */
    static Range ranged(Table table, @Nullable StoredIndex index, KeyCondition condition) {
        var under = new Beginning(table.stored().number(), index == null ? Table.ITEMS : index.number(), condition);
        return switch (condition.sort()) {
            case null -> Range.between(under.made(), under.end());
            case SortRange.Equal(var value) ->
                Range.between(
                        under.at().ordered(value).made(),
                        under.at().ordered(value).end());
            case SortRange.Less(var value) ->
                Range.between(under.made(), under.at().ordered(value).made());
            case SortRange.AtMost(var value) ->
                Range.between(under.made(), under.at().ordered(value).end());
            case SortRange.Greater(var value) ->
                Range.between(under.at().ordered(value).end(), under.end());
            case SortRange.AtLeast(var value) ->
                Range.between(under.at().ordered(value).made(), under.end());
            case SortRange.Between(var low, var high) ->
                Range.between(
                        under.at().ordered(low).made(), under.at().ordered(high).end());
            case SortRange.BeginsWith(var prefix) ->
                Range.between(
                        under.at().beginning(prefix).made(),
                        under.at().beginning(prefix).end());
        };
    }

    /** What the keys of a partition begin with. */
    private record Beginning(int table, int index, KeyCondition condition) {
        KeyBytes at() {
            return KeyBytes.of(table, index).partition(condition.partition());
        }

        Key made() {
            return at().made();
        }

        Key end() {
            return at().end();
        }
    }
}
