package tarn.engines.trino;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import tarn.engines.sql.LakeCatalog;
import tarn.engines.sql.LakeCondition;
import tarn.engines.sql.LakeDatabase;
import tarn.engines.sql.LakeFailure;
import tarn.engines.sql.LakePartition;
import tarn.engines.sql.LakeTable;

/** A lake's catalog in memory, which remembers by what conditions it was asked for partitions. */
final class MemoryCatalog implements LakeCatalog {

    final List<List<LakeCondition>> asked = new CopyOnWriteArrayList<>();
    private final Map<String, LakeDatabase> databases = new ConcurrentHashMap<>();
    private final Map<String, LakeTable> tables = new ConcurrentHashMap<>();
    private final Map<String, Map<List<String>, LakePartition>> partitions = new ConcurrentHashMap<>();

    @Override
    public List<LakeDatabase> databases() {
        return List.copyOf(databases.values());
    }

    @Override
    public Optional<LakeDatabase> database(String name) {
        return Optional.ofNullable(databases.get(name));
    }

    @Override
    public void createDatabase(LakeDatabase database) {
        if (databases.putIfAbsent(database.name(), database) != null) {
            throw new LakeFailure(LakeFailure.Kind.ALREADY_EXISTS, "Database exists: " + database.name());
        }
    }

    @Override
    public void dropDatabase(String name) {
        databases.remove(name);
    }

    @Override
    public List<LakeTable> tables(String database) {
        return tables.values().stream()
                .filter(table -> table.database().equals(database))
                .toList();
    }

    @Override
    public Optional<LakeTable> table(String database, String name) {
        return Optional.ofNullable(tables.get(database + "." + name));
    }

    @Override
    public void createTable(LakeTable table) {
        if (tables.putIfAbsent(table.database() + "." + table.name(), table) != null) {
            throw new LakeFailure(LakeFailure.Kind.ALREADY_EXISTS, "Table exists: " + table.name());
        }
    }

    @Override
    public void replaceTable(String database, String name, LakeTable table) {
        tables.remove(database + "." + name);
        tables.put(table.database() + "." + table.name(), table);
    }

    @Override
    public void dropTable(String database, String name) {
        tables.remove(database + "." + name);
        partitions.remove(database + "." + name);
    }

    private Map<List<String>, LakePartition> of(LakeTable table) {
        return partitions.computeIfAbsent(table.database() + "." + table.name(), key -> new ConcurrentHashMap<>());
    }

    @Override
    public List<List<String>> partitionValues(LakeTable table, List<LakeCondition> conditions) {
        asked.add(conditions);
        return List.copyOf(new ArrayList<>(new TreeMap<String, List<String>>(of(table).keySet().stream()
                        .collect(java.util.stream.Collectors.toMap(values -> String.join("/", values), v -> v)))
                .values()));
    }

    @Override
    public List<LakePartition> partitions(LakeTable table, List<List<String>> values) {
        return values.stream()
                .flatMap(value -> Optional.ofNullable(of(table).get(value)).stream())
                .toList();
    }

    @Override
    public void addPartitions(LakeTable table, List<LakePartition> added) {
        added.forEach(partition -> of(table).put(partition.values(), partition));
    }

    @Override
    public void replacePartition(LakeTable table, LakePartition partition) {
        of(table).put(partition.values(), partition);
    }

    @Override
    public void dropPartition(LakeTable table, List<String> values) {
        of(table).remove(values);
    }
}
