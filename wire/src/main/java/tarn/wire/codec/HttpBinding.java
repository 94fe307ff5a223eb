package tarn.wire.codec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.TimestampFormatTrait.Format;
import tarn.wire.http.Headers;

/** What of a request or response travels outside of the body: in path, query string, headers and status. */
public final class HttpBinding {

    /**
     * Fills a builder from a request. Refuses with {@link MalformedException} what cannot be what it should.
     *
     * @param labels the values in the path
     * @param query the parameters of the query string
     */
    public static void read(
            Shape shape,
            SdkPojo builder,
            Map<String, String> labels,
            Map<String, List<String>> query,
            Headers headers) {
        for (var member : shape.members()) {
            switch (member.location()) {
                case PATH, GREEDY_PATH -> {
                    var label = labels.get(member.name());
                    if (label != null) {
                        member.set(builder, Scalars.parse(label, member, Format.ISO_8601));
                    }
                }
                case QUERY_PARAM -> readQuery(member, builder, query, shape);
                case HEADER -> readHeader(member, builder, headers);
                case PAYLOAD, STATUS_CODE -> {}
            }
        }
    }

    private static void readQuery(Member member, SdkPojo builder, Map<String, List<String>> query, Shape shape) {
        if (member.type() == MarshallingKnownType.MAP) {
            readRest(member, builder, query, shape);
            return;
        }
        var values = query.get(member.name());
        if (values == null) {
            return;
        }
        if (member.type() == MarshallingKnownType.LIST) {
            member.set(
                    builder,
                    values.stream()
                            .map(value -> Scalars.parse(value, member.element(), Format.ISO_8601))
                            .toList());
        } else {
            member.set(builder, Scalars.parse(values.getFirst(), member, Format.ISO_8601));
        }
    }

    /* A map in the query string is everything that no other member takes. */
    private static void readRest(Member member, SdkPojo builder, Map<String, List<String>> query, Shape shape) {
        var map = new LinkedHashMap<String, Object>();
        query.forEach((name, values) -> {
            var taken = shape.members().stream()
                    .anyMatch(other -> other.location() == MarshallLocation.QUERY_PARAM
                            && other.name().equals(name));
            if (!taken) {
                map.put(name, member.element().type() == MarshallingKnownType.LIST ? values : values.getFirst());
            }
        });
        if (!map.isEmpty()) {
            member.set(builder, map);
        }
    }

    private static void readHeader(Member member, SdkPojo builder, Headers headers) {
        switch (member.type()) {
            case MAP -> {
                var prefix = member.name().toLowerCase(Locale.ROOT);
                var map = new LinkedHashMap<String, String>();
                for (var name : headers.names()) {
                    if (name.startsWith(prefix)) {
                        map.put(name.substring(prefix.length()), String.join(",", headers.all(name)));
                    }
                }
                if (!map.isEmpty()) {
                    member.set(builder, map);
                }
            }
            case LIST -> {
                var values = new ArrayList<Object>();
                for (var line : headers.all(member.name())) {
                    for (var value : HeaderList.split(line, member.element())) {
                        values.add(Scalars.parse(value, member.element(), Format.RFC_822));
                    }
                }
                if (!values.isEmpty()) {
                    member.set(builder, values);
                }
            }
            default ->
                headers.first(member.name()).ifPresent(value -> {
                    try {
                        member.set(builder, Scalars.parse(plain(member, value), member, Format.RFC_822));
                    } catch (MalformedException e) {
                        refuseUnlessExpires(member, e);
                    }
                });
        }
    }

    /* HTTP lets Expires be no date at all ("0", "-1"), and so does S3. The SDK has no place for such text. */
    private static void refuseUnlessExpires(Member member, MalformedException e) {
        if (!member.name().equalsIgnoreCase("Expires")) {
            throw e;
        }
    }

    private static String plain(Member member, String value) {
        return member.isJsonValue() ? new String(Scalars.base64(value), StandardCharsets.UTF_8) : value;
    }

    /** Adds to the headers what of a response travels in them; the length of the body is left out. */
    public static void writeHeaders(Shape shape, SdkPojo response, Headers headers) {
        for (var member : shape.members()) {
            if (member.location() != MarshallLocation.HEADER || member.name().equalsIgnoreCase("content-length")) {
                continue;
            }
            var value = member.get(response);
            switch (value) {
                case null -> {}
                case Map<?, ?> map ->
                    map.forEach((name, text) -> headers.set(member.name() + name, ascii((String) text)));
                case List<?> list -> {
                    if (!list.isEmpty()) {
                        headers.set(member.name(), HeaderList.join(list, member.element()));
                    }
                }
                default -> headers.set(member.name(), text(member, value));
            }
        }
    }

    private static String text(Member member, Object value) {
        var text = Scalars.text(value, member, Format.RFC_822);
        return member.isJsonValue() ? Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) : text;
    }

    /* S3 sends metadata that is not ASCII as RFC 2047 words: "User-defined object metadata" in its user guide. */
    private static String ascii(String text) {
        return text.chars().allMatch(character -> character < 0x80)
                ? text
                : "=?UTF-8?B?" + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + "?=";
    }

    /** The status that a response states; {@code usual} if it states none. */
    public static int status(Shape shape, SdkPojo response, int usual) {
        for (var member : shape.members()) {
            if (member.location() == MarshallLocation.STATUS_CODE
                    && member.get(response) instanceof Integer status
                    && status > 0) {
                return status;
            }
        }
        return usual;
    }

    /** The length that a response's own header states; -1 if it states none. */
    public static long length(Shape shape, SdkPojo response) {
        for (var member : shape.members()) {
            if (member.location() == MarshallLocation.HEADER
                    && member.name().equalsIgnoreCase("content-length")
                    && member.get(response) instanceof Long length) {
                return length;
            }
        }
        return -1;
    }

    private HttpBinding() {}
}
