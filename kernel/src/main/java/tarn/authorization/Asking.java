package tarn.authorization;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkRequest;
import tarn.policy.Context;
import tarn.policy.Guard;

/**
 * The condition keys of one need of a request: those every request has, those its table's line gives, tags, and what only
 * the service's guard knows.
 *
 * @param row null for what a service asks in the middle of its work
 * @param request null for what a service asks in the middle of its work
 * @param told the service's own keys where it asks in the middle of its work, by their names in lower case
 */
record Asking(
        GlobalKeys global,
        @Nullable Row row,
        @Nullable SdkRequest request,
        String arn,
        Guard guard,
        Map<String, List<String>> told)
        implements Context {

    private static final String TAG_KEYS = "aws:tagkeys";

    /** What the names of keys that list tags end with, such as {@code s3:RequestObjectTagKeys}. */
    private static final String TAG_KEYS_OF = "tagkeys";

    private static final String REQUEST_TAGS = "aws:requesttag/*";
    private static final String PRINCIPAL_TAG = "aws:principaltag/";
    private static final String RESOURCE_TAG = ":resourcetag/";

    @Override
    public List<String> values(String key) {
        var known = global.values(key);
        if (known != null) {
            return known;
        }
        var own = told.get(key);
        if (own != null) {
            return own;
        }
        if (row != null && request != null) {
            var given = given(row, request, key);
            if (!given.isEmpty()) {
                return given;
            }
        }
        if (key.startsWith(PRINCIPAL_TAG)) {
            return tag(global.who().tags(), key.substring(PRINCIPAL_TAG.length()));
        }
        int resource = key.indexOf(RESOURCE_TAG);
        if (resource > 0) {
            return tag(guard.tags(arn), key.substring(resource + RESOURCE_TAG.length()));
        }
        var session = global.who().session();
        if (session != null) {
            for (var carried : session.keys().entrySet()) {
                if (carried.getKey().equalsIgnoreCase(key)) {
                    return carried.getValue();
                }
            }
        }
        return request == null ? List.of() : guard.values(key, arn, request);
    }

    /** The keys that the table's line gives, with their values; without those that go by the names of tags. */
    Map<String, List<String>> given() {
        var all = new TreeMap<String, List<String>>();
        if (row != null && request != null) {
            for (var key : row.keys().keySet()) {
                var values = key.endsWith("*") ? List.<String>of() : given(row, request, key);
                if (!values.isEmpty()) {
                    all.put(key, values);
                }
            }
        }
        return all;
    }

    private static List<String> given(Row row, SdkRequest request, String key) {
        var source = row.keys().get(key);
        if (source != null) {
            return switch (source) {
                case Row.Source.Constant(var value) -> List.of(value);
                case Row.Source.Given(var member) ->
                    key.endsWith(TAG_KEYS_OF) ? tagKeys(member, request) : member.texts(request);
            };
        }
        if (key.equals(TAG_KEYS)) {
            return row.keys().get(REQUEST_TAGS) instanceof Row.Source.Given(var member)
                    ? List.copyOf(Marks.of(member.in(request)).keySet())
                    : List.of();
        }
        for (var one : row.keys().entrySet()) {
            var name = one.getKey();
            if (name.endsWith("*")
                    && key.startsWith(name.substring(0, name.length() - 1))
                    && one.getValue() instanceof Row.Source.Given(var member)) {
                return tag(Marks.of(member.in(request)), key.substring(name.length() - 1));
            }
        }
        return List.of();
    }

    /** Keys may be given as texts, or with their values. */
    private static List<String> tagKeys(Member member, SdkRequest request) {
        var values = member.in(request);
        boolean texts = values.stream()
                .allMatch(
                        value -> value instanceof List<?> list && list.stream().allMatch(String.class::isInstance));
        return texts ? member.texts(request) : List.copyOf(Marks.of(values).keySet());
    }

    private static List<String> tag(Map<String, String> tags, String key) {
        for (var tag : tags.entrySet()) {
            if (tag.getKey().toLowerCase(Locale.ROOT).equals(key)) {
                return List.of(tag.getValue());
            }
        }
        return List.of();
    }
}
