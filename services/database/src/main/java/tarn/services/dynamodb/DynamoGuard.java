package tarn.services.dynamodb;

import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkRequest;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.policy.Guard;
import tarn.policy.ResourcePolicy;

/** What DynamoDB knows of a table when it is to be decided who may touch it. */
record DynamoGuard(Tables tables) implements Guard {

    @Override
    public String arn(String kind, String reference, SdkRequest request) {
        return reference.startsWith("arn:")
                ? reference
                : Caller.current().arn("dynamodb", "table/" + reference).toString();
    }

    @Override
    public Optional<ResourcePolicy> policy(String arn) {
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
