package tarn.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which keys a scan visits, and in which order.
 *
 * @param parent only keys below this one
 * @param prefix only keys whose first component after the parent is text that begins with this
 * @param from only this key and those that come after it in the scan's order; null for all
 * @param exclusive whether {@code from} itself is left out
 * @param reversed whether the last key comes first
 * @param before if not null, the range is every key from {@code parent} on, that key included, that sorts before this
 */
public record Range(
        Key parent,
        String prefix,
        @Nullable Key from,
        boolean exclusive,
        boolean reversed,
        @Nullable Key before) {

    /** Every key of the store. */
    public static Range all() {
        return under(Key.of());
    }

    /** Every key below a parent. */
    public static Range under(Key parent) {
        return new Range(parent, "", null, false, false, null);
    }

    /** Every key from {@code first} on, that key included, that sorts before {@code before}. */
    public static Range between(Key first, Key before) {
        return new Range(first, "", null, false, false, before);
    }

    /** Only keys whose first component after the parent is text that begins with {@code text}. */
    public Range startingWith(String text) {
        return new Range(parent, text, from, exclusive, reversed, before);
    }

    /** From a key on, that key included if it exists. */
    public Range from(Key key) {
        return new Range(parent, prefix, key, false, reversed, before);
    }

    /** What comes after a key. */
    public Range after(Key key) {
        return new Range(parent, prefix, key, true, reversed, before);
    }

    /** The same keys, last first. */
    public Range backwards() {
        return new Range(parent, prefix, from, exclusive, !reversed, before);
    }

    /** The first encoded key that may be visited. */
    byte[] lowest() {
        return parent.prefixedBytes(prefix);
    }

    /**
     * What every visited key sorts before; empty if the range has no end.
     *
     * <p>The children of a parent are the keys that continue it with a component. A continuation by 0xFF is none: there
     * the parent's last text goes on with a 0x00.
     */
    byte[] end() {
        if (before != null) {
            return before.bytes();
        }
        var lowest = lowest();
        if (lowest.length == 0) {
            return lowest;
        }
        if (prefix.isEmpty()) {
            var end = Arrays.copyOf(lowest, lowest.length + 1);
            end[lowest.length] = (byte) 0xFF;
            return end;
        }
        return Keys.successor(lowest);
    }

    /** Whether a key between {@link #lowest} and {@link #end} is visited. */
    boolean visits(byte[] key) {
        var parentItself = before == null && key.length > 0 && prefix.isEmpty() && Arrays.equals(key, lowest());
        return !parentItself && !(exclusive && from != null && Arrays.equals(key, from.bytes()));
    }
}
