package tarn.services.glue.crawl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tarn.services.glue.crawl.Alike.Measure;

/**
 * Makes tables of folders: alike folders become partitions of one table, others tables of their own.
 *
 * <p>It goes from the leaves up. A folder is <i>uniform</i> when all of it can be one table; then its parent may take
 * it up as a partition. Where a folder's children differ too much, each child stays a table.
 *
 * @see <a href="https://docs.aws.amazon.com/glue/latest/dg/crawler-s3-folder-table-partition.html">When a crawler
 *     creates partitions</a>
 */
final class TableFinder {

    private static final double MAJORITY = 0.7;

    /** A folder that holds data, below a uniform folder; the path leads from there to here. */
    record Leaf(List<String> path, String location, Alike alike) {}

    /** A folder that is one table so far. */
    record Uniform(Folder root, Alike alike, List<Leaf> leaves) {

        /** The same, seen from the parent. */
        List<Leaf> leavesFromAbove() {
            return leaves.stream()
                    .map(leaf -> {
                        var path = new ArrayList<String>();
                        path.add(root.name());
                        path.addAll(leaf.path());
                        return new Leaf(path, leaf.location(), leaf.alike());
                    })
                    .toList();
        }
    }

    /** What became of a folder: one table that may still grow, and tables that are settled. */
    record Shape(@Nullable Uniform uniform, List<FoundTable> settled) {}

    private final Grouping grouping;
    private final Consumer<String> log;

    TableFinder(Grouping grouping, Consumer<String> log) {
        this.grouping = grouping;
        this.log = log;
    }

    /** The tables of a target. */
    List<FoundTable> tables(Folder root) {
        return settle(shape(root));
    }

    private static List<FoundTable> settle(Shape shape) {
        var tables = new ArrayList<FoundTable>();
        if (shape.uniform() != null) {
            tables.add(Partitioning.table(shape.uniform()));
        }
        tables.addAll(shape.settled());
        return tables;
    }

    private Shape shape(Folder folder) {
        var own = ownFiles(folder);
        var children = new ArrayList<Shape>();
        for (var child : folder.children()) {
            var shape = shape(child);
            if (shape.uniform() != null || !shape.settled().isEmpty()) {
                children.add(shape);
            }
        }
        if (grouping.tableLevel() > 0 && folder.level() < grouping.tableLevel()) {
            return apart(own, children);
        }
        if (children.isEmpty()) {
            return own;
        }
        boolean empty = own.uniform() == null && own.settled().isEmpty();
        if (empty && children.size() == 1 && !isPartition(children.getFirst()) && !isTableRoot(folder)) {
            return children.getFirst();
        }
        return together(folder, own, children);
    }

    private static boolean isPartition(Shape shape) {
        return shape.uniform() != null
                && Partitioning.isHiveStyle(shape.uniform().root().name());
    }

    private boolean isTableRoot(Folder folder) {
        return grouping.tableLevel() > 0 && folder.level() == grouping.tableLevel();
    }

    /** The files that lie in the folder itself. */
    private Shape ownFiles(Folder folder) {
        var clusters = new ArrayList<List<Folder.Item>>();
        var merged = new ArrayList<Alike>();
        int known = 0;
        for (var item : folder.items()) {
            if (item.schema().isPresent()) {
                known++;
                cluster(item, Alike.of(item.schema().get(), item.file().sizeBytes()), clusters, merged);
            }
        }
        if (known == 0) {
            return new Shape(null, List.of());
        }
        int largest = largest(clusters);
        if (clusters.get(largest).size() < MAJORITY * known) {
            return new Shape(
                    null, folder.items().stream().flatMap(TableFinder::single).toList());
        }
        for (int i = 0; i < clusters.size(); i++) {
            if (i != largest) {
                clusters.get(i)
                        .forEach(item -> log.accept("Skipped " + item.file().location()
                                + ": its format or columns differ from the other files of the folder"));
            }
        }
        var alike = merged.get(largest)
                .plus(extrapolated(folder.unsampled(), merged.get(largest).tally()));
        return new Shape(new Uniform(folder, alike, List.of(new Leaf(List.of(), folder.location(), alike))), List.of());
    }

    private void cluster(Folder.Item item, Alike alike, List<List<Folder.Item>> clusters, List<Alike> merged) {
        var measure = measure();
        for (int i = 0; i < clusters.size(); i++) {
            if (merged.get(i).resembles(alike, measure)) {
                clusters.get(i).add(item);
                merged.set(i, merged.get(i).with(alike));
                return;
            }
        }
        clusters.add(new ArrayList<>(List.of(item)));
        merged.add(alike);
    }

    private Measure measure() {
        return grouping.combineCompatible() ? Measure.SAME_FORMAT : Measure.SIMILAR_COLUMNS;
    }

    private static <T> int largest(List<List<T>> clusters) {
        int largest = 0;
        for (int i = 1; i < clusters.size(); i++) {
            largest = clusters.get(i).size() > clusters.get(largest).size() ? i : largest;
        }
        return largest;
    }

    /** Files outside the sample are taken to be like those in it. */
    private static Tally extrapolated(Tally unsampled, Tally sampled) {
        double perByte = sampled.bytes() == 0 ? 0 : (double) sampled.records() / sampled.bytes();
        return new Tally(unsampled.objects(), unsampled.bytes(), Math.round(unsampled.bytes() * perByte));
    }

    private static java.util.stream.Stream<FoundTable> single(Folder.Item item) {
        return item.schema().stream().map(schema -> Partitioning.file(item.file(), schema));
    }

    private static Shape apart(Shape own, List<Shape> children) {
        var tables = new ArrayList<FoundTable>(settle(own));
        children.forEach(child -> tables.addAll(settle(child)));
        return new Shape(null, tables);
    }

    /** One table of the folder, if most of what is in it is alike. */
    private Shape together(Folder folder, Shape own, List<Shape> children) {
        var uniforms = new ArrayList<Uniform>();
        Optional.ofNullable(own.uniform()).ifPresent(uniforms::add);
        children.stream().map(Shape::uniform).filter(java.util.Objects::nonNull).forEach(uniforms::add);
        var measure = measure(folder, children);
        var clusters = new ArrayList<List<Uniform>>();
        var merged = new ArrayList<Alike>();
        for (var uniform : uniforms) {
            join(uniform, measure, clusters, merged);
        }
        int all = children.size() + (settle(own).isEmpty() ? 0 : 1);
        int chosen = clusters.isEmpty() ? -1 : largest(clusters);
        boolean enough = chosen >= 0
                && clusters.get(chosen).size() >= MAJORITY * all
                && (clusters.get(chosen).size() > 1 || all == 1);
        if (!enough) {
            return apart(own, children);
        }
        var members = clusters.get(chosen);
        var leaves = new ArrayList<Leaf>();
        for (var member : members) {
            leaves.addAll(member.root() == folder ? member.leaves() : member.leavesFromAbove());
        }
        var settled = new ArrayList<FoundTable>(own.settled());
        uniforms.stream()
                .filter(other -> !members.contains(other))
                .map(Partitioning::table)
                .forEach(settled::add);
        children.forEach(child -> settled.addAll(child.settled()));
        return new Shape(new Uniform(folder, merged.get(chosen), leaves), settled);
    }

    /** Folders of one Hive-style key, or below a given table level, were meant to be one table. */
    private Measure measure(Folder folder, List<Shape> children) {
        boolean meant = (grouping.tableLevel() > 0 && folder.level() >= grouping.tableLevel())
                || Partitioning.haveOneKey(
                        folder.children().stream().map(Folder::name).toList());
        return meant && !children.isEmpty() ? Measure.READABLE_TOGETHER : measure();
    }

    private static void join(Uniform uniform, Measure measure, List<List<Uniform>> clusters, List<Alike> merged) {
        for (int i = 0; i < clusters.size(); i++) {
            if (merged.get(i).resembles(uniform.alike(), measure)) {
                clusters.get(i).add(uniform);
                merged.set(i, merged.get(i).with(uniform.alike()));
                return;
            }
        }
        clusters.add(new ArrayList<>(List.of(uniform)));
        merged.add(uniform.alike());
    }
}
