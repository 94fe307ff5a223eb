package tarn.services.iam;

import static tarn.services.iam.IamFaults.protectedRole;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A role as it is kept.
 *
 * @param trust the document that says who may assume it
 * @param sessionSecondsMax how long its sessions may last
 */
record RoleEntity(
        String name,
        String path,
        String id,
        Instant created,
        Map<String, String> tags,
        Grants grants,
        @Nullable String boundary,
        String trust,
        @Nullable String description,
        int sessionSecondsMax)
        implements Entity, Holder<RoleEntity> {

    @Override
    public String kind() {
        return "role";
    }

    /** Whether it belongs to a service, which alone may change it. */
    boolean isLinked() {
        return path.startsWith("/aws-service-role/");
    }

    private void requireChangeable() {
        if (isLinked()) {
            throw protectedRole(name);
        }
    }

    RoleEntity tagged(Map<String, String> next) {
        return new RoleEntity(name, path, id, created, next, grants, boundary, trust, description, sessionSecondsMax);
    }

    @Override
    public RoleEntity with(Grants next) {
        requireChangeable();
        return new RoleEntity(name, path, id, created, tags, next, boundary, trust, description, sessionSecondsMax);
    }

    RoleEntity bounded(@Nullable String next) {
        requireChangeable();
        return new RoleEntity(name, path, id, created, tags, grants, next, trust, description, sessionSecondsMax);
    }

    RoleEntity trusting(String next) {
        requireChangeable();
        return new RoleEntity(name, path, id, created, tags, grants, boundary, next, description, sessionSecondsMax);
    }

    RoleEntity described(@Nullable String next, int secondsMax) {
        return new RoleEntity(name, path, id, created, tags, grants, boundary, trust, next, secondsMax);
    }
}
