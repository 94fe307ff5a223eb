package tarn.services.dynamodb.value;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A value of an attribute, immutable. */
public sealed interface Value
        permits N, Value.S, Value.B, Value.Bool, Value.Null, Value.M, Value.L, Value.SS, Value.NS, Value.BS {

    /** Its type in AWS's letters, such as {@code NS}. */
    String type();

    /** Its size in bytes, as AWS counts it against the limits of items and pages. */
    int sizeBytes();

    /** The same value as the SDK has it. */
    default AttributeValue toSdk() {
        return Answering.value(this);
    }

    /** Text. Ordered by its UTF-8 bytes. */
    record S(String text) implements Value, Comparable<S> {
        @Override
        public String type() {
            return "S";
        }

        @Override
        public int sizeBytes() {
            return Sizes.utf8(text);
        }

        @Override
        public int compareTo(S other) {
            return Ordering.text(text, other.text);
        }
    }

    /** Bytes. */
    record B(SdkBytes bytes) implements Value, Comparable<B> {
        @Override
        public String type() {
            return "B";
        }

        @Override
        public int sizeBytes() {
            return bytes.asByteArrayUnsafe().length;
        }

        @Override
        public int compareTo(B other) {
            return Ordering.bytes(bytes, other.bytes);
        }
    }

    /** True or false. */
    record Bool(boolean value) implements Value {
        @Override
        public String type() {
            return "BOOL";
        }

        @Override
        public int sizeBytes() {
            return 1;
        }
    }

    /** Nothing, as a value. */
    enum Null implements Value {
        NULL;

        @Override
        public String type() {
            return "NULL";
        }

        @Override
        public int sizeBytes() {
            return 1;
        }
    }

    /** Values by name, in the names' order. */
    record M(Map<String, Value> values) implements Value {
        public M {
            values = Collections.unmodifiableMap(sorted(values));
        }

        @Override
        public String type() {
            return "M";
        }

        @Override
        public int sizeBytes() {
            int size = Sizes.DOCUMENT;
            for (var entry : values.entrySet()) {
                size += Sizes.ELEMENT
                        + Sizes.utf8(entry.getKey())
                        + entry.getValue().sizeBytes();
            }
            return size;
        }
    }

    /** Values one after the other. */
    record L(List<Value> values) implements Value {
        public L {
            values = List.copyOf(values);
        }

        @Override
        public String type() {
            return "L";
        }

        @Override
        public int sizeBytes() {
            int size = Sizes.DOCUMENT;
            for (var value : values) {
                size += Sizes.ELEMENT + value.sizeBytes();
            }
            return size;
        }
    }

    /** A set of text, ordered. An empty one exists only on the way. */
    record SS(List<String> values) implements Value {
        public SS {
            values = List.copyOf(values);
        }

        /** The set of these, in any order, as often as they come. */
        public static SS of(Collection<String> values) {
            var sorted = new TreeSet<>(Ordering::text);
            sorted.addAll(values);
            return new SS(List.copyOf(sorted));
        }

        @Override
        public String type() {
            return "SS";
        }

        @Override
        public int sizeBytes() {
            return values.stream().mapToInt(Sizes::utf8).sum();
        }
    }

    /** A set of numbers, ordered. */
    record NS(List<N> values) implements Value {
        public NS {
            values = List.copyOf(values);
        }

        /** The set of these, in any order, as often as they come. */
        public static NS of(Collection<N> values) {
            return new NS(List.copyOf(new TreeSet<>(values)));
        }

        @Override
        public String type() {
            return "NS";
        }

        @Override
        public int sizeBytes() {
            return values.stream().mapToInt(N::sizeBytes).sum();
        }
    }

    /** A set of bytes, ordered. */
    record BS(List<SdkBytes> values) implements Value {
        public BS {
            values = List.copyOf(values);
        }

        /** The set of these, in any order, as often as they come. */
        public static BS of(Collection<SdkBytes> values) {
            var sorted = new TreeSet<>(Ordering::bytes);
            sorted.addAll(values);
            return new BS(List.copyOf(sorted));
        }

        @Override
        public String type() {
            return "BS";
        }

        @Override
        public int sizeBytes() {
            return values.stream()
                    .mapToInt(bytes -> bytes.asByteArrayUnsafe().length)
                    .sum();
        }
    }

    /**
     * The value of a request.
     *
     * @throws MalformedValueException if it is none, in AWS's words
     */
    static Value of(AttributeValue value, Wording wording) {
        return new Reading(wording).value(Objects.requireNonNull(value), 0);
    }

    private static Map<String, Value> sorted(Map<String, Value> values) {
        return values instanceof TreeMap<String, Value> tree && tree.comparator() == null
                ? tree
                : new TreeMap<>(values);
    }
}
