package tarn.services.dynamodb;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.policy.Guard;
import tarn.policy.ResourcePolicy;

/** What DynamoDB knows of a table when it is to be decided who may touch it. */
record DynamoGuard(Tables tables, ChangeLog log) implements Guard {

    private static final Map<String, Function<Touched, List<String>>> KEYS = Map.of(
            "dynamodb:leadingkeys", Touched::leading,
            "dynamodb:attributes", Touched::attributes,
            "dynamodb:select", Touched::selects,
            "dynamodb:returnvalues", Touched::returns);

    @Override
    public String arn(String kind, String reference, SdkRequest request) {
        var table = reference.startsWith("arn:")
                ? reference
                : Caller.current().arn("dynamodb", "table/" + reference).toString();
        var index = index(request);
        return index == null ? table : table + "/index/" + index;
    }

    private static @Nullable String index(SdkRequest request) {
        return switch (request) {
            case QueryRequest query -> query.indexName();
            case ScanRequest scan -> scan.indexName();
            default -> null;
        };
    }

    /** The condition keys of DynamoDB that are about what a request reads or writes of a table. */
    @Override
    public List<String> values(String key, String arn, SdkRequest request) {
        var asked = KEYS.get(key);
        return asked == null
                ? List.of()
                : find(arn)
                        .map(table -> asked.apply(Touched.by(request, table)))
                        .orElse(List.of());
    }

    @Override
    public Optional<ResourcePolicy> policy(String arn) {
        if (arn.contains("/stream/")) {
            return StreamGuard.policy(log, arn);
        }
        return find(arn)
                .map(table -> ResourcePolicy.of(
                        table.stored().settings().policy(),
                        Arn.parse(arn).orElseThrow().account()));
    }

    @Override
    public Map<String, String> tags(String arn) {
        return find(arn).map(table -> table.stored().tags()).orElse(Map.of());
    }

    /** The table of an ARN, whoever's it is. */
    private Optional<Table> find(String arn) {
        return Arn.parse(arn)
                .filter(parsed -> parsed.account().matches("[0-9]{12}"))
                .filter(parsed -> parsed.resource().startsWith("table/"))
                .flatMap(parsed -> Caller.root(parsed.account(), parsed.region(), "guard")
                        .call(() -> tables.find(parsed.resource().split("/", -1)[1])));
    }
}
