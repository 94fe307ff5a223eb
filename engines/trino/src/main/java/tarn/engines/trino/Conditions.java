package tarn.engines.trino;

import io.trino.plugin.hive.metastore.MetastoreUtil;
import io.trino.spi.predicate.Domain;
import io.trino.spi.predicate.Range;
import io.trino.spi.predicate.TupleDomain;
import io.trino.spi.type.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tarn.engines.sql.LakeCondition;

/** What Trino's planner knows of partition keys, said so that a catalog can look partitions up by it. */
final class Conditions {

    /** Conditions no partition that matters fails; what cannot be said is left out. */
    static List<LakeCondition> of(TupleDomain<String> filter) {
        var conditions = new ArrayList<LakeCondition>();
        filter.getDomains().orElseThrow().forEach((key, domain) -> {
            if (!domain.isNullAllowed() && canBeSaid(domain.getType())) {
                condition(key, domain).ifPresent(conditions::add);
            }
        });
        return conditions;
    }

    private static Optional<LakeCondition> condition(String key, Domain domain) {
        if (!domain.getValues().getType().isOrderable() || domain.getValues().isAll() || domain.isNone()) {
            return Optional.empty();
        }
        var type = domain.getType();
        if (domain.getValues().isDiscreteSet()) {
            return Optional.of(new LakeCondition.OneOf(
                    key,
                    domain.getValues().getDiscreteSet().stream()
                            .map(value -> text(type, value))
                            .toList()));
        }
        var span = domain.getValues().getRanges().getSpan();
        return Optional.of(new LakeCondition.Within(key, low(span), high(span)));
    }

    private static Optional<LakeCondition.End> low(Range range) {
        return range.getLowValue()
                .map(value -> new LakeCondition.End(text(range.getType(), value), range.isLowInclusive()));
    }

    private static Optional<LakeCondition.End> high(Range range) {
        return range.getHighValue()
                .map(value -> new LakeCondition.End(text(range.getType(), value), range.isHighInclusive()));
    }

    private static boolean canBeSaid(Type type) {
        return switch (type.getBaseName()) {
            case "varchar", "bigint", "integer", "smallint", "tinyint", "date" -> true;
            default -> false;
        };
    }

    private static String text(Type type, Object value) {
        return MetastoreUtil.sqlScalarToString(type, value, "");
    }

    private Conditions() {}
}
