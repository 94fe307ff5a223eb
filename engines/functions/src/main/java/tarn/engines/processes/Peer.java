package tarn.engines.processes;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Who is at the other end of a connection within this machine. */
final class Peer {

    private static final List<Path> TABLES = List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
    private static final int OWN_END = 1;
    private static final int OTHER_END = 2;
    private static final int USER = 7;

    /** Whether a connection was made by a user of this machine, by Linux's own table of connections. */
    static boolean is(int user, Socket socket) {
        var own = ":%04X".formatted(socket.getPort());
        var other = ":%04X".formatted(socket.getLocalPort());
        for (var table : TABLES) {
            try (var lines = Files.lines(table)) {
                var found = lines.map(line -> line.strip().split(" +"))
                        .filter(columns -> columns.length > USER
                                && columns[OWN_END].endsWith(own)
                                && columns[OTHER_END].endsWith(other))
                        .findFirst();
                if (found.isPresent()) {
                    return found.get()[USER].equals(String.valueOf(user));
                }
            } catch (IOException e) {
                return false;
            }
        }
        return false;
    }

    private Peer() {}
}
