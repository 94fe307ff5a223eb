package tarn.services.iam;

import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.services.iam.model.IamException;
import tarn.kernel.Platform;
import tarn.store.Entry;
import tarn.store.Format;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/**
 * What users have of one kind beside access keys: certificates, public keys, credentials of services.
 *
 * <p>They lie under the user's unique id, so that a new name changes nothing. Whatever adds one touches the user's
 * record, so that a user cannot go while something of it comes.
 */
final class Belongings<V extends Belongings.Belonging> {

    /** One of them. */
    interface Belonging {
        /** Its unique id. */
        String id();
    }

    private final Platform platform;
    private final Entities<UserEntity> users;
    private final Store<V> store;
    private final Function<String, IamException> absent;

    /**
     * Opens them.
     *
     * @param absent the fault when there is none of an id
     */
    Belongings(
            Platform platform,
            Entities<UserEntity> users,
            String name,
            Format<V> format,
            Function<String, IamException> absent) {
        this.platform = platform;
        this.users = users;
        this.store = platform.store("iam/" + name, Scope.ACCOUNT, format);
        this.absent = absent;
    }

    /** All of a user, by id. */
    Stream<V> of(UserEntity user) {
        return StreamSupport.stream(store.scan(Range.under(Key.of(user.id()))).spliterator(), false)
                .map(Entry::value);
    }

    /** The one of that id; throws if the user has none. */
    V get(UserEntity user, String id) {
        return entry(user, id).value();
    }

    private Entry<V> entry(UserEntity user, String id) {
        return store.entry(Key.of(user.id(), id)).orElseThrow(() -> absent.apply(id));
    }

    /**
     * Adds one.
     *
     * @param decision what to add, beside those that the user has; may throw
     */
    V add(String userName, Function<List<V>, V> decision) {
        while (true) {
            var seen = users.entry(userName);
            var added = decision.apply(of(seen.value()).toList());
            var batch = platform.batch();
            users.touch(batch, seen);
            batch.insert(store, Key.of(seen.value().id(), added.id()), added);
            if (batch.commit()) {
                return added;
            }
        }
    }

    /** Changes the one of that id; throws if the user has none. */
    V change(UserEntity user, String id, UnaryOperator<V> change) {
        return store.update(Key.of(user.id(), id), present -> change.apply(present.orElseThrow(() -> absent.apply(id))))
                .orElseThrow(() -> absent.apply(id));
    }

    /** Removes the one of that id; throws if the user has none. */
    void remove(UserEntity user, String id) {
        if (!store.delete(Key.of(user.id(), id))) {
            throw absent.apply(id);
        }
    }

    /** Whether a user has any. */
    boolean any(UserEntity user) {
        return !store.list(Range.under(Key.of(user.id())), 1).isEmpty();
    }

    /** The users and what they have, by user and id. */
    Stream<Owned<V>> all() {
        return users.all().flatMap(user -> of(user).map(one -> new Owned<>(user, one)));
    }

    /** One of them and whose it is. */
    record Owned<V>(UserEntity user, V value) {}
}
