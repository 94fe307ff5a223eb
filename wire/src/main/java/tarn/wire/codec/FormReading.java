package tarn.wire.codec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;
import tarn.wire.model.ServiceModel.Alias;

/**
 * Reads SDK objects from form parameters, such as {@code Tags.member.1.Key=stage}.
 *
 * <p>The names are first made into a tree by their dots; what the tree does not need is passed over. EC2 writes lists
 * without {@code member}.
 */
public final class FormReading {

    /** How many dots a name may have; no operation needs twenty. */
    private static final int DEPTH_MAX = 40;

    private final Names names;
    private final boolean allFlat;

    /**
     * With the names that a service's query protocol has for its members.
     *
     * @param allFlat whether no list has an element of its own, as with EC2
     */
    public FormReading(Map<String, Alias> aliases, boolean allFlat) {
        this.names = new Names(aliases);
        this.allFlat = allFlat;
    }

    /** A name's value, and what begins with that name and a dot. */
    private static final class Node {
        private @Nullable String value;
        private final Map<String, Node> below = new LinkedHashMap<>();

        private @Nullable Node at(String name) {
            var node = this;
            for (var part : name.split("\\.", -1)) {
                node = node.below.get(part);
                if (node == null) {
                    return null;
                }
            }
            return node;
        }
    }

    /** Fills a builder. Refuses with {@link MalformedException} values that cannot be what they should. */
    public void read(Map<String, String> parameters, Shape shape, SdkPojo builder) {
        var root = new Node();
        for (var parameter : parameters.entrySet()) {
            var parts = parameter.getKey().split("\\.", DEPTH_MAX + 1);
            if (parts.length > DEPTH_MAX) {
                throw new MalformedException(parameter.getKey() + " is nested too deep");
            }
            var node = root;
            for (var part : parts) {
                node = node.below.computeIfAbsent(part, any -> new Node());
            }
            node.value = parameter.getValue();
        }
        structure(root, shape, builder);
    }

    private void structure(Node node, Shape shape, SdkPojo builder) {
        for (var member : shape.body()) {
            var below = node.at(names.request(member));
            if (below != null) {
                var value = value(below, member);
                if (value != null) {
                    member.set(builder, value);
                }
            }
        }
    }

    private @Nullable Object value(Node node, Member member) {
        return switch (member.type()) {
            case SDK_POJO -> {
                var builder = member.shape().builder();
                structure(node, member.shape(), builder);
                yield Shape.build(builder);
            }
            case LIST -> list(node, member);
            case MAP -> map(node, member);
            default -> node.value == null ? null : Scalars.parse(node.value, member, Format.ISO_8601);
        };
    }

    private List<Object> list(Node node, Member member) {
        var elements = member.isFlat() || allFlat ? node : node.below.get(member.elementName());
        if (elements == null && !allFlat) {
            elements = node.below.get("member");
        }
        var list = new ArrayList<Object>();
        for (var element : numbered(elements)) {
            var value = value(element, member.element());
            if (value != null) {
                list.add(value);
            }
        }
        return list;
    }

    private Map<String, @Nullable Object> map(Node node, Member member) {
        var map = new LinkedHashMap<String, @Nullable Object>();
        for (var entry : numbered(member.isFlat() || allFlat ? node : node.below.get("entry"))) {
            var key = entry.below.get(names.key(member));
            var value = entry.below.get(names.value(member));
            if (key == null || key.value == null) {
                throw new MalformedException("A map's entry has no key");
            }
            map.put(key.value, value == null ? null : value(value, member.element()));
        }
        return map;
    }

    private static Iterable<Node> numbered(@Nullable Node node) {
        if (node == null) {
            return List.of();
        }
        var byNumber = new TreeMap<Integer, Node>();
        node.below.forEach((name, element) -> {
            if (!name.isEmpty() && name.length() < 9 && name.chars().allMatch(Character::isDigit)) {
                byNumber.put(Integer.valueOf(name), element);
            }
        });
        return byNumber.values();
    }
}
