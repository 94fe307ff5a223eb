package tarn.wire.protocol;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.traits.DefaultValueTrait;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.traits.PayloadTrait;
import software.amazon.awssdk.core.traits.RequiredTrait;
import software.amazon.awssdk.core.traits.TimestampFormatTrait;
import software.amazon.awssdk.core.traits.XmlAttributeTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.utils.builder.Buildable;

/** Random SDK objects, within what the place where a value travels can carry. */
final class RandomValues {

    private static final String TEXT = "abcXYZ019 -_./:=+*~'\"<>&\\,;%?#[]{}()|^`@!$\n\täßπ漢字🙂";
    private static final String ASCII = "abcXYZ019-_.:=+*~";
    private static final int DEPTH_MAX = 4;

    private final RandomGenerator random;
    private final boolean xml;

    /**
     * From a source of randomness.
     *
     * @param xml whether the values travel as XML or forms, which have no empty lists
     */
    RandomValues(RandomGenerator random, boolean xml) {
        this.random = random;
        this.xml = xml;
    }

    /** Something built, with about {@code fullness} of its members set, all that the path needs among them. */
    Object structure(SdkPojo builder, double fullness, Map<String, Object> fixed) {
        fill(builder, 0, fullness, fixed);
        return ((Buildable) builder).build();
    }

    private void fill(SdkPojo builder, int depth, double fullness, Map<String, Object> fixed) {
        var fields = builder.sdkFields();
        var chosen = fields.isEmpty() ? -1 : random.nextInt(fields.size());
        for (var at = 0; at < fields.size(); at++) {
            var field = fields.get(at);
            if (fixed.containsKey(field.memberName())) {
                var value = fixed.get(field.memberName());
                if (value != Skip.SKIP) {
                    field.set(builder, value);
                }
            } else if (needed(field) || at == chosen || random.nextDouble() < fullness) {
                var value = value(field, field.location(), depth, fullness);
                if (value == null && needed(field)) {
                    value = value(field, field.location(), 0, 1);
                }
                if (value != null) {
                    field.set(builder, value);
                }
            }
        }
    }

    /** In place of a fixed value: the member is left out. */
    enum Skip {
        SKIP
    }

    /* The SDK refuses to send what lacks required members; labels make the path; the SDK makes up idempotency tokens that are not set. */
    private static boolean needed(SdkField<?> field) {
        return field.containsTrait(DefaultValueTrait.class)
                || field.containsTrait(RequiredTrait.class)
                || field.location() == MarshallLocation.PATH
                || field.location() == MarshallLocation.GREEDY_PATH;
    }

    private @Nullable Object value(SdkField<?> field, MarshallLocation place, int depth, double fullness) {
        return switch (field.marshallingType().getKnownType()) {
            case STRING -> text(field, place);
            case INTEGER -> place == MarshallLocation.STATUS_CODE ? (Integer) 200 : (Integer) random.nextInt();
            case LONG -> random.nextLong();
            case SHORT -> (short) random.nextInt();
            case BYTE -> (byte) random.nextInt();
            case FLOAT -> random.nextInt(1_000_000) / 64f;
            case DOUBLE -> random.nextDouble() * 1e6;
            case BIG_DECIMAL -> BigDecimal.valueOf(random.nextInt(), 3);
            case BOOLEAN -> random.nextBoolean();
            case INSTANT -> time(field, place);
            case SDK_BYTES -> bytes(field);
            case SDK_POJO -> pojo(field, depth, fullness);
            case LIST -> depth >= DEPTH_MAX ? null : list(field, place, depth, fullness);
            case MAP -> depth >= DEPTH_MAX ? null : map(field, place, depth, fullness);
            case DOCUMENT -> document(0);
            case NULL -> null;
        };
    }

    private @Nullable Object pojo(SdkField<?> field, int depth, double fullness) {
        var builder = field.constructor().get();
        if (depth >= DEPTH_MAX && builder.sdkFields().stream().allMatch(RandomValues::isDeep)) {
            return xml ? null : ((Buildable) builder).build();
        }
        fill(builder, depth + 1, fullness * 0.8, Map.of());
        var built = (SdkPojo) ((Buildable) builder).build();
        return xml && built.sdkFields().stream().allMatch(below -> unset(below, built)) ? null : built;
    }

    private static boolean unset(SdkField<?> field, SdkPojo of) {
        var value = field.getValueOrDefault(of);
        return value == null || value instanceof SdkAutoConstructList || value instanceof SdkAutoConstructMap;
    }

    private static boolean isDeep(SdkField<?> field) {
        return switch (field.marshallingType().getKnownType()) {
            case SDK_POJO, LIST, MAP -> true;
            default -> false;
        };
    }

    private @Nullable List<Object> list(SdkField<?> field, MarshallLocation place, int depth, double fullness) {
        var element = field.getTrait(ListTrait.class).memberFieldInfo();
        var list = new ArrayList<Object>();
        for (var left = size(place); left > 0; left--) {
            var value = value(element, place, depth + 1, fullness);
            if (value != null) {
                list.add(value);
            }
        }
        return list.isEmpty() && (xml || place != MarshallLocation.PAYLOAD) ? null : list;
    }

    private @Nullable Map<String, Object> map(SdkField<?> field, MarshallLocation place, int depth, double fullness) {
        var element = field.getTrait(MapTrait.class).valueFieldInfo();
        var map =
                place == MarshallLocation.PAYLOAD ? new HashMap<String, Object>() : new LinkedHashMap<String, Object>();
        for (var left = size(place); left > 0; left--) {
            var value = value(element, place, depth + 1, fullness);
            if (value != null) {
                map.put(place == MarshallLocation.PAYLOAD ? string(TEXT, 8) : "k" + random.nextInt(1000), value);
            }
        }
        return map.isEmpty() && (xml || place != MarshallLocation.PAYLOAD) ? null : map;
    }

    private int size(MarshallLocation place) {
        return xml || place != MarshallLocation.PAYLOAD ? 1 + random.nextInt(2) : random.nextInt(3);
    }

    private String text(SdkField<?> field, MarshallLocation place) {
        return switch (place) {
            case HEADER -> string(ASCII, 12);
            case PATH -> string(ASCII, 6) + "a";
            case GREEDY_PATH -> string(ASCII, 6) + "/" + string(ASCII, 6) + "ü z";
            default ->
                field.containsTrait(PayloadTrait.class) || field.containsTrait(XmlAttributeTrait.class)
                        ? string(ASCII, 10)
                        : string(TEXT, 16);
        };
    }

    private String string(String from, int lengthMax) {
        var points = from.codePoints().toArray();
        var text = new StringBuilder();
        for (var left = 1 + random.nextInt(lengthMax); left > 0; left--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }

    /* HTTP dates have no milliseconds. */
    private Instant time(SdkField<?> field, MarshallLocation place) {
        var trait = field.getTrait(TimestampFormatTrait.class);
        var seconds = (place == MarshallLocation.HEADER && trait == null)
                || (trait != null
                        && (trait.format() == TimestampFormatTrait.Format.RFC_822
                                || trait.format() == TimestampFormatTrait.Format.UNIX_TIMESTAMP));
        var millis = random.nextLong(4_000_000_000_000L);
        return Instant.ofEpochMilli(seconds ? millis / 1000 * 1000 : millis);
    }

    private SdkBytes bytes(SdkField<?> field) {
        var bytes = new byte[field.containsTrait(PayloadTrait.class) ? 1 + random.nextInt(40) : random.nextInt(40)];
        random.nextBytes(bytes);
        return SdkBytes.fromByteArray(bytes);
    }

    private Document document(int depth) {
        return switch (random.nextInt(depth > 2 ? 3 : 5)) {
            case 0 -> Document.fromString(string(TEXT, 8));
            case 1 -> Document.fromNumber(random.nextInt());
            case 2 -> Document.fromBoolean(random.nextBoolean());
            case 3 -> Document.fromList(List.of(document(depth + 1), document(depth + 1)));
            default -> Document.fromMap(Map.of("k", document(depth + 1)));
        };
    }
}
