package tarn.authorization;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import tarn.kernel.Arn;
import tarn.kernel.Caller;
import tarn.policy.Decision;
import tarn.policy.Decision.Outcome;
import tarn.policy.Question;
import tarn.policy.Subject;
import tarn.seal.BrokenSealException;
import tarn.seal.Seal;

/**
 * Why a request was denied, in the JSON that {@code DecodeAuthorizationMessage} of STS shows, and the text in which an
 * error carries it: what decided may itself be a secret, so that it is sealed and only the account of who asked may open it,
 * by whoever may decode there. Services say in their table whether their refusals carry it, as EC2's do.
 *
 * @see <a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html">
 *     DecodeAuthorizationMessage</a>
 */
public final class Denial {

    /** What AWS's operation takes at most. */
    private static final int ENCODED_CHARACTERS_MAX = 10_240;

    private static final int DECODED_BYTES_MAX = 64 * 1024;
    private static final int STATEMENTS_MAX = 20;
    private static final int TEXTS_MAX = 50;
    private static final JsonMapper JSON = new JsonMapper();

    private Denial() {}

    /**
     * The message of a decision, as AWS writes it.
     *
     * @param userId the unique id of who asked
     * @param keys condition keys of the request with their values
     */
    public static String json(
            Decision decision, Subject subject, String userId, Question question, Map<String, List<String>> keys) {
        return tree(decision, subject, userId, question, keys, STATEMENTS_MAX).toString();
    }

    private static ObjectNode tree(
            Decision decision,
            Subject subject,
            String userId,
            Question question,
            Map<String, List<String>> keys,
            int statementsMax) {
        var message = JSON.createObjectNode();
        message.put("allowed", decision.allowed());
        message.put("explicitDeny", decision.outcome() == Outcome.EXPLICIT_DENY);
        var statements = message.putObject("matchedStatements").putArray("items");
        decision.statements().stream()
                .limit(statementsMax)
                .forEach(match -> statement(statements.addObject(), match, userId));
        message.putObject("failures").putArray("items");
        var context = message.putObject("context");
        var principal = context.putObject("principal").put("id", userId);
        if (subject.kind() == Subject.Kind.USER) {
            principal.put("name", subject.arn().substring(subject.arn().lastIndexOf('/') + 1));
        }
        principal.put("arn", subject.arn());
        context.put("action", question.action());
        context.put("resource", question.resource());
        var conditions = context.putObject("conditions").putArray("items");
        all(question.resource(), keys)
                .forEach((key, values) ->
                        items(conditions.addObject().put("key", key).putObject("values"), values));
        return message;
    }

    private static void statement(ObjectNode item, Decision.Match match, String userId) {
        var statement = match.statement();
        item.put("statementId", statement.sid() == null ? "" : statement.sid());
        item.put("effect", statement.allows() ? "ALLOW" : "DENY");
        items(item.putObject("principals"), List.of(userId));
        items(item.putObject("principalGroups"), List.of());
        items(item.putObject("actions"), statement.actions());
        items(item.putObject("resources"), statement.resources());
        items(item.putObject("conditions"), List.of());
    }

    private static void items(ObjectNode parent, List<String> values) {
        ArrayNode items = parent.putArray("items");
        values.stream().limit(TEXTS_MAX).forEach(value -> items.addObject().put("value", value));
    }

    /** The request's keys, and what AWS says of the resource. */
    private static Map<String, List<String>> all(String resource, Map<String, List<String>> keys) {
        var all = new LinkedHashMap<String, List<String>>();
        Arn.parse(resource).ifPresent(arn -> {
            all.put("aws:Region", List.of(arn.region()));
            all.put("aws:Service", List.of(arn.service()));
            all.put("aws:Resource", List.of(arn.resource()));
            all.put("aws:Type", List.of(arn.resource().replaceFirst("[/:].*", "")));
            all.put("aws:Account", List.of(arn.account()));
            all.put("aws:ARN", List.of(resource));
        });
        all.putAll(keys);
        return all;
    }

    /** The message, sealed for the account of the current caller; without statements if it were too long with them. */
    static String sealed(
            Seal seal, Decision decision, Subject subject, Question question, Map<String, List<String>> keys) {
        var caller = Caller.current();
        String sealed = "";
        for (int statements : List.of(STATEMENTS_MAX, 1, 0)) {
            var known = statements == 0 ? Map.<String, List<String>>of() : keys;
            sealed = sealed(
                    seal,
                    tree(decision, subject, caller.userId(), question, known, statements)
                            .toString());
            if (sealed.length() <= ENCODED_CHARACTERS_MAX) {
                return sealed;
            }
        }
        return sealed;
    }

    /** Seals a message for the account of the current caller. */
    public static String sealed(Seal seal, String message) {
        var packed = new ByteArrayOutputStream();
        try (var out = new DeflaterOutputStream(packed)) {
            out.write(message.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getUrlEncoder().withoutPadding().encodeToString(seal.wrap(context(), packed.toByteArray()));
    }

    /** The message that was sealed for the account of the current caller; empty if it is none. */
    public static Optional<String> opened(Seal seal, @Nullable String sealed) {
        try {
            var packed = seal.open(context(), Base64.getUrlDecoder().decode(String.valueOf(sealed)));
            try (var in = new InflaterInputStream(new ByteArrayInputStream(packed))) {
                return Optional.of(new String(in.readNBytes(DECODED_BYTES_MAX), StandardCharsets.UTF_8));
            }
        } catch (IllegalArgumentException | BrokenSealException | IOException e) {
            return Optional.empty();
        }
    }

    private static String context() {
        return "sts/authorization-message/" + Caller.current().account();
    }
}
