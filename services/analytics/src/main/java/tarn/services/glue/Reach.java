package tarn.services.glue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where a connection leads, and whether one gets there: to the host, to its port, and, with a driver for its URL, in.
 *
 * @param url the JDBC URL; empty if it is none
 */
record Reach(String host, int port, String url) {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Pattern ADDRESS = Pattern.compile(
            "jdbc:(?<kind>[a-z0-9:]+?):(?://|thin:@/?/?|thin://@)(?<host>[^:/;]+)(?::(?<port>\\d+))?.*");
    private static final Map<String, Integer> PORTS = Map.of(
            "mysql", 3306, "mariadb", 3306, "postgresql", 5432, "redshift", 5439, "sqlserver", 1433, "oracle", 1521);

    static Reach ofJdbc(String url) {
        var address = ADDRESS.matcher(url);
        if (!address.matches()) {
            throw GlueFaults.invalid("Not a JDBC URL with a host: " + url);
        }
        var port = address.group("port");
        return new Reach(
                address.group("host"),
                port == null ? PORTS.getOrDefault(address.group("kind"), 0) : Integer.parseInt(port),
                url);
    }

    static Reach of(String host, String port) {
        if (host.isEmpty() || !port.matches("\\d{1,5}")) {
            throw GlueFaults.invalid("The connection names no host and port that could be tested.");
        }
        return new Reach(host, Integer.parseInt(port), "");
    }

    /** Throws the reason if one does not get there. */
    void test(Login login) {
        var address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw GlueFaults.invalid("Could not resolve the host " + host + ".");
        }
        try (var socket = new Socket()) {
            socket.connect(address, (int) PATIENCE.toMillis());
        } catch (SocketTimeoutException e) {
            throw GlueFaults.invalid("The connection to " + host + ":" + port
                    + " timed out. Check that the security group of the data store lets it in.");
        } catch (ConnectException e) {
            throw GlueFaults.invalid("The connection to " + host + ":" + port + " was refused.");
        } catch (IOException e) {
            throw GlueFaults.invalid("The connection to " + host + ":" + port + " failed: " + e.getMessage());
        }
        if (!url.isEmpty()) {
            enter(login);
        }
    }

    private void enter(Login login) {
        try (var connection = login.enter()) {
            if (!connection.isValid((int) PATIENCE.toSeconds())) {
                throw GlueFaults.invalid("The data store at " + host + ":" + port + " does not answer.");
            }
        } catch (SQLException e) {
            throw GlueFaults.invalid("The data store at " + host + ":" + port + " refused: " + e.getMessage());
        }
    }
}
