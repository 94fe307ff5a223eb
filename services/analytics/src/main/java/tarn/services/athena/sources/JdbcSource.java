package tarn.services.athena.sources;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import tarn.engines.sql.LakeCondition;
import tarn.engines.sql.LakeFailure;
import tarn.engines.sql.LakeSource;

/**
 * The tables of a PostgreSQL or MySQL database over its own protocol, read only. Conditions on whole numbers and dates and
 * equality of texts are decided there, so that what does not matter is not sent.
 */
final class JdbcSource implements LakeSource {

    private static final int ROWS_AT_ONCE = 1_000;
    private static final String CONNECT_SECONDS_MAX = "10";

    private final String url;
    private final Properties login = new Properties();
    private final Dialect dialect;

    /** A table as the database spells it, and the types of its columns by name in lower case. */
    private record Found(String schema, String table, Map<String, Known> columns) {

        /** A column that was there when the statement was planned. */
        Known column(String name) {
            return Optional.ofNullable(columns.get(name))
                    .orElseThrow(() -> Sources.invalid("Column " + name + " of " + table + " is gone"));
        }
    }

    private record Known(String name, String type) {}

    JdbcSource(String url, Map<String, String> login, Dialect dialect) {
        this.url = url;
        this.dialect = dialect;
        login.forEach(this.login::setProperty);
        if (dialect == Dialect.POSTGRESQL) {
            this.login.setProperty("connectTimeout", CONNECT_SECONDS_MAX);
        } else {
            this.login.setProperty("connectTimeout", CONNECT_SECONDS_MAX + "000");
        }
    }

    /** A question to the database. */
    private interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }

    private <T> T ask(Question<T> question) {
        try (var connection = connect()) {
            return question.ask(connection);
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private Connection connect() throws SQLException {
        var connection = driver().connect(url, login);
        connection.setReadOnly(true);
        connection.setAutoCommit(false); // else PostgreSQL sends everything at once
        return connection;
    }

    /* The JDK's own registry depends on which thread asks first, and those of the engine know no drivers. */
    private Driver driver() throws SQLException {
        for (var driver : ServiceLoader.load(Driver.class, JdbcSource.class.getClassLoader())) {
            if (driver.acceptsURL(url)) {
                return driver;
            }
        }
        throw new SQLException("There is no driver for " + url);
    }

    private static LakeFailure failure(SQLException e) {
        return new LakeFailure(LakeFailure.Kind.INVALID, "The data source says: " + e.getMessage(), e);
    }

    private List<String> spelled(Connection connection) throws SQLException {
        var names = new ArrayList<String>();
        var metadata = connection.getMetaData();
        try (var found = dialect == Dialect.MYSQL ? metadata.getCatalogs() : metadata.getSchemas()) {
            while (found.next()) {
                names.add(found.getString(1));
            }
        }
        names.removeIf(name -> dialect.hidden().contains(name.toLowerCase(Locale.ROOT)));
        return names;
    }

    @Override
    public List<String> schemas() {
        return ask(this::spelled).stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
    }

    private ResultSet tables(DatabaseMetaData metadata, String schema) throws SQLException {
        var kinds = new String[] {"TABLE", "VIEW", "PARTITIONED TABLE", "MATERIALIZED VIEW"};
        return dialect == Dialect.MYSQL
                ? metadata.getTables(schema, null, "%", kinds)
                : metadata.getTables(null, escaped(metadata, schema), "%", kinds);
    }

    private static String escaped(DatabaseMetaData metadata, String name) throws SQLException {
        var escape = metadata.getSearchStringEscape();
        return name.replace(escape, escape + escape).replace("_", escape + "_").replace("%", escape + "%");
    }

    @Override
    public List<String> tables(String schema) {
        return ask(connection -> {
            var names = new ArrayList<String>();
            for (var spelled : spelled(connection)) {
                if (spelled.toLowerCase(Locale.ROOT).equals(schema)) {
                    try (var found = tables(connection.getMetaData(), spelled)) {
                        while (found.next()) {
                            names.add(found.getString("TABLE_NAME").toLowerCase(Locale.ROOT));
                        }
                    }
                }
            }
            return names.stream().distinct().toList();
        });
    }

    private Optional<Found> find(Connection connection, String schema, String table) throws SQLException {
        for (var spelled : spelled(connection)) {
            if (!spelled.toLowerCase(Locale.ROOT).equals(schema)) {
                continue;
            }
            try (var found = tables(connection.getMetaData(), spelled)) {
                while (found.next()) {
                    var name = found.getString("TABLE_NAME");
                    if (name.toLowerCase(Locale.ROOT).equals(table)) {
                        return Optional.of(new Found(spelled, name, columns(connection, spelled, name)));
                    }
                }
            }
        }
        return Optional.empty();
    }

    private Map<String, Known> columns(Connection connection, String schema, String table) throws SQLException {
        var metadata = connection.getMetaData();
        var known = new LinkedHashMap<String, Known>();
        try (var found = dialect == Dialect.MYSQL
                ? metadata.getColumns(schema, null, escaped(metadata, table), "%")
                : metadata.getColumns(null, escaped(metadata, schema), escaped(metadata, table), "%")) {
            while (found.next()) {
                var name = found.getString("COLUMN_NAME");
                var type = Dialect.type(
                        found.getInt("DATA_TYPE"), found.getInt("COLUMN_SIZE"), found.getInt("DECIMAL_DIGITS"));
                type.ifPresent(one -> known.putIfAbsent(name.toLowerCase(Locale.ROOT), new Known(name, one)));
            }
        }
        return known;
    }

    @Override
    public Optional<List<Column>> columns(String schema, String table) {
        return ask(connection -> find(connection, schema, table))
                .map(found -> found.columns().entrySet().stream()
                        .map(column ->
                                new Column(column.getKey(), column.getValue().type()))
                        .toList());
    }

    @Override
    public Rows read(Read read) {
        Connection connection = null;
        try {
            connection = connect();
            var found = find(connection, read.schema(), read.table())
                    .orElseThrow(() -> Sources.invalid("No such table: " + read.schema() + "." + read.table()));
            var types = read.columns().stream()
                    .map(column -> found.column(column).type())
                    .toList();
            var rows = new Selected(connection, statement(connection, found, read), types);
            connection = null;
            return rows;
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            if (connection != null) {
                closed(connection);
            }
        }
    }

    private PreparedStatement statement(Connection connection, Found found, Read read) throws SQLException {
        var columns = read.columns().stream()
                .map(column -> dialect.quoted(found.column(column).name()))
                .toList();
        var text = new StringBuilder("SELECT ")
                .append(columns.isEmpty() ? "1" : String.join(", ", columns))
                .append(" FROM ")
                .append(dialect.quoted(found.schema()))
                .append('.')
                .append(dialect.quoted(found.table()));
        var values = new ArrayList<Object>();
        var conditions = new ArrayList<String>();
        for (var condition : read.conditions()) {
            conditions.addAll(said(condition, found.columns().get(condition.key()), values));
        }
        if (!conditions.isEmpty()) {
            text.append(" WHERE ").append(String.join(" AND ", conditions));
        }
        if (read.limit().isPresent()) {
            text.append(" LIMIT ").append(read.limit().getAsLong());
        }
        var statement = connection.prepareStatement(text.toString());
        statement.setFetchSize(ROWS_AT_ONCE);
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
        return statement;
    }

    private List<String> said(LakeCondition condition, @Nullable Known column, List<Object> values) {
        if (column == null) {
            return List.of();
        }
        var name = dialect.quoted(column.name());
        return switch (condition) {
            case LakeCondition.OneOf(var key, var texts)
            when texts.size() <= ROWS_AT_ONCE -> {
                texts.forEach(text -> values.add(value(column.type(), text)));
                yield List.of(name + " IN (" + "?, ".repeat(texts.size() - 1) + "?)");
            }
            // texts are ordered otherwise there than here
            case LakeCondition.Within(var key, var low, var high)
            when !column.type().equals("varchar") -> {
                var ends = new ArrayList<String>();
                low.ifPresent(end -> {
                    values.add(value(column.type(), end.value()));
                    ends.add(name + (end.inclusive() ? " >= ?" : " > ?"));
                });
                high.ifPresent(end -> {
                    values.add(value(column.type(), end.value()));
                    ends.add(name + (end.inclusive() ? " <= ?" : " < ?"));
                });
                yield ends;
            }
            default -> List.of();
        };
    }

    private static Object value(String type, String text) {
        if (type.equals("varchar")) {
            return text;
        }
        return type.equals("date") ? LocalDate.parse(text) : Long.valueOf(text);
    }

    private static void closed(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** What a query gives, as it comes. */
    private static final class Selected implements Rows {

        private final Connection connection;
        private final ResultSet found;
        private final List<String> types;
        private boolean ahead;
        private boolean more;

        Selected(Connection connection, PreparedStatement statement, List<String> types) throws SQLException {
            this.connection = connection;
            this.found = statement.executeQuery();
            this.types = types;
        }

        @Override
        public boolean hasNext() {
            try {
                if (!ahead) {
                    more = found.next();
                    ahead = true;
                }
                return more;
            } catch (SQLException e) {
                throw failure(e);
            }
        }

        @Override
        public List<@Nullable Object> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            ahead = false;
            var row = new ArrayList<@Nullable Object>(types.size());
            try {
                for (int i = 0; i < types.size(); i++) {
                    row.add(value(i + 1, types.get(i)));
                }
            } catch (SQLException e) {
                throw failure(e);
            }
            return row;
        }

        private @Nullable Object value(int column, String type) throws SQLException {
            return switch (type) {
                case "varchar" -> found.getString(column);
                case "varbinary" -> found.getBytes(column);
                case "date" -> found.getObject(column, LocalDate.class);
                case "timestamp(6)" -> found.getObject(column, LocalDateTime.class);
                case "boolean" -> {
                    boolean value = found.getBoolean(column);
                    yield found.wasNull() ? null : value;
                }
                default -> type.startsWith("decimal") ? found.getBigDecimal(column) : found.getObject(column);
            };
        }

        @Override
        public void close() {
            closed(connection);
        }
    }
}
