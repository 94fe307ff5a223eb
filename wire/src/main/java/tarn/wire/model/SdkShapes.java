package tarn.wire.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The classes the SDK generated for a service's shapes, found by AWS's names. */
final class SdkShapes {

    private final String modelPackage;
    private final ClassLoader loader;

    SdkShapes(String modelPackage, ClassLoader loader) {
        this.modelPackage = modelPackage;
        this.loader = loader;
    }

    /** The class of a shape, spelled as AWS spells it or as the SDK does: {@code ListIDs} or {@code ListIds}. */
    Class<?> named(String shape, String suffix) {
        var found = find(shape, suffix);
        if (found == null) {
            throw new IllegalStateException("The SDK has no " + modelPackage + "." + shape + suffix);
        }
        return found;
    }

    /** Whether the SDK has the class of a shape. */
    boolean has(String shape, String suffix) {
        return find(shape, suffix) != null;
    }

    private @Nullable Class<?> find(String shape, String suffix) {
        var asSpelled = load(shape + suffix);
        return asSpelled != null ? asSpelled : load(javaName(shape) + suffix);
    }

    private @Nullable Class<?> load(String name) {
        try {
            return Class.forName(modelPackage + "." + name, false, loader);
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    /** The SDK's simple class name for an error's shape. */
    static String exceptionName(String shape) {
        if (shape.endsWith("Fault")) {
            return javaName(shape.substring(0, shape.length() - "Fault".length())) + "Exception";
        }
        return shape.endsWith("Exception") ? javaName(shape) : javaName(shape) + "Exception";
    }

    /* How the SDK's code generator makes a class name of a shape's: words are split, each is capitalised. */
    static String javaName(String shape) {
        var words = shape.replaceAll("[^A-Za-z0-9]+", " ")
                .replaceAll("([^a-z]{2,})v([0-9]+)", "$1 v$2 ")
                .replaceAll("([^A-Z]{2,})V([0-9]+)", "$1 V$2 ");
        words = String.join(" ", words.split("(?<=[a-z])(?=[A-Z]([a-zA-Z]|[0-9]))", -1))
                .replaceAll("([A-Z]+)([A-Z][a-z])", "$1 $2")
                .replaceAll("([0-9])([a-zA-Z])", "$1 $2");
        return Arrays.stream(words.trim().split(" +", -1))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT)
                        + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }
}
