package tarn.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import tarn.codec.Cbor;

/** Ready formats. */
public final class Formats {

    private Formats() {}

    /**
     * A step from one version to the next.
     *
     * @param from the version it starts from
     * @param change makes the next version's tree of this one's; may change it in place
     */
    public record Upgrade(int from, UnaryOperator<ObjectNode> change) {}

    /** The first version of a record's format; see {@link #record(Class, int, Upgrade...)}. */
    public static <V> Format<V> record(Class<V> type) {
        return record(type, 1);
    }

    /**
     * A Java record as CBOR, by the names of its components. Components may be text, numbers, booleans, {@code byte[]},
     * times and durations, enums, {@link Key}s, UUIDs, lists, sets, maps by text, number or enum, Optionals, records,
     * sealed interfaces of records and enums (kept by simple name), and model objects of the AWS SDK; null only where
     * {@code @Nullable}.
     *
     * <p>A component may be added (it reads as null, zero or empty from older records; anything else fails) or removed
     * without a new version. Whatever else changes needs a new version and an upgrade from the one before.
     *
     * @param version the version written now
     * @param upgrades one from each older version
     * @throws IllegalArgumentException for a type that cannot be kept, or an upgrade that is missing
     */
    public static <V> Format<V> record(Class<V> type, int version, Upgrade... upgrades) {
        return new CborFormat<>(type, version, List.of(upgrades));
    }

    /** Plain text. */
    public static Format<String> text() {
        return new Plain<>() {
            @Override
            public byte[] encode(String value) {
                return value.getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public String decode(byte[] bytes, int version) {
                return new String(bytes, StandardCharsets.UTF_8);
            }
        };
    }

    /** Plain bytes, which nobody changes. */
    public static Format<byte[]> bytes() {
        return new Plain<>() {
            @Override
            public byte[] encode(byte[] value) {
                return value;
            }

            @Override
            public byte[] decode(byte[] bytes, int version) {
                return bytes;
            }
        };
    }

    /** A format that will never need a second version. */
    private interface Plain<V> extends Format<V> {
        @Override
        default int version() {
            return 1;
        }
    }

    /** A record as CBOR. */
    private static final class CborFormat<V> implements Format<V> {
        private final Class<V> type;
        private final int version;
        private final List<Upgrade> upgrades;
        private final Cbor cbor;

        CborFormat(Class<V> type, int version, List<Upgrade> upgrades) {
            for (int from = 1; from < version; from++) {
                if (upgrades.size() < version - 1 || upgrades.get(from - 1).from() != from) {
                    throw new IllegalArgumentException("No upgrade of " + type + " from version " + from);
                }
            }
            this.type = type;
            this.version = version;
            this.upgrades = upgrades;
            this.cbor = Cbor.of(type);
        }

        @Override
        public int version() {
            return version;
        }

        @Override
        public byte[] encode(V value) {
            return cbor.encode(value);
        }

        @Override
        public V decode(byte[] bytes, int written) {
            if (written == version) {
                return type.cast(cbor.decode(bytes));
            }
            var steps = upgrades.subList(written - 1, version - 1);
            return type.cast(cbor.decode(Cbor.change(bytes, tree -> {
                var next = tree;
                for (var step : steps) {
                    next = step.change().apply(next);
                }
                return next;
            })));
        }
    }
}
