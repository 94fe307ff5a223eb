package tarn.engines.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Grok patterns as regular expressions. */
final class GrokTest {

    private static List<String> read(String regex, String line) {
        var matcher = Pattern.compile(regex).matcher(line);
        var values = new ArrayList<String>();
        if (matcher.matches()) {
            for (int i = 1; i <= matcher.groupCount(); i++) {
                values.add(String.valueOf(matcher.group(i)));
            }
        }
        return values;
    }

    @Test
    void anApacheLogIsReadIntoItsFields() {
        var grok = Grok.of("%{COMBINEDAPACHELOG}", "");
        assertThat(grok.fields())
                .containsExactly(
                        "clientip",
                        "ident",
                        "auth",
                        "timestamp",
                        "verb",
                        "request",
                        "httpversion",
                        "rawrequest",
                        "response",
                        "bytes",
                        "referrer",
                        "agent");
        assertThat(read(
                        grok.regex(grok.fields()),
                        "192.168.1.7 - frank [10/Oct/2026:13:55:36 -0700] \"GET /a.gif HTTP/1.0\" 200 2326"
                                + " \"http://x/\" \"Mozilla/4.08\""))
                .containsExactly(
                        "192.168.1.7",
                        "-",
                        "frank",
                        "10/Oct/2026:13:55:36 -0700",
                        "GET",
                        "/a.gif",
                        "1.0",
                        "null",
                        "200",
                        "2326",
                        "\"http://x/\"",
                        "\"Mozilla/4.08\"");
    }

    @Test
    void customPatternsTypesAndOwnBracketsAreTaken() {
        var grok = Grok.of(
                "%{TIMESTAMP_ISO8601:at} \\[%{PREFIX:prefix}\\] (a|b) %{NUMBER:n:int}", "PREFIX .*-.*-.*\nOTHER x");
        assertThat(grok.fields()).containsExactly("at", "prefix", "n");
        assertThat(grok.types()).containsExactly("string", "string", "int");
        assertThat(read(grok.regex(grok.fields()), "2026-01-02T03:04:05Z [p-q-r] b 42"))
                .containsExactly("2026-01-02T03:04:05Z", "p-q-r", "42");
        assertThat(read(grok.regex(grok.fields()), "nothing of the kind")).isEmpty();
    }

    @Test
    void columnsAreFoundByTheirNames() {
        var grok = Grok.of("%{IP:ip} (?:x) %{WORD:word}", "");
        assertThat(read(grok.regex(List.of("word", "none", "ip")), "10.0.0.1 x hello"))
                .containsExactly("hello", "null", "10.0.0.1");
    }

    @Test
    void anUnknownPatternAndACircleAreRefused() {
        assertThatThrownBy(() -> Grok.of("%{NOPE:x}", "")).hasMessageContaining("NOPE");
        assertThatThrownBy(() -> Grok.of("%{A}", "A %{B}\nB %{A}")).hasMessageContaining("refers to itself");
    }
}
