package tarn.services.iam;

import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkRequest;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.policy.Guard;
import tarn.policy.ResourcePolicy;

/** What IAM knows of its entities when it is to be decided who may touch them. A role's trust is its policy. */
final class IamGuard implements Guard {

    private final Entities<UserEntity> users;
    private final Entities<GroupEntity> groups;
    private final Entities<RoleEntity> roles;
    private final Entities<ProfileEntity> profiles;
    private final ManagedCatalog catalog;

    IamGuard(
            Entities<UserEntity> users,
            Entities<GroupEntity> groups,
            Entities<RoleEntity> roles,
            Entities<ProfileEntity> profiles,
            ManagedCatalog catalog) {
        this.users = users;
        this.groups = groups;
        this.roles = roles;
        this.profiles = profiles;
        this.catalog = catalog;
    }

    /** Names come without their paths in requests, and with them in ARNs. One that nobody has gets no path. */
    @Override
    public String arn(String kind, String reference, SdkRequest request) {
        var caller = Caller.current();
        if (kind.equals("user") && reference.isEmpty()) {
            return caller.principal();
        }
        if (reference.isEmpty()) {
            return "*";
        }
        var found = entity(kind, reference).map(Entity::arn);
        var word = kind.equals("profile") ? "instance-profile" : kind;
        return found.orElseGet(
                () -> caller.globalArn("iam", word + "/" + reference).toString());
    }

    private Optional<? extends Entity> entity(String kind, String name) {
        return switch (Kind.of(kind)) {
            case USER -> users.find(name);
            case GROUP -> groups.find(name);
            case ROLE -> roles.find(name);
            case PROFILE -> profiles.find(name);
            case OTHER -> Optional.empty();
        };
    }

    private enum Kind {
        USER,
        GROUP,
        ROLE,
        PROFILE,
        OTHER;

        private static final Map<String, Kind> WORDS =
                Map.of("user", USER, "group", GROUP, "role", ROLE, "profile", PROFILE, "instance-profile", PROFILE);

        static Kind of(String word) {
            return WORDS.getOrDefault(word, OTHER);
        }
    }

    @Override
    public Optional<ResourcePolicy> policy(Need need) {
        return Arn.parse(need.arn()).map(arn -> {
            if (!arn.resource().startsWith("role/") || !need.action().startsWith("sts:")) {
                return ResourcePolicy.none(arn.account());
            }
            var role = in(
                    arn, () -> roles.find(last(arn)).filter(found -> found.arn().equals(need.arn())));
            return ResourcePolicy.required(role.map(RoleEntity::trust).orElse(null), arn.account());
        });
    }

    @Override
    public Map<String, String> tags(String arn) {
        return Arn.parse(arn)
                .map(parsed -> in(parsed, () -> entityTags(parsed)))
                .orElse(Map.of());
    }

    private Map<String, String> entityTags(Arn arn) {
        var kind = arn.resource().substring(0, Math.max(0, arn.resource().indexOf('/')));
        return switch (Kind.of(kind)) {
            case USER -> users.find(last(arn)).map(UserEntity::tags).orElse(Map.of());
            case ROLE -> roles.find(last(arn)).map(RoleEntity::tags).orElse(Map.of());
            case PROFILE -> profiles.find(last(arn)).map(ProfileEntity::tags).orElse(Map.of());
            case GROUP -> Map.of();
            case OTHER ->
                catalog.find(arn.toString()).map(found -> found.policy().tags()).orElse(Map.of());
        };
    }

    private static <T> T in(Arn arn, ScopedValue.CallableOp<T, RuntimeException> work) {
        return IamIdentities.in(arn.account()).call(work);
    }

    private static String last(Arn arn) {
        return arn.resource().substring(arn.resource().lastIndexOf('/') + 1);
    }
}
