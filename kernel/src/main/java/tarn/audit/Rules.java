package tarn.audit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsClient;
import tarn.kernel.Service;

/**
 * What the audit knows of a service: from the names of its operations, from what its model calls sensitive, and from the
 * table beside its parts, {@code audit.tsv}.
 *
 * <p>Each line of a table is a word and its arguments, separated by tabs; an operation is named as AWS names it:
 *
 * <pre>
 * source    NAME                  the event source, where it is not the service's principal
 * global                          events are in us-east-1, whatever the region
 * plain                           parameters as HTTP has them (S3) rather than the model
 * short                           error codes without "Exception"
 * read      OPERATION…            changes nothing, though its name does not say so
 * write     OPERATION…            changes something, though its name does not say so
 * silent    OPERATION…            is not recorded
 * called    NAME OPERATION…       the event has another name than the operation
 * asker     TYPE OPERATION…       who asks is told by the answer: WebIdentityUser, SAMLUser
 * answers   OPERATION…            its response is recorded though it changes nothing
 * shared    OPERATION…            other accounts that own what it is about get an event of it too
 * mute      OPERATION…            its response is not recorded though it changes something
 * data      TYPE OPERATION…       is a data event on a resource of a type
 * resource  TYPE TEMPLATE OPERATION…   what it is about: "arn:aws:s3:::{Bucket}"; * for every operation
 * names     TYPE MEMBER           a member of requests that names a resource, for LookupEvents
 * hide      MEMBER…               further members, Shape.member, or keys of maps, that are sensitive
 * show      MEMBER…               members that are not, though the model says so
 * inner     PRINCIPAL…            services whose questions are inner workings and are not recorded
 * </pre>
 *
 * <p>Where a service has no table, an operation that begins as readers do ({@code Get}, {@code List}…) is read-only and
 * all are management events.
 */
final class Rules {

    private static final List<String> READERS = List.of(
            "Get",
            "List",
            "Describe",
            "Head",
            "Lookup",
            "Search",
            "BatchGet",
            "Check",
            "Estimate",
            "Simulate",
            "Validate",
            "Query",
            "Scan",
            "Select",
            "Preview",
            "Decode",
            "Verify");

    private static final Map<Class<?>, Rules> KNOWN = new ConcurrentHashMap<>();

    private final Map<String, Set<String>> marks = new HashMap<>();
    private final Map<String, String> dataTypes = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, String> askers = new HashMap<>();
    private final List<Template> templates = new ArrayList<>();
    private final List<Naming> namings = new ArrayList<>();
    private final Set<String> sensitive = new HashSet<>();
    private final Map<String, Rule> rules = new ConcurrentHashMap<>();
    private final String source;

    /**
     * What is known of an operation.
     *
     * @param name what events call it
     * @param readOnly whether it changes nothing
     * @param silent whether it is not recorded
     * @param answers whether its response is recorded
     * @param shared whether owners in other accounts are told
     * @param dataType the type of resource of whose content it is; null for a management operation
     * @param asker the type of an identity that only the answer tells; null if the caller is known before
     * @param about the resources it is about
     */
    record Rule(
            String name,
            boolean readOnly,
            boolean silent,
            boolean answers,
            boolean shared,
            @Nullable String dataType,
            @Nullable String asker,
            List<Template> about) {}

    /** What an operation is about: a type and an ARN made of the request's members. */
    record Template(String type, String arn, Set<String> operations) {}

    /** A member of requests that names a resource. */
    record Naming(String type, String member) {}

    private Rules(Service service) {
        this(service.principal(), packageOf(service.contract()));
    }

    private Rules(String principal, String name) {
        sensitive.addAll(lines("tarn/audit/sensitive/" + name + ".sensitive"));
        for (var line : lines("tarn/services/" + name + "/audit.tsv")) {
            if (!line.isBlank() && !line.startsWith("#")) {
                read(List.of(line.split("\t", -1)));
            }
        }
        this.source = marks.getOrDefault("source", Set.of(principal)).iterator().next();
    }

    /** What is known of a service. */
    static Rules of(Service service) {
        var known = KNOWN.get(service.contract());
        return known != null ? known : KNOWN.computeIfAbsent(service.contract(), _ -> new Rules(service));
    }

    private static String packageOf(Class<? extends AwsClient> contract) {
        return contract.getPackageName().replaceFirst(".*\\.services\\.", "");
    }

    private static List<String> lines(String resource) {
        try (InputStream in = Rules.class.getResourceAsStream("/" + resource)) {
            return in == null
                    ? List.of()
                    : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(List<String> line) {
        var word = line.getFirst();
        var rest = line.subList(1, line.size());
        switch (word) {
            case "data" -> rest.stream().skip(1).forEach(operation -> dataTypes.put(operation, rest.getFirst()));
            case "called" -> rest.stream().skip(1).forEach(operation -> names.put(operation, rest.getFirst()));
            case "asker" -> rest.stream().skip(1).forEach(operation -> askers.put(operation, rest.getFirst()));
            case "resource" ->
                templates.add(new Template(rest.get(0), rest.get(1), Set.copyOf(rest.subList(2, rest.size()))));
            case "names" -> namings.add(new Naming(rest.get(0), rest.get(1)));
            case "source",
                    "global",
                    "plain",
                    "short",
                    "read",
                    "write",
                    "silent",
                    "answers",
                    "mute",
                    "shared",
                    "hide",
                    "show",
                    "inner" ->
                marks.computeIfAbsent(word, any -> new HashSet<>()).addAll(rest);
            default -> throw new IllegalArgumentException("Unknown word in a table of the audit: " + word);
        }
    }

    /** What is known of an operation. */
    Rule rule(String operation) {
        return rules.computeIfAbsent(operation, this::make);
    }

    private Rule make(String operation) {
        boolean reads = !marked("write", operation)
                && (marked("read", operation) || READERS.stream().anyMatch(operation::startsWith));
        var about = templates.stream()
                .filter(template -> template.operations().contains("*")
                        || template.operations().contains(operation))
                .toList();
        return new Rule(
                names.getOrDefault(operation, operation),
                reads,
                marked("silent", operation),
                reads ? marked("answers", operation) : !marked("mute", operation),
                marked("shared", operation),
                dataTypes.get(operation),
                askers.get(operation),
                about);
    }

    private boolean marked(String word, String what) {
        return marks.getOrDefault(word, Set.of()).contains(what);
    }

    /** What events call the service. */
    String source() {
        return source;
    }

    /** Whether the events of all regions are in {@code us-east-1}. */
    boolean global() {
        return marks.containsKey("global");
    }

    /** Whether parameters are shown as HTTP has them. */
    boolean plain() {
        return marks.containsKey("plain");
    }

    /** Whether error codes stand without the ending of the SDK's classes. */
    boolean shortCodes() {
        return marks.containsKey("short");
    }

    /** Whether what a service asks is the inner working of this one. */
    boolean inner(@Nullable String principal) {
        return principal != null && marked("inner", principal);
    }

    /** Whether a member must not be shown. */
    boolean hides(String shape, String member) {
        if (marked("show", member)) {
            return false;
        }
        return sensitive.contains(shape + "." + member)
                || marked("hide", member)
                || marked("hide", shape + "." + member);
    }

    /** The members that name resources. */
    List<Naming> namings() {
        return namings;
    }
}
