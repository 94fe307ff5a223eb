package tarn.services.athena;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.glue.model.AlreadyExistsException;
import software.amazon.awssdk.services.glue.model.Database;
import software.amazon.awssdk.services.glue.model.DatabaseInput;
import tarn.services.athena.Statement.CreateDatabase;
import tarn.services.athena.Statement.DescribeDatabase;
import tarn.services.athena.Statement.DropDatabase;
import tarn.services.athena.Statement.SetDatabaseProperties;
import tarn.services.athena.Statement.ShowDatabases;

/** Definitions of databases. */
final class DatabaseDefinitions {

    private final Catalog catalog;

    DatabaseDefinitions(Catalog catalog) {
        this.catalog = catalog;
    }

    TextResult create(CreateDatabase statement) {
        if (statement.location() != null) {
            DdlFaults.checkLocation(statement.location());
        }
        var input = DatabaseInput.builder()
                .name(statement.name())
                .description(statement.comment())
                .locationUri(statement.location())
                .parameters(statement.properties().isEmpty() ? null : statement.properties())
                .build();
        try {
            catalog.glue().createDatabase(request -> request.databaseInput(input));
        } catch (AlreadyExistsException present) {
            if (!statement.ifNotExists()) {
                throw DdlFaults.databaseExists(statement.name());
            }
        }
        return TextResult.NOTHING;
    }

    TextResult drop(DropDatabase statement) {
        if (catalog.findDatabase(statement.name()).isEmpty()) {
            if (statement.ifExists()) {
                return TextResult.NOTHING;
            }
            throw DdlFaults.databaseMissing(statement.name());
        }
        if (!statement.cascade() && !catalog.tables(statement.name()).isEmpty()) {
            throw DdlFaults.databaseNotEmpty(statement.name());
        }
        catalog.glue().deleteDatabase(request -> request.name(statement.name()));
        return TextResult.NOTHING;
    }

    TextResult setProperties(SetDatabaseProperties statement) {
        var database = existing(statement.name());
        var properties = new HashMap<>(database.parameters());
        properties.putAll(statement.properties());
        var input = DatabaseInput.builder()
                .name(database.name())
                .description(database.description())
                .locationUri(database.locationUri())
                .createTableDefaultPermissions(database.createTableDefaultPermissions())
                .parameters(properties)
                .build();
        catalog.glue().updateDatabase(request -> request.name(statement.name()).databaseInput(input));
        return TextResult.NOTHING;
    }

    TextResult describe(DescribeDatabase statement) {
        var database = existing(statement.name());
        var line = Stream.of(database.name(), text(database.description()), text(database.locationUri()), "", "")
                .collect(Collectors.joining("\t"));
        var properties = statement.extended() && database.hasParameters() ? "\t" + database.parameters() : "\t";
        return new TextResult(
                List.of("db_name", "comment", "location", "owner_name", "owner_type", "parameters"),
                List.of(line + properties));
    }

    TextResult show(ShowDatabases statement) {
        var names = new ArrayList<String>();
        var matches = matching(statement.pattern());
        catalog.glue()
                .getDatabasesPaginator(request -> {})
                .forEach(page -> page.databaseList().stream()
                        .map(Database::name)
                        .filter(name -> matches.matcher(name).matches())
                        .forEach(names::add));
        names.sort(null);
        return TextResult.of("database_name", names);
    }

    private Database existing(String name) {
        return catalog.findDatabase(name).orElseThrow(() -> DdlFaults.databaseMissing(name));
    }

    /** Hive's pattern of names: {@code *} is any text and {@code |} parts alternatives; case does not count. */
    static Pattern matching(@Nullable String pattern) {
        if (pattern == null) {
            return Pattern.compile(".*", Pattern.DOTALL);
        }
        var expression = Stream.of(pattern.split("\\|", -1))
                .map(alternative -> Stream.of(alternative.strip().split("\\*", -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*")))
                .collect(Collectors.joining("|"));
        return Pattern.compile(expression, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
