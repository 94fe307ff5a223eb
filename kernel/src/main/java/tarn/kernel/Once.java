package tarn.kernel;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A value that is made when it is first needed, by one thread, once. What fails is tried again by the next. */
final class Once<T> {

    private final String name;
    private final Supplier<? extends T> maker;
    private final ReentrantLock making = new ReentrantLock();
    private volatile @Nullable T made;

    Once(String name, Supplier<? extends T> maker) {
        this.name = name;
        this.maker = maker;
    }

    T get() {
        var present = made;
        return present != null ? present : make();
    }

    private T make() {
        if (making.isHeldByCurrentThread()) {
            throw new IllegalStateException(name + " is needed to make itself");
        }
        making.lock();
        try {
            var present = made;
            if (present == null) {
                present = maker.get();
                made = present;
            }
            return present;
        } finally {
            making.unlock();
        }
    }
}
