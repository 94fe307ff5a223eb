package tarn.services.iam;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An instance profile as it is kept.
 *
 * @param role the name of the role it carries; null if none
 */
record ProfileEntity(
        String name,
        String path,
        String id,
        Instant created,
        Map<String, String> tags,
        @Nullable String role) implements Entity {

    @Override
    public String kind() {
        return "instance-profile";
    }

    ProfileEntity tagged(Map<String, String> next) {
        return new ProfileEntity(name, path, id, created, next, role);
    }

    ProfileEntity carrying(@Nullable String next) {
        return new ProfileEntity(name, path, id, created, tags, next);
    }
}
