package tarn.services.athena;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import software.amazon.awssdk.services.glue.model.Column;
import software.amazon.awssdk.services.glue.model.Partition;
import software.amazon.awssdk.services.glue.model.PartitionInput;
import software.amazon.awssdk.services.glue.model.PartitionValueList;
import software.amazon.awssdk.services.glue.model.Table;
import tarn.services.athena.Statement.AddPartitions;
import tarn.services.athena.Statement.DropPartitions;
import tarn.services.athena.Statement.PartitionTerm;
import tarn.services.athena.Statement.RenamePartition;
import tarn.services.athena.Statement.RepairTable;
import tarn.services.athena.Statement.ShowPartitions;
import tarn.services.athena.Statement.TableName;

/** Definitions of partitions. */
final class PartitionDefinitions {

    /** As many as Glue takes in one batch. */
    private static final int CREATED_AT_ONCE_MAX = 100;

    private static final int DELETED_AT_ONCE_MAX = 25;

    private final Catalog catalog;
    private final Folders folders;
    private final InstantSource clock;

    PartitionDefinitions(Catalog catalog, Folders folders, InstantSource clock) {
        this.catalog = catalog;
        this.folders = folders;
        this.clock = clock;
    }

    TextResult add(AddPartitions statement) {
        var table = partitioned(statement.table());
        var inputs = new ArrayList<PartitionInput>();
        for (var partition : statement.partitions()) {
            var values = values(table, partition.values());
            var location = partition.location();
            if (location == null) {
                location = defaultLocation(table, values);
            } else if (S3Path.parse(location).isEmpty()) {
                throw DdlFaults.locationInvalid(location);
            }
            inputs.add(input(table, values, location));
        }
        create(table, inputs, statement.ifNotExists());
        return TextResult.NOTHING;
    }

    private void create(Table table, List<PartitionInput> inputs, boolean ifNotExists) {
        for (int from = 0; from < inputs.size(); from += CREATED_AT_ONCE_MAX) {
            var some = inputs.subList(from, Math.min(inputs.size(), from + CREATED_AT_ONCE_MAX));
            var answer = catalog.glue()
                    .batchCreatePartition(request -> request.databaseName(table.databaseName())
                            .tableName(table.name())
                            .partitionInputList(some));
            for (var error : answer.errors()) {
                var details = error.errorDetail();
                if (!"AlreadyExistsException".equals(details.errorCode())) {
                    throw new QueryFailure(QueryFailure.Cause.USER, "FAILED: " + details.errorMessage());
                }
                if (!ifNotExists) {
                    throw DdlFaults.partitionExists(error.partitionValues().toString());
                }
            }
        }
    }

    private PartitionInput input(Table table, List<String> values, String location) {
        var storage = table.storageDescriptor().toBuilder().location(location).build();
        return PartitionInput.builder()
                .values(values)
                .storageDescriptor(storage)
                .parameters(Map.of(
                        "transient_lastDdlTime", String.valueOf(clock.instant().getEpochSecond())))
                .build();
    }

    private static String defaultLocation(Table table, List<String> values) {
        return Catalog.folder(table.storageDescriptor()) + PartitionName.of(table.partitionKeys(), values);
    }

    TextResult drop(DropPartitions statement) {
        var table = partitioned(statement.table());
        for (var terms : statement.partitions()) {
            var meets = condition(table, terms);
            var values = new ArrayList<PartitionValueList>();
            for (var partition : catalog.partitions(table, "")) {
                if (meets.test(partition)) {
                    values.add(PartitionValueList.builder()
                            .values(partition.values())
                            .build());
                }
            }
            if (values.isEmpty() && !statement.ifExists()) {
                throw DdlFaults.partitionMissing(describe(terms));
            }
            for (int from = 0; from < values.size(); from += DELETED_AT_ONCE_MAX) {
                var some = values.subList(from, Math.min(values.size(), from + DELETED_AT_ONCE_MAX));
                catalog.glue()
                        .batchDeletePartition(request -> request.databaseName(table.databaseName())
                                .tableName(table.name())
                                .partitionsToDelete(some));
            }
        }
        return TextResult.NOTHING;
    }

    TextResult rename(RenamePartition statement) {
        var table = partitioned(statement.table());
        var from = values(table, statement.from());
        var to = values(table, statement.to());
        var renamed = Catalog.input(existing(table, from)).values(to).build();
        catalog.glue()
                .updatePartition(request -> request.databaseName(table.databaseName())
                        .tableName(table.name())
                        .partitionValueList(from)
                        .partitionInput(renamed));
        return TextResult.NOTHING;
    }

    TextResult setLocation(TableName name, List<PartitionTerm> terms, String location) {
        DdlFaults.checkLocation(location);
        var table = partitioned(name);
        var values = values(table, terms);
        var partition = existing(table, values);
        var storage =
                partition.storageDescriptor().toBuilder().location(location).build();
        var moved = Catalog.input(partition).storageDescriptor(storage).build();
        catalog.glue()
                .updatePartition(request -> request.databaseName(table.databaseName())
                        .tableName(table.name())
                        .partitionValueList(values)
                        .partitionInput(moved));
        return TextResult.NOTHING;
    }

    TextResult show(ShowPartitions statement) {
        var table = partitioned(statement.table());
        var meets = condition(table, statement.under());
        var names = new ArrayList<String>();
        for (var partition : catalog.partitions(table, "")) {
            if (meets.test(partition)) {
                names.add(PartitionName.of(table.partitionKeys(), partition.values()));
            }
        }
        names.sort(null);
        return TextResult.of("partition", names);
    }

    /**
     * Adds the partitions whose folders are there but which the catalog does not know. Only folders of Hive's form count,
     * and nothing is removed, as on AWS.
     */
    TextResult repair(RepairTable statement) {
        var table = partitioned(statement.table());
        var keys = table.partitionKeys();
        var known = new HashSet<List<String>>();
        catalog.partitions(table, "").forEach(partition -> known.add(partition.values()));
        var root = Catalog.folder(table.storageDescriptor());
        var missing = new ArrayList<String>();
        var inputs = new ArrayList<PartitionInput>();
        for (var folder : folders.below(root, keys.size())) {
            var values = PartitionName.parse(keys, folder);
            if (values.isPresent() && known.add(values.get())) {
                missing.add(folder);
                inputs.add(input(table, values.get(), root + folder));
            }
        }
        create(table, inputs, true);
        var lines = new ArrayList<String>();
        if (!missing.isEmpty()) {
            var names = missing.stream()
                    .map(name -> "\t" + table.name() + ":" + name)
                    .toList();
            lines.add("Partitions not in metastore:" + String.join("", names));
            missing.forEach(name -> lines.add("Repair: Added partition to metastore " + table.name() + ":" + name));
        }
        return new TextResult(lines.isEmpty() ? List.of() : List.of("result"), lines);
    }

    /** The partition of these terms, all keys of the table with a value each. */
    Partition find(Table table, List<PartitionTerm> terms) {
        return existing(table, values(table, terms));
    }

    private Partition existing(Table table, List<String> values) {
        try {
            return catalog.glue()
                    .getPartition(request -> request.databaseName(table.databaseName())
                            .tableName(table.name())
                            .partitionValues(values))
                    .partition();
        } catch (software.amazon.awssdk.services.glue.model.EntityNotFoundException absent) {
            throw DdlFaults.partitionMissing(PartitionName.of(table.partitionKeys(), values));
        }
    }

    private Table partitioned(TableName name) {
        var table = catalog.table(name);
        if (table.partitionKeys().isEmpty()) {
            throw DdlFaults.notPartitioned(table.name());
        }
        return table;
    }

    /** The values of a specification that must name every key once. */
    private static List<String> values(Table table, List<PartitionTerm> terms) {
        var given = new LinkedHashMap<String, String>();
        for (var term : terms) {
            checkKey(table, term);
            if (term.value() == null || !"=".equals(term.comparison())) {
                throw DdlFaults.partitionIncomplete(describe(terms));
            }
            given.put(term.key(), term.value());
        }
        if (given.size() != table.partitionKeys().size() || given.size() != terms.size()) {
            throw DdlFaults.partitionIncomplete(describe(terms));
        }
        return table.partitionKeys().stream()
                .map(key -> String.valueOf(given.get(key.name())))
                .toList();
    }

    private static void checkKey(Table table, PartitionTerm term) {
        if (table.partitionKeys().stream().noneMatch(key -> key.name().equals(term.key()))) {
            throw DdlFaults.partitionKeyUnknown(term.key());
        }
    }

    private static Predicate<Partition> condition(Table table, List<PartitionTerm> terms) {
        Predicate<Partition> all = partition -> true;
        var keys = table.partitionKeys().stream().map(Column::name).toList();
        for (var term : terms) {
            checkKey(table, term);
            var value = term.value();
            if (value != null) {
                int at = keys.indexOf(term.key());
                var type = table.partitionKeys().get(at).type();
                var comparison = String.valueOf(term.comparison());
                all = all.and(partition ->
                        holds(comparison, compare(type, partition.values().get(at), value)));
            }
        }
        return all;
    }

    private static boolean holds(String comparison, int order) {
        return switch (comparison) {
            case "=" -> order == 0;
            case "!=", "<>" -> order != 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            case ">=" -> order >= 0;
            default -> throw new IllegalStateException("Unknown comparison " + comparison);
        };
    }

    private static int compare(String type, String one, String other) {
        boolean numeric = switch (type) {
            case "tinyint", "smallint", "int", "bigint", "float", "double" -> true;
            default -> type.startsWith("decimal");
        };
        if (numeric) {
            try {
                return new java.math.BigDecimal(one).compareTo(new java.math.BigDecimal(other));
            } catch (NumberFormatException notANumber) {
                return one.compareTo(other);
            }
        }
        return one.compareTo(other);
    }

    private static String describe(List<PartitionTerm> terms) {
        var names = terms.stream().map(term -> term.key() + "=" + term.value()).toList();
        return "{" + String.join(", ", names) + "}";
    }
}
