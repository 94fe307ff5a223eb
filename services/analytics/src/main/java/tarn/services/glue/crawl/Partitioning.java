package tarn.services.glue.crawl;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Makes a table, with partition keys and partitions, of folders that were found alike. */
final class Partitioning {

    private static final Pattern HIVE_STYLE = Pattern.compile("[^=]+=.*");

    private Partitioning() {}

    /** Whether a folder is named {@code key=value}. */
    static boolean isHiveStyle(String name) {
        return HIVE_STYLE.matcher(name).matches();
    }

    /** Whether folders are all named {@code key=value} with one key. */
    static boolean haveOneKey(List<String> names) {
        return !names.isEmpty()
                && names.stream().allMatch(Partitioning::isHiveStyle)
                && names.stream().map(Partitioning::key).distinct().count() == 1;
    }

    /** A table of a single file. */
    static FoundTable file(LakeFile file, FileSchema schema) {
        return new FoundTable(
                file.name(),
                file.location(),
                schema.format(),
                schema.compression().label(),
                schema.columns(),
                new Tally(1, file.sizeBytes(), schema.records()),
                List.of(),
                List.of());
    }

    /** A table of a folder. Folders of unequal depth cannot be partitions: the table then has none. */
    static FoundTable table(TableFinder.Uniform uniform) {
        var leaves = uniform.leaves();
        int depth = leaves.getFirst().path().size();
        boolean even = leaves.stream().allMatch(leaf -> leaf.path().size() == depth);
        var keys = even ? keys(leaves, depth) : List.<String>of();
        var alike = uniform.alike();
        return new FoundTable(
                uniform.root().name(),
                uniform.root().location(),
                alike.format(),
                alike.compression().label(),
                without(keys, alike),
                alike.tally(),
                keys,
                keys.isEmpty() ? List.of() : partitions(leaves, keys));
    }

    private static List<String> keys(List<TableFinder.Leaf> leaves, int depth) {
        var keys = new ArrayList<String>();
        var seen = new HashSet<String>();
        for (int i = 0; i < depth; i++) {
            int at = i;
            var names = leaves.stream().map(leaf -> leaf.path().get(at)).toList();
            var key = haveOneKey(names) ? key(names.getFirst()) : "partition_" + i;
            keys.add(seen.add(key) ? key : "partition_" + i);
        }
        return keys;
    }

    private static List<FoundPartition> partitions(List<TableFinder.Leaf> leaves, List<String> keys) {
        var partitions = new LinkedHashMap<List<String>, FoundPartition>();
        for (var leaf : leaves) {
            var values = new ArrayList<String>();
            for (int i = 0; i < keys.size(); i++) {
                var name = leaf.path().get(i);
                values.add(keys.get(i).equals("partition_" + i) ? name : value(name));
            }
            partitions.putIfAbsent(
                    values,
                    new FoundPartition(
                            values,
                            leaf.location(),
                            without(keys, leaf.alike()),
                            leaf.alike().tally()));
        }
        return List.copyOf(partitions.values());
    }

    /** Data that carries its partition keys itself, by name, would give the table two columns of one name. */
    private static List<Column> without(List<String> keys, Alike alike) {
        return alike.format() instanceof Format.Csv
                ? alike.columns()
                : alike.columns().stream()
                        .filter(column -> !keys.contains(column.name().toLowerCase(Locale.ROOT)))
                        .toList();
    }

    private static String key(String name) {
        return name.substring(0, name.indexOf('=')).toLowerCase(Locale.ROOT);
    }

    /** Hive writes what cannot stand in a path as {@code %3A}. */
    private static String value(String name) {
        var value = name.substring(name.indexOf('=') + 1);
        try {
            return value.indexOf('%') < 0
                    ? value
                    : URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return value;
        }
    }
}
