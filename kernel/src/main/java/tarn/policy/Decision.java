package tarn.policy;

import java.util.List;

/**
 * What the policies say.
 *
 * @param layer which policies decided: those that allowed, that denied, or that should have allowed and did not
 * @param statements the statements that decided; none if nothing allowed
 */
public record Decision(Outcome outcome, Layer layer, List<Match> statements) {

    /** Allowed, denied in words, or denied because nothing allows. */
    public enum Outcome {
        ALLOWED,
        EXPLICIT_DENY,
        IMPLICIT_DENY
    }

    /** A kind of policies that has a say, in the words of AWS's messages. */
    public enum Layer {
        RESOURCE_CONTROL("resource control policy"),
        ORGANIZATION("service control policy"),
        RESOURCE("resource-based policy"),
        IDENTITY("identity-based policy"),
        BOUNDARY("permissions boundary"),
        SESSION("session policy");

        private final String words;

        Layer(String words) {
            this.words = words;
        }

        /** What AWS calls it. */
        public String words() {
            return words;
        }
    }

    /** A statement that applied, and the policy it stands in. */
    public record Match(NamedPolicy policy, Statement statement) {}

    public boolean allowed() {
        return outcome == Outcome.ALLOWED;
    }

    /** Why it was refused, as AWS's messages go on after the resource: {@code because no … allows the … action}. */
    public String reason(String action) {
        var article = layer == Layer.IDENTITY ? "an " : "a ";
        return switch (outcome) {
            case ALLOWED -> "allowed by " + article + layer.words;
            case EXPLICIT_DENY -> "with an explicit deny in " + article + layer.words;
            case IMPLICIT_DENY -> "because no " + layer.words + " allows the " + action + " action";
        };
    }
}
