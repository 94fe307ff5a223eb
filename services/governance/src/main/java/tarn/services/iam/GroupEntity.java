package tarn.services.iam;

import java.time.Instant;

/** A group as it is kept. Its members know it, not the other way round. */
record GroupEntity(String name, String path, String id, Instant created, Grants grants)
        implements Entity, Holder<GroupEntity> {

    @Override
    public String kind() {
        return "group";
    }

    GroupEntity moved(String nextName, String nextPath) {
        return new GroupEntity(nextName, nextPath, id, created, grants);
    }

    @Override
    public GroupEntity with(Grants next) {
        return new GroupEntity(name, path, id, created, next);
    }
}
