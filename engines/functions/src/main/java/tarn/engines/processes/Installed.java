package tarn.engines.processes;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import tarn.engines.functions.FunctionFailure;

/** The language runtimes of this machine, looked for when first asked for. */
final class Installed {

    private final List<Language> languages;
    private final boolean nearest;
    private final Map<Language, List<Interpreter>> found = new ConcurrentHashMap<>();

    Installed(List<Language> languages, boolean nearest) {
        this.languages = languages;
        this.nearest = nearest;
    }

    /** What runs a function. */
    record Match(Language language, Interpreter interpreter) {}

    /**
     * What runs functions of a runtime.
     *
     * @throws FunctionFailure {@code NO_RUNTIME} if nothing does
     */
    Match match(String runtime) {
        var language = languages.stream()
                .filter(one -> runtime.startsWith(one.prefix()))
                .findFirst()
                .orElseThrow(() -> new FunctionFailure(
                        FunctionFailure.Kind.NO_RUNTIME,
                        "The runtime " + runtime + " cannot be run here: there is no support for its language."));
        var version = language.version(runtime);
        var installed = of(language);
        return installed.stream()
                .filter(one -> one.version().equals(version))
                .findFirst()
                .or(() -> nearest ? nearest(installed, version) : Optional.empty())
                .map(one -> new Match(language, one))
                .orElseThrow(() -> new FunctionFailure(
                        FunctionFailure.Kind.NO_RUNTIME,
                        "The runtime " + runtime + " is not installed on this machine (found: "
                                + (installed.isEmpty() ? "none" : versions(installed)) + "). To have it, "
                                + language.howToInstall(version)
                                + "; or start Tarn with --nearest-runtime, which runs the nearest version."));
    }

    private List<Interpreter> of(Language language) {
        return found.computeIfAbsent(language, Language::installed);
    }

    private static Optional<Interpreter> nearest(List<Interpreter> installed, String version) {
        long wanted = number(version);
        return installed.stream().min(Comparator.comparingLong(one -> Math.abs(number(one.version()) - wanted)));
    }

    /** A version as a number: 3.12 is 3012, 20 is 20000. */
    private static long number(String version) {
        var parts = version.replaceAll("[^0-9.]", "").split("[.]", -1);
        long number = 0;
        for (int i = 0; i < 2; i++) {
            number = number * 1000 + (i < parts.length && !parts[i].isEmpty() ? Long.parseLong(parts[i]) : 0);
        }
        return number;
    }

    private static String versions(List<Interpreter> installed) {
        return String.join(
                ", ", installed.stream().map(Interpreter::version).sorted().toList());
    }

    /** What is known so far, by language. */
    Map<String, String> state() {
        var state = new TreeMap<String, String>();
        found.forEach((language, installed) -> state.put(language.prefix(), versions(installed)));
        return state;
    }
}
