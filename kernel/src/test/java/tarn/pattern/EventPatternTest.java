package tarn.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cases are those of AWS's page on comparison operators and of its engine's documentation. */
class EventPatternTest {

    private static boolean matches(String pattern, String event) {
        return EventPattern.parse(pattern).matches(EventPattern.event(event));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " ~ ",
            quoteCharacter = '`',
            value = {
                "{\"a\": [\"x\", \"y\"]} ~ {\"a\": \"y\"}",
                "{\"a\": [\"x\"]} ~ {\"a\": [\"z\", \"x\"]}",
                "{\"a\": [1]} ~ {\"a\": 1}",
                "{\"a\": [true, null]} ~ {\"a\": null}",
                "{\"a\": [\"\"]} ~ {\"a\": \"\"}",
                "{\"a\": {\"b\": [{\"prefix\": \"us-\"}]}} ~ {\"a\": {\"b\": \"us-east-1\"}}",
                "{\"a\": [{\"prefix\": {\"equals-ignore-case\": \"EVENT\"}}]} ~ {\"a\": \"eventBridge\"}",
                "{\"a\": [{\"suffix\": \".png\"}]} ~ {\"a\": \"x.png\"}",
                "{\"a\": [{\"suffix\": {\"equals-ignore-case\": \".png\"}}]} ~ {\"a\": \"x.PnG\"}",
                "{\"a\": [{\"equals-ignore-case\": \"alice\"}]} ~ {\"a\": \"ALICE\"}",
                "{\"a\": [{\"wildcard\": \"dir/*.png\"}]} ~ {\"a\": \"dir/a/b.png\"}",
                "{\"a\": [{\"wildcard\": \"*/x/*/y\"}]} ~ {\"a\": \"a/x/b/y\"}",
                "{\"a\": [{\"wildcard\": \"a\\\\*b\"}]} ~ {\"a\": \"a*b\"}",
                "{\"a\": [{\"anything-but\": [\"x\", 3]}]} ~ {\"a\": \"z\"}",
                "{\"a\": [{\"anything-but\": {\"prefix\": \"init\"}}]} ~ {\"a\": \"running\"}",
                "{\"a\": [{\"anything-but\": {\"suffix\": [\".txt\", \".md\"]}}]} ~ {\"a\": \"x.png\"}",
                "{\"a\": [{\"anything-but\": {\"wildcard\": \"*/lib/*\"}}]} ~ {\"a\": \"x/bin/y\"}",
                "{\"a\": [{\"numeric\": [\">\", 0, \"<=\", 5]}]} ~ {\"a\": 5.0}",
                "{\"a\": [{\"numeric\": [\"=\", 3.018e2]}]} ~ {\"a\": 301.8}",
                "{\"a\": [{\"cidr\": \"10.0.0.0/24\"}]} ~ {\"a\": \"10.0.0.255\"}",
                "{\"a\": [{\"cidr\": \"2001:db8::/32\"}]} ~ {\"a\": \"2001:db8:1::1\"}",
                "{\"a\": [{\"exists\": true}]} ~ {\"a\": null}",
                "{\"a\": [{\"exists\": false}]} ~ {\"b\": 1}",
                "{\"a\": {\"b\": [{\"exists\": false}]}} ~ {\"c\": 1}",
                "{\"a\": [{\"exists\": false}]} ~ {\"a\": {\"b\": 1}}",
                "{\"a\": [{\"prefix\": \"x\"}, \"y\"]} ~ {\"a\": \"y\"}",
                "{\"$or\": [{\"a\": [1]}, {\"b\": [2]}]} ~ {\"a\": 0, \"b\": 2}",
                "{\"c\": [3], \"$or\": [{\"a\": [1]}, {\"b\": [2]}]} ~ {\"a\": 1, \"c\": 3}",
                "{\"a\": {\"b\": [1], \"c\": [2]}} ~ {\"a\": [{\"b\": 0, \"c\": 2}, {\"b\": 1, \"c\": 2}]}"
            })
    void whatIsWantedMatches(String pattern, String event) {
        assertThat(matches(pattern, event)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " ~ ",
            quoteCharacter = '`',
            value = {
                "{\"a\": [\"x\"]} ~ {\"b\": \"x\"}",
                "{\"a\": [\"x\"], \"b\": [\"y\"]} ~ {\"a\": \"x\"}",
                "{\"a\": [300]} ~ {\"a\": 300.0}",
                "{\"a\": [1]} ~ {\"a\": \"1\"}",
                "{\"a\": [\"null\"]} ~ {\"a\": null}",
                "{\"a\": [{\"wildcard\": \"dir/*.png\"}]} ~ {\"a\": \"dir/.pn\"}",
                "{\"a\": [{\"wildcard\": \"a*a\"}]} ~ {\"a\": \"a\"}",
                "{\"a\": [{\"wildcard\": \"a\\\\*b\"}]} ~ {\"a\": \"axb\"}",
                "{\"a\": [{\"anything-but\": [\"x\", 3]}]} ~ {\"a\": 3.0}",
                "{\"a\": [{\"anything-but\": \"x\"}]} ~ {\"b\": 1}",
                "{\"a\": [{\"anything-but\": {\"equals-ignore-case\": [\"x\"]}}]} ~ {\"a\": \"X\"}",
                "{\"a\": [{\"numeric\": [\">\", 0, \"<=\", 5]}]} ~ {\"a\": 0}",
                "{\"a\": [{\"numeric\": [\">\", 0]}]} ~ {\"a\": \"1\"}",
                "{\"a\": [{\"cidr\": \"10.0.0.0/24\"}]} ~ {\"a\": \"10.0.1.0\"}",
                "{\"a\": [{\"cidr\": \"10.0.0.0/24\"}]} ~ {\"a\": \"localhost\"}",
                "{\"a\": [{\"exists\": true}]} ~ {\"a\": {\"b\": 1}}",
                "{\"a\": [{\"exists\": false}]} ~ {\"a\": null}",
                "{\"a\": [{\"exists\": true}]} ~ {\"a\": []}",
                "{\"c\": [3], \"$or\": [{\"a\": [1]}, {\"b\": [2]}]} ~ {\"a\": 0, \"b\": 0, \"c\": 3}",
                "{\"a\": {\"b\": [1], \"c\": [2]}} ~ {\"a\": [{\"b\": 1}, {\"c\": 2}]}",
                "{\"a\": [\"x\"]} ~ [1]"
            })
    void whatIsNotWantedDoesNot(String pattern, String event) {
        assertThat(matches(pattern, event)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " ~ ",
            quoteCharacter = '`',
            value = {
                "[] ~ Filter is not an object",
                "{} ~ Empty objects are not allowed",
                "{\"a\": []} ~ Empty arrays are not allowed",
                "{\"a\": \"x\"} ~ \"a\" must be an object or an array",
                "{\"a\": [{\"like\": \"x\"}]} ~ Unrecognized match type like",
                "{\"a\": [{\"prefix\": 1}]} ~ prefix match pattern must be a string",
                "{\"a\": [{\"prefix\": \"x\", \"suffix\": \"y\"}]} ~ Only one key allowed in match expression",
                "{\"a\": [{\"numeric\": [\"~\", 1]}]} ~ Unrecognized numeric range operator: ~",
                "{\"a\": [{\"numeric\": [\">\", 6e9]}]} ~ Value must be between -5.0E9 and 5.0E9, inclusive",
                "{\"a\": [{\"numeric\": [\">\", 5, \"<\", 1]}]} ~ Bottom must be less than top",
                "{\"a\": [{\"exists\": 1}]} ~ exists match pattern must be either true or false.",
                "{\"a\": [{\"wildcard\": \"a**b\"}]} ~ Consecutive wildcard characters at pos 1",
                "{\"a\": [{\"cidr\": \"10.0.0.0/40\"}]} ~ Malformed CIDR",
                "{\"a\": [[1]]} ~ Match value must be String, number, true, false, or null",
                "{\"$or\": [{\"a\": [1]}]} ~ There must have at least 2 Objects in $or relationship",
                "{\"a\": [1], \"a\": [2]} ~ Duplicate field",
                "{\"a\": [1]} x ~ Unrecognized token"
            })
    void whatIsNoPatternIsRefusedWithItsReason(String pattern, String reason) {
        assertThatThrownBy(() -> EventPattern.parse(pattern))
                .isInstanceOf(InvalidPatternException.class)
                .hasMessageStartingWith("Event pattern is not valid. Reason: ")
                .hasMessageContaining(reason)
                .hasMessageContaining("line: 1, column: ");
    }

    @Test
    void manyStarsDoNotTakeLong() {
        var pattern = EventPattern.parse("{\"a\": [{\"wildcard\": \"" + "*a".repeat(500) + "\"}]}");
        assertThat(pattern.matches(EventPattern.event("{\"a\": \"" + "a".repeat(200_000) + "b\"}")))
                .isFalse();
    }
}
