package tarn.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * The requests that most sessions begin with, asked of oneself over the socket, so that the JDK's AOT cache holds the
 * classes they need.
 */
final class Rehearsal {

    private static final long LOOK_AGAIN_NANOS = 20_000_000;
    private static final String FORM = "application/x-www-form-urlencoded";

    private record Ask(String method, String path, String headers, String body) {}

    private static final List<Ask> ASKS = List.of(
            new Ask("GET", "/_tarn/health", "", ""),
            form("Action=GetCallerIdentity&Version=2011-06-15"),
            form("Action=ListUsers&Version=2010-05-08"),
            new Ask("PUT", "/rehearsal", "", ""),
            new Ask("PUT", "/rehearsal/key", "Content-Type: text/plain\r\nx-amz-meta-a: b\r\n", "hello"),
            new Ask("GET", "/rehearsal/key", "", ""),
            new Ask("HEAD", "/rehearsal/key", "", ""),
            new Ask("GET", "/rehearsal?list-type=2&prefix=k", "", ""),
            new Ask("GET", "/", "", ""),
            new Ask("DELETE", "/rehearsal/key", "", ""),
            new Ask("DELETE", "/rehearsal", "", ""),
            json("AWSGlue.CreateDatabase", "{\"DatabaseInput\":{\"Name\":\"rehearsal\"}}"),
            json(
                    "AWSGlue.CreateTable",
                    "{\"DatabaseName\":\"rehearsal\",\"TableInput\":{\"Name\":\"t\",\"StorageDescriptor\":{\"Columns\":"
                            + "[{\"Name\":\"a\",\"Type\":\"int\"}]}}}"),
            json("AWSGlue.GetTables", "{\"DatabaseName\":\"rehearsal\"}"),
            json("AWSGlue.GetDatabases", "{}"),
            json("AWSGlue.DeleteDatabase", "{\"Name\":\"rehearsal\"}"),
            json("AmazonAthena.ListWorkGroups", "{}"));

    /** Statements that touch what most queries need: text, Parquet, joins, groups, windows, definitions, Iceberg. */
    private static final List<String> STATEMENTS = List.of(
            "CREATE DATABASE rehearsal",
            "SELECT 1",
            "CREATE EXTERNAL TABLE rehearsal.t (id int, name string, x double) PARTITIONED BY (day string)"
                    + " ROW FORMAT DELIMITED FIELDS TERMINATED BY ',' LOCATION 's3://rehearsal/t/'"
                    + " TBLPROPERTIES ('skip.header.line.count'='1')",
            "MSCK REPAIR TABLE rehearsal.t",
            "SELECT count(*), sum(x), max(name) FROM rehearsal.t WHERE day > '2020-01-01'",
            "SELECT name, count(*) AS n, avg(x) FROM rehearsal.t GROUP BY name ORDER BY n DESC, name LIMIT 10",
            "CREATE TABLE rehearsal.p WITH (format = 'PARQUET', external_location = 's3://rehearsal/p/') AS"
                    + " SELECT id, name, x, date_add('day', id, DATE '2020-01-01') AS d, ARRAY[id] AS a FROM rehearsal.t",
            "SELECT d, count(*), sum(x) FROM rehearsal.p WHERE id > 0 AND name LIKE 'a%' GROUP BY d ORDER BY d",
            "SELECT a.name, b.x, row_number() OVER (PARTITION BY a.name ORDER BY b.x) AS r FROM rehearsal.t a"
                    + " JOIN rehearsal.p b ON a.id = b.id LEFT JOIN (VALUES 1) c(i) ON a.id = c.i",
            "INSERT INTO rehearsal.p SELECT 7, 'new', 1e0, current_date, ARRAY[]",
            "WITH w AS (SELECT upper(name) AS n, CAST(x AS varchar) AS s, json_extract_scalar('{\\\"k\\\": 1}', '$.k')"
                    + " AS j FROM rehearsal.t) SELECT DISTINCT n, s, j, coalesce(j, 'x'), CASE WHEN n = 'A' THEN 1 END FROM w",
            "SELECT day, u FROM rehearsal.t CROSS JOIN UNNEST(sequence(1, id)) v(u) ORDER BY 1, 2",
            "CREATE TABLE rehearsal.i (id int, name string) LOCATION 's3://rehearsal/i/'"
                    + " TBLPROPERTIES ('table_type'='ICEBERG')",
            "INSERT INTO rehearsal.i SELECT id, name FROM rehearsal.t",
            "SELECT name, count(*) FROM rehearsal.i GROUP BY name",
            "SHOW TABLES IN rehearsal",
            "DESCRIBE rehearsal.t",
            "SELECT nothing FROM rehearsal.t");

    private static final Pattern QUERY = Pattern.compile("\"QueryExecutionId\":\"([^\"]+)\"");

    private static Ask form(String body) {
        return new Ask("POST", "/", "Content-Type: " + FORM + "\r\n", body);
    }

    private static Ask json(String target, String body) {
        return new Ask(
                "POST", "/", "Content-Type: application/x-amz-json-1.1\r\nX-Amz-Target: " + target + "\r\n", body);
    }

    /** Asks the server on a port. What it answers does not matter; a service or an engine may not be carried. */
    static void of(int port) {
        ASKS.forEach(ask -> answer(port, ask));
        answer(port, new Ask("PUT", "/rehearsal", "", ""));
        answer(port, new Ask("PUT", "/rehearsal/t/day=2020-01-02/a.csv", "", "id,name,x\n1,a,1.5\n2,b,2.5\n3,a,\n"));
        STATEMENTS.forEach(statement -> query(port, statement));
    }

    /** Runs a statement to its end. */
    private static void query(int port, String statement) {
        var begun = QUERY.matcher(answer(
                port,
                json(
                        "AmazonAthena.StartQueryExecution",
                        "{\"QueryString\":\"" + statement
                                + "\",\"ResultConfiguration\":{\"OutputLocation\":\"s3://rehearsal/out/\"}}")));
        if (!begun.find()) {
            return;
        }
        var body = "{\"QueryExecutionId\":\"" + begun.group(1) + "\"}";
        while (answer(port, json("AmazonAthena.GetQueryExecution", body)).matches("(?s).*\"(QUEUED|RUNNING)\".*")) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        answer(port, json("AmazonAthena.GetQueryResults", body));
    }

    private static String answer(int port, Ask ask) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            var body = ask.body().getBytes(StandardCharsets.UTF_8);
            socket.getOutputStream()
                    .write((ask.method() + " " + ask.path()
                                    + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + ask.headers()
                                    + "Content-Length: " + body.length + "\r\n\r\n" + ask.body())
                            .getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Rehearsal() {}
}
