package tarn.services.secretsmanager;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkRequest;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.policy.Guard;
import tarn.policy.ResourcePolicy;
import tarn.store.Entry;

/** What Secrets Manager knows of a secret when it is to be decided who may touch it. */
record SecretGuard(Secrets secrets) implements Guard {

    @Override
    public String arn(String kind, String reference, SdkRequest request) {
        if (reference.isEmpty()) {
            return "*";
        }
        if (reference.startsWith("arn:") && !isCallers(reference)) {
            return reference;
        }
        return secrets.find(reference)
                .map(seen -> seen.value().arn())
                .orElseGet(() -> reference.startsWith("arn:")
                        ? reference
                        : Caller.current()
                                .arn("secretsmanager", "secret:" + reference)
                                .toString());
    }

    private static boolean isCallers(String reference) {
        return Arn.parse(reference)
                .filter(arn -> arn.account().equals(Caller.current().account()))
                .isPresent();
    }

    @Override
    public Optional<ResourcePolicy> policy(String arn) {
        return find(arn)
                .map(secret -> ResourcePolicy.of(
                        secret.policy(), Arn.parse(arn).orElseThrow().account()));
    }

    @Override
    public Map<String, String> tags(String arn) {
        return find(arn).map(StoredSecret::tags).orElse(Map.of());
    }

    @Override
    public List<String> values(String key, String arn, SdkRequest request) {
        return key.equals("secretsmanager:secretid") ? List.of(arn) : List.of();
    }

    /** The secret of an ARN, whoever's it is. */
    private Optional<StoredSecret> find(String arn) {
        return Arn.parse(arn)
                .filter(parsed -> parsed.account().matches("[0-9]{12}"))
                .flatMap(parsed -> Caller.root(parsed.account(), parsed.region(), "guard")
                        .call(() -> secrets.find(arn).map(Entry::value)));
    }
}
