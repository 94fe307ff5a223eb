package tarn.wire.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The lines of an index resource: one fact each, its kind first, fields separated by tabs. */
final class Index {

    private final List<String> lines;

    private Index(List<String> lines) {
        this.lines = lines;
    }

    /** The index of that name; null if there is none. */
    static @Nullable Index named(String name, String kind) {
        try (var resource = Index.class.getResourceAsStream("/tarn/wire/index/" + name + "." + kind)) {
            return resource == null
                    ? null
                    : new Index(new String(resource.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException("The index of " + name + " cannot be read", e);
        }
    }

    /** Its lines as they are. */
    List<String> lines() {
        return lines;
    }

    /** Every fact. */
    void each(Consumer<Fact> visitor) {
        lines.forEach(line -> visitor.accept(Fact.of(line)));
    }

    /** The facts of a kind. */
    void each(String kind, Consumer<Fact> visitor) {
        var start = kind + "\t";
        for (var line : lines) {
            if (line.startsWith(start)) {
                visitor.accept(Fact.of(line));
            }
        }
    }

    /** The first fact of each kind. */
    Map<String, Fact> firsts() {
        var firsts = new HashMap<String, Fact>();
        each(fact -> firsts.putIfAbsent(fact.kind(), fact));
        return firsts;
    }

    /** The fields of one line. */
    record Fact(List<String> fields) {

        static Fact of(String line) {
            return new Fact(List.of(line.split("\t", -1)));
        }

        /** A field; empty if the line is shorter. */
        String field(int at) {
            return at < fields.size() ? fields.get(at) : "";
        }

        String kind() {
            return fields.getFirst();
        }
    }
}
