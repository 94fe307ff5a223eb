package tarn.services.iam;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A managed policy as it is kept.
 *
 * @param versions its versions, oldest first
 * @param current the id of the version in effect
 * @param nextNumber the number of the next version; never used again, as on AWS
 */
record PolicyEntity(
        String name,
        String path,
        String id,
        Instant created,
        Instant updated,
        Map<String, String> tags,
        @Nullable String description,
        List<Version> versions,
        String current,
        int nextNumber)
        implements Entity {

    /** One version of the document. */
    record Version(String id, String document, Instant created) {}

    static PolicyEntity create(
            String name,
            String path,
            String id,
            Instant now,
            Map<String, String> tags,
            @Nullable String description,
            String document) {
        var first = new Version("v1", document, now);
        return new PolicyEntity(name, path, id, now, now, tags, description, List.of(first), "v1", 2);
    }

    @Override
    public String kind() {
        return "policy";
    }

    Optional<Version> version(String versionId) {
        return versions.stream()
                .filter(version -> version.id().equals(versionId))
                .findFirst();
    }

    PolicyEntity tagged(Map<String, String> next) {
        return new PolicyEntity(name, path, id, created, updated, next, description, versions, current, nextNumber);
    }

    PolicyEntity plus(String document, boolean inEffect, Instant now) {
        var added = new Version("v" + nextNumber, document, now);
        var next = new ArrayList<>(versions);
        next.add(added);
        return new PolicyEntity(
                name,
                path,
                id,
                created,
                now,
                tags,
                description,
                List.copyOf(next),
                inEffect ? added.id() : current,
                nextNumber + 1);
    }

    PolicyEntity without(String versionId, Instant now) {
        var next = versions.stream()
                .filter(version -> !version.id().equals(versionId))
                .toList();
        return new PolicyEntity(name, path, id, created, now, tags, description, next, current, nextNumber);
    }

    PolicyEntity inEffect(String versionId, Instant now) {
        return new PolicyEntity(name, path, id, created, now, tags, description, versions, versionId, nextNumber);
    }
}
