package tarn.services.dynamodb;

import static tarn.services.dynamodb.DynamoFaults.invalid;
import static tarn.services.dynamodb.DynamoFaults.tableNotFound;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Format;
import tarn.store.Formats;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** The tables of all accounts and regions, by name. */
final class Tables {

    static final Format<StoredTable> FORMAT = Formats.record(StoredTable.class);
    static final Format<Numbers> NUMBERS = Formats.record(Numbers.class);

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]+");
    private static final int NAME_MIN = 3;
    private static final int NAME_MAX = 255;
    private static final Key LAST = Key.of("last");

    /** The last number that a table got. */
    record Numbers(int last) {}

    private record Place(String account, String region, String name) {}

    private record Known(long changes, @Nullable Table table) {}

    private final Store<StoredTable> store;
    private final Store<Numbers> numbers;
    private final Encrypting encrypting;
    private final Map<Place, Known> known = new ConcurrentHashMap<>();

    Tables(Platform platform, Encrypting encrypting) {
        this.encrypting = encrypting;
        this.store = platform.store("dynamodb/tables", Scope.REGION, FORMAT);
        this.numbers = platform.store("dynamodb/numbers", Scope.REGION, NUMBERS);
    }

    Store<StoredTable> store() {
        return store;
    }

    /**
     * The table that a request for items names. One whose items are still arriving is not there yet.
     *
     * @throws software.amazon.awssdk.services.dynamodb.model.DynamoDbException also if its key does not work
     */
    Table named(@Nullable String reference) {
        var found = find(name(reference))
                .filter(table -> !table.stored().tied().isArriving())
                .orElseThrow(DynamoFaults::tableNotFound);
        if (found.stored().settings().encryption() != null) {
            encrypting.check(found.stored());
        }
        return found;
    }

    /** The table that a request on tables names, which is told by name if it does not exist. */
    Table described(@Nullable String reference) {
        var name = name(reference);
        return find(name).orElseThrow(() -> tableNotFound(name));
    }

    /** The table of a name, as it is now. */
    Optional<Table> find(String name) {
        var caller = Caller.current();
        var place = new Place(caller.account(), caller.region(), name);
        var last = known.get(place);
        if (last != null && last.changes() == store.changes()) {
            return Optional.ofNullable(last.table());
        }
        long changes = store.changes();
        var table = store.entry(Key.of(name)).map(Table::new);
        if (table.isPresent()) {
            known.put(place, new Known(changes, table.get()));
        } else {
            known.remove(place);
        }
        return table;
    }

    /** The name in a request, which may be an ARN. */
    String name(@Nullable String reference) {
        if (reference != null && reference.startsWith("arn:")) {
            return Arn.parse(reference)
                    .filter(Tables::isHere)
                    .map(Arn::resource)
                    .filter(resource -> resource.startsWith("table/"))
                    .map(resource -> resource.substring("table/".length()))
                    .map(rest -> rest.contains("/") ? rest.substring(0, rest.indexOf('/')) : rest)
                    .orElseThrow(DynamoFaults::tableNotFound);
        }
        return checked("tableName", reference == null ? "" : reference);
    }

    /** Whether an ARN is of the account and region that the request speaks to: no other's tables are touched. */
    static boolean isHere(Arn arn) {
        var caller = Caller.current();
        return arn.account().equals(caller.account()) && arn.region().equals(caller.region());
    }

    /** A name that a table or an index may have. */
    static String checked(String member, String name) {
        String rule = name.length() < NAME_MIN
                ? "Member must have length greater than or equal to " + NAME_MIN
                : name.length() > NAME_MAX
                        ? "Member must have length less than or equal to " + NAME_MAX
                        : !NAME.matcher(name).matches()
                                ? "Member must satisfy regular expression pattern: " + NAME
                                : "";
        if (!rule.isEmpty()) {
            throw invalid("1 validation error detected: Value '" + name + "' at '" + member
                    + "' failed to satisfy constraint: " + rule);
        }
        return name;
    }

    /** The number for a new table, which is taken when the batch is kept. */
    int number(Batch batch) {
        var last = numbers.entry(LAST);
        int next = last.map(Entry::value).map(Numbers::last).orElse(0) + 1;
        if (last.isPresent()) {
            batch.replace(numbers, last.get(), new Numbers(next));
        } else {
            batch.insert(numbers, LAST, new Numbers(next));
        }
        return next;
    }

    /** Tables in order of their names, after a name. */
    List<Entry<StoredTable>> list(@Nullable String after, int limit) {
        return store.list(after == null ? Range.all() : Range.all().after(Key.of(after)), limit);
    }
}
