package tarn.authorization;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkPojo;

/** Keys with values that a request carries in any of the forms AWS has for them: tags, contexts of encryption. */
final class Marks {

    /** Reads a map, a list of pairs ({@code Key} and {@code Value}, {@code TagKey} and {@code TagValue}) or a query. */
    static Map<String, String> of(List<Object> values) {
        var marks = new LinkedHashMap<String, String>();
        for (var value : values) {
            switch (value) {
                case Map<?, ?> map -> map.forEach((key, text) -> marks.put(String.valueOf(key), String.valueOf(text)));
                case List<?> list -> marks.putAll(of(List.copyOf(list)));
                case SdkPojo pair -> pair(pair, marks);
                default -> query(value.toString(), marks);
            }
        }
        return marks;
    }

    private static void pair(SdkPojo pair, Map<String, String> marks) {
        var key = member(pair, "key");
        if (key != null) {
            var value = member(pair, "value");
            marks.put(key, value == null ? "" : value);
        }
    }

    private static @Nullable String member(SdkPojo pair, String name) {
        for (var field : pair.sdkFields()) {
            var known = field.memberName();
            if (known.equalsIgnoreCase(name) || known.equalsIgnoreCase("tag" + name)) {
                var value = field.getValueOrDefault(pair);
                return value == null ? null : value.toString();
            }
        }
        return null;
    }

    private static void query(String query, Map<String, String> marks) {
        for (var pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            var key = equals < 0 ? pair : pair.substring(0, equals);
            marks.put(decoded(key), equals < 0 ? "" : decoded(pair.substring(equals + 1)));
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    private Marks() {}
}
