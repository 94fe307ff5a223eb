package tarn.services.iam;

import static tarn.services.iam.ProviderFaults.badInput;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.policy.NamedPolicy;
import tarn.policy.NamedPolicy.Source;
import tarn.policy.Policy;

/** What policies a user, a group or a role has in all, for whoever looks at them together. */
final class Holdings {

    private final Entities<UserEntity> users;
    private final Entities<GroupEntity> groups;
    private final Entities<RoleEntity> roles;
    private final ManagedCatalog catalog;

    Holdings(
            Entities<UserEntity> users,
            Entities<GroupEntity> groups,
            Entities<RoleEntity> roles,
            ManagedCatalog catalog) {
        this.users = users;
        this.groups = groups;
        this.roles = roles;
        this.catalog = catalog;
    }

    /** A policy that somebody has, and through whom: the user, the group or the role that it is attached to. */
    record Held(String name, @Nullable String arn, Entity through, String document) {

        NamedPolicy named() {
            if (arn != null) {
                var source = AwsPolicies.owns(arn) ? Source.AWS_MANAGED : Source.USER_MANAGED;
                return new NamedPolicy(name, source, Policy.remembered(document));
            }
            var source = switch (through) {
                case UserEntity _ -> Source.USER;
                case GroupEntity _ -> Source.GROUP;
                case RoleEntity _, ProfileEntity _, PolicyEntity _, CertificateEntity _, SamlEntity _, OidcEntity _ ->
                    Source.ROLE;
            };
            return new NamedPolicy(
                    through.kind() + "_" + through.name() + "_" + name, source, Policy.remembered(document));
        }
    }

    /**
     * Somebody and all that it has.
     *
     * @param limit its permissions boundary
     * @param keys the condition keys that it gives values, in lower case
     */
    record Holding(Entity entity, List<Held> held, @Nullable NamedPolicy limit, Map<String, List<String>> keys) {

        String id() {
            return entity.id();
        }

        List<NamedPolicy> policies() {
            return held.stream().map(Held::named).toList();
        }

        List<String> documents() {
            return held.stream().map(Held::document).toList();
        }

        @Nullable
        NamedPolicy boundary() {
            return limit;
        }
    }

    /** What the user, group or role of an ARN has; throws if there is none in the caller's account. */
    Holding of(String arn) {
        var resource = Arn.parse(arn)
                .filter(one -> one.service().equals("iam")
                        && one.account().equals(Caller.current().account()))
                .map(Arn::resource)
                .orElseThrow(() -> badInput("Invalid Entity: the ARN " + arn + " is not valid."));
        var name = resource.substring(resource.lastIndexOf('/') + 1);
        Entity entity;
        if (resource.startsWith("user/")) {
            entity = users.get(name);
        } else if (resource.startsWith("group/")) {
            entity = groups.get(name);
        } else if (resource.startsWith("role/")) {
            entity = roles.get(name);
        } else {
            throw badInput("Invalid Entity: the ARN " + arn + " is not that of a user, group or role.");
        }
        if (!entity.arn().equals(arn)) {
            throw IamFaults.noSuchEntity(arn + " cannot be found.");
        }
        return of(entity);
    }

    private Holding of(Entity entity) {
        var held = new ArrayList<>(own(entity));
        if (entity instanceof UserEntity user) {
            user.groups().forEach(group -> groups.find(group).ifPresent(found -> held.addAll(own(found))));
        }
        var limit = ManagedCatalog.boundary(entity).flatMap(this::managed).orElse(null);
        return new Holding(entity, held, limit, keys(entity));
    }

    private List<Held> own(Entity entity) {
        var held = new ArrayList<Held>();
        var grants = ManagedCatalog.grants(entity);
        grants.inline().forEach((name, document) -> held.add(new Held(name, null, entity, document)));
        for (var arn : grants.attached()) {
            catalog.find(arn).ifPresent(found -> {
                var policy = found.policy();
                policy.version(policy.current())
                        .ifPresent(version -> held.add(new Held(policy.name(), arn, entity, version.document())));
            });
        }
        return held;
    }

    private Optional<NamedPolicy> managed(String arn) {
        return catalog.find(arn)
                .flatMap(found -> found.policy().version(found.policy().current()))
                .map(version -> new NamedPolicy(arn, Source.USER_MANAGED, Policy.remembered(version.document())));
    }

    private static Map<String, List<String>> keys(Entity entity) {
        var keys = new HashMap<String, List<String>>();
        keys.put("aws:principalarn", List.of(entity.arn()));
        keys.put("aws:principalaccount", List.of(Caller.current().account()));
        var tags = switch (entity) {
            case UserEntity user -> {
                keys.put("aws:username", List.of(user.name()));
                keys.put("aws:userid", List.of(user.id()));
                keys.put("aws:principaltype", List.of("User"));
                yield user.tags();
            }
            case RoleEntity role -> {
                keys.put("aws:principaltype", List.of("AssumedRole"));
                yield role.tags();
            }
            case GroupEntity _, ProfileEntity _, PolicyEntity _, CertificateEntity _, SamlEntity _, OidcEntity _ ->
                Map.<String, String>of();
        };
        tags.forEach((key, value) -> keys.put("aws:principaltag/" + key.toLowerCase(Locale.ROOT), List.of(value)));
        return keys;
    }
}
