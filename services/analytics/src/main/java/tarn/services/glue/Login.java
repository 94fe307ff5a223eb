package tarn.services.glue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * Who enters a database, and where.
 *
 * @param encrypted whether the way there must be encrypted; the server's certificate is not examined
 */
record Login(String url, String user, String password, boolean encrypted) {

    private static final String PATIENCE_SECONDS = "5";
    private static final String PATIENCE_MILLIS = "5000";

    /**
     * Enters.
     *
     * @throws SQLException if that is refused; if there is no driver for the URL its message says so
     */
    Connection enter() throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        // One driver reaches MariaDB and MySQL.
        var address = url.replaceFirst("^jdbc:mysql:", "jdbc:mariadb:");
        if (address.startsWith("jdbc:mariadb:")) {
            properties.setProperty("connectTimeout", PATIENCE_MILLIS);
            properties.setProperty("sslMode", encrypted ? "trust" : "disable");
        } else if (address.startsWith("jdbc:postgresql:")) {
            properties.setProperty("connectTimeout", PATIENCE_SECONDS);
            properties.setProperty("loginTimeout", PATIENCE_SECONDS);
            properties.setProperty("sslmode", encrypted ? "require" : "prefer");
        } else {
            throw new SQLException("No driver for " + url.replaceAll("(jdbc:[a-z0-9]+).*", "$1")
                    + ": PostgreSQL, MySQL and MariaDB can be reached");
        }
        return DriverManager.getConnection(address, properties);
    }
}
