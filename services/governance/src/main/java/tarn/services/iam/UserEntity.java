package tarn.services.iam;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tarn.store.Format;
import tarn.store.Formats;

/**
 * A user as it is kept.
 *
 * @param boundary the ARN of the permissions boundary
 * @param groups the names of the groups it is a member of
 * @param keys its access keys, without their secrets
 * @param login how it signs in to the console; null if it cannot
 */
record UserEntity(
        String name,
        String path,
        String id,
        Instant created,
        Map<String, String> tags,
        Grants grants,
        @Nullable String boundary,
        List<String> groups,
        List<UserKey> keys,
        @Nullable Login login)
        implements Entity, Holder<UserEntity> {

    /** As it is kept; version 1 knew no earlier passwords. */
    static final Format<UserEntity> FORMAT = Formats.record(UserEntity.class, 2, new Formats.Upgrade(1, user -> user));

    /** An access key of a user. */
    record UserKey(String id, boolean active, Instant created) {}

    /**
     * A console password: its salt and its hash, in base 64.
     *
     * @param created since when the user may sign in
     * @param changed when the password was set; null if it is the first
     * @param used earlier passwords, oldest first
     */
    record Login(
            String salt,
            String hash,
            boolean resetRequired,
            Instant created,
            @Nullable Instant changed,
            List<Passwords.Hashed> used) {

        /** The password. */
        Passwords.Hashed hashed() {
            return new Passwords.Hashed(salt, hash);
        }

        /** The same password, to be changed at the next sign-in or not. */
        Login reset(boolean next) {
            return new Login(salt, hash, next, created, changed, used);
        }
    }

    @Override
    public String kind() {
        return "user";
    }

    UserEntity moved(String nextName, String nextPath) {
        return new UserEntity(nextName, nextPath, id, created, tags, grants, boundary, groups, keys, login);
    }

    UserEntity tagged(Map<String, String> next) {
        return new UserEntity(name, path, id, created, next, grants, boundary, groups, keys, login);
    }

    @Override
    public UserEntity with(Grants next) {
        return new UserEntity(name, path, id, created, tags, next, boundary, groups, keys, login);
    }

    UserEntity bounded(@Nullable String next) {
        return new UserEntity(name, path, id, created, tags, grants, next, groups, keys, login);
    }

    UserEntity with(@Nullable Login next) {
        return new UserEntity(name, path, id, created, tags, grants, boundary, groups, keys, next);
    }

    UserEntity groups(UnaryOperator<List<String>> change) {
        var next = List.copyOf(change.apply(new ArrayList<>(groups)));
        return new UserEntity(name, path, id, created, tags, grants, boundary, next, keys, login);
    }

    UserEntity keys(UnaryOperator<List<UserKey>> change) {
        var next = List.copyOf(change.apply(new ArrayList<>(keys)));
        return new UserEntity(name, path, id, created, tags, grants, boundary, groups, next, login);
    }
}
