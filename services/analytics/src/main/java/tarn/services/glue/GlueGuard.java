package tarn.services.glue;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.policy.Guard;
import tarn.policy.ResourcePolicy;

/** The policy of a catalog for all that is in it, and the tags of databases and crawlers, in whichever account they are. */
final class GlueGuard implements Guard {

    private final CatalogPolicies policies;
    private final Tags tags;

    GlueGuard(CatalogPolicies policies, Tags tags) {
        this.policies = policies;
        this.tags = tags;
    }

    @Override
    public Optional<ResourcePolicy> policy(String arn) {
        return Arn.parse(arn)
                .filter(GlueGuard::isOwned)
                .filter(parsed -> isInCatalog(parsed.resource()))
                .map(parsed -> ResourcePolicy.of(in(parsed, policies::document).orElse(null), parsed.account()));
    }

    @Override
    public Map<String, String> tags(String arn) {
        return Arn.parse(arn)
                .filter(GlueGuard::isOwned)
                .map(parsed -> in(parsed, () -> tags.of(arn)))
                .orElse(Map.of());
    }

    private static boolean isOwned(Arn arn) {
        return arn.account().matches("[0-9]{12}");
    }

    private static boolean isInCatalog(String resource) {
        return resource.equals("catalog")
                || resource.startsWith("database/")
                || resource.startsWith("table/")
                || resource.startsWith("userDefinedFunction/")
                || resource.startsWith("connection/");
    }

    private static <T> T in(Arn arn, Supplier<T> read) {
        return Caller.root(arn.account(), arn.region(), "guard").call(read::get);
    }
}
