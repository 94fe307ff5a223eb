package tarn.services.dynamodb.expression;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tarn.services.dynamodb.value.Item;

/** What an item must be like for a write to happen, or to be among what a read returns. Immutable. */
public final class Condition {

    /** What every item fulfils. */
    public static final Condition NONE = new Condition(item -> true, List.of());

    private final Predicate<Item> predicate;
    private final List<Path> paths;

    Condition(Predicate<Item> predicate, List<Path> paths) {
        this.predicate = predicate;
        this.paths = List.copyOf(paths);
    }

    /** Whether this is {@link #NONE}. */
    public boolean isNone() {
        return this == NONE;
    }

    /** Whether an item fulfils it; {@link Item#EMPTY} stands for one that does not exist. */
    public boolean test(Item item) {
        return predicate.test(item);
    }

    /** The attributes that it is about. */
    public Set<String> attributes() {
        return paths.stream().map(Path::attribute).collect(Collectors.toUnmodifiableSet());
    }

    /** Refuses paths into attributes of the key. @throws InvalidExpressionException in AWS's words */
    public void checkKeys(Set<String> keys) {
        Paths.checkScalar(paths, keys);
    }

    /**
     * Refuses a filter on attributes of the key that a query goes by.
     *
     * @throws InvalidExpressionException in AWS's words
     */
    public void checkNoKeys(Set<String> keys, FilterOrigin origin) {
        for (var path : paths) {
            if (keys.contains(path.attribute())) {
                throw new InvalidExpressionException(origin.refusal()
                        + " can only contain non-primary key attributes: Primary key attribute: " + path.attribute());
            }
        }
    }

    /** Which parameter a filter came from. */
    public enum FilterOrigin {
        EXPRESSION("Filter Expression"),
        QUERY_FILTER("QueryFilter");

        private final String refusal;

        FilterOrigin(String refusal) {
            this.refusal = refusal;
        }

        String refusal() {
            return refusal;
        }
    }
}
