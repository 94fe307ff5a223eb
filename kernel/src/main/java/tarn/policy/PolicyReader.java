package tarn.policy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tarn.policy.Statement.Listed;
import tarn.policy.Statement.Position;

/**
 * Reads a policy document into its compiled form. It is strict: what it does not know is refused, a second value for the
 * same name too. A document is at most as large and as deep as any policy of AWS is (its managed ones have up to 100,000
 * characters), with room to spare.
 */
final class PolicyReader {

    private static final int CHARACTERS_MAX = 256 * 1024;
    private static final int DEPTH_MAX = 8;

    /** Two statements of the same policy may have no more values than this in all. */
    private static final int VALUES_MAX = 10_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH_MAX)
                    .maxStringLength(CHARACTERS_MAX)
                    .maxDocumentLength(CHARACTERS_MAX)
                    .build())
            .build();

    private static final Set<String> VERSIONS = Set.of("2012-10-17", "2008-10-17");

    private int values;

    /** What a statement says before the document's version is known. */
    private static final class Draft {
        @Nullable
        String sid;

        @Nullable
        String effect;

        @Nullable
        Principals principals;

        boolean notPrincipals;

        @Nullable
        List<String> actions;

        boolean notActions;

        @Nullable
        List<String> resources;

        boolean notResources;
        Map<String, Map<String, List<String>>> conditions = Map.of();
        Position start = new Position(1, 1);
        Position end = new Position(1, 1);
    }

    Policy read(String document) {
        if (document.length() > CHARACTERS_MAX) {
            throw new MalformedPolicyException("The policy is larger than " + CHARACTERS_MAX + " characters.");
        }
        try (var json = JSON.createParser(document)) {
            var policy = policy(json);
            if (json.nextToken() != null) {
                throw syntax();
            }
            return policy;
        } catch (IOException e) {
            throw new MalformedPolicyException("This policy contains invalid Json", e);
        }
    }

    private Policy policy(JsonParser json) throws IOException {
        require(json.nextToken() == JsonToken.START_OBJECT);
        String version = null;
        List<Draft> drafts = List.of();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var field = json.currentName();
            json.nextToken();
            switch (field) {
                case "Version" -> version = text(json);
                case "Id" -> text(json);
                case "Statement" -> drafts = statements(json);
                default -> throw syntax();
            }
        }
        require(!drafts.isEmpty());
        require(version == null || VERSIONS.contains(version));
        boolean variables = "2012-10-17".equals(version);
        return new Policy(
                version,
                drafts.stream().map(draft -> statement(draft, variables)).toList());
    }

    private List<Draft> statements(JsonParser json) throws IOException {
        var drafts = new ArrayList<Draft>();
        if (json.currentToken() == JsonToken.START_ARRAY) {
            while (json.nextToken() != JsonToken.END_ARRAY) {
                drafts.add(draft(json));
            }
        } else {
            drafts.add(draft(json));
        }
        return drafts;
    }

    private Draft draft(JsonParser json) throws IOException {
        require(json.currentToken() == JsonToken.START_OBJECT);
        var draft = new Draft();
        draft.start = position(json.currentTokenLocation(), 0);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var field = json.currentName();
            json.nextToken();
            switch (field) {
                case "Sid" -> draft.sid = text(json);
                case "Effect" -> draft.effect = text(json);
                case "Principal", "NotPrincipal" -> {
                    require(draft.principals == null);
                    draft.principals = principals(json);
                    draft.notPrincipals = field.startsWith("Not");
                }
                case "Action", "NotAction" -> {
                    require(draft.actions == null);
                    draft.actions = texts(json);
                    draft.notActions = field.startsWith("Not");
                }
                case "Resource", "NotResource" -> {
                    require(draft.resources == null);
                    draft.resources = texts(json);
                    draft.notResources = field.startsWith("Not");
                }
                case "Condition" -> draft.conditions = conditions(json);
                default -> throw syntax();
            }
        }
        draft.end = position(json.currentTokenLocation(), 1);
        return draft;
    }

    private static Statement statement(Draft draft, boolean variables) {
        require("Allow".equals(draft.effect) || "Deny".equals(draft.effect));
        if (draft.actions == null) {
            throw new MalformedPolicyException("Policy statement must contain actions.");
        }
        var actions = draft.actions.stream()
                .map(action -> Glob.of(action.toLowerCase(Locale.ROOT)))
                .toList();
        var resources = draft.resources == null
                ? null
                : new Listed<>(
                        draft.resources.stream()
                                .map(resource -> Text.of(resource, Text.Form.ARN, variables))
                                .toList(),
                        draft.notResources,
                        draft.resources);
        var conditions = new ArrayList<Condition>();
        draft.conditions.forEach((operator, keys) ->
                keys.forEach((key, values) -> conditions.add(Condition.of(operator, key, values, variables))));
        return new Statement(
                draft.sid,
                "Allow".equals(draft.effect),
                draft.principals == null
                        ? null
                        : new Listed<>(List.of(draft.principals), draft.notPrincipals, List.of()),
                new Listed<>(actions, draft.notActions, draft.actions),
                resources,
                List.copyOf(conditions),
                draft.start,
                draft.end);
    }

    private Principals principals(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            if (!json.getText().equals("*")) {
                throw new MalformedPolicyException("Invalid principal in policy: \"AWS\":\"" + json.getText() + "\"");
            }
            return Principals.everybody();
        }
        require(json.currentToken() == JsonToken.START_OBJECT);
        return Principals.of(lists(json));
    }

    private Map<String, Map<String, List<String>>> conditions(JsonParser json) throws IOException {
        require(json.currentToken() == JsonToken.START_OBJECT);
        var conditions = new LinkedHashMap<String, Map<String, List<String>>>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var operator = json.currentName();
            require(json.nextToken() == JsonToken.START_OBJECT);
            conditions.put(operator, lists(json));
        }
        return conditions;
    }

    private Map<String, List<String>> lists(JsonParser json) throws IOException {
        var lists = new LinkedHashMap<String, List<String>>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            var name = json.currentName();
            json.nextToken();
            lists.put(name, texts(json));
        }
        return lists;
    }

    private List<String> texts(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            return List.of(scalar(json));
        }
        var texts = new ArrayList<String>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            texts.add(scalar(json));
        }
        return texts;
    }

    /** A text, or a number or truth value that is written without quotes, as conditions may have them. */
    private String scalar(JsonParser json) throws IOException {
        if (++values > VALUES_MAX) {
            throw new MalformedPolicyException("The policy has more than " + VALUES_MAX + " values.");
        }
        require(json.currentToken().isScalarValue() && json.currentToken() != JsonToken.VALUE_NULL);
        return json.getText();
    }

    private static String text(JsonParser json) throws IOException {
        require(json.currentToken() == JsonToken.VALUE_STRING);
        return json.getText();
    }

    private static Position position(JsonLocation location, int beyond) {
        return new Position(location.getLineNr(), location.getColumnNr() + beyond);
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw syntax();
        }
    }

    private static MalformedPolicyException syntax() {
        return new MalformedPolicyException("Syntax errors in policy.");
    }
}
