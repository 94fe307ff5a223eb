package tarn.services.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** One HTTP request written by hand, as browsers and tools that are no SDK send them, and its answer. */
final class Wire {

    /** An answer: header names in lower case, the last value of each. */
    record Answer(int status, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    static Answer ask(int port, String method, String target, String... headers) {
        return ask(port, method, target, new byte[0], headers);
    }

    /** @param headers such as {@code Origin: https://example.com} */
    static Answer ask(int port, String method, String target, byte[] body, String... headers) {
        var head = new StringBuilder(method + " " + target + " HTTP/1.1\r\nConnection: close\r\n");
        boolean host = false;
        for (var header : headers) {
            host |= header.startsWith("Host:");
            head.append(header).append("\r\n");
        }
        if (!host) {
            head.append("Host: localhost:" + port + "\r\n");
        }
        head.append("Content-Length: " + body.length + "\r\n\r\n");
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            var sent = new ByteArrayOutputStream();
            sent.writeBytes(head.toString().getBytes(ISO_8859_1));
            sent.writeBytes(body);
            socket.getOutputStream().write(sent.toByteArray());
            return read(new String(socket.getInputStream().readAllBytes(), ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Answer read(String text) {
        int end = text.indexOf("\r\n\r\n");
        var lines = text.substring(0, end).split("\r\n", -1);
        var headers = new HashMap<String, String>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).trim());
        }
        var body = new String(text.substring(end + 4).getBytes(ISO_8859_1), UTF_8);
        return new Answer(Integer.parseInt(lines[0].split(" ", -1)[1]), headers, body);
    }

    private Wire() {}
}
