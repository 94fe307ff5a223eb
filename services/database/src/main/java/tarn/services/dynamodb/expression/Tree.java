package tarn.services.dynamodb.expression;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tarn.services.dynamodb.expression.Path.Step;

/**
 * Paths laid over each other, so that an item is walked through once for all of them. No path leads through the end of
 * another, and none goes into a list where another goes into a map.
 *
 * @param <T> what stands at the end of a path
 */
final class Tree<T> {

    private static final String REMEDY = "must remove or rewrite one of these paths; path one: ";

    /** The path that first came here, for the faults. */
    private final Path first;

    private @Nullable T end;
    private final Map<String, Tree<T>> names = new LinkedHashMap<>();
    private final TreeMap<Integer, Tree<T>> indexes = new TreeMap<>();

    private Tree(Path first) {
        this.first = first;
    }

    /** What stands here, if a path ends. */
    @Nullable
    T end() {
        return end;
    }

    /** What lies below in a map. */
    Map<String, Tree<T>> names() {
        return names;
    }

    /** What lies below in a list, in the order of the indexes. */
    SortedMap<Integer, Tree<T>> indexes() {
        return indexes;
    }

    private Tree<T> grow(Step step, Path path) {
        var below = new Tree<T>(path);
        switch (step) {
            case Step.Name(var name) -> names.put(name, below);
            case Step.Index(var index) -> indexes.put(index, below);
        }
        return below;
    }

    /** Grows a tree path by path. Faults are told at the end: overlaps before conflicts. */
    static final class Growth<T> {
        private final Tree<T> root = new Tree<>(new Path(List.of()));
        private @Nullable String overlap;
        private @Nullable String conflict;

        void add(Path path, T end) {
            var tree = root;
            boolean isNew = true;
            for (var step : path.steps()) {
                if (tree.end != null) {
                    overlap(tree.first, path);
                    return;
                }
                if (step instanceof Step.Name ? !tree.indexes.isEmpty() : !tree.names.isEmpty()) {
                    conflict(below(tree, step), path);
                    return;
                }
                var below = switch (step) {
                    case Step.Name(var name) -> tree.names.get(name);
                    case Step.Index(var index) -> tree.indexes.get(index);
                };
                isNew = below == null;
                tree = below == null ? tree.grow(step, path) : below;
            }
            if (!isNew) {
                overlap(tree.first, path);
                return;
            }
            tree.end = end;
        }

        private static <T> Path below(Tree<T> tree, Step step) {
            return step instanceof Step.Name
                    ? tree.indexes.firstEntry().getValue().first
                    : tree.names.values().iterator().next().first;
        }

        private void overlap(Path one, Path two) {
            if (overlap == null) {
                overlap = "Two document paths overlap with each other; " + REMEDY + one + ", path two: " + two;
            }
        }

        private void conflict(Path one, Path two) {
            if (conflict == null) {
                conflict = "Two document paths conflict with each other; " + REMEDY + one + ", path two: " + two;
            }
        }

        Tree<T> grown() {
            if (overlap != null) {
                throw new InvalidExpressionException(overlap);
            }
            if (conflict != null) {
                throw new InvalidExpressionException(conflict);
            }
            return root;
        }
    }
}
