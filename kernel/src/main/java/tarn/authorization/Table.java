package tarn.authorization;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.awscore.AwsClient;
import software.amazon.awssdk.core.SdkPojo;
import tarn.kernel.Operation;

/**
 * What the operations of a service need, read from {@code authorization.tsv} in the service's package: operation, action,
 * resource, when, keys, separated by tabs. Lines that begin with {@code #} are comments; the first other line,
 * {@code !denied AccessDenied 403}, says with which code and status the service refuses; a fourth word, {@code encoded},
 * that its refusals carry a sealed {@link Denial}.
 *
 * <p>A line is bound to the request's members when its operation is first called.
 */
public final class Table {

    private static final String FREE = "-";
    private static final String DENIED = "!denied ";

    private final String code;
    private final int status;
    private final boolean encoded;
    private final Map<String, List<List<String>>> lines;
    private final Set<String> free;
    private final Map<String, List<Row>> rows = new ConcurrentHashMap<>();

    private Table(String code, int status, boolean encoded, Map<String, List<List<String>>> lines, Set<String> free) {
        this.code = code;
        this.status = status;
        this.encoded = encoded;
        this.lines = lines;
        this.free = free;
    }

    /** The table of the service behind a client interface; one without lines if the service has none. */
    public static Table of(Class<? extends AwsClient> contract) {
        var name = contract.getPackageName().substring(contract.getPackageName().lastIndexOf('.') + 1);
        try (var in = Table.class.getResourceAsStream("/tarn/services/" + name + "/authorization.tsv")) {
            return in == null ? parse("") : parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Table parse(String text) {
        var lines = new HashMap<String, List<List<String>>>();
        var free = new HashSet<String>();
        var code = "AccessDeniedException";
        int status = 400;
        boolean encoded = false;
        for (var line : text.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith(DENIED)) {
                var words = List.of(line.substring(DENIED.length()).split(" ", -1));
                code = words.get(0);
                status = Integer.parseInt(words.get(1));
                encoded = words.contains("encoded");
                continue;
            }
            var columns = List.of(line.split("\t", -1));
            if (columns.size() == 2 && columns.get(1).equals(FREE)) {
                free.add(columns.getFirst());
            } else {
                lines.computeIfAbsent(columns.getFirst(), any -> new ArrayList<>())
                        .add(columns.subList(1, columns.size()));
            }
        }
        return new Table(code, status, encoded, lines, free);
    }

    /** The code of the service's refusals. */
    String code() {
        return code;
    }

    /** The HTTP status of the service's refusals. */
    int status() {
        return status;
    }

    /** Whether its refusals carry what decided, sealed. */
    boolean encoded() {
        return encoded;
    }

    /** Whether everybody who is known may call an operation. */
    boolean isFree(String operation) {
        return free.contains(operation);
    }

    /** The operations it has lines for. */
    public Set<String> operations() {
        var all = new HashSet<>(lines.keySet());
        all.addAll(free);
        return all;
    }

    /**
     * The needs of an operation; none if it has no line.
     *
     * @throws IllegalArgumentException if a line is not understood, or names members that the request has not
     */
    public List<Row> rows(Operation operation) {
        var known = rows.get(operation.name());
        if (known == null) {
            var sample = sample(operation);
            known = lines.getOrDefault(operation.name(), List.of()).stream()
                    .map(columns -> Row.of(sample, columns))
                    .toList();
            rows.put(operation.name(), known);
        }
        return known;
    }

    private static SdkPojo sample(Operation operation) {
        try {
            var builder = operation.request().getMethod("builder").invoke(null);
            return (SdkPojo) builder;
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("A request of " + operation.name() + " cannot be made", e);
        }
    }
}
