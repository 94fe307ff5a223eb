package tarn.services.s3;

import static tarn.services.s3.ReportFaults.idsDiffer;
import static tarn.services.s3.ReportFaults.invalidConfigurationId;
import static tarn.services.s3.ReportFaults.invalidToken;
import static tarn.services.s3.ReportFaults.noSuchConfiguration;
import static tarn.services.s3.ReportFaults.tooManyConfigurations;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tarn.kernel.PagingTokens;
import tarn.store.Batch;

/**
 * Configurations of a kind of which a bucket may have many, each with an id: how they are put, told, removed and listed
 * is the same for all kinds. A page has 100, a bucket at most 1,000.
 */
final class NamedConfigurations<V> {

    private static final int PAGE = 100;
    private static final int COUNT_MAX = 1000;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.\\-]{1,64}");

    private final Configurations<V> configurations;
    private final PagingTokens tokens;
    private final String kind;
    private final Function<V, String> idOf;

    /** @param kind the operation that lists them, which its paging tokens are good for */
    NamedConfigurations(Configurations<V> configurations, PagingTokens tokens, String kind, Function<V, String> idOf) {
        this.configurations = configurations;
        this.tokens = tokens;
        this.kind = kind;
        this.idOf = idOf;
    }

    /**
     * A page of a list.
     *
     * @param next the token of the next page; null at the end
     */
    record Page<V>(List<V> all, @Nullable String next) {}

    /** Refuses an id that cannot be one, or one too many. */
    void check(String bucket, String id, V configuration) {
        if (!ID.matcher(id).matches()) {
            throw invalidConfigurationId(id);
        }
        if (!idOf.apply(configuration).equals(id)) {
            throw idsDiffer(id);
        }
        if (configurations.find(bucket, id).isEmpty()
                && configurations.list(bucket, null, COUNT_MAX).size() == COUNT_MAX) {
            throw tooManyConfigurations(COUNT_MAX);
        }
    }

    void put(String bucket, String id, V configuration) {
        configurations.put(bucket, id, configuration);
    }

    /** Has a batch keep one, with what else is in it. */
    Batch put(Batch batch, String bucket, String id, V configuration) {
        return configurations.put(batch, bucket, id, configuration);
    }

    Optional<V> find(String bucket, String id) {
        return configurations.find(bucket, id);
    }

    V get(String bucket, String id) {
        return configurations.find(bucket, id).orElseThrow(ReportFaults::noSuchConfiguration);
    }

    void delete(String bucket, String id) {
        if (!configurations.delete(bucket, id)) {
            throw noSuchConfiguration();
        }
    }

    Page<V> page(String bucket, @Nullable String token) {
        var after = token == null
                ? null
                : tokens.open(kind, token)
                        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                        .orElseThrow(() -> invalidToken(token));
        var found = configurations.list(bucket, after, PAGE + 1);
        if (found.size() <= PAGE) {
            return new Page<>(found, null);
        }
        var page = found.subList(0, PAGE);
        var last = idOf.apply(page.getLast());
        return new Page<>(page, tokens.seal(kind, last.getBytes(StandardCharsets.UTF_8)));
    }
}
