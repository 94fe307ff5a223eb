package tarn.wire.form;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a form may hold, and until when.
 *
 * @param expires from then on nothing is admitted
 * @param conditions all of which must hold
 */
public record PostPolicy(Instant expires, List<Condition> conditions) {

    /* "Each form field that you specify in a form must appear in the list of conditions", but for these. */
    private static final Set<String> UNCONDITIONAL =
            Set.of("policy", "file", "x-amz-signature", "signature", "awsaccesskeyid");

    private static final JsonFactory JSON = new JsonFactory();

    /** A condition of a policy. */
    public sealed interface Condition {}

    /** A field is just so. */
    record Equal(String field, String value) implements Condition {}

    /** A field begins so. */
    record Begins(String field, String prefix) implements Condition {}

    /** The file has so many bytes. */
    record Length(long bytesMin, long bytesMax) implements Condition {}

    /** Reads a policy as the form has it, in base64. */
    public static PostPolicy read(String base64) {
        byte[] text;
        try {
            text = Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw FormFaults.invalidPolicy("Invalid Base64 Encoding.");
        }
        try (var json = JSON.createParser(text)) {
            return read(json);
        } catch (IOException e) {
            throw FormFaults.invalidPolicy("Invalid JSON.");
        }
    }

    private static PostPolicy read(JsonParser json) throws IOException {
        Instant expires = null;
        List<Condition> conditions = null;
        expect(json.nextToken() == JsonToken.START_OBJECT, "Invalid JSON.");
        for (var name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            if (name.equals("expiration")) {
                expires = time(json.nextTextValue());
            } else if (name.equals("conditions")) {
                conditions = conditions(json);
            } else {
                throw FormFaults.invalidPolicy("Unexpected: '" + name + "'.");
            }
        }
        expect(json.nextToken() == null, "Invalid JSON.");
        if (expires == null) {
            throw FormFaults.invalidPolicy("Policy missing expiration.");
        }
        if (conditions == null) {
            throw FormFaults.invalidPolicy("Policy missing conditions.");
        }
        return new PostPolicy(expires, conditions);
    }

    private static Instant time(@Nullable String text) {
        try {
            return Instant.parse("" + text);
        } catch (DateTimeParseException e) {
            throw FormFaults.invalidPolicy("Invalid 'expiration' value: '" + text + "'");
        }
    }

    private static List<Condition> conditions(JsonParser json) throws IOException {
        expect(json.nextToken() == JsonToken.START_ARRAY, "Conditions must be a list.");
        var conditions = new ArrayList<Condition>();
        for (var token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token == JsonToken.START_ARRAY) {
                conditions.add(listed(json));
            } else {
                expect(token == JsonToken.START_OBJECT, "Invalid condition.");
                for (var name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
                    var value = json.nextTextValue();
                    expect(value != null, "Invalid Simple-Condition: value must be a string.");
                    conditions.add(new Equal(name.toLowerCase(Locale.ROOT), value == null ? "" : value));
                }
            }
        }
        return List.copyOf(conditions);
    }

    private static Condition listed(JsonParser json) throws IOException {
        var words = new ArrayList<String>();
        for (var token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            expect(token != null && token.isScalarValue(), "Invalid condition.");
            words.add(json.getText());
        }
        expect(words.size() == 3, "Invalid condition: it must have three elements.");
        var kind = words.getFirst().toLowerCase(Locale.ROOT);
        if (kind.equals("content-length-range")) {
            try {
                return new Length(Long.parseLong(words.get(1)), Long.parseLong(words.get(2)));
            } catch (NumberFormatException e) {
                throw FormFaults.invalidPolicy("Invalid content-length-range.");
            }
        }
        expect(words.get(1).startsWith("$"), "Invalid condition: the field must begin with '$'.");
        var field = words.get(1).substring(1).toLowerCase(Locale.ROOT);
        if (kind.equals("eq")) {
            return new Equal(field, words.get(2));
        }
        expect(kind.equals("starts-with"), "Unknown condition '" + words.getFirst() + "'.");
        return new Begins(field, words.get(2));
    }

    private static void expect(boolean right, String problem) {
        if (!right) {
            throw FormFaults.invalidPolicy(problem);
        }
    }

    /**
     * Refuses a form that the policy does not admit.
     *
     * @param bucket where the form is sent to
     * @return the file's content, whose reading fails if it is shorter or longer than the policy admits
     */
    public InputStream admit(Form form, String bucket, Instant now) {
        if (!now.isBefore(expires)) {
            throw FormFaults.refused("Policy expired.");
        }
        for (var condition : conditions) {
            check(condition, form.fields(), bucket);
        }
        for (var field : form.fields().keySet()) {
            if (!UNCONDITIONAL.contains(field) && !field.startsWith("x-ignore-") && !isNamed(field)) {
                throw FormFaults.refused("Extra input fields: " + field);
            }
        }
        var content = form.file();
        for (var condition : conditions) {
            if (condition instanceof Length(long min, long max)) {
                content = new BoundedFile(content, min, max);
            }
        }
        return content;
    }

    private boolean isNamed(String field) {
        return conditions.stream().anyMatch(condition -> switch (condition) {
            case Equal equal -> equal.field().equals(field);
            case Begins begins -> begins.field().equals(field);
            case Length _ -> false;
        });
    }

    private static void check(Condition condition, Map<String, String> fields, String bucket) {
        switch (condition) {
            case Equal(var field, var value) -> {
                var given = field.equals("bucket") ? bucket : fields.get(field);
                if (!value.equals(given)) {
                    throw failed("eq", field, value);
                }
            }
            case Begins(var field, var prefix) -> {
                var given = field.equals("bucket") ? bucket : fields.get(field);
                if (given == null || !begin(field, given, prefix)) {
                    throw failed("starts-with", field, prefix);
                }
            }
            case Length _ -> {}
        }
    }

    /* "Content-Types values for a starts-with condition that contain commas are interpreted as lists." */
    private static boolean begin(String field, String given, String prefix) {
        return field.equals("content-type")
                ? List.of(given.split(",", -1)).stream()
                        .allMatch(each -> each.trim().startsWith(prefix))
                : given.startsWith(prefix);
    }

    private static RuntimeException failed(String kind, String field, String value) {
        return FormFaults.refused("Policy Condition failed: [\"" + kind + "\", \"$" + field + "\", \"" + value + "\"]");
    }
}
