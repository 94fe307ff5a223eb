package tarn.wire.constraint;

import org.jspecify.annotations.Nullable;

/**
 * A value that breaks a constraint.
 *
 * @param path where it stands, in Coral's spelling: {@code records.1.member.partitionKey}
 * @param parameter the name of the member
 * @param value the value as text; null if it is missing
 * @param rule what it should have satisfied
 */
record Violation(String path, String parameter, @Nullable String value, String rule) {

    String text() {
        return "Value " + (value == null ? "null" : "'" + value + "'") + " at '" + path
                + "' failed to satisfy constraint: " + rule;
    }
}
