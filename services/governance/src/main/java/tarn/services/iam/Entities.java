package tarn.services.iam;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import software.amazon.awssdk.services.iam.model.IamException;
import tarn.kernel.Platform;
import tarn.store.Batch;
import tarn.store.Entry;
import tarn.store.Format;
import tarn.store.Key;
import tarn.store.Range;
import tarn.store.Scope;
import tarn.store.Store;

/** The entities of one kind in the caller's account, by name. */
final class Entities<E extends Entity> {

    private final Store<E> store;
    private final Function<String, IamException> absent;
    private final Function<String, IamException> taken;

    /**
     * Opens them.
     *
     * @param absent the fault when there is none of a name
     * @param taken the fault when a name is taken
     */
    Entities(
            Platform platform,
            String name,
            Format<E> format,
            Function<String, IamException> absent,
            Function<String, IamException> taken) {
        this.store = platform.store("iam/" + name, Scope.ACCOUNT, format);
        this.absent = absent;
        this.taken = taken;
    }

    /** Where an entity of that name is kept. */
    static Key key(String name) {
        return Key.of(name.toLowerCase(Locale.ROOT));
    }

    Store<E> store() {
        return store;
    }

    /** The entity of that name, as it was read; throws if there is none. */
    Entry<E> entry(String name) {
        return store.entry(key(name)).orElseThrow(() -> absent.apply(name));
    }

    /** The entity of that name; throws if there is none. */
    E get(String name) {
        return entry(name).value();
    }

    Optional<E> find(String name) {
        return store.get(key(name));
    }

    /** Keeps a new entity; throws if its name is taken. */
    E create(E entity) {
        if (!store.insert(key(entity.name()), entity)) {
            throw taken.apply(entity.name());
        }
        return entity;
    }

    /** Changes the entity of that name by a pure function; throws if there is none. */
    E change(String name, UnaryOperator<E> change) {
        return store.update(key(name), present -> change.apply(present.orElseThrow(() -> absent.apply(name))))
                .orElseThrow(() -> absent.apply(name));
    }

    /** Removes the entity of that name; throws if there is none. */
    void delete(String name) {
        if (!store.delete(key(name))) {
            throw absent.apply(name);
        }
    }

    /** Moves an entity to another name within a batch; throws if that name is taken. */
    void move(Batch batch, Entry<E> seen, E next) {
        var target = key(next.name());
        if (target.equals(seen.key())) {
            batch.replace(store, seen, next);
            return;
        }
        if (store.get(target).isPresent()) {
            throw taken.apply(next.name());
        }
        batch.delete(store, seen).insert(store, target, next);
    }

    /** Has a batch fail that saw this entity before: its revision grows, its content stays. */
    void touch(Batch batch, Entry<E> seen) {
        batch.replace(store, seen, seen.value());
    }

    /** All entities, sorted by name. */
    Stream<E> all() {
        return entries().map(Entry::value);
    }

    /** All entities as they were read, sorted by name. */
    Stream<Entry<E>> entries() {
        return StreamSupport.stream(store.scan(Range.all()).spliterator(), false);
    }

    /** Decides and keeps a batch, again from the start if what it read was changed meanwhile. */
    static void keep(Platform platform, Consumer<Batch> decision) {
        Batch batch;
        do {
            batch = platform.batch();
            decision.accept(batch);
        } while (!batch.commit());
    }
}
