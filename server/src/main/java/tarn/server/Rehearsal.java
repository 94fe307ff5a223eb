package tarn.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The requests that most sessions begin with, asked of oneself over the socket, so that the JDK's AOT cache holds the
 * classes they need.
 */
final class Rehearsal {

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

    private static Ask form(String body) {
        return new Ask("POST", "/", "Content-Type: " + FORM + "\r\n", body);
    }

    private static Ask json(String target, String body) {
        return new Ask(
                "POST", "/", "Content-Type: application/x-amz-json-1.1\r\nX-Amz-Target: " + target + "\r\n", body);
    }

    /** Asks the server on a port. What it answers does not matter; a service may not be carried. */
    static void of(int port) {
        for (var ask : ASKS) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                var body = ask.body().getBytes(StandardCharsets.UTF_8);
                socket.getOutputStream()
                        .write((ask.method() + " " + ask.path()
                                        + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + ask.headers()
                                        + "Content-Length: " + body.length + "\r\n\r\n" + ask.body())
                                .getBytes(StandardCharsets.UTF_8));
                socket.getInputStream().readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private Rehearsal() {}
}
