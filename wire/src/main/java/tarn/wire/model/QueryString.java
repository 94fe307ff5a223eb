package tarn.wire.model;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Query strings and form bodies: names and values, percent-encoded. */
public final class QueryString {

    /** The parameters in the order they came, decoded; one without a value has an empty one. */
    public static Map<String, List<String>> parse(String query) {
        var parameters = new LinkedHashMap<String, List<String>>();
        var at = 0;
        while (at < query.length()) {
            var end = query.indexOf('&', at);
            end = end < 0 ? query.length() : end;
            if (end > at) {
                var equals = query.indexOf('=', at);
                var named = equals < 0 || equals > end ? end : equals;
                var value = named == end ? "" : decode(query.substring(named + 1, end), true);
                parameters
                        .computeIfAbsent(decode(query.substring(at, named), true), any -> new ArrayList<>(1))
                        .add(value);
            }
            at = end + 1;
        }
        return parameters;
    }

    /**
     * Percent-decodes UTF-8. What is not a valid escape stays as it is.
     *
     * @param plus whether {@code +} is a space
     */
    public static String decode(String text, boolean plus) {
        if (text.indexOf('%') < 0 && (!plus || text.indexOf('+') < 0)) {
            return text;
        }
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        var length = 0;
        for (var at = 0; at < bytes.length; at++) {
            var high = at + 2 < bytes.length ? Character.digit(bytes[at + 1], 16) : -1;
            var low = at + 2 < bytes.length ? Character.digit(bytes[at + 2], 16) : -1;
            if (bytes[at] == '%' && high >= 0 && low >= 0) {
                bytes[length++] = (byte) (high << 4 | low);
                at += 2;
            } else {
                bytes[length++] = plus && bytes[at] == '+' ? (byte) ' ' : bytes[at];
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private QueryString() {}
}
