package tarn.services.iam;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Caller;
import tarn.policy.Identities;
import tarn.policy.NamedPolicy;
import tarn.policy.Policy;

/** The users and roles of all accounts, as whoever decides about permissions sees them. */
final class IamIdentities implements Identities {

    private final Entities<UserEntity> users;
    private final Entities<GroupEntity> groups;
    private final Entities<RoleEntity> roles;
    private final Entities<PolicyEntity> policies;
    private final ManagedCatalog catalog;

    IamIdentities(
            Entities<UserEntity> users,
            Entities<GroupEntity> groups,
            Entities<RoleEntity> roles,
            Entities<PolicyEntity> policies,
            ManagedCatalog catalog) {
        this.users = users;
        this.groups = groups;
        this.roles = roles;
        this.policies = policies;
        this.catalog = catalog;
    }

    /** Tarn's own work in an account. */
    static Caller in(String account) {
        return Caller.root(account, "us-east-1", "authorization");
    }

    @Override
    public Optional<Identity> user(String account, String name) {
        return in(account)
                .call(() -> users.find(name).map(user -> {
                    var all = new ArrayList<>(policies(user.grants(), NamedPolicy.Source.USER));
                    for (var group : user.groups()) {
                        groups.find(group)
                                .ifPresent(found -> all.addAll(policies(found.grants(), NamedPolicy.Source.GROUP)));
                    }
                    return new Identity(
                            user.arn(),
                            user.id(),
                            user.name(),
                            user.tags(),
                            List.copyOf(all),
                            boundary(user.boundary()),
                            null);
                }));
    }

    @Override
    public Optional<Identity> role(String account, String name) {
        return in(account)
                .call(() -> roles.find(name)
                        .map(role -> new Identity(
                                role.arn(),
                                role.id(),
                                role.name(),
                                role.tags(),
                                policies(role.grants(), NamedPolicy.Source.ROLE),
                                boundary(role.boundary()),
                                role.trust())));
    }

    @Override
    public Optional<NamedPolicy> managed(String account, String arn) {
        return in(account).call(() -> managed(arn));
    }

    private List<NamedPolicy> policies(Grants grants, NamedPolicy.Source source) {
        var all = new ArrayList<NamedPolicy>();
        grants.inline()
                .forEach((name, document) -> all.add(new NamedPolicy(name, source, Policy.remembered(document))));
        grants.attached().forEach(arn -> managed(arn).ifPresent(all::add));
        return List.copyOf(all);
    }

    /** A boundary that is gone still bounds: to nothing. */
    private @Nullable NamedPolicy boundary(@Nullable String arn) {
        return arn == null
                ? null
                : managed(arn).orElseGet(() -> new NamedPolicy(arn, NamedPolicy.Source.NONE, NOTHING));
    }

    private static final Policy NOTHING = Policy.parse(
            "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Deny\", \"Action\": \"*\", \"Resource\": \"*\"}}");

    private Optional<NamedPolicy> managed(String arn) {
        var source = AwsPolicies.owns(arn) ? NamedPolicy.Source.AWS_MANAGED : NamedPolicy.Source.USER_MANAGED;
        return catalog.find(arn)
                .flatMap(found -> found.policy().version(found.policy().current()))
                .map(version -> new NamedPolicy(arn, source, Policy.remembered(version.document())));
    }

    @Override
    public long generation() {
        return users.store().changes()
                + groups.store().changes()
                + roles.store().changes()
                + policies.store().changes();
    }
}
